"""Which logger stands for a container when, as somebody states it (DESIGN 6, "Which logger stands for whom").

Here nothing is doubtful: a world is one choice of all the times on which it depends who stands (see `worlds.py`).
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf

from reference.containers import Container
from reference.values import Row, ends, recurs, scope
from reference.when import When

NONE = "none"
CALL = "the call"
EVENTS, CALLED, PROFILE, ONLY = 1, 2, 3, 4


# ---------------------------------------------------------------- one event is one time


def row_of(container: Container, name, side):
    """The row that an end of a phase is, where it is one: "one event is one time" (issue A)."""
    rows = [row for row in container.rows if row.event == name]
    if len(set(ends(name))) > 1 or not rows:
        return None
    if len(rows) == 1:
        alone = rows[0].at is None or not recurs(name) or (name, side) in container.logged
        return rows[0] if alone else None
    if not recurs(name) or (name, side) not in container.logged:
        return None
    at = (min if side == "first" else max)(row.at for row in rows)
    found = [row for row in rows if row.at == at]
    return found[0] if len(found) == 1 else None


def key_of(container: Container, name, side):
    """What a world chooses a time for: the row that an end of a phase is, else the end itself."""
    row = row_of(container, name, side)
    return (name, side) if row is None else number_of(container, row)


def number_of(container: Container, row: Row):
    return next(i for i, one in enumerate(container.rows) if one is row)


def bounds_of(container: Container, key) -> When:
    """What is known of a time that a world chooses."""
    if not isinstance(key, int):
        return container.at(*key)
    row = container.rows[key]
    for side in ("first", "last"):
        if row_of(container, row.event, side) is row and not container.contradicts:
            return container.bounds[row.event, side]
    return container.clock.when(row)


def ends_of(container: Container, limit, sides=("first", "last")):
    """The two ends of a storage, a window's clock or a budget, as keys."""
    return key_of(container, limit.starts, sides[0]), key_of(container, limit.ends, sides[1])


# ---------------------------------------------------------------- who is said to stand


@dataclass(frozen=True)
class Stretch:
    """From when to when somebody says that a logger stands; `name` is None where nobody can say which of two.

    `limit` is the storage or the window for which it is said, where it is said of one.
    """

    name: str | None
    since: float
    until: float
    level: int
    opened_by: object = None
    closed_by: object = None
    limit: object = None
    everywhere: bool = False

    @property
    def travels(self):
        """ "One named by an event, or `everywhere`, travels"; by phase, or unassigned, it stays in its place."""
        return self.level == EVENTS or self.everywhere


def named_rows(container: Container):
    return [i for i, row in enumerate(container.rows) if row.logger and scope(row) != "material"]


def by_events(container: Container, world) -> list[Stretch]:
    """(1) "`logger_id` on a row, from this event on (`none` ends it)"; two at one instant stand for none."""
    found: list[Stretch] = []
    times = sorted({world[i] for i in named_rows(container)})
    for at, until in pairwise([*times, inf]):
        rows = last_written(container, [i for i in named_rows(container) if world[i] == at])
        names = {container.rows[i].logger for i in rows}
        name = names.pop() if len(names) == 1 else None
        closing = next((i for i in named_rows(container) if world[i] == until), None)
        if found and found[-1].name == name and name is not None:
            found[-1] = replace(found[-1], until=until, closed_by=closing)
        else:
            found.append(Stretch(name, at, until, EVENTS, rows[0], closing))
    return found


def last_written(container: Container, rows):
    """Of rows that a world puts at one instant, those that no other of a later minute follows."""
    when = {i: container.clock.when(container.rows[i]) for i in rows}
    return [i for i in rows if not any(when[i].comes_before(when[k]) for k in rows)]


def by_places(container: Container, world, places, limits) -> list[Stretch]:
    """(2) the call and (3) the profile: the code of a storage or a window, a list of them, or `everywhere`."""
    found = []
    for place in places:
        level = CALLED if place.basis == CALL else PROFILE
        if place.everywhere:
            first, last = world["first event"], world["last event"]
            found.append(Stretch(place.logger, first, last, level, everywhere=True))
            continue
        for limit in limits:
            if limit.code in place.codes:
                start, stop = ends_of(container, limit)
                found.append(Stretch(place.logger, world[start], world[stop], level, start, stop, limit))
    return found


