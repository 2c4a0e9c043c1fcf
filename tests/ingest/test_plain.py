"""The plain readers read as the careful ones do, or not at all."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st

from atmp_logistics.core.errors import AtmpError
from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.ingest import read_events
from atmp_logistics.ingest.events import fast_events as _plain_events
from atmp_logistics.ingest.events import read_events as careful_events
from atmp_logistics.ingest.events import several_files
from atmp_logistics.ingest.events.fast_events import read_plain_events
from atmp_logistics.ingest.files import fast_cells as _plain_cells
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.readings import read_log as reading
from atmp_logistics.ingest.readings.fast_csv import read_plain_csv
from atmp_logistics.records.site_profile import Site

LOG = "time,temperature [°C],logger_id\n2026-11-10T08:00:00Z,5.0,A\n2026-11-10T08:05:00Z,,A\n2026-11-10T08:00:00Z,-6.25,B\n"
RECORD = (
    "therapy_id,event,time,container_id\nT1,thaw_start,2026-11-10T08:00Z,B1\nT1,infusion end,2026-11-10T09:00Z,B1\n"
)


def carefully(data, monkeypatch):
    """Return what the careful reader makes of a readings file, or its error's text."""
    with monkeypatch.context() as patch:
        patch.setattr(reading, "read_plain_csv", lambda *_: None)
        try:
            return reading.read_log(File("log.csv", data), None, Site())
        except AtmpError as error:
            return str(error)


