"""How near to the label a limit was read counts, by the number that decided: secondary, other-jurisdiction."""

import tomllib
from dataclasses import replace

import pandas as pd
import pytest
from invented_label import PRODUCT

import atmp_logistics as atmp
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.catalogue.product_in_python import parse_product
from atmp_logistics.core.citation import Citation
from atmp_logistics.core.verdict import Limit
from atmp_logistics.rules.limit_numbers import numbers_of

WINDOW = "[[window]]\ncode='rest'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\nsection='4.2'\n"
STORE = "[[storage]]\ncode='frozen'\nfrom='product_received'\nuntil='storage_out'\nupper='-150 degC'\n"
ALLOWANCE = "[[allowance]]\ncode='short-warm'\nstorage='frozen'\nupper='-80 degC'\ntimes=1\n"
ORDER = "[[precondition]]\ncode='order'\nbefore='thaw_start'\nafter='thaw_end'\n"
FORBIDDEN = "[[prohibition]]\ncode='refreeze'\nforbids=['refrozen']\nafter='thaw_end'\n"
TURNS = "[[precondition]]\ncode='turns'\nbefore='administration_end'\nafter='thaw_start'\nscope='next container'\n"
BAND = f"{WINDOW}within=['20 degC', '25 degC']\n"
RATE = "[[rate]]\ncode='flow'\nat_most='100 mL/h'\nover='1 h'\n"
BUDGET = "[[budget]]\ncode='room'\nband=['8 degC', '25 degC']\nfrom='product_received'\nuntil='storage_out'\nat_most='20 min'\n"
FRIDGE = (
    "[[storage]]\ncode='fridge'\nfrom='product_received'\nuntil='storage_out'\nupper='8 degC'\nobligation='should'\n"
)
EXPIRY = "[expiry]\nby='storage_out'\n"
PHASE = "product_received 08:00, storage_out 08:40"
COLD = "08:00 -160, 08:10 -160, 08:20 -160, 08:30 -160, 08:40 -160"
ONCE = "08:00 -160, 08:10 -100, 08:20 -160, 08:30 -160, 08:40 -160"
TOO_WARM = ONCE.replace("-100", "-60")
TWICE = "08:00 -160, 08:10 -100, 08:20 -160, 08:30 -100, 08:40 -160"
LIFE = f"{STORE}shelf_life='1 h'\n"
SECONDARY, OTHER = "source={evidence='secondary'}\n", "source={evidence='other-jurisdiction'}\n"
C, I, D = "conforms", "indeterminate", "deviates"
SHORT, LONG = "thaw_end 10:00, administration_end 10:20", "thaw_end 10:00, administration_end 10:40"


def found(rule, limits, events, readings=""):
    """Every finding of one rule, binding or not."""
    return [one for one in assess_sandbox(sandbox_product(limits), events, readings) if one.rule == rule]


#: rule, limits, record, readings; the verdict read in the label, at second hand, and in another jurisdiction's label.
OWN_NUMBER = [
    ("W201", WINDOW, SHORT, "", C, I, I),
    ("W201", WINDOW, LONG, "", D, D, I),
    ("W201", WINDOW, "thaw_end 10:00", "", I, I, I),
    ("W201", f"{WINDOW}obligation='should'\n", SHORT, "", C, I, I),
    ("W202", ORDER, "thaw_start 10:00, thaw_end 10:05", "", C, I, I),
    ("W202", TURNS, "B1: thaw_start 09:00, administration_end 10:00; B2: thaw_start 10:05", "", C, I, I),
    ("W202", TURNS, "B1: thaw_start 09:00, administration_end 10:00; B2: thaw_start 09:55", "", D, D, I),
    ("W201", f"{WINDOW}scope='therapy'\n", f"B1: {SHORT}; B2: {SHORT}", "", C, I, I),
    ("W201", f"{WINDOW}scope='therapy'\n", f"B1: {SHORT}; B2: {LONG}", "", D, D, I),
    ("W204", RATE, "administration_start 10:00 volume=50mL, administration_end 10:10", "", C, I, I),
    ("W204", RATE, "administration_start 10:00 volume=500mL, administration_end 10:10", "", D, D, I),
    ("T102", BAND, SHORT, "10:00 22, 10:10 22, 10:20 22", C, I, I),
    ("T102", BAND, SHORT, "10:00 2, 10:10 2, 10:20 2", D, D, I),
    ("P401", FORBIDDEN, "thaw_end 10:00, refrozen 10:05", "", D, D, I),
    ("P401", FORBIDDEN, "refrozen 10:00, thaw_end 10:05", "", C, I, I),
    ("T101", STORE, PHASE, COLD, C, I, I),
    ("T101", STORE, PHASE, ONCE, D, D, I),
    ("T104", BUDGET, PHASE, "08:00 5, 08:10 5, 08:20 5, 08:30 5, 08:40 5", C, I, I),
    ("T104", BUDGET, PHASE, "08:00 20, 08:10 20, 08:20 20, 08:30 20, 08:40 20", D, D, I),
    ("S301", LIFE, f"manufacturing_end 08:00, {PHASE}", "", C, I, I),
    ("S301", LIFE, "manufacturing_end 07:00, product_received 08:00, storage_out 08:40", "", D, D, I),
]


