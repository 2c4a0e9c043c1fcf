"""The record as a whole: a product, a therapy's containers, and what each of them met."""

from dataclasses import dataclass, field
from fractions import Fraction

from reference.containers import Container
from reference.labels import applies, belongs, told
from reference.loggers import key_of
from reference.measure import Met, Phase
from reference.values import ends
from reference.when import When, earliest, latest


@dataclass
class Record:
    """A product, a therapy's containers, and what each of them met."""

    product: object
    site: object
    tz: object
    containers: list[Container]
    met: dict[int, Met]
    stated: dict[str, str]
    notes: dict = field(default_factory=dict)

    def phase(self, container: Container, starts, stops, sides=("first", "last"), limit=None) -> Phase:
        """From the first start to the last stop of one container, or between other instances of them."""
        start, end = container.at(starts, sides[0]), container.at(stops, sides[1])
        keys = [
            key_of(container, name, side) if len(set(ends(name))) == 1 else (name, side)
            for name, side in zip((starts, stops), sides, strict=True)
        ]
        keys = [None, None] if container.contradicts else keys
        reverses = container.elapsed(starts, stops, sides)[0] < 0
        return Phase(start, end, reverses, *keys, limit)

    def clock(self, container: Container, window):
        """Bounds on a window's start, on its end, and on the time between; over a therapy's containers if so asked.

        A therapy's clock runs from the first start to the last end, or to the first; it is no shorter than any
        container's, and where a container's own may have run backwards, it may have too.
        """
        sides = instances_of(window)
        if window.scope == "container":
            start, end = container.at(window.starts, sides[0]), container.at(window.ends, sides[1])
            return start, end, container.elapsed(window.starts, window.ends, sides)
        group = self.therapy(container)
        start = earliest(one.at(window.starts, sides[0]) for one in group)
        end = (earliest if window.until_first else latest)(one.at(window.ends, sides[1]) for one in group)
        own = [one.elapsed(window.starts, window.ends, sides)[0] for one in group]
        lower, upper = start.until(end)
        lower = lower if window.until_first else max(lower, *own)
        return start, end, (min(lower, *own) if min(own) < 0 else lower, upper)

    def therapy(self, container: Container) -> list[Container]:
        return [one for one in self.containers if one.therapy == container.therapy]

    def told(self, container: Container):
        return told(self.stated, container)

    def applies(self, requirement, container: Container):
        """Whether a limit holds of a container: yes, no, or None where nobody stated its condition."""
        return applies(requirement, self.told(container))

    def belongs(self, which, container: Container):
        """Whether a container is one of those named: yes, no, or None where nobody said."""
        return belongs(which, self.told(container))

    def amount(self, name, container: Container):
        """A volume in mL or a weight in kg; None where nobody stated it."""
        text = self.told(container).get(name)
        if text is None:
            return None
        number, unit = text.split()
        return Fraction(number) * {"mL": 1, "L": 1000, "kg": 1, "g": Fraction(1, 1000)}[unit]


def instances_of(window):
    """Which instance counts of the events at a clock's two ends."""
    return window.starts_instance, window.ends_instance


def of_several(window):
    """Whether a window is about several stretches, of which the shortest and the longest are judged."""
    return window.scope in {"next instance", "next dose"} or bool(window.starts_of or window.ends_of)


def band_phase(record: Record, container: Container, window) -> Phase:
    """The stretch during which a window's band holds: each container's own, but no longer than its clock runs."""
    starts, sides = window.within_from or window.starts, instances_of(window)
    sides = ("first" if window.within_from else sides[0], sides[1])
    own = record.phase(container, starts, window.ends, sides, window)
    if not window.until_first:
        return own
    end: When = record.clock(container, window)[1]
    return Phase(own.start, end, end.lo < own.start.hi and not own.start.comes_before(end), own.start_key, None, window)