def carefully_events(path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(careful_events, "read_plain_events", lambda *_: None)
        try:
            return read_events(path)
        except AtmpError as error:
            return str(error)


def same_log(one, other):
    assert one.loggers == other.loggers
    np.testing.assert_array_equal(one.logger, other.logger)
    np.testing.assert_array_equal(one.time_us, other.time_us)
    np.testing.assert_array_equal(one.temperature_degC, other.temperature_degC)
    assert one.provenance == other.provenance
    assert one.interval_s == other.interval_s


def same_events(one, other):
    assert one.provenance == other.provenance
    assert (one.tz, one.conditions, one.containers) == (other.tz, other.conditions, other.containers)
    columns = list(other.table)
    left, right = (log.table[columns].reset_index(drop=True) for log in (one, other))
    for name in columns:
        np.testing.assert_array_equal(left[name].to_numpy(), right[name].to_numpy(), name)


def test_both_samples_are_of_the_plainest_kind(tmp_path, monkeypatch):
    same_log(read_plain_csv(File("log.csv", LOG.encode())), carefully(LOG.encode(), monkeypatch))
    path = tmp_path / "events.csv"
    path.write_text(RECORD.replace("infusion end", "infusion_end"), "utf-8")
    assert read_plain_events(File("events.csv", path.read_bytes()), Site()) is not None
    same_events(read_events(path), carefully_events(path, monkeypatch))


OFFSETS = st.sampled_from(["Z", "+01:00", "-05:30", "+00:00", "", "+15:00", "+0100", "z", "-11:00"])
TIMES = st.builds(
    "{}-{:02}-{:02}{}{:02}:{:02}{}{}".format,
    st.sampled_from(["2026", "2024", "1949", "2200", "0026"]), st.integers(1, 13), st.integers(1, 31), st.sampled_from("T "),
    st.integers(0, 24), st.sampled_from([0, 5, 59, 60]), st.sampled_from(["", ":00", ":30", ":00.5", ":00,5", ":00.000001", ":00.1234567", ":00.0000000"]), OFFSETS,
)  # fmt: skip
VALUES = st.sampled_from(
    [
        "5.0",
        "-196",
        "5,0",
        "",
        "NA",
        "nan",
        ".5",
        "5.",
        "-.5",
        "1e2",
        "850",
        "+4.0",
        " 4.0",
        "--",
        "inf",
        "4.0.1",
        "٤",
        "HI",
        "<-80",
        "-OL",
        "ERR",
    ]
)
NAMES = st.sampled_from(["A", "B", "", " A", "Påse", "a\tb", '"A"', "A,B"])
IDS = NAMES | st.sampled_from(["-", "?", "Saknas", "NA", "Signatur:"])
TITLES = st.sampled_from(["", "Thaws\n", "Thaws,5,,\n", ",,,\n"])
REMARKS = st.sampled_from(["", "Signatur: C D", "Signatur:,C D,,", ",,,", "T1,,,"])
HEADS = st.sampled_from(
    ["time,temperature [°C],logger_id", '"time","temperature [°C]","logger_id"', '"time,temperature [°C]",logger_id', '"ti""me",temperature [°C],logger_id', "time,temperature [°F],logger_id", "time,temperature [ºC],logger_id",
     "time,temperature,logger_id", "Time,temperature [K],logger_id", "time,temperature [°C],logger", "time,temperature_degC,logger_id"]
)  # fmt: skip
ENDS = st.sampled_from(["\n", "\r\n", "\r", "\n\n"])


def replaced(data, cells, place, drawn_from):
    cells[place] = data.draw(drawn_from[place])
    return cells


def plain_rows(count):
    return [(f"2026-11-10T{8 + i:02}:00:00Z", f"{i}.5", "A") for i in range(count)]


@pytest.mark.parametrize("time", ["08:00Z", "08:00:00Z", "08:00:00.5Z", "08:00:00.000001+01:00", "08:00+01:00"])
def test_every_iso_time_of_one_length_is_plain(time, monkeypatch):
    data = f"time,temperature [°C]\n2026-11-10T{time}\n2026-11-11T{time}\n".replace(time, f"{time},5").encode()
    same_log(read_plain_csv(File("log.csv", data)), carefully(data, monkeypatch))


#: Files are cut into pieces of whole lines: of one line each, of a few, and not at all.
PIECES = st.sampled_from([1, 60, 1 << 22])


@settings(max_examples=draws(300), deadline=None, derandomize=True)
@given(st.data())
def test_a_readings_file_is_read_as_carefully_or_not_at_all(data):
    rows = plain_rows(data.draw(st.integers(1, 4)))
    for _ in range(data.draw(st.integers(0, 2))):
        place, kind = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.integers(0, 3))
        cells = list((*rows[place], "")[:3])
        rows[place] = tuple(cells[:2]) if kind == 3 else tuple(replaced(data, cells, kind, (TIMES, VALUES, NAMES)))
    end = data.draw(ENDS)
    text = end.join([data.draw(HEADS), *(",".join(row) for row in rows)]) + data.draw(st.sampled_from([end, ""]))
    raw = data.draw(
        st.sampled_from([text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("latin-1", "replace")])
    )
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(_plain_cells, "_PIECE_BYTES", data.draw(PIECES))
        plain = read_plain_csv(File("log.csv", raw))
        if plain is not None:
            careful = carefully(raw, monkeypatch)
            assert not isinstance(careful, str), careful
            same_log(plain, careful)


WORDS = st.sampled_from(
    [
        "thaw_start",
        "infusion_end",
        "thaw start",
        "Thaw_Start",
        "storage_in",
        "lymphodepletion_start",
        "thawing",
        "",
        " thaw_end",
    ]
)


