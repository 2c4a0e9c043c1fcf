"""Which events a plan holds, what each is called in it, and the order in which nature puts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from atmp_logistics.core.event_kinds import EVENTS, STAGES, ends_of
from atmp_logistics.core.product import Product
from atmp_logistics.timing.constraints import Kind, Statement
from atmp_logistics.timing.node_names import named


@dataclass(frozen=True, slots=True)
class Naming:
    """How events become nodes for so many containers.

    Attributes
    ----------
    containers : int
    numbered : frozenset of str
        Events of a dose that each container has anew.
    repeated : frozenset of str
        Recurring events of which the first and the last instance differ.
    """

    containers: int
    numbered: frozenset[str] = frozenset()
    repeated: frozenset[str] = frozenset()

    def node(self, event: str, container: int, side: str = "first") -> str:
        """Return the node of an event: of one container, or of the therapy.

        Examples
        --------
        >>> Naming(2).node("thaw_end", 2), Naming(2).node("lymphodepletion_end", 2)
        ('thaw_end[2]', 'lymphodepletion_end')
        """
        of_container = f"{event}:{side}" if event in self.repeated else event
        return f"{of_container}[{container}]" if self.is_numbered(event) else of_container

    def is_numbered(self, event: str) -> bool:
        """Say whether each container has the event for itself."""
        return EVENTS[event].scope == "container" or event in self.numbered

    def nodes(self, event: str) -> list[str]:
        """Return every node of an event."""
        sides = ("first", "last") if event in self.repeated else ("first",)
        numbers = range(1, self.containers + 1) if self.is_numbered(event) else (1,)
        return [self.node(event, number, side) for number in numbers for side in sides]

    def pairs(self, one: str, other: str) -> Iterator[tuple[int, int]]:
        """Yield the containers of two events of which one speaks together: its own, or all of the therapy's."""
        for first in range(1, self.containers + 1) if self.is_numbered(one) else (1,):
            for second in range(1, self.containers + 1) if self.is_numbered(other) else (1,):
                if first == second or not (self.is_numbered(one) and self.is_numbered(other)):
                    yield first, second


def event_of(node: str) -> str:
    """Return the event of a node.

    Examples
    --------
    >>> event_of("storage_out:last[2]"), container_of("storage_out:last[2]"), container_of("premedication")
    ('storage_out', 2, None)
    """
    return node.partition("[")[0].partition(":")[0]


def container_of(node: str) -> int | None:
    """Return the number of a node's container, None for an event of the therapy."""
    number = node.partition("[")[2]
    return int(number[:-1]) if number else None


def events_planned(product: Product, stated: Iterable[str]) -> tuple[str, ...]:
    """Return the events of a plan, in the order of a therapy: those of the label's clocks, and those stated besides.

    Of a stage of which one end is named, the other is there too.
    """
    clocks = (*product.windows, *product.preconditions, *product.storage, *product.budgets)
    moments = [name for limit in clocks for name in limit.moments]
    moments += product.expiry.moments if product.expiry else ()
    moments += ["manufacturing_end"] if any(store.shelf_life is not None for store in product.storage) else []
    found = {end for name in (*moments, *stated, "administration") for end in ends_of(name)}
    for event in list(found):
        stage = event.removesuffix("_start").removesuffix("_end")
        found |= set(ends_of(stage)) if stage in STAGES and stage != "manufacturing" else set()
    return tuple(name for name in EVENTS if name in found)


def natural_order(events: Sequence[str], naming: Naming) -> Iterator[Statement]:
    """Yield the order that nature puts the events in; what follows from two orders is left to follow."""
    chosen = frozenset(events)
    for event in events:
        for before in _just_before(event, chosen):
            for one, other in naming.pairs(before, event):
                yield _never_before(naming.node(before, one, "last"), naming.node(event, other, "first"))
        if event in naming.repeated:
            for number in range(1, naming.containers + 1) if naming.is_numbered(event) else (1,):
                yield _never_before(naming.node(event, number, "first"), naming.node(event, number, "last"))


def _never_before(first: str, then: str) -> Statement:
    words = f"{named(then)} never comes before {named(first)}"
    return Statement(earlier=first, later=then, at_least_us=0.0, kind=Kind.FACT, words=words, code="natural-order")


def _just_before(event: str, chosen: frozenset[str]) -> list[str]:
    """Return the chosen events that nature puts before one with none of the others between them."""
    near = [name for name in chosen if name in nature_before(event)]
    return sorted(name for name in near if not any(name in nature_before(other) for other in near))


@cache
def nature_before(event: str) -> frozenset[str]:
    """Return every event that nature puts before one.

    Examples
    --------
    >>> sorted(nature_before("thaw_end"))[:3]
    ['collection_start', 'manufacturing_end', 'manufacturing_start']
    """
    own = EVENTS[event].after
    return frozenset(own).union(*map(nature_before, own)) if own else frozenset()


def fits(condition: Mapping[str, tuple[str, ...]], stated: Mapping[str, str]) -> bool | None:
    """Say whether a container is one that a condition names: yes, no, or None where nobody stated it.

    Examples
    --------
    >>> fits({"dose": ("1",)}, {"dose": "2"}), fits({"dose": ("1",)}, {}), fits({}, {})
    (False, None, True)
    """
    known = [stated[key] in values for key, values in condition.items() if key in stated]
    if not all(known):
        return False
    return True if len(known) == len(condition) else None
