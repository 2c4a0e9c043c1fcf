"""What plug-ins are held to: our own pass, and what breaks the law, answers twice otherwise or reads anything is caught."""

import builtins
import json
import runpy

import pytest
from how_many import spread
from made_plugins import family, folder_of, rule
from places import MADE_UP, ROOT

from atmp_logistics import read_readings, testing
from atmp_logistics.core.errors import UsageError
from atmp_logistics.core.instants import iso
from atmp_logistics.testing import (
    check_logger,
    check_messages,
    check_products,
    check_refused,
    check_rule,
    plugins_from,
)
from atmp_logistics.testing.rule_checks import check_docstring

TABLE = "\nTABLE = 'own'\ndef read_limit(item):\n    return {}\n"
DOC = "Sources\n-------\nOurs.\n\nCommon causes\n-------------\nMany.\n\nWhat to do\n----------\nAsk.\n"
LIMITS = "[[x.own]]\ncode='own'\n"
EXAMPLES = {
    "conforms": "A: thaw_start 08:00 seal=S-1 expiry=2026-12, thaw_end 08:10 expiry=2026-12",
    "deviates": "A: thaw_start 08:00 seal=broken expiry=2027-01, thaw_end 08:10 expiry=2027-01",
    "indeterminate": "A: thaw_start 08:00, thaw_end 08:10",
}
#: What a rule says of the seals, as expressions of `texts`, `n` and `evidence`: a lower and an upper bound.
GOOD = "[float(bool(t) and 'broken' in t) for t in texts]", "[float(not t or 'broken' in t) for t in texts]"


def seal_rule(lower=GOOD[0], upper=GOOD[1], code="KIT101", doc=DOC, before="pass"):
    body = (
        f"texts = list(filed_cells(evidence, 'thaw_start', 'seal')); {before}\n    "
        f"low, high = np.array({lower}, float), np.array({upper}, float)\n    "
        "for limit in evidence.product.own_limits:\n        yield finding_table(CODE, limit, Limit(upper=0.0, unit='x'), "
        "(low, high), evidence=evidence, events=['thaw_start'], words=lambda row: (f'seal {texts[row]}', None), unit='x')"
    )
    return rule(code, body).replace('It is.\n"""', f'It is.\n\n{doc}"""') + TABLE


@pytest.fixture
def load(tmp_path):
    held = []

    def of(**files):
        held.append(plugins_from(folder_of(tmp_path / f"ward{len(held)}", **files)))
        held[-1].__enter__()

    yield of
    for one in held:
        one.__exit__(None, None, None)


def fails(call, words):
    with pytest.raises(AssertionError) as said:
        call()
    assert words in str(said.value)


def test_a_rule_that_keeps_the_law_passes(load):
    load(rules__kit=seal_rule())
    check_rule("KIT101", LIMITS, EXAMPLES, draws=30)


BROKEN = {
    "a record of which nothing is known": ({"upper": "[float('broken' in t) for t in texts]"}, "nothing is known the rule says: own is conforms"),
    "the example of 'deviates' is conforms": ({"lower": "[0.0] * n", "upper": "[float(not t) for t in texts]"}, "the example of 'deviates' is conforms"),
    "one therapy by another": ({"upper": "[float(not t or 'broken' in t or n > 2) for t in texts]"}, "of three therapies alike the rule says"),
    "the law": (
        {"lower": "[float(bool(t) and 'broken' in t and ok) for t, ok in zip(texts, evidence.is_logged('thaw_end'))]",
         "upper": "[float(not t or ('broken' in t and ok)) for t, ok in zip(texts, evidence.is_logged('thaw_end'))]"},
        "own was deviates and became conforms when this was lost: ",
    ),
    "other words": ({"before": "global COUNT; COUNT = globals().get('COUNT', 0) + 1; texts = [(*t, str(COUNT)) if t else t for t in texts]"}, "other words the second time"),
}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("case", spread(BROKEN, 3))
def test_a_rule_that_breaks_what_holds_of_every_rule_is_caught(load, case):
    parts, words = BROKEN[case]
    load(rules__kit=seal_rule(**parts))
    fails(lambda: check_rule("KIT101", LIMITS, EXAMPLES, draws=200), words)


