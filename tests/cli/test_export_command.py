"""`export` writes what it read, prints what is left out, and replaces nothing."""

import pytest
from test_cli import CONFORM, REFUSED, call, rewrite, ward  # noqa: F401  a fixture

from atmp_logistics import read_events, read_readings

JUDGED = ("--catalogue", "own", "--product", "example-eu", "--resolution", "0 s")


def out_of(to):
    return f"out.{ {'process-mining': 'csv', 'epcis': 'json', 'fhir': 'json'}.get(to, to) }"


@pytest.mark.parametrize("to", ["csv", "parquet", "epcis", "fhir"])
@pytest.mark.usefixtures("ward")
def test_an_export_is_judged_by_the_same_command(to):
    first = call("validate", "events.csv", "--readings", "log.csv", *JUDGED)
    done = call(
        "export",
        "events.csv",
        "--readings",
        "log.csv",
        "--resolution",
        "0 s",
        "--to",
        to,
        "--out",
        out_of(to),
        "--made-at",
        "2026-11-25T08:00Z",
    )
    assert (done.exit_code, done.stderr) == (0, ""), done.output
    assert f"{to}: 5 events, 18 readings" in done.stdout
    assert "left out: 5 × row number in the file that an event was read from" in done.stdout
    readings = "out.readings." + to if to in ("csv", "parquet") else out_of(to)
    assert f"wrote {readings}" in done.stdout
    again = call("validate", out_of(to), "--readings", readings, *JUDGED)
    assert first.exit_code == again.exit_code == CONFORM
    assert len(read_events(out_of(to))) == 5
    assert len(read_readings(readings)) == 18


@pytest.mark.parametrize("to", ["xes", "process-mining"])
@pytest.mark.usefixtures("ward")
def test_events_alone_are_judged_no_better(to):
    done = call("export", "events.csv", "--readings", "log.csv", "--to", to, "--out", out_of(to))
    assert "left out: 18 × reading of a logger" in done.stdout
    assert call("validate", out_of(to), *JUDGED).exit_code == call("validate", "events.csv", *JUDGED).exit_code


@pytest.mark.usefixtures("ward")
def test_the_clock_of_the_machine_is_asked_only_where_it_is_named():
    done = call("export", "events.csv", "--to", "epcis", "--out", "out.json")
    assert done.exit_code == REFUSED
    assert "--made-at" in done.stderr
    assert call("export", "events.csv", "--to", "epcis", "--out", "out.json", "--made-at", "clock").exit_code == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--to", "csv", "--out", "events.csv"), "an input of this call"),
        (("--to", "csv", "--out", "log.csv"), "a file that is there already"),
        (("--to", "xes", "--out", "out.csv"), "a name that ends in .xes or .xml"),
        (("--to", "xml", "--out", "out.csv"), "'xml' is not one of"),
        (("--to", "csv", "--out", "none/out.csv"), "no place to write to"),
        (("--to", "csv", "--out", "out.csv", "--tz", "Mars/Base"), "Mars/Base"),
    ],
)
def test_a_call_that_cannot_be_is_refused_and_nothing_is_written(ward, options, words):  # noqa: F811
    before = {path: path.read_bytes() for path in ward.iterdir() if path.is_file()}
    done = call("export", "events.csv", *options)
    assert done.exit_code == REFUSED
    assert words in done.stderr
    assert {path: path.read_bytes() for path in ward.iterdir() if path.is_file()} == before


def test_a_changed_message_is_refused_where_it_was_changed(ward):  # noqa: F811
    call("export", "events.csv", "--to", "fhir", "--out", "out.json")
    rewrite(ward / "out.json", "2026-11-10T10:30:00Z", "2026-11-10T10:20:00Z")
    done = call("validate", "out.json", *JUDGED)
    assert done.exit_code == REFUSED
    assert "out.json, $.entry[5].fullUrl: found something else" in done.stderr
