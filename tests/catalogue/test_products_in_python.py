"""Products made in Python: from a mapping, with quantities; as TOML and back; one limit changed to ask what would be."""

import copy
import json
import pickle
import tomllib
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256

import numpy as np
import pandas as pd
import pint
import pytest
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import atmp_logistics as atmp
from atmp_logistics.cli.app import app
from atmp_logistics.core.administration_rate import Rate
from atmp_logistics.core.amounts import rate_text
from atmp_logistics.core.citation import Citation
from atmp_logistics.core.errors import AtmpError, CatalogueError, QuantityError, UsageError
from atmp_logistics.core.identity_check import Check
from atmp_logistics.core.instants import CalendarPeriod
from atmp_logistics.core.limits import (
    Budget,
    Expiry,
    Instruction,
    Precondition,
    Prohibition,
    StorageCondition,
    TimeWindow,
    UnreadLimit,
)
from atmp_logistics.core.product_checks import IDENTIFIERS, content_of
from atmp_logistics.core.product_file import content_hash
from atmp_logistics.core.product_toml import duration_text, toml_text
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.units import delta_degC, duration_s, quantity

Q = pint.get_application_registry().Quantity
LABEL = {
    "title": "SOP 12",
    "revision": "3",
    "retrieved": date(2026, 11, 22),
    "url": "https://example.org",
    "evidence": "local",
}
WINDOW = {"code": "in-use", "starts": "thaw_end", "ends": "administration_end", "at_most": "30 min"}
HEAD = {
    "schema": 1,
    "slug": "own-se",
    "name": "Own",
    "inn": "owncel",
    "jurisdiction": "SE",
    "atmp_class": "gene therapy",
    "origin": "autologous",
    "container": "bag",
}


def own(**tables):
    return atmp.Product.from_dict({**HEAD, "label": LABEL, **tables}, "SOP 12")


def one(**keys):
    return own(window=[{**WINDOW, **keys}]).windows[0]


# ---------------------------------------------------------------- quantities, spans and days as values


@pytest.mark.parametrize(
    ("at_most", "seconds"),
    [
        (Q(30, "min"), 1800.0),
        (Q(0.5, "hour"), 1800.0),
        (timedelta(minutes=30), 1800.0),
        (pd.Timedelta("30min"), 1800.0),
        (np.timedelta64(30, "m"), 1800.0),
        (np.timedelta64(1_500_000_000, "ns"), 1.5),
        (pd.Timedelta(1500, "ns"), 1.5e-6),
        ("30 min", 1800.0),
    ],
)
def test_a_duration_is_what_it_says_in_any_form(at_most, seconds):
    assert one(at_most=at_most).at_most_s == seconds


@pytest.mark.parametrize(
    "within",
    [
        ("20 degC", "25 degC"),
        [Q(20, "degC"), Q(25, "degC")],
        (Q(68, "degF"), Q(298.15, "kelvin")),
        Q([20.0, 25.0], "degC"),
        Q(np.array([20, 25]), "degC"),
        {"lower": Q(20, "degC"), "upper": "25 degC"},
    ],
)
def test_a_band_is_what_it_says_in_any_form(within):
    assert one(within=within).within == TemperatureRange(20.0, 25.0)


def test_a_band_may_hold_zero_and_an_open_side():
    assert one(within=(Q(0, "degC"), Q(8, "degC"))).within == TemperatureRange(0.0, 8.0)
    assert one(within=("", Q(0, "degC"))).within == TemperatureRange(None, 0.0)


@pytest.mark.parametrize(
    ("at_most", "most", "unit"),
    [
        (Q(4, "mL/min"), 240.0, "mL/h"),
        (Q(2.6, "mL/kg/hour"), 2.6, "mL/kg/h"),
        (Q(1, "g/kg/day"), 1.0, "g/kg/d"),
        (Q(1000, "mg/hour"), 1.0, "g/h"),
        ("4 mL/min", 240.0, "mL/h"),
    ],
)
def test_a_rate_is_what_it_says_in_any_form(at_most, most, unit):
    found = own(rate=[{"code": "hourly", "at_most": at_most}]).rates[0]
    assert (found.at_most, found.unit) == (pytest.approx(most), unit)
    assert found.most.to("mL/h" if unit == "mL/h" else found.most.units).magnitude == pytest.approx(most)


