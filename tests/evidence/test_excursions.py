"""The columns in which excursions, gaps and time above an edge are measured, beside their slow twin, container by container.

Loggers serve several containers, over many different extents; containers have several loggers in turn; readings lie on
the limits, are lost, stand alone; ends of spans fall on readings, on lines, in gaps, and on one instant.
"""

from dataclasses import dataclass
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import one_by_one
import pytest
from agreement import compare
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import surely_standing
from strategies import Case, Event, Series, answers

from atmp_logistics.core.intervals import IntervalSet
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.bounded_excursions import bounded_excursions
from atmp_logistics.evidence.temperature.bounded_instants import NO_EVENT, BoundedInstants
from atmp_logistics.evidence.temperature.excursions import every_excursion
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.evidence.temperature.interpolation import joined_readings_with_notes
from atmp_logistics.evidence.temperature.logger_rows import LoggerRows
from atmp_logistics.evidence.temperature.named_loggers import named_periods
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.temperature_log import TemperatureLog
from atmp_logistics.rules import t103_permitted_excursions as t103

MINUTE = 60e6
#: Minutes are counted from this day on.
DAY = 1.7e15 // (1440 * MINUTE) * 1440 * MINUTE
QUICK = settings(max_examples=draws(200), derandomize=True, database=None, deadline=None)
LONG = settings(QUICK, max_examples=20_000, derandomize=False)
DEGREES = (1.4, 1.5, 2.0, 2.1, 5.0, 7.6, 7.9, 8.0, 8.3, 10.0, 1 / 3 + 8, float("nan"))
#: Minutes and parts of them: thirds of a line have temperatures that a decimal does not hold.
INSTANTS = st.integers(-5, 62).map(float) | st.integers(-5, 62).map(lambda minute: minute + 1 / 3)
LIMITS = st.sampled_from([(None, 8.0), (2.0, None), (2.0, 8.0), (7.9, 8.0), (8.0, 8.0), (8.0, 8.3)])
RANGES = st.builds(lambda pair, inclusive: TemperatureRange(*pair, inclusive), LIMITS, st.booleans())


@dataclass(frozen=True)
class Drawn:
    """What some containers met, and a phase of theirs."""

    exposure: Exposure
    phase: Phase


@st.composite
def logs(draw, whole):
    """One to three loggers of up to a dozen readings, at one step or at several; without a gap if so asked."""
    own = []
    for _ in range(1 if whole else draw(st.integers(1, 3))):
        steps = draw(st.lists(st.sampled_from([5] if whole else [5, 5, 5, 5, 1, 15]), max_size=15, min_size=12 * whole))
        degrees = st.sampled_from(DEGREES[:-1] if whole else DEGREES)
        values = draw(st.lists(degrees, min_size=len(steps), max_size=len(steps)))
        own.append((draw(st.integers(-10 if whole else -3, 3 if whole else 20)) + np.cumsum(steps), values))
    code = np.repeat(np.arange(len(own)), [len(one[0]) for one in own])
    time, value = (np.concatenate([np.asarray(one[k], float) for one in own]) for k in (0, 1))
    return TemperatureLog(code, DAY + time * MINUTE, value, tuple("LMN"[: len(own)]), {}, ())


@st.composite
def drawn(draw):
    """Containers, each with stretches of loggers that follow each other, some at once, and each with a phase."""
    whole = draw(st.booleans())
    log = draw(logs(whole))
    readings, _ = joined_readings_with_notes(log, draw(st.sampled_from([300.0, 600.0])))
    count = draw(st.integers(1, 4))
    rows = []
    for container in range(count):
        edges = [] if whole else sorted(draw(st.lists(INSTANTS, max_size=4)))
        edges = [-np.inf, *edges] if whole or draw(st.booleans()) else edges
        edges = [*edges, np.inf] if whole or draw(st.booleans()) else edges
        for since, until in pairwise(edges):
            if whole or draw(st.integers(0, 4)):
                rows.append((container, draw(st.integers(0, len(log.loggers) - 1)), since, until))
    container, logger, since, until = (np.array([row[k] for row in rows]) for k in range(4))
    guard = draw(st.sampled_from([0.0, 0.0, 0.3, 0.5]))
    stands = container.astype(np.int64), logger.astype(np.int64), _us(since), _us(until)
    return Drawn(Exposure(readings, *stands, count, guard, loggers=log.loggers), draw(phases(count)))


