"""A product file whose own limits contradict each other is refused as it is read, with the statements and the path."""

import pytest

from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.catalogue.catalogue import load_catalogue
from atmp_logistics.core.errors import CatalogueError

WINDOW = "[[window]]\ncode='{}'\nstarts='{}'\nends='{}'\n{}\nobligation='{}'\n"


def window(code, starts, ends, limit, obligation="shall"):
    return WINDOW.format(code, starts, ends, limit, obligation)


CONTRADICTIONS = {
    "two windows": window("short", "thaw_end", "administration_end", "at_most='30 min'")
    + window("long", "thaw_end", "administration_start", "at_least='1 h'"),
    "over nature": window("short", "thaw_start", "administration_start", "at_most='30 min'")
    + window("long", "thaw_end", "administration_start", "at_least='1 h'"),
    "a recommendation": window("short", "thaw_end", "administration_end", "at_most='30 min'")
    + window("long", "thaw_end", "administration_start", "at_least='1 h'", "information"),
    "calendar days": window("soon", "lymphodepletion_end", "administration_start", "at_most_days=2")
    + window("late", "lymphodepletion_end", "administration_start", "at_least_days=6"),
    "an order": window("first", "lymphodepletion_end", "administration_start", "at_least='1 h'")
    + "[[precondition]]\ncode='then'\nbefore='administration_start'\nafter='lymphodepletion_start'\n",
    "over two containers": window("both", "thaw_start", "administration_end", "at_most='1 h'\nscope='therapy'")
    + window("apart", "administration_end", "thaw_start", "at_least='2 h'\nscope='next container'"),
}  # fmt: skip


@pytest.mark.parametrize("limits", CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_limits_that_contradict_each_other_are_refused(limits):
    with pytest.raises(CatalogueError) as refused:
        sandbox_product(limits)
    fault = refused.value.faults[0]
    assert ".window[" in fault.where or ".precondition[" in fault.where
    assert "contradict each other, short by" in fault.found
    assert "(1) " in fault.found
    assert "(2) " in fault.found


def test_the_refusal_names_limits_and_minutes():
    with pytest.raises(CatalogueError) as refused:
        sandbox_product(CONTRADICTIONS["two windows"])
    found = refused.value.faults[0].found
    assert "short by 30 min" in found
    assert "[short]" in found
    assert "[long]" in found


def test_limits_side_by_side_are_no_contradiction():
    both = window("short", "thaw_end", "administration_end", "at_most='30 min'")
    sandbox_product(both + window("long", "thaw_end", "administration_start", "at_least='20 min'"))
    sandbox_product(
        both + window("days", "lymphodepletion_end", "administration_start", "at_least_days=2\nat_most_days=2")
    )


def test_every_product_of_the_catalogue_keeps_its_own_limits():
    assert sum(len(load_catalogue().versions(slug)) for slug in load_catalogue()) >= 82
