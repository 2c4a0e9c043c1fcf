"""Which containers a record is about, and which product each is."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Names
from atmp_logistics.core.errors import ConflictingRecord, Fault, UnknownProduct, refuse
from atmp_logistics.core.event_columns import CONTAINER_COLUMNS
from atmp_logistics.evidence.events.roster import OF_CONTAINER, UNNAMED, ContainerName, Roster
from atmp_logistics.evidence.events.row_statements import StatedValues, stated_values
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.row_names import place_of_rows


def roster_of(events: EventLog, expected: Iterable[ContainerName] = ()) -> Roster:
    """Return the containers that a record names or that are expected, and whom each of its rows is about."""
    return Roster.of(events.table, [*events.containers, *expected])


def products(events: EventLog, roll: Roster, product: str | None) -> Names:
    """Return the product of each container of a roster.

    Parameters
    ----------
    events : EventLog
    roll : Roster
    product : str or None
        The product of all; where None, the events must name it.

    Returns
    -------
    ndarray of object, one for each container

    Raises
    ------
    AtmpError
        When a container has no product, or two of anything that it can have only one of and that no rule judges.
    """
    one_each = ("product", "expiry", *(name for name in events.conditions if name not in CONTAINER_COLUMNS))
    refuse([*_two_of(events, roll, one_each), *_nameless(events, roll)])
    said = stated_values(events.table, roll, "product")
    if product is not None and not len(said.row):
        return np.full(len(roll), product, object)
    named, rows = np.full(len(roll), "", object), np.full(len(roll), -1)
    whose = said.place[::-1]
    named[whose], rows[whose] = said.value[::-1], said.row[::-1]
    refuse(_product_faults(events, roll, named, rows, product))
    return named if product is None else np.full(len(roll), product, object)


def refuse_two_identities(events: EventLog, roll: Roster) -> None:
    """Refuse two values of what a container has one of, where no rule will judge them (C401).

    Parameters
    ----------
    events : EventLog
    roll : Roster

    Raises
    ------
    ConflictingRecord
        With the rows of both values.
    """
    refuse(_two_of(events, roll, CONTAINER_COLUMNS))


def _two_of(events: EventLog, roll: Roster, columns: Iterable[str]) -> list[Fault]:
    """Return a fault for each column of which a container has two values."""
    known = [column for column in dict.fromkeys(columns) if column in events.table]
    return [fault for column in known for fault in _conflicts(events, roll, column)]


def _nameless(events: EventLog, roll: Roster) -> list[Fault]:
    """Refuse a container's event that names no container, where its therapy has named ones."""
    if roll.nameless.all():
        return []
    lost = OF_CONTAINER[roll.kind] & ~roll.nameless[roll.therapy]
    lost &= True if roll.own is None else roll.own == UNNAMED
    fix = "fill in the container; repeat the row where it happened to several"
    expected = "the container it happened to"
    return [
        Fault(_cell(events, row, "container_id"), f"nothing for {event}", expected, fix, ConflictingRecord)
        for row, event in zip(np.nonzero(lost)[0].tolist(), events.table["event"][lost], strict=True)
    ]


def _product_faults(
    events: EventLog, roll: Roster, named: NDArray[np.object_], rows: NDArray[np.int64], product: str | None
) -> list[Fault]:
    faults = []
    wrong = named == "" if product is None else (named != "") & (named != product)
    for i in map(int, np.nonzero(wrong)[0]):
        therapy, container, own = roll.therapy_id[i], roll.container_id[i], named[i]
        if product is None:
            where, fix = (
                f"{events.provenance.name}, {_name(therapy, container)}",
                "name it in the column product, or in the call",
            )
            expected = "the product's slug"
            faults.append(Fault(where, "no product", expected, f"{fix} (--product)", UnknownProduct, str(therapy)))
        else:
            where, fix = _cell(events, int(rows[i]), "product"), "leave --product out, or correct the column"
            faults.append(Fault(where, f"the product {own!r}", f"{product!r}, as called", fix, ConflictingRecord))
    return list(dict.fromkeys(faults))


def _conflicts(events: EventLog, roll: Roster, column: str) -> list[Fault]:
    """Refuse two values where a container can have only one, wherever in the table they are stated of it."""
    said = stated_values(events.table, roll, column)
    if not len(said.row):
        return []
    least, most = np.full(len(roll), len(said.names)), np.full(len(roll), -1)
    np.minimum.at(least, said.place, said.code)
    np.maximum.at(most, said.place, said.code)
    return [_conflict(events, roll, said, column, at) for at in map(int, np.nonzero(least < most)[0])]


def _conflict(events: EventLog, roll: Roster, said: StatedValues, column: str, at: int) -> Fault:
    """Say which values one container's rows state, and in which rows."""
    own = np.nonzero(said.place == at)[0]
    own = own[np.argsort(_number(events, said.row[own]), kind="stable")]
    values = list(dict.fromkeys(said.value[own]))
    found = f"{' and '.join(map(repr, values))} for {_name(roll.therapy_id[at], roll.container_id[at])}"
    where = place_of_rows(events.table, events.provenance.name, said.row[own].tolist(), column)
    return Fault(where, found, "one", "correct the rows that are wrong", ConflictingRecord)


def _name(therapy: str, container: str) -> str:
    return f"container {container} of therapy {therapy}" if container else f"therapy {therapy}"


def _number(events: EventLog, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers by which the file counts some rows."""
    return events.table["row"].to_numpy(np.int64)[rows]


def _cell(events: EventLog, row: int, column: str) -> str:
    """Say where a cell stands, by its row's place in the table."""
    return place_of_rows(events.table, events.provenance.name, [row], column)
