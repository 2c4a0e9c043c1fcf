"""What wards write for events in several languages: each word that means one event, and those that may mean several."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class LanguageWords:
    """The words of one language.

    Attributes
    ----------
    language : str
    ends : mapping of str to tuple of str
        The words for the start and the end of an activity that stand behind its name.
    before : mapping of str to tuple of str
        Those that stand before it.
    activities : mapping of str to tuple of str
        The names of each activity, by ours without its end: ``thaw``.
    events : mapping of str to tuple of str
        Further words, by the event that each means.
    compound : mapping of str to tuple of str
        The words for an end that are written together with the activity.
    """

    language: str
    ends: dict[str, tuple[str, ...]]
    before: dict[str, tuple[str, ...]]
    activities: dict[str, tuple[str, ...]]
    events: dict[str, tuple[str, ...]]
    compound: dict[str, tuple[str, ...]]

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield each word, as it is compared, with the event that it means."""
        for ours, names in self.activities.items():
            for name in names:
                yield from self._ends_of(ours, name)
        for ours, names in self.events.items():
            yield from ((name, ours) for name in names)

    def in_words(self, event: str) -> str:
        """Return the words for an event in one sentence; "" where there are none.

        Examples
        --------
        >>> LANGUAGES[1].in_words("thaw_end")
        'tining, upptining with slut, avslutad, avslutat, avslutades, slutförd, slutfört behind it or slut, sluttid \
before it; tinad, upptinad, upptining klar, tining klar'
        """
        activity, _, end = event.rpartition("_")
        said = [", ".join(self.activities[activity])] if activity in self.activities and end in self.ends else []
        if said:
            before = f" or {', '.join(self.before[end])} before it" if end in self.before else ""
            said = [f"{said[0]} with {', '.join(self.ends[end])} behind it{before}"]
        said += [", ".join(self.events[event])] if event in self.events else []
        return "; ".join(said).replace("_", " ")

    def _ends_of(self, ours: str, name: str) -> Iterator[tuple[str, str]]:
        for end, words in self.ends.items():
            means = f"{ours}_{end}"
            yield from ((f"{name}_{word}", means) for word in (*words, end))
            yield from ((f"{word}_{name}", means) for word in self.before.get(end, ()))
            yield from ((f"{name}s{word}", means) for word in self.compound.get(end, ()))


def plain_word(text: str) -> str:
    """Return a word as it is compared: capitals, blanks, hyphens and the way an accent is stored make no difference.

    Examples
    --------
    >>> plain_word(" Ut ur  tank"), plain_word("Thaw-Complete")
    ('ut_ur_tank', 'thaw_complete')
    """
    return "_".join(unicodedata.normalize("NFC", text).casefold().replace("-", " ").replace("_", " ").split())


def _languages() -> tuple[LanguageWords, ...]:
    return tuple(_language(name, table) for name, table in _TABLES["languages"].items())


def _language(name: str, table: dict[str, Any]) -> LanguageWords:
    ends = {end: tuple(table[end]) for end in ("start", "end")}
    rest = {
        key: {one: tuple(words) for one, words in table.get(key, {}).items()}
        for key in ("before", "activities", "events", "compound")
    }
    return LanguageWords(name, ends, **rest)


_TABLES: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))

#: The words of each language; event_words.toml stands beside this module.
LANGUAGES: tuple[LanguageWords, ...] = _languages()

#: Every word to the event that it means.
EVENT_WORDS: dict[str, str] = {word: ours for one in LANGUAGES for word, ours in one.names()}

#: What may mean several events, with each of them.
AMBIGUOUS: dict[str, tuple[str, ...]] = {word: tuple(events) for word, events in _TABLES["ambiguous"].items()}
