"""Streamed through the real command line, several labels, small files of other kinds among large ones, refusals."""

import os
import resource
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from places import ROOT
from typer.testing import CliRunner

import atmp_logistics as atmp
from atmp_logistics.assessment.streaming import assess_files as files
from atmp_logistics.assessment.streaming import files_call, pictured_readings
from atmp_logistics.assessment.streaming.resources import BatchSizes, Resources, ShardLimits
from atmp_logistics.cli import validate
from atmp_logistics.cli.app import app
from atmp_logistics.core.errors import AtmpError, NotATable
from atmp_logistics.ingest import read_readings
from atmp_logistics.records.site_profile import Site
from atmp_logistics.report.assessment.csv import render_csv
from atmp_logistics.report.assessment.html import PICTURED, render_html
from atmp_logistics.report.assessment.json import render_json

SAMPLE = ROOT / "notebooks" / "data"
LABELS = ROOT / "tests" / "benchmarks" / "products"
START = pd.Timestamp("2026-03-01T00:00Z")
WHOLE, ROOM = 10**9, ShardLimits(500, 12, 10**6)


@pytest.fixture
def small(monkeypatch):
    """Return a function that makes every batch and shard small; what is read whole is at most so large."""
    within = Resources.within

    def cut(whole=WHOLE, limits=ROOM):
        def means(*given):
            return replace(within(*given), sizes=BatchSizes(3000, 150, whole), limits=limits)

        monkeypatch.setattr(Resources, "within", means)

    return cut


def table(loggers, count=400, seed=1):
    """Return readings of some loggers, interleaved by time, a few of them missing."""
    random = np.random.default_rng(seed)
    values = np.round(5 + random.normal(0, 1.1, count * len(loggers)), 2)
    values[random.integers(0, len(values), 3)] = np.nan
    times = START.value // 1000 + np.repeat(np.arange(count), len(loggers)) * 60_000_000
    return pa.table(
        {
            "time": pa.array(times, pa.timestamp("us", "UTC")),
            "temperature [°C]": pa.array(values, from_pandas=True),
            "logger_id": pa.array(list(loggers) * count),
        }
    )


def as_csv(readings, path, end="\n"):
    frame = readings.to_pandas()
    frame["time"] = frame["time"].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    frame.to_csv(path, index=False, lineterminator=end)


def events(path, loggers, products=None, **columns):
    rows = [
        {
            "therapy_id": f"T{i}", "container_id": f"B{i}", "event": event,
            "time": (START + pd.Timedelta(minutes=at)).isoformat(), "logger_id": logger,
        } | ({"product": products[i % len(products)]} if products else {}) | {name: cells[i] for name, cells in columns.items()}
        for i, logger in enumerate(loggers)
        for event, at in (("product_received", 2 + i), ("storage_out", 350 - i))
    ]  # fmt: skip
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


# ---------------------------------------------------------------- the command line


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """Return a function that runs `validate` twice, streamed and not, and gives what both wrote and said."""

    def ask(*arguments):
        found = []
        for few, many in ((10**12, 10**12), (0, 0)):
            monkeypatch.setattr(validate, "_FEW_BYTES", few)
            monkeypatch.setattr(files, "MANY_BYTES", many)
            outputs = [tmp_path / "out.json", tmp_path / "out.csv"]
            call = ["validate", *map(str, arguments), "--json", str(outputs[0]), "--csv", str(outputs[1])]
            run = CliRunner().invoke(app, call)
            assert run.exit_code in {0, 1, 3}, run.output
            found.append((run.exit_code, run.output, *(path.read_bytes() for path in outputs)))
        return found

    return ask


