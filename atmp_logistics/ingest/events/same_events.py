"""Events that several files tell: alike, they count once; of times that contradict each other both rows are refused.

Two rows tell the same event where therapy, container, event, time and how exactly it is written are one. An event that
happens once, and that two files write with times apart by no more than how finely they are written, keeps both rows:
it is as open as both together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from atmp_logistics.core.columns import Column
from atmp_logistics.core.errors import ConflictingRecord, DuplicateEvent, Fault
from atmp_logistics.core.event_columns import CONTAINER_COLUMNS
from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.core.exactness import AS_WRITTEN, DOUBT
from atmp_logistics.core.instants import iso
from atmp_logistics.records.row_names import FILE, place_of_rows, rows_in_words

#: What a row assigns to its container: two files that tell one event cannot assign two of it.
_ASSIGNED = ("product", "logger_id", "identity", "expiry", *CONTAINER_COLUMNS)
_KEPT = (
    "therapy_id", "container_id", "event", "time", "row", DOUBT, AS_WRITTEN, FILE, "expiry_lower", "expiry_upper"
)  # fmt: skip
_MOST = 5


def joined_rows(
    table: pd.DataFrame, doubt_us: Column, conditions: Sequence[str]
) -> tuple[pd.DataFrame, list[str], list[Fault]]:
    """Return a table in which each event that several files tell alike stands once.

    Parameters
    ----------
    table : DataFrame
        The rows of several files, in the order of their files.
    doubt_us : ndarray of float64
        How far each time may lie from the true one.
    conditions : sequence of str
        The columns that hold conditions.

    Returns
    -------
    table, notes, faults
    """
    frame = table.assign(doubt=doubt_us, once=_once(table), scope=table["event"].map(_SCOPES))
    faults = [*_twice_in_a_file(frame), *_contradicting_times(frame)]
    groups = _told_alike(frame)
    faults += [fault for rows in groups for fault in _contradicting_cells(table, rows, (*_ASSIGNED, *conditions))]
    if faults:
        return table, [], faults
    for rows in groups:
        _merge(table, rows)
    gone = [row for rows in groups for row in rows[1:]]
    told = table.drop(index=gone).reset_index(drop=True)
    counts = Counter(str(table["event"].iloc[rows[0]]) for rows in groups)
    notes = [f"told alike in several files, and counted once: {_counted(counts)}"] if counts else []
    return told, [*notes, *_notes_on_near_times(told, frame.drop(index=gone).reset_index(drop=True))], []


_SCOPES = {name: kind.scope for name, kind in EVENTS.items()}


def _once(table: pd.DataFrame) -> pd.Series[bool]:
    return ~table["event"].map({name: kind.recurs for name, kind in EVENTS.items()}).astype(bool)


def _of_several_files(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the rows of each event that happens once, of one container or therapy, where several files tell it."""
    once = frame[frame["once"]]
    once = once.assign(owner=once["container_id"].where(once["scope"] != "therapy", ""))
    key = ["therapy_id", "owner", "event"]
    for _, rows in once[once.duplicated(key, keep=False)].groupby(key, sort=False):
        if len(set(rows[FILE])) > 1:
            yield rows


def _twice_in_a_file(frame: pd.DataFrame) -> Iterator[Fault]:
    """Yield a fault for each event that happens once and stands twice in one file, once of them without its therapy."""
    once = frame[frame["once"]]
    once = once.assign(owner=once["container_id"].where(once["scope"] != "therapy", ""))
    key = ["therapy_id", "owner", "event", FILE]
    again = once[once.duplicated(key, keep=False)]
    for (_, _, event, _), rows in again.groupby(key, sort=False, observed=True):
        shared = rows["scope"].iloc[0] == "therapy" and len(set(rows["time"])) == 1
        if not (shared and rows["container_id"].is_unique):
            where = place_of_rows(frame, "", rows.index)
            fix = "keep the row that is right; it happens once"
            yield Fault(where, f"{event} {len(rows)} times", "it once", fix, DuplicateEvent)


