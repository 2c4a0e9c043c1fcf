"""A product with what completions of it close, correct and confirm; limits that they do not name stay as they are."""

from __future__ import annotations

from collections.abc import Iterable

from atmp_logistics.catalogue.close_gaps import OpenGaps
from atmp_logistics.catalogue.completion import Completion
from atmp_logistics.catalogue.completion_conflicts import closed_twice, read_too_early
from atmp_logistics.catalogue.product_parts import ProductParts
from atmp_logistics.catalogue.second_hand_limits import replace_limit
from atmp_logistics.core.errors import Fault, refuse
from atmp_logistics.core.product import Product


def is_stale(completion: Completion, product: Product) -> bool:
    """Say whether a product's label has another revision than when the completion was written."""
    return completion.base_revision != product.citation.revision


def completed(product: Product, completions: Iterable[Completion]) -> Product:
    """Return a product with its completions; one written against another revision of the label changes nothing.

    Raises
    ------
    CatalogueError
        With every table that names no gap or no limit at second hand, and every number that is not the one confirmed.
    """
    current = [one for one in completions if not is_stale(one, product)]
    if not current:
        return product
    faults: list[Fault] = [*closed_twice(current), *read_too_early(product, current)]
    refuse(faults)
    parts = ProductParts(product, faults)
    for one in current:
        _apply(parts, one)
    parts.storage_is_stated()
    refuse(faults)
    return parts.product_with(current)


def _apply(parts: ProductParts, completion: Completion) -> None:
    """Apply one completion: storages first, since a shelf life may belong to one of them."""
    gaps = OpenGaps(parts, completion)
    for item in sorted(completion.items, key=lambda one: one.kind != "storage"):
        if item.replaces:
            replace_limit(parts, item, completion)
        else:
            gaps.close(item)
    gaps.settle()
    parts.allowances_fit(completion)
