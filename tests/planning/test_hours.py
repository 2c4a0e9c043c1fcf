"""Opening hours and ward slots: local time, the nights the clocks change, and what is refused."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atmp_logistics.core.errors import AmbiguousLocalTime, AtmpError, NaiveTime, NonexistentLocalTime, UsageError
from atmp_logistics.core.instants import instant, iso, moment, zone
from atmp_logistics.planning.booked_slots import read_slots
from atmp_logistics.planning.opening_hours import read_hours

STOCKHOLM = zone("Europe/Stockholm")


def at(text):
    return instant(datetime.fromisoformat(text).astimezone(UTC))


def opened(text, first, last, tz=STOCKHOLM):
    return [tuple(map(iso, one)) for one in read_hours(text).stretches(at(first), at(last), tz)]


def test_a_week_has_its_days_and_a_date_stands_instead_of_its_weekday():
    found = opened("Mon-Fri 08:00-16:00; Sat 09:00-12:00; 2026-11-24 closed; 2026-11-29 10:00-11:00",
                   "2026-11-23T00:00+01:00", "2026-11-30T00:00+01:00")  # fmt: skip
    assert found == [
        ("2026-11-23T07:00:00Z", "2026-11-23T15:00:00Z"),
        ("2026-11-25T07:00:00Z", "2026-11-25T15:00:00Z"),
        ("2026-11-26T07:00:00Z", "2026-11-26T15:00:00Z"),
        ("2026-11-27T07:00:00Z", "2026-11-27T15:00:00Z"),
        ("2026-11-28T08:00:00Z", "2026-11-28T11:00:00Z"),
        ("2026-11-29T09:00:00Z", "2026-11-29T10:00:00Z"),
    ]


def test_several_openings_of_a_day_and_one_over_midnight():
    found = opened(
        "Mon, Wed 13:00-16:00, 08:00-12:00; Fri 22:00-06:00", "2026-11-23T00:00+01:00", "2026-11-29T00:00+01:00"
    )
    assert found == [
        ("2026-11-23T07:00:00Z", "2026-11-23T11:00:00Z"),
        ("2026-11-23T12:00:00Z", "2026-11-23T15:00:00Z"),
        ("2026-11-25T07:00:00Z", "2026-11-25T11:00:00Z"),
        ("2026-11-25T12:00:00Z", "2026-11-25T15:00:00Z"),
        ("2026-11-27T21:00:00Z", "2026-11-28T05:00:00Z"),
    ]


def test_openings_that_touch_are_one():
    assert opened("daily 00:00-24:00", "2026-11-24T12:00+01:00", "2026-11-24T13:00+01:00") == [
        ("2026-11-22T23:00:00Z", "2026-11-25T23:00:00Z")
    ]
    assert opened("Sat-Sun 08:00-24:00; Mon 00:00-12:00", "2026-11-29T12:00+01:00", "2026-11-29T13:00+01:00") == [
        ("2026-11-29T07:00:00Z", "2026-11-30T11:00:00Z")
    ]


def test_a_week_may_turn_over_sunday():
    assert sorted(read_hours("Sat-Mon 08:00-09:00").weekly) == [0, 5, 6]
    assert sorted(read_hours("daily 08:00-09:00").weekly) == list(range(7))
    assert sorted(read_hours("Monday – wednesday 08:00–09:00").weekly) == [0, 1, 2]


def test_the_night_the_clocks_go_forward_is_an_hour_shorter():
    (night,) = read_hours("Sat 22:00-06:00").stretches(
        at("2026-03-28T23:00+01:00"), at("2026-03-28T23:30+01:00"), STOCKHOLM
    )
    assert (night[1] - night[0]) / 3600e6 == 7


def test_the_night_the_clocks_go_back_is_an_hour_longer():
    (night,) = read_hours("Sat 22:00-06:00").stretches(
        at("2026-10-24T23:00+02:00"), at("2026-10-24T23:30+02:00"), STOCKHOLM
    )
    assert (night[1] - night[0]) / 3600e6 == 9


def test_what_occurs_twice_opens_late_and_closes_early():
    found = opened("2026-10-25 02:30-04:00", "2026-10-25T00:00+02:00", "2026-10-25T12:00+01:00")
    assert found == [("2026-10-25T01:30:00Z", "2026-10-25T03:00:00Z")]
    found = opened("2026-10-25 01:00-02:30", "2026-10-25T00:00+02:00", "2026-10-25T12:00+01:00")
    assert found == [("2026-10-24T23:00:00Z", "2026-10-25T00:30:00Z")]


def test_what_never_occurs_opens_and_closes_when_the_clocks_jump():
    found = opened("2026-03-29 02:30-04:00", "2026-03-29T00:00+01:00", "2026-03-29T12:00+02:00")
    assert found == [("2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z")]
    found = opened("2026-03-29 01:00-02:30", "2026-03-29T00:00+01:00", "2026-03-29T12:00+02:00")
    assert found == [("2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z")]


@given(
    st.datetimes(datetime(2026, 3, 1), datetime(2026, 11, 30)),
    st.sampled_from(["Europe/Stockholm", "Australia/Lord_Howe", "America/New_York"]),
)
def test_open_means_that_the_local_clock_says_so(when, name):
    tz, us = zone(name), instant(when.replace(tzinfo=UTC))
    local = moment(us).astimezone(tz).replace(tzinfo=None)
    is_open = bool(read_hours("Mon-Sat 01:15-02:45, 08:00-16:30").stretches(us, us, tz))
    minutes = local.hour * 60 + local.minute + local.second / 60 + local.microsecond / 60e6
    says_so = local.weekday() < 6 and (75 <= minutes <= 165 or 480 <= minutes <= 990)
    # In the hour that occurs twice the shorter opening is taken.
    assert is_open <= says_so
    if not any(abs((local - change).total_seconds()) < 2 * 3600 for change in _changes(tz)):
        assert is_open == says_so


def _changes(tz):
    hours = [datetime(2026, 2, 27, tzinfo=UTC) + timedelta(hours=i) for i in range(24 * 280)]
    return [
        local.astimezone(tz).replace(tzinfo=None)
        for local, after in pairwise(hours)
        if local.astimezone(tz).utcoffset() != after.astimezone(tz).utcoffset()
    ]


@pytest.mark.parametrize(
    "text",
    ["", "Mon-Fri", "08:00-16:00", "Mon 8-16", "Mon 25:00-26:00", "Mon 08:00-24:30", "Mon 08:60-09:00", "Montag 08:00-16:00",
     "Mon 08:00-12:00, 11:00-13:00", "Mon 08:00-08:00", "2026-13-01 closed", "Mon 08:00-16:00; Mon-Fri 09:00-10:00", "closed"],
)  # fmt: skip
def test_hours_that_are_none_are_refused(text):
    with pytest.raises(UsageError, match="Fix: "):
        read_hours(text)


def test_every_wrong_rule_is_named_at_once():
    with pytest.raises(UsageError) as caught:
        read_hours("Mon 8-16; Tue 08:00-16:00; Wed nine to five", "--hours")
    assert len(caught.value.faults) == 2


def test_slots_are_pairs_of_times():
    assert [
        tuple(map(iso, one))
        for one in read_slots(
            [("2026-11-24 09:00", "11:30"), ("2026-11-25T09:00+02:00", "2026-11-25T11:30+02:00")], STOCKHOLM
        ).spans
    ] == [
        ("2026-11-24T08:00:00Z", "2026-11-24T10:30:00Z"),
        ("2026-11-25T07:00:00Z", "2026-11-25T09:30:00Z"),
    ]
    one, other = (
        read_slots(("2026-11-24 09:00", "2026-11-24 11:30"), STOCKHOLM),
        read_slots("2026-11-24 09:00 to 11:30", STOCKHOLM),
    )
    assert one.spans == other.spans
    assert read_slots("2026-11-24 09:00 to 10:00; 2026-11-24 11:00 to 12:00", STOCKHOLM).stretches(
        at("2026-11-24T10:30+01:00"), at("2026-11-24T12:30+01:00"), STOCKHOLM
    ) == ((at("2026-11-24T11:00+01:00"), at("2026-11-24T12:00+01:00")),)


@pytest.mark.parametrize(
    ("spans", "tz", "error"),
    [
        ("2026-11-24 09:00 to 11:30", None, NaiveTime),
        ("2026-10-25 02:30 to 04:00", STOCKHOLM, AmbiguousLocalTime),
        ("2026-03-29 02:30 to 04:00", STOCKHOLM, NonexistentLocalTime),
        ("2026-11-24 11:30 to 09:00", STOCKHOLM, UsageError),
        ("2026-11-24 11:30", STOCKHOLM, UsageError),
        (["soon", "later", "then"], STOCKHOLM, UsageError),
        ([("soon", "later")], STOCKHOLM, AtmpError),
        ("", STOCKHOLM, UsageError),
        (7, STOCKHOLM, UsageError),
    ],
)
def test_slots_that_are_none_are_refused(spans, tz, error):
    with pytest.raises(error):
        read_slots(spans, tz)
