"""How a person says that times are written: both spellings, and what is refused of them."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atmp_logistics.core.errors import UsageError
from atmp_logistics.core.iso_times import iso_cells
from atmp_logistics.core.reading_times import proven_times, strict_times
from atmp_logistics.core.time_formats import time_format


@pytest.mark.parametrize(
    ("stated", "form"),
    [
        ("dd.mm.yyyy hh.mm", "%d.%m.%Y %H.%M"),
        ("DD.MM.YYYY HH:MM:SS", "%d.%m.%Y %H:%M:%S"),
        ("yyyy-mm-ddThh:mm:ss.000", "%Y-%m-%dT%H:%M:%S.%f"),
        ("m/d/yy h:mm AM/PM", "%m/%d/%y %I:%M %p"),
        ("yyyymmddhhmm", "%Y%m%d%H%M"),
        ("%Y %j  %H%M", "%Y %j %H%M"),
        ("%Y-%m-%d kl. %H.%M", "%Y-%m-%d kl. %H.%M"),
    ],
)
def test_both_spellings(stated, form):
    assert time_format(stated).form == form
    at = pd.Timestamp("2026-11-04 09:05")
    cell = at.strftime(form)
    assert time_format(stated).times([cell]).tolist() == [at.timestamp() * 1e6]
    assert all(math.isnan(one) for one in time_format(stated).times([f"{cell} x", "", cell.replace("2026", "x")[:-2]]))


@pytest.mark.parametrize(
    ("stated", "cell", "is_time"),
    [
        ("dd.mm.yyyy hh.mm", "24.11.2026 9.3", False),  # 9.30, which a spreadsheet took for a number
        ("dd.mm.yyyy hh.mm", "24.11.2026 9.30", True),
        ("%d.%m.%Y %H.%M.%S", "24.11.2026 9.30.5", False),
        ("%d.%m.%Y %H:%M:%S", "24.11.2026 9:3:5", True),
    ],
)
def test_minutes_that_can_have_lost_a_zero_are_no_minutes(stated, cell, is_time):
    assert math.isnan(time_format(stated).times([cell])[0]) != is_time


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("", "leaves out the year"),
        ("%H:%M", "the year and the month and the day"),
        ("kl hh.mm", "no such sign"),
        ("dd mmm yyyy hh:mm", "no such sign"),
        ("dd.mm.yyy hh:mm", "no such sign"),
        ("%d %b %Y %H:%M", "no such sign"),
        ("%Y-%m-%dT%H:%M%z", "no such sign"),
        ("dd.mm.yyyy hh:mm hh", "stands twice"),
        ("dd.mm.yyyy mm.hh", "stands twice"),
        ("%Y-%m-%d %I:%M", "of 12 with AM/PM"),
        ("%Y-%m-%d %H:%M %p", "of 12 with AM/PM"),
        ("%Y %y-%m-%d %H:%M", "one year"),
        ("%Y-%m-%d %j %H:%M", "one day"),
    ],
)
def test_what_leaves_a_part_open_or_is_a_languages_word(stated, words):
    with pytest.raises(UsageError, match="time_format") as refused:
        time_format(stated)
    assert words in str(refused.value)


@given(
    st.datetimes(pd.Timestamp("1990-01-01"), pd.Timestamp("2099-12-31")),
    st.sampled_from(["dd.mm.yyyy hh.mm", "%d/%m/%y %H:%M:%S", "%Y%m%d%H%M%S"]),
)
def test_a_cell_is_the_time_that_wrote_it(at, stated):
    one = time_format(stated)
    whole = at.replace(microsecond=0, second=at.second if "S" in one.form else 0)
    if "%y" in one.form and not 1990 <= whole.year <= 2060:
        return
    assert one.times([whole.strftime(one.form)]).tolist() == [pd.Timestamp(whole).timestamp() * 1e6]


@pytest.mark.parametrize(
    ("cell", "expected", "fix"),
    [
        ("--03-25 10:00", "a time with its year", "check the year"),
        ("03.04.2026 10:00", "a date whose day and month cannot be exchanged", "write it as 2026-04-03T10:00+02:00"),
        ("soon", "a time as ISO 8601", "write it as 2026-04-03T10:00:00+02:00"),
        ("10:35", "a time as ISO 8601, a clock with its day", "write the day too, such as 2026-04-03 10:00"),
        ("10.35", "a time as ISO 8601, a clock with its day", "write the day too"),
    ],
)
def test_a_cell_among_iso_times_that_is_none_is_refused_as_what_it_is(cell, expected, fix):
    _, _, (fault,) = iso_cells(["2026-04-03T10:00Z", cell], lambda i: f"row {i}")
    assert (fault.where, fault.expected) == ("row 1", expected)
    assert fix in fault.fix


@pytest.mark.parametrize(("stated", "usual", "said"), [("dmy", "mdy", "the caller"), (None, "dmy", "the site profile")])
def test_the_usual_order_counts_where_no_other_is_proven_or_stated(stated, usual, said):
    forms = ("%d.%m.%Y %H:%M", "%m.%d.%Y %H:%M")
    local, how, faults = proven_times(["03.04.2026 10:00"], forms, str, stated=stated, usual=usual)
    assert how == f"dates read as %d.%m.%Y %H:%M: the order stated by {said}"
    assert not faults
    assert local.tolist() == strict_times(["2026-04-03 10:00"], "%Y-%m-%d %H:%M").tolist()


def test_a_usual_order_that_the_column_cannot_have_is_none():
    _, how, (fault,) = proven_times(["03.04.2026 10:00"], ("%d.%m.%Y %H:%M", "%m.%d.%Y %H:%M"), str, usual="ymd")
    assert "--date-order dmy|mdy" in fault.fix
    assert how == ""
    _, how, faults = proven_times(["24.04.2026 10:00"], ("%d.%m.%Y %H:%M", "%m.%d.%Y %H:%M"), str, usual="mdy")
    assert how.startswith("dates read as %d.%m.%Y %H:%M: the only order")
    assert not faults
