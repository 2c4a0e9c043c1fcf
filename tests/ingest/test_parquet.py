"""Parquet is read column by column as it is cell by cell, or not at all; folders are the files in them."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st
from test_plain import same_log

from atmp_logistics.core.errors import AtmpError, ConflictingReadings
from atmp_logistics.core.instants import zone
from atmp_logistics.ingest import read_readings
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.readings import fast_parquet
from atmp_logistics.ingest.readings import read_log as reading
from atmp_logistics.ingest.readings.fast_parquet import read_parquet
from atmp_logistics.records.site_profile import Site

START = pd.Timestamp("2026-11-10T08:00Z")


def parquet(table):
    out = pa.BufferOutputStream()
    pq.write_table(table, out)
    return File("log.parquet", out.getvalue().to_pybytes())


def carefully(file, answers, monkeypatch):
    """Return what the careful reader makes of a file, or its error's text."""
    with monkeypatch.context() as patch:
        patch.setattr(fast_parquet, "read_parquet", lambda *_: None)
        try:
            return reading.read_log(file, answers.tz, Site(), answers)
        except AtmpError as error:
            return str(error)


KINDS = [
    pa.timestamp("us", "UTC"),
    pa.timestamp("ms", "Europe/Stockholm"),
    pa.timestamp("ns", "UTC"),
    pa.timestamp("s"),
]
HEADINGS = ["temperature [°C]", "temperature_degF", "temperature [K]", "temperature", "temp"]


@st.composite
def tables(draw):
    """A table of readings, most of them plain, and what the caller states."""
    count = draw(st.integers(1, 8))
    minutes = sorted(draw(st.lists(st.integers(0, 90), min_size=count, max_size=count, unique=draw(st.booleans()))))
    if draw(st.integers(0, 9)) == 0:
        minutes = minutes[::-1]
    kind = draw(st.sampled_from(KINDS))
    local = [START.tz_localize(None) + pd.Timedelta(minutes=m) for m in minutes]
    times = pa.array(local, pa.timestamp(kind.unit)).cast(kind) if kind.tz else pa.array(local, kind)
    heading = draw(st.sampled_from(HEADINGS))
    values = draw(
        st.lists(
            st.sampled_from([276.15, 281.15, 300.0, 4.25, float("nan"), None, 850.0]), min_size=count, max_size=count
        )
    )
    table = {"time": times, heading: pa.array(values, draw(st.sampled_from([pa.float64(), pa.float32()])))}
    if draw(st.booleans()):
        names = draw(
            st.lists(
                st.sampled_from(["B", "A", "C " if draw(st.integers(0, 9)) == 0 else "C"]),
                min_size=count,
                max_size=count,
            )
        )
        column = pa.array(names)
        table["logger_id"] = column.dictionary_encode() if draw(st.booleans()) else column
    stated = Answers(
        unit=draw(st.sampled_from([None, None, "C", "K"])),
        tz=draw(st.sampled_from([None, zone("+02:00"), zone("UTC")])),
    )
    return pa.table(table), stated


@settings(max_examples=draws(200), derandomize=True, database=None, deadline=None)
@given(tables())
def test_columns_read_as_cells_do_or_not_at_all(drawn):
    table, stated = drawn
    file = parquet(table)
    with pytest.MonkeyPatch.context() as patch:
        slow = carefully(file, stated, patch)
    fast = read_parquet(file, "", stated)
    if fast is not None:
        assert not isinstance(slow, str), slow
        same_log(fast, slow)


@pytest.mark.parametrize("kind", [pa.timestamp("us", "UTC"), pa.timestamp("ns", "Europe/Stockholm")])
def test_plain_columns_are_read_fast(kind):
    times = pa.array([START.tz_localize(None) + pd.Timedelta(minutes=5 * i) for i in range(4)], pa.timestamp(kind.unit))
    table = pa.table(
        {"time": times.cast(kind), "temperature [°C]": [4.0, None, 5.0, 4.5], "logger_id": ["B", "A", "B", "A"]}
    )
    log = read_parquet(parquet(table), "", Answers())
    assert log.loggers == ("B", "A")
    assert log.provenance[0].assumptions == ("temperatures missing: 1, rows that hold a time alone",)
    np.testing.assert_array_equal(log.temperature_degC, [4.0, 5.0, np.nan, 4.5])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"temperature [°C]": [4.0, 4.1]}, "no longer"),
        ({"time": pa.array([START.value // 1000, None], pa.timestamp("us", "UTC"))}, "no time"),
        ({"time": pa.array([START.value + 1, START.value + 2], pa.timestamp("ns", "UTC"))}, "six digits"),
        ({"time": pa.array([START.value // 1000] * 2, pa.timestamp("us"))}, "without a zone"),
    ],
)
def test_what_is_not_plain_is_refused_in_words(change, said, tmp_path):
    plain = {
        "time": pa.array([START.value // 1000, START.value // 1000 + 60], pa.timestamp("us", "UTC")),
        "temperature [°C]": [4.0, 4.1],
    }
    path = tmp_path / "log.parquet"
    pq.write_table(pa.table(plain | change), path)
    if said == "no longer":
        assert len(read_readings(path)) == 2
    else:
        with pytest.raises(AtmpError, match=said):
            read_readings(path)


def test_an_infinite_number_is_a_gap_that_names_its_side_as_in_a_csv(tmp_path):
    path = tmp_path / "log.parquet"
    times = pa.array([START.value // 1000 + i * 60_000_000 for i in range(3)], pa.timestamp("us", "UTC"))
    pq.write_table(pa.table({"time": times, "temperature [°C]": [4.0, float("inf"), float("-inf")]}), path)
    log = read_readings(path)
    np.testing.assert_array_equal(log.temperature_degC, [4.0, np.nan, np.nan])
    assert [("warmer" in one, "colder" in one) for one in log.provenance[0].assumptions[-2:]] == [
        (True, False),
        (False, True),
    ]


def folder_of(tmp_path, names=("A", "B")):
    for name in names:
        place = tmp_path / "log" / f"logger_id={name}"
        place.mkdir(parents=True)
        times = pa.array(
            [START.tz_localize(None) + pd.Timedelta(minutes=5 * i) for i in range(4)], pa.timestamp("us")
        ).cast(pa.timestamp("us", "UTC"))
        pq.write_table(pa.table({"time": times, "temperature [°C]": [4.0, 4.1, 4.2, 4.3]}), place / "part-0.parquet")
    (tmp_path / "log" / "_SUCCESS").write_text("")
    return tmp_path / "log"


def test_a_folder_names_its_loggers(tmp_path):
    log = read_readings(folder_of(tmp_path, ("A", "B%2F1")))
    assert log.loggers == ("A", "B/1")
    assert [one.name for one in log.provenance] == [
        "log/logger_id=A/part-0.parquet",
        "log/logger_id=B%2F1/part-0.parquet",
        "log/",
    ]
    assert log.provenance[2].assumptions == ("1 left out, by a name that begins with . or _: _SUCCESS",)
    assert log.provenance[0].assumptions == ("the file does not name its logger; it goes by the name A",)


def test_a_file_in_another_loggers_folder_is_refused(tmp_path):
    folder = folder_of(tmp_path)
    (folder / "logger_id=A" / "x.csv").write_text("time,temperature [°C],logger_id\n2026-11-10T08:00Z,4.0,C\n", "utf-8")
    with pytest.raises(ConflictingReadings, match="the logger C"):
        read_readings(folder)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(AtmpError, match="a folder without a file"):
        read_readings(tmp_path)
