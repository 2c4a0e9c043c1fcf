"""What a terminal shows of a value is one line of at most 200 characters: of every result, and of all that is in it."""

import inspect
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import ROOT
from shown_results import STEPS, results_of_every_kind

import atmp_logistics as atmp
from atmp_logistics.core.short_repr import LONGEST
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.span_summary import SpanSummary

#: So many items of a list are looked at.
_SOME = 20


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Every value of the library's own types in the results, the notebooks' profile, and the catalogue."""
    site = atmp.load_site(ROOT / "notebooks" / "data" / "site.toml")
    folder = tmp_path_factory.mktemp("results")
    judged = atmp.assess(
        atmp.read_events(ROOT / "notebooks" / "data" / "events.csv", site=site),
        atmp.read_readings(ROOT / "notebooks" / "data" / "nitrogen_log.csv", site=site),
        site=site,
    )
    rows = [("T1", "thaw_end", "2026-11-10T10:04Z"), ("T9", "thaw_end", f"no time {'x' * 300}")]
    table = pd.DataFrame(rows, columns=["therapy_id", "event", "time"])
    aside = atmp.assess(atmp.read_events(table, errors="collect"), product="kymriah-eu", errors="collect")
    days = SpanSummary(pd.DataFrame({"logger_id": ["A"]}), "day", (Provenance("days.csv"),))
    code = atmp.read_identifier("(01)04012345123456(10)L7")
    products = [atmp.load_product(slug) for slug in atmp.list_products()["slug"]]
    return values_in(
        [*results_of_every_kind(folder), judged, site, days, *products, atmp.load_catalogue(), aside, code]
    )


def values_in(roots):
    """Return the values of the library's own types that can be reached from some, the way a user would."""
    left, seen = list(roots), {}
    while left:
        one = left.pop()
        if id(one) in seen:
            continue
        seen[id(one)] = one
        if type(one).__module__.startswith("atmp_logistics."):
            left += attributes_of(one)
        elif isinstance(one, (tuple, list, set, frozenset)):
            left += list(one)[:_SOME]
        elif isinstance(one, dict):
            left += list(one.values())[:_SOME]
    return [one for one in seen.values() if type(one).__module__.startswith("atmp_logistics.")]


def attributes_of(one):
    names = [field.name for field in fields(one)] if is_dataclass(one) else []
    names += [name for name, member in inspect.getmembers_static(type(one)) if isinstance(member, property)]
    return [getattr(one, name) for name in dict.fromkeys(names) if not name.startswith("_")]


def test_every_repr_is_one_short_line(found):
    long = {type(one).__name__: repr(one) for one in found if len(repr(one)) > LONGEST or "\n" in repr(one)}
    assert long == {}


def test_every_public_class_of_results_and_records_is_among_them(found):
    classes = [value for value in map(atmp.__getattr__, atmp._public) if inspect.isclass(value)]
    own = {value for value in classes if not issubclass(value, Exception)}
    assert own - {type(one) for one in found} == set()


def test_a_repr_says_what_the_value_is(found):
    reprs = {repr(one) for one in found}
    for said in (
        "<Plan: kymriah-eu, 1 container, 22 events, Europe/Stockholm>",
        "<Product: kymriah-eu, Kymriah (tisagenlecleucel), EU, 13 limits>",
        "<Finding: conforms, D502 record, T1: every event that the limits name is logged>",
        "<LabelText: made_up_spl.xml, FDA SPL (XML), version 3, dated 2031-02-05, 6 sections>",
        "<SpanSummary: 1 day; days.csv>",
        f"<Catalogue: {len(atmp.load_catalogue())} products; list_products shows them>",
        "<Risk: thaw_start[1] of kymriah-eu, 1 start, 100 days of seed 1>",
        "Bounds(lower=0.0, upper=0.0)",
        "<SetAside: therapy T9, 1 fault>",
    ):
        assert said in reprs


def test_a_plan_that_nobody_can_promise_says_so():
    steps = {**STEPS, "thaw_end -> administration_start": "3 to 40 min"}
    plan = atmp.plan("kymriah-eu", {"thaw_start": "2026-11-24 10:00"}, tz="UTC", steps=steps)
    assert repr(plan).endswith("UTC, not every limit can be kept>")


@settings(deadline=None)
@given(st.text(max_size=400), st.text(max_size=400))
def test_no_name_makes_a_repr_long_or_breaks_its_line(name, dialect):
    source = Provenance(name, dialect=dialect)
    events = atmp.read_events(pd.DataFrame({"therapy_id": ["T"], "event": ["thaw_end"], "time": ["2026-11-10T10:04Z"]}))
    for one in (source, replace(events, provenance=source), SpanSummary(pd.DataFrame(), "day", (source,) * 3)):
        assert len(repr(one)) <= LONGEST
        assert repr(one).splitlines() == [repr(one)]


@pytest.mark.parametrize("many", [np.zeros(5), tuple(range(5)), dict.fromkeys("abcde"), pd.DataFrame({"a": [1] * 5})])
def test_values_of_many_items_are_counted(many):
    said = repr(atmp.Citation(label=many))
    assert "5" in said
    assert len(said) < 60


def test_print_shows_the_whole(tmp_path: Path):
    plan = results_of_every_kind(tmp_path)[6]
    assert len(str(plan)) > 10 * LONGEST
