"""One product file (schema 1) to a Product: every limit by its own reader, every fault collected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from atmp_logistics.errors import Fault, refuse
from atmp_logistics.fields import Fields
from atmp_logistics.product import (
    Allowance,
    Budget,
    Expiry,
    Gap,
    Instance,
    Instruction,
    Precondition,
    Product,
    Prohibition,
    Rate,
    Requirement,
    StorageCondition,
    TemperatureRange,
    TimeWindow,
)
from atmp_logistics.verdict import Citation
from atmp_logistics.vocabulary import EVENTS, ends_of

#: The classes of Regulation (EC) 1394/2007. Gene therapy against an infection is a vaccine, and none of these.
CLASSES = ("somatic cell therapy", "gene therapy", "tissue engineered", "combined")
#: How a product comes to the patient.
PATHWAYS = ("marketing authorisation", "hospital exemption", "clinical trial", "named patient")
EVIDENCE = ("regulator", "manufacturer", "secondary", "other-jurisdiction", "local")
OBLIGATIONS = ("shall", "should", "information")
SCOPES = ("container", "therapy", "next container", "next dose", "next instance")
INSTANCES = ("first", "last")
RULES = ("T101", "T102", "T103", "T104", "W201", "W202", "W204", "S301")
_NO_RANGE = TemperatureRange()
T = TypeVar("T", bound=Requirement)


def parse_product(table: Mapping[str, Any], source: str = "product") -> Product:
    """Read one product from a parsed TOML table.

    Parameters
    ----------
    table : mapping
        What `tomllib` made of the file.
    source : str
        The file's name; every fault's path begins with it.

    Raises
    ------
    CatalogueError
        With every fault of the file at once, each with its path and its fix.

    Examples
    --------
    >>> parse_product({"schema": 1, "slug": "x"}, "x.toml")
    Traceback (most recent call last):
    atmp_logistics.errors.CatalogueError: x.toml.name: found nothing, expected a text. Fix: add name = '...'.
    ...
    """
    faults: list[Fault] = []
    top = Fields(table, source, faults)
    product = _product(top, source)
    top.done()
    _codes_differ(product, top)
    _allowances_fit(product, top)
    refuse(faults)
    return product


def _product(top: Fields, source: str) -> Product:
    if (schema := top.take("schema")) != 1:
        top.fault("schema", repr(schema), "1", "write schema = 1")
    names: dict[str, Any] = {key: top.text(key, required=True) for key in ("slug", "name", "inn", "jurisdiction")}
    kinds: dict[str, Any] = {key: top.text(key, required=True) for key in ("origin", "container")}
    kinds["atmp_class"] = top.text("atmp_class", required=True, one_of=CLASSES)
    kinds["pathway"] = top.text("pathway", one_of=PATHWAYS) or PATHWAYS[0]
    kinds["device"] = top.text("device", required=kinds["atmp_class"] == "combined")
    label = top.table("label", required=True)
    citation, retrieved = _label(label)
    dates: dict[str, Any] = {key: label.day(key) for key in ("in_force_from", "in_force_until")}
    label.done()
    if dates["in_force_from"] and dates["in_force_until"] and dates["in_force_from"] > dates["in_force_until"]:
        label.fault("in_force_until", str(dates["in_force_until"]), "a day after in_force_from", "exchange the two")
    return Product(
        **names,
        **kinds,
        **dates,
        citation=citation,
        retrieved=retrieved,
        source=source,
        storage=_limits(top, "storage", citation, _storage),
        windows=_limits(top, "window", citation, _window),
        preconditions=_limits(top, "precondition", citation, _precondition),
        allowances=_limits(top, "allowance", citation, _allowance),
        budgets=_limits(top, "budget", citation, _budget),
        rates=_limits(top, "rate", citation, _rate),
        prohibitions=_limits(top, "prohibition", citation, _prohibition),
        instructions=_limits(top, "instruction", citation, lambda _, common: Instruction(**common)),
        expiry=_expiry(top, citation),
        gaps=_limits(top, "gap", citation, _gap),
    )


def _label(label: Fields) -> tuple[Citation, date]:
    citation = Citation(
        label=label.text("title", required=True),
        revision=label.text("revision", required=True),
        url=label.text("url", required=True),
        evidence=label.text("evidence", required=True, one_of=EVIDENCE),
    )
    return citation, label.day("retrieved", required=True) or date.min


def _limits(top: Fields, key: str, label: Citation, read: Callable[[Fields, dict[str, Any]], T]) -> tuple[T, ...]:
    found = []
    for item in top.tables(key):
        found.append(read(item, _common(item, label)))
        item.done()
    return tuple(found)


def _common(item: Fields, label: Citation, code: str = "") -> dict[str, Any]:
    """Read what every limit has; a limit of which there is one has its code from its name."""
    return {
        "code": code or item.text("code", required=True),
        "citation": _cited(item.table("source"), replace(label, section=item.text("section"))),
        "obligation": item.text("obligation", one_of=OBLIGATIONS) or "shall",
        "when": item.when(),
        "note": item.text("note"),
    }


def _cited(other: Fields, label: Citation) -> Citation:
    """Return the label's citation, or the other text's where the limit was read in another."""
    keys = (("label", "title"), ("section", "section"), ("revision", "revision"), ("url", "url"))
    texts = {key: other.text(name) for key, name in keys}
    texts["evidence"] = other.text("evidence", one_of=EVIDENCE)
    other.done()
    return replace(label, **{key: text for key, text in texts.items() if text})


def _storage(item: Fields, common: dict[str, Any]) -> StorageCondition:
    stated = any(key in item for key in ("lower", "upper", "nominal"))
    limits, life = item.range(), item.period("shelf_life")
    if not stated:
        item.fault("", "no temperature limit", "lower, upper, both, or nominal", "add upper = '-120 degC'")
    starts, ends = item.moment("from"), item.moment("until")
    _runs(item, "until", starts, ends)
    return StorageCondition(
        **common,
        starts=starts,
        ends=ends,
        range=limits or _NO_RANGE,
        shelf_life=life,
        shelf_life_citation=_cited(item.table("shelf_life_source"), common["citation"]),
    )


def _window(item: Fields, common: dict[str, Any]) -> TimeWindow:
    starts, ends = item.moment("starts"), item.moment("ends")
    window = TimeWindow(
        **common,
        starts=starts,
        ends=ends,
        at_least_s=item.duration("at_least"),
        at_most_s=item.duration("at_most"),
        **_days(item),
        within=item.band("within"),
        within_from=item.moment("within_from") if "within_from" in item else None,
        scope=item.text("scope", one_of=SCOPES) or "container",  # type: ignore[arg-type]
        starts_of=item.when("starts_of"),
        ends_of=item.when("ends_of"),
        starts_instance=_instance(item, "starts_instance", starts, "first"),
        ends_instance=_instance(item, "ends_instance", ends, "last"),
        strict=item.flag("strict"),
        until_first=item.flag("until_first"),
        unless=item.text("unless"),
    )
    _window_makes_sense(window, item)
    return window


def _runs(item: Fields, key: str, starts: str, ends: str) -> None:
    """Refuse a stretch within one container that has no length, or that nature runs the other way."""
    if starts and ends and (_backwards(starts, ends) or starts == ends):
        item.fault(
            key, f"a clock from {starts} to {ends}", "an end that comes after its start", "exchange or correct them"
        )


def _window_makes_sense(window: TimeWindow, item: Fields) -> None:
    exact = (window.at_least_s, window.at_most_s)
    days = (window.at_least_days, window.at_most_days)
    if exact == days == (None, None) and window.within is None:
        item.fault("", "no limit", "at_most, at_least, their _days kin, or within", "add at_most = '30 min'")
    if exact != (None, None) and days != (None, None):
        item.fault("", "both an exact duration and calendar days", "one of them", "make two windows of it")
    for least, most in (exact, days):
        if least is not None and most is not None and least > most:
            item.fault("at_least", f"{least:g}, above at_most {most:g}", "at_least below at_most", "exchange the two")
    if window.until_first and window.scope != "therapy":
        item.fault("until_first", f"true in the scope {window.scope!r}", "the scope 'therapy'", "remove it")
    _instances_recur(window, item)
    if (window.starts_of or window.ends_of) and window.scope != "therapy":
        item.fault(
            "starts_of", f"containers of the scope {window.scope!r}", "the scope 'therapy'", "add scope = 'therapy'"
        )
    if window.scope == "container" and window.starts != window.ends:
        _runs(item, "ends", window.starts, window.ends)


def _instances_recur(window: TimeWindow, item: Fields) -> None:
    """Refuse a step from one instance to the next of an event that happens once."""
    same = window.starts == window.ends
    if window.scope == "next instance" and window.starts and not (same and _recurs(window.starts)):
        found = f"a step from {window.starts} to the next {window.ends}"
        item.fault("ends", found, "one event that recurs, as both starts and ends", "name it twice")
    elif window.scope == "container" and same and (window.starts_instance, window.ends_instance) == ("first", "last"):
        _runs(item, "ends", window.starts, window.ends)


def _instance(item: Fields, key: str, name: str, usual: Instance) -> Instance:
    """Read which instance counts of an event; one of an event that happens once is refused."""
    found = item.text(key, one_of=INSTANCES)
    if found and found != usual and name and not _recurs(name):
        item.fault(key, f"an instance of {name}, which happens once", "an event that recurs", "remove it")
    return found or usual  # type: ignore[return-value]


def _recurs(name: str) -> bool:
    return all(end in EVENTS and EVENTS[end].recurs for end in ends_of(name))


def _days(item: Fields) -> dict[str, Any]:
    """Read a span in calendar days: as such, or as two numbers on the label's own count of days, give or take some."""
    least, most = item.number("at_least_days"), item.number("at_most_days")
    pair, slack = item.take("day_numbers"), item.number("give_or_take_days")
    without_zero = item.flag("no_day_zero")
    if pair is None:
        if slack is not None or without_zero:
            item.fault("day_numbers", "nothing", "a pair of day numbers", "write day_numbers = [1, 10]")
        return {"at_least_days": least, "at_most_days": most}
    if not (isinstance(pair, list) and len(pair) == 2 and all(type(day) is int and abs(day) < 10_000 for day in pair)):
        item.fault("day_numbers", repr(pair)[:60], "a pair of day numbers", "write day_numbers = [1, 10]")
        return {}
    if without_zero and 0 in pair:
        item.fault("day_numbers", repr(pair), "no day 0, as no_day_zero says", "correct one of them")
    apart = pair[1] - pair[0] - (without_zero and pair[0] < 0 < pair[1])
    if apart < 0 or least is not None or most is not None:
        item.fault(
            "day_numbers", repr(pair), "the earlier day first, and no at_least_days or at_most_days", "correct it"
        )
        return {}
    return {"at_least_days": max(apart - (slack or 0), 0), "at_most_days": apart + (slack or 0)}


