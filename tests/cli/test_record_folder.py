"""`validate --record FOLDER` files one dose record a therapy, replaces none unasked, and says what it refuses."""

import pytest
from test_cli import CONFORM, REFUSED, call, files, validate, ward  # noqa: F401  a fixture


def records(folder):
    return {name: data for name, data in files(folder).items() if "record-" in name}


def test_a_record_a_therapy_stands_in_the_folder_and_the_same_call_gives_the_same_bytes(ward):  # noqa: F811
    done = validate(ward, "--record", "new/records", "--made-at", "2026-12-01 08:00Z", "--made-by", "A. Pharmacist")
    assert done.exit_code == CONFORM
    before = records(ward)
    assert before
    assert all(name.startswith("new/records/record-") for name in before)
    assert all(b"A. Pharmacist" in data and b"2026-12-01" in data for data in before.values())
    again = ("--record", "new/records", "--made-at", "2026-12-01 08:00Z", "--made-by", "A. Pharmacist", "--overwrite")
    assert validate(ward, *again).exit_code == CONFORM
    assert records(ward) == before


def test_a_record_that_is_there_stays_and_what_else_was_written_is_named(ward):  # noqa: F811
    validate(ward, "--record", "records")
    before = records(ward)
    alone = validate(ward, "--record", "records", "--made-by", "B.")
    assert alone.exit_code == REFUSED
    assert "a record that is there already" in alone.stderr
    beside = validate(ward, "--record", "records", "--made-by", "B.", "--json", "result.json")
    assert beside.exit_code == REFUSED
    assert "written whole: result.json" in " ".join(beside.stderr.split())
    assert records(ward) == before


def test_the_clock_is_read_where_a_call_says_so(ward):  # noqa: F811
    assert validate(ward, "--record", "records", "--made-at", "clock").exit_code == CONFORM
    assert all(b'data-field="made_at"' in data for data in records(ward).values())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--made-at", "2026-12-01 08:00Z"], "--made-at: found no --record beside it"),
        (["--made-by", "A."], "--made-by: found no --record beside it"),
        (["--overwrite"], "--overwrite: found no --record beside it"),
        (["--record", "log.csv"], "--record log.csv: found a file"),
        (["--record", "records", "--made-at", "soon"], "made_at: found 'soon'"),
    ],
)
def test_refused(ward, options, words):  # noqa: F811
    done = validate(ward, *options)
    assert done.exit_code == REFUSED
    assert words in " ".join(done.stderr.split())
    assert records(ward) == {}


def test_a_folder_that_the_call_reads_is_refused(ward):  # noqa: F811
    (ward / "logs").mkdir()
    (ward / "log.csv").rename(ward / "logs" / "log.csv")
    done = validate(ward, "--record", "logs", readings="logs")
    assert done.exit_code == REFUSED
    assert "found a folder that this call reads" in " ".join(done.stderr.split())
    assert call("validate", "events.csv", "--record", "logs/deeper", "--readings", "logs").exit_code == REFUSED


def test_records_are_in_the_language_of_the_call_else_of_the_profile_and_the_verdict_stays(ward):  # noqa: F811
    assert validate(ward, "--record", "en").exit_code == CONFORM
    assert validate(ward, "--record", "sv", "--language", "sv").exit_code == CONFORM
    by_language = {name.split("/")[0]: data for name, data in records(ward).items()}
    assert b'<html lang="en">' in by_language["en"]
    assert b'<html lang="sv">' in by_language["sv"]
    unknown = validate(ward, "--record", "records", "--language", "swedish")
    assert unknown.exit_code == REFUSED
    assert "--language: found 'swedish', expected one of 'en', 'sv'" in " ".join(unknown.stderr.split())
