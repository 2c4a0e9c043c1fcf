"""The moments of every event to come, in many cases at once: a registry's therapies under way, or simulated ones.

Cases whose records hold the same events share one compiled plan. Of it only what leads from a recorded event to one to
come is asked, as a few additions by column; that nothing comes before now is one number for each event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.timing.compiled import Compiled, compile_template
from atmp_logistics.timing.constraints import Template
from atmp_logistics.timing.windows import Windows, latest_ends

#: An event's time is at most, or at least, so much after a known one's: the place of that one, and how much.
Terms = tuple[tuple[int, float], ...]
#: Cases are worked through in stretches that stay in the processor's cache; no more combinations fit into one.
_STRETCH = 2**15 - 1


@dataclass(frozen=True, slots=True)
class _Event:
    """How one event's moments follow from what is known: after `now`, after recorded events, by stated instants.

    `soon` and `earliest` give the soonest, `held` and `least` the same with no least time at risk; `last` and `safe`
    are upper terms; `runs` are steps under way, each with what may lie between its end and the event.
    """

    place: int
    soon: float
    earliest: Terms
    held: float
    least: Terms
    last: Terms
    safe: Terms
    runs: Terms
    unknown: bool
    never: bool
    unstated: tuple[int, ...]


def windows_of(
    template: Template,
    times: ArrayLike,
    now: ArrayLike,
    *,
    by: Mapping[str, ArrayLike] | None = None,
    absent: Iterable[str] = (),
    out: Windows | None = None,
) -> Windows:
    """Return the moments of every event still to come, in many cases at once.

    Calendar days are counted in whatever zone: what is safe keeps them in any, what is possible in some.

    Parameters
    ----------
    template : Template
    times : array_like of float, shape (nodes, cases)
        When each event happened, in microseconds since 1970, in the order of `template.nodes`; NaN: it is to come.
    now : array_like of float, shape () or (cases,)
        Nothing that is to come comes before.
    by : mapping of node to array_like, optional
        Instants by which an event is to have happened, such as the end of a slot or an expiry.
    absent : iterable of str
        Nodes that are neither recorded nor to come in any case.
    out : Windows, optional
        An earlier answer of the same shape to write into, which saves the memory where stretches of cases follow each
        other.

    Returns
    -------
    Windows
        NaN in the rows of events that are recorded or absent.

    Raises
    ------
    UsageError
        When the columns are not the template's.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> from atmp_logistics.timing.steps import read_steps
    >>> from atmp_logistics.timing.template import template
    >>> steps = read_steps({"thaw": "2 to 4 min", "administration": "5 to 15 min"})
    >>> kymriah = template(load_product("kymriah-eu"), 1, {"indication": "ALL"}, steps)
    >>> times = np.full((len(kymriah.nodes), 2), np.nan)
    >>> times[kymriah.places["thaw_end[1]"]] = 0.0, 60e6
    >>> found = windows_of(kymriah, times, 120e6, absent=["lymphodepletion_end", "premedication"])
    >>> (found.last_possible[kymriah.places["administration_end[1]"]] / 60e6).tolist()
    [30.0, 31.0]
    """
    columns = np.asarray(times, np.float64)
    if columns.ndim != 2 or len(columns) != len(template.nodes):
        expected = f"one row for each of the {len(template.nodes)} events of the template"
        fix = "put the columns in the order of template.nodes"
        refuse([Fault("times", f"shape {columns.shape}", expected, fix, UsageError)])
    gone, cases = frozenset(absent), columns.shape[1:]
    latest = {template.places[node]: np.broadcast_to(np.asarray(at, float), cases) for node, at in (by or {}).items()}
    moment = np.broadcast_to(np.asarray(now, np.float64), cases)
    found = _blank(columns.shape) if out is None else out
    ahead = np.array([node not in gone for node in template.nodes])
    ready: dict[bytes, tuple[Compiled, list[_Event]]] = {}
    for start in range(0, columns.shape[1], _STRETCH):
        here = slice(start, start + _STRETCH)
        three = found.not_before[:, here], found.safe_by[:, here], found.last_possible[:, here]
        part = Windows(*three, found.possible[here])
        near = {place: at[here] for place, at in latest.items()}
        for recorded, own in _alike(~np.isnan(columns[:, here])):
            key = recorded.tobytes()
            if key not in ready:
                nodes = [node for node, yes in zip(template.nodes, recorded, strict=True) if yes]
                plan = compile_template(template, nodes, absent=gone)
                ready[key] = plan, _events(plan, gone, [place for place in latest if not recorded[place]])
            _work(*ready[key], columns[:, here], moment[here], near, own, part)
        if out is not None:
            _forget(part, columns[:, here], ahead)
    return found


def _blank(shape: tuple[int, ...]) -> Windows:
    three = [np.full(shape, np.nan) for _ in range(3)]
    return Windows(three[0], three[1], three[2], np.zeros(shape[1:], bool))


def _forget(part: Windows, columns: Column, ahead: Mask) -> None:
    """Leave nothing of an earlier answer in the rows of events that are not to come."""
    for each in (part.not_before, part.safe_by, part.last_possible):
        for row, times, comes in zip(each, columns, ahead, strict=True):
            row[~np.isnan(times) if comes else slice(None)] = np.nan


def _alike(known: Mask) -> Iterator[tuple[Mask, NDArray[np.int64]]]:
    """Yield each combination of events that records hold, with the places of the cases that hold just these."""
    codes = np.zeros(known.shape[1], np.int64)
    for row, yes in enumerate(known):
        if row % 60 == 59:
            codes = pd.factorize(codes)[0].astype(np.int64)
        codes += codes
        codes += yes
    codes, kinds = pd.factorize(codes)
    order = np.argsort(codes.astype(np.int16), kind="stable")
    start = 0
    for count in np.bincount(codes, minlength=len(kinds)).tolist():
        yield known[:, order[start]], order[start : start + count]
        start += count


def _events(plan: Compiled, absent: frozenset[str], stated: Sequence[int]) -> list[_Event]:
    """Return how the moments of each event to come follow from what is known."""
    nodes, places = plan.template.nodes, plan.template.places
    known = [places[node] for node in sorted(plan.recorded, key=places.__getitem__)]
    ahead = [i for i, node in enumerate(nodes) if node not in plan.recorded and node not in absent]
    possible, by, since, kept = plan.possible.at_most, plan.by.at_most, plan.since.at_most, plan.kept.at_most
    ends = latest_ends(plan)
    found = []
    for j in ahead:
        waits = dict.fromkeys(known, -inf)
        for node, (start, longest) in ends.items():
            if j not in plan.in_flight and 0 < kept[j, node] < inf:
                waits[start] = max(waits[start], longest - kept[j, node])
        runs = [(i, float(kept[i, j])) for i in plan.in_flight if i != j and j not in plan.in_flight]
        found.append(
            _Event(
                place=j,
                soon=float(max(-possible[j, ahead])),
                earliest=_finite((i, -possible[j, i]) for i in known),
                held=float(max(-since[j, ahead])),
                least=_finite((i, max(-since[j, i], waits[i])) for i in known),
                last=_finite((i, possible[i, j]) for i in (*known, *stated)),
                safe=_finite((i, by[i, j]) for i in (*known, *stated)),
                runs=_finite(runs),
                unknown=bool(plan.unknown[j]),
                never=bool(plan.never[j]),
                unstated=_beyond(plan, j),
            )
        )
    return found


def _finite(terms: Iterable[tuple[int, float]]) -> Terms:
    """Return the terms that say anything; an endless one stays."""
    return tuple((i, float(size)) for i, size in terms if abs(size) < inf)


def _beyond(plan: Compiled, place: int) -> tuple[int, ...]:
    """Return the ends of steps that nobody stated and before which an event lies: a limit on one leaves it unknown."""
    places = plan.template.places
    return tuple(
        places[link.ends]
        for link in plan.unstated
        if link.starts not in plan.recorded
        and places[link.ends] != place
        and plan.by.at_most[places[link.starts], place] < inf
    )


def _work(
    plan: Compiled,
    events: Sequence[_Event],
    columns: Column,
    moment: Column,
    stated: Mapping[int, Column],
    own: NDArray[np.int64],
    out: Windows,
) -> None:
    """Work out some cases, and write their moments where they belong."""
    used = {i for one in events for terms in (one.earliest, one.least, one.last, one.safe) for i, _ in terms}
    known = {
        i: (stated[i] if i in stated and plan.template.nodes[i] not in plan.recorded else columns[i]).take(own)
        for i in used
    }
    now, spare = moment.take(own), np.empty(len(own))
    soonest = {one.place: _most(now + one.soon, one.earliest, known, spare) for one in events}
    safe = {one.place: _least(one.safe, known, spare, len(own)) for one in events}
    limited = {end: np.isfinite(safe[end]) for one in events for end in one.unstated if end in safe}
    possible = np.full(len(own), not plan.contradiction)
    for one in events:
        last = _least(one.last, known, spare, len(own))
        possible &= soonest[one.place] <= last
        by = safe[one.place]
        for end, size in one.runs:
            np.add(soonest[end], size, out=spare)
            by = np.minimum(by, spare)
        for end in one.unstated:
            by = np.where(limited[end], np.nan, by) if end in limited else by
        by = np.minimum(by, last)
        if one.never or one.unknown:
            by = np.full(len(own), np.nan if one.unknown else -inf)
        same = (one.soon, one.earliest) == (one.held, one.least)
        held = (
            soonest[one.place]
            if same
            else _most(np.maximum(soonest[one.place], now + one.held), one.least, known, spare)
        )
        out.not_before[one.place][own] = held
        out.safe_by[one.place][own] = by
        out.last_possible[one.place][own] = last
    out.possible[own] = possible


def _most(start: Column, terms: Terms, known: Mapping[int, Column], spare: Column) -> Column:
    for i, size in terms:
        np.add(known[i], size, out=spare)
        np.maximum(start, spare, out=start)
    return start


def _least(terms: Terms, known: Mapping[int, Column], spare: Column, count: int) -> Column:
    if not terms:
        return np.full(count, inf)
    (first, size), *rest = terms
    least = known[first] + size
    for i, more in rest:
        np.add(known[i], more, out=spare)
        np.minimum(least, spare, out=least)
    return least