def _us(minutes):
    return DAY + np.round(np.asarray(minutes, float) * MINUTE)


@st.composite
def phases(draw, count):
    """A phase of each container, its ends known, known within minutes, or not known."""
    ends = []
    for _ in range(count):
        start, end = sorted([draw(INSTANTS), draw(INSTANTS)])
        doubt = draw(st.sampled_from([0.0, 0.0, 0.0, 2.0, 20.0, np.inf]))
        ends.append((start - doubt, start + doubt, end - doubt, end + doubt))
    columns = [_us(column) for column in zip(*ends, strict=True)]
    return Phase(
        *columns, np.array(draw(st.lists(st.sampled_from([False] * 5 + [True]), min_size=count, max_size=count)))
    )


def check_measure(drawn, limits, until_end):
    counts, longest = t103.measured_excursions(
        drawn.exposure,
        drawn.phase,
        SimpleNamespace(range=limits),
        SimpleNamespace(range=limits, until_end=until_end),
    )
    slow_counts, slow_longest = one_by_one.measure(drawn.exposure, drawn.phase, limits, until_end=until_end)
    for fast, slow in ((counts, slow_counts), (longest, slow_longest)):
        assert [column.tolist() for column in fast] == list(slow)


@QUICK
@given(drawn(), RANGES, st.booleans())
def test_the_columns_of_t103_are_what_each_container_alone_has(drawn, limits, until_end):
    check_measure(drawn, limits, until_end)


@settings(QUICK, max_examples=draws(60))
@given(drawn(), RANGES, st.booleans())
def test_a_crowded_log_is_measured_some_containers_at_a_time(drawn, limits, until_end):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(t103, "MANY", 2)
        check_measure(drawn, limits, until_end)


@pytest.mark.nightly
@LONG
@given(drawn(), RANGES, st.booleans())
def test_the_columns_of_t103_are_what_each_container_alone_has_all_night(drawn, limits, until_end):
    check_measure(drawn, limits, until_end)


@QUICK
@given(drawn(), RANGES, st.sampled_from([0.0, 0.3, -0.3]))
def test_every_excursion_is_listed_as_for_one_container(drawn, limits, guard):
    exposure, phase = drawn.exposure, drawn.phase
    found = every_excursion(exposure, phase.start_lo, phase.end_hi, limits, guard)
    for row in range(exposure.count):
        own = one_by_one.excursions(exposure, row, phase.start_lo[row], phase.end_hi[row], limits, guard)
        mine = sorted(zip(found.begin[found.container == row], found.end[found.container == row], strict=True))
        assert mine == sorted((one.start_us, one.end_us) for one in own)


@QUICK
@given(drawn())
def test_gaps_are_those_of_one_container(drawn):
    exposure, start, end = drawn.exposure, drawn.phase.start_lo, drawn.phase.end_hi
    found = exposure.pieces(start, end).gaps(start, end).merged()
    for row in range(exposure.count):
        mine = list(zip(found.begin[found.container == row], found.end[found.container == row], strict=True))
        own = one_by_one.unmonitored(exposure, row, start[row], end[row])
        assert mine == (own if start[row] <= end[row] else [])


@QUICK
@given(drawn(), st.sampled_from([-np.inf, 2.0, 8.0, 8.3, 20.0]), st.booleans())
def test_the_time_above_an_edge_is_that_of_its_lines(drawn, edge, inclusive):
    exposure, phase = drawn.exposure, drawn.phase
    found = exposure.time_beyond_s(phase, edge, inclusive=inclusive, guard=0)[1]
    for row in range(exposure.count):
        slow = one_by_one.time_beyond_s(exposure, row, phase.start_lo[row], phase.end_hi[row], edge, inclusive)
        # The ends of the slow twin's lines are rounded to a millionth of a degree.
        assert found[row] == pytest.approx(slow, abs=1e-3)


