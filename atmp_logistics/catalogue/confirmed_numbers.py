"""The numbers and events of a limit as a product file writes them, and whether a reader repeated them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from atmp_logistics.core.administration_rate import Rate
from atmp_logistics.core.citation import SECOND_HAND
from atmp_logistics.core.limits import (
    Allowance,
    Budget,
    Expiry,
    Precondition,
    Prohibition,
    StorageCondition,
    TimeWindow,
    UnreadLimit,
)
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.toml_table import TomlTable


def confirmable(limit: Requirement) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each citation of a limit that is at second hand, by its field, with the keys of what was read there.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> confirmable(load_product("kymriah-eu").storage[0])
    ()
    """
    if isinstance(limit, UnreadLimit):
        return ()
    keys = tuple(key for key, _ in (*events_of(limit), *numbers_of(limit)))
    found = [("citation", keys)] if limit.citation.evidence in SECOND_HAND else []
    if isinstance(limit, StorageCondition) and limit.shelf_life is not None and limit.shelf_life_citation:
        life = limit.shelf_life_citation.evidence in SECOND_HAND
        found += [("shelf_life_citation", ("shelf_life",))] if life else []
    return tuple(found)


def repeated(limit: Requirement, table: TomlTable, part: str) -> None:
    """Fault each event and number of a part of a limit that is not repeated, or is another."""
    ours: dict[str, Any] = {"shelf_life": getattr(limit, "shelf_life", None)}
    ours = ours if part == "shelf_life_citation" else dict((*events_of(limit), *numbers_of(limit)))
    for key, value in ours.items():
        if key not in table:
            table.fault(key, "nothing", "what the label has", f"add {key}, read in the label")
            continue
        before = len(table.faults)
        if (theirs := _read(table, key)) != value and len(table.faults) == before:
            fix = f"read both again; where the label differs, write the limit with replaces = {limit.code!r}"
            table.fault(key, _shown(theirs), f"what our file has ({_shown(value)}), which is to be confirmed", fix)


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def events_of(limit: Requirement) -> Iterator[tuple[str, Any]]:
    """Yield the events between which a limit holds, or which it forbids, by their keys in a product file.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> dict(events_of(load_product("kymriah-eu").storage[0]))
    {'from': 'product_received', 'until': 'storage_out'}
    """
    match limit:
        case StorageCondition() | Budget() | Rate():
            yield from (("from", limit.starts), ("until", limit.ends))
        case TimeWindow():
            yield from (("starts", limit.starts), ("ends", limit.ends))
        case Prohibition():
            yield from [("forbids", limit.forbids)] if limit.forbids else []
            yield from [("after", limit.after)] if limit.after else []


def numbers_of(limit: Requirement) -> Iterator[tuple[str, Any]]:
    """Yield each number of a limit by its key in a product file."""
    match limit:
        case StorageCondition():
            yield from _ends(limit.range)
        case TimeWindow():
            names = {"at_least": limit.at_least_s, "at_most": limit.at_most_s, "within": limit.within}
            names |= {"at_least_days": limit.at_least_days, "at_most_days": limit.at_most_days}
            yield from ((key, value) for key, value in names.items() if value is not None)
        case Allowance():
            yield from _ends(limit.range)
            yield from [("at_most", limit.at_most_s)] if limit.at_most_s is not None else []
            yield from [("times", limit.times)] if limit.times is not None else []
        case Budget():
            yield from (("band", limit.band), ("at_most", limit.at_most_s))
        case Rate():
            yield "at_most", (limit.at_most, limit.unit)
            yield from [("over", limit.over_s)] if limit.over_s is not None else []
        case Precondition():
            yield from (("before", limit.before), ("after", limit.after))
        case Expiry():
            yield "by", limit.by


def _ends(band: TemperatureRange) -> Iterator[tuple[str, float]]:
    ends = {"lower": band.lower_degC, "upper": band.upper_degC, "nominal": band.nominal_degC}
    yield from ((key, value) for key, value in ends.items() if value is not None)


#: The reader that each key has in a product file; a key that is not named here is an event.
_READERS: dict[str, Callable[[TomlTable, str], Any]] = {
    **dict.fromkeys(("at_least", "at_most", "over"), TomlTable.duration),
    **dict.fromkeys(("at_least_days", "at_most_days", "times"), TomlTable.number),
    **dict.fromkeys(("lower", "upper", "nominal"), TomlTable.temperature),
    **dict.fromkeys(("within", "band"), TomlTable.band),
    "shelf_life": TomlTable.period,
    "forbids": TomlTable.event_list,
}


def _read(table: TomlTable, key: str) -> Any:
    """Take a number or an event by the reader that its key has in a product file."""
    if key == "at_most" and "/" in str(table.peek(key)):
        return table.rate(key)
    return _READERS.get(key, TomlTable.moment)(table, key)
