"""How many labels can conform as shipped: no binding gap, and no binding limit read second-hand. The docs say the same."""

import re

import pytest
from places import ROOT

from atmp_logistics import load_catalogue
from atmp_logistics.core.product import Product

CATALOGUE = load_catalogue()
PRODUCTS = [product for slug in sorted(CATALOGUE) for product in CATALOGUE.versions(slug)]
SECOND_HAND = {"secondary", "other-jurisdiction"}


def has_a_gap(product: Product) -> bool:
    """Say whether a binding limit of the label was not read."""
    return any(limit.obligation == "shall" for limit in product.unread_limits)


def is_second_hand(product: Product) -> bool:
    """Say whether a binding limit of the label was read in a text that is not the label."""
    limits = [limit for limit in product.requirements() if limit.obligation == "shall"]
    lives = [s.shelf_life_citation for s in product.storage if s.shelf_life is not None and s.shelf_life_citation]
    return any(cited.evidence in SECOND_HAND for cited in [*(limit.citation for limit in limits), *lives])


GAPS = sum(map(has_a_gap, PRODUCTS))
SHIPPED = [product.slug for product in PRODUCTS if not has_a_gap(product) and not is_second_hand(product)]
BY_EXPIRY = [
    product.slug
    for product in PRODUCTS
    if {limit.rule for limit in product.unread_limits if limit.obligation == "shall"} == {"S301"}
    and not is_second_hand(product)
]


@pytest.mark.parametrize("page", ["README.md", "docs/limits.md"])
def test_the_docs_say_how_many_labels_can_conform(page: str) -> None:
    text = " ".join((ROOT / page).read_text("utf-8").split())
    found = re.search(
        r"(\d+) labels.*?(\d+) of (?:the \d+|them) have.*?(\d+) can conform as shipped.*?(\d+) more can where the record",
        text,
    )
    assert found, (
        f"{page}: say 'N labels ... N of them have ... N can conform as shipped ... N more can where the record'"
    )
    assert tuple(map(int, found.groups())) == (len(PRODUCTS), GAPS, len(SHIPPED), len(BY_EXPIRY))


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.slug)
def test_without_its_printed_expiry_no_record_conforms_unless_a_shelf_life_is_judged(product: Product) -> None:
    """Else a record of an expired container would conform once its expiry is deleted."""
    gaps = [limit for limit in product.unread_limits if limit.rule == "S301" and limit.obligation == "shall"]
    lives = [store for store in product.storage if store.shelf_life is not None and store.obligation == "shall"]
    assert gaps or lives


@pytest.mark.parametrize("slug", ["kymriah-eu", "tecartus-uk", "breyanzi-uk"])
def test_a_label_read_whole_can_conform_as_shipped(slug: str) -> None:
    assert slug in SHIPPED


@pytest.mark.parametrize(
    "slug", ["yescarta-eu", "luxturna-eu", "libmeldy-eu", "ebvallo-ch", "zolgensma-ch", "kymriah-us"]
)
def test_a_label_with_a_gap_or_a_second_hand_limit_cannot(slug: str) -> None:
    assert slug not in SHIPPED
