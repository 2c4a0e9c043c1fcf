"""What `EventLog.to_frame` says beside the events, read back: how exact each time is, each row's file, bare containers.

The column `doubt_us` marks such a frame. It is read in tables in memory alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from atmp_logistics.core.columns import Column
from atmp_logistics.core.errors import Fault, InputError, refuse
from atmp_logistics.core.exactness import AS_WRITTEN, DOUBT
from atmp_logistics.core.instants import MINUTE, SECOND
from atmp_logistics.core.wording import and_more
from atmp_logistics.ingest.files.memory_table import MemoryTable
from atmp_logistics.ingest.files.table import CellTable
from atmp_logistics.records.row_names import FILE
from atmp_logistics.records.therapies_left import loggers_in

_LOGGER = "logger_id"
#: A row that has none but these names a container, or a therapy that was set aside, and perhaps a logger of its.
_BARE = ("therapy_id", "container_id", DOUBT, FILE, _LOGGER)


@dataclass(frozen=True)
class EventFrame:
    """A table of events in memory, taken apart.

    Attributes
    ----------
    parts : sequence of MemoryTable
        The rows of each file, under its name.
    doubts_us : sequence of ndarray, or None
        How far the times of each part may lie from the true ones; None where the table does not say.
    written : sequence of (sequence of str, or None)
        The text of each time of each part; None where the table does not say.
    containers : tuple of (therapy_id, container_id)
        Those that the table names and holds no event of.
    resolution_s : float or None
        How finely all times are written, as the call stated that read them first.
    loggers_aside : tuple of str
        The loggers that rows name which the table does not hold.
    """

    parts: Sequence[MemoryTable]
    doubts_us: Sequence[Column] | None = None
    written: Sequence[Sequence[str] | None] = ()
    containers: tuple[tuple[str, str], ...] = ()
    resolution_s: float | None = None
    loggers_aside: tuple[str, ...] = ()

    def cell_table(self, part: int) -> CellTable:
        """Return the rows of a file as text."""
        table = self.parts[part].cell_table()
        if self.doubts_us is None:
            return table
        note = "how exact each time is, as its column doubt_us says"
        return replace(table, doubts_us=self.doubts_us[part], written=self.written[part], assumptions=(note,))


def event_frame(table: MemoryTable) -> EventFrame:
    """Take a table of events in memory apart.

    Raises
    ------
    InputError
        For doubts that are none.
    """
    if DOUBT not in table.frame:
        return EventFrame([table])
    doubts = _doubts_us(table)
    bare = _bare_rows(table)
    cells = [table.column(name) if name in table.frame else [""] * len(table) for name in _BARE[:2]]
    containers = tuple(dict.fromkeys((cells[0][i], cells[1][i]) for i in bare))
    files = table.column(FILE) if FILE in table.frame else [""] * len(table)
    places: dict[str, list[int]] = {}
    for i in sorted(set(range(len(table))) - set(bare)):
        places.setdefault(files[i], []).append(i)
    rest = table.without({DOUBT, AS_WRITTEN, FILE} & set(table.frame))
    several = len(places) > 1
    parts = [
        replace(rest.rows(own), name=name if several and name else table.name)
        for name, own in (places or {"": []}).items()
    ]
    each = [doubts[own] for own in places.values()] or [doubts[:0]]
    texts = table.column(AS_WRITTEN) if AS_WRITTEN in table.frame else None
    written = [None if texts is None else [texts[i] for i in own] for own in places.values()] or [None]
    loggers = table.column(_LOGGER) if _LOGGER in table.frame else [""] * len(table)
    aside = loggers_in(loggers[i] for i in bare)
    return EventFrame(parts, each, written, containers, _resolution_s(table, doubts, bare), aside)


def is_event_frame(table: MemoryTable) -> bool:
    """Say whether `EventLog.to_frame` made a table, by its doubts and its instants, so that its attributes hold.

    Whatever is made of a frame inherits its attributes, another table and local times among them: of such times they
    state no zone.
    """
    return DOUBT in table.frame and "time" in table.frame and _is_aware(table.frame["time"].dtype)


def _is_aware(kind: object) -> bool:
    stored = getattr(kind, "pyarrow_dtype", None)
    return isinstance(kind, pd.DatetimeTZDtype) or bool(getattr(stored, "tz", None))


def _doubts_us(table: MemoryTable) -> Column:
    """Return how far the times of rows may lie from the true ones."""
    cells = table.column(DOUBT)
    out = np.array([_number(cell) for cell in cells], np.float64)
    bad = np.nonzero(~(out >= 0) | np.isinf(out))[0].tolist()
    if bad:
        where = f"{table.name}, row {table.numbers[bad[0]]}, column {DOUBT}"
        found = f"{cells[bad[0]]!r}{and_more(bad)}"
        fix = f"fill it in, or drop the column {DOUBT} where no row is of to_frame()"
        refuse([Fault(where, found, "microseconds of at least 0", fix, InputError)])
    return out


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")


def _bare_rows(table: MemoryTable) -> list[int]:
    """Return the rows that name a container and nothing else."""
    rest = [table.column(str(name)) for name in table.frame if name not in _BARE]
    return [i for i in range(len(table)) if not any(cells[i] for cells in rest)]


def _resolution_s(table: MemoryTable, doubts: Column, bare: Sequence[int]) -> float | None:
    """Return how finely all times are written, where a call stated it: the same doubt throughout.

    Raises
    ------
    InputError
        For a clock's doubt, of more than a minute, beside others: such times keep no order.
    """
    own = np.delete(doubts, bare)
    stated = number_in(table.attrs, "resolution_s") if is_event_frame(table) else None
    if len(own) and stated is not None and bool((own == stated * SECOND).all()):
        return stated
    if not len(own) or own.max() <= MINUTE:
        return None
    if own.min() < own.max():
        fix = "state the resolution of the whole record: resolution="
        found = f"doubts of {own.min():g} to {own.max():g} µs"
        expected = "at most a minute each, or one doubt throughout"
        refuse([Fault(f"{table.name}, column {DOUBT}", found, expected, fix, InputError)])
    return float(own[0] / SECOND)


def number_in(attrs: Mapping[str, Any], key: str) -> float | None:
    """Return a number that the attributes of a frame hold; None for anything else."""
    value = attrs.get(key)
    good = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < np.inf
    return float(value) if good and value is not None else None


def texts_in(attrs: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return a text, or texts, that the attributes of a frame hold; none of anything else.

    Examples
    --------
    >>> texts_in({"tz": "Europe/Stockholm"}, "tz"), texts_in({"conditions": ["arm"]}, "conditions"), texts_in({}, "tz")
    (('Europe/Stockholm',), ('arm',), ())
    """
    value = attrs.get(key)
    values = [value] if isinstance(value, str) else value if isinstance(value, (list, tuple)) else []
    return tuple(one for one in values if isinstance(one, str) and one)
