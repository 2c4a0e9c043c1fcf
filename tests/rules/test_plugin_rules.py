"""A plug-in's rule is held to what a rule may answer: nothing conforms by a rule that raised, and each is named."""

import copy

import numpy as np
import pandas as pd
import pytest
from made_plugins import FINDS, folder_of, rule

import atmp_logistics as atmp
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.assessment.streaming.assess_files import assess_files
from atmp_logistics.assessment.streaming.with_plugins import WithPlugins, with_plugins
from atmp_logistics.core import plugins
from atmp_logistics.core.errors import PluginError, UsageError
from atmp_logistics.core.plugins import plugins_from
from atmp_logistics.evidence.events.filed_cells import filed_cells
from atmp_logistics.report.assessment.html import render_html
from atmp_logistics.report.assessment.json import render_json
from atmp_logistics.rules import all_rules, select, with_needed

REST = "[[window]]\ncode='rest'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\n"
OWN = "[[x.seal]]\ncode='own-seal'\nsection='4'\nat='thaw_end'\n"
GIVEN = "A: thaw_end 10:00, administration_end 10:20; B: thaw_end 10:05, administration_end 10:15"
TABLE = "\nTABLE = 'seal'\ndef read_limit(item):\n    return {'at': item.moment('at')}\n"
ANSWER = "yield finding_table(CODE, {limit}, Limit(upper=0.0, unit='x'), ({lower}, {upper}), evidence=evidence, {more}events=[], words={words}, unit='x')"


def answer(limit="OWN", lower="np.zeros(n)", upper="np.zeros(n)", words="lambda row: ('because', None)", more=""):
    return ANSWER.format(limit=limit, lower=lower, upper=upper, words=words, more=more)


def on_own(**more):
    return f"for limit in evidence.product.own_limits: {answer('limit', **more)}"


@pytest.fixture
def ward(tmp_path):
    """Return what loads a rule of a folder for the rest of the test."""
    held = []

    def load(body, more=""):
        held.append(plugins_from(folder_of(tmp_path / "ward", rules__own=rule("TEST101", body) + more)))
        held[-1].__enter__()

    yield load
    for one in held:
        one.__exit__(None, None, None)


def judged(limits=REST, record=GIVEN, **options):
    return assess_sandbox(sandbox_product(limits), record, **options)


def page_of(result):
    return render_html(result)


def found(result):
    return [(one.container_id, one.code, one.verdict.value) for one in result if one.rule == "TEST101"]


RAISES = {
    "an error": "raise ValueError('no seal\\nhere')",
    "an error of ours": "from atmp_logistics.core.errors import InputError; raise InputError('no seal here')",
    "an end": "raise SystemExit(0)",
    "no answer at all": "return None",
    "an error after an answer": f"{answer()}; 1 / 0",
    "a write": "evidence.lo[:] = 0.0; yield",
}


@pytest.mark.parametrize("case", RAISES)
def test_a_rule_that_raises_leaves_its_containers_indeterminate_and_is_named(ward, case):
    ward(RAISES[case])
    result = judged()
    assert result.verdict.value == "indeterminate"
    assert found(result) == [("A", "no-answer", "indeterminate"), ("B", "no-answer", "indeterminate")]
    finding = next(one for one in result if one.rule == "TEST101")
    assert finding.why.startswith("the rule TEST101 of the file rules/own.py of the folder ward raised ")
    assert "\n" not in finding.why
    assert "--rules" in finding.decide_by
    assert all(word in str(result) for word in ("TEST101", "no-answer"))


def test_a_rule_that_raises_leaves_what_deviates_as_it_is(ward):
    ward(RAISES["an error"])
    assert judged(record="thaw_end 10:00, administration_end 10:40").verdict.value == "deviates"


def test_the_evidence_can_be_written_again_afterwards(ward):
    ward(RAISES["a write"])
    assert judged().parts[0].evidence.lo.flags.writeable