def test_a_rule_without_its_sections_or_a_question_is_caught(load):
    load(
        rules__kit=seal_rule(doc="Sources\n-------\nOurs.\n"),
        rules__other=seal_rule(code="KIT102").replace("asked?", "asked.", 1).replace("'own'", "'own-b'"),
    )
    fails(lambda: check_docstring("KIT101"), "no section 'Common causes'")
    fails(lambda: check_docstring("KIT102"), "does not begin with a question")


def test_examples_of_each_verdict_are_asked_for(load):
    load(rules__kit=seal_rule())
    two = {word: record for word, record in EXAMPLES.items() if word != "deviates"}
    fails(lambda: check_rule("KIT101", LIMITS, two), "those of ['conforms', 'deviates', 'indeterminate'] are needed")
    check_rule("KIT101", LIMITS, two, cannot=["deviates"], draws=5)
    fails(lambda: check_rule("KIT101", "", EXAMPLES), "is not asked: nothing is found")


FROZEN = "[[storage]]\ncode='frozen'\nfrom='storage_in'\nuntil='storage_out'\nupper='-120 degC'"
STORED = "storage_in 08:00, storage_out 08:30"


@pytest.mark.long
def test_our_own_rules_pass():
    """One of temperatures, whose readings are lost too, and one of clocks."""
    readings = "08:00 -160, 08:05 {}, 08:10 -160, 08:15 -160, 08:20 -160, 08:25 -160, 08:30 -160"
    stored = {
        "conforms": (STORED, readings.format(-160)),
        "deviates": (STORED, readings.format(-100)),
        "indeterminate": STORED,
    }
    check_rule("T101", FROZEN, stored, draws=30)
    clock = {
        "conforms": "thaw_end 10:00, administration_end 10:10",
        "deviates": "thaw_end 10:00, administration_end 11:10",
        "indeterminate": "thaw_end 10:00",
    }
    check_rule(
        "W201",
        "[[window]]\ncode='rest'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'",
        clock,
        draws=20,
    )


def test_without_hypothesis_it_says_what_to_install(load, monkeypatch):
    load(rules__kit=seal_rule())
    real = builtins.__import__

    def without(name, *rest, **more):
        if name.partition(".")[0] == "hypothesis":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"pip install 'atmp-logistics\[testing\]'"):
        check_rule("KIT101", LIMITS, EXAMPLES, draws=5)


def test_a_table_with_a_fault_must_be_refused_in_its_words(load):
    load(rules__kit=seal_rule())
    check_refused(LIMITS + "more=1\n", "x.own[0].more")
    fails(lambda: check_refused(LIMITS + "more=1\n", "x.own[0].less"), "the refusal does not say")
    fails(lambda: check_refused(LIMITS, "x.own"), "the table is read")
    fails(lambda: check_refused("more=", "x.own"), "this is no TOML")


GOLDEN = {"rows": 3, "first": "2031-10-11T03:00:00Z", "last": "2031-10-11T03:20:00Z", "lowest": -78.4, "highest": -77.9}
READ = (
    "rows = [line.split(';') for line in text.splitlines()[1:] if ';' in line]\n    "
    "return [RawLog(logger='L', times=[row[0] for row in rows], values=[row[1] for row in rows], "
    "rows=list(range(2, 2 + len(rows))), unit='C', date_forms=('%Y-%m-%d %H:%M',))]"
)


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log.txt"
    path.write_text("Coldlog\n2031-10-11 03:00;-78.4\n2031-10-11 03:10;-78.1\n2031-10-11 03:20;-77.9\n", "utf-8")
    return path


