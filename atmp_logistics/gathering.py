"""From logged rows to evidence: each event's bounds, as logged and by the facts, and what else the rows state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.attribution import events_of, statements_of
from atmp_logistics.errors import Fault, SiteError
from atmp_logistics.evidence import Apart, Column, Evidence, Known, node
from atmp_logistics.network import Edge, Network, compile_network, never_after
from atmp_logistics.product import Product
from atmp_logistics.site import Site
from atmp_logistics.timeline import SECOND, local_dates
from atmp_logistics.vocabulary import EVENTS, EventKind, ends_of

#: One event's rows: whose each is, when, and its place in the table.
Logged = tuple[NDArray[np.int64], Column, NDArray[np.int64]]
_HOUR, _DAY = 3600 * SECOND, 86400 * SECOND


def facts(site: Site) -> Network:
    """Compile the order of nature and the site's stated facts.

    Raises
    ------
    SiteError
        When a stated fact contradicts nature or another.
    """
    nodes = list(dict.fromkeys(node(name, side) for name in EVENTS for side in ("first", "last")))
    edges = [edge for kind in EVENTS.values() for edge in _order(kind)]
    for fact in site.spacing:
        start, end = node(fact.starts, "first"), node(fact.ends, "last")
        if fact.at_most_s is not None:
            edges.append(Edge(start, end, fact.at_most_s * SECOND, fact.basis))
        if fact.at_least_s is not None:
            edges.append(Edge(end, start, -fact.at_least_s * SECOND, fact.basis))
    try:
        return compile_network(nodes, edges)
    except ValueError as error:
        fix = "check events and durations of the facts; the order of nature holds as well"
        raise SiteError(
            [Fault(f"{site.source}, [[fact]]", str(error), "facts that can all be true", fix, SiteError)]
        ) from error


def _order(kind: EventKind) -> Iterable[Edge]:
    for before in kind.after:
        yield never_after(node(before, "last"), node(kind.name, "first"))
    if kind.recurs:
        yield never_after(node(kind.name, "first"), node(kind.name, "last"))


def build(
    table: pd.DataFrame, who: pd.DataFrame, product: Product, site: Site, tz: tzinfo | None, when: Mapping[str, str]
) -> Evidence:
    """Return the evidence for the containers of one product.

    Parameters
    ----------
    table : DataFrame
        `EventLog.table`.
    who : DataFrame
        The containers to look at, columns therapy_id and container_id, one therapy's together.
    product, site, tz
        What judges them, and the zone of calendar days.
    when : mapping
        Conditions stated for all.
    """
    rows = events_of(table, who)
    network = facts(site).restricted(_needed(product, site, rows))
    shape = (len(network.nodes), len(who))
    lo, hi = np.full(shape, -np.inf), np.full(shape, np.inf)
    logged = np.zeros(shape, bool)
    nobody = np.zeros(len(who), bool)
    known = dict.fromkeys(EVENTS, nobody)
    for event, own in rows.items():
        known[event] = nobody.copy()
        known[event][own[0]] = True
        _log(EVENTS[event], *own[:2], network, lo, hi, logged, site.resolution_s * SECOND)
    for kind in EVENTS.values():
        if kind.closes in rows and kind.recurs and kind.name in rows:
            _pair(kind, network, lo, hi, logged, known)
    low, high = network.propagate(lo, hi)
    bad = {int(i): _conflicts(network, lo[:, i], hi[:, i]) for i in np.nonzero((low > high).any(axis=0))[0]}
    low[:, list(bad)], high[:, list(bad)] = -np.inf, np.inf
    lower, upper = _expiry(table, who)
    return Evidence(
        product=product,
        site=site,
        tz=tz,
        therapy=who["therapy_id"].to_numpy(object),
        container=who["container_id"].to_numpy(object),
        group=np.cumsum(who["therapy_id"].ne(who["therapy_id"].shift()).to_numpy()).astype(np.int64) - 1,
        network=network,
        lo=low,
        hi=high,
        logged=logged,
        sound=~np.isin(np.arange(len(who)), list(bad)),
        contradictions=bad,
        expiry_lower=lower,
        expiry_upper=upper,
        conditions={key: _condition(table, who, key, when) for key in product.statements},
        instances={
            name: _apart(rows, table["container_id"], name, len(who), site.resolution_s * SECOND, tz)
            for name in _repeated(product)
        },
        recorded=known,
    )


def _log(
    kind: EventKind,
    at: NDArray[np.int64],
    time: Column,
    network: Network,
    lo: Column,
    hi: Column,
    logged: NDArray[np.bool_],
    doubt: float,
) -> None:
    """Write one kind's logged times into the columns; several (instances, materials) as the first and the last."""
    count = lo.shape[1]
    first, last = np.full(count, np.inf), np.full(count, -np.inf)
    np.fmin.at(first, at, time)
    np.fmax.at(last, at, time)
    some, once = np.isfinite(first), "first" if not kind.recurs else ""
    lost = np.zeros(count, bool)
    lost[at[np.isnan(time)]] = True
    for side in [once] if once else ("first", "last"):
        row = network.index(node(kind.name, side))
        lo[row, some], hi[row, some] = first[some] - doubt, last[some] + doubt
        logged[row] = some & ~lost
    if kind.recurs:
        front, back = network.index(node(kind.name, "first")), network.index(node(kind.name, "last"))
        hi[front, some], lo[back, some] = first[some] + doubt, last[some] - doubt
        lo[front, lost], hi[back, lost] = -np.inf, np.inf
    elif kind.scope in {"material", "dose"}:
        # Several rows can be about one container: several materials, or a dose's event for all and once more for one.
        lo[row, lost], hi[row, lost] = -np.inf, np.inf


