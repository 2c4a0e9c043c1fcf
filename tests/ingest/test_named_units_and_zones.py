"""Units and zones in headings bind by every way in; what is stated must agree, and abbreviations must be possible."""

import contextlib
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from how_many import spread
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from atmp_logistics.cli.app import app
from atmp_logistics.core.errors import DisprovedAnswer, InputError, MissingUnit, NaiveTime
from atmp_logistics.core.instants import instant, zone
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.ingest import read_events, read_readings
from atmp_logistics.ingest.files.named_units import units_named
from atmp_logistics.ingest.files.named_zones import without_zone, zone_named
from atmp_logistics.records.site_profile import Site

FAHRENHEIT = [
    "Probe (°F)",
    "Probe_F",
    "Temp F",
    "Probe [degF]",
    "Fahrenheit",
    "Air, °F",
    "TempF",
    "T/°F",
    "Probe (deg F)",
    "Probe (deg. F)",
    "Probe (° F)",
    "Probe [Fahr.]",
    "Probe <F>",
    "Probe|F",
    "Air - F",
    "Temperature: F",
    "temperature-f",
    "Probe (Farenheit)",
    "Air in degrees F",
    "Probe &deg;F",
    "F",
]
KELVIN = ["Probe (K)", "T/K", "Kanal 1 kelvin", "Temp [Kelvin]", "K"]
BERLIN = Site(tz="Europe/Berlin")


