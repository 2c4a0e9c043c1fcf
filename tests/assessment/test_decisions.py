"""Decisions of persons: read strictly, on findings that are there, in a chain by hash; no verdict changes by one."""

import json
import tomllib
from hashlib import sha256

import pandas as pd
import pytest

import atmp_logistics as atmp
from atmp_logistics.assessment.finding_ids import hash_of_inputs, identified
from atmp_logistics.core.errors import DecisionError
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.read_decision import load_decision

EVENTS = """therapy_id,container_id,event,time,location,batch
T1,B1,product_received,2026-11-10 08:00,cell lab,L-12
T1,B1,storage_out,2026-11-10 09:00,cell lab,L-12
T1,B1,thaw_end,2026-11-10 09:10,ward,L-12
T1,B1,administration_end,2026-11-10 09:59,ward,L-12
T2,B2,thaw_end,2026-11-10 09:10,,
T2,B2,administration_end,2026-11-10 09:20,,
"""
READINGS = "time,temperature [degC],logger_id\n" + "".join(
    f"2026-11-10 {7 + i // 12:02}:{i % 12 * 5:02},{-100 if 15 <= i <= 17 else -150},TANK\n" for i in range(40)
)
PRODUCT = "kymriah-eu"


@pytest.fixture
def record(tmp_path):
    (tmp_path / "events.csv").write_text(EVENTS)
    (tmp_path / "log.csv").write_text(READINGS)
    return tmp_path


def judged(record, **options):
    events = atmp.read_events(record / "events.csv", tz="Europe/Stockholm")
    readings = atmp.read_readings(record / "log.csv", tz="Europe/Stockholm")
    return atmp.assess(events, readings, PRODUCT, **options)


@pytest.fixture
def result(record):
    return judged(record)


def finding_of(result, rule="W201", code="post-thaw", therapy="T1"):
    return next(
        (name, one) for name, one in identified(result) if (one.rule, one.code, one.therapy_id) == (rule, code, therapy)
    )


def written(result, path, rule="W201", therapy="T1", previous="", **changed):
    name, one = finding_of(result, rule, "post-thaw" if rule == "W201" else "frozen", therapy)
    fields = {
        "schema": '"atmp-logistics/decision/1"',
        "decision": '"accepted"',
        "reason": '"no other dose"',
        "by": '"N. N."',
        "at": "2026-11-24T10:00:00+01:00",
        "inputs_sha256": f'"{hash_of_inputs(result.inputs)}"',
        **({"previous": json.dumps(previous)} if previous else {}),
    }
    finding = {
        "id": f'"{name}"',
        "therapy_id": f'"{therapy}"',
        "container_id": f'"{one.container_id}"',
        "rule": f'"{one.rule}"',
        "code": f'"{one.code}"',
        "verdict": f'"{one.verdict.value}"',
    }
    for key, value in changed.items():
        (finding if key in finding else fields)[key] = value
    lines = [f"{key} = {value}" for key, value in fields.items() if value is not None]
    lines += ["[[finding]]", *(f"{key} = {value}" for key, value in finding.items() if value is not None)]
    path.write_text("\n".join(lines), "utf-8")
    return path


def refused(call):
    with pytest.raises(DecisionError) as error:
        call()
    return str(error.value)


def test_a_decision_stands_beside_the_verdict_and_changes_none(result, record):
    decided = result.with_decisions(written(result, record / "d.toml"))
    assert (decided.verdict, decided.exit_code) == (Verdict.DEVIATES, 1)
    assert decided.findings.equals(result.findings)
    (one,) = decided.decided
    assert repr(one.decision) == "<Decision: accepted by N. N. 2026-11-24 10:00:00+01:00: no other dose>"
    assert (one.finding.rule, one.differs) == ("W201", False)
    said = "T1 / B1, W201 post-thaw: deviates; accepted by N. N. 2026-11-24 10:00:00+01:00: no other dose [d.toml]"
    assert said in " ".join(str(decided).split())
    assert "accepted by N. N." in decided.to_html()
    assert "Decided by persons" not in str(result) + result.to_html()


def test_json_names_the_decision_with_the_verdict_then_and_now(result, record):
    path = written(result, record / "d.toml", verdict='"indeterminate"')
    decided = result.with_decisions(path)
    (told,) = decided.to_dict()["decisions"]
    assert told["sha256"] == sha256(path.read_bytes()).hexdigest()
    assert [(one["verdict_then"], one["verdict"]) for one in told["findings"]] == [("indeterminate", "deviates")]
    assert "(when it was decided: indeterminate)" in " ".join(str(decided).split())
    assert "decisions" not in result.to_dict()


