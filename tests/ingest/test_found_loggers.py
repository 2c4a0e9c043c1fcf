"""Genuine exports of more families, held against an index that was written beside them, by another reading.

The files stand outside the repository; without ATMP_SHARED this is skipped. An entry of `READ` states what a person
answers, and how the index writes times; one of `REFUSED` says for what reason a file is refused.
"""

import csv
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from places import SHARED, real

from atmp_logistics.core.errors import NotATable, UnknownColumn, UnknownDialect
from atmp_logistics.core.instants import zone
from atmp_logistics.ingest import read_readings
from atmp_logistics.records.provenance import span_of

FOUND = Path(SHARED or "nowhere", "loggers_found")
US, US_SECONDS = "%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S"
HALVES, ISO = "%m/%d/%y %I:%M:%S %p", "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class Read:
    """What a person answers, the clock of the file, how the index writes its times, and words of the notes."""

    form: str
    clock: str
    answers: dict[str, Any] = field(default_factory=dict)
    loggers: tuple[str, ...] | None = None
    said: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()


UTC_TIMES = {"tz": "UTC"}
PACIFIC = {"tz": "America/Los_Angeles"}
TWICE = "record numbers say which reading came first"
READ: dict[str, Read] = {
    "agilent_benchlink_1ch.csv": Read(
        "%m/%d/%Y %H:%M:%S:%f", "UTC", UTC_TIMES, said=("may never have been set",), unsaid=("count on by one",)
    ),
    "campbell_toa5_flux.dat": Read("%Y-%m-%d %H:%M:%S.%f", "UTC", UTC_TIMES, ("9816",), unsaid=("count on by one",)),
    "hoboconnect_q1_2024.xlsx": Read(
        ISO, "America/Los_Angeles", PACIFIC, ("20899992",), ("'Data', 'Events', 'Details'",), ("cut", "disagrees")
    ),
    "hoboconnect_q1_across_dst.csv": Read(US_SECONDS, "America/Los_Angeles", PACIFIC, said=("readings stay even",)),
    "hoboconnect_q1_across_dst_autumn.csv": Read(US_SECONDS, "America/Los_Angeles", PACIFIC, said=(TWICE,)),
    "hoboconnect_q1_dst_pstpdt.csv": Read(US_SECONDS, "America/Los_Angeles", PACIFIC),
    "hoboconnect_q2_pst_short.csv": Read(US, "America/Los_Angeles", PACIFIC, ("hoboconnect_q2_pst_short.csv",)),
    "hoboware_10816960.csv": Read(HALVES, "-08:00", loggers=("10816960",)),
    "hoboware_RH_logger.csv": Read(HALVES, "-04:00", loggers=("10914497",), said=("6 rows are status marks",)),
    "ibutton_ds1922l_rep1.csv": Read(
        HALVES, "America/Los_Angeles", PACIFIC, ("D70000003486DB41",), unsaid=("cut", "first row")
    ),
    "elitech_rc5plus_ext_temp.xls": Read(ISO, "+02:00", {}, ("EFI234105840",), ("sheet 'List'",), ("decimals", "cut")),
    "geoprecision_GP5W_270.csv": Read(
        "%d.%m.%Y %H:%M:%S", "UTC", UTC_TIMES, ("E50986",), ("off by -1 s",), ("rows end in a temperature",)
    ),
    "govee_office_2025.csv": Read(ISO, "UTC", UTC_TIMES, said=("'PM2.5(µg/m³)', 'Relative_Humidity'",)),
    "sensorpush_C_temponly.csv": Read(ISO, "UTC", UTC_TIMES, unsaid=("decimals", "calibration")),
    "sensorpush_F_temponly.csv": Read(ISO, "UTC", UTC_TIMES, unsaid=("decimals", "calibration")),
    "lascar_elusb1_sol.txt": Read(ISO, "UTC", UTC_TIMES, ("010029976",), unsaid=("provisional",)),
    "kestrel_5400_A.csv": Read(
        "%d/%m/%Y %H:%M", "UTC", UTC_TIMES, ("2520824",), ("degree sign damaged", "the file was saved again")
    ),
    "madgetech_rht.csv": Read(
        "%Y-%m-%d %H:%M:%S",
        "UTC",
        {"tz": "UTC"},
        ("M44593",),
        ("the file declares 20528 readings and holds 1906",),
        ("count on by one",),
    ),
}
READ |= {
    "incubator_esco_10rows.csv": Read(
        ISO,
        "UTC",
        UTC_TIMES
        | {
            "unit": "C",
            "columns": {"Embryo Temp. Avg": "temperature", "Temp. Sensor A Avg": "temperature", "*": "ignore"},
        },
        said=("columns left out: 'Embryo Temp. Setpoint'", "the unit °C is stated by the caller"),
    ),
    "thermopro_pc_app.csv": Read(
        "%Y.%m.%d %H:%M:%S",
        "Europe/Prague",
        {"tz": "Europe/Prague", "unit": "C", "columns": {"Datum": "date", "Cas": "time", "Teplota": "temperature"}},
        said=("columns left out: 'Vlhkost'", "decimal comma throughout"),
    ),
    "thingspeak_venue35.csv": Read(
        "%Y-%m-%dT%H:%M:%SZ", "UTC", {"unit": "C", "columns": {"*": "ignore"}}, said=("columns left out: 'entry_id'",)
    ),
    "lascar_heathack_edited_heading.csv": Read(
        "%Y-%m-%d %H:%M",
        "UTC",
        UTC_TIMES | {"unit": "C", "columns": {"Time": "time", "temp": "temperature"}},
        said=("columns left out: 'ccm nave', 'RH', 'Dew Point', 'Serial Number'",),
    ),
}
REFUSED: dict[str, tuple[type[Exception], str, dict[str, Any]]] = {
    "hoboware_cbass.xlsx": (NotATable, "3 filled sheets", UTC_TIMES),
    "biovoice_t301.bv": (NotATable, "the memory of a BioVoice vaccine logger (.bv)", UTC_TIMES),
    "fridgetag2_130400191542.pdf": (NotATable, "the report of a Berlinger Fridge-tag, which is a PDF", UTC_TIMES),
    "campbell_array_wx.dat": (UnknownDialect, "a table without headings: --heading-row 0", UTC_TIMES),
    "lascar_heathack_edited_heading.csv": (
        UnknownColumn,
        "row 1: found the headings 'temp', 'RH', 'Dew Point' of an EasyLog export, which were edited",
        UTC_TIMES,
    ),
}


