"""The limits that a label sets, one class for each kind: frozen values, no files, no records.

Each limit carries its citation. Temperatures are in °C and durations in seconds, as plain numbers named with their
unit; the properties without it are pint quantities.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.instants import CalendarPeriod
from atmp_logistics.core.product_checks import Checked
from atmp_logistics.core.requirement import Instance, Requirement, Scope, When
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.units import time_quantity

if TYPE_CHECKING:
    from atmp_logistics.core.units import Quantity


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StorageCondition(Requirement):
    """A phase between two events, and the range to keep in it.

    Attributes
    ----------
    starts, ends : str
        The events or stages between which the phase lasts.
    range : TemperatureRange
    shelf_life : CalendarPeriod, float or None
        How long the product keeps in it: a calendar period, or exact seconds.
    shelf_life_citation : Citation
        Where the shelf life was read; the citation of the range where not given.
    """

    _ENDS: ClassVar[tuple[str, ...]] = ("starts", "ends")

    starts: str
    ends: str
    range: TemperatureRange
    shelf_life: CalendarPeriod | float | None = None
    shelf_life_citation: Citation | None = None

    def __post_init__(self) -> None:
        if self.shelf_life_citation is None:
            object.__setattr__(self, "shelf_life_citation", self.citation)
        Checked.__post_init__(self)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TimeWindow(Requirement):
    """A clock between two events: at least and at most so long.

    Attributes
    ----------
    starts, ends : str
        The events or stages at which the clock starts and ends.
    at_least_s, at_most_s : float or None
        Exact durations, in seconds.
    at_least_days, at_most_days : int or None
        Calendar days, in the site's zone.
    within : TemperatureRange or None
        The range that holds meanwhile, from `within_from` on where that is later.
    scope : {'container', 'therapy', 'next container', 'next dose', 'next instance'}
        Whose events: one container's, the whole therapy's (first start to last end, or to the first end with
        `until_first`), or the step from one container, dose or instance of a recurring event to the next.
    starts_of, ends_of : mapping of str to tuple of str
        The containers between whose events the clock runs, such as one component's.
    starts_instance, ends_instance : {'first', 'last'}
        Which instance counts of an event that recurs.
    strict : bool
        Whether the limit itself is too long already.
    until_first : bool
        Whether the clock of a whole therapy ends at the first end.
    unless : str
        What the label excepts, in words.
    """

    _ENDS: ClassVar[tuple[str, ...]] = ("starts", "ends")
    _CONDITIONS: ClassVar[tuple[str, ...]] = ("when", "starts_of", "ends_of")

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
    def at_least(self) -> Quantity[Any] | None:
        """The shortest exact duration as a pint quantity."""
        return time_quantity(self.at_least_s)

    @property
    def at_most(self) -> Quantity[Any] | None:
        """The longest exact duration as a pint quantity."""
        return time_quantity(self.at_most_s)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Precondition(Requirement):
    """An order without a duration: `after` may not happen until `before` has.

    Attributes
    ----------
    before, after : str
        What must come first, and what must wait.
    scope : {'container', 'therapy', 'next container', 'next dose', 'next instance'}
    before_instance : {'first', 'last'}
        Which instance counts of an event that recurs.
    before_of, after_of : mapping of str to tuple of str
        The containers whose events are meant, such as one component's.
    """

    _ENDS: ClassVar[tuple[str, ...]] = ("before", "after")
    _CONDITIONS: ClassVar[tuple[str, ...]] = ("when", "before_of", "after_of")

    before: str
    after: str
    scope: Scope = "container"
    before_instance: Instance = "last"
    before_of: When = field(default_factory=dict)
    after_of: When = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Allowance(Requirement):
    """Excursions that the label itself permits in a storage phase.

    Attributes
    ----------
    storage : str
        The code of the storage condition.
    range : TemperatureRange
        How far an excursion may go.
    at_most_s : float or None
        How long each may last, in seconds.
    times : int or None
        How many there may be.
    until_end : bool
        Whether `at_most_s` counts from the start of the first excursion to the end of the storage phase.
    """

    storage: str
    range: TemperatureRange
    at_most_s: float | None = None
    times: int | None = None
    until_end: bool = False

    @property
    def at_most(self) -> Quantity[Any] | None:
        """How long each excursion may last, as a pint quantity."""
        return time_quantity(self.at_most_s)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Budget(Requirement):
    """Cumulative time in a temperature band between two events, over all the times the product was in it.

    Attributes
    ----------
    starts, ends : str
        The two ends of the time that is added up.
    band : TemperatureRange
    at_most_s : float
        The most in all, in seconds.
    """

    _ENDS: ClassVar[tuple[str, ...]] = ("starts", "ends")

    starts: str
    ends: str
    band: TemperatureRange
    at_most_s: float

    @property
    def at_most(self) -> Quantity[Any] | None:
        """The most in all, as a pint quantity."""
        return time_quantity(self.at_most_s)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Prohibition(Requirement):
    """Something that the label forbids; the code names it.

    Attributes
    ----------
    forbids : tuple of str
        The events that would show it.
    after : str
        The event after which they are forbidden; "": always.
    """

    forbids: tuple[str, ...] = ()
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Instruction(Requirement):
    """What the label demands and no record shows; with `states_none_of`, the rule of a limit that it does not state."""

    states_none_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Expiry(Requirement):
    """The event by which a printed expiry is compared, where the label says it.

    Attributes
    ----------
    by : str
    strict : bool
        Whether the event must come before the expiry.
    """

    _ENDS: ClassVar[tuple[str, ...]] = ("by",)

    by: str
    strict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class UnreadLimit(Requirement):
    """A limit that this label has or may have and that nobody has read.

    Attributes
    ----------
    rule : str
        The rule that needs it and so cannot decide.
    """

    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLimit(Requirement):
    """A limit of a table of its own in a product file, which a plug-in's rule claims, reads and judges.

    Attributes
    ----------
    table : str
        The table's name: ``seal-checks`` for ``[[x.seal-checks]]``.
    values : mapping of str to object
        What the rule's `read_limit` made of it: texts, numbers, dates, flags, and tuples of these.
    written : mapping of str to object
        The table as it is written, what every limit has among it.
    """

    table: str
    values: Mapping[str, object] = field(default_factory=dict)
    written: Mapping[str, object] = field(default_factory=dict)
