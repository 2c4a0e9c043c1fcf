"""The worked examples beside our product files: every label has some, each is judged as its author expects."""

from itertools import product as combinations

import pytest
from how_many import spread
from places import TESTS

from atmp_logistics import load_catalogue, load_product
from atmp_logistics.assessment.examples import Example, _judge, read_examples, run_example
from atmp_logistics.core.product import Product

FOLDER = TESTS / "examples"
CATALOGUE = load_catalogue()
EXAMPLES = read_examples(FOLDER)


def _case(example: Example):
    return pytest.param(example, id=f"{example.source}:{example.name}")


@pytest.mark.parametrize("example", [_case(example) for example in EXAMPLES])
def test_an_example_is_judged_as_its_author_expects(example):
    outcome = run_example(example, CATALOGUE)
    assert outcome.holds, f"expected {example.verdict}, found {outcome.verdict}: {outcome.why}"


def test_every_label_has_its_file_and_every_example_stands_in_its_own():
    assert {path.name for path in FOLDER.iterdir()} == {f"{slug}.examples.toml" for slug in CATALOGUE}
    assert [one.name for one in EXAMPLES if one.source != f"{one.product}.examples.toml"] == []
    named = [(one.product, one.name) for one in EXAMPLES]
    assert len(named) == len(set(named))


@pytest.mark.parametrize("slug", sorted(CATALOGUE))
def test_a_label_has_examples_of_every_verdict_it_can_give(slug):
    found = {example.verdict for example in _of(slug)}
    # A printed expiry holds under every label, so every label can be broken.
    assert {"deviates", "indeterminate"} <= found
    assert ("conforms" in found) == _can_conform(load_product(slug, CATALOGUE))


@pytest.mark.parametrize("slug", spread(sorted(CATALOGUE), 10))
def test_every_binding_limit_that_a_record_can_break_is_broken_in_an_example(slug):
    left, alone = _binding(load_product(slug, CATALOGUE)), False
    for example in _of(slug):
        if example.verdict == "deviates" and (left or not alone):
            broken = _broken(example)
            left, alone = left - broken, alone or len(broken) == 1
    assert left == set()
    assert alone, "no example breaks one limit and no other"


def _of(slug: str) -> list[Example]:
    return [example for example in EXAMPLES if example.product == slug]


def _broken(example: Example) -> frozenset[tuple[str, str]]:
    """Return the limits, by rule and code, that an example's record breaks."""
    rows = _judge(example, CATALOGUE).findings
    rows = rows[(rows["obligation"] == "shall") & (rows["verdict"] == "deviates")]
    return frozenset(zip(rows["rule"], rows["code"], strict=True))


def _binding(product: Product) -> set[tuple[str, str]]:
    """Return the binding limits of a label that a record can break."""
    found = [("T101", store) for store in product.storage]
    found += [("S301", store) for store in product.storage if store.shelf_life is not None]
    for window in product.windows:
        timed = (window.at_least_s, window.at_most_s, window.at_least_days, window.at_most_days)
        found += [("W201", window)] if any(limit is not None for limit in timed) else []
        found += [("T102", window)] if window.within is not None else []
    found += [("W202", order) for order in product.preconditions]
    found += [("T103", one) for one in product.allowances if one.times is not None or one.at_most_s is not None]
    found += [("T104", budget) for budget in product.budgets]
    found += [("W204", rate) for rate in product.rates]
    found += [("P401", ban) for ban in product.prohibitions if ban.forbids]
    found += [("S301", product.expiry)] if product.expiry is not None else []
    return {(rule, limit.code) for rule, limit in found if limit.obligation == "shall"}


def _can_conform(product: Product) -> bool:
    """Say whether under some conditions every binding limit that a record must meet was read in the label itself.

    A printed expiry fills a shelf life that was not read; a record need meet no allowance and no prohibition.
    """
    unread = [limit for limit in product.unread_limits if limit.obligation == "shall" and limit.rule != "S301"]
    met = [*product.storage, *product.windows, *product.preconditions, *product.budgets, *product.rates]
    met += [product.expiry] if product.expiry else []
    unread += [limit for limit in met if limit.obligation == "shall" and not limit.citation.lets_conform]
    names, values = product.conditions.keys(), product.conditions.values()
    branches = (dict(zip(names, one, strict=True)) for one in combinations(*values))
    return any(
        not any(all(branch[key] in wanted for key, wanted in limit.when.items()) for limit in unread)
        for branch in branches
    )
