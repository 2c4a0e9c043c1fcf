"""A cell's number is read as a person sees it: with the unit that its format shows, or not at all."""

import openpyxl
import pandas as pd
import pytest

from atmp_logistics.core.errors import DisprovedAnswer, InputError
from atmp_logistics.ingest import read_events, read_readings
from atmp_logistics.ingest.files.number_formats import shown_mark


@pytest.fixture
def book(tmp_path):
    def save(value, form, heading="temperature [°C]"):
        made = openpyxl.Workbook()
        made.active.append(["time", heading])
        for minute in range(3):
            made.active.append([f"2026-11-10T08:0{minute}Z", value])
            made.active.cell(minute + 2, 2).number_format = form
        made.save(tmp_path / "log.xlsx")
        return tmp_path / "log.xlsx"

    return save


FAHRENHEIT = ['0.0" °F"', r"0.0\ \°\F", "0.0[$ °F-409]", '0.0"F"', '0 "deg F"', '0.0" Fahrenheit"', '0.0"°F";-0.0"°F"']


@pytest.mark.parametrize("form", FAHRENHEIT)
def test_a_unit_that_a_cell_shows_is_the_columns(book, form):
    path = book(46.4, form, "temperature")
    assert read_readings(path).temperature_degC.tolist() == [8.0] * 3
    with pytest.raises(DisprovedAnswer, match="as the file writes it"):
        read_readings(path, unit="C")


@pytest.mark.parametrize("form", FAHRENHEIT)
def test_a_unit_that_a_cell_shows_against_its_heading_is_refused(book, form):
    with pytest.raises(DisprovedAnswer, match=r"row 2.*shown with °F"):
        read_readings(book(5.0, form))


@pytest.mark.parametrize(
    "form",
    ['0.0" °C"', r"0.0\°\C", "[Red]0.0", "0.00", '[>8][Red]0.0" °C";[<2][Blue]0.0" °C";0.0" °C"', "0.0;[Red]-0.0"],
)
def test_a_unit_that_agrees_and_colours_change_nothing(book, form):
    assert read_readings(book(5.0, form)).temperature_degC.tolist() == [5.0] * 3


@pytest.mark.parametrize(
    ("value", "form"),
    [(0.05, "0%"), (5000.0, "0,"), (-150.0, "0.0;0.0"), (5.0, ";;;"), (5.0, '[<8]0.0;0.0" °F"'), (5.0, '"ok"')],
)
def test_a_cell_that_shows_another_number_is_refused(book, value, form):
    with pytest.raises(InputError, match="shows another, or none"):
        read_readings(book(value, form))


def test_a_unit_column_is_held_to_what_the_cells_show(tmp_path):
    made = openpyxl.Workbook()
    made.active.append(["time", "temperature", "unit"])
    made.active.append(["2026-11-10T08:00Z", 5.0, "°C"])
    made.active.cell(2, 2).number_format = '0.0" °F"'
    made.save(tmp_path / "log.xlsx")
    with pytest.raises(InputError, match="unit"):
        read_readings(tmp_path / "log.xlsx")


@pytest.mark.parametrize(("form", "fine"), [("[<46000]yyyy-mm-dd;mmm-yy", False), ("[Red][<1]yyyy-mm;yyyy-mm", True)])
def test_an_expiry_shown_under_conditions_is_read_where_they_change_nothing(tmp_path, form, fine):
    made = openpyxl.Workbook()
    made.active.append(["therapy_id", "container_id", "event", "time", "expiry"])
    made.active.append(["T1", "B1", "thaw_start", "2026-11-10T08:00Z", pd.Timestamp("2026-11-01").to_pydatetime()])
    made.active.cell(2, 5).number_format = form
    made.save(tmp_path / "events.xlsx")
    if fine:
        assert read_events(tmp_path / "events.xlsx").table["expiry"].tolist() == ["2026-11"]
        return
    with pytest.raises((InputError), match="under conditions"):
        read_events(tmp_path / "events.xlsx")


def test_plain_formats_say_nothing():
    assert {shown_mark(x, form) for x in (-5.0, 0.0, 5.0) for form in ("General", "0.0", "#,##0.0", "0.0_ ;-0.0 ")} == {
        None
    }
