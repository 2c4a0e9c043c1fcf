"""`validate` with decisions, forms and a manifest, and `verify`: exit codes, and that nothing is overwritten."""

import json
import re

import pytest
from typer.testing import CliRunner

from atmp_logistics.cli.app import app

EVENTS = """therapy_id,container_id,event,time
T1,B1,thaw_end,2026-11-10T09:10Z
T1,B1,administration_end,2026-11-10T09:59Z
T2,B2,thaw_end,2026-11-10T09:10Z
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "events.csv").write_text(EVENTS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words):
    return CliRunner().invoke(app, list(words))


def validate(*words):
    return run("validate", "events.csv", "--product", "kymriah-eu", *words)


def fill_in(path, **fields):
    text = path.read_text("utf-8")
    for key, value in fields.items():
        text = text.replace(f'\n{key} = ""', f"\n{key} = {json.dumps(value)}", 1)
    path.write_text(text, "utf-8")


DECIDED = {"decision": "rejected", "reason": "too late", "by": "N. N.", "at": "2026-11-24T10:00+01:00"}


def test_from_the_form_to_the_decision_to_the_check(folder):
    first = validate("--deviations", "forms")
    assert first.exit_code == 1
    assert "wrote 2 files of deviation forms into forms" in first.stdout
    (form,) = (folder / "forms").glob("*.toml")
    assert re.fullmatch(r"T1_B1_[0-9a-f]{12}\.toml", form.name)
    fill_in(form, **DECIDED)
    decided = validate("--decisions", str(form), "--json", "r.json", "--csv", "r.csv", "--manifest", "m.json")
    assert decided.exit_code == 1
    assert "T1 / B1, W201 post-thaw: deviates; rejected by N. N." in decided.stdout
    assert run("verify", "m.json").exit_code == 0
    listed = [one["path"] for one in json.loads((folder / "m.json").read_text())["files"] if "path" in one]
    assert listed == ["events.csv", f"forms/{form.name}", "r.json", "r.csv"]
    form.write_text(form.read_text("utf-8").replace("too late", "too Late"), "utf-8")
    broken = run("verify", "m.json")
    assert broken.exit_code == 1
    assert broken.stdout.splitlines()[-1] == f"FIRST BROKEN: decision {form.name} (named by m.json)"


def test_the_manifest_names_the_dose_records_of_the_call(folder):
    validate("--record", "records", "--manifest", "m.json")
    listed = [one["path"] for one in json.loads((folder / "m.json").read_text())["files"] if one["role"] == "report"]
    assert listed == ["records/record-T1.html", "records/record-T2.html"]
    record = folder / listed[0]
    assert run("verify", "m.json").exit_code == 0
    record.write_bytes(record.read_bytes()[:-1])
    assert run("verify", "m.json").exit_code == 1


def test_a_form_that_is_there_is_never_written_over(folder):
    validate("--deviations", "forms")
    (form,) = (folder / "forms").glob("*.toml")
    fill_in(form, **DECIDED)
    text = form.read_text("utf-8")
    again = validate("--deviations", "forms")
    assert form.read_text("utf-8") == text
    assert "2 were there already, and stay as they are" in again.stdout
    validate("--deviations", "forms", "--decisions", str(form))
    assert len(list((folder / "forms").glob("*.toml"))) == 2


def test_what_nothing_decides_gets_a_form_where_asked(folder):
    validate("--deviations", "forms", "--with-indeterminate")
    assert len(list((folder / "forms").glob("*.html"))) == 2


def test_a_decision_that_is_none_refuses_the_call(folder):
    validate("--deviations", "forms")
    (form,) = (folder / "forms").glob("*.toml")
    found = validate("--decisions", str(form), "--json", "r.json")
    assert found.exit_code == 2
    assert "reason: found ''" in found.stderr
    assert not (folder / "r.json").exists()


def test_a_manifest_is_not_written_where_a_report_was_not(folder, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("atmp_logistics.assessment.result.Assessment.to_csv", full)
    assert validate("--csv", "r.csv", "--manifest", "m.json").exit_code == 2
    assert not (folder / "m.json").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--with-indeterminate"], "--with-indeterminate: found no --deviations"),
        (["--deviations", "events.csv"], "found a file, expected a folder"),
        (["--deviations", "no/forms"], "make it first"),
        (["--deviations", "ward", "--catalogue", "ward"], "a folder that this call reads"),
        (["--decisions", "nowhere.toml"], "nowhere.toml: found"),
        (["--manifest", "m.txt"], "write m.json"),
        (["--decisions", "d.toml", "--manifest", "d.toml"], "an input of this call"),
    ],
)
def test_what_cannot_be_meant_is_refused(folder, words, said):
    (folder / "ward").mkdir()
    (folder / "d.toml").write_text("")
    found = validate(*words)
    assert found.exit_code == 2
    assert said in found.stderr


def test_verify_says_each_link_and_ends_with_3_where_something_is_not_there(folder):
    validate("--json", "r.json")
    (folder / "events.csv").unlink()
    found = run("verify", "r.json")
    assert found.exit_code == 3
    assert "not there to check: input events.csv (named by r.json): give a file of the hash" in found.stdout
    assert found.stdout.splitlines()[-1] == "3 links: 2 intact, 1 not there to check, 0 broken"


@pytest.mark.usefixtures("folder")
def test_verify_refuses_what_is_no_document():
    found = run("verify", "events.csv")
    assert found.exit_code == 2
    assert "expected at least one result as JSON" in found.stderr


def test_a_form_says_when_and_by_whom_it_was_opened_and_is_read_back(folder):
    validate("--deviations", "forms", "--made-at", "2026-11-24T08:00+01:00", "--made-by", "A. Ward")
    (form,) = (folder / "forms").glob("*.toml")
    text = form.read_text("utf-8")
    assert 'opened_at = "2026-11-24 07:00Z"' in text
    assert 'opened_by = "A. Ward"' in text
    page = form.with_suffix(".html").read_text("utf-8")
    assert "<tr><th>opened by</th><td>A. Ward</td></tr>" in page
    fill_in(form, **DECIDED, method="incinerated", waste_reference="W-1")
    assert validate("--decisions", str(form)).exit_code == 1
    text = form.read_text("utf-8").replace('method = "incinerated"', "method = [3]").replace("waste_ref", "waist_ref")
    form.write_text(text, "utf-8")
    found = validate("--decisions", str(form))
    assert found.exit_code == 2
    assert "destruction.method: found [3], expected a text" in found.stderr
    assert "waist_reference" in found.stderr


#: What is filed of a deviation, and of a destruction or return: in our words, from guidelines and forms of the trade.
ASKED = {
    "number", "opened at", "opened by", "discovered by", "containment", "told authorisation holder", "told sender",
    "told recipient", "told physician", "told qualified person", "cause category", "cause", "stability evidence",
    "follow up owner", "follow up due", "closed by", "product", "batch", "container", "therapy", "limit", "section",
    "start", "end", "measured", "verdict", "reason", "by", "at", "done", "decided by", "method", "witness", "quantity",
    "waste reference",
}  # fmt: skip


def test_every_field_of_a_deviation_and_a_destruction_is_on_the_form(folder):
    validate("--deviations", "forms")
    (page,) = (folder / "forms").glob("*.html")
    assert set(re.findall(r"<th>([^<]*)</th>", page.read_text("utf-8"))) >= ASKED
    assert 'content: "page " counter(page) "/" counter(pages)' in page.read_text("utf-8")
    for word in ("accepted", "rejected", "quarantined", "asked"):
        assert f"<b>{word}</b>" in page.read_text("utf-8")


@pytest.mark.usefixtures("folder")
def test_a_made_at_of_nothing_is_refused():
    found = validate("--made-at", "2026-11-24T08:00Z")
    assert found.exit_code == 2
    assert "--made-at: found no --record beside it" in found.stderr
