"""Logger families and message formats of plug-ins: held to what they may answer, named where they do not, beside ours."""

import json
from contextlib import nullcontext

import pytest
from logger_kit import ELITECH, text_of
from made_plugins import family, folder_of, rule
from typer.testing import CliRunner

import atmp_logistics as atmp
from atmp_logistics.cli.app import app
from atmp_logistics.core.errors import AmbiguousDialect, NotATable, PluginError
from atmp_logistics.core.plugins import plugins_from
from atmp_logistics.ingest.files import shared_work
from atmp_logistics.ingest.messages import all_formats

LOG = "Coldlog\n2031-10-11 03:00;-78.4\n2031-10-11 03:10;-78.1\n"
ROWS = (
    "rows = [line.split(';') for line in text.splitlines()[1:]]\n    "
    "fields = dict(logger='L', times=[a for a, _ in rows], values=[b for _, b in rows], rows=[2, 3], unit='C', "
    "date_forms=('%Y-%m-%d %H:%M',))\n    "
)
GOOD = ROWS + "return [RawLog(**fields)]"
FORMAT = '''"""Moves."""
from atmp_logistics.plugins.messages import *
NAME = "Moves"
def recognises(top):
    {recognises}
def read(top, site):
    draft = MessageDraft()
    for move in top.objects("moves"):
        draft.add((move.text("case", required=True), ""), move.text("what"), move.text("at"), move.path)
    {read}
'''
MOVES = {"moves": [{"case": "T-1", "what": "storage_in", "at": "2031-10-11T03:00Z"}]}


@pytest.fixture
def loaded(tmp_path):
    held = []

    def load(**files):
        held.append(plugins_from(folder_of(tmp_path / f"ward{len(held)}", **files)))
        held[-1].__enter__()

    yield load
    for one in reversed(held):
        one.__exit__(None, None, None)


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log.txt"
    path.write_text(LOG, "utf-8")
    return path


def moves(tmp_path, message=MOVES):
    path = tmp_path / "moves.json"
    path.write_text(json.dumps(message), "utf-8")
    return path


def message_format(recognises="return 'moves' in top", read="return draft.message(top.name, NAME, [])"):
    return FORMAT.format(recognises=recognises, read=read)


def refused(call, error=PluginError):
    with pytest.raises(error) as refusal:
        call()
    return str(refusal.value)


def test_a_family_of_a_plug_in_reads_its_files_and_says_so(loaded, log):
    loaded(loggers__cold=family(read=GOOD))
    found = atmp.read_readings(log, tz="UTC")
    assert found.temperature_degC.tolist() == [-78.4, -78.1]
    assert found.provenance[0].dialect == "Coldlog"
    notes = [note for note in found.provenance[0].assumptions if "plug-in" in note]
    assert len(notes) == 1
    assert notes[0].startswith(
        "read by the plug-in logger family Coldlog of the file loggers/cold.py of the folder ward0, SHA-256 "
    )
    assert atmp.read_readings(log, tz="UTC", dialect="coldlog").loggers == found.loggers


def test_a_file_that_a_family_of_ours_recognises_too_is_refused(loaded):
    loaded(loggers__greedy=family("Greedy", "return True", GOOD))
    said = refused(lambda: atmp.read_readings(ELITECH, tz="UTC"), AmbiguousDialect)
    assert "the signs of Elitech, Greedy" in said


SERIES = {
    "an error": ("return 1 / 0", "ZeroDivisionError: division by zero"),
    "an end": ("raise SystemExit(0)", "SystemExit: 0"),
    "nothing": ("return []", "no series, expected RawLog or RawSummary values, at least one"),
    "a text": ("return ['x']", "found 'x', expected RawLog or RawSummary"),
    "one text for columns": (ROWS + "return [RawLog(**fields | dict(times='abc'))]", "columns that are no lists"),
    "other lengths": (ROWS + "return [RawLog(**fields | dict(values=['1']))]", "2 times, 1 values, 2 rows, expected one length"),
    "numbers": (ROWS + "return [RawLog(**fields | dict(values=[1.0, 2.0]))]", "a cell that is no text"),
    "rows": (ROWS + "return [RawLog(**fields | dict(rows=['2', '3']))]", "a row that is no whole number"),
    "a unit": (ROWS + "return [RawLog(**fields | dict(unit=5))]", "unit = 5, expected text or None"),
    "a name": (ROWS + "return [RawLog(**fields | dict(logger=5))]", "logger = 5, expected str"),
    "forms": (ROWS + "return [RawLog(**fields | dict(date_forms='%Y'))]", "date_forms = '%Y', expected a tuple of texts"),
}  # fmt: skip


@pytest.mark.parametrize("case", SERIES)
def test_a_family_that_answers_with_what_is_no_series_is_named(loaded, log, case):
    read, words = SERIES[case]
    loaded(loggers__cold=family(read=read))
    said = refused(lambda: atmp.read_readings(log, tz="UTC"))
    assert words in said
    assert "log.txt, read by the plug-in logger family Coldlog of the file loggers/cold.py" in said


@pytest.mark.parametrize(
    ("recognises", "words"),
    [("return 1 / 0", "ZeroDivisionError"), ("return 'yes'", "'yes' of recognises, expected True or False")],
)
def test_a_family_that_cannot_say_whether_it_recognises_a_file_is_named(loaded, log, recognises, words):
    loaded(loggers__cold=family(recognises=recognises, read=GOOD))
    assert words in refused(lambda: atmp.read_readings(log, tz="UTC"))