def _backwards(starts: str, ends: str) -> bool:
    """Say whether nature puts the latest end of a clock before its earliest start."""
    first, last = ends_of(starts)[0], ends_of(ends)[1]
    reached, waiting = set[str](), [first]
    while waiting:
        waiting += (before := set(EVENTS[waiting.pop()].after) - reached)
        reached |= before
    return first != last and last in reached


def _precondition(item: Fields, common: dict[str, Any]) -> Precondition:
    scope = item.text("scope", one_of=SCOPES) or "container"
    before, after = item.moment("before"), item.moment("after")
    before_of, after_of = item.when("before_of"), item.when("after_of")
    if scope == "container":
        _runs(item, "after", before, after)
    if scope in {"next dose", "next instance"}:
        item.fault("scope", repr(scope), "container, therapy or next container", "choose one of them")
    if (before_of or after_of) and scope != "therapy":
        item.fault("before_of", f"containers of the scope {scope!r}", "the scope 'therapy'", "add scope = 'therapy'")
    return Precondition(
        **common,
        before=before,
        after=after,
        scope=scope,  # type: ignore[arg-type]
        before_instance=_instance(item, "before_instance", before, "last"),
        before_of=before_of,
        after_of=after_of,
    )


def _rate(item: Fields, common: dict[str, Any]) -> Rate:
    most, unit = item.rate("at_most")
    starts = item.moment("from") if "from" in item else "administration_start"
    ends = item.moment("until") if "until" in item else "administration_end"
    _runs(item, "until", starts, ends)
    over = item.duration("over")
    if over is not None and over <= 0:
        item.fault("over", f"{over:g} s", "a duration above zero", "write over = '1 h'")
    return Rate(**common, at_most=most, unit=unit, over_s=over, starts=starts, ends=ends)


