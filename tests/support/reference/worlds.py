"""Every world that the doubtful times of a record allow, and who stands in each: as many as there are, one by one."""

from dataclasses import dataclass
from itertools import product
from math import inf

from reference.containers import Container
from reference.loggers import (
    EVENTS,
    Stretch,
    bounds_of,
    by_events,
    by_places,
    ends_of,
    key_of,
    named_rows,
    the_only_one,
)
from reference.readings import Line, Log
from reference.values import ends, exact

#: So many worlds are looked at; a record that leaves more open is not judged here.
MANY = 3000


class TooManyWorlds(Exception):
    """The record leaves more open than can be tried one by one."""


@dataclass
class Stand:
    """A logger in a world: from when to when it stands, and what it shows of that time."""

    name: str
    since: float
    until: float
    points: list
    lines: list[Line]
    stretch: Stretch


def stand_of(stretch: Stretch, log: Log) -> Stand:
    """What a logger shows while it stands.

    One that stays in its place: the lines between its readings count also across the begin and the end. One that
    travels: no line to a reading from before or after its stand; its nearest own reading holds up to an edge that is
    less than one logging interval away.
    """
    since, until = stretch.since, stretch.until
    points = [(t, value) for t, value in log.points if since <= t <= until]
    if not stretch.travels:
        return Stand(log.name, since, until, points, log.lines, stretch)
    lines = [line for line in log.lines if since <= line.start and line.end <= until]
    if points:
        (begin, first), (end, last) = points[0], points[-1]
        if since < begin and begin - since < log.before[begin]:
            lines.insert(0, Line(since, begin, first, first))
        if end < until and until - end < log.after[end]:
            lines.append(Line(end, until, last, last))
    return Stand(log.name, since, until, points, lines, stretch)