@pytest.mark.parametrize("day", [date(2026, 11, 22), datetime(2026, 11, 22), pd.Timestamp("2026-11-22")])
def test_a_day_is_what_it_says_in_any_form(day):
    assert own(label={**LABEL, "retrieved": day}).retrieved == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"window": [{**WINDOW, "at_most": 30}]}, "30 without a unit"),
        ({"window": [{**WINDOW, "at_most": Q(30, "degC")}]}, "a duration with its unit"),
        ({"window": [{**WINDOW, "at_most": Q([1, 2], "min")}]}, "a duration with its unit"),
        ({"window": [{**WINDOW, "at_most": Q(float("nan"), "min")}]}, "a duration with its unit"),
        ({"window": [{**WINDOW, "at_most": np.timedelta64(1, "M")}]}, "a duration with its unit"),
        ({"window": [{**WINDOW, "at_most": np.timedelta64(3)}]}, "a duration with its unit"),
        ({"window": [{**WINDOW, "at_most": np.timedelta64("NaT")}]}, "a duration with its unit"),
        ({"window": [{**WINDOW, "at_most": pd.NaT}]}, "a duration with its unit"),
        ({"window": [{**WINDOW, "at_most": object()}]}, "a value of the type object"),
        ({"window": [{**WINDOW, "within": (Q(float("nan"), "degC"), Q(8, "degC"))}]}, "a temperature with its unit"),
        ({"window": [{**WINDOW, "within": (20, 25)}]}, "20 without a unit"),
        ({"window": [{**WINDOW, 3: 4}]}, "an unknown key"),
        ({"rate": [{"code": "hourly", "at_most": Q(3, "min")}]}, "an amount in a time"),
        ({"rate": [{"code": "hourly", "at_most": Q([3], "mL/h")}]}, "an amount in a time"),
        ({"label": {**LABEL, "retrieved": datetime(2026, 11, 22, 10)}}, "a date"),
        ({"label": {**LABEL, "retrieved": pd.NaT}}, "a date"),
        ({"label": {**LABEL, "was": "regulator"}}, "evidence = 'what-if' beside it"),
        ({"label": [3]}, "a table"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(tables, said):
    with pytest.raises(AtmpError, match=r"SOP 12\.") as error:
        own(**tables)
    assert said in str(error.value)


THAWED = {"code": "w", "starts": "thaw_end", "ends": "administration_end"}
EXCURSION = {"code": "a", "storage": "frozen", "upper": "-60 degC"}
FROZEN = {"code": "frozen", "from": "product_received", "until": "storage_out", "upper": "-70 degC"}


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"window": [{**THAWED, "at_most": 30}]}, "found 30 without a unit"),
        ({"window": [{**THAWED, "at_most": quantity(30, "degC")}]}, "found 30 degree_Celsius, expected a duration"),
        ({"window": [{**THAWED, "at_most_days": "3"}]}, "found '3', expected a whole number"),
        ({"window": [{**THAWED, "day_numbers": [1]}]}, "a pair of day numbers"),
        ({"window": [{**THAWED, "give_or_take_days": 2}]}, "a pair of day numbers"),
        ({"window": [{**THAWED, "within": ["", ""]}]}, "at least one temperature"),
        ({"window": [THAWED]}, "found no limit"),
        ({"allowance": [{**EXCURSION, "at_most": 3}]}, "found 3 without a unit"),
        ({"allowance": [{**EXCURSION, "times": 0}]}, "found 0, expected a whole number"),
        ({"allowance": [EXCURSION]}, "found neither at_most nor times"),
    ],
)
def test_what_is_stated_wrongly_is_not_said_to_be_absent_too(tables, said):
    with pytest.raises(CatalogueError) as refusal:
        own(storage=[FROZEN], **tables)
    (fault,) = refusal.value.faults
    assert said in str(fault)


@pytest.mark.parametrize("wrong", [None, 3, b"", object(), [], pd.DataFrame(), dict])
def test_what_is_no_product_file_is_refused(wrong):
    with pytest.raises(UsageError, match="the text of a product file, or a mapping with its keys"):
        atmp.parse_product(wrong)
    with pytest.raises(UsageError, match="source"):
        atmp.parse_product("", wrong)


@pytest.mark.parametrize("text", ["", "schema = ", "a = [" * 50, "\ud800 = 3", "x" * (1 << 21), "schema = 2"])
def test_a_text_that_is_no_product_file_is_refused(text):
    with pytest.raises(CatalogueError):
        atmp.parse_product(text)


