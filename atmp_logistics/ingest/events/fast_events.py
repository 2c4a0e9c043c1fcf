"""The plainest event table, as fast as it can be read: one row an event, known words, ISO times with their offset.

What `events` reads cell by cell is read here column by column, for files that leave no question open. A file that
differs in anything is not read here at all: `events` reads it, or says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.core.columns import ROWS, Codes, blocks
from atmp_logistics.core.event_kinds import EVENTS, NAMES
from atmp_logistics.core.exactness import AS_WRITTEN, DOUBT, uniform
from atmp_logistics.core.identifiers import NOT_KNOWN, ODD
from atmp_logistics.ingest.events.headings import OPTIONAL
from atmp_logistics.ingest.files.fast_cells import (
    Numbered,
    WrittenInstants,
    bytes_of_cells,
    converted_pieces,
    doubt_of,
    headings_of,
    instants_of,
    joined_instants,
    joined_names,
)
from atmp_logistics.ingest.files.file import File
from atmp_logistics.records.site_profile import Site

_NEEDED = frozenset({"therapy_id", "event", "time"})
_NAMES = ("therapy_id", "container_id", "product", "logger_id")
_KINDS = tuple(EVENTS)
#: The length of a date and a clock time to the minute.
_TO_MINUTES = len("2026-11-10 10:04")
#: Of so many containers and events a table of who has which is made; of more, they are sought one by one.
_MOST_CELLS = 1 << 30


def read_plain_events(file: File, site: Site) -> tuple[pd.DataFrame, str] | None:
    """Read a file of the plainest kind as `EventLog.table`, and hash it; return None for any other.

    Examples
    --------
    >>> plain = b"therapy_id,event,time\\nT1,thaw_end,2026-11-10T10:04Z\\n"
    >>> table, sha256 = read_plain_events(File("events.csv", plain), Site())
    >>> list(table["event"])
    ['thaw_end']
    >>> read_plain_events(File("events.csv", plain.replace(b"Z", b"")), Site()) is None
    True
    """
    headings = headings_of(file.data)
    allowed = _NEEDED | {"container_id", "product", "logger_id"}
    if site.events or site.columns or not _NEEDED <= set(headings) <= allowed or len(set(headings)) < len(headings):
        return None
    found = converted_pieces(file, headings, ("time",), _piece)
    table = None if found is None or not found[0] else _table(found[0])
    return None if found is None or table is None else (table, found[1])


@dataclass(frozen=True, slots=True)
class _EventPiece:
    """Some rows: their instants, their events by number, the names as Arrow dictionaries, and the times as text."""

    time: WrittenInstants
    kind: NDArray[np.int8]
    names: dict[str, Any]
    written: Any


def _piece(cells: dict[str, Any]) -> _EventPiece | None:
    """Return some rows; None where anything in them asks for a second look."""
    time, kind = instants_of(cells["time"]), _kinds(cells["event"])
    names = {name: cells[name] for name in _NAMES if name in cells}
    if time is None or kind is None or names["therapy_id"].null_count or any(map(_is_odd, names.values())):
        return None
    if time.written[1] == _TO_MINUTES and _may_hold_ranges(cells["time"]):
        return None
    return _EventPiece(time, kind, names, cells["time"])


def _may_hold_ranges(cells: Any) -> bool:
    """Say whether a blank stands before a clock and a minus behind it: 10:30-11:00 may be a range and no offset."""
    written = bytes_of_cells(cells).reshape(len(cells), -1)
    return bool(((written[:, 10] == ord(" ")) & (written[:, _TO_MINUTES] == ord("-"))).any())


def _is_odd(cells: Any) -> bool:
    """Say whether any name is written in a way that asks for a second look: `events` trims or refuses it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pc.any(pc.is_in(pc.utf8_lower(cells.dictionary), pa.array(sorted(NOT_KNOWN)))).as_py():
        return True
    letters = bytes_of_cells(cells.dictionary)
    plain = not len(letters) or (letters.min() > ord(" ") and letters.max() < 0x7F)
    if plain and not ((letters == ord("#")) | (letters == ord("+"))).any():
        return False
    return bool(pc.any(pc.match_substring_regex(cells.dictionary, ODD)).as_py())