def test_a_page_shows_the_same_pictures(tmp_path, small):
    small(limits=ShardLimits(5000, 2, 10**6))
    pq.write_table(table("ABCD"), tmp_path / "log.parquet", row_group_size=100)
    record = events(tmp_path / "events.csv", ["A", "B", "C", "X", "A"])
    known = atmp.load_catalogue(LABELS)
    whole = atmp.assess(
        atmp.read_events(record), read_readings(tmp_path / "log.parquet"), "bench-cold", catalogue=known
    )
    page = render_html(atmp.assess_files(record, tmp_path / "log.parquet", "bench-cold", catalogue=known))
    assert page == render_html(whole)
    assert page.count("<img") == 4
    assert pictured_readings.PICTURED == PICTURED


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_csv_through_the_command_line(tmp_path, asked, small, end):
    small()
    as_csv(table("ABCD"), tmp_path / "log.csv", end)
    record = events(tmp_path / "events.csv", ["A", "B", "C", "X", "A"])
    whole, streamed = asked(
        record, "--readings", tmp_path / "log.csv", "--product", "bench-cold", "--catalogue", LABELS
    )
    assert streamed == whole
    assert b"no readings of logger X" in whole[2]


def test_parquet_through_the_command_line(tmp_path, asked, small):
    small()
    pq.write_table(table("ABCD"), tmp_path / "log.parquet", row_group_size=100)
    record = events(tmp_path / "events.csv", ["A", "B", "C", "D", "A"])
    whole, streamed = asked(
        record, "--readings", tmp_path / "log.parquet", "--product", "bench-cold", "--catalogue", LABELS
    )
    assert streamed == whole
    assert b'"dialect": "parquet"' in whole[2]


def test_a_folder_divided_by_logger_and_month(tmp_path, asked, small):
    small()
    readings = table("ABCD")
    for name in "ABCD":
        own = readings.filter(pa.compute.equal(readings["logger_id"], name)).drop_columns("logger_id")
        for month, part in (("2", own.slice(200)), ("1", own.slice(0, 201))):
            place = tmp_path / "logs" / f"logger_id={name}" / f"month={month}"
            place.mkdir(parents=True)
            pq.write_table(part, place / "part-0.parquet")
    record = events(tmp_path / "events.csv", list("ABCD"))
    whole, streamed = asked(record, "--readings", tmp_path / "logs", "--product", "bench-cold", "--catalogue", LABELS)
    assert streamed == whole
    assert b"logs/logger_id=A/month=1/part-0.parquet" in whole[2]


def test_no_output_takes_the_place_of_a_file_in_a_folder(tmp_path):
    (tmp_path / "logs").mkdir()
    as_csv(table("A"), tmp_path / "logs" / "log.csv")
    record, taken = events(tmp_path / "events.csv", ["A"]), tmp_path / "logs" / "log.csv"
    before = taken.read_bytes()
    call = [
        "validate",
        str(record),
        "--readings",
        str(tmp_path / "logs"),
        "--product",
        "kymriah-eu",
        "--json",
        str(taken),
    ]
    assert CliRunner().invoke(app, call).exit_code == 2
    assert taken.read_bytes() == before


def test_the_sample_case_and_a_logger_for_all(asked, small):
    small()
    whole, streamed = asked(
        SAMPLE / "events.csv", "--readings", SAMPLE / "nitrogen_log.csv", "--site", SAMPLE / "site.toml"
    )
    assert streamed == whole


# ---------------------------------------------------------------- the whole record


@pytest.mark.parametrize("named", [True, False])
def test_the_only_logger_is_not_unassigned_where_another_shards_row_names_it(tmp_path, small, named):
    small()
    as_csv(table("A"), tmp_path / "log.csv")
    events(tmp_path / "events.csv", [*[""] * 98, "A" * named])
    whole, streamed = both(tmp_path / "events.csv", tmp_path / "log.csv", "bench-plain")
    assert streamed == whole
    assert ("as the only one read it" in whole[2].replace("\n  ", " ")) is not named


def both(record, logs, product=None, **how):
    """Return what is written of a record, judged at once and streamed."""
    site = how.get("site")
    known = how.pop("catalogue", None) or atmp.load_catalogue(LABELS)
    log = atmp.read_events(record, site=site, conditions=known.condition_names)
    whole = atmp.assess(log, read_readings(logs, site=site), product, catalogue=known, **how)
    streamed = atmp.assess_files(record, logs, product, catalogue=known, **how)
    assert repr(streamed) == repr(whole)
    pd.testing.assert_frame_equal(streamed.consignments, whole.consignments)
    return (render_json(whole), render_csv(whole), str(whole)), (
        render_json(streamed),
        render_csv(streamed),
        str(streamed),
    )


