"""The plainest event table, as fast as it can be read: one row an event, known words, ISO times with their offset.

What `events` reads cell by cell is read here column by column, for files that leave no question open. A file that
differs in anything is not read here at all: `events` reads it, or says what is wrong with it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.ingest._file import File
from atmp_logistics.ingest._headings import OPTIONAL
from atmp_logistics.ingest._plain_cells import cells_of, headings_of, instants_of
from atmp_logistics.site import Site
from atmp_logistics.vocabulary import EVENTS, NAMES

_NEEDED = frozenset({"therapy_id", "event", "time"})
_NAMES = ("therapy_id", "container_id", "product", "logger_id")
_KINDS = tuple(EVENTS)
#: What a name may not begin or end with, and what it may not hold: `events` trims or refuses it.
_ODD = r"^\s|\s$|[\x00-\x1f\x7f\x{80}-\x{9f}]"


def read_plain_events(file: File, site: Site) -> pd.DataFrame | None:
    """Read a file of the plainest kind as `EventLog.table`; return None for any other.

    Examples
    --------
    >>> plain = b"therapy_id,event,time\\nT1,thaw_end,2026-11-10T10:04Z\\n"
    >>> list(read_plain_events(File("events.csv", plain), Site())["event"])
    ['thaw_end']
    >>> read_plain_events(File("events.csv", plain.replace(b"Z", b"")), Site()) is None
    True
    """
    headings = headings_of(file.data)
    allowed = _NEEDED | {"container_id", "product", "logger_id"}
    if site.events or site.columns or not _NEEDED <= set(headings) <= allowed or len(set(headings)) < len(headings):
        return None
    cells = cells_of(file.data, headings, text=("time",))
    return None if cells is None or not len(cells["time"]) else _table(cells)


def _table(cells: dict[str, Any]) -> pd.DataFrame | None:
    time = instants_of(cells["time"])
    named = {name: _categories(cells[name]) for name in _NAMES if name in cells}
    event = _events(cells["event"])
    if time is None or event is None or any(column is None for column in named.values()):
        return None
    if (named["therapy_id"].codes == -1).any():
        return None
    if not _once(named, event, time):
        return None
    size = len(time)
    nothing = pd.Categorical.from_codes(np.zeros(size, np.int8), pd.Index([""], dtype=object))
    frame = pd.DataFrame({"therapy_id": named["therapy_id"], "event": event, "time": time}, copy=False)
    frame["row"] = np.arange(2, size + 2)
    for name in OPTIONAL:
        frame[name] = _filled(named[name]) if name in named else nothing
    frame["expiry_lower"] = frame["expiry_upper"] = np.full(size, np.nan)
    return frame


def _categories(cells: Any) -> Any:
    """Return a column of names as a Categorical; None where one is written in a way that asks for a second look."""
    import pyarrow.compute as pc

    if pc.any(pc.match_substring_regex(cells.dictionary, _ODD)).as_py():
        return None
    codes = cells.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return pd.Categorical.from_codes(codes, pd.Index(cells.dictionary.to_pylist(), dtype=object))


def _filled(column: Any) -> Any:
    """Return a column with "" where its cells are empty."""
    if not (column.codes == -1).any():
        return column
    codes = np.where(column.codes == -1, len(column.categories), column.codes)
    return pd.Categorical.from_codes(codes, pd.Index([*column.categories, ""], dtype=object))


def _events(cells: Any) -> Any:
    """Return the events by the vocabulary's names; None where any word is none of them."""
    words = cells.dictionary.to_pylist()
    if cells.null_count or any(word not in NAMES for word in words):
        return None
    kinds = np.array([_KINDS.index(NAMES[word]) for word in words], np.int16)
    return pd.Categorical.from_codes(
        kinds[cells.indices.to_numpy(zero_copy_only=False)], pd.Index(_KINDS, dtype=object)
    )


def _once(named: dict[str, Any], event: Any, time: NDArray[np.float64]) -> bool:
    """Say whether no event that happens once stands twice, and no row says what another says already."""
    owner = named["therapy_id"].codes.astype(np.int64)
    if "container_id" in named:
        containers = named["container_id"]
        of_therapy = np.array([kind.scope == "therapy" for kind in EVENTS.values()])[event.codes]
        whose = np.where(of_therapy, -1, containers.codes) + 1
        owner = owner * (len(containers.categories) + 1) + whose
    key = owner * len(_KINDS) + event.codes
    again = np.nonzero(pd.Index(key).duplicated())[0]
    if not len(again):
        return True
    if not np.array([kind.recurs for kind in EVENTS.values()])[event.codes[again]].all():
        return False
    pairs = pd.DataFrame({"key": key, "time": time})
    return not bool(pairs.duplicated().any())