def the_only_one(container: Container, world, name, stores) -> list[Stretch]:
    """(4) "Nothing stated, and all readings of the call are one logger": it stands for the one storage phase.

    "From `storage_in` where logged, else the phase's begin, until the first `storage_out` (or the phase's end), and not
    again. Where several phases with different codes can hold, it stands for none until somebody says."
    """
    if len({store.code for store in stores}) != 1:
        return []
    found = []
    for store in stores:
        start, stop = ends_of(container, store)
        went_in, came_out = (key_of(container, kind, "first") for kind in ("storage_in", "storage_out"))
        if any(row.event == "storage_in" for row in container.rows) and world[went_in] > world[start]:
            start = went_in
        if any(row.event == "storage_out" for row in container.rows) and world[came_out] < world[stop]:
            stop = came_out
        found.append(Stretch(name, world[start], world[stop], ONLY, start, stop, store))
    return found


# ---------------------------------------------------------------- who stands at each instant


def standing(stretches: list[Stretch]) -> list[Stretch]:
    """Who stands, "at each instant and container, in this order"; two of one rank stand for none."""
    found: list[Stretch] = []
    edges = sorted({t for one in stretches for t in (one.since, one.until)})
    for since, until in pairwise(edges):
        said = [one for one in stretches if one.since <= since and until <= one.until]
        first = [one for one in said if one.level == min(other.level for other in said)]
        if len({one.name for one in first}) != 1 or first[0].name in {None, NONE}:
            continue
        those = first if first[0].level == ONLY else first[:1]
        found += [_part(one, since, until, stretches) for one in those]
    at_an_instant = [one for one in stretches if one.since == one.until]
    return _put_together(found) + [one for one in at_an_instant if _is_the_first(one, stretches)]


def is_somebodys(stretches: list[Stretch], since, until):
    """Whether in a part of a span some logger is assigned, one or another, read or not."""
    edges = sorted({t for one in stretches for t in (one.since, one.until)} | {since, until})
    for a, b in [*pairwise(edges), *((t, t) for t in (since, until) if since == until)]:
        said = [one for one in stretches if since <= a and b <= until and one.since <= a and b <= one.until]
        first = [one for one in said if one.level == min(other.level for other in said)]
        if any(one.level != ONLY and one.name != NONE for one in first):
            return True
    return False


def _part(one: Stretch, since, until, stretches):
    """What is left of a stretch, and what cuts it off."""
    opened = one.opened_by if since == one.since else _key_at(since, stretches)
    closed = one.closed_by if until == one.until else _key_at(until, stretches)
    return replace(one, since=since, until=until, opened_by=opened, closed_by=closed)


def _key_at(at, stretches):
    for one in sorted(stretches, key=lambda one: one.level):
        for edge, key in ((one.since, one.opened_by), (one.until, one.closed_by)):
            if edge == at and key is not None:
                return key
    return None


def _put_together(parts: list[Stretch]) -> list[Stretch]:
    """One logger's stretches that follow each other are one, where they are of one kind."""
    out: list[Stretch] = []
    for one in parts:
        same = [
            k
            for k, other in enumerate(out)
            if other.until == one.since
            and (other.name, other.level, other.limit, other.everywhere)
            == (one.name, one.level, one.limit, one.everywhere)
        ]
        if same:
            out[same[0]] = replace(out[same[0]], until=one.until, closed_by=one.closed_by)
        else:
            out.append(one)
    return out


def _is_the_first(one: Stretch, stretches):
    """Whether at its one instant nobody says otherwise with more right."""
    others = [
        other
        for other in stretches
        if other.since <= one.since < other.until or other.since == other.until == one.since
    ]
    others = [other for other in others if other.level <= one.level]
    return one.name not in {None, NONE} and {other.name for other in others} <= {one.name}


def surely_standing(naming, since, until):
    """The logger that was named last before a span in which nothing is written for sure; None where that is unsure."""
    happened = [one for one in naming if one[1] <= since]
    may_have = [one for one in naming if one[0] < until or one[1] <= since]
    for lo, hi, name in happened:
        rivals = [other for other in may_have if other[2] != name]
        if all(other[1] <= lo and other[:2] != (lo, hi) for other in rivals):
            return name
    return None