def test_a_finding_that_reads_otherwise_now_is_told(result, record):
    path = written(result, record / "d.toml")
    path.write_text(path.read_text() + '\nwhy = "5 min over"')
    (one,) = result.with_decisions(path).decided
    assert one.differs
    assert "when it was decided: deviates, 5 min over" in " ".join(str(result.with_decisions(path)).split())


def test_a_view_shows_its_own_decisions(result, record):
    one = written(result, record / "d.toml")
    other = written(result, record / "e.toml", therapy="T2")
    decided = result.with_decisions(one, other)
    assert [each.finding.therapy_id for each in decided["T2"].decided] == ["T2"]
    assert [each["file"] for each in decided["T2"].to_dict()["decisions"]] == ["e.toml"]
    assert result["T1"].with_decisions(one, other).decided[0].finding.therapy_id == "T1"


def test_ids_are_those_of_the_json_and_differ(result):
    ids = [name for name, _ in identified(result)]
    told = result.to_dict()["consignments"]
    assert ids == [one["id"] for each in told for one in each["findings"]]
    assert len(set(ids)) == len(ids) == len(result)


def test_an_id_stays_where_the_profile_changes_and_goes_with_an_input(result, record):
    site = atmp.Site(tz="Europe/Stockholm", resolution_s=0.0)
    assert finding_of(judged(record, site=site))[0] == finding_of(result)[0]
    (record / "events.csv").write_text(EVENTS + "T9,B9,thaw_end,2026-11-10 09:10,,\n")
    assert finding_of(judged(record))[0] != finding_of(result)[0]


def test_the_hash_of_what_was_made_in_memory_counts_its_rows():
    hashes = {hash_of_inputs([Provenance("by hand", rows=rows)]) for rows in (1, 1, 2)}
    assert len(hashes) == 2


def test_two_decisions_stand_in_time_order(result, record):
    first = written(result, record / "1.toml")
    digest = sha256(first.read_bytes()).hexdigest()
    at = "2026-11-25T10:00:00+01:00"
    second = written(result, record / "2.toml", decision='"rejected"', at=at, previous=[digest])
    assert [one.decision.decision for one in result.with_decisions(second, first).decided] == ["accepted", "rejected"]
    later = result.with_decisions(first).with_decisions(second)
    assert [one.decision.decision for one in later.decided] == ["accepted", "rejected"]
    assert [one["file"] for one in later.to_dict()["decisions"]] == ["1.toml", "2.toml"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"previous": ""}, "previous: found nothing, expected the decision before it on the same finding, 1.toml"),
        ({"previous": ["0" * 64]}, "a decision that is not given"),
        ({"at": "2026-11-24T10:00:00+01:00"}, "expected a time after that of 1.toml, 2026-11-24 10:00:00+01:00"),
        ({"at": "2026-11-23T10:00:00+01:00"}, "2.toml.previous: found 1.toml, expected the last decision before"),
        ({"rule": "T101"}, "2.toml.previous: found 1.toml, expected the last decision before"),
    ],
)
def test_a_second_decision_names_the_first(result, record, changed, said):
    first = written(result, record / "1.toml")
    digest = sha256(first.read_bytes()).hexdigest()
    second = {"at": "2026-11-25T10:00:00+01:00", "previous": digest} | changed
    path = written(result, record / "2.toml", **second)
    assert said in refused(lambda: result.with_decisions(first, path))


def test_the_first_alone_of_a_chain_is_no_chain(result, record):
    path = written(result, record / "2.toml", previous="0" * 64)
    assert "give that file too: no decision takes the place of an earlier one" in refused(
        lambda: result.with_decisions(path)
    )