REFUSED = {
    "another type": ("yield 5", "an answer of the type int"),
    "another rule": (answer().replace("CODE, OWN", "'W201', OWN"), "a finding of the rule 'W201'"),
    "a limit of another type": (answer().replace("Limit(upper=0.0, unit='x')", "5"), "raised"),
    "no such limit": ("import dataclasses\n    for t in [1]:\n        t = list(one())[0]\n        yield dataclasses.replace(t, limit=5)", "a limit of the type int"),
    "no requirement": ("import dataclasses\n    yield dataclasses.replace(list(one())[0], requirement=None)", "does not rest on the limit"),
    "other grounds": ("import dataclasses\n    yield dataclasses.replace(list(one())[0], rests_on=())", "does not rest on the limit"),
    "another citation": ("import dataclasses\n    yield dataclasses.replace(list(one())[0], citation=Citation('y'))", "states another code, citation"),
    "rows as a list": ("import dataclasses\n    yield dataclasses.replace(list(one())[0], rows=[0, 1])", "rows that are no column of whole numbers"),
    "rows that are not there": (answer(more="rows=np.array([0, 2]), "), "rows that are no places of 2 containers"),
    "a row twice": (answer(more="rows=np.array([0, 0]), "), "rows that are no places of 2 containers"),
    "too few": (answer(lower="np.zeros(1)"), "lower of another length than rows"),
    "another side too short": (answer(more="other_side=(np.zeros(1), np.zeros(2)), "), "other_side of another length"),
    "words for numbers": (answer(more="verdict=np.array([0, 1]), extent=(np.array([0, 1]), np.zeros(1)), "), "end of another length"),
    "an unknown code": (answer(more="verdict=np.array([0, 7]), "), "verdict codes 7"),
    "a decided NaN": ("import dataclasses\n    yield dataclasses.replace(list(one())[0], limit=None, lower=np.full(n, np.nan))", "a verdict on what is not a number (NaN)"),
    "bounds reversed": (answer(lower="np.ones(n)"), "a lower bound above the upper one"),
    "better than its bounds": (answer(upper="np.ones(n)", more="verdict=np.array([0, 0]), "), "a verdict that its bounds and its limit"),
    "worse than its bounds": (answer(more="verdict=np.array([2, 0]), "), "a verdict that its bounds and its limit"),
}  # fmt: skip
ONE = f"def one():\n        {answer()}\n    "


@pytest.mark.parametrize("case", [name for name in REFUSED if name != "a limit of another type"])
def test_an_answer_that_is_none_refuses_the_call_and_names_the_rule(ward, case):
    body, words = REFUSED[case]
    ward(ONE + body if "one()" in body else body)
    with pytest.raises(PluginError) as refusal:
        judged()
    assert words in str(refusal.value)
    assert "plug-in rule TEST101 of the file rules/own.py of the folder ward" in str(refusal.value)


def test_a_finding_without_a_limit_of_the_product_file_takes_verdicts_away_and_gives_none(ward):
    ward(FINDS.format(lower="zeros", upper="zeros"))
    assert judged("").verdict.value == "indeterminate"
    assert judged(REST).verdict.value == "conforms"


@pytest.mark.parametrize(("lower", "verdict"), [("np.ones(n)", "deviates"), ("np.zeros(n)", "indeterminate")])
def test_a_procedure_that_was_not_kept_deviates_and_one_not_known_to_be_kept_is_open(ward, lower, verdict):
    ward(answer(lower=lower, upper="np.ones(n)"))
    assert judged(REST).verdict.value == verdict


def test_a_finding_on_a_limit_of_the_library_gives_no_verdict_either(ward):
    ward(answer("evidence.product.windows[0]"))
    assert judged(REST, rules=("TEST101",)).verdict.value == "indeterminate"
    assert judged(REST).verdict.value == "conforms"


def test_a_limit_read_in_another_label_decides_nothing_by_a_plug_in_either(ward):
    ward(answer("evidence.product.windows[0]", lower="np.ones(n)", upper="np.ones(n)"))
    far = REST + "source = { evidence = 'other-jurisdiction' }\n"
    assert {verdict for _, _, verdict in found(judged(far))} == {"indeterminate"}
    assert {verdict for _, _, verdict in found(judged(REST))} == {"deviates"}


def test_a_limit_of_its_own_table_binds_as_a_labels_does(ward):
    ward(on_own(), TABLE)
    result = judged(OWN)
    assert result.verdict.value == "conforms"
    assert found(result) == [("A", "own-seal", "conforms"), ("B", "own-seal", "conforms")]
    assert "own-seal" in render_json(result)
    second_hand = OWN + "source = { evidence = 'secondary' }\n"
    assert judged(second_hand).verdict.value == "indeterminate"


@pytest.mark.parametrize(
    "body", ["return iter(())", on_own(lower="np.zeros(1)", upper="np.zeros(1)", more="rows=np.array([1]), ")]
)
def test_a_limit_of_its_own_that_a_rule_does_not_answer_on_is_open(ward, body):
    ward(body, TABLE)
    result = judged(REST + OWN)
    assert ("A", "no-answer", "indeterminate") in found(result)
    assert "gave no answer on the limit own-seal" in render_json(result)
    assert result.verdict.value == "indeterminate"
    assert judged(REST + OWN + "obligation = 'should'\n").verdict.value == "conforms"
    assert judged(REST).verdict.value == "conforms"


def test_of_two_limits_of_its_own_the_one_without_an_answer_is_open(ward):
    ward(f"limit = evidence.product.own_limits[0]; {answer('limit')}", TABLE)
    result = judged(OWN + OWN.replace("own-seal", "other-seal"))
    assert found(result)[:2] == [("A", "no-answer", "indeterminate"), ("A", "own-seal", "conforms")]
    assert "other-seal" in render_json(result)


