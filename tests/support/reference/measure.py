"""What one container met in a phase: bounds over every world that its record allows (DESIGN 1, 7)."""

from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import inf

from reference.loggers import ONLY, Stretch, is_somebodys, standing
from reference.readings import Line
from reference.values import MINUTE
from reference.when import When
from reference.worlds import Stand, stand_of


@dataclass(frozen=True)
class Phase:
    """A stretch with bounds on both ends; `reverses` where it may end before it starts.

    `start_key` and `end_key` name the events at its ends, as the worlds do; `limit` is what asks of it.
    """

    start: When
    end: When
    reverses: bool = False
    start_key: object = None
    end_key: object = None
    limit: object = None

    @property
    def certain(self):
        return self.start.hi, self.end.lo

    @property
    def possible(self):
        return self.start.lo, self.end.hi


def length(extent, unknown):
    """How long a span is; of one without an end, what is to be taken."""
    return unknown if {-inf, inf} & {*extent} else extent[1] - extent[0]


@dataclass
class View:
    """A phase in one world: who stands in it, its certain and its possible extent."""

    stands: list[Stand]
    certain: tuple
    possible: tuple
    guard: Fraction
    reverses: bool
    fixed: bool = False
    said: list = field(default_factory=list)
    known: dict = field(default_factory=dict)

    def overlaps(self, extent):
        """Each stand's part of a span; where one logger takes over, each span has only its own logger's reading."""
        for stand in self.stands:
            a, b = max(extent[0], stand.since), min(extent[1], stand.until)
            if a < b or (a == b == extent[0] == extent[1] and self.stands_at(stand, a)):
                yield stand, a, b

    def stands_at(self, stand: Stand, at):
        """Whether a logger surely stands at the one instant that the phase surely holds.

        Where that is the phase's begin, the one that takes over there; where it is its end, the one that goes.
        """
        from_it, up_to_it = self.certain[0] == self.possible[0], self.certain[1] == self.possible[1]
        inside = stand.since < at < stand.until
        return (
            self.fixed
            or inside
            or (from_it and stand.since <= at < stand.until)
            or (up_to_it and stand.since < at <= stand.until)
        )

    def lines(self, extent) -> list[Line]:
        """The lines in a span, in time order, cut to it."""
        if extent not in self.known:
            self.known[extent] = self._lines(extent)
        return self.known[extent]

    def _lines(self, extent):
        cut = [line.cut(a, b) for stand, a, b in self.overlaps(extent) for line in stand.lines]
        return sorted((line for line in cut if line), key=lambda line: (line.start, line.end))

    def values(self, extent) -> list[Fraction]:
        """Every temperature that was met in a span and could be its extreme."""
        of_lines = [value for line in self.lines(extent) for value in (line.first, line.last)]
        points = [value for stand, a, b in self.overlaps(extent) for t, value in stand.points if a <= t <= b]
        return of_lines + points

    def monitored(self, extent):
        return sum(line.end - line.start for line in self.lines(extent))

    def unmonitored(self):
        """Bounds on the time without readings: "a phase's first and last stretch without a reading is a gap too"."""
        certain, possible = length(self.certain, 0), length(self.possible, inf)
        return (
            max(certain - self.monitored(self.certain), 0) if certain > 0 else 0,
            inf if self.reverses or possible == inf else max(possible - self.monitored(self.possible), 0),
        )

    def warmest(self):
        """Bounds on the warmest temperature: at least what was met for sure, at most that of a log without a gap."""
        sure, may = self.values(self.certain), self.values(self.possible)
        whole = may and self.unmonitored()[1] == 0
        return (max(sure) - self.guard if sure else -inf), (max(may) + self.guard if whole else inf)

    def coldest(self):
        warmest = self.flipped().warmest()
        return -warmest[1], -warmest[0]

    def flipped(self):
        stands = [
            replace(
                stand,
                points=[(t, -value) for t, value in stand.points],
                lines=[Line(line.start, line.end, -line.first, -line.last) for line in stand.lines],
            )
            for stand in self.stands
        ]
        return replace(self, stands=stands, known={})

    def time_where(self, extent, holds):
        """The time in a span during which lines are in the stretch that `holds` finds on each of them."""
        return sum(part[1] - part[0] for line in self.lines(extent) if (part := holds(line)))


