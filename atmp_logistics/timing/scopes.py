"""What the scope of a window or a precondition means: from which event of which containers to which, and how long.

This is the one place where it is written. Rules measure these stretches on what is known of a record, plans turn them
into constraints between numbered containers, simulations measure them on drawn times.

Of several containers the first or the last counts. A least time is asked of the shortest stretch between two groups of
containers, a greatest time of the longest one: where both are asked there are two stretches. No stretch may run
backwards. A word such as ``administration`` may mean its start or its end; a container of which nobody stated what
group it belongs to may be of it or not; where no container surely belongs to a group, nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.limits import Precondition, TimeWindow
from atmp_logistics.core.product import Product
from atmp_logistics.core.requirement import Instance, When
from atmp_logistics.core.verdict import Limit

#: The limits that have a scope.
Scoped = TimeWindow | Precondition
#: Whose event counts, seen from the container that is asked: its own; that of every container of the therapy; of those
#: that a condition names; of the container, or of any container of the dose, before it; of any container of its dose;
#: the instance before, of an event that recurs.
Containers = Literal["own", "every", "named", "container before", "dose before", "own dose", "instance before"]

_THAW = frozenset({"thaw", "thaw_start", "thaw_end"})


@dataclass(frozen=True, slots=True)
class StretchEnd:
    """One end of a stretch of time.

    Attributes
    ----------
    event : str
        An event, or a stage such as ``administration``: then its start or its end, whichever decides against the limit.
    instance : {'first', 'last'}
        Which instance counts of an event that recurs in one container.
    of : str
        The containers whose event counts, one of `Containers`.
    pick : {'first', 'last'}
        Which of several containers counts.
    named : mapping
        The condition that names the containers, where `of` is ``named``; an empty one names every container.
    """

    event: str
    instance: Instance
    of: Containers = "own"
    pick: Instance = "first"
    named: When = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of time that a limit bounds.

    Attributes
    ----------
    start, end : StretchEnd
    least, most : float or None
        How long it may last, in `unit`; None where the limit names none.
    unit : {'s', 'd'}
        Seconds, or calendar days.
    strict : bool
        Whether the two bounds themselves are not allowed.
    """

    start: StretchEnd
    end: StretchEnd
    least: float | None
    most: float | None
    unit: Literal["s", "d"] = "s"
    strict: bool = False

    @property
    def limit(self) -> Limit:
        """The bounds as a limit; a stretch without a least time may not run backwards, and 0 is included."""
        floor = None if self.strict else 0.0
        return Limit(floor if self.least is None else float(self.least), self.most, self.unit, not self.strict)

    @property
    def is_over_therapy(self) -> bool:
        """Whether it runs over all containers of a therapy, each of which then may not run backwards either."""
        return (self.start.of, self.end.of, self.start.pick) == ("every", "every", "first")


def stretches_of(limit: Scoped) -> tuple[Stretch, ...]:
    """Return the stretches of time that a window or a precondition bounds; none for one that names no duration.

    Parameters
    ----------
    limit : TimeWindow or Precondition

    Returns
    -------
    tuple of Stretch
        One; or one for the least and one for the greatest time, where these are asked of different containers.

    Examples
    --------
    >>> from atmp_logistics.core.citation import Citation
    >>> week = TimeWindow(
    ...     code="doses", citation=Citation("label"), starts="administration_end", ends="administration_start",
    ...     scope="next dose", at_least_days=7, at_most_days=14,
    ... )
    >>> for one in stretches_of(week):
    ...     print(one.least, one.most, one.start.of, one.start.pick, one.end.of)
    7 None dose before last own
    None 14 dose before first own dose
    """
    return tuple(_of_precondition(limit) if isinstance(limit, Precondition) else _of_window(limit))


