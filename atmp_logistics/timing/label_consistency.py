"""Whether the limits of a label can all be kept: a product file with limits that contradict each other is refused."""

from __future__ import annotations

from collections.abc import Iterator

from atmp_logistics.core.errors import CatalogueError, Fault
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.product import Product
from atmp_logistics.core.wording import duration
from atmp_logistics.timing.closure import Closure
from atmp_logistics.timing.constraints import Kind, Shortfall, Statement, Template
from atmp_logistics.timing.explanation import contradiction
from atmp_logistics.timing.label_constraints import in_any_zone
from atmp_logistics.timing.template import modes, template


def contradictions(product: Product) -> Iterator[Fault]:
    """Yield a fault for each contradiction between a label's own limits and the order of nature, in any mode.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> list(contradictions(load_product("kymriah-eu")))
    []
    """
    if not (product.windows or product.preconditions):
        return
    seen = set[tuple[str, ...]]()
    for mode in modes(product):
        for containers in (1, 2):
            short = _of(template(product, containers, mode))
            codes = tuple(sorted({one.code for one in short.statements})) if short else ()
            if short and codes not in seen:
                seen.add(codes)
                yield _fault(product, short)


def _of(plan: Template) -> Shortfall | None:
    own = [one for one in plan.statements if one.kind in (Kind.FACT, Kind.REQUIREMENT) and not one.only_safe]
    own += [in_any_zone(rule, surely=False) for rule in plan.calendar]
    if Closure.of(plan.places, enumerate(own)).close():
        return None
    return contradiction(plan.nodes, own)


def _fault(product: Product, short: Shortfall) -> Fault:
    limits = [one for one in short.statements if one.kind is Kind.REQUIREMENT]
    said = "; ".join(f"({i}) {one.words}{_code(one)}" for i, one in enumerate(short.statements, 1))
    found = f"statements that contradict each other, short by {duration(short.short_us / SECOND, exact=True)}: {said}"
    where = f"{product.source}.{_place(product, limits[0])}"
    fix = "read these limits in the label again, and correct the one that is wrong"
    return Fault(where, found, "limits that can all be kept", fix, CatalogueError)


def _code(one: Statement) -> str:
    return f" [{one.code}]" if one.kind is Kind.REQUIREMENT else ""


def _place(product: Product, limit: Statement) -> str:
    """Return the path of a limit inside its file."""
    for key, own in (("window", product.windows), ("precondition", product.preconditions), ("budget", product.budgets)):
        for i, one in enumerate(own):
            if one.code == limit.code and one.citation == limit.citation:
                return f"{key}[{i}]"
    return limit.code
