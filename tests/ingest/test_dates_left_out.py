"""A clock that a profile joins with one day, beside a date that it leaves out, is refused where the days differ."""

from __future__ import annotations

from pathlib import Path

import pytest

import atmp_logistics as atmp
from atmp_logistics.core.errors import ConflictingRecord, InputError

COLUMNS = {"Avsänt datum": "ignore", "Avsänt kl": "product_dispatched", "Ankomst kl": "product_received"}
COLUMNS |= {"Född": "ignore", "Dag": "ignore", "Uttag": "storage_out"}


@pytest.fixture
def read(tmp_path):
    def run(text, order=None):
        path = Path(tmp_path, "ward.csv")
        path.write_text(text, "utf-8")
        return atmp.read_events(path, site=atmp.Site(tz="Europe/Stockholm", columns=COLUMNS), date_order=order)

    return run


def sheet(headings, *cells):
    return "\n".join(["Patient;Påse;" + headings, *("T1;B1;" + row for row in cells)]) + "\n"


SIDE_BY_SIDE = "Avsänt datum;Avsänt kl;Datum;Ankomst kl"


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        (SIDE_BY_SIDE, "23.11.2026;07.00;24.11.2026;08.05"),
        (SIDE_BY_SIDE, "2026-11-23;07.00;2026-11-24;08.05"),
        (SIDE_BY_SIDE, "03.11.2026;07.00;24.11.2026;08.05"),  # which day it is nobody says
        (SIDE_BY_SIDE, "2026-11-23 00:00;07.00;24.11.2026;08.05"),
        (SIDE_BY_SIDE, "99.99.2026;07.00;24.11.2026;08.05"),
        ("Datum;Avsänt kl;Ankomst kl;Avsänt datum", "24.11.2026;07.00;08.05;23.11.2026"),
        ("Datum;Dag;Avsänt kl;Ankomst kl", "24.11.2026;23.11.2026;07.00;08.05"),
    ],
)
def test_a_clock_whose_own_date_is_left_out_is_refused(read, headings, row):
    with pytest.raises(
        ConflictingRecord, match=r"column Avsänt kl: found '07.00', which would be of 2026-11-24"
    ) as one:
        read(sheet(headings, row))
    assert len(one.value.faults) == 1
    assert "write its own date beside the clock" in str(one.value)


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        (SIDE_BY_SIDE, "24.11.2026;07.00;24.11.2026;08.05"),  # the same day
        (SIDE_BY_SIDE, ";07.00;24.11.2026;08.05"),
        (SIDE_BY_SIDE, "23.11.2026;;24.11.2026;08.05"),
        (SIDE_BY_SIDE, "fredag;07.00;24.11.2026;08.05"),  # no column of days
        (SIDE_BY_SIDE, "23.11.2026;23.11.2026 07.00;24.11.2026;08.05"),  # its own date beside the clock
        ("Född;Avsänt kl;Datum;Ankomst kl", "23.11.1961;07.00;24.11.2026;08.05"),
        ("Född;Datum;Avsänt kl;Ankomst kl", "23.11.2026;24.11.2026;07.00;08.05"),
    ],
)
def test_dates_of_something_else_do_not_stop_a_sheet(read, headings, row):
    assert "product_received" in read(sheet(headings, row)).table["event"].tolist()


@pytest.mark.parametrize("left_out", ["23.11.2026", "2026-11-23 00:00"])
def test_a_day_that_is_refused_has_its_own_fault_alone(read, left_out):
    with pytest.raises(InputError) as refused:
        read(sheet(SIDE_BY_SIDE, f"{left_out};07.00;;08.05", "2026-11-23;07.00;2026-11-23;08.05"))
    assert "which is left out" not in str(refused.value)
