"""Which centre each therapy belongs to: as the caller states it, or as a column of the record names it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.core.errors import ConflictingRecord, Fault, UsageError, refuse
from atmp_logistics.core.event_kinds import EVENTS, event_name, suggestion
from atmp_logistics.records.event_log import EventLog

#: A statement by therapy_id, or (column, event) of the record.
Centre = Mapping[str, str] | pd.Series | pd.DataFrame | tuple[str, str]
_COLUMNS = ("location", "custodian")
_FIX = "state {therapy_id: centre}, a DataFrame of therapy_id and centre, or ('location', 'collection_end')"


def centres_of(
    events: EventLog, therapy: NDArray[np.object_], centre: Centre | None, unknown: str
) -> tuple[NDArray[np.object_], str]:
    """Return each therapy's centre, `unknown` where nobody said, and what that rests on, in words.

    Raises
    ------
    AtmpError
        When the statement has another form, or gives one therapy two centres.
    """
    if centre is None:
        return np.full(len(therapy), unknown, object), "no centre was stated"
    pairs, basis = (
        _in_record(events, centre) if isinstance(centre, tuple) else (_stated(centre), "as stated in the call")
    )
    pairs = pairs[(pairs["centre"] != "") & pairs["centre"].notna()].drop_duplicates()
    twice = pairs[pairs.duplicated("therapy_id", keep=False)]
    refuse(
        Fault(f"centre of {name}", " and ".join(map(repr, own["centre"])), "one", "state one", ConflictingRecord)
        for name, own in twice.groupby("therapy_id", sort=False)
    )
    found = pairs.set_index("therapy_id")["centre"].reindex(therapy)
    return found.astype(object).where(found.notna(), unknown).to_numpy(object), basis


def _stated(centre: Any) -> pd.DataFrame:
    """Return what the caller states of each therapy."""
    if isinstance(centre, pd.DataFrame):
        if not {"therapy_id", "centre"} <= set(centre.columns):
            found = f"the columns {', '.join(map(str, centre.columns))}"
            raise UsageError([Fault("centre", found, "therapy_id and centre", "rename them", UsageError)])
        pairs = centre[["therapy_id", "centre"]]
    elif isinstance(centre, (Mapping, pd.Series)):
        pairs = pd.DataFrame(list(centre.items()), columns=["therapy_id", "centre"])
    else:
        raise UsageError([Fault("centre", repr(centre)[:60], "each therapy's centre", _FIX, UsageError)])
    return pairs.astype(object)


def _in_record(events: EventLog, centre: tuple[str, str]) -> tuple[pd.DataFrame, str]:
    """Return what the record's own column names on the rows of one event."""
    column, word = centre if len(centre) == 2 else (repr(centre), "")
    event = event_name(word)
    faults = []
    if column not in _COLUMNS:
        faults.append(Fault("centre", repr(column), " or ".join(_COLUMNS), _FIX, UsageError))
    if event not in EVENTS:
        fix = f"name the event{suggestion(word)}"
        faults.append(Fault("centre", repr(word), "an event of the vocabulary", fix, UsageError))
    refuse(faults)
    own = events.table[events.table["event"] == event]
    pairs = pd.DataFrame({"therapy_id": own["therapy_id"], "centre": own[column]}).astype(object)
    return pairs, f"the {column} of {event}"
