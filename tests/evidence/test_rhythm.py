"""How far apart readings are joined: by the steps around each, file by file; and what losing readings can do to it."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st

from atmp_logistics.evidence.temperature import logging_interval as rhythm
from atmp_logistics.evidence.temperature.interpolation import joined_readings, joined_readings_with_notes
from atmp_logistics.evidence.temperature.interval_notes import notes_of
from atmp_logistics.ingest.readings.joined_files import joined_logs
from atmp_logistics.records.temperature_log import TemperatureLog, Trips

SECOND, HOURS_2 = 1e6, 7200.0
NAN = float("nan")
STATE = "state readings.max_gap in the site profile"


def log_of(*files, names=None):
    """Return a log of files in order, each (logger, times in s, declared interval or NaN), and values or 5 °C."""
    names = names or tuple(dict.fromkeys(name for name, *_ in files))
    times = [np.array(own, float) * SECOND for _, own, _ in files]
    codes = np.repeat([names.index(name) for name, *_ in files], [len(own) for own in times]).astype(np.int64)
    first = np.cumsum([0, *(len(own) for own in times)])[:-1].astype(np.int64)
    trips = Trips(first, np.array([declared for *_, declared in files]))
    time = np.concatenate([np.empty(0), *times])
    return TemperatureLog(codes, time, np.full(len(time), 5.0), names, {}, (), trips=trips)


def steps_joined(log, stated_s=None):
    """Return, of each reading, whether the next is joined to it."""
    return joined_readings(log, stated_s).joined.tolist()


# ---------------------------------------------------------------- said slowly


def lower_median(steps):
    return sorted(steps)[(len(steps) - 1) // 2] if steps else None


def interval_beside(rows, at, declared, way):
    """Return the interval on one side of a row of its file: declared, else the lower median of 20 steps at most."""
    if not np.isnan(declared):
        return declared
    own = rows[max(at - 20, 0) : at + 1] if way < 0 else rows[at : at + 21]
    return lower_median([later - earlier for earlier, later in pairwise(own)])


def interval_at_an_edge(rows, at, declared, way):
    """Return the interval of the stretch on one side of a row; the stretch itself says nothing of it."""
    beyond = min(max(at + way, 0), len(rows) - 1)
    sides = [interval_beside(rows, beyond, declared, way), interval_beside(rows, at, declared, -way)]
    return min([side for side in (*sides, 7200) if side is not None]) if sides != [None, None] else NAN


def slowly(files, missing=frozenset()):
    """Return the pairs of instants that are joined; `files` are of one logger, in order of time."""
    rows = [(number, at, time) for number, (times, _) in enumerate(files) for at, time in enumerate(times)]
    kept = [row for row in rows if row[2] not in missing]
    found = set()
    for (one, i, since), (other, j, until) in pairwise(kept):
        before = interval_beside(*pick(files, one, i), -1)
        after = interval_beside(*pick(files, other, j), 1)
        known = [side for side in (before, after) if side is not None]
        enough = len(known) == 2 or (one == other and known)
        if enough and until - since <= min(1.5 * min(known), HOURS_2):
            found.add((since, until))
    return found


def pick(files, number, at):
    times, declared = files[number]
    return times, at, declared


STEPS = st.one_of(
    st.sampled_from([60, 60, 60, 61, 90, 91, 120, 300]),
    st.sampled_from([300, 450, 451, 600, 900, 7199, 7200, 7201]),
)
CADENCES = st.lists(
    st.tuples(st.sampled_from([1, 60, 300, 301, 3600]), st.integers(1, 45)), min_size=1, max_size=4
).map(lambda parts: [step for step, count in parts for _ in range(count)])
FILE = st.tuples(st.one_of(st.lists(STEPS, max_size=60), CADENCES), st.sampled_from([NAN, NAN, 60.0, 300.0, 7200.0]))


@st.composite
def files_of_one_logger(draw):
    files, at = [], 0
    for steps, declared in draw(st.lists(FILE, min_size=1, max_size=3)):
        times = np.cumsum([at, *steps]).tolist()
        files.append((times, declared))
        at = times[-1] + draw(STEPS)
    return files


@settings(max_examples=draws(400), deadline=None, derandomize=True)
@given(files_of_one_logger(), st.sampled_from([64, 128, 65536]), st.data())
def test_counting_short_steps_is_the_median_of_the_steps_around(files, block, data):
    every = [time for times, _ in files for time in times]
    missing = data.draw(st.sets(st.sampled_from(every), max_size=5))
    log = log_of(*(("A", times, declared) for times, declared in files))
    lost = np.isin(log.time_us, np.array(sorted(missing)) * SECOND)
    log = replace(log, temperature_degC=np.where(lost, np.nan, log.temperature_degC))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rhythm, "BLOCK", block)
        readings = joined_readings(log, None)
    at = np.nonzero(readings.joined)[0]
    pairs = zip((readings.time[at] / SECOND).tolist(), (readings.time[at + 1] / SECOND).tolist(), strict=True)
    assert set(pairs) == slowly(files, missing)
    kept = [(times, i, declared) for times, declared in files for i, time in enumerate(times) if time not in missing]
    for way in (-1, 1):
        expected = [interval_at_an_edge(*one, way) for one in kept]
        np.testing.assert_array_equal(readings.interval_us(np.arange(len(kept)), way) / SECOND, expected)


@settings(max_examples=draws(100), deadline=None, derandomize=True)
@given(st.lists(files_of_one_logger(), min_size=1, max_size=6))
def test_loggers_side_by_side_are_joined_as_each_alone(loggers):
    parts = [[(f"L{number}", times, declared) for times, declared in files] for number, files in enumerate(loggers)]
    together = joined_readings(log_of(*(one for files in parts for one in files)), None).joined.tolist()
    assert together == [
        is_joined for files in parts for is_joined in joined_readings(log_of(*files), None).joined.tolist()
    ]


# ---------------------------------------------------------------- the kinds, as they are met


def regular(step, count, start=0):
    return [start + step * i for i in range(count)]


def test_a_reading_lost_is_a_gap_and_the_rest_is_joined():
    times = regular(600, 12)
    del times[5]
    assert steps_joined(log_of(("A", times, NAN))) == [True] * 4 + [False] + [True] * 5 + [False]


@pytest.mark.parametrize("other_first", [False, True])
def test_a_part_with_a_reading_each_minute_joins_a_minute_and_a_half_whatever_the_rest_is(other_first):
    minutes = [*regular(60, 80), *regular(60, 20, 60 * 99)]
    quarters = regular(900, 300, minutes[-1] + 900)
    times = minutes + quarters
    times = [-time for time in reversed(times)] if other_first else times
    joined_steps = [
        b - a
        for (a, b), is_joined in zip(pairwise(times), steps_joined(log_of(("A", times, NAN))), strict=False)
        if is_joined
    ]
    assert joined_steps.count(60) == 98
    assert 1200 not in joined_steps
    # The change of cadence is doubtful for as long as most of the steps before it are shorter.
    assert joined_steps.count(900) == 289


def test_a_change_of_cadence_joins_neither_side_to_the_other_by_the_slower_one():
    times = [*regular(60, 30), *regular(900, 30, 60 * 29 + 900)]
    assert steps_joined(log_of(("A", times, NAN)))[29] is False


def test_three_readings_a_week_apart_are_three_readings():
    week = regular(604800, 3)
    assert steps_joined(log_of(("A", week, NAN))) == [False] * 3
    assert steps_joined(log_of(("A", week, 604800.0))) == [False] * 3
    assert steps_joined(log_of(("A", week, NAN)), 604800.0) == [True, True, False]


@pytest.mark.parametrize(("interval", "join"), [(3600, True), (4800, True), (7200, True), (7201, False)])
def test_nothing_longer_than_two_hours_is_joined_unless_stated(interval, join):
    times = regular(interval, 4)
    for declared in (NAN, float(interval)):
        assert steps_joined(log_of(("A", times, declared)))[:3] == [join] * 3


def test_another_trip_of_a_logger_changes_nothing():
    trip, later = ("A", [*regular(60, 30), *regular(60, 10, 60 * 59)], 60.0), ("A", regular(3600, 48, 10**6), 3600.0)
    alone, together = (steps_joined(log_of(*files)) for files in ((trip,), (trip, later)))
    assert alone[:-1] == together[:39]
    assert together[29] is False
    undeclared = [("A", own, NAN) for _, own, _ in (trip, later)]
    assert steps_joined(log_of(*undeclared))[:39] == steps_joined(log_of(undeclared[0]))[:-1]


def test_two_files_that_adjoin_are_joined_where_both_show_the_interval():
    one, two, single = regular(60, 10), regular(60, 10, 600), [600]
    for declared, expected in ((NAN, True), (60.0, True)):
        assert steps_joined(log_of(("A", one, declared), ("A", two, declared)))[9] is expected
    assert steps_joined(log_of(("A", one, NAN), ("A", single, NAN)))[9] is False
    assert steps_joined(log_of(("A", one, 3600.0), ("A", regular(60, 10, 700), NAN)))[9] is False


def test_what_is_said_of_rhythms():
    files = [("A", regular(600, 5), NAN), ("B", regular(60, 5), 60.0), ("C", [0], NAN), ("D", regular(60, 3), 7200.0)]
    notes = joined_readings_with_notes(log_of(*files), None)[1]
    assert notes == [
        "logger A: readings up to 10 min apart are joined: each no further than 1.5 x the interval around it",
        "logger B: readings up to 1.5 min apart are joined: 1.5 x the declared interval",
        f"logger C: too few readings near enough to show their interval: none are joined; {STATE}",
        f"logger D: readings up to 120 min apart are joined, although the declared interval is longer: {STATE}",
    ]
    assert joined_readings_with_notes(log_of(*files), 900.0)[1] == [
        "loggers A, B, C, D: readings up to 15 min apart are joined, as stated"
    ]
    assert notes_of([], {}) == []


# ---------------------------------------------------------------- losing readings


@settings(max_examples=draws(300), deadline=None, derandomize=True)
@given(st.lists(STEPS, min_size=1, max_size=30), st.sampled_from([60.0, 300.0, 7200.0]), st.booleans(), st.data())
def test_where_the_interval_is_declared_or_stated_no_loss_joins_anything_new(steps, interval, is_stated, data):
    times = np.cumsum([0, *steps]).tolist()
    lost = data.draw(st.sets(st.sampled_from(times), max_size=len(times) - 1))
    left = [time for time in times if time not in lost]
    declared, stated = (NAN, interval) if is_stated else (interval, None)
    before, after = (joined_readings(log_of(("A", own, declared)), stated) for own in (times, left))
    gap = interval if is_stated else min(1.5 * interval, HOURS_2)
    assert ((np.diff(after.time) / SECOND <= gap) == after.joined[:-1]).all()
    assert set(after.time) <= set(before.time)


PARTS = st.lists(st.tuples(st.sampled_from([60, 300, 900]), st.integers(45, 70)), min_size=1, max_size=3)


@st.composite
def thinned(draw, parts):
    """Return the times of a log of some cadences, and those of them that are lost: at most 4 of any 24 in a row."""
    steps = [step for step, count in draw(parts) for _ in range(count)]
    times = np.cumsum([0, *steps]).tolist()
    lost, at = set(), 1
    while at < len(times) - 1:
        run = draw(st.integers(0, 4))
        lost.update(times[at : min(at + run, len(times) - 1)])
        at += run + 20
    return times, lost


def still_joined(times, lost):
    left = [time for time in times if time not in lost]
    each = zip(pairwise(left), steps_joined(log_of(("A", left, NAN)))[:-1], strict=True)
    return {pair for pair, is_joined in each if is_joined}


@settings(max_examples=draws(300), deadline=None, derandomize=True)
@given(thinned(PARTS))
def test_no_line_leads_over_a_loss_in_any_cadence_where_most_steps_around_it_are_whole(log):
    times, lost = log
    assert still_joined(times, lost) <= set(pairwise(times))


@settings(max_examples=draws(100), deadline=None, derandomize=True)
@given(thinned(st.tuples(st.tuples(st.sampled_from([60, 900, 3600]), st.integers(3, 150))).map(list)))
def test_in_one_cadence_a_loss_joins_nothing_that_was_not_joined(log):
    times, lost = log
    assert still_joined(times, lost) <= still_joined(times, set())


def test_a_loss_beside_a_change_of_cadence_can_settle_a_step_that_was_whole():
    """What the medians cannot promise: fewer short steps before a change leave fewer doubtful ones after it."""
    times = [*regular(60, 61), *regular(300, 40, 3600 + 300)]
    new = still_joined(times, {3240, 3300, 3360, 3420}) - still_joined(times, set())
    assert new
    assert new <= set(pairwise(times))


# ---------------------------------------------------------------- several files of one logger


def file(*times, declared=NAN, value=5.0, name="A"):
    log = log_of((name, list(times), declared))
    return replace(log, temperature_degC=np.full(len(log), value))


@st.composite
def downloads(draw):
    """Return a logger's readings, and downloads of it that overlap, adjoin or lie apart, in any order."""
    times = np.cumsum([0, *draw(st.lists(STEPS, min_size=3, max_size=50))]).tolist()
    cuts = st.integers(0, len(times) - 1)
    spans = draw(st.lists(st.tuples(cuts, cuts).map(sorted), min_size=1, max_size=4))
    declared = draw(st.sampled_from([NAN, 300.0]))
    own = draw(st.lists(st.sampled_from([declared, declared, 60.0]), min_size=len(spans), max_size=len(spans)))
    files = [file(*times[a : b + 1], declared=one) for (a, b), one in zip(spans, own, strict=True)]
    return files, draw(st.permutations(range(len(files))))


