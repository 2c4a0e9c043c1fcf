"""One product file (schema 1) to a Product: every limit by its own reader, every fault collected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from atmp_logistics.catalogue.label_table import cited_limit, read_label_table
from atmp_logistics.catalogue.own_tables import own_limits
from atmp_logistics.catalogue.time_windows import ends_of_clock, read_precondition, read_window
from atmp_logistics.core.administration_rate import Rate
from atmp_logistics.core.checks import being_read
from atmp_logistics.core.citation import Citation
from atmp_logistics.core.errors import Fault, refuse
from atmp_logistics.core.identity_check import Check
from atmp_logistics.core.label_conditions import exclude_each_other
from atmp_logistics.core.limits import (
    Allowance,
    Budget,
    Expiry,
    Instruction,
    Prohibition,
    StorageCondition,
    UnreadLimit,
)
from atmp_logistics.core.product import Product
from atmp_logistics.core.product_checks import CLASSES, IDENTIFIERS, OBLIGATIONS, PATHWAYS, check_product, seal
from atmp_logistics.core.product_file import ProductFile
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.toml_table import TomlTable

RULES = ("T101", "T102", "T103", "T104", "W201", "W202", "W204", "S301")
_NO_RANGE = TemperatureRange()
T = TypeVar("T", bound=Requirement)
Reader = Callable[[TomlTable, dict[str, Any]], Requirement]


def keepable(product: Product) -> Product:
    """Return a product whose limits can all be kept, as the network that plans by a label tells; refuse any other."""
    from atmp_logistics.timing.label_consistency import contradictions

    refuse(contradictions(product))
    return product


def product_of(table: Mapping[str, Any], source: str, file: ProductFile | None = None) -> Product:
    """Return the product that a parsed TOML table states, without asking whether its limits can all be kept.

    Parameters
    ----------
    table : mapping
        What `tomllib` made of the file.
    source : str
        The file's name; every fault's path begins with it.
    file : ProductFile, optional
        The file that holds the table; without it, the product is one made in Python.

    Raises
    ------
    CatalogueError
        With every fault of the file at once, each with its path and its fix.
    """
    faults: list[Fault] = []
    top = TomlTable(table, source, faults)
    with being_read():
        product = _product(top, source)
    top.done()
    _codes_differ(product, top)
    _allowances_fit(product, top)
    refuse(faults)
    check_product(product)
    seal(product, [file] if file else [])
    return product


def _product(top: TomlTable, source: str) -> Product:
    if (schema := top.take("schema")) != 1:
        top.fault("schema", repr(schema), "1", "write schema = 1")
    names: dict[str, Any] = {key: top.text(key, required=True) for key in ("slug", "name", "inn", "jurisdiction")}
    kinds: dict[str, Any] = {key: top.text(key, required=True) for key in ("origin", "container")}
    kinds["atmp_class"] = top.text("atmp_class", required=True, one_of=CLASSES)
    kinds["pathway"] = top.text("pathway", one_of=PATHWAYS) or PATHWAYS[0]
    kinds["device"] = top.text("device", required=kinds["atmp_class"] == "combined")
    label = read_label_table(top.table("label", required=True))
    citation: Citation = label["citation"]
    return Product(
        **names,
        **kinds,
        **label,
        source=source,
        storage=_limits(top, "storage", citation, _storage),
        windows=_limits(top, "window", citation, read_window),
        preconditions=_limits(top, "precondition", citation, read_precondition),
        allowances=_limits(top, "allowance", citation, _allowance),
        budgets=_limits(top, "budget", citation, _budget),
        rates=_limits(top, "rate", citation, _rate),
        prohibitions=_limits(top, "prohibition", citation, _prohibition),
        instructions=_limits(top, "instruction", citation, lambda _, common: Instruction(**common)),
        checks=_limits(top, "check", citation, _check),
        expiry=_expiry(top, citation),
        unread_limits=_limits(top, "gap", citation, _unread_limit),
        own_limits=own_limits(top, lambda item: read_common(item, citation)),
    )


def _limits(top: TomlTable, key: str, label: Citation, read: Callable[[TomlTable, dict[str, Any]], T]) -> tuple[T, ...]:
    found = []
    for item in top.tables(key):
        found.append(read(item, read_common(item, label)))
        item.done()
    return tuple(found)


def read_common(item: TomlTable, label: Citation, code: str = "") -> dict[str, Any]:
    """Read what every limit has; a limit of which there is one has its code from its name."""
    return {
        "code": code or item.text("code", required=True),
        "citation": cited_limit(item.table("source"), replace(label, section=item.text("section"))),
        "obligation": item.text("obligation", one_of=OBLIGATIONS) or "shall",
        "when": item.when(),
        "note": item.text("note"),
    }


def _storage(item: TomlTable, common: dict[str, Any]) -> StorageCondition:
    stated = any(key in item for key in ("lower", "upper", "nominal"))
    limits, life = item.range(), item.period("shelf_life")
    if not stated:
        item.fault("", "no temperature limit", "lower, upper, both, or nominal", "add upper = '-120 degC'")
    starts, ends = item.moment("from"), item.moment("until")
    ends_of_clock(item, "until", starts, ends)
    return StorageCondition(
        **common,
        starts=starts,
        ends=ends,
        range=limits or _NO_RANGE,
        shelf_life=life,
        shelf_life_citation=cited_limit(item.table("shelf_life_source"), common["citation"]),
    )


def _rate(item: TomlTable, common: dict[str, Any]) -> Rate:
    most, unit = item.rate("at_most")
    starts = item.moment("from") if "from" in item else "administration_start"
    ends = item.moment("until") if "until" in item else "administration_end"
    ends_of_clock(item, "until", starts, ends)
    over = item.duration("over")
    if over is not None and over <= 0:
        item.fault("over", f"{over:g} s", "a duration above zero", "write over = '1 h'")
    return Rate(**common, at_most=most, unit=unit, over_s=over, starts=starts, ends=ends)


def _prohibition(item: TomlTable, common: dict[str, Any]) -> Prohibition:
    forbids = item.event_list("forbids")
    after = item.moment("after") if "after" in item else ""
    if after and not forbids:
        item.fault("after", "no event that it forbids", "forbids beside it", "add forbids = ['storage_in']")
    return Prohibition(**common, forbids=forbids, after=after)


def _check(item: TomlTable, common: dict[str, Any]) -> Check:
    persons = item.number("persons", least=1)
    if persons is not None and persons > 2:
        item.fault("persons", repr(persons), "1 or 2", "leave it out where the label does not say")
    return Check(
        **common,
        at=item.moment("at"),
        identifiers=item.words("identifiers", IDENTIFIERS),
        persons=persons,
    )


def _expiry(top: TomlTable, label: Citation) -> Expiry | None:
    if "expiry" not in top:
        return None
    item = top.table("expiry")
    found = Expiry(**read_common(item, label, "expiry"), by=item.moment("by"), strict=item.flag("strict"))
    item.done()
    if found.when or found.obligation != "shall":
        item.fault(
            "when", "a condition, or another obligation than shall", "neither", "a printed expiry binds: remove it"
        )
    return found


def _allowance(item: TomlTable, common: dict[str, Any]) -> Allowance:
    stated, is_limited = "lower" in item or "upper" in item, "at_most" in item or "times" in item
    limits = item.range()
    allowance = Allowance(
        **common,
        storage=item.text("storage", required=True),
        range=limits or _NO_RANGE,
        at_most_s=item.duration("at_most"),
        times=item.number("times", least=1),
        until_end=item.flag("until_end"),
    )
    if not stated:
        item.fault("", "no temperature", "how far an excursion may go", "add upper = '-80 degC'")
    if not is_limited:
        item.fault("", "neither at_most nor times", "how long or how often", "add times = 3 or at_most = '10 min'")
    if allowance.until_end and allowance.at_most_s is None:
        item.fault("until_end", "true without at_most", "how long until the end", "add at_most = '90 days'")
    return allowance


def _budget(item: TomlTable, common: dict[str, Any]) -> Budget:
    stated, band, most = "at_most" in item, item.band("band", required=True), item.duration("at_most")
    if not stated:
        item.fault("at_most", "nothing", "a duration", "add at_most = '24 h'")
    if band is not None and band.nominal_degC is not None:
        item.fault("band", str(band), "a band with its ends", "write band = ['2 degC', '8 degC']")
    starts, ends = item.moment("from"), item.moment("until")
    ends_of_clock(item, "until", starts, ends)
    return Budget(
        **common,
        starts=starts,
        ends=ends,
        band=band or _NO_RANGE,
        at_most_s=most or 0.0,
    )


def _unread_limit(item: TomlTable, common: dict[str, Any]) -> UnreadLimit:
    return UnreadLimit(**common, rule=item.text("rule", required=True, one_of=RULES))


#: Each table of limits: the field of a product that holds them, and what reads one of them.
READERS: dict[str, tuple[str, Reader]] = {
    "storage": ("storage", _storage),
    "window": ("windows", read_window),
    "precondition": ("preconditions", read_precondition),
    "allowance": ("allowances", _allowance),
    "budget": ("budgets", _budget),
    "rate": ("rates", _rate),
    "prohibition": ("prohibitions", _prohibition),
    "instruction": ("instructions", lambda _, common: Instruction(**common)),
}


def read_limit(item: TomlTable, kind: str, label: Citation) -> Requirement:
    """Return the limit that one table of a product file states; `kind` is a key of `READERS`."""
    found = READERS[kind][1](item, read_common(item, label))
    item.done()
    return found


def _codes_differ(product: Product, top: TomlTable) -> None:
    """Refuse a code used twice, unless the two limits hold under conditions that exclude each other."""
    seen: dict[str, list[Requirement]] = {}
    for limit in product.requirements():
        if any(not exclude_each_other(limit.when, other.when) for other in seen.get(limit.code, [])):
            top.fault(
                "code",
                f"{limit.code!r} twice",
                "a code of its own for each limit",
                "rename one, or tell them apart by when",
            )
        seen.setdefault(limit.code, []).append(limit)


def _allowances_fit(product: Product, top: TomlTable) -> None:
    stores = {storage.code: storage for storage in product.storage}
    for i, allowance in enumerate(product.allowances):
        path = f"allowance[{i}]"
        store = stores.get(allowance.storage)
        if store is None:
            known = ", ".join(stores) or "none in this file"
            top.fault(
                f"{path}.storage", repr(allowance.storage), f"the code of a storage ({known})", "name one of them"
            )
        elif store.range.nominal_degC is not None or allowance.range.nominal_degC is not None:
            top.fault(path, "a temperature without a tolerance", "ranges", "write lower, upper or both")
        elif _NO_RANGE not in (store.range, allowance.range) and not _widens(store.range, allowance.range):
            found = f"{allowance.range}, which {store.range} already holds"
            top.fault(path, found, "a range beyond the storage's own", "check both numbers")


def _widens(store: TemperatureRange, allowed: TemperatureRange) -> bool:
    up = allowed.upper_degC is not None and store.upper_degC is not None and allowed.upper_degC > store.upper_degC
    down = allowed.lower_degC is not None and store.lower_degC is not None and allowed.lower_degC < store.lower_degC
    return up or down