# ---------------------------------------------------------------- quantities out


def test_limits_give_their_numbers_as_quantities():
    product = own(
        window=[{**WINDOW, "at_least": "90 s", "within": {"nominal": "4 degC"}}],
        storage=[{"code": "cold", "from": "product_received", "until": "storage_out", "upper": "8 degC"}],
        allowance=[{"code": "warm", "storage": "cold", "upper": "25 degC", "at_most": "2 h"}],
        budget=[{"code": "all", "band": ["8 degC", "25 degC"], "from": "storage_out", "until": "administration_end",
                 "at_most": "24 h"}],
        rate=[{"code": "hourly", "at_most": "4 mL/min", "over": "1 h"}, {"code": "mean", "at_most": "9 g/d"}],
    )  # fmt: skip
    window, allowance, budget = product.windows[0], product.allowances[0], product.budgets[0]
    assert [str(each) for each in (window.at_least, window.at_most, allowance.at_most, budget.at_most)] == [
        "90 second",
        "30 minute",
        "2 hour",
        "1 day",
    ]
    assert window.within.nominal == quantity(4.0, "degC")
    assert window.within.lower is None
    assert product.storage[0].range.nominal is None
    assert product.rates[0].over == quantity(1, "hour")
    assert product.rates[1].over is None
    assert replace(window, at_least_s=None).at_least is None
    assert rate_text(3, "as it is") == "as it is"


# ---------------------------------------------------------------- as TOML and back


def test_every_label_of_the_catalogue_reads_back_equal():
    known = atmp.load_catalogue()
    versions = [version for slug in known for version in known.versions(slug)]
    assert len(versions) >= 115
    for product in versions:
        text = product.to_toml()
        back = atmp.parse_product(text, product.source)
        assert back == product, product.slug
        assert [limit.citation for limit in back.requirements()] == [limit.citation for limit in product.requirements()]
        assert not back.what_if
        assert back.to_toml() == text
        assert [file.origin for file in back.files] == ["python"]


CODES = st.text("abcdefghij-", min_size=3, max_size=8)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip)
SECONDS = st.one_of(
    st.integers(1, 10**6).map(float),
    st.integers(1, 999).map(lambda n: n * 60.0),
    st.decimals(0, 10**4, places=6).map(float),
)
DEGREES = st.integers(-200_000_000, 60_000_000).map(lambda micro: round(micro / 1e6, 6))
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
WHEN = st.one_of(
    st.just({}),
    st.dictionaries(
        st.sampled_from(["indication", "länge"]), st.lists(WORDS, min_size=1, max_size=2).map(tuple), max_size=2
    ),
)
EVIDENCE = st.sampled_from(["regulator", "manufacturer", "secondary", "other-jurisdiction", "local"])
CITED = st.builds(
    Citation,
    WORDS,
    st.one_of(st.just(""), WORDS),
    st.one_of(st.just(""), WORDS),
    st.one_of(st.just(""), WORDS),
    EVIDENCE,
) | st.builds(
    lambda label, was: Citation(f"changed by the caller, was {label}", evidence="what-if", was=was), WORDS, EVIDENCE
)
RANGES = st.one_of(
    st.tuples(DEGREES, DEGREES)
    .map(sorted)
    .flatmap(lambda ends: st.booleans().map(lambda both: TemperatureRange(*ends, both))),
    st.builds(TemperatureRange, DEGREES, st.none(), st.booleans()),
    st.builds(TemperatureRange, st.none(), DEGREES, st.booleans()),
)
NOMINAL = DEGREES.map(lambda degrees: TemperatureRange(nominal_degC=degrees))
COMMON = {
    "citation": CITED,
    "obligation": st.sampled_from(["shall", "should", "information"]),
    "when": WHEN,
    "note": st.one_of(st.just(""), WORDS),
}


def limits(kind, **own_fields):
    return st.lists(st.builds(kind, code=CODES, **{**COMMON, **own_fields}), max_size=2).map(tuple)


