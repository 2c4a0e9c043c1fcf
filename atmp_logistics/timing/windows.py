"""Not before, safe by and last possible: of every event of many cases at once, by one min-plus product each.

An event's last possible moment is the least of "known by then, plus the most that can lie between": every step at its
fastest. Safe by is the same with every step at its longest, and for what hangs on a step that is under way, with that
step at its shortest: an event by then keeps every limit, whatever the steps do. Not before keeps every least time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.timing.compiled import Compiled


@dataclass(frozen=True, slots=True, repr=False)
class Windows(ShortRepr):
    """Moments of every event in every case, in microseconds since 1970; shape (nodes, cases).

    Attributes
    ----------
    not_before : ndarray of float64
        When an event can be at the soonest with no least time at risk.
    safe_by : ndarray of float64
        Until when an event keeps every limit. NaN where it is not known, because no longest duration of a step is
        stated; -inf where no moment is safe; inf where nothing bounds the event.
    last_possible : ndarray of float64
        Until when the limits can still be kept, with every step at its fastest.
    possible : ndarray of bool, shape (cases,)
        Whether all limits of a case can still be kept.
    earliest : ndarray of float64 or None
        When an event can be with every step at its fastest.
    """

    not_before: Column
    safe_by: Column
    last_possible: Column
    possible: Mask
    earliest: Column | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the events of some cases, in microseconds since 1970; shape (nodes, cases).

    Attributes
    ----------
    lo, hi : ndarray of float64
        Bounds on each event: a recorded time twice, ±inf where nothing is known.
    lo_safe, hi_safe : ndarray of float64 or None
        The stricter bounds that count for what is safe, where there are some.
    """

    lo: Column
    hi: Column
    lo_safe: Column | None = None
    hi_safe: Column | None = None


def windows(plan: Compiled, known: Known) -> Windows:
    """Return the moments of every event, in every case with a record of the events that the plan was compiled for.

    Parameters
    ----------
    plan : Compiled
    known : Known

    Returns
    -------
    Windows

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> from atmp_logistics.timing.compiled import compile_template
    >>> from atmp_logistics.timing.steps import read_steps
    >>> from atmp_logistics.timing.template import template
    >>> steps = read_steps({"thaw": "2 to 4 min", "administration": "5 to 15 min"})
    >>> kymriah = template(load_product("kymriah-eu"), 1, {"indication": "ALL"}, steps)
    >>> plan = compile_template(kymriah, ["thaw_end[1]"], absent=["lymphodepletion_end", "premedication"])
    >>> lo, hi = np.full((len(kymriah.nodes), 1), -np.inf), np.full((len(kymriah.nodes), 1), np.inf)
    >>> thawed, starts = kymriah.places["thaw_end[1]"], kymriah.places["administration_start[1]"]
    >>> lo[thawed] = hi[thawed] = 0.0
    >>> found = windows(plan, Known(lo, hi))
    >>> [float(each[starts, 0]) / 60e6 for each in (found.not_before, found.safe_by, found.last_possible)]
    [0.0, 15.0, 25.0]
    """
    hi_safe = known.hi if known.hi_safe is None else known.hi_safe
    lo_safe = known.lo if known.lo_safe is None else known.lo_safe
    earliest = _earliest(plan.possible.at_most, known.lo)
    last = _latest(plan.possible.at_most, known.hi)
    safe = _latest(plan.by.at_most, hi_safe)
    _after_what_runs(plan, earliest, safe)
    not_before = np.maximum(earliest, _earliest(plan.since.at_most, lo_safe))
    _wait_for_what_runs(plan, known.lo, not_before)
    ahead = [i for i, node in enumerate(plan.template.nodes) if node not in plan.recorded]
    possible = np.asarray((earliest[ahead] <= last[ahead]).all(axis=0) & (not plan.contradiction), bool)
    _beyond_what_nobody_stated(plan, safe)
    safe[plan.never] = -np.inf
    safe[plan.unknown] = np.nan
    return Windows(not_before, np.minimum(safe, last), last, possible, earliest)


def _latest(at_most: Column, hi: Column) -> Column:
    """Return the least of every event's own bound and every other's with the most that lies between."""
    latest = hi.copy()
    sources = [i for i in range(len(hi)) if bool(np.isfinite(hi[i]).any())]
    for i in sources:
        for j in np.nonzero(np.isfinite(at_most[i]))[0]:
            if i != j:
                np.minimum(latest[j], hi[i] + at_most[i, j], out=latest[j])
    return latest


def _earliest(at_most: Column, lo: Column) -> Column:
    """Return the greatest of every event's own bound and every other's with the least that lies between."""
    earliest = lo.copy()
    sources = [j for j in range(len(lo)) if bool(np.isfinite(lo[j]).any())]
    for j in sources:
        for i in np.nonzero(np.isfinite(at_most[:, j]))[0]:
            if i != j:
                np.maximum(earliest[i], lo[j] - at_most[i, j], out=earliest[i])
    return earliest


def _after_what_runs(plan: Compiled, earliest: Column, safe: Column) -> None:
    """Lower what is safe for an event that must follow within a time of one that comes by itself: it may come soon."""
    for node in plan.in_flight:
        for j in np.nonzero(np.isfinite(plan.kept.at_most[node]))[0]:
            if j != node and j not in plan.in_flight and plan.template.nodes[j] not in plan.recorded:
                np.minimum(safe[j], earliest[node] + plan.kept.at_most[node, j], out=safe[j])


def _wait_for_what_runs(plan: Compiled, lo: Column, not_before: Column) -> None:
    """Raise when an event may be that must not come too long before one that comes by itself: that may come late.

    This holds until it comes; then the deadlines are worked out again.
    """
    for node, (start, longest) in _latest_ends(plan).items():
        latest = lo[start] + longest
        for i in np.nonzero(np.isfinite(plan.kept.at_most[:, node]) & (plan.kept.at_most[:, node] > 0))[0]:
            if i not in plan.in_flight and plan.template.nodes[i] not in plan.recorded:
                np.maximum(not_before[i], latest - plan.kept.at_most[i, node], out=not_before[i])


def _latest_ends(plan: Compiled) -> dict[int, tuple[int, float]]:
    """Return of each step that runs, or follows one, the recorded event before it and the longest that lies between."""
    places, ends = plan.template.places, dict[int, tuple[int, float]]()
    links = {places[link.ends]: link for link in (*plan.links, *plan.unstated)}
    for _ in plan.in_flight:
        for node in plan.in_flight:
            if node not in links:
                continue
            start = places[links[node].starts]
            since = (start, 0.0) if links[node].starts in plan.recorded else ends.get(start)
            if since is not None:
                ends[node] = since[0], since[1] + links[node].longest_us
    return ends


def _beyond_what_nobody_stated(plan: Compiled, safe: Column) -> None:
    """Forget what is safe for an event from which an end with a limit is as far as a step takes that nobody stated."""
    limits = safe.copy()
    for link in plan.unstated:
        if link.starts in plan.recorded:
            continue
        start, end = plan.template.places[link.starts], plan.template.places[link.ends]
        limited = np.isfinite(limits[end])
        for j in np.nonzero(np.isfinite(plan.by.at_most[start]))[0]:
            if j != end and plan.template.nodes[j] not in plan.recorded:
                safe[j, limited] = np.nan