@pytest.mark.parametrize(("rule", "limits", "events", "readings", *["own", "second_hand", "other"]), OWN_NUMBER)
def test_a_finding_is_as_sure_as_its_number_was_read(rule, limits, events, readings, own, second_hand, other):
    for source, verdict in (("", own), (SECONDARY, second_hand), (OTHER, other)):
        assert {one.verdict.value for one in found(rule, limits + source, events, readings)} == {verdict}, source


def test_a_finding_says_what_to_confirm_and_where():
    (one,) = found("W201", WINDOW + SECONDARY, SHORT)
    assert one.decide_by == "confirm at most 30 min in the label 4.2: `atmp-logistics catalogue complete trial`"
    assert "(conforms by it): at most 30 min was read at second hand and lets nothing conform" in one.why
    (one,) = found("W201", WINDOW + "source={title='A paper', section='p. 3', evidence='other-jurisdiction'}", LONG)
    assert "confirm at most 30 min in the label (read in A paper p. 3)" in one.decide_by
    assert "another jurisdiction's label and decides nothing" in one.why


NUMBERS = [
    ("windows", "window", "at_least_days=2\nat_most_days=9", "d", "2 to 9 days"),
    ("windows", "window", "at_most_days=9", "d", "at most 9 days"),
    ("windows", "window", "at_least='5 min'", "s", "at least 5 min"),
    ("windows", "window", "at_most='1 h'\nwithin=['2 degC','8 degC']", "degC", "2 to 8 °C"),
    ("rates", "rate", "at_most='2.6 mL/kg/h'", "mL/kg/h", "at most 2.6 mL/kg/h"),
    ("instructions", "instruction", "", "", "the limit 'it'"),
]


@pytest.mark.parametrize(("kind", "table", "limits", "unit", "numbers"), NUMBERS)
def test_the_numbers_are_those_of_the_limit(kind, table, limits, unit, numbers):
    ends = "starts='thaw_end'\nends='administration_end'\n" if table == "window" else ""
    (limit,) = getattr(sandbox_product(f"[[{table}]]\ncode='it'\n{ends}{limits}"), kind)
    assert numbers_of(limit, Limit(upper=1.0, unit=unit)) == numbers


@pytest.mark.parametrize("source", [SECONDARY, OTHER])
@pytest.mark.parametrize(
    ("readings", "by_range", "by_count"), [(COLD, C, C), (ONCE, I, I), (TOO_WARM, D, None), (TWICE, I, None)]
)
def test_an_allowance_that_was_not_read_in_the_label_leaves_its_excursions_open(source, readings, by_range, by_count):
    limits = STORE + ALLOWANCE + source
    (by_extreme,) = found("T101", limits, PHASE, readings)
    assert by_extreme.verdict.value == by_range
    if by_range == I:
        assert by_extreme.decide_by.startswith("confirm excursions up to ≤ -80 °C, once in the label")
    (permitted,) = found("T103", limits, PHASE, readings)
    if by_count:
        assert permitted.verdict.value == by_count


def test_more_excursions_than_a_second_hand_text_permits_deviate_and_those_of_another_label_do_not():
    assert found("T103", STORE + ALLOWANCE + SECONDARY, PHASE, TWICE)[0].verdict.value == D
    assert found("T103", STORE + ALLOWANCE + OTHER, PHASE, TWICE)[0].verdict.value == I


def test_excursions_are_counted_from_a_range_that_counts_too():
    assert found("T103", STORE + SECONDARY + ALLOWANCE, PHASE, ONCE)[0].verdict.value == I


def test_an_allowance_under_the_condition_of_its_storage_keeps_its_citation():
    store = STORE + "when={preparation='washed'}\n"
    (one,) = found("T103", store + ALLOWANCE + SECONDARY, PHASE.replace(",", " preparation=washed,"), ONCE)
    assert (one.verdict.value, one.citation.evidence) == (I, "secondary")


@pytest.mark.parametrize("source", [SECONDARY, OTHER])
def test_a_neighbour_of_a_budget_keeps_it_from_conforming_alone(source):
    cool, warm = (f"08:00 {degC}, 08:10 {degC}, 08:20 {degC}, 08:30 {degC}, 08:40 {degC}" for degC in (5, 20))
    assert found("T104", FRIDGE + BUDGET, PHASE, cool)[0].verdict.value == C
    assert found("T104", FRIDGE + source + BUDGET, PHASE, cool)[0].verdict.value == I
    assert found("T104", FRIDGE + source + BUDGET, PHASE, warm)[0].verdict.value == D