@settings(max_examples=draws(300), deadline=None, derandomize=True)
@given(downloads())
def test_the_order_of_the_files_changes_nothing(drawn):
    files, order = drawn
    one, other = (joined_readings(joined_logs(files[i] for i in some), None) for some in (range(len(files)), order))
    assert one.time.tolist() == other.time.tolist()
    assert one.joined.tolist() == other.joined.tolist()


def test_downloads_that_overlap_and_agree_are_one_record():
    times = regular(600, 40)
    log = joined_logs([file(*times[18:]), file(*times[:22])])
    assert log.each_trip().first.tolist() == [0]
    assert steps_joined(log) == [True] * 39 + [False]
    # Each download of a rolling window has one reading more.
    rolling = joined_logs([file(*times[i : i + 20]) for i in range(20)])
    assert steps_joined(rolling) == [True] * 38 + [False]


def test_readings_that_fill_a_hole_of_another_file_are_taken():
    times = regular(60, 60)
    log = joined_logs([file(*times[:20], *times[40:]), file(*times[20:40])])
    assert steps_joined(log) == [True] * 59 + [False]


@pytest.mark.parametrize(
    "second",
    [
        regular(60, 60, 30),  # another clock
        regular(60, 5, 330),  # the same, within the first
        [*regular(60, 10), 605],  # one reading more
        regular(120, 10),  # every second one alone
    ],
)
def test_files_that_overlap_and_disagree_are_refused(second):
    with pytest.raises(Exception, match="two files that both cover") as refused:
        joined_logs([file(*regular(60, 31)), file(*second)])
    assert len(refused.value.faults) == 1


def test_two_temperatures_at_one_instant_are_refused_once_with_their_number():
    with pytest.raises(Exception, match=r"5 and 6 °C at .* and so at 9 more instants") as refused:
        joined_logs([file(*regular(60, 10)), file(*regular(60, 10), value=6.0)])
    assert len(refused.value.faults) == 1


def test_a_logger_that_declares_two_intervals_declares_none_for_both():
    log = joined_logs([file(*regular(60, 5), declared=60.0), file(*regular(3600, 5, 10**6), declared=3600.0)])
    assert log.interval_s == {}
    assert log.each_trip().interval_s.tolist() == [60.0, 3600.0]
    assert joined_logs([file(*regular(60, 5), declared=60.0)] * 2).interval_s == {"A": 60.0}