@st.composite
def products(draw):
    storage = draw(
        limits(
            StorageCondition,
            starts=st.just("product_received"),
            ends=st.just("storage_out"),
            range=RANGES | NOMINAL,
            shelf_life=st.one_of(st.none(), SECONDS, st.builds(CalendarPeriod, st.integers(1, 99), st.integers(0, 99))),
            shelf_life_citation=st.one_of(st.none(), CITED),
        )
    )
    windows = draw(
        limits(
            TimeWindow,
            starts=st.just("thaw_end"),
            ends=st.sampled_from(["administration", "administration_end"]),
            at_most_s=SECONDS,
            within=st.one_of(st.none(), RANGES, NOMINAL),
            strict=st.booleans(),
            unless=st.one_of(st.just(""), WORDS),
        )
    ) + draw(
        limits(
            TimeWindow,
            starts=st.just("collection_end"),
            ends=st.just("administration_start"),
            at_least_days=st.integers(0, 5),
            at_most_days=st.one_of(st.none(), st.integers(5, 9)),
            scope=st.just("therapy"),
            starts_of=st.one_of(st.just({}), st.just({"component": ("CD8",)})),
        )
    )
    in_force = sorted(draw(st.lists(DAYS, min_size=2, max_size=2)))
    return atmp.Product(
        **{name: draw(WORDS) for name in ("slug", "name", "inn", "jurisdiction", "origin", "container")},
        atmp_class="gene therapy",
        pathway=draw(st.sampled_from(["marketing authorisation", "hospital exemption"])),
        device=draw(st.one_of(st.just(""), WORDS)),
        citation=Citation(draw(WORDS), "", draw(WORDS), draw(WORDS), draw(EVIDENCE)),
        retrieved=draw(DAYS),
        in_force_from=draw(st.sampled_from([None, in_force[0]])),
        in_force_until=draw(st.sampled_from([None, in_force[1]])),
        authorisation_ended=in_force[1],
        authorisation_source=draw(st.one_of(st.none(), CITED)),
        windows=windows,
        storage=storage,
        budgets=draw(limits(Budget, starts=st.just("storage_out"), ends=st.just("administration_end"), band=RANGES, at_most_s=SECONDS)),
        preconditions=draw(limits(Precondition, before=st.just("thaw_start"), after=st.just("administration_start"), scope=st.just("therapy"))),
        prohibitions=draw(limits(Prohibition, forbids=st.just(("refrozen",)), after=st.sampled_from(["", "thaw_start"]))),
        instructions=draw(limits(Instruction)),
        checks=draw(limits(Check, at=st.just("thaw_start"), identifiers=st.just(IDENTIFIERS[:2]), persons=st.sampled_from([None, 1, 2]))),
        rates=draw(limits(Rate, at_most=st.sampled_from([0.5, 240.0, 2.6]), unit=st.sampled_from(["mL/h", "mL/kg/h", "g/kg/d"]), over_s=st.one_of(st.none(), SECONDS.filter(bool)))),
        expiry=draw(st.none() | st.builds(Expiry, code=st.just("expiry"), citation=CITED, by=st.just("thaw_end"), strict=st.booleans())),
        unread_limits=draw(limits(UnreadLimit, rule=st.sampled_from(["T101", "W201"]))),
    )  # fmt: skip


@settings(max_examples=draws(60), deadline=None)
@given(st.data())
def test_every_drawn_product_reads_back_equal(data):
    try:
        product = data.draw(products())
    except AtmpError:
        return  # a code twice
    try:
        text = product.to_toml()
    except CatalogueError:
        return  # what no product file may hold, such as an allowance of no storage
    back = atmp.parse_product(text, "drawn")
    assert back == product
    assert back.what_if == product.what_if
    assert back.files[0].sha256 == product.files[0].sha256 == content_hash(product)


@settings(max_examples=draws(200), deadline=None)
@given(SECONDS)
def test_a_duration_is_written_exactly(size_s):
    assert duration_s(duration_text(size_s)) == size_s


def test_a_product_of_python_says_so_with_the_hash_of_its_toml():
    product = own(window=[WINDOW])
    (file,) = product.files
    assert (str(file), file.sha256) == ("SOP 12, made or changed in Python", content_hash(product))
    assert file.sha256 == sha256(product.to_toml().encode()).hexdigest()


def test_signs_that_nobody_sees_and_odd_keys_are_written_so_that_they_read_back():
    text = toml_text({"a b": "x\x7f\u200b", "ü": [True, 2, "3"], "t": {"k": {"z": date(2026, 1, 2)}}})
    assert tomllib.loads(text) == {
        "a b": "x\x7f\u200b", "ü": [True, 2, "3"], "t": {"k": {"z": date(2026, 1, 2)}}
    }  # fmt: skip