def test_a_column_that_no_row_files_is_empty():
    evidence = judged().parts[0].evidence
    assert filed_cells(evidence, "thaw_end", "seal").tolist() == [(), ()]
    for event, column in (("thaw_endd", "seal"), ("thaw_end", "seals_of_all")):
        with pytest.raises(UsageError, match="name one of them"):
            filed_cells(evidence, event, column)


WORDS = {
    "an error": ("lambda row: 1 / 0", "raised ZeroDivisionError: division by zero"),
    "an end": ("lambda row: exit(0)", "raised SystemExit: 0"),
    "one text": ("lambda row: 'why'", "raised ValueError"),
    "nothing": ("lambda row: ('', None)", "gave ('', None) for words"),
    "a number": ("lambda row: ('why', 5)", "gave ('why', 5) for words"),
}


@pytest.mark.parametrize("case", WORDS)
def test_a_rule_without_words_for_a_row_decides_nothing_there(ward, case):
    words, said = WORDS[case]
    ward(on_own(words=f"lambda row: ('why', None) if row else ({words})(row)"), TABLE)
    result = judged(OWN)
    assert found(result) == [("A", "own-seal", "indeterminate"), ("B", "own-seal", "conforms")]
    assert said in " ".join(str(result).split())


def test_words_that_fail_the_second_time_are_said_to_have_failed(ward):
    ward(
        "asked = []\n    words = lambda row: ('why', None) if len(asked) < 2 and asked.append(row) is None else 1 / 0\n    "
        + on_own(words="words"),
        TABLE,
    )
    assert "raised ZeroDivisionError" in render_json(judged(OWN))


def test_of_a_record_that_contradicts_itself_a_rule_decides_nothing(ward):
    ward(on_own(), TABLE)
    result = judged(OWN, "A: administration_end 10:00, thaw_end 10:40; B: thaw_end 10:00")
    assert found(result) == [("A", "own-seal", "indeterminate"), ("B", "own-seal", "conforms")]
    assert "the record contradicts itself" in render_json(result)


def test_the_result_names_what_judged_in_text_pages_and_json(ward):
    ward(on_own(), TABLE)
    result = judged(OWN)
    [source] = result.plugins
    assert (source.name, source.origin) == ("TEST101", "file rules/own.py of the folder ward")
    assert f"plug-in {source}, SHA-256 {source.sha256[:12]}" in " ".join(str(result).split())
    assert source.sha256 in page_of(result)
    assert f'"sha256": "{source.sha256}"' in render_json(result)
    assert "TEST101: Is TEST101 asked?" in page_of(result)
    assert copy.deepcopy(source) == source


def test_a_rule_that_was_left_out_is_named_and_judges_nothing(ward):
    ward(on_own(), TABLE)
    result = judged(REST + OWN, rules=("W201",))
    assert "TEST101" in result.not_assessed
    assert result.plugins == ()
    assert found(result) == []


def test_with_a_plug_ins_rule_goes_what_the_logger_and_the_people_say(ward):
    ward(on_own(), TABLE)
    assert list(with_needed(select(["TEST"]), [])) == ["D503", "D504", "TEST101"]
    assert list(all_rules())[-1] == "TEST101"


def test_a_page_of_a_result_whose_plug_in_went_away_says_so(tmp_path):
    with plugins_from(folder_of(tmp_path / "other", rules__own=rule("GONE101"))):
        result = judged()
    assert "GONE101: a rule of a plug-in that is not loaded here" in page_of(result)


def events_of(*therapies):
    rows = [(one, "thaw_end", "2026-11-10T10:00Z") for one in therapies]
    return atmp.read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))


def test_workers_judge_with_the_plug_ins_of_the_call(ward):
    ward(FINDS.format(lower="zeros", upper="ones"))
    events = events_of("T1", "T2", "T3")
    whole = render_json(atmp.assess(events, product="kymriah-eu"))
    assert render_json(assess_files(events, None, "kymriah-eu", workers=1)) == whole
    assert "TEST101" in whole


def test_a_worker_with_other_plug_ins_refuses(ward, tmp_path, monkeypatch):
    assert with_plugins(len) is len
    ward(FINDS.format(lower="zeros", upper="ones"))
    work = with_plugins(len)
    assert work("abc") == 3
    monkeypatch.setattr(plugins, "_FOLDERS", {})  # as in another process
    assert work("abc") == 3
    assert plugins.plugin_folders() == work.folders
    monkeypatch.setattr(plugins, "_FOLDERS", {})
    with pytest.raises(PluginError, match="plug-ins of a worker: found none, expected those of the call: rule TEST101"):
        WithPlugins(len, (), work.plugins)("abc")
    folder_of(tmp_path / "ward", rules__own=rule("TEST102"))
    with pytest.raises(PluginError, match="found rule TEST102"):
        work("abc")


def test_columns_of_no_container_are_an_answer(ward):
    ward(answer(more="rows=np.empty(0, np.int64), ", lower="np.empty(0)", upper="np.empty(0)"))
    assert judged(REST).verdict.value == "conforms"
    assert np.array_equal(judged(REST).parts[0].verdicts, [0, 0])
