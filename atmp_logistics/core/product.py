"""What a label asks of one product: frozen values, no files, no records.

Each limit carries its citation. Temperatures are in °C and durations in seconds, as plain numbers named with their
unit; a `pint` quantity is one call away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from atmp_logistics.core.instants import DAY_S, HOUR_S, CalendarPeriod
from atmp_logistics.core.product_checks import Checked
from atmp_logistics.core.shown import ShownAsText
from atmp_logistics.core.units import quantity
from atmp_logistics.core.verdict import Citation

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from atmp_logistics.core.units import Quantity

Obligation = Literal["shall", "should", "information"]
Scope = Literal["container", "therapy", "next container", "next dose", "next instance"]
Instance = Literal["first", "last"]
When = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TemperatureRange(Checked):
    """A range of temperatures, open on a side that the label does not name; both ends belong to it if `inclusive`.

    A label that prints one temperature and no tolerance states no range: `nominal_degC` keeps what it prints, and only
    the site's own tolerance makes a range of it.

    Examples
    --------
    >>> str(TemperatureRange(upper_degC=-120.0)), str(TemperatureRange(2.0, 8.0))
    ('≤ -120 °C', '2 to 8 °C')
    """

    lower_degC: float | None = None
    upper_degC: float | None = None
    inclusive: bool = True
    nominal_degC: float | None = None

    def with_tolerance(self, tolerance_degC: float | None) -> TemperatureRange:
        """Return a nominal temperature as the range that a site's tolerance makes of it; any other as it is.

        Examples
        --------
        >>> str(TemperatureRange(nominal_degC=4.0).with_tolerance(2.0))
        '2 to 6 °C'
        >>> TemperatureRange(nominal_degC=4.0).with_tolerance(3.3).lower_degC
        0.7
        """
        if self.nominal_degC is None or tolerance_degC is None:
            return self
        lower, upper = (round(self.nominal_degC + sign * tolerance_degC, 6) for sign in (-1, 1))
        return TemperatureRange(lower, upper)

    @property
    def lower(self) -> Quantity[Any] | None:
        """The lower end as a pint quantity."""
        return None if self.lower_degC is None else quantity(self.lower_degC, "degC")

    @property
    def upper(self) -> Quantity[Any] | None:
        """The upper end as a pint quantity."""
        return None if self.upper_degC is None else quantity(self.upper_degC, "degC")

    def __str__(self) -> str:
        if self.nominal_degC is not None:
            return f"{self.nominal_degC:g} °C (printed without a tolerance)"
        below, above = ("≤", "≥") if self.inclusive else ("<", ">")
        if self.lower_degC is None and self.upper_degC is None:
            return "any temperature"
        if self.lower_degC is None:
            return f"{below} {self.upper_degC:g} °C"
        if self.upper_degC is None:
            return f"{above} {self.lower_degC:g} °C"
        ends = "" if self.inclusive else ", its ends not included"
        return f"{self.lower_degC:g} to {self.upper_degC:g} °C{ends}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement(Checked):
    """What every limit has: a code, its citation, how binding it is, and the condition under which it holds."""

    code: str
    citation: Citation
    obligation: Obligation = "shall"
    when: When = field(default_factory=dict)
    note: str = ""

    @property
    def moments(self) -> tuple[str, ...]:
        """The events or stages that the limit names: where its clock starts and ends."""
        return ()

    @property
    def conditions(self) -> tuple[When, ...]:
        """Everything on which the limit depends, or by which it names containers."""
        return (self.when,)


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageCondition(Requirement):
    """A phase between two events and the range to keep in it; `shelf_life` is exact seconds or a calendar period."""

    starts: str
    ends: str
    range: TemperatureRange
    shelf_life: CalendarPeriod | float | None = None
    shelf_life_citation: Citation | None = None

    @property
    def moments(self) -> tuple[str, ...]:
        """The phase's two ends."""
        return self.starts, self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWindow(Requirement):
    """A clock between two events: at least and at most so long, in seconds or in calendar days.

    `within` is the temperature range that holds meanwhile, from `within_from` on where that is later. `scope` is the
    container, the whole therapy (first start to last end, or to the first end with `until_first`), the step from one
    container, dose or instance of a recurring event to the next. `starts_of` and `ends_of` name the containers whose
    events the clock runs between, such as one component's; `starts_instance` and `ends_instance` which instance counts
    of an event that recurs.
    """

    starts: str
    ends: str
    at_least_s: float | None = None
    at_most_s: float | None = None
    at_least_days: int | None = None
    at_most_days: int | None = None
    within: TemperatureRange | None = None
    within_from: str | None = None
    scope: Scope = "container"
    starts_of: When = field(default_factory=dict)
    ends_of: When = field(default_factory=dict)
    starts_instance: Instance = "first"
    ends_instance: Instance = "last"
    strict: bool = False
    until_first: bool = False
    unless: str = ""

    @property
    def moments(self) -> tuple[str, ...]:
        """The clock's two ends."""
        return self.starts, self.ends

    @property
    def conditions(self) -> tuple[When, ...]:
        """The window's own condition, and the containers at its two ends."""
        return self.when, self.starts_of, self.ends_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Precondition(Requirement):
    """An order without a duration: `after` may not happen until `before` has.

    `before_of` and `after_of` name the containers whose events are meant, such as one component's, `before_instance`
    which instance counts of an event that recurs.
    """

    before: str
    after: str
    scope: Scope = "container"
    before_instance: Instance = "last"
    before_of: When = field(default_factory=dict)
    after_of: When = field(default_factory=dict)

    @property
    def moments(self) -> tuple[str, ...]:
        """What must come first, and what must wait."""
        return self.before, self.after

    @property
    def conditions(self) -> tuple[When, ...]:
        """The order's own condition, and the containers at its two ends."""
        return self.when, self.before_of, self.after_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance(Requirement):
    """Excursions that the label itself permits in a storage phase: how far, how long each, how many."""

    storage: str
    range: TemperatureRange
    at_most_s: float | None = None
    times: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget(Requirement):
    """Cumulative time in a temperature band between two events, over all the times the product was in it."""

    starts: str
    ends: str
    band: TemperatureRange
    at_most_s: float

    @property
    def moments(self) -> tuple[str, ...]:
        """The two ends of the time that is added up."""
        return self.starts, self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Requirement):
    """A limit on what is given in a time: in any stretch of `over_s`, or, without one, the mean of each container.

    `unit` is mL or g, by the hour or the day, and perhaps for each kilogram of body weight: ``mL/kg/h``.
    """

    at_most: float
    unit: str
    over_s: float | None = None
    starts: str = "administration_start"
    ends: str = "administration_end"

    @property
    def of(self) -> str:
        """The amount of a container that it limits."""
        return "volume" if self.unit.startswith("mL") else "dmso"

    @property
    def per_kg(self) -> bool:
        """Whether it is meant for each kilogram of body weight."""
        return "/kg/" in self.unit

    @property
    def per_s(self) -> float:
        """The time in which `at_most` may be given, in seconds."""
        return DAY_S if self.unit.endswith("/d") else HOUR_S

    @property
    def moments(self) -> tuple[str, ...]:
        """The two ends of the time in which it is given."""
        return self.starts, self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Prohibition(Requirement):
    """Something the label forbids; the code names it. `forbids` are events that would show it, once `after` was."""

    forbids: tuple[str, ...] = ()
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction(Requirement):
    """Something the label demands and no record shows, such as a filter; the code names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry(Requirement):
    """The event by which a printed expiry is judged, where the label says it; `strict` where it must come before it."""

    by: str
    strict: bool = False

    @property
    def moments(self) -> tuple[str, ...]:
        """The event."""
        return (self.by,)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadLimit(Requirement):
    """A limit that this label has or may have and that nobody has read: the rule that needs it cannot decide."""

    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Product(Checked, ShownAsText):
    """One product as one label describes it.

    `atmp_class` and `pathway` are those of Regulation (EC) 1394/2007; a combined ATMP names its `device` part.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> print(load_product("kymriah-eu").storage[0].range)
    ≤ -120 °C
    """

    _readers: ClassVar[str] = "products"
    slug: str
    name: str
    inn: str
    jurisdiction: str
    atmp_class: str
    origin: str
    container: str
    citation: Citation
    retrieved: date
    in_force_from: date | None = None
    in_force_until: date | None = None
    pathway: str = "marketing authorisation"
    device: str = ""
    storage: tuple[StorageCondition, ...] = ()
    windows: tuple[TimeWindow, ...] = ()
    preconditions: tuple[Precondition, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    budgets: tuple[Budget, ...] = ()
    rates: tuple[Rate, ...] = ()
    prohibitions: tuple[Prohibition, ...] = ()
    instructions: tuple[Instruction, ...] = ()
    expiry: Expiry | None = None
    unread_limits: tuple[UnreadLimit, ...] = ()
    source: str = ""

    @property
    def conditions(self) -> dict[str, tuple[str, ...]]:
        """Each condition that a limit depends on, with every value that the label tells apart."""
        found: dict[str, dict[str, None]] = {}
        for limit in self.requirements():
            for condition in limit.conditions:
                for key, values in condition.items():
                    found.setdefault(key, {}).update(dict.fromkeys(values))
        return {key: tuple(values) for key, values in found.items()}

    @property
    def statements(self) -> tuple[str, ...]:
        """What the limits need to be told of a container: the conditions, a dose's number, an amount."""
        found = dict.fromkeys(self.conditions)
        found |= dict.fromkeys(["dose"] if any(window.scope == "next dose" for window in self.windows) else [])
        found |= dict.fromkeys(rate.of for rate in self.rates)
        found |= dict.fromkeys(["body_weight"] if any(rate.per_kg for rate in self.rates) else [])
        return tuple(found)

    def plot(self) -> list[Axes]:
        """Draw the storage ranges and the clocks."""
        axes: list[Axes] = self._reader("plot").plot_product(self)
        return axes

    def in_force(self, day: date) -> bool:
        """Say whether this version of the label was in force on a day."""
        return (self.in_force_from or date.min) <= day <= (self.in_force_until or date.max)

    def requirements(self) -> Iterator[Requirement]:
        """Every limit of the label, storage first."""
        yield from self.storage
        yield from self.windows
        yield from self.preconditions
        yield from self.allowances
        yield from self.budgets
        yield from self.rates
        yield from self.prohibitions
        yield from self.instructions
        yield from [self.expiry] if self.expiry else []
        yield from self.unread_limits
