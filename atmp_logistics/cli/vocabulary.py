"""The command `vocabulary`: the events, columns and conditions, and what a word means."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atmp_logistics.cli.options import Json
from atmp_logistics.cli.outputs import InputPaths, Outputs, check_outputs
from atmp_logistics.cli.shared import output_console, refusals
from atmp_logistics.core.errors import UsageError, refuse

if TYPE_CHECKING:
    from atmp_logistics.core.vocabulary import VocabularyEntry


def vocabulary_command(
    word: Annotated[
        str | None, typer.Argument(help="A word or a heading, such as 'Infusion slut'; all of them by default.")
    ] = None,
    json: Json = None,
) -> None:
    """List the events, the columns and the conditions, or say what a word means.

    Exit 0: listed, or the word is known.

    Exit 2: the word is unknown, or may mean several; what it may mean is named.
    """
    with refusals():
        check_outputs({"--json": json}, InputPaths())
        entries, outputs = _entries(word), Outputs()
        outputs.write(json, partial(_write, entries))
        outputs.show(partial(_print, word, entries))
        outputs.end("the vocabulary was listed", 0)


def _entries(word: str | None) -> tuple[VocabularyEntry, ...]:
    from atmp_logistics.core.vocabulary import likely_meanings, meanings, vocabulary

    found = vocabulary() if word is None else meanings(word)
    if word is not None and not found:
        likely = [f"{one.name} ({one.kind}: {one.definition})" for one in likely_meanings(word)]
        fix = "state in the site profile what your ward means by it"
        may = f"; it may mean {' or '.join(likely)}" if likely else ""
        refuse([UsageError.fault("vocabulary", repr(word), "a word of the vocabulary", fix + may)])
    return found


def _write(entries: tuple[VocabularyEntry, ...], path: Path) -> None:
    from atmp_logistics.core.whole_files import write_text
    from atmp_logistics.report.vocabulary.json import render_json

    write_text(path, render_json(entries))


def _print(word: str | None, entries: tuple[VocabularyEntry, ...]) -> None:
    from atmp_logistics.report.vocabulary.text import list_of, meaning_of

    console = output_console()
    for piece in list_of(entries) if word is None else meaning_of(word, entries):
        console.print(piece)
