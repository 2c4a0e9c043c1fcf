"""Which container each row of an event table speaks of: its event, and what else the row states.

An event of the therapy or of its material is about every container of the therapy; one that each dose can have anew is
about the container that its row names, where it names one. What a row states beside its event
(product, expiry, logger, conditions) is about the container that it names, or, where it names none, about all of the
therapy's. What stands on a row of the starting material is the material's: only the product's name counts.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from atmp_logistics.vocabulary import EVENTS

_KEYS = ["therapy_id", "container_id"]


def scopes(table: pd.DataFrame) -> pd.Series:
    """Return each row's scope: therapy, material or container; a dose's row is its container's if it names one."""
    found = table["event"].map({name: kind.scope for name, kind in EVENTS.items()})
    named = np.where(table["container_id"] == "", "therapy", "container")
    return found.where(found != "dose", pd.Series(named, index=table.index))


def events_of(table: pd.DataFrame, who: pd.DataFrame) -> pd.DataFrame:
    """Return the event rows, each with `at`: the place in `who` of a container that it happened to."""
    places = who[_KEYS].assign(at=range(len(who)))
    own = scopes(table) == "container"
    one = table[own].merge(places, on=_KEYS)
    each = table[~own].merge(places.drop(columns="container_id"), on="therapy_id")
    return pd.concat([one, each], ignore_index=True)


def statements_of(table: pd.DataFrame, who: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the rows that state something in a column, each with `at`: the container that it is stated of."""
    places = who[_KEYS].assign(at=range(len(who)))
    stated = table[table[column].fillna("") != ""]
    if stated.empty:
        return stated.assign(at=np.empty(0, np.int64))
    if column != "product":
        stated = stated[scopes(stated) != "material"]
    of_all = (stated["container_id"] == "") | (scopes(stated) == "material")
    one = stated[~of_all].merge(places, on=_KEYS)
    each = stated[of_all].merge(places.drop(columns="container_id"), on="therapy_id")
    return pd.concat([one, each], ignore_index=True)