@pytest.mark.parametrize("rules", [None, ["T1"], ["D502", "T101"], ["W", "D502"]])
def test_several_labels_in_one_record(tmp_path, small, rules):
    small()
    pq.write_table(table("ABCDEF"), tmp_path / "log.parquet")
    record = events(tmp_path / "events.csv", list("ABCDXF"), ["bench-plain", "bench-cold", "kymriah-eu"])
    whole, streamed = both(record, tmp_path / "log.parquet", rules=rules, containers=[("T0", "B0")])
    assert streamed == whole


VERSIONED = """schema = 1
slug = "%s"
name = "Example"
inn = "examplecel"
jurisdiction = "EU"
atmp_class = "gene therapy"
origin = "autologous"
container = "infusion bag"
in_force_from = %s
%s
[label]
title = "Invented label"
revision = "1"
retrieved = 2026-11-22
url = "https://example.org"
evidence = "local"
%s
"""


def test_what_the_record_notes(tmp_path, small):
    """Rows, notes, noted excursions and ends of containers are those of the whole record in every shard."""
    small(limits=ShardLimits(500, 2, 10**6))
    pq.write_table(table("ABCDEF"), tmp_path / "log.parquet")
    frame = pd.read_csv(events(tmp_path / "events.csv", list("ABCDEF"), note=[f"shelf {i}" for i in range(6)]))
    at = [(START + pd.Timedelta(minutes=minutes)).isoformat() for minutes in (30, 60, 90)]
    more = [
        ("T0", "B0", "excursion_start", at[0], "door"), ("T0", "B0", "excursion_end", at[1], ""),
        ("T1", "", "excursion_start", "", "alarm"), ("T2", "B2", "discarded", at[0], ""),
        ("T2", "B2", "thaw_start", at[1], ""), ("T3", "B3", "returned", "", "box"), ("T3", "B3", "thaw_end", at[2], ""),
    ]  # fmt: skip
    names = ["therapy_id", "container_id", "event", "time", "note"]
    pd.concat([frame, pd.DataFrame(more, columns=names)]).to_csv(tmp_path / "events.csv", index=False)
    whole, streamed = both(tmp_path / "events.csv", tmp_path / "log.parquet", "bench-plain")
    assert streamed == whole
    for said in ("rows 14 and 15 note an excursion", "row 16 notes an excursion without its time", "discarded: row 17",
                 "returned: row 19, without its time", '"note": "box"', '"note": "shelf 5"'):  # fmt: skip
        assert said in whole[0]


WINDOW = "[[window]]\ncode='w'\nstarts='product_received'\nends='storage_out'\nat_most='%d min'\n%s"


def test_versions_of_a_label_and_a_condition_of_one_label_only(tmp_path, small):
    small(limits=ShardLimits(500, 2, 10**6))
    labels = tmp_path / "labels"
    labels.mkdir()
    when = "when={indication='ALL'}\n" + WINDOW % (10, "when={indication='DLBCL'}")
    texts = {
        "a@1": ("a", "2020-01-01", "in_force_until = 2026-02-28", WINDOW % (300, "")),
        "a@2": ("a", "2026-03-01", "", WINDOW % (346, "")),
        "b": ("b", "2020-01-01", "", WINDOW % (346, when)),
    }
    for name, parts in texts.items():
        head = VERSIONED.replace("[label]", "[label]\nin_force_from = %s\n%s").replace(
            "in_force_from = %s\n%s\n[label]", "[label]", 1
        )
        (labels / f"{name}.toml").write_text(head % parts, "utf-8")
    pq.write_table(table("ABCD"), tmp_path / "log.parquet")
    record = events(tmp_path / "events.csv", list("ABCD"), ["a", "b"])
    frame = pd.read_csv(record)
    old = frame["therapy_id"] == "T2"
    frame.loc[old, "time"] = frame.loc[old, "time"].str.replace("2026-03-01", "2026-02-27")
    frame.to_csv(record, index=False)
    whole, streamed = both(
        record, tmp_path / "log.parquet", catalogue=atmp.load_catalogue(labels), when={"indication": "ALL"}
    )
    assert streamed == whole
    assert '"file": "a@1.toml"' in whole[0]
    assert '"file": "a@2.toml"' in whole[0]


