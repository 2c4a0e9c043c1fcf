"""From logged rows to evidence: each event's bounds, as logged and by the facts, and what else the rows state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.event_kinds import EVENTS, ends_of
from atmp_logistics.core.exactness import exactness_of
from atmp_logistics.core.name_codes import numbered
from atmp_logistics.core.product import Product
from atmp_logistics.evidence.events.coded_expiry import with_coded_expiry
from atmp_logistics.evidence.events.event_bounds import bounds_of
from atmp_logistics.evidence.events.event_rows import EventRows
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.known_order import network_of_facts, node
from atmp_logistics.evidence.events.record_rows import Record
from atmp_logistics.evidence.events.recurrences import recurrence_of
from atmp_logistics.evidence.events.roster import Roster
from atmp_logistics.evidence.events.row_statements import stated_values
from atmp_logistics.evidence.events.saved_at_once import clocked_events
from atmp_logistics.records.row_names import FILE
from atmp_logistics.records.site_profile import Site


def build_evidence(
    table: pd.DataFrame,
    roll: Roster,
    product: Product,
    site: Site,
    tz: tzinfo | None,
    when: Mapping[str, str],
    others: Sequence[Product] = (),
    *,
    forms: bool = True,
) -> Evidence:
    """Return the evidence for the containers of one product.

    Parameters
    ----------
    table : DataFrame
        `EventLog.table`.
    roll : Roster
        The containers to look at, and which of them each row is about.
    product, site, tz
        What judges them, and the zone of calendar days.
    when : mapping
        Conditions stated for all.
    others : sequence of Product
        Other versions of the label, by which the same evidence can be judged too.
    forms : bool
        Whether times that a form gave to several events when it was saved are taken as not logged.
    """
    labels = (product, *others)
    exactness = exactness_of(table, site.resolution_s)
    record = Record(roll, table["time"].to_numpy(np.float64), exactness, apart=_apart(table, roll))
    events = record.events
    network = network_of_facts(site).restricted(_needed(labels, site, events))
    clocked = frozenset[str]().union(*map(clocked_events, labels)) if forms else None
    times = bounds_of(record, events, network, clocked)
    lower, upper = with_coded_expiry(_expiry(table, roll), table, roll, tz)
    sound = np.ones(len(roll), bool)
    sound[times.contradictions.rows] = False
    return Evidence(
        product=product,
        site=site,
        tz=tz,
        therapy=roll.therapy_id,
        container=roll.container_id,
        group=roll.group,
        network=network,
        lo=times.low,
        hi=times.high,
        logged=times.logged,
        sound=sound,
        contradictions=times.contradictions,
        expiry_lower=lower,
        expiry_upper=upper,
        conditions={
            key: _condition(table, roll, key, when)
            for key in dict.fromkeys(key for one in labels for key in one.statements)
        },
        instances={
            name: recurrence_of(times.record, numbered(table["container_id"])[0], name, tz)
            for name in set().union(*map(_repeated, labels))
        },
        recorded=times.known,
        event_rows=EventRows(table, roll),
        mentioned=_mentioned(roll),
        minutes=times.minutes,
        untimed_rows=times.untimed_rows,
    )


def _apart(table: pd.DataFrame, roll: Roster) -> Mask | None:
    """Return the rows of each therapy that stand in another file than most of its rows; None of events of one file."""
    if FILE not in table:
        return None
    file, names = pd.factorize(table[FILE], sort=True)
    count = np.zeros((int(roll.therapy.max(initial=0)) + 1, len(names)), np.int64)
    np.add.at(count, (roll.therapy, file), 1)
    return np.asarray(file != count.argmax(axis=1)[roll.therapy])


def _mentioned(roll: Roster) -> Mask:
    """Say which containers the row of some event names; those without a name have all rows of their therapy."""
    named = np.array(roll.container_id == "", bool)
    if roll.own is not None:
        named[roll.own[roll.own >= 0]] = True
    return named


def _repeated(product: Product) -> set[str]:
    """Return the recurring events between whose instances a limit asks for the time."""
    return {window.starts for window in product.windows if window.scope == "next instance"}


def _needed(labels: Sequence[Product], site: Site, logged: Iterable[str]) -> list[str]:
    """Return the events that the record holds, that limits or facts name, or by which containers follow."""
    named = [moment for product in labels for limit in product.requirements() for moment in limit.moments]
    named += [window.within_from for product in labels for window in product.windows if window.within_from]
    limits = [limit for product in labels for limit in product.prohibitions]
    named += [name for limit in limits for name in (*limit.forbids, limit.after) if name]
    named += [fact.starts for fact in site.spacing] + [fact.ends for fact in site.spacing]
    always = [
        "manufacturing_end",
        "storage_out",
        "thaw_start",
        "thaw_end",
        "administration_start",
        "administration_end",
    ]
    events = dict.fromkeys([*always, *logged, *(end for name in named for end in ends_of(name))])
    return list(dict.fromkeys(node(name, side) for name in EVENTS if name in events for side in ("first", "last")))


def _expiry(table: pd.DataFrame, roll: Roster) -> tuple[Column, Column]:
    lower, upper = np.full(len(roll), np.nan), np.full(len(roll), np.nan)
    own = stated_values(table, roll, "expiry")
    if len(own.row):
        lower[own.place] = table["expiry_lower"].to_numpy(np.float64)[own.row]
        upper[own.place] = table["expiry_upper"].to_numpy(np.float64)[own.row]
    return lower, upper


def _condition(table: pd.DataFrame, roll: Roster, key: str, when: Mapping[str, str]) -> NDArray[np.object_]:
    """Return what each container's condition is: from the call, else from its rows; empty where nobody said."""
    held = np.full(len(roll), when.get(key, ""), object)
    if key in table:
        own = stated_values(table, roll, key)
        held[own.place] = own.value
    return held