@pytest.fixture
def saved(tmp_path):
    def run(text, name="log.csv"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return run


@pytest.mark.parametrize("heading", FAHRENHEIT + KELVIN)
@pytest.mark.parametrize("way", ["profile", "columns"])
def test_a_unit_in_a_heading_is_the_files(saved, heading, way):
    value, wrong = ("46.4", "C") if heading in FAHRENHEIT else ("281.15", "F")
    path = saved(f'Stamp,"{heading}"\n2026-11-10T08:00Z,{value}\n')
    columns = {"Stamp": "time", heading: "temperature"}
    how = {"site": Site(columns=columns)} if way == "profile" else {"columns": columns}
    assert read_readings(path, dialect="table", **how).temperature_degC.tolist() == [8.0]
    with pytest.raises(DisprovedAnswer, match="as the file writes it"):
        read_readings(path, dialect="table", unit=wrong, **how)


@pytest.mark.parametrize(
    "heading", ["temperature (Fahrenheit)", "temperature_degF", "Temperature °F", "temperature [F]"]
)
def test_a_heading_that_nobody_names_for_us(saved, heading):
    path = saved(f"time,{heading}\n2026-11-10T08:00Z,46.4\n")
    assert read_readings(path).temperature_degC.tolist() == [8.0]
    with pytest.raises(DisprovedAnswer):
        read_readings(path, unit="C")


def test_what_the_profile_says_of_a_heading_must_agree_with_it(saved):
    path = saved("Stamp,Probe (°F)\n2026-11-10T08:00Z,46.4\n")
    with pytest.raises(MissingUnit, match="°F and °C"):
        read_readings(path, site=Site(columns={"Stamp": "time", "Probe (°F)": "temperature [°C]"}))


def test_two_units_in_one_heading_are_none(saved):
    path = saved("time,temperature (°C/°F)\n2026-11-10T08:00Z,46.4\n")
    with pytest.raises(MissingUnit, match="°C and °F"):
        read_readings(path, unit="C")


@pytest.mark.parametrize("heading", ["Sensor C", "Probe F", "Temp (probe F)", "Kanal 1", "temperature", "CH1 C"])
def test_a_letter_that_names_a_probe_is_no_unit(heading):
    assert units_named(heading) == ()


@pytest.mark.parametrize(
    ("heading", "offset_h"),
    [
        ("Time (UTC)", 0), ("time_utc", 0), ("Stamp UTC", 0), ("Stamp [Z]", 0), ("TimeUTC", 0), ("Zulu time", 0),
        ("Stamp, GMT+01:00", 1), ("Stamp (UTC+1)", 1), ("Stamp (-05:00)", -5), ("Stamp UTC\u22125", -5), ("GMT", 0),
        ("Time (Africa/Lagos)", 1), ("Stamp (+02)", 2), ("Stamp (+2 h)", 2), ("Stamp (Tokyo)", 9), ("Time (EST5EDT)", -5),
        ("Stamp +0200", 2), ("stamp_-05:00", -5), ("time_z", 0), ("loggedTimeZ", 0), ("Stamp (UT)", 0), ("Zeit (Weltzeit)", 0),
        ("Stamp (Greenwich)", 0), ("Stamp (U.T.C.)", 0), ("Heure (TU)", 0), ("Stamp (temps universel)", 0), ("Stamp (UT+2)", 2),
    ],
)  # fmt: skip
def test_an_offset_in_a_heading_is_the_files(saved, heading, offset_h):
    path = saved(f'"{heading}",temperature [°C]\n2026-11-10 08:00,4.0\n')
    at = instant(datetime(2026, 11, 10, 8, tzinfo=UTC)) - offset_h * 3600e6
    site = Site(tz="Europe/Berlin", columns={heading: "time"})
    log = read_readings(path, site=site)
    assert log.time_us.tolist() == [at]
    assert any("states the zone" in said for said in log.provenance[0].assumptions)
    events = f'therapy_id,event,"{heading}"\nT1,thaw_end,2026-11-10 08:00\n'
    assert read_events(saved(events, "events.csv"), site=site).table["time"].tolist() == [at]
    for reads in (read_readings, lambda _, **how: read_events(saved(events, "events.csv"), **how)):
        with pytest.raises(DisprovedAnswer, match="as stated by the caller"):
            reads(path, site=site, tz="Pacific/Auckland")


ABBREVIATED = [
    ("CET", "2026-11-10 08:00", ["Europe/Berlin", "+01:00", "Africa/Lagos"], ["UTC", "Europe/Helsinki", "+02:00"]),
    ("CEST", "2026-11-10 08:00", ["+02:00"], ["Europe/Berlin", "+01:00"]),
    ("MEZ", "2026-11-10 08:00", ["Europe/Berlin"], ["Europe/London"]),
    ("CET", "2026-07-10 08:00", ["+01:00"], ["Europe/Berlin"]),
    ("PST/PDT", "2026-11-10 08:00", ["America/Los_Angeles", "-08:00"], ["Europe/Stockholm", "-07:00", "Asia/Manila"]),
    ("PST/PDT", "2026-07-10 08:00", ["America/Los_Angeles", "-07:00"], ["-08:00"]),
    ("CE(S)T", "2026-07-10 08:00", ["Europe/Berlin", "+02:00"], ["+01:00"]),
    ("CST", "2026-11-10 08:00", ["America/Chicago", "Asia/Shanghai"], ["Europe/Berlin", "America/New_York"]),
    ("IST", "2026-11-10 08:00", ["Asia/Kolkata", "+05:30"], ["Europe/Dublin", "+03:00"][1:]),
    ("IST", "2026-11-10 08:00", ["Asia/Jerusalem", "Europe/Helsinki"], ["Europe/Stockholm"]),
    ("IST", "2026-07-10 08:00", ["Europe/Dublin", "Africa/Lagos"], ["Africa/Cairo"]),
    ("BST", "2026-11-10 08:00", ["Asia/Dhaka", "+01:00"], ["Europe/Stockholm", "Europe/London"]),
    ("WEZ", "2026-11-10 08:00", ["Europe/Lisbon"], ["Europe/Berlin"]),
    ("OESZ", "2026-07-10 08:00", ["Europe/Helsinki"], ["Europe/Berlin"]),
    ("Eastern", "2026-07-10 08:00", ["America/New_York"], ["Europe/Stockholm"]),
    ("GMT/BST", "2026-07-10 08:00", ["Europe/London", "+01:00"], ["UTC"]),
    ("ET", "2026-07-10 08:00", ["America/New_York"], ["America/Chicago"]),
    ("GMT Standard Time", "2026-07-10 08:00", ["Europe/London"], ["UTC"]),
    ("W. Europe Standard Time", "2026-07-10 08:00", ["Europe/Berlin"], ["+01:00"]),
    ("GMT Summer Time", "2026-07-10 08:00", ["Europe/London", "+01:00"], ["UTC", "Europe/Berlin"]),
    ("GMT Daylight Time", "2026-07-10 08:00", ["Europe/London"], ["UTC"]),
    ("W. Europe Daylight Time", "2026-07-10 08:00", ["Europe/Stockholm", "+02:00"], ["UTC", "Europe/London"]),
    ("E. Europe Daylight Time", "2026-07-10 08:00", ["Europe/Helsinki"], ["UTC", "Europe/Berlin"]),
    ("Mitteleuropäische Sommerzeit", "2026-07-10 08:00", ["Europe/Berlin"], ["UTC", "Europe/Helsinki"]),
    ("Mitteleuropäische Zeit", "2026-11-10 08:00", ["Europe/Berlin"], ["UTC"]),
    ("Centraleuropeisk sommartid", "2026-07-10 08:00", ["Europe/Stockholm"], ["UTC", "+01:00"]),
    ("Midden-Europese tijd", "2026-11-10 08:00", ["Europe/Amsterdam"], ["UTC"]),
    ("Sommerzeit", "2026-07-10 08:00", ["Europe/Berlin", "+02:00"], ["UTC"]),
    ("Pacific Daylight Time", "2026-07-10 08:00", ["America/Los_Angeles", "-07:00"], ["Europe/Berlin"]),
    ("normaltid", "2026-07-10 08:00", ["+01:00"], ["Europe/Stockholm"]),
    ("no DST", "2026-11-10 08:00", ["Europe/Stockholm", "Europe/Dublin"], []),
    ("Sommerzeit", "2026-11-10 08:00", ["+02:00"], ["Europe/Berlin"]),
]


@pytest.mark.parametrize(("names", "time", "possible", "impossible"), spread(ABBREVIATED, 4))
def test_an_abbreviation_refuses_every_zone_that_it_cannot_mean_then(saved, names, time, possible, impossible):
    path = saved(f"Time ({names}),temperature [°C]\n{time},4.0\n")
    table = pd.DataFrame({"therapy_id": ["T1"], "event": ["thaw_end"], f"time ({names})": [time]})
    for name in possible:
        one, other = read_readings(path, tz=name), read_events(table, tz=name)
        assert one.time_us.tolist() == other.table["time"].tolist()
    for name in impossible:
        for how in ({"tz": name}, {"site": Site(tz=name)}):
            with pytest.raises(DisprovedAnswer, match="can mean at"):
                read_readings(path, **how)
            with pytest.raises(DisprovedAnswer, match="can mean at"):
                read_events(table, **how)
    with pytest.raises(NaiveTime):
        read_readings(path)


def test_a_pair_refuses_a_fixed_offset_over_a_change(saved):
    path = saved("Time (CET/CEST),temperature [°C]\n2026-10-24 20:00,4.0\n2026-10-25 20:00,4.0\n")
    assert len(read_readings(path, tz="Europe/Stockholm")) == 2
    for fixed in ("+01:00", "+02:00"):
        with pytest.raises(DisprovedAnswer, match="CET/CEST"):
            read_readings(path, tz=fixed)


def test_a_times_own_offset_must_be_one_that_its_heading_can_mean(saved):
    path = saved("Time (UTC),temperature [°C]\n2026-11-10T08:00+01:00,4.0\n")
    with pytest.raises(DisprovedAnswer, match="UTC can mean"):
        read_readings(path)
    table = pd.DataFrame({"therapy_id": ["T1"], "event": ["thaw_end"], "time (UTC)": ["2026-11-10T08:00+01:00"]})
    with pytest.raises(DisprovedAnswer, match="UTC can mean"):
        read_events(table)


@pytest.mark.parametrize(
    "heading", ["Time (UTC 1)", "Time (UTC offset +1)", "Time (not UTC)", "Local time (UTC in column 3)"]
)
def test_a_heading_that_speaks_of_utc_and_may_mean_something_else_is_refused(saved, heading):
    site = Site(tz="Europe/Berlin", columns={heading: "time"})
    with pytest.raises(DisprovedAnswer, match="understood in two ways"):
        read_readings(saved(f"{heading},temperature [°C]\n2026-11-10 08:00,4.0\n"), site=site)
    table = pd.DataFrame({"therapy_id": ["T1"], "event": ["thaw_end"], heading: ["2026-11-10 08:00"]})
    with pytest.raises(DisprovedAnswer, match="understood in two ways"):
        read_events(table, site=site)


def test_two_zones_in_one_heading_are_refused(saved):
    with pytest.raises(DisprovedAnswer, match="one zone"):
        read_readings(saved("Time (UTC+1 UTC+2),temperature [°C]\n2026-11-10 08:00,4.0\n"))


def test_one_row_a_container_with_a_zone_in_each_heading():
    table = pd.DataFrame(
        {"therapy_id": ["T1"], "thaw_start (UTC)": ["2026-11-10 08:00"], "thaw_end [CET]": ["2026-11-10 09:10"]}
    )
    times = read_events(table, site=BERLIN).table["time"].to_numpy()
    assert np.diff(times).tolist() == [600e6]


def test_a_date_and_its_clock_time_have_the_zone_of_either_heading():
    columns = {"therapy_id": ["T1"], "event": ["thaw_end"], "date": ["2026-11-10"], "time of day (UTC)": ["08:00"]}
    at = instant(datetime(2026, 11, 10, 8, tzinfo=UTC))
    assert read_events(pd.DataFrame(columns), site=BERLIN).table["time"].tolist() == [at]


@given(
    hours=st.integers(-11, 13),
    half=st.booleans(),
    form=st.sampled_from(["Time (UTC{})", "Stamp, GMT{}", "time [{}]", "Clock UTC {}"]),
)
def test_every_offset_is_read_as_it_is_written(hours, half, form):
    text = f"{'-' if hours < 0 else '+'}{abs(hours):02}:{30 * half:02}"
    named = zone_named(form.format(text))
    assert named.fixed.utcoffset(None) == zone(text).utcoffset(None) == abs(timedelta(hours=abs(hours), minutes=30 * half)) * (
        -1 if hours < 0 else 1
    )  # fmt: skip
    assert "UTC" not in without_zone(form.format(text))


@given(st.text("abcdefghijklmnopqrstuvwxyzåäö _-()[]0123456789", max_size=30))
def test_no_heading_makes_the_readers_fall_over(heading):
    assert all(temperature_unit(unit) for unit in units_named(heading))
    with contextlib.suppress(InputError):
        zone_named(heading)
    without_zone(heading)


def test_the_command_line_hears_a_heading(saved):
    log = saved("Time (UTC),temperature [°C]\n2026-11-10 08:00,4.0\n2026-11-10 08:10,4.0\n")
    events = saved("therapy_id,event,time,product\nT1,thaw_end,2026-11-10 09:05,kymriah-eu\n", "events.csv")
    run = CliRunner().invoke
    call = ["validate", str(events), "--readings", str(log), "--tz", "Europe/Berlin"]
    assert run(app, call).exit_code == 3, "the ward's zone reads what has none of its own"
    refused = run(app, [*call, "--logger-tz", "Europe/Berlin"])
    assert refused.exit_code == 2
    assert run(app, ["inspect", str(log), "--tz", "Europe/Berlin"]).exit_code == 2
    assert run(app, ["inspect", str(log)]).exit_code == 0
