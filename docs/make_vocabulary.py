"""Write docs/vocabulary.md from the vocabulary: `python docs/make_vocabulary.py`. A test fails when it is stale."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from atmp_logistics.core.column_names import AMBIGUOUS_HEADINGS
from atmp_logistics.core.event_kinds import ENDS_CONTAINER, USES_CONTAINER
from atmp_logistics.core.event_words import AMBIGUOUS, LANGUAGES
from atmp_logistics.core.vocabulary import VocabularyEntry, in_languages, vocabulary

HEAD = """# The vocabulary

Written by `docs/make_vocabulary.py` from what the readers use. `atmp-logistics vocabulary` lists it in a terminal,
and `atmp-logistics vocabulary "Infusion slut"` says what one word means, or what an unknown one is likely to.

## Events

A row of an [event table](event_tables.md) names one of these events, or one of its other names.

Who has the event: the whole *therapy*, the collected *material*, each *container*, or each *dose*, which is the
container that the row names, and every container of the therapy where it names none. What *comes after* is what
nature puts before the event. An event that *recurs* can happen several times to one container.

| event | who | what it means | other names | comes after | |
|---|---|---|---|---|---|
"""
ENDS = """
## What ends a container

After {ends} no thaw, preparation or administration of that container can come: not {uses}. A record that holds one
contradicts itself, and decides nothing (W203). Where one of the two has no time and no fact says which came first,
nothing conforms. An empty bag that is discarded after its administration, a box that is sent back,
and a follow-up of the patient are ordinary.

## What was decided at receipt

`receipt_accepted`, `receipt_rejected` and `receipt_quarantined` are also read from the column `outcome` beside
`receipt_checked` or `product_received`. A container that was rejected, or not surely taken out of its quarantine, and
used all the same does not conform; given after its rejection, or before its acceptance, it deviates (C403).

## What somebody noted

`excursion_start` and `excursion_end` say that an alarm or a person noted that the range was left. Nothing conforms
over them unless the readings of that time show the excursion, which the rules on temperature then judge (D504). A
row that names no container is about all of its therapy. What stands in the column `note` decides nothing and prints
beside its event.
"""
COLUMNS = """
## {head}

| column | what it holds | other names |
|---|---|---|
"""
WORDS = """
## Words of wards

These are read as they stand, and the result names those that were read; what the [site profile](site_profile.md)
states goes before them. Capitals, blanks, hyphens and underscores make no difference. A word for an end stands behind
the activity or before it.
"""
DOUBTFUL = """
## Words that may mean several things

These are refused, with what each may mean: the site profile says which it is.

| word | may mean |
|---|---|
"""
#: Each kind of column with its heading.
HEADS = {
    "column of events": "Columns of events",
    "column of readings": "Columns of a table of readings",
    "condition": "Conditions",
}


def render() -> str:
    """Return the page."""
    known = vocabulary()
    ends, uses = (", ".join(f"`{name}`" for name in names) for names in (ENDS_CONTAINER, USES_CONTAINER))
    events = [one for one in known if one.kind == "event"]
    page = HEAD + "".join(map(_event_row, events)) + ENDS.format(ends=ends, uses=uses)
    for kind, head in HEADS.items():
        page += COLUMNS.format(head=head) + "".join(_column_row(one) for one in known if one.kind == kind)
    page += WORDS + "".join(_language(one.language, events) for one in LANGUAGES)
    doubtful = sorted((AMBIGUOUS | AMBIGUOUS_HEADINGS).items())
    return page + DOUBTFUL + "".join(f"| {word.replace('_', ' ')} | {_code(names)} |\n" for word, names in doubtful)


def _event_row(one: VocabularyEntry) -> str:
    marks = [word for word, holds in (("recurs", one.recurs), ("ends the container", one.ends_container)) if holds]
    names, before = _code(one.synonyms), _code(one.after)
    return f"| `{one.name}` | {one.scope} | {one.definition} | {names} | {before} | {', '.join(marks)} |\n"


def _column_row(one: VocabularyEntry) -> str:
    return f"| `{one.name}` | {one.definition} | {', '.join(one.synonyms).replace('_', ' ')} |\n"


def _language(language: str, events: Iterable[VocabularyEntry]) -> str:
    rows = [f"| `{one.name}` | {dict(in_languages(one)).get(language, '')} |\n" for one in events]
    said = "".join(row for row in rows if not row.endswith("|  |\n"))
    return f"\n### {language}\n\n| event | words |\n|---|---|\n{said}"


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    Path(__file__).with_name("vocabulary.md").write_text(render(), "utf-8", newline="\n")