def test_containers_that_are_expected_and_nowhere(tmp_path, small):
    small()
    pq.write_table(table("ABCD"), tmp_path / "log.parquet")
    record = events(tmp_path / "events.csv", list("ABCD"))
    more = [("T9", "B1"), ("T1", "B7"), ("T0", "B0")]
    whole, streamed = both(record, tmp_path / "log.parquet", "bench-cold", containers=more)
    assert streamed == whole
    assert "expected-container" in whole[0]


def test_what_one_logger_adds_up_to_depends_on_no_other(tmp_path, small):
    small(limits=ShardLimits(1, 1, 10**6))
    rows = [
        (f"A{i}", year, value)
        for i in range(40)
        for year, value in (("1990", 5.0), ("2011", 12.0), ("2020", 5.1 + i / 7))
    ]
    lines = [f"{year}-01-01T00:00:00Z,{value:.2f},{name}" for name, year, value in rows]
    lines += [f"2026-03-01T00:{minute:02}:00Z,{7.9 + minute % 7 / 13:.2f},Z" for minute in range(60)]
    (tmp_path / "log.csv").write_text("\n".join(["time,temperature [°C],logger_id", *lines, ""]), "utf-8")
    ends = [(f"A{i}", ("1991-01-01", "2019-01-01")) for i in range(40)] + [
        ("Z", ("2026-03-01T00:01", "2026-03-01T00:58"))
    ]
    bags = [
        (name, event, at if "T" in at else f"{at}T00:00", name)
        for name, two in ends
        for event, at in zip(("product_received", "storage_out"), two, strict=True)
    ]
    pd.DataFrame(bags, columns=["therapy_id", "event", "time", "logger_id"]).to_csv(
        tmp_path / "events.csv", index=False
    )
    site = Site(tz="UTC", max_gap_s=1e9)
    whole, streamed = both(tmp_path / "events.csv", tmp_path / "log.csv", "bench-cold", site=site)
    assert streamed == whole


def test_no_readings_at_all(tmp_path, small):
    small()
    record = events(tmp_path / "events.csv", list("ABCD"))
    known = atmp.load_catalogue(LABELS)
    whole = atmp.assess(atmp.read_events(record), None, "bench-cold", catalogue=known)
    assert render_json(atmp.assess_files(record, None, "bench-cold", catalogue=known)) == render_json(whole)


def test_progress_is_told_by_the_shard(tmp_path, small):
    small()
    pq.write_table(table("ABCD"), tmp_path / "log.parquet")
    seen = []
    record = events(tmp_path / "events.csv", list("ABCD"))
    atmp.assess_files(record, tmp_path / "log.parquet", "kymriah-eu", progress=lambda *step: seen.append(step))
    assert seen == [(i + 1, len(seen)) for i in range(len(seen))]
    assert len(seen) > 1


# ---------------------------------------------------------------- other kinds of files


def exports():
    """Return small exports of loggers that say something of their own."""
    return sorted((ROOT / "tests" / "data" / "loggers").glob("*"))