def _kinds(cells: Any) -> NDArray[np.int8] | None:
    """Return the events as places in the vocabulary; None where any word is none of its names."""
    words = cells.dictionary.to_pylist()
    if cells.null_count or any(word not in NAMES for word in words):
        return None
    kinds = np.array([_KINDS.index(NAMES[word]) for word in words], np.int8)
    return np.asarray(kinds[cells.indices.to_numpy(zero_copy_only=False)])


def _table(pieces: list[_EventPiece]) -> pd.DataFrame | None:
    import pyarrow as pa

    instants = [piece.time for piece in pieces]
    written: Any = pa.chunked_array([piece.written for piece in pieces])
    time, kind = joined_instants(instants), np.concatenate([piece.kind for piece in pieces])
    names = {name: joined_names([piece.names[name] for piece in pieces]) for name in pieces[0].names}
    if time is None or not _once(names, kind, time):
        return None
    size = len(time)
    nothing = pd.Categorical.from_codes(np.zeros(size, np.int8), pd.Index([""], dtype=object))
    columns = {
        "therapy_id": _categorical(*names["therapy_id"]),
        "event": pd.Categorical.from_codes(kind, pd.Index(_KINDS, dtype=object)),
        "time": time,
        "row": np.arange(2, size + 2),
        DOUBT: uniform(doubt_of(instants, time), size),
        AS_WRITTEN: pd.array(written, "str"),
        **{name: _categorical(*names[name]) if name in names else nothing for name in OPTIONAL},
        "expiry_lower": np.full(size, np.nan),
        "expiry_upper": np.full(size, np.nan),
    }
    return pd.DataFrame(columns, copy=False)


def _categorical(codes: NDArray[np.int32], names: NDArray[np.object_]) -> pd.Categorical:
    """Return a column of names, with "" where its cells are empty."""
    if codes.min() < 0:
        codes, names = np.where(codes < 0, len(names), codes), np.append(names, "")
    return pd.Categorical.from_codes(codes, pd.Index(names, dtype=object))


def _once(names: Mapping[str, Numbered], kind: NDArray[np.int8], time: NDArray[np.float64]) -> bool:
    """Say whether no event that happens once stands twice, and no row says what another says already."""
    owner: Codes = names["therapy_id"][0]
    count = len(names["therapy_id"][1])
    if "container_id" in names:
        owner, count = _owners(owner, count, names["container_id"], kind)
    if _all_differ(owner, count, kind):
        return True
    again = np.array([one.recurs for one in EVENTS.values()])[kind]
    if not _all_differ(owner[~again], count, kind[~again]):
        return False
    rows = pd.DataFrame({"owner": owner[again], "kind": kind[again], "time": time[again]})
    return not bool(rows.duplicated().any())


def _all_differ(owner: Codes, count: int, kind: NDArray[np.int8]) -> bool:
    """Return whether no container and no therapy, of so many, has an event twice."""
    if count > _MOST_CELLS // len(_KINDS):
        return not pd.Index(owner.astype(np.int64) * len(_KINDS) + kind).has_duplicates
    seen = np.zeros(count * len(_KINDS), bool)
    for part in blocks(len(owner), ROWS):
        seen[owner[part] * np.int64(len(_KINDS)) + kind[part]] = True
    return int(np.count_nonzero(seen)) == len(owner)


def _owners(therapy: Codes, therapies: int, containers: Numbered, kind: NDArray[np.int8]) -> tuple[Codes, int]:
    """Return the container or the therapy of each row's event, as a number, and how many there are."""
    code, names = containers
    of_therapy = np.array([one.scope == "therapy" for one in EVENTS.values()])[kind]
    owner = np.where(of_therapy, -1, code)
    therapy_of_container = np.full(len(names) + 1, -1, np.int64)
    therapy_of_container[code] = therapy
    if (therapy_of_container[code] == therapy)[code >= 0].all():
        # Each container's name stands in one therapy alone.
        return np.where(owner < 0, len(names) + therapy.astype(np.int64), owner), len(names) + therapies
    return therapy.astype(np.int64) * (len(names) + 1) + owner + 1, therapies * (len(names) + 1)
