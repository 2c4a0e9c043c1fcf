"""What a newcomer meets first: messages that name what is missing, and records that print in a line."""

import pandas as pd
import pytest

import atmp_logistics as atmp
from atmp_logistics.records.logger_places import LoggerPlace
from atmp_logistics.records.site_profile import Site

ROWS = [
    ("T1", "product_received", "2026-11-10T08:00:30Z"),
    ("T1", "storage_out", "2026-11-10T09:00:00Z"),
]
LOG = "Temperatur [°C];Zeit\n-150;2026-11-10T07:50Z\n-150;2026-11-10T08:00Z\n"


@pytest.fixture
def events():
    return atmp.read_events(pd.DataFrame(ROWS, columns=["therapy_id", "event", "time"]))


def log(tmp_path, name, text="time,temperature [°C]\n2026-11-10T08:00Z,-150\n2026-11-10T08:10Z,-150\n"):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def test_a_profile_may_leave_out_the_unit_of_a_heading(tmp_path):
    site = Site(columns={"Temperatur": "temperature", "Zeit": "time"})
    read = atmp.read_readings(log(tmp_path, "tank.csv", LOG), site=site)
    assert read.temperature_degC.tolist() == [-150.0, -150.0]


def test_the_unit_of_such_a_heading_still_binds(tmp_path):
    site = Site(columns={"Temperatur": "temperature", "Zeit": "time"})
    text = LOG.replace("°C", "°F").replace("-150", "14")
    assert atmp.read_readings(log(tmp_path, "tank.csv", text), site=site).temperature_degC.tolist() == [-10.0, -10.0]


def test_another_meaning_is_not_taken_over_with_a_unit(tmp_path):
    site = Site(columns={"Temperatur": "ignore", "Zeit": "time"})
    with pytest.raises(atmp.AtmpError, match="missing: temperature"):
        atmp.read_readings(log(tmp_path, "tank.csv", LOG), site=site)


def test_a_question_ends_a_fix_without_a_full_stop(tmp_path):
    with pytest.raises(atmp.AtmpError) as refused:
        atmp.read_readings(
            log(tmp_path, "tank.csv", LOG.replace("Temperatur", "Temperature_x").replace("Zeit", "time"))
        )
    assert str(refused.value).endswith("did you mean 'temperature'?")


@pytest.mark.parametrize("readings", ["tank.csv", ["tank.csv"], pd.DataFrame()])
def test_readings_that_nobody_read_are_refused_with_the_fix(events, readings):
    with pytest.raises(atmp.AtmpError, match=r"read_readings\('tank.csv'\)"):
        atmp.assess(events, readings, "kymriah-eu")


def test_events_that_nobody_read_are_refused_with_the_fix():
    with pytest.raises(atmp.AtmpError, match="read_events"):
        atmp.assess("events.csv", None, "kymriah-eu")


def test_records_print_in_one_line(events, tmp_path):
    read = atmp.read_readings([log(tmp_path, f"{name}.csv") for name in "abcde"])
    assert repr(read).count("\n") == repr(events).count("\n") == 0
    assert "10 rows" in repr(read)
    assert "and 3 more files" in repr(read)


@pytest.mark.parametrize("stated", [True, False])
def test_a_logger_stated_as_none_is_not_asked_after(events, tmp_path, stated):
    both = atmp.read_readings([log(tmp_path, "tank.csv"), log(tmp_path, "desk.csv")])
    tank, desk = (
        LoggerPlace.of(name, [code], "the site profile")
        for name, code in (("tank.csv", "frozen"), ("desk.csv", "none"))
    )
    site = Site(loggers=(tank, desk) if stated else (tank,))
    said = atmp.assess(events, both, "kymriah-eu", site=site).statements
    assert any("desk.csv was read and stands for no container" in one for one in said) != stated


def test_the_words_of_a_profile_print_in_a_line():
    site = Site(events={"tinad": "thaw_end", "tining": "thaw"}, columns={"Tid": "time"})
    assert site.statements()[-2:] == (
        "words: 'tinad' means thaw_end, 'tining' means thaw",
        "headings: 'Tid' means time",
    )