def _of_window(window: TimeWindow) -> Iterator[Stretch]:
    in_days = window.at_least_days is not None or window.at_most_days is not None
    least, most = (window.at_least_days, window.at_most_days) if in_days else (window.at_least_s, window.at_most_s)
    if least is None and most is None:
        return
    start, end = StretchEnd(window.starts, window.starts_instance), StretchEnd(window.ends, window.ends_instance)
    whole = Stretch(start, end, least, most, "d" if in_days else "s", window.strict)
    if window.scope == "therapy" and not (window.starts_of or window.ends_of):
        picked: Instance = "first" if window.until_first else "last"
        yield replace(whole, start=replace(start, of="every"), end=replace(end, of="every", pick=picked))
    elif window.scope == "therapy":
        named = replace(start, of="named", named=window.starts_of), replace(end, of="named", named=window.ends_of)
        yield from _shortest_and_longest(whole, *named)
    elif window.scope == "next dose":
        yield from _shortest_and_longest(whole, replace(start, of="dose before"), replace(end, of="own dose"))
    elif window.scope == "next instance":
        yield from _shortest_and_longest(whole, replace(start, of="instance before"), end)
    elif window.scope == "next container":
        yield replace(whole, start=replace(start, of="container before"))
    else:
        yield whole


def _shortest_and_longest(whole: Stretch, start: StretchEnd, end: StretchEnd) -> Iterator[Stretch]:
    """Yield the least time from the last start to the first end, the greatest from the first start to the last end."""
    if whole.least is not None:
        # The least time to the first of a dose is kept where it is kept to each of its containers.
        nearest = replace(end, of="own" if end.of == "own dose" else end.of, pick="first")
        yield replace(whole, start=replace(start, pick="last"), end=nearest, most=None)
    if whole.most is not None:
        yield replace(whole, start=replace(start, pick="first"), end=replace(end, pick="last"), least=None)


def _of_precondition(order: Precondition) -> Iterator[Stretch]:
    """Yield the stretch from the last of what must come first to the first of what must wait."""
    before, after = StretchEnd(order.before, order.before_instance), StretchEnd(order.after, "first")
    if order.scope == "next container":
        before = replace(before, of="container before")
    elif order.scope == "therapy":
        of: Containers = "named" if order.before_of or order.after_of else "every"
        before = replace(before, of=of, pick="last", named=order.before_of)
        after = replace(after, of=of, pick="first", named=order.after_of)
    yield Stretch(before, after, 0.0, None)


def scoped_limits(product: Product) -> list[Scoped]:
    """Return every window and every precondition of a product."""
    return [*product.windows, *product.preconditions]


def order_event(product: Product, limit: Scoped) -> str:
    """Return the event by whose time containers, or doses, follow each other.

    From container to container it is the start of the thaw; under a label without a thaw, and from dose to dose, it is
    the event that ends the stretch, or the start of the stage that ends it.

    Parameters
    ----------
    product : Product
    limit : TimeWindow or Precondition
        One with the scope ``next container`` or ``next dose``.

    Returns
    -------
    str

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> kymriah, alofisel = load_product("kymriah-eu"), load_product("alofisel-eu")
    >>> order_event(kymriah, kymriah.preconditions[0]), order_event(alofisel, alofisel.preconditions[0])
    ('thaw_start', 'preparation_start')
    """
    return "thaw_start" if _names_a_thaw(product) and limit.scope != "next dose" else ends_of(limit.moments[1])[0]


def numbering_event(product: Product) -> str:
    """Return the event by whose time the containers of a record are numbered, where a plan goes on from it.

    It is that by which they follow each other: the start of the thaw, or, under a label without a thaw, what the first
    limit from container to container goes by, else the start of the administration.
    """
    nexts = [limit for limit in scoped_limits(product) if limit.scope == "next container"]
    if nexts:
        return order_event(product, nexts[0])
    return "thaw_start" if _names_a_thaw(product) else "administration_start"


def _names_a_thaw(product: Product) -> bool:
    return any(_THAW.intersection(limit.moments) for limit in product.requirements())
