"""Which of some numbered containers a limit is about: those of a plan or of simulated runs, used in their order.

Nobody has to ask here which container came first: they are used in the order of their numbers, doses in that of theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from itertools import product as every_pair

from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.requirement import Instance, Requirement, When
from atmp_logistics.core.wording import event, named_containers
from atmp_logistics.timing.nodes import Naming, fits
from atmp_logistics.timing.scopes import Scoped, Stretch, StretchEnd

#: A container at whose event a stretch starts, and one at whose event it ends.
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class NumberedContainers:
    """The containers of one therapy, numbered from 1, and what is stated of each.

    Attributes
    ----------
    naming : Naming
        How their events become nodes, and how many containers there are.
    conditions : sequence of mapping
        What is stated of each container, such as its component or dose.
    """

    naming: Naming
    conditions: Sequence[Mapping[str, str]]

    @property
    def numbers(self) -> range:
        """The containers' numbers."""
        return range(1, self.naming.containers + 1)

    def fitting(self, which: When) -> list[int]:
        """Return the containers that a condition surely names."""
        return [number for number in self.numbers if fits(which, self.conditions[number - 1])]

    def unstated(self, limit: Requirement, *, groups_only: bool = False) -> list[str]:
        """Return the conditions that decide which containers a limit is about and that are not stated of each.

        Parameters
        ----------
        limit : Requirement
        groups_only : bool
            Leave out the limit's own condition, and name only what tells its containers, or their doses, apart.

        Returns
        -------
        list of str
        """
        keys = dict[str, None]()
        for which in limit.conditions[1:] if groups_only else limit.conditions:
            for stated in self.conditions:
                if fits(which, stated) is None:
                    keys |= dict.fromkeys(key for key in which if key not in stated)
        if isinstance(limit, Scoped) and limit.scope == "next dose" and len(self.numbers) > 1 and not self._doses():
            keys["dose"] = None
        return list(keys)

    def in_turn(self, limit: Scoped) -> list[Pair]:
        """Return the pairs of containers of which, by the scope of a limit, the second follows the first."""
        if limit.scope == "next container":
            return list(pairwise(self.numbers))
        if limit.scope != "next dose" or not self._doses():
            return []
        return [(earlier, later) for later in self.numbers for earlier in self.dose_before(later)]

    def dose_before(self, number: int) -> list[int]:
        """Return the containers of the dose before that of a container; none for the first dose."""
        doses = self._doses()
        earlier = [dose for dose in doses.values() if dose < doses[number]]
        return [other for other, dose in doses.items() if earlier and dose == max(earlier)]

    def dose_of(self, number: int) -> list[int]:
        """Return the containers of the same dose as a container."""
        doses = self._doses()
        return [other for other, dose in doses.items() if dose == doses[number]]

    def called(self, name: str, number: int) -> str:
        """Return an event or a stage in words, with its container's number where there are several."""
        numbered = len(self.numbers) > 1 and self.naming.is_numbered(ends_of(name)[0])
        return f"{event(name)} of container {number}" if numbered else event(name)

    def _doses(self) -> dict[int, int]:
        """Return each container's dose; nothing where one is not stated."""
        doses = [stated.get("dose", "") for stated in self.conditions]
        known = all(dose.isdecimal() for dose in doses)
        return dict(zip(self.numbers, map(int, doses), strict=True)) if known else {}


@dataclass(frozen=True, slots=True)
class PlacedStretch:
    """A stretch between the events of numbered containers.

    Attributes
    ----------
    stretch : Stretch
    container : int
        The container that is asked, 0 where it is the whole therapy.
    starts, ends : tuple of int
        The containers of which one starts the stretch, and those of which one ends it: the first or the last, as the
        stretch says.
    """

    stretch: Stretch
    container: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def at_most(self) -> list[Pair]:
        """Return the pairs of containers that keep the stretch within a greatest time, where each of them does."""
        return list(
            every_pair(_either(self.starts, self.stretch.start, "first"), _either(self.ends, self.stretch.end, "last"))
        )

    def at_least(self) -> list[Pair]:
        """Return the pairs of containers that make the stretch last a least time, where each of them does."""
        return list(
            every_pair(_either(self.starts, self.stretch.start, "last"), _either(self.ends, self.stretch.end, "first"))
        )


def _either(numbers: tuple[int, ...], end: StretchEnd, binding: Instance) -> tuple[int, ...]:
    """Return all containers where the one that counts may be any, else one by which it is surely kept."""
    if end.pick == binding:
        return numbers
    return numbers[:1] if end.pick == "first" else numbers[-1:]


def placed(limit: Scoped, stretch: Stretch, containers: NumberedContainers) -> Iterator[PlacedStretch]:
    """Yield a stretch of a limit for each container, or for the therapy, of which it is asked; see `not_placed` before.

    Parameters
    ----------
    limit : TimeWindow or Precondition
    stretch : Stretch
        One of `stretches_of` the limit.
    containers : NumberedContainers

    Yields
    ------
    PlacedStretch
    """
    asked = containers.fitting(limit.when)
    if stretch.start.of in {"every", "named"}:
        starts, ends = (tuple(containers.fitting(end.named)) for end in (stretch.start, stretch.end))
        if asked and starts and ends:
            yield PlacedStretch(stretch, 0, starts, ends)
        return
    for number in asked:
        starts = tuple(_starts(stretch, number, containers))
        ends = tuple(containers.dose_of(number)) if stretch.end.of == "own dose" else (number,)
        if starts:
            yield PlacedStretch(stretch, number, starts, ends)


def _starts(stretch: Stretch, number: int, containers: NumberedContainers) -> list[int]:
    """Return the containers at which a stretch that ends with a container's event may start."""
    if stretch.start.of == "container before":
        return [number - 1] if number > 1 else []
    return containers.dose_before(number) if stretch.start.of == "dose before" else [number]


def not_placed(limit: Scoped, stretches: Sequence[Stretch], containers: NumberedContainers) -> str:
    """Return in words why a limit that holds can be asked of no container; "" where it can, or where it asks nothing.

    Returns
    -------
    str
        Such as ``state the dose of each container``.
    """
    if any(stretch.start.of == "instance before" for stretch in stretches):
        return f"the time from each {limit.moments[0].replace('_', ' ')} to the next"
    asked = containers.fitting(limit.when)
    if unstated := containers.unstated(limit, groups_only=bool(asked)):
        return f"state {' and '.join(f'the {key}' for key in unstated)} of each container"
    for stretch in stretches if asked else ():
        for end in (stretch.start, stretch.end):
            if end.of == "named" and not containers.fitting(end.named):
                return f"no container has {named_containers(end.named)}"
    return ""
