"""Which containers a record is about, and which product each is."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.attribution import scopes, statements_of
from atmp_logistics.errors import ConflictingRecord, Fault, UnknownProduct, refuse
from atmp_logistics.records import EventLog

Who = tuple[str, str]


def consignments(events: EventLog, product: str | None, expected: Iterable[Who] = ()) -> pd.DataFrame:
    """Return one row a container, one therapy's together: therapy_id, container_id ("" where none is named), product.

    Parameters
    ----------
    events : EventLog
    product : str or None
        The product of all; where None, the events must name it.
    expected : iterable of (therapy_id, container_id)
        Containers that are there whether or not the record mentions them.

    Raises
    ------
    AtmpError
        When a container has no product, or a container two of anything that it can have only one of.
    """
    table = events.table
    who = _containers(table, [*events.containers, *expected])
    faults = [
        fault for column in ("product", "expiry", *events.conditions) for fault in _conflicts(events, who, column)
    ]
    refuse(faults + _nameless(events, who))
    stated = statements_of(table, who, "product")
    named, rows = np.full(len(who), "", object), np.full(len(who), -1)
    at = stated["at"].to_numpy(np.int64)[::-1]
    named[at], rows[at] = stated["product"].to_numpy(object)[::-1], stated["row"].to_numpy(np.int64)[::-1]
    refuse(_product_faults(events, who, named, rows, product))
    return who.assign(product=named if product is None else np.full(len(who), product, object))


def _containers(table: pd.DataFrame, more: list[Who]) -> pd.DataFrame:
    """Return the containers that the record names; a therapy that names none is one container without a name."""
    named = table.loc[(table["container_id"] != "") & (scopes(table) != "material"), ["therapy_id", "container_id"]]
    stated = pd.DataFrame([who for who in more if who[1]], columns=["therapy_id", "container_id"])
    all_named = pd.concat([named.astype(object), stated.astype(object)]).drop_duplicates()
    therapies = pd.unique(np.array([*table["therapy_id"].unique(), *(therapy for therapy, _ in more)], object))
    nameless = therapies[~pd.Index(therapies).isin(all_named["therapy_id"])]
    both = pd.DataFrame(
        {
            "therapy_id": np.concatenate([all_named["therapy_id"].to_numpy(object), nameless]),
            "container_id": np.concatenate([all_named["container_id"].to_numpy(object), np.full(len(nameless), "")]),
        },
        dtype=object,
    )
    order = np.argsort(pd.Index(therapies).get_indexer(both["therapy_id"]), kind="stable")
    return both.iloc[order].reset_index(drop=True)


def _nameless(events: EventLog, who: pd.DataFrame) -> list[Fault]:
    """Refuse a container's event that names no container, where its therapy has named ones."""
    table = events.table
    named = set(who.loc[who["container_id"] != "", "therapy_id"])
    own = scopes(table) == "container"
    lost = table[own & (table["container_id"] == "") & table["therapy_id"].isin(named)]
    fix = "fill in the container; repeat the row where it happened to several"
    expected = "the container it happened to"
    return [
        Fault(_cell(events, row, "container_id"), f"nothing for {event}", expected, fix, ConflictingRecord)
        for row, event in zip(lost["row"], lost["event"], strict=True)
    ]


def _product_faults(
    events: EventLog, who: pd.DataFrame, named: NDArray[np.object_], rows: NDArray[np.int64], product: str | None
) -> list[Fault]:
    faults = []
    wrong = named == "" if product is None else (named != "") & (named != product)
    for i in map(int, np.nonzero(wrong)[0]):
        therapy, container, own = who["therapy_id"].iloc[i], who["container_id"].iloc[i], named[i]
        if product is None:
            where, fix = (
                f"{events.provenance.name}, {_name(therapy, container)}",
                "name it in the column product, or in the call",
            )
            faults.append(Fault(where, "no product", "the product's slug", f"{fix} (--product)", UnknownProduct))
        else:
            where, fix = _cell(events, rows[i], "product"), "leave --product out, or correct the column"
            faults.append(Fault(where, f"the product {own!r}", f"{product!r}, as called", fix, ConflictingRecord))
    return list(dict.fromkeys(faults))


def _conflicts(events: EventLog, who: pd.DataFrame, column: str) -> list[Fault]:
    """Refuse two values where a container can have only one, wherever in the table they are stated of it."""
    stated = statements_of(events.table, who, column)
    if stated.empty:
        return []
    counts = stated.groupby("at")[column].nunique()
    faults = []
    for at in counts.index[counts > 1]:
        own = stated[stated["at"] == at].sort_values("row")
        values, rows = list(dict.fromkeys(own[column])), ", ".join(map(str, own["row"]))
        found = f"{' and '.join(map(repr, values))} for {_name(*who.iloc[at][['therapy_id', 'container_id']])}"
        where = f"{events.provenance.name}, rows {rows}, column {column}"
        faults.append(Fault(where, found, "one", "correct the rows that are wrong", ConflictingRecord))
    return faults


def _name(therapy: str, container: str) -> str:
    return f"container {container} of therapy {therapy}" if container else f"therapy {therapy}"


def _cell(events: EventLog, row: int, column: str) -> str:
    return f"{events.provenance.name}, row {row}, column {column}"