def rows_of_index():
    with (FOUND / "INDEX.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def instant(text, form, clock):
    local = datetime.strptime(text, form)
    return local.replace(tzinfo=zone(clock)).astimezone(UTC)


def degC(number, unit):
    return (float(number) - 32) / 1.8 if unit == "F" else float(number)


@real
@pytest.mark.parametrize("name", READ)
def test_a_genuine_file_is_read_as_its_index_says(name):
    want, rows = READ[name], [row for row in rows_of_index() if row["file"] == name]
    assert rows
    for place, row in enumerate(rows, start=1):
        several = {"channel": place} if len(rows) > 1 else {}
        log = read_readings(FOUND / name, **want.answers, **several)
        values = log.temperature_degC[~np.isnan(log.temperature_degC)]
        assert len(values) == int(row["readings_own"])
        numbers = [degC(row[key], row["unit"]) for key in ("min_own", "max_own", "mean_own")]
        assert [values.min(), values.max()] == pytest.approx(numbers[:2], abs=1e-6)
        assert values.mean() == pytest.approx(numbers[2], abs=1e-4)
        first, last = (
            instant(row[f"{end}_as_written"].partition(" (")[0], want.form, want.clock) for end in ("first", "last")
        )
        seen = [datetime.fromisoformat(text) for text in span_of(log.time_us)]
        assert all(abs(one - other) <= timedelta(seconds=1) for one, other in zip(seen, (first, last), strict=True))
        assert want.loggers in (None, log.loggers)
        said = " | ".join(log.provenance[0].assumptions)
        assert [word for word in want.said if word not in said] == []
        assert [word for word in want.unsaid if word in said] == []


@real
@pytest.mark.parametrize("name", REFUSED)
def test_a_genuine_file_is_refused_for_what_it_is(name):
    error, words, answers = REFUSED[name]
    with pytest.raises(error) as found:
        read_readings(FOUND / name, **answers)
    assert words in str(found.value)
    assert len(str(found.value).splitlines()) < 6
