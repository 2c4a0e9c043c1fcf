"""Times written with all their digits are read as every other reader of a format reads them."""

from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atmp_logistics.core.reading_times import strict_times
from atmp_logistics.core.times_in_columns import times_in_columns

FORMS = ["%Y-%m-%d %H:%M", "%d.%m.%y %H:%M:%S", "%m/%d/%Y", "%Y%m%d%H%M%S", "%d/%m/%Y %H:%M", "%H:%M:%S %d-%m-%y"]
ODD_FORMS = ["%d %b %Y", "%H:%M", "%Y-%m-%d %Y", "%d.%m.%Y %I:%M %p", "%m.%Y", "%d.%m.%Y 0 %H:%M", "%d.%m.%y %Y"]


def slowly(cells, form):
    """Read as `strict_times` reads what is not written alike."""
    parsed = pd.to_datetime(pd.Series(cells, dtype=object), format=form, errors="coerce").to_numpy("datetime64[us]")
    return parsed.astype(np.int64)


@given(
    st.lists(st.datetimes(datetime(1969, 1, 1), datetime(2068, 12, 31)), min_size=1, max_size=9),
    st.sampled_from(FORMS),
)
def test_times_in_columns_are_what_is_written(times, form):
    cells = [time.strftime(form) for time in times]
    assert times_in_columns(cells, form).tolist() == slowly(cells, form).tolist()
    assert np.array_equal(strict_times(cells, form), times_in_columns(cells, form))


@given(
    st.lists(st.datetimes(datetime(1969, 1, 1), datetime(2068, 12, 31)), min_size=1, max_size=4),
    st.sampled_from(FORMS),
    st.integers(0, 18),
    st.sampled_from("0123456789 .:/-xé٣"),
)
def test_a_changed_sign_is_read_as_it_always_was(times, form, place, sign):
    cells = [time.strftime(form) for time in times]
    cells[-1] = cells[-1][:place] + sign + cells[-1][place + 1 :]
    found, expected = times_in_columns(cells, form), slowly(cells, form)
    assert found is None or found.tolist() == expected.tolist()


@pytest.mark.parametrize("form", ODD_FORMS)
def test_other_formats_are_not_read_in_columns(form):
    assert times_in_columns([datetime(2031, 1, 2, 3, 4).strftime(form)], form) is None


@pytest.mark.parametrize(
    "cells",
    [["2031-02-29 10:00"], ["2031-13-01 10:00"], ["2031-00-01 10:00"], ["2031-01-00 10:00"], ["2031-01-01 24:00"],
     ["2031-01-01 10:60"], ["2031-01-01 10:0"], ["2031-01-01 10:00", ""], ["2031-01-01T10:00"], ["2031-01-01 1٣:00"]],
)  # fmt: skip
def test_what_is_no_time_of_the_calendar_is_not_read_in_columns(cells):
    assert times_in_columns(cells, "%Y-%m-%d %H:%M") is None


def test_a_leap_day_is_a_day():
    assert times_in_columns(["2032-02-29"], "%Y-%m-%d").tolist() == [22_704 * 86_400 * 1e6]
