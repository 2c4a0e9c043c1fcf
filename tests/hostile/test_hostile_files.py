"""Each hostile file through each command that reads it: refused with exit code 2, by its name, and nothing else."""

import json
import os
import re
import runpy

import pyarrow as pa
import pytest
from hostile_files import EVENTS, EVERY, READINGS, call
from how_many import spread
from measure import RECORD, measured
from places import MADE_UP, ROOT
from typer.testing import CliRunner

from atmp_logistics.assessment.streaming.batches import batches_of, bytes_as_text
from atmp_logistics.cli.app import app
from atmp_logistics.core.errors import InputError, UsageError
from atmp_logistics.core.instants import zone
from atmp_logistics.core.size_limit import size_limit
from atmp_logistics.ingest import read_readings
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.files.parquet_file import letters_of, parquet_faults
from atmp_logistics.ingest.readings.folders import ReadingsFile
from atmp_logistics.ingest.readings.read_log import read_log
from atmp_logistics.records.site_profile import Site

#: By day each file through one command, and TOML through all that read it.
QUICK = [
    (name, command)
    for name, one in EVERY.items()
    if not one.nightly
    for command in one.commands[: 3 if one.file.endswith(".toml") else 1]
]


@pytest.mark.parametrize(("name", "command"), spread(QUICK, 3))
def test_a_hostile_file_is_refused(tmp_path, monkeypatch, name, command):
    monkeypatch.chdir(tmp_path)
    one = EVERY[name]
    (tmp_path / one.file).write_bytes(one.made())
    (tmp_path / "events.csv").write_text(EVENTS, "utf-8")
    run = CliRunner().invoke(app, call(command, one.file))
    assert run.exception is None or isinstance(run.exception, SystemExit), run.exception
    assert run.exit_code in one.exits_of(command), run.output
    if run.exit_code == 2:
        assert "REFUSED" in run.stderr
        assert one.words in run.stderr
        assert one.file in run.stderr


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("name", "command"), [(name, command) for name, one in EVERY.items() for command in one.commands]
)
def test_a_hostile_file_takes_neither_time_nor_memory(name, command):
    """Seconds of the processor: those of the clock are the machine's."""
    found = measured(name, command)
    assert found.code in EVERY[name].exits_of(command), found.printed[-500:]
    assert found.seconds < 5
    assert found.mebibytes < 1024


def test_the_page_of_hostile_files_is_current_and_whole():
    made = runpy.run_path(str(ROOT / "docs" / "make_hostile_files.py"))
    assert (ROOT / "docs" / "hostile_files.md").read_text("utf-8") == made["render"]()
    assert set(json.loads(RECORD.read_text("utf-8"))) == set(EVERY)


@pytest.mark.parametrize("name", [b"l\xffg.csv", b"folder/l\xffg.csv"])
def test_a_name_that_is_no_text_is_refused(tmp_path, name):
    given = tmp_path / os.fsdecode(name)
    given.parent.mkdir(exist_ok=True)
    given.write_text(READINGS, "utf-8")
    for source in {given, given.parent if given.parent != tmp_path else given}:
        with pytest.raises(InputError, match="no text in UTF-8"):
            read_readings(source)


def test_a_size_that_is_stated_holds_for_its_call_alone(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(READINGS, "utf-8")
    with size_limit(0.0001), pytest.raises(InputError, match="at most 100 bytes"):
        read_readings(path)
    assert len(read_readings(path)) == 15
    with pytest.raises(UsageError, match="positive number"), size_limit(-1):
        pass


@pytest.mark.parametrize("name", ["tandd_made_up.csv", "trend_made_up.csv", "tinytag_made_up.csv"])
@pytest.mark.parametrize("number", ["1,234.5", "1.234,5", "1,234,567.5", "1'234.5"])
def test_a_number_with_thousands_is_refused(name, number):
    text = File(name, (MADE_UP / name).read_bytes()).text()[0]
    cell = {"tandd": '"4.6"', "trend": "4.5", "tinytag": "4.3 °C"}[name.partition("_")[0]]
    assert cell in text
    data = text.replace(cell, f'"{number}{" °C" * cell.endswith("C")}"', 1).encode("cp1252" if "°" in text else "utf-8")
    utc = zone("+00:00")
    said = "units" if name.startswith("tinytag") else re.escape(number)
    with pytest.raises(InputError, match=said):
        read_log(File(name, data), utc, Site(), Answers(utc, channel="1" if name.startswith("tinytag") else None))


def test_damaged_parquet_counts_no_rows_and_runs_are_not_streamed(tmp_path):
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1" + bytes(1 << 20))
    assert bytes_as_text(path) == 0
    path.write_bytes(EVERY["64 million readings in runs"].made())
    with pytest.raises(InputError, match="67,108,864 rows"):
        batches_of(ReadingsFile(path, "a.parquet"), Answers(), Site(), 1 << 20)


def test_a_text_counted_beyond_the_texts_is_damage():
    damaged = pa.DictionaryArray.from_arrays(pa.array([0, 5], pa.int32()), pa.array(["a"]), safe=False)
    with pytest.raises(InputError, match="beyond the texts"), parquet_faults("a.parquet"):
        letters_of(pa.chunked_array([damaged]))