def test_a_printed_expiry_decides_however_the_shelf_life_was_read():
    events = "product_received 08:00 expiry=2026-12-01, storage_out 08:40 expiry=2026-12-01"
    assert found("S301", LIFE + SECONDARY, events)[0].verdict.value == C
    assert found("S301", LIFE + EXPIRY + SECONDARY, events)[0].verdict.value == I


def test_a_shelf_life_has_a_source_of_its_own():
    events = f"manufacturing_end 08:00, {PHASE}"
    limits = LIFE + "shelf_life_source={evidence='secondary'}\n"
    assert found("S301", limits, events)[0].verdict.value == I
    assert found("T101", limits, events, COLD)[0].verdict.value == C


def test_what_is_about_the_record_is_no_number_of_the_label():
    assert found("D501", STORE + SECONDARY, PHASE, COLD)[0].verdict.value == C


def test_branches_of_a_condition_agree_in_what_they_may_say():
    branch = WINDOW + "when={{preparation='{0}'}}\n{1}"
    both_short = branch.format("washed", SECONDARY) + branch.format("diluted", "")
    assert {one.verdict.value for one in found("W201", both_short, SHORT)} == {I}
    assert {one.verdict.value for one in found("W201", both_short, LONG)} == {D}


OTHER_TEXT = "source={title='The label', evidence='regulator'}\n"


def labelled(limits, evidence="local", more=""):
    """An invented label, read as nearly as stated, with some limits and nothing else."""
    head = PRODUCT.partition("[[storage]]")[0].replace('evidence = "local"', f'evidence = "{evidence}"\n{more}')
    return f"{head}\n{limits}"


@pytest.mark.parametrize(("evidence", "verdict"), [("secondary", I), ("other-jurisdiction", I), ("manufacturer", C)])
def test_a_limit_counts_as_its_own_source_was_read_and_else_as_the_label(evidence, verdict):
    as_label, as_source = (
        parse_product(tomllib.loads(labelled(WINDOW + source, evidence)), "x.toml") for source in ("", OTHER_TEXT)
    )
    assert assess_sandbox(as_label, SHORT).verdict.value == verdict
    assert assess_sandbox(as_source, SHORT).verdict.value == C


CHANGES = [{"unless": "a pause"}, {"at_most_s": 3600.0}, {"strict": True}]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("source", [SECONDARY, OTHER])
def test_a_limit_is_not_read_in_the_label_by_changing_it(change, source):
    product = sandbox_product(WINDOW + source)
    (window,) = product.windows
    by_caller = replace(product, windows=(replace(window, **change),))
    assert assess_sandbox(by_caller, SHORT).verdict.value == I
    read = replace(window, citation=Citation("The label, as I hold it", evidence="local"), **change)
    assert assess_sandbox(replace(product, windows=(read,)), SHORT).verdict.value == C


@pytest.mark.parametrize(("day", "verdict"), [(20, I), (31, C)])
def test_each_version_of_a_label_counts_as_it_was_read(tmp_path, day, verdict):
    before = labelled(WINDOW + SECONDARY, more="in_force_until = 2026-07-25")
    (tmp_path / "example-eu.1.toml").write_text(before, "utf-8")
    (tmp_path / "example-eu.2.toml").write_text(labelled(WINDOW, more="in_force_from = 2026-07-26"), "utf-8")
    times = [f"2026-07-{day}T10:00Z", f"2026-07-{day}T10:20Z"]
    rows = {"therapy_id": ["T", "T"], "event": ["thaw_end", "administration_end"], "time": times}
    events, catalogue = atmp.read_events(pd.DataFrame(rows)), atmp.load_catalogue(tmp_path)
    assert atmp.assess(events, None, "example-eu", catalogue=catalogue).verdict.value == verdict


def test_a_plan_and_a_deadline_name_a_number_that_lets_nothing_conform():
    rows = pd.DataFrame({"therapy_id": ["T"], "event": ["thaw_end"], "time": ["2026-11-10T10:00Z"]})
    for source, words in (("", "4.2)"), (SECONDARY, "4.2, secondary)"), (OTHER, "4.2, other-jurisdiction)")):
        product = sandbox_product(WINDOW + source)
        due = atmp.deadlines(atmp.read_events(rows), product, now="2026-11-10T10:10Z", tz="UTC")
        assert words in " ".join(str(due).split())
        plan = atmp.plan(product, {"thaw_end": "2026-11-24 13:00"}, tz="Europe/Stockholm")
        assert words in " ".join(str(plan).split())


def test_a_number_at_second_hand_is_said_of_the_containers_alone_that_it_leaves_open():
    short, long = found("W201", WINDOW + SECONDARY, f"B1: {SHORT}; B2: {LONG}")
    assert (short.verdict.value, long.verdict.value) == (I, D)
    assert "at second hand" in short.why
    assert "at second hand" not in long.why
