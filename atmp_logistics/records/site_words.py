"""The words of a hospital for events and columns, and what each means here."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sized

from atmp_logistics.core.errors import Fault, SiteError, UnknownEvent
from atmp_logistics.core.event_kinds import NAMES, event_name, suggestion
from atmp_logistics.core.event_words import plain_word
from atmp_logistics.core.toml_table import TomlTable

#: What a profile writes for a column, or an event, of the hospital's that nothing here needs.
IGNORE = "ignore"
_EVENT = "an event of the vocabulary (`atmp-logistics vocabulary` lists them), an activity, or 'ignore'"


def folded(word: str) -> str:
    """Return a word as it is compared: capitals, blanks around it and the way an accent is stored make no difference.

    Examples
    --------
    >>> folded(" Pa\u030ase ") == folded("påse")
    True
    """
    return unicodedata.normalize("NFC", word).strip().casefold()


def is_activity(name: str) -> bool:
    """Say whether a word is an activity of the vocabulary: what has a start, or goes in and out.

    Examples
    --------
    >>> is_activity("thaw"), is_activity("storage"), is_activity("thaw_end")
    (True, True, False)
    """
    return any(f"{name}{end}" in NAMES for end in ("_start", "_in"))


def unknown_words(words: Mapping[str, str], where: str) -> list[Fault]:
    """Return a fault for each word that is said to mean what is no event and no activity."""
    bad = [(word, ours) for word, ours in words.items() if _event(word, ours) is None]
    return [Fault(f"{where}.{word}", repr(ours), *_expected(word, ours), UnknownEvent) for word, ours in bad]


def clashing_words(words: Mapping[str, str], where: str) -> list[Fault]:
    """Return a fault for each word that stands twice, however it is spelt, with two meanings."""
    meant: dict[str, set[str]] = {}
    for word, ours in words.items():
        meant.setdefault(folded(word), set()).add(ours)
    return [
        Fault(
            f"{where}.{word}", " and ".join(sorted(ours)), "one meaning for one word", "keep the right one", SiteError
        )
        for word, ours in meant.items()
        if len(ours) > 1
    ]


def read_words(table: TomlTable, *, events: bool) -> dict[str, str]:
    """Read the hospital's own words: each to an event or an activity of the vocabulary, or to a column's name."""
    found = {}
    for word in table.keys():  # noqa: SIM118  a TomlTable is no dict
        ours = table.text(word, required=True)
        name = _event(word, ours) if events and ours else ours
        if name is None:
            table.fault(word, repr(ours), *_expected(word, ours, table.faults))
        elif name:
            found[word] = name
    clashes = clashing_words(found, table.path)
    table.faults += clashes
    return {} if clashes else found


def _expected(word: str, ours: str, faults: Sized = ()) -> tuple[str, str]:
    """Return what can stand in place of a meaning that is no event, and how to mend it."""
    if ours == IGNORE:
        expected = f"an event or an activity, since the vocabulary knows this word as {event_name(word)}"
        return expected, "leave the line out, or state which event it is here"
    return _EVENT, f"use one of its names{suggestion(ours, faults)}"


def _event(word: str, ours: str) -> str | None:
    """Return the event or the activity that a profile names; what the vocabulary knows itself cannot be ignored."""
    if ours == IGNORE:
        return None if event_name(word) else IGNORE
    name = plain_word(ours)
    return event_name(ours) or (name if is_activity(name) else None)