def test_many_years_of_many_loggers_do_not_blur_a_second():
    """A running total over 300 loggers is past what a float holds to the microsecond; each one's own time is not."""
    minutes, loggers = np.arange(0, 60, dtype=float), 300
    year = 3.2e13
    time = np.concatenate([1.7e15 + np.append(minutes * MINUTE, [year, year + MINUTE]) for _ in range(loggers)])
    value = np.tile(np.append(np.full(60, 5.0), [5.0, 5.0]), loggers)
    value[-62 + 3] = 9.0
    log = TemperatureLog(np.repeat(np.arange(loggers), 62), time, value, tuple(map(str, range(loggers))), {}, ())
    readings, _ = joined_readings_with_notes(log, 4e7)
    own = np.array([loggers - 1])
    whole = np.full(1, -np.inf), np.full(1, np.inf)
    exposure = Exposure(readings, np.zeros(1, np.int64), own, *whole, 1, 0.0)
    start, end = time[-62:-61], time[-62:-61] + 10 * MINUTE
    phase = Phase(start, start, end, end, np.zeros(1, bool))
    assert exposure.time_beyond_s(phase, 2.0, inclusive=True, guard=0)[0].tolist() == [600.0]


ROWS = st.lists(st.tuples(st.sampled_from([None, 0, 1, 2, 4, 5, 9]), st.sampled_from("LMN")), max_size=6)


@settings(QUICK, max_examples=draws(500))
@given(st.lists(ROWS, min_size=1, max_size=3), st.sampled_from([0.0, 1.0, 2.0]))
def test_who_stands_is_who_the_reference_says(containers, doubt):
    rows = [(at, t, name) for at, own in enumerate(containers) for t, name in own]
    at, time = np.array([row[0] for row in rows], np.int64), np.array([row[1] for row in rows], float)
    code, nothing = np.array(["LMN".index(row[2]) for row in rows], np.int64), np.full(len(rows), NO_EVENT, np.int64)
    lo, hi = (np.where(np.isnan(time), sign * np.inf, time + sign * doubt) for sign in (-1, 1))
    when = BoundedInstants(lo, hi, nothing, nothing)
    found = named_periods(
        LoggerRows(at, code, tuple("LMN"), time, np.full(len(rows), 2 * MINUTE), when), np.zeros((0, 0))
    )
    columns = found.container, found.code, found.begin.hi, found.end.lo
    stands = list(zip(*(column[found.sure].tolist() for column in columns), strict=True))
    for number, own in enumerate(containers):
        naming = [(-np.inf, np.inf, name) if t is None else (t - doubt, t + doubt, name) for t, name in own]
        edges = sorted({t for lo, hi, _ in naming for t in (lo, hi)} | {-np.inf, np.inf})
        for since, until in pairwise(edges):
            who = {"LMN"[code] for one, code, lo, hi in stands if one == number and lo <= since and until <= hi}
            expected = surely_standing(naming, since, until)
            assert who == ({expected} if expected else set()), (own, since, until)


def test_a_logger_named_again_without_a_time_still_stands():
    """A row that names the logger that stands already changes nothing, whenever it was; one that names another does."""
    store = "[[storage]]\ncode='s'\nfrom='product_received'\nuntil='storage_out'\nupper='8 degC'"
    readings = Series("L", tuple((minute, 5.0) for minute in range(0, 65, 5)))
    for again, verdict in (("L", "conforms"), ("M", "indeterminate"), ("none", "indeterminate")):
        rows = ("product_received", 0, "L"), ("transport_start", None, again), ("storage_out", 60, "")
        case = Case(store, tuple(Event("T", "B", *row) for row in rows), (readings,), Site(tz="UTC", resolution_s=0.0))
        (found,) = [one.verdict for key, one in answers(case.assess()).items() if key[2] == "T101"]
        assert found == verdict
        QUICK(given(st.just(case))(compare))()


