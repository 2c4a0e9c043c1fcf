"""The vocabulary in a terminal: the list of it, and what one word means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table

from atmp_logistics.core.vocabulary import VocabularyEntry, in_languages
from atmp_logistics.report.shared.terminal import Text

#: What each kind is called over its list.
HEADS = {
    "event": "Events",
    "column of events": "Columns of events",
    "column of readings": "Columns of readings",
    "condition": "Conditions, each also a column of events",
}


def list_of(entries: Iterable[VocabularyEntry]) -> Iterator[RenderableType]:
    """Yield the vocabulary as a table for each kind."""
    known = [*entries]
    for kind, head in HEADS.items():
        table = Table(box=None, padding=(0, 1), title=head, title_justify="left")
        for column in (kind.partition(" ")[0], "what it means", "other names"):
            table.add_column(column, overflow="fold")
        for one in (one for one in known if one.kind == kind):
            table.add_row(one.name, _definition(one), ", ".join(one.synonyms))
        yield table
    yield Text("`atmp-logistics vocabulary WORD` says what a word means, in Swedish, Dutch and German too.", "dim")


def meaning_of(word: str, entries: Iterable[VocabularyEntry]) -> Iterator[RenderableType]:
    """Yield what a word means, with the other words for it."""
    for one in entries:
        yield Text(f"{word!r}: the {one.kind} {one.name}", "bold")
        for line in _lines(one):
            yield Padding(Text(line), (0, 0, 0, 2))


def _lines(entry: VocabularyEntry) -> Iterator[str]:
    yield _definition(entry)
    if entry.scope:
        yield f"who has it: {entry.scope}"
    if entry.after:
        yield f"comes after: {', '.join(entry.after)}"
    if entry.synonyms:
        yield f"other names: {', '.join(entry.synonyms)}"
    yield from (f"{language}: {said}" for language, said in in_languages(entry))


def _definition(entry: VocabularyEntry) -> str:
    marks = [said for said, holds in (("recurs", entry.recurs), ("ends the container", entry.ends_container)) if holds]
    return "; ".join([entry.definition, *marks])
