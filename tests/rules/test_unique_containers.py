"""One container id in two therapies, where a site states that its ids are unique (C403, unique-container)."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import atmp_logistics as atmp
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.assessment.streaming.resources import Resources, ShardLimits
from atmp_logistics.core.errors import SiteError
from atmp_logistics.ingest import read_events
from atmp_logistics.records.read_site import parse_site
from atmp_logistics.records.site_profile import Site
from atmp_logistics.report.assessment.json import render_json

C, I, D = "conforms", "indeterminate", "deviates"
UNIQUE = parse_site("tz = 'UTC'\n[identity]\nunique_containers = true")
HEAD = ["therapy_id", "container_id", "event", "time", "parent_container"]
FEW = settings(max_examples=10, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))


def log_of(*rows, **options):
    cells = [(*row, "2026-11-10T08:00Z", "")[:5] if len(row) == 3 else row for row in rows]
    frame = pd.DataFrame(cells, columns=HEAD, index=range(2, len(cells) + 2))
    return read_events(frame, **options)


def found(log, site=UNIQUE, rules=("C403",), **options):
    result = atmp.assess(log, None, sandbox_product(""), site=site, rules=list(rules), **options)
    return {(one.therapy_id, one.container_id): one for one in result if one.code == "unique-container"}


def verdicts(log, **options):
    return {whose: one.verdict.value for whose, one in found(log, **options).items()}


ONE, OTHER = ("T1", "B1", "product_received"), ("T2", "B2", "thaw_start")


def test_ids_of_one_therapy_each_conform():
    each = found(log_of(ONE, ("T1", "B1", "thaw_start"), OTHER))
    assert {whose: one.verdict.value for whose, one in each.items()} == {("T1", "B1"): C, ("T2", "B2"): C}
    assert each["T1", "B1"].why == "no other therapy of the record names a container 'B1'"


def test_one_id_in_two_therapies_deviates_in_both_with_both_rows():
    each = found(log_of(ONE, OTHER, ("T2", "B1", "thaw_start")))
    assert {whose: one.verdict.value for whose, one in each.items()} == {
        ("T1", "B1"): D, ("T2", "B1"): D, ("T2", "B2"): C,
    }  # fmt: skip
    both = "in therapy T1 (row 2, product received), in therapy T2 (row 4, thaw start)"
    assert (
        each["T1", "B1"].why == f"the site states that no container id stands in two therapies, and 'B1' does: {both}"
    )
    assert "in therapy T2 (row 4, thaw start), in therapy T1 (row 2, product received)" in each["T2", "B1"].why
    assert str(each["T1", "B1"].measured) == str(each["T2", "B1"].measured)
    assert each["T1", "B1"].rule == "C403"


@pytest.mark.parametrize(
    ("other", "how"),
    [
        ("b1", "by capitals only"),
        ("B 1", "by blanks only"),
        ("0B1", "by noughts in front only"),
        ("Bl", "by signs that look alike"),
        ("\u0412" + "1", "CYRILLIC CAPITAL LETTER VE"),
    ],
)
def test_ids_that_are_typed_alike_are_open_in_both(other, how):
    each = found(log_of(ONE, ("T2", other, "thaw_start")))
    assert [one.verdict.value for one in each.values()] == [I, I]
    assert f"'B1' may: in therapy T1 (row 2, product received), as {other!r}, which differs" in each["T1", "B1"].why
    assert all(how in one.why for one in each.values())
    assert "row 3, thaw start" in each["T1", "B1"].why
    assert each["T1", "B1"].decide_by == "look at the labels of both containers, and correct the row that is wrong"


def test_alike_ids_within_one_therapy_are_not_asked_here():
    assert set(verdicts(log_of(ONE, ("T1", "b1", "thaw_start"), OTHER)).values()) == {C}


def test_therapies_that_may_be_one_are_open():
    each = found(log_of(ONE, ("t1", "B1", "thaw_start")))
    assert [one.verdict.value for one in each.values()] == [I, I]
    assert "in therapy t1 (row 3, thaw start, a therapy that differs by capitals only)" in each["T1", "B1"].why
    assert verdicts(log_of(ONE, ("t1", "B1", "thaw_start"), ("T2", "B1", "thaw_start")))["T1", "B1"] == D


def test_a_bare_therapy_has_no_container_of_which_it_is_asked():
    assert found(log_of(("T1", "", "thaw_start"), ("T2", "", "thaw_start"))) == {}
    assert verdicts(log_of(("T1", "", "thaw_start"), OTHER)) == {("T2", "B2"): C}


@pytest.mark.parametrize("rules", [("C401",), ("W201", "D502"), ()])
def test_it_is_asked_by_its_rule_alone_and_by_a_sites_word_alone(rules):
    shared = log_of(ONE, ("T2", "B1", "thaw_start"))
    assert found(shared, rules=rules) == {}
    assert found(shared, site=Site()) == found(shared, site=None) == {}
    assert set(verdicts(shared, rules=("C403", *rules)).values()) == {D}


def test_an_id_of_the_starting_material_leaves_it_open():
    each = found(log_of(ONE, ("T2", "B1", "apheresis_start"), OTHER))
    assert {whose: one.verdict.value for whose, one in each.items()} == {("T1", "B1"): I, ("T2", "B2"): C}
    assert "in therapy T2 (row 3, collection start)" in each["T1", "B1"].why
    both = log_of(ONE, ("T2", "B1", "apheresis_start"), ("T2", "B1", "thaw_start"))
    assert "row 4, thaw start" in found(both)["T1", "B1"].why
    assert set(verdicts(both).values()) == {D}


def test_a_container_that_is_only_expected_leaves_it_open():
    each = found(log_of(ONE), containers=[("T2", "B1"), ("T3", "")])
    assert {whose: one.verdict.value for whose, one in each.items()} == {("T1", "B1"): I, ("T2", "B1"): I}
    assert "in therapy T2 (no row of it)" in each["T1", "B1"].why


def test_what_a_syringe_inherits_names_no_other_row():
    at = "2026-11-10T08:00Z"
    rows = [("T1", "B1", "thaw_start", at, ""), ("T1", "S1", "syringe_drawn", "2026-11-10T09:00Z", "B1")]
    each = found(log_of(*rows, ("T2", "S1", "thaw_start", at, ""), ("T2", "B2", "thaw_start", at, "")))
    assert {whose: one.verdict.value for whose, one in each.items()} == {
        ("T1", "B1"): C, ("T1", "S1"): D, ("T2", "B2"): C, ("T2", "S1"): D,
    }  # fmt: skip
    assert "in therapy T1 (row 3, syringe drawn)" in each["T2", "S1"].why


@pytest.mark.parametrize("name", ["B1", "b1", " B1"])
def test_rows_that_are_set_aside_leave_it_open(name):
    wrong = ("T2", name, "thaw_startt")
    log = log_of(ONE, wrong, ("T2", "B9", "thaw_start"), ("T3", "B3", "thaw_start"), errors="collect")
    each = found(log, errors="collect")
    assert {whose: one.verdict.value for whose, one in each.items()} == {("T1", "B1"): I, ("T3", "B3"): C}
    assert "in therapy T2 (set aside)" in each["T1", "B1"].why


def test_therapies_set_aside_while_judging_leave_it_open():
    log = log_of(ONE, ("T2", "B1", "thaw_start"), ("T2", "", "thaw_end"))
    assert verdicts(log, errors="collect") == {("T1", "B1"): I}


def test_many_therapies_are_counted():
    each = found(log_of(*((f"T{i}", "B1", "thaw_start") for i in range(7))))
    assert {one.verdict.value for one in each.values()} == {D}
    assert each["T0", "B1"].why.endswith("in therapy T3 (row 5, thaw start), 3 more")
    assert each["T0", "B1"].measured.lower == each["T0", "B1"].measured.upper == 6


def test_the_profile_says_it_and_refuses_another_word():
    assert "no container id stands in two therapies: the site's container ids are unique" in UNIQUE.statements()
    assert UNIQUE.unique_containers
    assert parse_site("[identity]\nrequired = true").unique_containers is False
    with pytest.raises(SiteError, match="unique_containers"):
        parse_site("[identity]\nunique_containers = 'yes'")
    with pytest.raises(SiteError, match="unique_containers"):
        Site(unique_containers="yes")


@pytest.mark.parametrize("rules", [None, ["C403"], ["W201"]])
def test_streamed_in_shards_it_is_found_as_in_memory(monkeypatch, rules):
    within = Resources.within
    monkeypatch.setattr(Resources, "within", lambda *given: replace(within(*given), limits=ShardLimits(500, 2, 10**6)))
    rows = [(f"T{i}", f"B{i % 5}", event) for i in range(9) for event in ("thaw_start", "thaw_end")]
    log, product = log_of(*rows), sandbox_product("")
    whole = atmp.assess(log, None, product, site=UNIQUE, rules=rules)
    streamed = atmp.assess_files(log, None, product, site=UNIQUE, rules=rules)
    assert render_json(streamed) == render_json(whole)
    asked = [one for one in streamed if one.code == "unique-container"]
    assert [one.verdict.value for one in asked] == ([] if rules == ["W201"] else [D] * 4 + [C] + [D] * 4)


def test_containers_of_two_products_are_held_against_each_other():
    frame = pd.DataFrame(
        [("T1", "B1", "kymriah-eu"), ("T2", "B1", "breyanzi-uk"), ("T3", "B3", "breyanzi-uk")],
        columns=["therapy_id", "container_id", "product"],
    ).assign(event="thaw_end", time="2026-11-10T08:00Z")
    result = atmp.assess(read_events(frame), site=UNIQUE, rules=["C403"])
    each = {one.therapy_id: one.verdict.value for one in result if one.code == "unique-container"}
    assert each == {"T1": D, "T2": D, "T3": C}


@FEW
@given(st.data(), st.integers(2, 5), st.integers(1, 3))
def test_an_id_copied_into_another_therapy_never_conforms(data, therapies, bags):
    rows = [(f"T-{i}", f"B-{i}-{j}", "thaw_start") for i in range(2, therapies + 2) for j in range(2, bags + 2)]
    assert set(verdicts(log_of(*rows)).values()) == {C}
    source = data.draw(st.sampled_from(rows))
    target = data.draw(st.sampled_from([i for i, row in enumerate(rows) if row[0] != source[0]]))
    change = data.draw(st.sampled_from([str, str.lower, lambda text: f"0{text}", lambda text: text.replace("-", "- ")]))
    rows[target] = (rows[target][0], change(source[1]), data.draw(st.sampled_from(["thaw_start", "apheresis_start"])))
    assert verdicts(log_of(*rows))[source[:2]] in {D, I}