@pytest.mark.parametrize(
    ("parts", "more", "words"),
    [
        (
            {
                "read": READ.replace("row[0] for", "f'2031-10-11 03:{i}0' for i,").replace(
                    " in rows], values", " in enumerate(rows)], values"
                )
            },
            {},
            "a changed file reads as",
        ),
        ({"read": READ}, {"rows": 4}, "the sample holds (3, "),
        ({"recognises": "return False", "read": READ}, {}, "recognised by no family, not by Coldlog"),
        ({"recognises": "return 'o' in text", "read": READ}, {}, "Coldlog recognises files of other families: "),
    ],
)
def test_a_family_that_reads_anything_is_caught(load, log, parts, more, words):
    load(loggers__cold=family(**parts))
    fails(lambda: check_logger("Coldlog", log, **{**GOLDEN, **more}), words)


def test_a_family_that_falls_over_a_changed_file_is_caught(load, log):
    load(loggers__cold=family(read="text.splitlines()[2]; " + READ))
    fails(lambda: check_logger("Coldlog", log, **GOLDEN), "no refusal of its own: ")


def test_our_own_families_pass():
    check_logger("Hanwell", MADE_UP / "hanwell_made_up.csv", **seen(MADE_UP / "hanwell_made_up.csv"), tz="UTC")


def seen(path):
    log = read_readings(path, tz="UTC")
    held = log.temperature_degC
    return {
        "rows": len(log),
        "first": iso(log.time_us[0]),
        "last": iso(log.time_us[-1]),
        "lowest": held.min(),
        "highest": held.max(),
    }


def test_the_beginnings_of_other_exports_are_those_of_our_made_up_files():
    made = runpy.run_path(str(ROOT / "docs" / "make_other_exports.py"))["render"]()
    assert (ROOT / "atmp_logistics" / "testing" / "data" / "other_exports.json").read_text("utf-8") == made, (
        "run: python docs/make_other_exports.py"
    )


MOVES = '''"""Moves."""
from atmp_logistics.plugins.messages import *
NAME = "Moves"
def recognises(top):
    return "moves" in top
def read(top, site):
    draft = MessageDraft()
    for move in {moves}:
        draft.add(({case}, ""), move.text("what", required=True), move.text("at", required=True), move.path)
    return draft.message(top.name, NAME, [])
'''
EVENTS = [("T-1", "", "storage_in", "2031-10-11T03:00Z")]


@pytest.fixture
def message(tmp_path):
    path = tmp_path / "moves.json"
    path.write_text(json.dumps({"moves": [{"case": "T-1", "what": "storage_in", "at": "2031-10-11T03:00Z"}]}), "utf-8")
    return path


def test_a_format_that_reads_or_refuses_passes(load, message):
    load(messages__moves=MOVES.format(moves="top.objects('moves')", case="move.text('case', required=True)"))
    check_messages("Moves", message, events=EVENTS)
    fails(lambda: check_messages("Moves", message, events=[]), "the sample holds [('T-1', ")
    fails(lambda: check_messages("FHIR", message, events=[]), "recognised by Moves, not by FHIR")


def test_a_format_without_refusals_of_its_own_is_caught(load, message):
    load(messages__moves=MOVES.format(moves="top.children('moves')", case="move.value['case']"))
    fails(lambda: check_messages("Moves", message, events=EVENTS), "Moves has no refusal of its own for ")


def test_a_folder_of_products_needs_examples_that_hold(tmp_path):
    for name in ("my.toml", "my.examples.toml"):
        text = (ROOT / "atmp_logistics/cli/templates/products/@MODULE@" / f"@NAME@{name[2:]}.template").read_text(
            "utf-8"
        )
        (tmp_path / name).write_text(text.replace("@NAME@", "my").replace("@TITLE@", "My"), "utf-8")
    check_products(tmp_path)
    examples = tmp_path / "my.examples.toml"
    examples.write_text(examples.read_text("utf-8").replace('"deviates"', '"conforms"'), "utf-8")
    fails(lambda: check_products(tmp_path), "examples fall short")
    examples.unlink()
    fails(lambda: check_products(tmp_path), "no example: add a file of examples")


def test_the_kit_names_what_it_has():
    assert set(dir(testing)) == set(testing.__all__)
    assert all(callable(getattr(testing, name)) for name in testing.__all__)