def _repeated(product: Product) -> set[str]:
    """Return the recurring events between whose instances a limit asks for the time."""
    return {window.starts for window in product.windows if window.scope == "next instance"}


def _needed(product: Product, site: Site, rows: Mapping[str, object]) -> list[str]:
    """Return the events that the record holds, that limits or facts name, or by which containers follow."""
    named = [moment for limit in product.requirements() for moment in limit.moments]
    named += [window.within_from for window in product.windows if window.within_from]
    named += [name for limit in product.prohibitions for name in (*limit.forbids, limit.after) if name]
    named += [fact.starts for fact in site.spacing] + [fact.ends for fact in site.spacing]
    always = [
        "manufacturing_end",
        "storage_out",
        "thaw_start",
        "thaw_end",
        "administration_start",
        "administration_end",
    ]
    events = dict.fromkeys([*always, *rows, *(end for name in named for end in ends_of(name))])
    return list(dict.fromkeys(node(name, side) for name in EVENTS if name in events for side in ("first", "last")))


def _apart(
    rows: Mapping[str, Logged], named: pd.Series, event: str, count: int, doubt: float, tz: tzinfo | None
) -> Apart:
    """Return bounds on the shortest and the longest time between one instance of an event and the next."""
    found = np.full((4, 2, count), np.nan)
    place, time, row = rows.get(event, (np.empty(0, np.int64), np.empty(0), np.empty(0, np.int64)))
    containers = named.to_numpy(object)[row]
    for at in np.unique(place):
        own = _instances(time[place == at], containers[place == at])
        times = np.sort(own[~np.isnan(own)])
        if len(own) > 1:
            steps = np.maximum(np.diff(times) - 2 * doubt, 0.0), np.diff(times) + 2 * doubt
            lost = len(times) < len(own)
            found[:2, :, at], found[2:, :, at] = (
                _extremes(*steps, lost=lost),
                _extremes(*_days(times, doubt, tz), lost=lost),
            )
    return Apart(*found)


def _instances(time: Column, containers: NDArray[np.object_]) -> Column:
    """Return the instants at which an event happened: one that rows of several containers repeat happened once."""
    rows = pd.DataFrame({"time": time, "container": containers})
    again = rows.assign(again=rows.groupby(["container", "time"]).cumcount()).duplicated(["time", "again"])
    return time[~(again & rows["time"].notna()).to_numpy(bool)]


def _days(times: Column, doubt: float, tz: tzinfo | None) -> tuple[Column, Column]:
    """Return bounds on the calendar days from each of some instants to the next; without a zone, in any.

    An hour is left for the clocks' change; no instance comes before the one before it.
    """
    if tz is None:
        least, most = (np.diff(times) + change for change in (-2 * doubt - _HOUR, 2 * doubt + _HOUR))
        return np.maximum(np.floor(least / _DAY), 0.0), np.ceil(most / _DAY)
    early, late = local_dates(times - doubt, tz), local_dates(times + doubt, tz)
    return np.maximum(early[1:] - late[:-1], 0.0), late[1:] - early[:-1]


def _extremes(lower: Column, upper: Column, *, lost: bool) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return bounds on the least and on the greatest of some steps.

    An instance without its time can lie between any two others, or outside them all.
    """
    least = (float(lower.min(initial=np.inf)), float(upper.min(initial=np.inf)))
    most = (float(lower.max(initial=0.0)), float(upper.max(initial=0.0)))
    return ((0.0, least[1]), (0.0, np.inf)) if lost else (least, most)


def _pair(kind: EventKind, network: Network, lo: Column, hi: Column, logged: NDArray[np.bool_], known: Known) -> None:
    """Widen an outer end that a half-logged pair leaves open: out, perhaps, before the first in, or in after it."""
    opens = kind.closes or kind.name
    first_in, last_in = (network.index(node(opens, side)) for side in ("first", "last"))
    first_out, last_out = (network.index(node(kind.name, side)) for side in ("first", "last"))
    both = known[opens] & known[kind.name]
    early, late = both & (lo[first_out] < hi[first_in]), both & (hi[last_in] > lo[last_out])
    lo[first_in, early], hi[last_out, late] = -np.inf, np.inf
    logged[first_in] &= ~early
    logged[last_out] &= ~late


def _conflicts(network: Network, lo: Column, hi: Column) -> tuple[tuple[str, str], ...]:
    pairs = network.conflicts(lo, hi)
    names = [(network.nodes[i].partition(":")[0], network.nodes[j].partition(":")[0]) for i, j in pairs]
    return tuple(dict.fromkeys(names))


def _expiry(table: pd.DataFrame, who: pd.DataFrame) -> tuple[Column, Column]:
    lower, upper = np.full(len(who), np.nan), np.full(len(who), np.nan)
    own = statements_of(table, who, "expiry")
    lower[own["at"].to_numpy(np.int64)] = own["expiry_lower"]
    upper[own["at"].to_numpy(np.int64)] = own["expiry_upper"]
    return lower, upper


def _condition(table: pd.DataFrame, who: pd.DataFrame, key: str, when: Mapping[str, str]) -> NDArray[np.object_]:
    """Return what each container's condition is: from the call, else from its rows; empty where nobody said."""
    stated = np.full(len(who), when.get(key, ""), object)
    if key in table:
        own = statements_of(table, who, key)
        stated[own["at"].to_numpy(np.int64)] = own[key]
    return stated