def test_a_refusal_of_a_family_is_its_own(loaded, log):
    loaded(
        loggers__cold=family(
            read="raise NotATable([Fault(name, 'a cut file', 'a whole one', EXPORT_AGAIN, NotATable)])"
        )
    )
    assert "log.txt: found a cut file, expected a whole one" in refused(lambda: atmp.read_readings(log), NotATable)


def test_a_summary_of_a_plug_in_is_no_log_of_readings(loaded, log):
    whole = (
        "return [RawSummary('L', 'day', ['2031-10-11'], ['2031-10-11'], ['1'], ['2'], [''], [2], 'C', ('%Y-%m-%d',))]"
    )
    loaded(loggers__cold=family(read=whole))
    assert len(atmp.read_summary(log, tz="UTC")) == 1


def test_a_format_of_a_plug_in_reads_its_messages_and_says_so(loaded, tmp_path):
    loaded(messages__moves=message_format())
    events = atmp.read_events(moves(tmp_path))
    assert events.table["event"].tolist() == ["storage_in"]
    assert any(
        "read by the plug-in message format Moves of the file messages/moves.py" in note
        for note in events.provenance.assumptions
    )
    assert [one.NAME for one in all_formats()] == ["FHIR", "EPCIS 2.0", "Moves"]
    unknown = moves(tmp_path, {"a": 1})
    assert "or an EPCISDocument, Moves" in refused(lambda: atmp.read_events(unknown), NotATable)


def test_faults_that_a_format_notes_refuse_the_message(loaded, tmp_path):
    loaded(messages__moves=message_format())
    broken = moves(tmp_path, {"moves": [{"what": "storage_in"}, 5]})
    said = refused(lambda: atmp.read_events(broken), Exception)
    assert "$.moves[0].case: found nothing" in said
    assert "$.moves[1]: found the number 5" in said


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"read": "return None"}, "found None, expected what MessageDraft.message returns"),
        ({"read": "import dataclasses\n    return dataclasses.replace(draft.message(top.name, NAME, []), paths=())"}, "expected what MessageDraft"),
        ({"read": "import dataclasses\n    return dataclasses.replace(draft.message(top.name, NAME, []), rows=[(1,)])"}, "expected what MessageDraft"),
        ({"read": "import dataclasses\n    return dataclasses.replace(draft.message(top.name, NAME, []), headings=())"}, "expected what MessageDraft"),
        ({"read": "1 / 0"}, "ZeroDivisionError"),
        ({"recognises": "1 / 0"}, "ZeroDivisionError"),
        ({"recognises": "return top"}, "of recognises, expected True or False"),
    ],
)  # fmt: skip
def test_a_format_that_answers_with_what_is_no_message_is_named(loaded, tmp_path, parts, words):
    loaded(messages__moves=message_format(**parts))
    said = refused(lambda: atmp.read_events(moves(tmp_path)))
    assert words in said
    assert "plug-in message format Moves of the file messages/moves.py" in said


def test_a_message_that_two_formats_recognise_is_refused_and_both_named(loaded, tmp_path):
    loaded(messages__moves=message_format("return True"))
    said = refused(lambda: atmp.read_events(moves(tmp_path, {"resourceType": "Bundle"})), AmbiguousDialect)
    assert "the signs of FHIR and Moves" in said


def test_the_command_line_takes_folders_of_plug_ins(tmp_path, log):
    ward = folder_of(tmp_path / "ward", loggers__cold=family(read=GOOD), rules__own=rule("WARD101"))

    def call(*words):
        return CliRunner().invoke(app, list(map(str, words)))

    assert "Coldlog" in call("inspect", log, "--tz", "UTC", "--plugins", ward).output
    assert "Coldlog" not in call("inspect", log, "--tz", "UTC").output
    shown = call("plugin", "list", "--plugins", ward)
    assert (shown.exit_code, len(shown.output.splitlines())) == (0, 2)
    assert call("explain", "WARD101", "--plugins", ward).output.startswith("Is WARD101 asked?")
    events = tmp_path / "events.csv"
    events.write_text(
        "therapy_id,event,time\nT1,thaw_end,2026-11-10T10:00Z\nT1,administration_end,2026-11-10T10:10Z\n", "utf-8"
    )
    judged = call("validate", events, "--product", "kymriah-eu", "--plugins", ward, "--json", tmp_path / "r.json")
    assert judged.exit_code == 3
    assert [one["name"] for one in json.loads((tmp_path / "r.json").read_text("utf-8"))["plugins"]] == ["WARD101"]
    folder_of(ward, rules__broken="import nowhere_at_all")
    broken = call("validate", events, "--product", "kymriah-eu", "--plugins", ward)
    assert broken.exit_code == 2
    assert "rules/broken.py" in broken.output
    assert "ModuleNotFoundError" in broken.output


def test_a_text_of_ours_is_ours_with_a_plug_in_at_hand(loaded):
    loaded(loggers__cold=family(read=GOOD))
    assert "plug-in" not in str(atmp.read_readings(ELITECH, tz="UTC").provenance[0].assumptions)
    assert text_of(ELITECH)


def test_files_of_many_are_read_here_alone_where_a_family_was_loaded_here(loaded, monkeypatch, tmp_path):
    begun = []
    monkeypatch.setattr(shared_work, "_count_of_processes", lambda _: 1)
    monkeypatch.setattr(shared_work, "_processes", lambda count: begun.append(count) or nullcontext([]))
    files = [tmp_path / "cold.txt", ELITECH]
    files[0].write_text(LOG, "utf-8")
    loaded(rules__own=rule())
    atmp.read_readings(ELITECH, tz="UTC")
    assert begun == [1]
    loaded(loggers__cold=family(read=GOOD))
    assert atmp.read_readings(files, tz="UTC").loggers[0] == "L"
    assert begun == [1]
