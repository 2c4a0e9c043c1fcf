"""What is noted of a table's events: rows without a time, copies, rows left out, containers without an event."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.core.event_words import EVENT_WORDS, plain_word
from atmp_logistics.core.exactness import AS_WRITTEN, DOUBT
from atmp_logistics.ingest.events.rows import EventCells
from atmp_logistics.ingest.lifecycle import EventMeaning
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.site_words import IGNORE

#: The names of events and their synonyms, of which nothing is said.
_LISTED = frozenset(name for kind in EVENTS.values() for name in (kind.name, *kind.synonyms))


def note_of_timeless_events(frame: pd.DataFrame) -> list[str]:
    """Return how many events stand without a time, in words; nothing where none does."""
    count = int(frame["time"].isna().sum())
    return [f"events that stand without their time: {count}; they happened, nobody knows when"] if count else []


def note_of_copies(frame: pd.DataFrame) -> list[str]:
    """Return how many rows repeat another cell for cell, in words: a row of an event that recurs may be a copy."""
    recurs = frame["event"].map({name: kind.recurs for name, kind in EVENTS.items()}).eq(True)
    rows = frame[recurs].drop(columns=["row", "expiry_lower", "expiry_upper", DOUBT, AS_WRITTEN])
    count = int(rows.duplicated().sum())
    return [f"rows that say again what another says, cell for cell: {count}, each kept as an event"] if count else []


def note_of_ignored_rows(rows: EventCells, words: list[EventMeaning]) -> list[str]:
    """Return which rows the site's profile leaves out, in words."""
    pairs = zip(rows.cells["event"], words, strict=True)
    counts = Counter(cell for cell, word in pairs if word.event == IGNORE)
    listed = ", ".join(f"{cell!r} {count}" for cell, count in sorted(counts.items()))
    return [f"rows left out, as the site's profile states: {listed}"] if counts else []


def note_of_read_words(rows: EventCells, words: list[EventMeaning], site: Site) -> list[str]:
    """Return which words were read by the vocabulary's words of other languages, and no profile states them."""
    pairs = dict(zip(rows.cells["event"], words, strict=True))
    read = [
        f"{cell!r} is {word.event}" for cell, word in pairs.items() if site.event(cell) is None and _is_a_word(cell)
    ]
    return [f"words read by the vocabulary: {', '.join(read)}"] if read else []


def _is_a_word(cell: str) -> bool:
    return plain_word(cell) in EVENT_WORDS and plain_word(cell) not in _LISTED


def containers_without_rows(frame: pd.DataFrame, kept: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """Return the containers of which every row was left out: they exist, and nothing is known of them."""
    every, left = (zip(part["therapy_id"], part["container_id"], strict=True) for part in (frame, kept))
    known = set(left)
    return tuple(pair for pair in dict.fromkeys(every) if pair not in known)
