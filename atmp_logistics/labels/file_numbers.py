"""The numbers of a product file, each with its limit, its side and the sections that it was read in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from atmp_logistics.core.instants import DAY_S, CalendarPeriod
from atmp_logistics.core.limits import Allowance, Budget, StorageCondition, TimeWindow
from atmp_logistics.core.product import Product
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.wording import duration
from atmp_logistics.labels.quantity import Quantity

_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}")
#: Temperatures and durations are the same within this.
_SAME = 1e-6


@dataclass(frozen=True, slots=True, repr=False)
class LimitNumber(ShortRepr):
    """A number of a product file.

    Attributes
    ----------
    limit : Requirement
        The limit that it belongs to.
    key : str
        The key of the product file, such as ``at_most``.
    value : float
    unit : str
        ``degC``, ``s`` (exact), ``days``, ``months`` (calendar), or ``times``.
    side : str
        ``lower``, ``upper``, or "" for a number that is no bound.
    """

    limit: Requirement
    key: str
    value: float
    unit: str
    side: str

    @property
    def sections(self) -> tuple[str, ...]:
        """The numbers of the sections that the product file cites for it."""
        return cited_sections(self.limit)

    @property
    def kind(self) -> str:
        """The kind of quantity that it is."""
        return {"degC": "temperature", "times": "count"}.get(self.unit, "duration")

    def is_in(self, quantity: Quantity) -> bool:
        """Say whether a quantity of a label has this number, of this kind, and does not bound the other side.

        "At least 3 hours" is not "at most 3 hours"; "if more than 3 hours" may be it.
        """
        other = {"lower": quantity.lower, "upper": quantity.upper}.get(self.side, 0.0) is None
        same = any(self.equals(number, quantity.unit) for number in quantity.numbers)
        return same and not (other and not quantity.strict)

    def equals(self, number: float, unit: str) -> bool:
        """Say whether a number in a unit of a label is this one; exact days are hours, calendar days are not."""
        scale = DAY_S if (self.unit, unit) == ("s", "days") else 1.0 if self.unit == unit else 0.0
        return bool(scale) and abs(number * scale - self.value) <= _SAME

    def comparable(self, quantity: Quantity) -> bool:
        """Say whether a quantity is of the same kind and bounds the same side: it may be this number, changed."""
        units = {quantity.unit, "s" if (self.unit, quantity.unit) == ("s", "days") else quantity.unit}
        side = {"lower": quantity.lower, "upper": quantity.upper}.get(self.side)
        return self.unit in units and side is not None

    def __str__(self) -> str:
        value = {"degC": f"{self.value:g} °C", "s": duration(self.value)}.get(self.unit, f"{self.value:g} {self.unit}")
        return f"{self.key} {value}"


def cited_sections(limit: Requirement) -> tuple[str, ...]:
    """Return the numbers of the sections that a product file cites for a limit."""
    return tuple(_SECTION.findall(limit.citation.section))


def limit_numbers(product: Product) -> tuple[LimitNumber, ...]:
    """Return every number of a product's limits.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> [f"{one.limit.code}: {one}" for one in limit_numbers(load_product("tecartus-uk"))][:3]
    ['frozen: upper -150 °C', 'frozen: shelf_life 12 months', 'infusion-start: at_most 30 min']
    """
    return tuple(LimitNumber(limit, *number) for limit in product.requirements() for number in _numbers(limit))


Number = tuple[str, float, str, str]


def _numbers(limit: Requirement) -> Iterator[Number]:
    if isinstance(limit, StorageCondition):
        yield from _range(limit.range)
        yield from _shelf_life(limit.shelf_life)
    elif isinstance(limit, TimeWindow):
        yield from _window(limit)
    elif isinstance(limit, Allowance):
        yield from _range(limit.range)
        yield from [("at_most", limit.at_most_s, "s", "upper")] if limit.at_most_s is not None else []
        yield from [("times", float(limit.times), "times", "")] if limit.times is not None else []
    elif isinstance(limit, Budget):
        yield from _range(limit.band, "band ")
        yield ("at_most", limit.at_most_s, "s", "upper")


def _window(limit: TimeWindow) -> Iterator[Number]:
    keys = (("at_least_s", "s"), ("at_most_s", "s"), ("at_least_days", "days"), ("at_most_days", "days"))
    for key, unit in keys:
        if (value := getattr(limit, key)) is not None:
            yield (key.removesuffix("_s"), float(value), unit, "lower" if "least" in key else "upper")
    if limit.within is not None:
        yield from _range(limit.within, "within ")


def _range(given: TemperatureRange, prefix: str = "") -> Iterator[Number]:
    for key in ("lower", "upper", "nominal"):
        if (value := getattr(given, f"{key}_degC")) is not None:
            yield (f"{prefix}{key}", value, "degC", "" if key == "nominal" else key)


def _shelf_life(given: CalendarPeriod | float | None) -> Iterator[Number]:
    if isinstance(given, CalendarPeriod):
        pairs = (("months", given.months), ("days", given.days))
        yield from (("shelf_life", float(value), unit, "") for unit, value in pairs if value)
    elif given is not None:
        yield ("shelf_life", given, "s", "")
