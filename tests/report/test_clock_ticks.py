"""The ticks of an axis of time: on the local clock, apart from each other, and none missing where the clock changes."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atmp_logistics.core.instants import DAY, HOUR, MINUTE, SECOND, moment, zone
from atmp_logistics.report.shared.broken_time import BrokenTime
from atmp_logistics.report.shared.clock_ticks import placed_ticks, words_of
from atmp_logistics.report.shared.contrast import contrast, legible

STOCKHOLM = zone("Europe/Stockholm")
ZONES = [zone(name) for name in ("Europe/Stockholm", "UTC", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns")]
#: 2026-10-25 00:00 in Stockholm, on which day 02:00 to 03:00 occurs twice.
AUTUMN = 1_792_879_200e6
#: 2026-03-29 00:00 in Stockholm, on which day 02:00 to 03:00 does not occur.
SPRING = 1_774_738_800e6


def ticks(begin, end, letters=60.0, tz=STOCKHOLM):
    return placed_ticks([(begin, end)], lambda us: (us - begin) / (end - begin) * letters, tz)


@pytest.mark.parametrize(
    ("begin", "length", "words"),
    [
        (AUTUMN, 4 * HOUR, ["00:00\nSun 2026-10-25", "01:00", "02:00\n+02:00", "02:00\n+01:00", "03:00"]),
        (SPRING, 4 * HOUR, ["00:00\nSun 2026-03-29", "01:00", "03:00", "04:00", "05:00"]),
        (AUTUMN, 90 * SECOND, ["00:00\nSun 2026-10-25", "00:00:15", "00:00:30", "00:00:45", "00:01", "00:01:15", "00:01:30"]),
        (AUTUMN, 260 * DAY, ["2026-11", "2027-01", "2027-03", "2027-05", "2027-07"]),
        (AUTUMN, 5 * DAY, ["10-25\n2026", "10-26", "10-27", "10-28", "10-29"]),
        (AUTUMN + 66 * DAY, 4 * DAY, ["12-30\n2026", "12-31", "01-01\n2027", "01-02"]),
    ],
)  # fmt: skip
def test_ticks_stand_on_the_local_clock_and_calendar(begin, length, words):
    assert [tick.words for tick in ticks(begin, begin + length, 45.0)] == words


def test_ticks_of_decades():
    assert [tick.words for tick in ticks(0.0, 40 * 365.25 * DAY, tz=ZONES[1])][:2] == ["1970-01", "1975-01"]


def test_a_stretch_without_a_whole_step_has_its_whole_minute_or_its_beginning():
    begin = AUTUMN + 61 * SECOND
    assert [tick.at_us for tick in placed_ticks([(begin, begin)], lambda _: 0.0, STOCKHOLM)] == [begin]
    broken = BrokenTime.of([begin, begin + 10 * MINUTE, begin + DAY])
    found = placed_ticks(
        broken.stretches(begin, begin + DAY), lambda us: broken.place(us) / broken.width * 60, STOCKHOLM
    )
    assert found[-1].at_us == begin + DAY


@given(st.floats(0, 60 * 365 * DAY), st.floats(1.0, 9.4), st.floats(8.0, 120.0), st.sampled_from(ZONES))
def test_ticks_keep_apart_and_stand_inside(begin, power, letters, tz):
    end = begin + 10**power * SECOND
    found = ticks(begin, end, letters, tz)
    assert found
    assert all(begin <= tick.at_us <= end for tick in found)
    places = [(tick.at_us - begin) / (end - begin) * letters for tick in found]
    halves = [0.3 * max(map(len, tick.words.split("\n"))) for tick in found]
    for (a, b), (one, other) in zip(pairwise(places), pairwise(halves), strict=True):
        assert b - a > one + other
    assert [tick.words for tick in found] == words_of([tick.at_us for tick in found], tz)
    assert len(found) == 1 or all(moment(tick.at_us).astimezone(tz).microsecond == 0 for tick in found)


@given(st.lists(st.integers(0, 400 * 24 * 60), min_size=1, max_size=30), st.floats(-0.5, 1.5))
def test_a_broken_axis_goes_there_and_back_and_never_backwards(minutes, share):
    broken = BrokenTime.of([minute * MINUTE for minute in minutes])
    places = [broken.place(us) for us in broken.knots_us]
    assert all(a < b for a, b in pairwise(places))
    at = broken.places[0] + share * broken.width
    (there,) = broken.instants_of([at])
    assert broken.place(there) == pytest.approx(at, abs=1e6)
    assert all(end - begin > 3 * HOUR for begin, end in broken.cuts_us)
    stretches = broken.stretches(broken.knots_us[0], broken.knots_us[-1])
    assert len(stretches) == len(broken.cuts_us) + 1


def test_what_is_shown_of_one_cut_alone_is_a_stretch():
    broken = BrokenTime.of([0.0, MINUTE, 10 * DAY])
    assert broken.stretches(DAY, 2 * DAY) == [(DAY, 2 * DAY)]


COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS, COLOURS)
def test_a_colour_is_legible_where_any_is(colour, ground):
    shown = legible(colour, ground, 4.5)
    assert contrast(shown, ground) >= 4.5
    assert contrast(colour, ground) < 4.5 or shown == colour
