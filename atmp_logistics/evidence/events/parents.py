"""Containers that were filled from another: what happened to the parent before they were filled happened to them too.

A syringe's clock begins with the thaw of its vial. The rows of the parent that came before the syringe was drawn are
therefore rows of the syringe too, with the row numbers that they have; what came after belongs to what was left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from atmp_logistics.core.checks import being_read
from atmp_logistics.core.columns import Mask
from atmp_logistics.core.event_columns import CONTAINER_COLUMNS
from atmp_logistics.core.event_kinds import EVENTS, comes_before
from atmp_logistics.core.label_conditions import AMOUNTS
from atmp_logistics.core.translatable import said
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.row_names import rows_in_words

PARENT = "parent_container"
#: Added to a table: whether a row was inherited, and what is known of the parent that a row names.
INHERITED, KNOWN = "inherited", "parent_is"
#: What that is: a container of the therapy, one that leads back to the child, one that nobody logged, one that a row
#: without a container names; else where it is.
HELD, LOOP, NOWHERE, NOBODYS = "held", "loop", "", "nobody's"
DRAWN = "syringe_drawn"
#: What is done to a container and not to what was taken out of it before.
_OWN = frozenset({DRAWN, "device_priming_start", "dispensed", "received_at_bedside", "identity_check", "handover"})
_OWN |= {name for name, kind in EVENTS.items() if name.startswith("administration_") or kind.ends_container}
_HANDED_DOWN = frozenset(name for name, kind in EVENTS.items() if kind.scope == "container") - _OWN
#: What nature puts before the drawing, whatever the times say.
_BEFORE = frozenset(name for name in _HANDED_DOWN if comes_before(name, DRAWN))
#: What a row says of the parent alone.
_NOT_HANDED_DOWN = (
    PARENT, "product_code", "sec", "seal", "quantity", "performed_by", "witnessed_by", "reason", "outcome", "dose",
    *AMOUNTS,
)  # fmt: skip

#: A therapy's and a container's name.
_Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ParentNames:
    """Whom each container names as its parent, with the rows that do, and which containers a therapy holds."""

    said: dict[_Name, dict[str, list[int]]]
    held: dict[str, dict[str, list[int]]]

    @classmethod
    def of(cls, events: EventLog) -> ParentNames:
        """Gather them from a table."""
        table, said, held = events.table, dict[_Name, dict[str, list[int]]](), dict[str, dict[str, list[int]]]()
        columns = (table[name].tolist() for name in ("therapy_id", "container_id", PARENT))
        for row, (therapy, container, parent) in enumerate(zip(*columns, strict=True)):
            if container:
                held.setdefault(str(container), {}).setdefault(str(therapy), []).append(row)
            if parent:
                said.setdefault((str(therapy), str(container)), {}).setdefault(str(parent), []).append(row)
        for therapy, container in events.containers:
            held.setdefault(container, {}).setdefault(therapy, [])
        return cls(said, held)

    def ancestors(self, name: _Name) -> list[str]:
        """Return a container's parent, its parent's parent and so on, as far as each names one that its therapy holds.

        Nothing where they come back to one of them: a loop says nothing.
        """
        therapy, container = name
        found: list[str] = []
        while len(parents := self.said.get((therapy, container), {})) == 1:
            container = next(iter(parents))
            if container in found or container == name[1]:
                return []
            if therapy not in self.held.get(container, {}):
                break
            found.append(container)
        return found


@being_read()
def with_inherited_rows(events: EventLog) -> EventLog:
    """Return a record in which the rows of a parent are those of what was filled from it too.

    Parameters
    ----------
    events : EventLog

    Returns
    -------
    EventLog
        The same record where no row names a parent, or where it was done before.
    """
    if PARENT not in events.table or INHERITED in events.table:
        return events
    names = ParentNames.of(events)
    known = np.full(len(events.table), NOWHERE, object)
    for name, parents in names.said.items():
        for parent, rows in parents.items():
            known[rows] = _known(events, names, name, parent)
    marks: dict[str, Any] = {INHERITED: False, KNOWN: known}
    table = events.table.assign(**marks)
    parts = [
        table,
        *(part for name in names.said if name[1] for part in _copies(table, name, names, events.conditions)),
    ]
    return replace(events, table=pd.concat(parts, ignore_index=True) if len(parts) > 1 else table)


def _known(events: EventLog, names: ParentNames, name: _Name, parent: str) -> str:
    """Return what is known of a parent; of one that several other therapies hold, nothing: its name is no one's."""
    if not name[1]:
        return NOBODYS
    holders = names.held.get(parent, {})
    if name[0] in holders:
        return HELD if names.ancestors(name) or len(names.said[name]) > 1 else LOOP
    if len(holders) != 1:
        return NOWHERE
    ((other, rows),) = holders.items()
    if not rows:
        return said("records", "parent.of_therapy", therapy=other)
    return said("records", "parent.of_row", therapy=other, rows=rows_in_words(events.table, rows[:1]))


def _copies(
    table: pd.DataFrame, name: _Name, names: ParentNames, conditions: tuple[str, ...]
) -> Iterator[pd.DataFrame]:
    """Yield the rows that a container has from each of those that it was filled from."""
    therapy, container = name
    own = table.iloc[names.held[container][therapy]]
    for ancestor in names.ancestors(name):
        theirs = table.iloc[names.held[ancestor][therapy]]
        rows = theirs[_are_handed_down(theirs, drawn_at(own))]
        changed = {"container_id": container, INHERITED: True, **_blanks(own, rows, conditions)}
        yield rows.assign(**changed)


def drawn_at(own: pd.DataFrame) -> float:
    """Return when a container was filled, by its rows; NaN where it is not logged with its time."""
    times = own["time"].to_numpy(np.float64)[(own["event"] == DRAWN).to_numpy(bool)]
    return float(times.min()) if len(times) else float("nan")


def _are_handed_down(theirs: pd.DataFrame, drawn: float) -> Mask:
    """Say which rows of a parent are its child's: those before the drawing, as far as that is known."""
    names, time = theirs["event"].astype(object), theirs["time"].to_numpy(np.float64)
    before = names.isin(_BEFORE).to_numpy(bool)
    if np.isnan(drawn):
        return before
    return np.asarray(before | (names.isin(_HANDED_DOWN).to_numpy(bool) & ~(time > drawn)))


def _blanks(own: pd.DataFrame, rows: pd.DataFrame, conditions: tuple[str, ...]) -> dict[str, Any]:
    """Return what is left out of copied rows: what is the parent's alone, and what the child says of itself."""
    blank: dict[str, Any] = {name: "" for name in _NOT_HANDED_DOWN if name in rows}
    for name in ("product", "expiry", *(key for key in conditions if key not in CONTAINER_COLUMNS)):
        if name in rows and bool((own[name] != "").any()):
            blank[name] = ""
            blank |= {"expiry_lower": np.nan, "expiry_upper": np.nan} if name == "expiry" else {}
    return blank