@dataclass
class Met:
    """What one container met: its worlds, and the loggers' accuracy where it is a guard band."""

    worlds: list
    logs: dict
    guard: Fraction
    given: object
    places: bool = False
    seen: dict = field(default_factory=dict)

    def views(self, phase: Phase) -> list[View]:
        """The phase in every world."""
        key = (phase.start, phase.end, phase.start_key, phase.end_key, phase.reverses, id(phase.limit))
        if key not in self.seen:
            self.seen[key] = [
                self._view(phase, world, own) for world, said in self.worlds for own in speaking(said, phase)
            ]
        return self.seen[key]

    def _view(self, phase: Phase, world, said):
        start = self.given(world, phase.start_key, phase.start)
        end = self.given(world, phase.end_key, phase.end)
        reverses = phase.reverses and not (start[1] <= end[0])
        own = [stand_of(one, self.logs[one.name]) for one in standing(said) if one.name in self.logs]
        fixed = start[0] == end[1]
        if fixed:
            own = the_one_at(start[0], own, phase)
        return View(own, (start[1], end[0]), (start[0], end[1]), self.guard, reverses, fixed, said)

    def over(self, phase: Phase, measure):
        """Bounds that hold in every world."""
        found = [measure(view) for view in lasting(self.views(phase))]
        return min(lower for lower, _ in found), max(upper for _, upper in found)

    def coldest(self, phase: Phase):
        return self.over(phase, View.coldest)

    def warmest(self, phase: Phase):
        return self.over(phase, View.warmest)

    def unmonitored(self, phase: Phase):
        return self.over(phase, View.unmonitored)

    def was_assigned(self, phase: Phase):
        """Whether a logger that somebody assigned can have stood in a phase, read or not."""
        return any(
            is_somebodys([one for one in view.said if meets(one, phase)], *view.possible)
            for view in lasting(self.views(phase))
        )

    def in_doubt(self, phase: Phase):
        """Whether some logger may come or go in the middle of a phase, at a time that is not exact.

        "Where one logger takes over from another in the middle of a phase and the time is not exact, the doubt of that
        time is a gap of the phase" (adr/0001): there the core may know less than this; and where no instant is surely
        of the phase, though one at its end or its begin is.
        """
        if phase.start.hi >= phase.end.lo:
            return True
        times = {}
        for world, _ in self.worlds:
            for key, at in world.items():
                times.setdefault(key, set()).add(at)
        own = {phase.start_key, phase.end_key}
        return any(len(ats) > 1 and (key not in own or is_lost(ats)) for key, ats in times.items())

    def edge_in_doubt(self):
        """Whether a logger comes or goes with the phase, at a time that is not exact: how long it surely was there, the
        core may know less of."""
        return any(world.get(key) != self.worlds[0][0].get(key) for world, _ in self.worlds for key in world)

    def was_seen(self, phase: Phase):
        """Whether some reading is of the phase, in every world."""
        return all(view.values(view.possible) for view in lasting(self.views(phase)))


def is_lost(times):
    """Whether a time is not known to some minutes."""
    return max(times) - min(times) > 10 * MINUTE


def lasting(views: list[View]) -> list[View]:
    """The worlds in which a phase lasts: one of no length is no more than where those of a little length lead to."""
    return [view for view in views if not view.fixed] or views


def speaking(said: list[Stretch], phase: Phase) -> list[list[Stretch]]:
    """What is said of loggers that counts for what a limit asks, in every way in which nobody said which storage holds.

    Who stands is asked "at each instant and container", whatever limit asks; but one that nobody assigned stands for its
    storage, and "for no window and no budget beyond".
    """
    assigned = [one for one in said if one.level != ONLY]
    alone = [one for one in said if one.level == ONLY]
    if phase.limit is None or hasattr(phase.limit, "band"):
        return [[*assigned, one] for one in alone] or [assigned]
    return [[*assigned, *(one for one in alone if one.limit is phase.limit)]]


def meets(one: Stretch, phase: Phase):
    """Whether a stretch neither begins with the event that ends a phase, nor ends with the one that opens it."""
    if phase.start_key == phase.end_key:
        return True
    begins = phase.end_key is not None and one.opened_by == phase.end_key
    return not begins and (phase.start_key is None or one.closed_by != phase.start_key)


def the_one_at(at, stands, phase: Phase):
    """Who stands for a phase of one instant: of two the one that takes over, as the event that opens the phase names it.

    "A logger that begins with the event that ends a phase has no reading in that phase."
    """
    here = [stand for stand in stands if stand.since <= at <= stand.until]
    same = phase.start_key == phase.end_key
    here = [
        one for one in here if one.since < at or one.since == one.until or same or not begins_by(one, phase.end_key)
    ]
    opened = [stand for stand in here if stand.since == at]
    return opened or [one for one in here if phase.start_key is None or one.stretch.closed_by != phase.start_key]


def begins_by(stand: Stand, key):
    return key is not None and stand.stretch.opened_by == key


def doubts(met: Met, phase: Phase):
    """What the core may know less of: who stood at a doubtful time, and for how long."""
    return {name for name, open_ in (("hand-over", met.in_doubt(phase)), ("edge", met.edge_in_doubt())) if open_}