@pytest.mark.parametrize(
    ("spans", "others", "holding"),
    [
        ([(0, 0, 5), (0, 8, 9)], [(0, 5, 5)], [(0, 0, 5)]),
        ([(0, 0, 5), (1, 0, 9)], [(0, 4, 6), (1, 9, 9)], [(1, 0, 9)]),
        ([(1, 0, 9)], [(0, 1, 2), (2, 1, 2)], []),
        ([(0, 0, 9)], [(0, 1, 2), (0, 3, 4)], [(0, 0, 9)]),
        ([], [(0, 1, 2)], []),
    ],
)
def test_spans_that_hold_others(spans, others, holding):
    found = _spans(spans).holding(_spans(others))
    assert list(zip(found.container, found.begin, found.end, strict=True)) == holding


def _spans(rows):
    whose, begin, end = (np.array([row[k] for row in rows]) for k in range(3))
    return IntervalSet(whose.astype(np.int64), begin.astype(float), end.astype(float))


@QUICK
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9), st.integers(0, 4)), max_size=12))
def test_spans_are_merged_as_those_of_one_container(rows):
    found = _spans([(who, begin, begin + length) for who, begin, length in rows]).merged()
    for who in range(3):
        own = one_by_one.merged([(begin, begin + length) for one, begin, length in rows if one == who])
        mine = found.container == who
        assert list(zip(found.begin[mine], found.end[mine], strict=True)) == own


@QUICK
@given(
    drawn(),
    st.sampled_from([2.0, 7.9, 8.0]),
    st.booleans(),
    st.booleans(),
    st.lists(st.booleans(), min_size=4, max_size=4),
)
def test_bounded_excursions_are_those_of_one_container(drawn, edge, warm, inclusive, sound):
    exposure, phase, sound = drawn.exposure, drawn.phase, np.array(sound[: drawn.exposure.count])
    limits = TemperatureRange(None if warm else edge, edge if warm else None, inclusive)
    found = bounded_excursions(exposure, phase, limits, warm=warm, sound=sound)
    for row in range(exposure.count):
        mine, guard = np.nonzero(found.shown.container == row)[0], exposure.guard_degC
        certain = (phase.start_hi[row], phase.end_lo[row]) if sound[row] else (np.inf, -np.inf)
        possible = phase.start_lo[row], phase.end_hi[row]
        sure = one_by_one.excursions(exposure, row, *certain, limits, guard) if certain[0] <= certain[1] else []
        maybe = one_by_one.excursions(exposure, row, *possible, limits, -guard) if possible[0] <= possible[1] else []
        shown = one_by_one.merged((one.start_us, one.end_us) for one in (*sure, *maybe))
        assert [(found.shown.begin[i], found.shown.end[i]) for i in mine] == shown
        gaps = one_by_one.unmonitored(exposure, row, *possible) if possible[0] <= possible[1] else []
        together = one_by_one.merged([*shown, *gaps])
        for i, (begin, end) in zip(mine, shown, strict=True):
            own = [one for one in sure if begin <= one.start_us and one.end_us <= end]
            around = next((one, other) for one, other in together if one <= begin and end <= other)
            around = (-np.inf, np.inf) if phase.may_reverse[row] else around
            assert (found.start_lo[i], found.end_hi[i]) == around
            assert found.certain[i] == bool(own)
            assert found.start_hi[i] == min((one.start_us for one in own), default=np.inf)
            assert found.end_lo[i] == max((one.end_us for one in own), default=-np.inf)
            longest = one_by_one.merged((one.start_us, one.end_us) for one in own)
            assert found.shortest_us[i] == max((stop - start for start, stop in longest), default=0.0)
            pick, sign = (max, 1.0) if warm else (min, -1.0)
            near, far = (found.extreme_lower[i], found.extreme_upper[i])[:: 1 if warm else -1]
            reached = [one.extreme_degC for one in maybe if begin <= one.start_us and one.end_us <= end]
            assert near == (round(pick(one.extreme_degC for one in own) - sign * guard, 6) if own else -sign * np.inf)
            assert far == (round(pick(reached) + sign * guard, 6) if around == (begin, end) else sign * np.inf)
            assert found.opens[i] == (around[0] < begin or begin <= possible[0])
            assert found.closes[i] == (around[1] > end or end >= possible[1])