@settings(max_examples=draws(300), deadline=None, derandomize=True)
@given(st.data())
def test_an_event_table_is_read_as_carefully_or_not_at_all(data):
    kinds = list(EVENTS)
    rows = [("T1", kinds[i], f"2026-11-10T{i:02}:00:00Z", "B1") for i in range(data.draw(st.integers(1, 6)))]
    for _ in range(data.draw(st.integers(0, 3))):
        place, kind = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.integers(0, 4))
        if kind == 4:
            rows.append(rows[place])
        else:
            rows[place] = tuple(replaced(data, list(rows[place]), kind, (IDS, WORDS, TIMES, IDS)))
    end = data.draw(ENDS)
    head = data.draw(
        st.sampled_from(
            [
                "therapy_id,event,time,container_id",
                '"therapy_id","event","time","container_id"',
                "therapy_id,event,time,container",
                "case_id,event,time,container_id",
            ]
        )
    )
    lines = [head, *(",".join(row) for row in rows), *filter(None, [data.draw(REMARKS)])]
    text = data.draw(TITLES) + end.join(lines) + data.draw(st.sampled_from([end, ""]))
    file = File("events.csv", text.encode())
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(_plain_cells, "_PIECE_BYTES", data.draw(PIECES))
        if read_plain_events(file, Site()) is None:
            return
        monkeypatch.setattr(several_files, "open_file", lambda _: file)
        careful = carefully_events(Path("events.csv"), monkeypatch)
        assert not isinstance(careful, str), careful
        same_events(read_events(Path("events.csv")), careful)


def test_the_careful_path_and_the_plain_one_give_one_assessment(tmp_path, monkeypatch):
    from atmp_logistics import assess

    path = tmp_path / "events.csv"
    rows = [
        (f"T{i}", event, f"2026-11-10T1{j}:00:00Z")
        for i in range(3)
        for j, event in enumerate(["thaw_start", "thaw_end", "administration_end"])
    ]
    pd.DataFrame(rows, columns=["therapy_id", "event", "time"]).to_csv(path, index=False)
    plain, careful = (
        assess(log, product="kymriah-eu") for log in (read_events(path), carefully_events(path, monkeypatch))
    )
    assert str(plain) == str(careful)


def test_times_written_two_ways_are_not_plain_wherever_the_file_is_cut(monkeypatch):
    monkeypatch.setattr(_plain_cells, "_PIECE_BYTES", 1)
    alike, other = "2026-11-10T08:00+01:00,5\n", "2026-11-11T08:00:00.5Z,5\n"
    assert len(alike) == len(other)
    head = "time,temperature [°C]\n"
    assert read_plain_csv(File("log.csv", (head + alike + alike.replace("-10T", "-11T")).encode())) is not None
    assert read_plain_csv(File("log.csv", (head + alike + other).encode())) is None


@pytest.mark.parametrize("size", [1, 40, 1 << 22])
def test_an_empty_line_is_not_plain_wherever_the_file_is_cut(monkeypatch, size):
    monkeypatch.setattr(_plain_cells, "_PIECE_BYTES", size)
    for place in range(1, 4):
        lines = LOG.splitlines(keepends=True)
        lines.insert(place, "\n")
        assert read_plain_csv(File("log.csv", "".join(lines).encode())) is None


@pytest.mark.parametrize(
    ("containers", "cells"), [(["B1", "B2", "B3"], 1 << 30), (["B1", "B1", "B1"], 1 << 30), (["B1", "", "B1"], 1)]
)
def test_an_event_twice_is_seen_however_containers_are_named(monkeypatch, containers, cells):
    monkeypatch.setattr(_plain_events, "_MOST_CELLS", cells)
    head = "therapy_id,event,time,container_id\n"
    rows = [f"T{i},thaw_end,2026-11-10T1{i}:00:00Z,{own}\n" for i, own in enumerate(containers)]
    again = rows[0].replace("T10:", "T17:")
    stored = [row.replace("thaw_end", "storage_in") for row in (rows[0], again)]
    assert read_plain_events(File("e.csv", (head + "".join(rows)).encode()), Site()) is not None
    assert read_plain_events(File("e.csv", (head + "".join([*rows, again])).encode()), Site()) is None
    assert read_plain_events(File("e.csv", (head + "".join([*rows, *stored])).encode()), Site()) is not None
    assert read_plain_events(File("e.csv", (head + "".join([*rows, *stored, stored[0]])).encode()), Site()) is None