def _prohibition(item: Fields, common: dict[str, Any]) -> Prohibition:
    forbids = item.event_list("forbids")
    after = item.moment("after") if "after" in item else ""
    if after and not forbids:
        item.fault("after", "no event that it forbids", "forbids beside it", "add forbids = ['storage_in']")
    return Prohibition(**common, forbids=forbids, after=after)


def _expiry(top: Fields, label: Citation) -> Expiry | None:
    if "expiry" not in top:
        return None
    item = top.table("expiry")
    found = Expiry(**_common(item, label, "expiry"), by=item.moment("by"), strict=item.flag("strict"))
    item.done()
    return found


def _allowance(item: Fields, common: dict[str, Any]) -> Allowance:
    stated, limits = "lower" in item or "upper" in item, item.range()
    allowance = Allowance(
        **common,
        storage=item.text("storage", required=True),
        range=limits or _NO_RANGE,
        at_most_s=item.duration("at_most"),
        times=item.number("times", least=1),
    )
    if not stated:
        item.fault("", "no temperature", "how far an excursion may go", "add upper = '-80 degC'")
    if allowance.at_most_s is None and allowance.times is None:
        item.fault("", "neither at_most nor times", "how long or how often", "add times = 3 or at_most = '10 min'")
    return allowance


def _budget(item: Fields, common: dict[str, Any]) -> Budget:
    stated, band, most = "at_most" in item, item.band("band", required=True), item.duration("at_most")
    if not stated:
        item.fault("at_most", "nothing", "a duration", "add at_most = '24 h'")
    if band is not None and band.nominal_degC is not None:
        item.fault("band", str(band), "a band with its ends", "write band = ['2 degC', '8 degC']")
    starts, ends = item.moment("from"), item.moment("until")
    _runs(item, "until", starts, ends)
    return Budget(
        **common,
        starts=starts,
        ends=ends,
        band=band or _NO_RANGE,
        at_most_s=most or 0.0,
    )


def _gap(item: Fields, common: dict[str, Any]) -> Gap:
    return Gap(**common, rule=item.text("rule", required=True, one_of=RULES))


def _codes_differ(product: Product, top: Fields) -> None:
    """Refuse a code used twice, unless the two limits hold under conditions that exclude each other."""
    seen: dict[str, list[Requirement]] = {}
    for limit in product.requirements():
        if any(not _exclude(limit, other) for other in seen.get(limit.code, [])):
            top.fault(
                "code",
                f"{limit.code!r} twice",
                "a code of its own for each limit",
                "rename one, or tell them apart by when",
            )
        seen.setdefault(limit.code, []).append(limit)


def _exclude(one: Requirement, other: Requirement) -> bool:
    shared = set(one.when) & set(other.when)
    return any(not set(one.when[key]) & set(other.when[key]) for key in shared)


def _allowances_fit(product: Product, top: Fields) -> None:
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