@pytest.mark.parametrize(
    "product",
    [
        lambda: replace(own(window=[WINDOW]), windows=(replace(one(), within=TemperatureRange(1 / 3)),)),
        lambda: own(window=[WINDOW]).replace(expiry=Expiry(code="mine", citation=Citation("SOP"), by="thaw_end")),
        lambda: own(window=[WINDOW]).replace(citation=Citation("SOP", "3", "1", "url", "local")),
        lambda: own(window=[WINDOW]).replace(citation=Citation("SOP", "", "1", "url")),
        lambda: own(window=[WINDOW]).replace(
            instructions=(Instruction(code="none", citation=Citation("SOP"), states_none_of="W201"),)
        ),
        lambda: own(window=[WINDOW]).replace(
            windows=(
                replace(one(), citation=Citation("SOP", evidence="local", read_by=("A",), read_on=date(2026, 1, 2))),
            )
        ),
    ],
)
def test_what_no_product_file_can_hold_is_not_written(product):
    with pytest.raises(CatalogueError):
        product().to_toml()


# ---------------------------------------------------------------- what if

ROWS = [("T1", "thaw_end", "2026-11-10T10:04Z"), ("T1", "administration_end", "2026-11-10T11:00Z")]
STEPS = {"thaw": "2 to 4 min", "thaw_end -> administration_start": "3 to 10 min", "administration": "5 to 15 min"}


def record():
    return atmp.read_events(pd.DataFrame(ROWS, columns=["therapy_id", "event", "time"]))


def judged(product):
    return atmp.assess(record(), product=product, rules=["W201"])


def longer():
    return atmp.load_product("kymriah-eu").with_limit("post-thaw", at_most=Q(90, "min"))


NOTE = "what-if limits of kymriah-eu, which are no label's own: post-thaw"


