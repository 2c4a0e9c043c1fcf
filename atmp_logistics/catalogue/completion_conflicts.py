"""What completions of one product cannot say together: one gap closed in two files, a day before its label."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from atmp_logistics.catalogue.completion import Completion
from atmp_logistics.core.errors import CatalogueError, Fault
from atmp_logistics.core.product import Product


def closed_twice(completions: Sequence[Completion]) -> Iterator[Fault]:
    """Yield a fault for each gap or limit that two completions close, correct or confirm."""
    seen: dict[tuple[str, str], Completion] = {}
    for one in completions:
        closed = [("gap", code) for item in one.items for code in item.closes]
        for kind, code in dict.fromkeys([*closed, *(("limit", item.replaces) for item in one.items if item.replaces)]):
            if (other := seen.setdefault((kind, code), one)) is not one:
                found = f"the {kind} {code!r}, which {other.source} has too"
                fix = f"keep it in one of the two, {one.source} or {other.source}"
                yield Fault(one.source, found, "one completion for each gap and limit", fix, CatalogueError)


def read_too_early(product: Product, completions: Iterable[Completion]) -> Iterator[Fault]:
    """Yield a fault for each completion that was read before this version of the label was in force."""
    first = product.in_force_from
    for one in completions:
        if first and one.citation.read_on and one.citation.read_on < first:
            expected = f"a day from {first} on, when the label of {product.source} came into force"
            fix = "correct the day, or read that label"
            yield Fault(f"{one.source}.read.on", str(one.citation.read_on), expected, fix, CatalogueError)