def test_one_decision_is_given_once(result, record):
    path = written(result, record / "d.toml")
    assert "the same decision twice" in refused(lambda: result.with_decisions(path, path))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": None}, "d.toml.reason: found nothing, expected a text"),
        ({"reason": '" "'}, "d.toml.reason: found ' ', expected a text that is not empty"),
        ({"by": None}, "d.toml.by: found nothing"),
        ({"by": '""'}, "d.toml.by: found ''"),
        ({"at": None}, "d.toml.at: found nothing, expected a date and a time with its offset"),
        ({"at": '""'}, "d.toml.at: found ''"),
        ({"at": '"soon"'}, "d.toml.at: found 'soon'"),
        ({"at": "2026-11-24"}, "d.toml.at: found datetime.date(2026, 11, 24)"),
        ({"at": "2026-11-24T10:00:00"}, "d.toml.at: found 2026-11-24 10:00:00, expected"),
        ({"at": "[1]"}, "d.toml.at: found [1]"),
        ({"decision": '"approved"'}, "expected one of accepted, rejected, quarantined, asked"),
        ({"schema": None}, "d.toml.schema: found nothing, expected one of atmp-logistics/decision/1"),
        ({"schema": '"atmp-logistics/decision/2"'}, "expected one of atmp-logistics/decision/1"),
        ({"inputs_sha256": '"ab"'}, "d.toml.inputs_sha256: found 'ab', expected a SHA-256"),
        ({"previous": "ab"}, "d.toml.previous: found 'ab', expected the SHA-256"),
        ({"previous": [1]}, "d.toml.previous: found [1]"),
        ({"note": '"x"'}, "d.toml.note: found an unknown key"),
        ({"id": None}, "d.toml.finding[0].id: found nothing"),
        ({"verdict": '"good"'}, "expected one of conforms, indeterminate, deviates"),
        ({"input": "[{name = 'a', sha256 = 'x'}]"}, "d.toml.input[0].sha256: found 'x'"),
        ({"deviation": "{cause_category = 'moon'}"}, "expected one of equipment, person, delay"),
        ({"deviation": "{number = [1]}"}, "d.toml.deviation.number: found [1], expected a text"),
        ({"deviation": "{number = true}"}, "d.toml.deviation.number: found True, expected a text"),
        ({"deviation": "{mood = 'x'}"}, "d.toml.deviation.mood: found an unknown key"),
    ],
)
def test_what_is_no_decision_is_refused_with_what_was_expected(result, record, changed, said):
    path = written(result, record / "d.toml", **changed)
    assert said in refused(lambda: load_decision(path))


def test_a_decision_without_a_finding_is_refused(result, record):
    path = written(result, record / "d.toml")
    path.write_text(path.read_text().partition("[[finding]]")[0])
    assert "d.toml.finding: found nothing, expected at least one finding" in refused(lambda: load_decision(path))


def test_faults_of_all_files_are_told_at_once(result, record):
    paths = [written(result, record / f"{name}.toml", **{name: None}) for name in ("by", "reason")]
    said = refused(lambda: result.with_decisions(*paths))
    assert "by.toml.by" in said
    assert "reason.toml.reason" in said


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe", "expected a TOML file in UTF-8"),
        (b"a = " + b"[" * 9000 + b"]" * 9000, "nested more than 32 deep"),
        (b"#" * (1 << 21), "expected a TOML file"),
        (b"a = 'x", "expected a TOML file in UTF-8"),
        (b"at = 9999-12-31T23:59:59-12:00", "schema"),
    ],
)
def test_hostile_files_are_refused(record, data, said):
    (record / "d.toml").write_bytes(data)
    assert said in refused(lambda: load_decision(record / "d.toml"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"id": '"ffff"'}, "by the label that judges now"),
        ({"id": '"ffff"', "code": '"no-such"'}, "expected a finding of this result: "),
        ({"id": '"ffff"', "therapy_id": '"T7"'}, "expected a therapy of this result"),
        ({"container_id": '"B2"'}, "found T1 / B2 W201 post-thaw, expected T1 / B1 W201 post-thaw, whose id this is"),
        ({"inputs_sha256": f'"{"0" * 64}"'}, "found a decision on other inputs, 000000000000, expected"),
    ],
)
def test_a_decision_on_what_is_not_there_is_refused(result, record, changed, said):
    path = written(result, record / "d.toml", **changed)
    assert said in refused(lambda: result.with_decisions(path))


def test_the_input_that_is_another_is_named(result, record):
    inputs = ", ".join(f"{{name = '{one.name}', sha256 = '{one.sha256}'}}" for one in result.inputs)
    path = written(result, record / "d.toml", input=f"[{inputs}, {{name = 'by hand'}}]")
    assert result.with_decisions(path).decided
    (record / "log.csv").write_text(READINGS.replace("-150", "-151"))
    said = refused(lambda: judged(record).with_decisions(path))
    assert f"log.csv {result.inputs[1].sha256[:12]}" in said
    assert "events.csv" not in said


# --- forms ---


def filled(text, **fields):
    for key, value in fields.items():
        text = text.replace(f'\n{key} = ""', f"\n{key} = {json.dumps(value)}", 1)
    return text


DECIDED = {"decision": "quarantined", "reason": "asked the holder", "by": "N. N.", "at": "2026-11-24T10:00+01:00"}