def test_a_result_by_a_limit_that_was_changed_says_so_first(tmp_path):
    result = judged(longer())
    assert (judged("kymriah-eu").verdict.value, result.verdict.value) == ("deviates", "conforms")
    assert result.what_if == (NOTE,)
    assert repr(result) == "<Assessment: conforms under what-if limits, 1 container>"
    assert str(result).startswith("CONFORMS under what-if limits: ")
    assert NOTE in str(result).splitlines()[:3]
    assert "T1: CONFORMS under what-if limits" in str(result)
    result.to_html(tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "CONFORMS under what-if limits</h1>" in page
    assert "<title>conforms under what-if limits: " in page
    result.to_json(tmp_path / "r.json")
    held = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert list(held)[:3] == ["schema", "verdict", "what_if"]
    assert held["what_if"] == [NOTE]
    cited = [found["citation"] for found in held["consignments"][0]["findings"] if found["code"] == "post-thaw"]
    assert [(one["evidence"], one["was"]) for one in cited] == [("what-if", "regulator")]
    assert result.findings.query("rule == 'W201' and code == 'post-thaw'")["evidence"].tolist() == ["what-if"]
    assert "what-if" not in str(judged("kymriah-eu"))


@pytest.mark.parametrize(
    "changed",
    [
        lambda label: label.replace(windows=(replace(label.windows[0], at_most_s=5400.0), *label.windows[1:])),
        lambda label: label.with_limit(replace(label.windows[0], at_most_s=5400.0)),
        lambda label: label.with_limit("post-thaw", at_most=timedelta(minutes=90)),
        lambda label: label.with_limit(label.windows[0], at_most="90 min"),
        lambda label: atmp.parse_product(label.with_limit("post-thaw", at_most="90 min").to_toml()),
        lambda label: label.with_limit("post-thaw", at_most="99 min").with_limit("post-thaw", at_most="90 min"),
        lambda label: label.with_limit("post-thaw", at_most="90 min").replace(name="Other"),
    ],
)
def test_every_way_to_change_a_limit_marks_it(changed):
    product = changed(atmp.load_product("kymriah-eu"))
    assert product.what_if == ("post-thaw",)
    assert product.windows[0].at_most_s == 5400.0
    assert product.windows[0].citation.label.count("changed by the caller") == 1
    assert judged(product).what_if == (NOTE,)


def test_a_limit_left_out_marks_the_product():
    product = atmp.load_product("kymriah-eu").replace(windows=())
    assert product.what_if == ("kymriah-eu",)
    assert "limits left out, added or renamed" in judged(product).what_if[0]
    assert atmp.parse_product(product.to_toml()).what_if == ("kymriah-eu",)


def test_a_shelf_life_that_was_changed_marks_its_storage():
    label = atmp.load_product("kymriah-eu")
    changed = label.with_limit("frozen", shelf_life={"months": 99})
    assert changed.what_if == ("frozen",)
    life = replace(label.storage[0], shelf_life_citation=Citation("x", evidence="what-if"))
    assert label.with_limit(life).what_if == ("frozen",)


def test_a_limit_with_a_citation_of_its_own_is_its_authors_word():
    label = atmp.load_product("kymriah-eu")
    by = Citation("SOP 12", "4", "2", evidence="local")
    own_limit = replace(label.windows[0], at_most_s=5400.0, citation=by)
    assert label.replace(windows=(own_limit,), citation=by).what_if == ()


@pytest.mark.parametrize(
    ("evidence", "verdict"), [("secondary", "indeterminate"), ("other-jurisdiction", "indeterminate")]
)
def test_what_was_read_at_second_hand_is_not_read_by_being_changed(evidence, verdict):
    text = own(window=[WINDOW], label={**LABEL, "evidence": evidence}).to_toml()
    product = atmp.parse_product(text).with_limit("in-use", at_most="90 min")
    assert (product.windows[0].citation.evidence, product.windows[0].citation.was) == ("what-if", evidence)
    result = judged(product)
    assert result.verdict.value == verdict
    assert "was changed; before, it was read" in str(result)
    again = atmp.parse_product(product.to_toml())
    assert judged(again).verdict.value == verdict
    assert f"what-if, was {evidence}" in str(again.windows[0].citation)


def test_a_limit_that_is_given_as_it_is_changes_nothing():
    label = atmp.load_product("kymriah-eu")
    assert label.with_limit("post-thaw", at_most="30 min") == label
    assert label.with_limit("post-thaw").what_if == ()
    assert label.with_limit("post-thaw", at_most="30 min").files == label.files


def test_an_expiry_and_a_prohibition_take_the_place_of_the_labels():
    label = own(window=[WINDOW], expiry={"by": "thaw_end"}, prohibition=[{"code": "wash"}])
    assert label.with_limit(replace(label.expiry, strict=True)).expiry.strict
    assert label.with_limit(replace(label.prohibitions[0], forbids=("refrozen",))).prohibitions[0].forbids == (
        "refrozen",
    )


@pytest.mark.parametrize(
    ("limit", "changes", "said"),
    [
        ("post-taw", {}, "did you mean 'post-thaw'"),
        ("lymphodepletion-to-infusion", {}, "which is 2 limits"),
        (None, {}, "the code of one limit"),
        (3.5, {}, "the code of one limit"),
        (object(), {}, "a value of the type object"),
        ("post-thaw", {"at_most": 90}, "90 without a unit"),
        ("post-thaw", {"at_mots": "90 min"}, "did you mean 'at_most'"),
        ("post-thaw", {"at_most": None, "within": None}, "no limit"),
        ("latex-free-tubing", {"at_most": "3 min"}, "an unknown key"),
        ("premedication", {"at_least": "2 h"}, "at_least below at_most"),
    ],
)
def test_a_change_that_cannot_be_meant_is_refused(limit, changes, said):
    with pytest.raises(AtmpError) as error:
        atmp.load_product("kymriah-eu").with_limit(limit, **changes)
    assert said in str(error.value)


def test_checks_and_expiries_are_changed_as_values():
    label = own(window=[WINDOW], expiry={"by": "thaw_end"})
    with pytest.raises(UsageError, match=r"dataclasses\.replace"):
        label.with_limit("expiry", strict=True)


def test_limits_that_cannot_all_be_kept_are_refused():
    with pytest.raises(CatalogueError):
        own(window=[{**WINDOW, "at_least": "20 min"}]).with_limit("in-use", at_most="10 min")


def test_a_plan_deadlines_and_a_simulation_by_a_changed_limit_say_so(tmp_path):
    product = longer()
    plan = atmp.plan(product, {"administration_end": {"latest": "2026-11-24 11:30"}}, tz="UTC", steps=STEPS)
    assert NOTE in str(plan).splitlines()[:2]
    plan.to_json(tmp_path / "plan.json")
    assert json.loads((tmp_path / "plan.json").read_text("utf-8"))["label"]["what_if"] == ["post-thaw"]
    found = atmp.risk(plan, starts=["2026-11-24 11:00"], n=100, seed=1)
    assert NOTE in str(found).splitlines()[:2]
    found.to_json(tmp_path / "risk.json")
    assert json.loads((tmp_path / "risk.json").read_text("utf-8"))["what_if"] == ["post-thaw"]
    scenario = atmp.simulate(product, STEPS, n=100, name="longer")
    assert NOTE in str(scenario).splitlines()[0]
    scenario.to_json(tmp_path / "s.json")
    assert json.loads((tmp_path / "s.json").read_text("utf-8"))["product"]["what_if"] == ["post-thaw"]
    assert NOTE in str(atmp.compare([atmp.simulate("kymriah-eu", STEPS, n=100), scenario]))
    late = atmp.deadlines(record(), product, now="2026-11-10T11:30Z")
    assert NOTE in str(late)
    assert NOTE in str(product).splitlines()[:2]


def test_no_command_ends_with_0_by_a_changed_limit(tmp_path):
    folder = tmp_path / "ward"
    folder.mkdir()
    (tmp_path / "events.csv").write_text("therapy_id,event,time\n" + "\n".join(map(",".join, ROWS)), "utf-8")
    call = [
        "validate",
        str(tmp_path / "events.csv"),
        "--product",
        "own-se",
        "--catalogue",
        str(folder),
        "--rules",
        "W201",
    ]
    label = own(window=[{**WINDOW, "at_most": "2 h"}])
    codes = []
    for product in (label, label.with_limit("in-use", at_most="90 min"), label.with_limit("in-use", at_most="9 min")):
        (folder / "own-se.toml").write_text(product.to_toml(), "utf-8")
        codes.append(CliRunner().invoke(app, call).exit_code)
    assert codes == [0, 3, 1]


def test_a_mark_survives_pickling_and_copies():
    product = longer()
    for again in (pickle.loads(pickle.dumps(product)), copy.copy(product), copy.deepcopy(product)):  # noqa: S301
        assert (again, again.what_if) == (product, ("post-thaw",))


def test_a_temperature_difference_may_be_a_quantity():
    assert delta_degC(Q(0.9, "delta_degF")) == 0.5
    with pytest.raises(QuantityError):
        delta_degC(Q(3, "min"))


def test_what_binds_a_product_to_its_file_holds_what_a_short_repr_cuts():
    window = own(window=[{**WINDOW, "note": "x" * 300}]).windows[0]
    one, other = (replace(window, citation=Citation("SOP"), unless=word) for word in ("a", "b"))
    assert repr(one) == repr(other)
    assert content_of(own().replace(windows=(one,))) != content_of(own().replace(windows=(other,)))


def test_no_field_of_any_limit_can_be_changed_without_a_mark():
    """A short `repr` of a limit leaves fields out; what binds a product to its file does not."""
    label = atmp.load_product("kymriah-eu")
    for i, window in enumerate(label.windows):
        for change in ({"unless": window.unless + "x"}, {"within_from": "thaw_start"}, {"strict": not window.strict}):
            windows = (*label.windows[:i], replace(window, **change), *label.windows[i + 1 :])
            changed = label.replace(windows=windows)
            assert changed.what_if == (window.code,)
            assert changed.citation.is_what_if
            assert [file.origin for file in changed.files] == ["python"]
            kept = label.replace(windows=(*label.windows[:i], replace(window), *label.windows[i + 1 :]))
            assert (kept, kept.files, kept.citation) == (label, label.files, label.citation)


def test_whole_numbers_of_numpy_are_whole_numbers():
    check = {"code": "two", "at": "thaw_start", "identifiers": ["product label"], "persons": np.int64(2)}
    assert own(window=[WINDOW], check=[check]).checks[0].persons == 2


def test_a_limit_changed_again_after_a_round_trip_stays_what_if():
    product = atmp.load_product("kymriah-eu")
    (window,) = [one for one in product.windows if one.code == "post-thaw"]
    again = atmp.parse_product(product.with_limit(replace(window, at_most_s=1200.0)).to_toml())
    (changed,) = [one for one in again.windows if one.code == "post-thaw"]
    twice = replace(changed, at_most_s=1100.0)
    assert twice.citation.evidence == "what-if"
    assert twice.citation.label == changed.citation.label