def test_small_files_of_other_kinds_among_plain_ones(tmp_path, small):
    small()
    as_csv(table("ABCD"), tmp_path / "log.csv")
    jumped = [f"2026-03-01T0{hour}:00Z,4.{i},J" for i, hour in enumerate((1, 2, 3, 1, 2, 4))]
    (tmp_path / "own.csv").write_text(
        "\n".join(["time;temperature [°C];logger_id", *jumped]).replace(",", ";"), "utf-8"
    )
    as_csv(table("EA", 100, 2).slice(1), tmp_path / "local.csv")
    text = (tmp_path / "local.csv").read_text("utf-8").replace("Z,", ",").replace("2026-03-01", "2026-03-02")
    (tmp_path / "local.csv").write_text(text, "utf-8")
    paths = [tmp_path / name for name in ("log.csv", "own.csv", "local.csv")]
    record = events(tmp_path / "events.csv", ["A", "B", "J/1", "E", "J/2", "J"])
    known, how = atmp.load_catalogue(LABELS), {"tz": "Europe/Stockholm", "on_clock_jump": "split"}
    log = atmp.read_events(record, tz="UTC")
    whole = atmp.assess(log, read_readings(paths, **how), "bench-cold", catalogue=known)
    how["logger_tz"] = how.pop("tz")
    assert render_json(atmp.assess_files(log, paths, "bench-cold", catalogue=known, **how)) == render_json(whole)


def test_every_export_streams_as_it_reads(tmp_path, small):
    small(limits=ShardLimits(1, 1, 10**6))
    known, seen = atmp.load_catalogue(LABELS), 0
    for path in exports():
        try:
            log = read_readings(path, tz="Europe/Stockholm")
        except AtmpError:
            continue
        if len(log):
            record = stored_throughout(log, tmp_path / "events.csv")
            whole = atmp.assess(record, log, "bench-plain", catalogue=known)
            streamed = atmp.assess_files(record, path, "bench-plain", catalogue=known, logger_tz="Europe/Stockholm")
            assert render_json(streamed) == render_json(whole), path
            seen += 1
    assert seen > 10


def stored_throughout(log, path):
    """Write and read the events of one bag a logger, and one more, in store from the first reading to the last."""
    start, end = pd.to_datetime([log.time_us.min(), log.time_us.max()], unit="us", utc=True)
    rows = [
        (f"T{i}", event, at.isoformat(), name)
        for i, name in enumerate([*log.loggers, log.loggers[0]])
        for event, at in (("product_received", start), ("storage_out", end))
    ]
    pd.DataFrame(rows, columns=["therapy_id", "event", "time", "logger_id"]).to_csv(path, index=False)
    return atmp.read_events(path)


# ---------------------------------------------------------------- refusals


def refused(tmp_path, logs, **how):
    record = events(tmp_path / "events.csv", list("ABCD"))
    with pytest.raises(AtmpError) as caught:
        atmp.assess_files(record, logs, "kymriah-eu", **how)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(("row", "cell", "wrong"), [(2, "4.2", "warm"), (900, "Z,", ",x"), (1601, ",D", ', "D"')])
def test_a_large_table_that_is_not_plain_is_refused_at_its_row(tmp_path, small, row, cell, wrong):
    small(whole=0)
    as_csv(table("ABCD"), tmp_path / "log.csv")
    lines = (tmp_path / "log.csv").read_text("utf-8").splitlines()
    lines[row - 1] = lines[row - 1].replace(cell, wrong) if cell in lines[row - 1] else lines[row - 1] + ",more"
    (tmp_path / "log.csv").write_text("\n".join([*lines, ""]), "utf-8")
    (fault,) = refused(tmp_path, tmp_path / "log.csv")
    assert fault.startswith(f"log.csv, row {row}: found {lines[row - 1]!r}")
    assert "atmp-logistics convert" in fault


def test_times_that_step_back_from_batch_to_batch_are_refused(tmp_path, small):
    small(whole=0)
    readings = table("ABCD")
    pq.write_table(
        pa.concat_tables([readings.slice(800), readings.slice(0, 800)]), tmp_path / "log.parquet", row_group_size=100
    )
    (fault,) = refused(tmp_path, tmp_path / "log.parquet")
    assert "after 2026-03-01" in fault
    assert "times that rise within a logger" in fault


def test_what_is_large_and_of_another_form_is_refused_and_what_is_not_there(tmp_path, small):
    small(whole=0)
    (tmp_path / "log.csv").write_text("time;temperature [°C]\n2026-03-01T00:00Z;4,0\n", "utf-8")
    found = refused(tmp_path, [tmp_path / "log.csv", tmp_path / "none.csv"])
    assert any("no such file" in one for one in found)
    assert any("a file so large in the plain form" in one for one in found)