@dataclass
class Worlds:
    """All that a record leaves open of who stands for one container."""

    container: Container
    logs: dict[str, Log]
    places: list
    limits: list
    stores: list
    edges: list

    def __post_init__(self):
        self.places = [place for place in self.places if place.logger in self.logs]
        # A logger that a row names at an event that opens no storage is not one of which nothing is stated, nor is it for
        # a container whose own rows name it (adr/0001).
        own = {self.container.rows[i].logger for i in named_rows(self.container)}
        self.unstated = len(self.logs) == 1 and not self.places and not (self.container.named | own) & set(self.logs)
        codes = {limit.code for limit in self.limits}
        self.places = [place for place in self.places if place.everywhere or codes & set(place.codes)]
        self.travelling = set(named_rows(self.container))
        self.keys = self._keys()
        self.chosen = {key: bounds_of(self.container, key) for key in self.keys}

    def _keys(self):
        keys = set(self.travelling)
        for place in self.places:
            for limit in self.limits:
                keys |= set(ends_of(self.container, limit)) if limit.code in place.codes else set()
        if any(place.everywhere for place in self.places):
            self.travelling |= self._outermost()
            keys |= self._outermost()
        if self.unstated and len({store.code for store in self.stores}) == 1:
            for store in self.stores:
                keys |= set(ends_of(self.container, store))
            logged = {row.event for row in self.container.rows} & {"storage_in", "storage_out"}
            keys |= {key_of(self.container, kind, "first") for kind in logged}
        return sorted(keys, key=str)

    def _outermost(self):
        """The rows that can be the first or the last of all."""
        moments = [bounds_of(self.container, i) for i in range(len(self.container.rows))]
        first, last = min(one.hi for one in moments), max(one.lo for one in moments)
        return {i for i, one in enumerate(moments) if one.lo <= first or one.hi >= last}

    def __iter__(self):
        """Yield each world: the times chosen, and who is said to stand."""
        choices = [sorted(self._candidates(key)) for key in self.keys]
        count = 1
        for own in choices:
            count *= len(own)
        if count > MANY:
            raise TooManyWorlds(count)
        for times in product(*choices):
            world = dict(zip(self.keys, times, strict=True))
            if self._can_be(world):
                yield world, self._who(world)

    def _candidates(self, key):
        """The times of an event at which anything can change: both ends, and what readings and limits set."""
        bounds = self.chosen[key]
        found = {bounds.lo, bounds.hi}
        if bounds.lo == bounds.hi:
            return found
        marks = {t for other in self.chosen.values() for t in other} | {bounds.lo + 1, bounds.hi - 1}
        marks |= {t + k for log in self.logs.values() for t, _ in log.points for k in (-1, 0, 1)}
        if key in self.travelling:
            for log in self.logs.values():
                for t, _ in log.points:
                    for at in (t, t - log.before[t], t + log.after[t]):
                        marks |= {int(at) - 1, int(at), int(at) + 1}
                for line in log.lines:
                    marks |= {int(t) + k for edge in self.edges for t in crossing(line, edge) for k in (0, 1)}
        return found | {t for t in marks if bounds.lo <= t <= bounds.hi}

    def _can_be(self, world):
        """Whether these times keep the order in which they are written, and what nature and the site say of them."""
        for one in self.keys:
            for other in self.keys:
                if self.chosen[one].comes_before(self.chosen[other]) and world[one] > world[other]:
                    return False
                if world[one] > -inf and world[other] - world[one] > self._far(one, other):
                    return False
        return True

    def given(self, world, key, bounds):
        """What is known of an end of a phase in a world: no less than facts say from the times that it chose."""
        if key in world:
            return world[key], world[key]
        lo, hi = bounds.lo, bounds.hi
        for other, at in world.items():
            if key is not None and -inf < at < inf:
                lo, hi = max(lo, at - self._far(key, other)), min(hi, at + self._far(other, key))
                lo = max(lo, at) if self.chosen[other].comes_before(bounds) else lo
                hi = min(hi, at) if bounds.comes_before(self.chosen[other]) else hi
            if isinstance(key, tuple) and key[0] == "storage_out" and self._row_is(other, min) and lo > -inf:
                lo = max(lo, at)
            if isinstance(key, tuple) and key[0] == "storage_out" and self._row_is(other, max) and hi < inf:
                hi = min(hi, at)
        return lo, hi

    def _row_is(self, key, pick):
        """Whether a row is the first way out that is written: of two, each is no earlier (issue F)."""
        rows = [row for row in self.container.rows if row.event == "storage_out"]
        mine = self.container.rows[key] if isinstance(key, int) else None
        return mine in rows and None not in {row.at for row in rows} and mine.at == pick(row.at for row in rows)

    def _far(self, one, other):
        self._table = getattr(self, "_table", {})
        if (one, other) not in self._table:
            nodes = [self._node(key) for key in (one, other)]
            self._table[one, other] = inf if None in nodes else self.container.farthest(*nodes)
        return self._table[one, other]

    def _node(self, key):
        if not isinstance(key, int):
            return key if len(set(ends(key[0]))) == 1 else None
        kind = self.container.rows[key].event
        return next(((kind, side) for side in ("first", "last") if key_of(self.container, kind, side) == key), None)

    def _who(self, world):
        if any(place.everywhere for place in self.places):
            rows = [world[i] for i in world if isinstance(i, int)]
            world = world | {"first event": min(rows), "last event": max(rows)}
        said = by_events(self.container, world) + by_places(self.container, world, self.places, self.limits)
        if self.unstated:
            said += the_only_one(self.container, world, next(iter(self.logs)), self.stores)
        return [one for one in said if one.since <= one.until or one.level == EVENTS]


def crossing(line: Line, edge):
    """When a line meets a temperature, if it does so once."""
    one, other = line.first - exact(edge), line.last - exact(edge)
    if one == other or one * other > 0:
        return []
    return [line.start + (line.end - line.start) * one / (one - other)]
