"""What is known of the order of events: nature's, and the facts that a site states, as one network of constraints."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from atmp_logistics.core.errors import Fault, SiteError
from atmp_logistics.core.event_kinds import EVENTS, EventKind
from atmp_logistics.core.instants import SECOND
from atmp_logistics.records.site_profile import Site
from atmp_logistics.timing.network import Edge, Network, compile_network, never_after


def network_of_facts(site: Site) -> Network:
    """Compile the order of nature and the site's stated facts.

    Raises
    ------
    SiteError
        When a stated fact contradicts nature or another.
    """
    return _compiled(site) if site.spacing else _nature()


@cache
def _nature() -> Network:
    """Compile the order of nature alone, which is the same for every site that states no fact."""
    return _compiled(Site())


def _compiled(site: Site) -> Network:
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


def node(event: str, side: str) -> str:
    """Return the network's node of an event: one that recurs has a first and a last.

    Examples
    --------
    >>> node("thaw_end", "last"), node("storage_out", "last")
    ('thaw_end', 'storage_out:last')
    """
    return f"{event}:{side}" if EVENTS[event].recurs else event
