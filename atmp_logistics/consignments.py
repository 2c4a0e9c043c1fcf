"""Which containers a record is about, and which product each is."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from atmp_logistics.errors import ConflictingRecord, Fault, UnknownProduct, refuse
from atmp_logistics.records import EventLog
from atmp_logistics.vocabulary import EVENTS


def consignments(events: EventLog, product: str | None, expected: Iterable[tuple[str, str]] = ()) -> pd.DataFrame:
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
    who = _containers(events.table, expected)
    faults = _conflicts(events, ("product", "expiry", *events.conditions))
    named = _products(events.table, who)
    who["product"] = product if product is not None else named
    where = events.provenance.name
    for row in who.itertuples(index=False):
        if product is None and not row.product:
            fix = "name it in the column product, or in the call (--product)"
            faults.append(Fault(f"{where}, {_name(row)}", "no product", "the product's slug", fix, UnknownProduct))
    for row, own in zip(who.itertuples(index=False), named, strict=True):
        if product is not None and own and own != product:
            fix = "leave --product out, or correct the column"
            faults.append(
                Fault(
                    f"{where}, {_name(row)}", f"the product {own!r}", f"{product!r}, as called", fix, ConflictingRecord
                )
            )
    refuse(faults)
    return who


def _name(row: object) -> str:
    therapy, container = row.therapy_id, row.container_id  # type: ignore[attr-defined]
    return f"container {container} of therapy {therapy}" if container else f"therapy {therapy}"


def _containers(table: pd.DataFrame, expected: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """Return the containers that the record names; a therapy that names none is one container without a name."""
    material = table["event"].map(lambda name: EVENTS[name].scope == "material")
    named = table.loc[(table["container_id"] != "") & ~material, ["therapy_id", "container_id"]]
    more = pd.DataFrame(list(expected), columns=["therapy_id", "container_id"])
    all_named = pd.concat([named, more]).drop_duplicates()
    nameless = table.loc[~table["therapy_id"].isin(all_named["therapy_id"]), ["therapy_id"]].drop_duplicates()
    both = pd.concat([all_named, nameless.assign(container_id="")], ignore_index=True)
    order = {therapy: i for i, therapy in enumerate(dict.fromkeys([*table["therapy_id"], *more["therapy_id"]]))}
    return both.sort_values("therapy_id", key=lambda names: names.map(order), kind="stable", ignore_index=True)


def _products(table: pd.DataFrame, who: pd.DataFrame) -> list[str]:
    """Return each container's product: its own rows', else the only one its therapy has."""
    stated = table[table["product"] != ""]
    own = stated.groupby(["therapy_id", "container_id"])["product"].first().to_dict()
    of_therapy = stated.groupby("therapy_id")["product"].unique().to_dict()
    out = []
    for therapy, container in zip(who["therapy_id"], who["container_id"], strict=True):
        shared = of_therapy.get(therapy, ())
        out.append(own.get((therapy, container)) or (str(shared[0]) if len(shared) == 1 else ""))
    return out


def _conflicts(events: EventLog, columns: Iterable[str]) -> list[Fault]:
    """Refuse two values where a container can have only one."""
    faults = []
    for column in columns:
        stated = events.table[events.table[column] != ""]
        for (therapy, container), rows in stated.groupby(["therapy_id", "container_id"], sort=False):
            values = list(dict.fromkeys(rows[column]))
            if len(values) > 1:
                where = f"{events.provenance.name}, rows {', '.join(map(str, rows['row']))}, column {column}"
                found = f"{' and '.join(map(repr, values))} for {container or therapy}"
                faults.append(Fault(where, found, "one", "correct the rows that are wrong", ConflictingRecord))
    return faults
