"""The whole vocabulary: events, columns and conditions, what each word means, and what an unknown one is likely to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Literal

from atmp_logistics.core.column_names import AMBIGUOUS_HEADINGS, EVENT_COLUMNS, READING_COLUMNS, ColumnName
from atmp_logistics.core.event_kinds import ENDS_CONTAINER, EVENTS, NAMES, EventKind
from atmp_logistics.core.event_words import AMBIGUOUS, LANGUAGES, plain_word
from atmp_logistics.core.label_conditions import CONDITIONS
from atmp_logistics.core.likeness import likest

#: What a word can be.
Kind = Literal["event", "column of events", "column of readings", "condition"]
#: How many likely meanings of an unknown word are named.
_MOST = 8


@dataclass(frozen=True, slots=True)
class VocabularyEntry:
    """One event, column or condition.

    Attributes
    ----------
    kind : str
        "event", "column of events", "column of readings" or "condition".
    name, definition : str
    synonyms : tuple of str
        Its other names, in whatever language, as they are compared.
    words : mapping of str to tuple of str
        What wards write for an event, by the language.
    scope : str
        Who has an event: therapy, material, container or dose.
    after : tuple of str
        The events that nature puts before it.
    recurs, ends_container : bool
        Whether an event can happen several times to a container, and whether it ends it.
    """

    kind: Kind
    name: str
    definition: str
    synonyms: tuple[str, ...] = ()
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    scope: str = ""
    after: tuple[str, ...] = ()
    recurs: bool = False
    ends_container: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that it goes by, as it is compared."""
        return (self.name, *self.synonyms, *(word for own in self.words.values() for word in own))


@cache
def vocabulary() -> tuple[VocabularyEntry, ...]:
    """Return every event in the order of a therapy, then the columns of events and of readings, and the conditions."""
    return (
        *map(_event, EVENTS.values()),
        *(_column("column of events", one) for one in EVENT_COLUMNS.values()),
        *(_column("column of readings", one) for one in READING_COLUMNS.values()),
        *(VocabularyEntry("condition", name, definition) for name, definition in CONDITIONS.items()),
    )


def meanings(word: str) -> tuple[VocabularyEntry, ...]:
    """Return what a word means: an event, both ends of an activity, columns, a condition; nothing where it is unknown.

    Parameters
    ----------
    word : str
        However it is spelt.

    Returns
    -------
    tuple of VocabularyEntry

    Examples
    --------
    >>> [(one.kind, one.name) for one in meanings("Infusion slut")]
    [('event', 'administration_end')]
    >>> [one.name for one in meanings("Upptining")], meanings("kaffe")
    (['thaw_start', 'thaw_end'], ())
    """
    plain = plain_word(word)
    ends = {NAMES[name] for end in ("start", "end", "in", "out") if (name := f"{plain}_{end}") in NAMES}
    return tuple(one for one in vocabulary() if plain in one.names or (one.kind == "event" and one.name in ends))


@lru_cache(maxsize=1 << 10)
def likely_meanings(word: str) -> tuple[VocabularyEntry, ...]:
    """Return what an unknown word may mean: what is known to be doubtful, what is spelt nearly so, what speaks of it.

    Parameters
    ----------
    word : str

    Returns
    -------
    tuple of VocabularyEntry

    Examples
    --------
    >>> [one.name for one in likely_meanings("Infusion klar")]
    ['preparation_end', 'administration_end']
    >>> [one.name for one in likely_meanings("tank")]
    ['storage_in', 'storage_out', 'refrozen', 'temperature_read']
    """
    plain, known = plain_word(word), vocabulary()
    doubtful = {*AMBIGUOUS.get(plain, ()), *AMBIGUOUS_HEADINGS.get(plain, ())}
    if doubtful:
        return tuple(one for one in known if one.name in doubtful)
    near = likest(word, [name for one in known for name in one.names], most=3)
    found = [one for name in near for one in known if name in one.names]
    spoken_of = {name for doubt, names in AMBIGUOUS.items() if plain in doubt.split("_") for name in names}
    found += [one for one in known if plain and (one.name in spoken_of or _speaks_of(one, plain))]
    return tuple(one for i, one in enumerate(found) if one not in found[:i])[:_MOST]


def _speaks_of(entry: VocabularyEntry, plain: str) -> bool:
    """Say whether a word stands in the names or in the definition of an entry."""
    parts = {part for name in entry.names for part in name.split("_")}
    return plain in parts or plain in plain_word(entry.definition).replace(",", "").replace(";", "").split("_")


def _event(kind: EventKind) -> VocabularyEntry:
    return VocabularyEntry(
        "event",
        kind.name,
        kind.definition,
        kind.synonyms,
        dict(_words_of(kind.name)),
        kind.scope,
        kind.after,
        kind.recurs,
        kind.name in ENDS_CONTAINER,
    )


def in_languages(entry: VocabularyEntry) -> Iterator[tuple[str, str]]:
    """Yield each language with what wards write for an event in it, in one sentence."""
    for one in LANGUAGES:
        if entry.kind == "event" and (said := one.in_words(entry.name)):
            yield one.language, said


def _words_of(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in LANGUAGES:
        words = tuple(dict.fromkeys(word for word, ours in one.names() if ours == name and word != name))
        if words:
            yield one.language, words


def _column(kind: Kind, column: ColumnName) -> VocabularyEntry:
    return VocabularyEntry(kind, column.name, column.definition, column.synonyms)
