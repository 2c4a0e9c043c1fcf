"""What planning is made of: steps of uncertain length, statements about two events, and the template of one therapy.

A node is an event of one container, ``thaw_start[1]``, or of the whole therapy, ``lymphodepletion_end``. A statement
bounds the time between two nodes, or, after `CLOCK`, the instant of one. What kind it is decides what it may do: facts
and records bound, requirements are planned for, estimates only plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from math import inf, isfinite

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.instants import DAY, SECOND
from atmp_logistics.core.product import Product
from atmp_logistics.core.requirement import Obligation
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.core.wording import duration, step_length
from atmp_logistics.timing.durations.shape import Shape

#: The node of 1970 in UTC: a statement after it bounds an instant.
CLOCK = "clock"
#: The code of the order in which a label's storage runs: into it, out of it, and into use.
PHASE = "phase"


class Kind(StrEnum):
    """What a statement rests on, and so what it may be used for."""

    FACT = "fact"
    RECORD = "record"
    ANCHOR = "anchor"
    REQUIREMENT = "requirement"
    ORDER = "order"
    ESTIMATE = "estimate"


@dataclass(frozen=True, slots=True, repr=False)
class Step(ShortRepr):
    """A stretch between two events of a length that nobody decides.

    Attributes
    ----------
    name : str
    starts, ends : str
        The two events.
    shortest_s, longest_s : float
        The least and the most that it takes, in seconds. Where no longest is stated, it is ``inf``, and nothing that
        lies beyond the step has a safe moment.
    shape : Shape or None
        How its durations are distributed, where that is stated.
    source : str
        What the statement rests on.

    Examples
    --------
    >>> print(Step("thaw", "thaw_start", "thaw_end", 120.0, 240.0, source="SOP 12"))
    thaw takes 2 to 4 min (SOP 12)
    """

    name: str
    starts: str
    ends: str
    shortest_s: float = 0.0
    longest_s: float = inf
    shape: Shape | None = None
    source: str = ""

    @property
    def is_stated(self) -> bool:
        """Whether a longest duration is stated."""
        return isfinite(self.longest_s)

    def __str__(self) -> str:
        source = f" ({self.source})" if self.source else ""
        return f"{self.name} takes {step_length(self.shortest_s, self.longest_s)}{source}"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Statement(ShortRepr):
    """One bound: `later` is at most, or at least, so long after `earlier`; the other side is open.

    Attributes
    ----------
    earlier, later : str
        Two nodes.
    at_most_us, at_least_us : float
        In microseconds; ±inf on the open side.
    kind : Kind
        What it rests on.
    words : str
        The bound in words, without its source.
    source : str
        What it rests on, in words.
    citation : Citation or None
        Where the label states it.
    code : str
        The code of the limit.
    obligation : {'shall', 'should', 'information'}
    only_safe : bool
        Whether it is stricter than the limit that it stands for: it counts for what is safe, not for what is possible.
    kept_us : float
        What the bound leaves of the limit for the doubt of written times.

    Examples
    --------
    >>> order = Statement(earlier="a", later="b", at_least_us=0.0, kind=Kind.FACT, words="b is never before a")
    >>> order.edge, str(order)
    (('b', 'a', -0.0), 'b is never before a')
    """

    earlier: str
    later: str
    at_most_us: float = inf
    at_least_us: float = -inf
    kind: Kind
    words: str
    source: str = ""
    citation: Citation | None = None
    code: str = ""
    obligation: Obligation = "shall"
    only_safe: bool = False
    kept_us: float = 0.0

    @property
    def edge(self) -> tuple[str, str, float]:
        """The bound as (from, to, at most): `to` happens at most so many microseconds after `from`."""
        if isfinite(self.at_most_us):
            return self.earlier, self.later, self.at_most_us
        return self.later, self.earlier, -self.at_least_us

    @property
    def is_of_days(self) -> bool:
        """Whether it is a limit of a day or more, or one on a day of the calendar, and not of minutes and hours."""
        size_us = self.at_most_us if isfinite(self.at_most_us) else self.at_least_us
        return self.kind is Kind.REQUIREMENT and size_us + self.kept_us >= DAY

    def __str__(self) -> str:
        return f"{self.words} ({self.source})" if self.source else self.words


@dataclass(frozen=True, slots=True, repr=False)
class Link(ShortRepr):
    """One instance of a step: the node at which it starts and the node at which it ends."""

    step: Step
    starts: str
    ends: str

    @property
    def shortest_us(self) -> float:
        """The shortest that it takes, in microseconds."""
        return self.step.shortest_s * SECOND

    @property
    def longest_us(self) -> float:
        """The longest that it takes, in microseconds."""
        return self.step.longest_s * SECOND


@dataclass(frozen=True, eq=False, repr=False)
class Template(ShortRepr):
    """The events of a product's plan for so many containers in one mode, and what bounds the times between them.

    `mode` is what the limits' conditions are taken to be; `not_planned` says in words which limits of the label are no
    bounds on times, or could not be made one. A template is equal only to itself.
    """

    product: Product
    containers: int
    mode: Mapping[str, str]
    nodes: tuple[str, ...]
    statements: tuple[Statement, ...]
    links: tuple[Link, ...]
    not_planned: tuple[str, ...] = ()
    calendar: tuple[CalendarRule, ...] = ()

    @cached_property
    def places(self) -> dict[str, int]:
        """Each node's place in `nodes`."""
        return {node: i for i, node in enumerate(self.nodes)}

    @cached_property
    def uncontrolled(self) -> frozenset[str]:
        """The nodes that come by themselves: the ends of steps."""
        return frozenset(link.ends for link in self.links)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CalendarRule(ShortRepr):
    """A limit in calendar days: `later` is at least and at most so many days after `earlier`, in the site's zone.

    It becomes a window as soon as one of the two dates is known.
    """

    earlier: str
    later: str
    at_least_days: int | None = None
    at_most_days: int | None = None
    words: str
    source: str = ""
    citation: Citation | None = None
    code: str = ""
    obligation: Obligation = "shall"
    strict: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Shortfall(ShortRepr):
    """Why it cannot work: statements that contradict each other, by how much, and what relaxing any one would do.

    `short_us` is how much any one of `statements` would have to give way for this contradiction to go; another may
    remain behind it. `possible` is False where it cannot work even with every step at its fastest, True where it can
    but nobody can promise it.
    """

    statements: tuple[Statement, ...]
    short_us: float
    possible: bool = False
    remedies: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        how = "if a step takes its longest" if self.possible else "even if every step is at its fastest"
        verb = "can be" if self.possible else "is"
        lines = [f"This {verb} {self._size} short {how}. These statements contradict each other:", *self._numbered]
        lines.append(f"Moving any ONE by {self._size} resolves this contradiction; another may remain behind it.")
        return "\n".join([*lines, *(f"  - {remedy}" for remedy in self.remedies)])

    def as_record(self) -> str:
        """Return which times of a record cannot all be true, and how far they are apart.

        Returns
        -------
        str
        """
        lines = [f"These cannot all be true, by {self._size}:", *self._numbered]
        return "\n".join([*lines, f"Moving any ONE by {self._size} resolves it; correct the one that is wrong."])

    @property
    def _size(self) -> str:
        return duration(self.short_us / SECOND, exact=True)

    @property
    def _numbered(self) -> Iterator[str]:
        return (f"  ({i}) {words}" for i, words in enumerate(dict.fromkeys(map(str, self.statements)), 1))