def test_a_form_holds_what_the_record_holds(result):
    (form,) = result.deviations()
    assert form.stated["batch"][0][1] == "L-12"
    assert [one.rule for _, one in form.findings] == ["T101", "W201"]
    (around,) = form.excursions
    assert (around.before.temperature_degC, around.after.temperature_degC) == (-150, -150)
    assert around.before.time_us < around.row["start"].value / 1000
    assert repr(form) == "<Deviation: T1 / B1, deviates: T101 frozen, W201 post-thaw>"
    text = form.to_toml()
    for said in (
        'location = "cell lab from 2026-11-10 08:00+01:00; ward from 2026-11-10 09:10+01:00"',
        'reading_before = "-150 °C at 2026-11-10 08:10+01:00, TANK"',
        'reading_after = "-150 °C at 2026-11-10 08:30+01:00, TANK"',
        'extreme = "-100 °C"',
        'limit = "at most 30 min"',
        'containers_of_the_therapy = "B1"',
        'batch = "L-12"',
        'cause_category = ""',
    ):
        assert said in text


def test_a_form_decides_nothing_until_it_is_filled_in(result, record):
    (form,) = result.deviations()
    form.to_toml(record / "form.toml")
    said = refused(lambda: load_decision(record / "form.toml"))
    for key in ("decision", "reason", "by", "at"):
        assert f"form.toml.{key}: found ''" in said
    (record / "form.toml").write_text(filled(form.to_toml(), **DECIDED), "utf-8")
    decided = result.with_decisions(record / "form.toml")
    assert [one.finding.rule for one in decided.decided] == ["T101", "W201"]
    (second,) = decided.deviations()
    digest = sha256((record / "form.toml").read_bytes()).hexdigest()
    assert second.previous == (digest,)
    assert second.id != form.id
    (record / "2.toml").write_text(filled(second.to_toml(), **DECIDED | {"at": "2026-11-25T10:00+01:00"}), "utf-8")
    assert len(result.with_decisions(record / "form.toml", record / "2.toml").decided) == 4


def test_what_nothing_decides_gets_a_form_where_asked(result):
    forms = result.deviations(indeterminate=True)
    assert [(one.therapy_id, one.verdict.value) for one in forms] == [("T1", "deviates"), ("T2", "indeterminate")]
    assert "would_decide_it" in forms[1].to_toml()
    assert 'batch = "not in the record"' in forms[1].to_toml()


def test_a_container_of_which_nothing_is_asked_gets_none(record):
    assert judged(record, rules=["S3"])["T1"].deviations(indeterminate=False) == ()
    assert [one.therapy_id for one in judged(record, rules=["T104"]).deviations(indeterminate=True)] == []


def test_a_therapy_that_was_set_aside_gets_a_form_where_asked(record):
    (record / "events.csv").write_text(EVENTS + "T9,B9,thaw_end,soon,,\n")
    events = atmp.read_events(record / "events.csv", tz="Europe/Stockholm", errors="collect")
    result = atmp.assess(events, None, PRODUCT, errors="collect")
    *_, form = result.deviations(indeterminate=True)
    assert (form.therapy_id, form.product, form.containers) == ("T9", None, ())
    assert form.findings[0][0] == result.to_dict()["set_aside"][0]["id"]
    assert "set aside and not judged" in form.to_html()
    assert not [one for one in result.deviations() if one.therapy_id == "T9"]
    assert [one.therapy_id for _, one in identified(result, {"T9"})] == ["T9"]


def test_a_result_without_its_readings_says_so(record):
    events = atmp.read_events(record / "events.csv", tz="Europe/Stockholm")
    result = atmp.assess_files(events, record / "log.csv", PRODUCT, tz="Europe/Stockholm", logger_tz="Europe/Stockholm")
    form = next(one for one in result.deviations() if one.therapy_id == "T1")
    assert form.excursions == ()
    assert "judged without holding its readings" in form.to_toml()
    assert "too large to be held" in form.to_html()


def test_no_reading_before_or_after_is_none(record):
    rows = READINGS.splitlines()
    (record / "log.csv").write_text("\n".join([rows[0], *rows[16:19]]) + "\n")
    (form,) = judged(record).deviations()
    assert (form.excursions[0].before, form.excursions[0].after) == (None, None)
    assert 'reading_before = "none"' in form.to_toml()


HOSTILE = ["<script>alert(1)</script>", "患者" * 150, "\u202eB1", "a" * 300, 'quote"\\']


@pytest.mark.parametrize("name", HOSTILE)
def test_names_of_any_kind_are_shown_whole(name):
    rows = [(name, "thaw_end", "2026-11-10T09:10Z"), (name, "administration_end", "2026-11-10T09:59Z")]
    try:
        events = atmp.read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))
    except atmp.AtmpError:
        return  # a sign that nobody sees is refused on the way in
    (form,) = atmp.assess(events, None, PRODUCT).deviations()
    page = form.to_html()
    assert "<script>" not in page
    table = tomllib.loads(form.to_toml())
    assert table["finding"][0]["therapy_id"] == name