def _contradicting_times(frame: pd.DataFrame) -> Iterator[Fault]:
    """Yield a fault for each event that happens once and that two files write with times too far apart."""
    for rows in _of_several_files(frame):
        known = rows[rows["time"].notna()].sort_values("time")
        time, doubt = known["time"].to_numpy(np.float64), known["doubt"].to_numpy(np.float64)
        if len(known) and bool((np.abs(time[:, None] - time) > np.maximum(doubt[:, None], doubt)).any()):
            said = " and ".join(dict.fromkeys(str(iso(at)) for at in time))
            first = rows.iloc[0]
            who = " / ".join(filter(None, (first["therapy_id"], first["container_id"])))
            fix = "keep the one that is right; it happens once. Clocks that differ: state --resolution, such as '5 min'"
            where = place_of_rows(frame, "", rows.sort_index().index)
            found = f"{first['event']} of {who} at {said}"
            expected = "one time, or times apart by no more than how finely they are written"
            yield Fault(where, found, expected, fix, DuplicateEvent)


def _told_alike(frame: pd.DataFrame) -> list[list[int]]:
    """Return the rows of each event that several files tell alike; of one that happens once, also without a time."""
    key = ["therapy_id", "container_id", "event", "time", "doubt"]
    timed = frame[frame["time"].notna()]
    number = timed.groupby([*key, FILE], sort=False, observed=True).cumcount()
    alike = timed.assign(number=number)
    pairs = alike[alike.duplicated([*key, "number"], keep=False)].groupby([*key, "number"], sort=False)
    found = [rows.index.tolist() for _, rows in pairs]
    beside = {row: group for group in found for row in group}
    for rows in _of_several_files(frame):
        for _, own in rows.groupby("container_id", sort=False):
            known = own[own["time"].notna()]
            lost = own.index[own["time"].isna()].tolist()
            group = beside.get(int(known.index[0])) if len(known) else lost[:1]
            if group is None:
                group = [int(known.index[0])]
            if lost and (len(known) or len(lost) > 1):
                found += [] if any(one is group for one in found) else [group]
                group += [row for row in lost if row not in group]
    return found


def _contradicting_cells(table: pd.DataFrame, rows: Sequence[int], columns: Sequence[str]) -> Iterator[Fault]:
    """Yield a fault for each thing of which rows that tell one event assign two."""
    for name in dict.fromkeys(column for column in columns if column in table):
        values = _values(table, rows, name)
        if len(values) > 1:
            where = place_of_rows(table, "", rows, name)
            event = table["event"].iloc[rows[0]]
            found = f"{' and '.join(map(repr, values))} beside the same {event}"
            yield Fault(where, found, "one", "correct the file that is wrong", ConflictingRecord)


def _values(table: pd.DataFrame, rows: Sequence[int], column: str) -> list[str]:
    return list(dict.fromkeys(filter(None, table[column].iloc[list(rows)])))


def _merge(table: pd.DataFrame, rows: Sequence[int]) -> None:
    """Let the first of some rows hold what all of them say."""
    for name in table.columns:
        if name not in _KEPT:
            table.loc[rows[0], name] = "; ".join(_values(table, rows, name))
    bounds = table.loc[list(rows), ["expiry_lower", "expiry_upper"]]
    table.loc[rows[0], ["expiry_lower", "expiry_upper"]] = bounds["expiry_lower"].min(), bounds["expiry_upper"].max()


def _notes_on_near_times(table: pd.DataFrame, frame: pd.DataFrame) -> Iterator[str]:
    """Say of which events that happen once two files write different times, none of them beyond what is written."""
    near = [rows for rows in _of_several_files(frame) if len(set(zip(rows["time"], rows["doubt"], strict=True))) > 1]
    said = "; ".join(f"{rows['event'].iloc[0]} ({rows_in_words(table, rows.index)})" for rows in near[:_MOST])
    more = f" and {len(near) - _MOST} more" if len(near) > _MOST else ""
    if near:
        yield f"written by several files within how finely they write, and taken as any of these times: {said}{more}"


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
