"""Local clock times over the nights when the clocks change: a reading is right to the second, or refused in words."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from how_many import draws
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atmp_logistics.core.errors import AmbiguousLocalTime, AtmpError, NaiveTime, NonexistentLocalTime
from atmp_logistics.core.instants import instant, zone
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.readings.logger_clock import LoggerClock
from atmp_logistics.ingest.readings.read_log import read_log
from atmp_logistics.records.site_profile import Site

STOCKHOLM = zone("Europe/Stockholm")
#: In autumn 2026 the clocks go back at 01:00 UTC, in spring forward.
AUTUMN, SPRING = datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC)
SUMMER_TIME, WINTER_TIME = zone("+02:00"), zone("+01:00")


def naive(moments, clock):
    return [at.astimezone(clock).replace(tzinfo=None) for at in moments]


def log_of(local, tz=STOCKHOLM, text="4.5"):
    rows = "".join(f"{at.isoformat()},{text}\n" for at in local)
    return read_log(File("log.csv", f"time,temperature [°C]\n{rows}".encode()), tz, Site())


def every(minutes, start, count):
    return [start + timedelta(minutes=minutes * i) for i in range(count)]


def refused(error, local):
    with pytest.raises(error) as found:
        log_of(local)
    (fault,) = found.value.faults
    return str(fault)


def notes_of(log):
    return " | ".join(log.provenance[0].assumptions)


# The four ways in which an autumn and a spring can look


@pytest.mark.parametrize("clock", [SUMMER_TIME, WINTER_TIME])
def test_an_even_log_over_the_autumn_night_has_a_clock_that_did_not_move(clock):
    said = refused(AmbiguousLocalTime, naive(every(10, AUTUMN - timedelta(hours=5), 60), clock))
    assert "2026-10-25 02:00 and 5 more such times, which occurred twice in Europe/Stockholm" in said
    assert "evenly straight through it: the logger's clock did not move" in said
    assert "--tz +02:00 or --tz +01:00" in said
    assert "2026-10-25 02:00+02:00 or 2026-10-25 02:00+01:00" in said


@pytest.mark.parametrize("clock", [SUMMER_TIME, WINTER_TIME])
def test_an_even_log_over_the_spring_night_shows_times_that_never_were(clock):
    said = refused(NonexistentLocalTime, naive(every(10, SPRING - timedelta(hours=5), 60), clock))
    assert "2026-03-29 02:00 and 5 more such times, which never occurred" in said
    assert "--tz +01:00 or --tz +02:00" in said


def test_an_hour_that_stands_twice_is_not_resolved():
    said = refused(AmbiguousLocalTime, naive(every(10, AUTUMN - timedelta(hours=5), 60), STOCKHOLM))
    assert "2026-10-25 02:00 and 11 more such times" in said
    assert "the hour stands twice in the file: the clock was put back" in said
    assert "with its offset" in said


def test_an_hourly_log_whose_clock_moved():
    said = refused(AmbiguousLocalTime, naive(every(60, AUTUMN - timedelta(hours=5), 12), STOCKHOLM))
    assert "the hour stands twice" in said


def test_a_log_that_ends_in_the_hour_that_occurs_twice():
    said = refused(AmbiguousLocalTime, naive(every(10, AUTUMN - timedelta(hours=3), 15), STOCKHOLM))
    assert "did not move" not in said
    assert "stands twice" not in said
    assert "--tz +02:00 or --tz +01:00" in said


@pytest.mark.parametrize(("change", "error"), [(AUTUMN, AmbiguousLocalTime), (SPRING, NonexistentLocalTime)])
@pytest.mark.parametrize("hours", [2, 3, 4, 6, 12, 24])
def test_an_even_log_that_skips_the_odd_hour_is_refused_too(change, error, hours):
    """Every few hours at half past: no reading falls into the hour, and by the zone the log would bend there."""
    start = change - timedelta(hours=10 * hours) + timedelta(minutes=90)
    said = refused(error, naive(every(60 * hours, start, 20), WINTER_TIME))
    assert f"evenly every {60 * hours} min straight through a change of the clocks" in said
    assert "the logger's clock did not move" in said
    assert "--logger-tz" in said


@pytest.mark.parametrize("change", [AUTUMN, SPRING])
@pytest.mark.parametrize("hours", [4, 6, 12])
def test_a_log_whose_clock_moved_and_shows_it_is_read(change, hours):
    moments = every(60 * hours, change - timedelta(hours=10 * hours + 2), 20)
    log = log_of(naive(moments, STOCKHOLM))
    assert log.time_us.tolist() == [instant(at) for at in moments]
    assert "its readings stay even only so" in notes_of(log)


def test_a_log_with_a_gap_over_the_night_rests_on_the_callers_word():
    moments = [*every(10, AUTUMN - timedelta(hours=20), 100), *every(10, AUTUMN + timedelta(hours=3), 20)]
    log = log_of(naive(moments, STOCKHOLM))
    assert log.time_us.tolist() == [instant(at) for at in moments]
    assert "is the caller's word: no reading shows it" in notes_of(log)


@pytest.mark.parametrize("clock", [SUMMER_TIME, WINTER_TIME])
@pytest.mark.parametrize("change", [AUTUMN, SPRING])
def test_a_stated_offset_answers_it(clock, change):
    moments = every(10, change - timedelta(hours=5), 60)
    log = log_of(naive(moments, clock), clock)
    assert log.time_us.tolist() == [instant(at) for at in moments]


def test_newest_first_is_judged_alike():
    moments = every(120, AUTUMN - timedelta(hours=24, minutes=30), 20)
    assert "did not move" in refused(AmbiguousLocalTime, naive(moments, WINTER_TIME)[::-1])
    moved = every(240, AUTUMN - timedelta(hours=42), 20)
    log = log_of(naive(moved, STOCKHOLM)[::-1])
    assert log.time_us.tolist() == [instant(at) for at in moved]


def test_other_zones_move_by_other_times():
    lord_howe = zone("Australia/Lord_Howe")  # half an hour, in the other half of the year
    change = datetime(2026, 4, 4, 15, tzinfo=UTC)
    moments = every(45, change - timedelta(hours=40), 100)
    with pytest.raises(AmbiguousLocalTime, match=r"--tz \+11:00 or --tz \+10:30"):
        log_of(naive(moments, zone("+10:30")), lord_howe)


def test_no_zone_is_one_fault_with_its_count():
    moments = every(10, AUTUMN, 500)
    with pytest.raises(NaiveTime) as found:
        log_of(naive(moments, UTC), None)
    (fault,) = found.value.faults
    assert "and 499 more such times" in fault.found
    assert "--tz" in fault.fix


def test_a_few_seconds_of_jitter_hide_no_straight_run():
    moments = [at + timedelta(seconds=(7 * i) % 5) for i, at in enumerate(every(120, AUTUMN - timedelta(hours=30), 30))]
    moments = [at + timedelta(minutes=35) for at in moments]
    assert "did not move" in refused(AmbiguousLocalTime, naive(moments, WINTER_TIME))


def test_mixed_offsets_and_local_times():
    cells = ["2026-10-25T01:50:00+02:00", "2026-10-25T03:10:00", "2026-10-25T03:20:00+01:00"]
    text = "time,temperature [°C]\n" + "".join(f"{cell},4.5\n" for cell in cells)
    log = read_log(File("log.csv", text.encode()), STOCKHOLM, Site())
    assert log.provenance[0].first == "2026-10-24T23:50:00Z"
    assert log.provenance[0].last == "2026-10-25T02:20:00Z"


# The law: never a reading at a wrong instant

QUICK = settings(
    max_examples=draws(150), derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
LONG = settings(QUICK, max_examples=5000, derandomize=False)
CHANGES = [
    (STOCKHOLM, AUTUMN),
    (STOCKHOLM, SPRING),
    (zone("America/New_York"), datetime(2026, 11, 1, 6, tzinfo=UTC)),
    (zone("America/New_York"), datetime(2026, 3, 8, 7, tzinfo=UTC)),
    (zone("Australia/Lord_Howe"), datetime(2026, 4, 4, 15, tzinfo=UTC)),
    (zone("America/Sao_Paulo"), datetime(2018, 11, 4, 3, tzinfo=UTC)),
]


@st.composite
def logs_over_a_change(draw):
    """A regular log over a change of the clocks, by a clock that moved and by two that did not."""
    tz, change = draw(st.sampled_from(CHANGES))
    minutes = draw(st.sampled_from([1, 5, 7, 10, 15, 30, 45, 50, 60, 75, 90, 100, 120, 180, 240, 360, 720, 1440]))
    before, after = draw(st.integers(3, 40)), draw(st.integers(3, 40))
    phase = timedelta(seconds=draw(st.integers(1, minutes * 60)))
    moments = every(minutes, change - timedelta(minutes=minutes * before) + phase, before + after)
    offsets = [zone(at.astimezone(tz).isoformat()[-6:]) for at in (moments[0], moments[-1])]
    return tz, moments, draw(st.sampled_from([tz, *offsets])), minutes


def holds(tz, moments, clock, minutes, drop=()):
    """Assert that a log is refused, or read as it was; a clock that did not move is refused if its rhythm shows it."""
    kept = [at for i, at in enumerate(moments) if i not in drop]
    local = np.array([instant(at.replace(tzinfo=UTC)) for at in naive(kept, clock)])
    faults = []
    instants, notes = LoggerClock(local, tz, None, str).instants(faults)
    true = [instant(at) for at in kept]
    if faults:
        assert len(faults) <= 2
        return
    if clock is tz:
        assert instants.tolist() == true
    elif instants.tolist() != true:
        assert drop, f"every {minutes} min: {kept[0]} to {kept[-1]} read wrongly"
        crosses = len(np.unique(local - instants)) > 1
        assert notes or not crosses, "a wrong reading over a change must rest on the caller's word"


@QUICK
@given(logs_over_a_change())
def test_no_regular_log_is_bent(case):
    holds(*case)


@QUICK
@given(logs_over_a_change(), st.sets(st.integers(0, 79), max_size=30))
def test_a_log_with_lost_rows_is_read_right_or_says_whose_word_it_rests_on(case, drop):
    tz, moments, clock, minutes = case
    drop = {i for i in drop if i < len(moments)}
    if len(moments) - len(drop) > 1:
        holds(tz, moments, clock, minutes, drop)


@pytest.mark.nightly
@LONG
@given(logs_over_a_change(), st.sets(st.integers(0, 79), max_size=30))
def test_no_regular_log_is_bent_at_length(case, drop):
    holds(*case)
    test_a_log_with_lost_rows_is_read_right_or_says_whose_word_it_rests_on.hypothesis.inner_test(case, drop)


@pytest.mark.parametrize(("tz", "change"), CHANGES)
@pytest.mark.parametrize("minutes", [1, 59, 61, 1439])
def test_a_refusal_over_a_change_is_never_a_traceback(tz, change, minutes):
    try:
        log = log_of(naive(every(minutes, change - timedelta(minutes=10 * minutes), 20), WINTER_TIME), tz)
    except AtmpError:
        return
    assert len(log) == 20