def test_one_instant_told_differently_by_two_files_is_refused(tmp_path, small):
    small()
    readings = table("ABCD")
    pq.write_table(readings, tmp_path / "a.parquet")
    other = readings.slice(0, 4).set_column(1, "temperature [°C]", pa.array([1.0, 2.0, 3.0, 4.0]))
    pq.write_table(other, tmp_path / "b.parquet")
    found = refused(tmp_path, [tmp_path / "a.parquet", tmp_path / "b.parquet"])
    with pytest.raises(AtmpError) as caught:
        read_readings([tmp_path / "a.parquet", tmp_path / "b.parquet"])
    assert found == [str(fault) for fault in caught.value.faults]


def test_a_therapy_with_more_readings_than_memory_is_refused(tmp_path, small):
    small(limits=ShardLimits(100, 100, 399))
    pq.write_table(table("ABCD"), tmp_path / "log.parquet")
    found = refused(tmp_path, tmp_path / "log.parquet")
    assert any(one.startswith("therapy T0: found 400 readings") for one in found)


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, small, monkeypatch):
    small()
    path = tmp_path / "log.parquet"
    pq.write_table(table("ABCD"), path)
    real = files_call.spill_files.__globals__["spill_batch"]

    def keep(*given):
        os.utime(path, ns=(1, 1))
        return real(*given)

    monkeypatch.setitem(files_call.spill_files.__globals__, "spill_batch", keep)
    assert any("changed while it was read" in one for one in refused(tmp_path, path))


def test_nothing_is_left_behind(tmp_path, small):
    small()
    pq.write_table(table("ABCD"), tmp_path / "log.parquet")
    place = tmp_path / "room"
    place.mkdir()
    atmp.assess_files(
        events(tmp_path / "events.csv", list("ABCD")), tmp_path / "log.parquet", "kymriah-eu", folder=place
    )
    assert list(place.iterdir()) == []


def test_a_row_of_a_name_that_is_not_there_is_damage(tmp_path, small):
    """The names of a file's loggers are counted, and a row's number is beyond them."""
    small()
    path = tmp_path / "log.parquet"
    pq.write_table(table("ABC"), path, compression="none", use_dictionary=["logger_id"])
    counted = b"\x24\x49\x92" * 4
    assert counted in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(counted, b"\xff" * len(counted)))
    with pytest.raises(NotATable, match=r"log\.parquet: found Parquet that cannot be read .*out of bounds"):
        atmp.assess_files(events(tmp_path / "events.csv", ["A"]), path, "kymriah-eu")


# ---------------------------------------------------------------- memory

_PEAK = """
import resource, sys
import atmp_logistics as atmp
known = atmp.load_catalogue(sys.argv[3])
result = atmp.assess_files(sys.argv[1], sys.argv[2], "bench-plain", catalogue=known, memory=int(sys.argv[4]))
print(len(result.consignments), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


@pytest.mark.nightly
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is counted in other units elsewhere")
@pytest.mark.parametrize("memory", [1 << 29, 1 << 30])
def test_a_process_keeps_to_its_memory(tmp_path, memory):
    loggers = [f"L{i}" for i in range(200)]
    with pq.ParquetWriter(tmp_path / "log.parquet", table(loggers, 1).schema) as writer:
        for part in range(10):
            own = table(loggers, 10_000, part)
            times = pa.compute.add(own["time"].cast(pa.int64()), part * 10_000 * 60_000_000).cast(own["time"].type)
            writer.write_table(own.set_column(0, "time", times))
    record = events(tmp_path / "events.csv", loggers[:150])
    call = [sys.executable, "-c", _PEAK, str(record), str(tmp_path / "log.parquet"), str(LABELS), str(memory)]
    run = subprocess.run(call, capture_output=True, text=True, check=True, cwd=ROOT)
    count, peak = map(int, run.stdout.split())
    assert count == 150
    assert peak < memory, f"{peak / 2**20:.0f} MiB of 20,000,000 readings"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0
