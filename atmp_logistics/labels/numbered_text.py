"""The pages of a label to its sections: an SmPC, a package leaflet or a US prescribing information, in any language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from atmp_logistics.core.errors import LabelError
from atmp_logistics.ingest.files.file import File
from atmp_logistics.labels.label_text import LEAFLET, SMPC, USPI, LabelText, Section
from atmp_logistics.labels.numbered_lines import MOST_HEADINGS, Heading, Line, could_be_headings, documents_of
from atmp_logistics.labels.paragraphs import paragraphs_of
from atmp_logistics.labels.running_lines import without_running_lines

#: The sections that are asked for, by the kind of document.
_SMPC_NUMBERS, _USPI_NUMBERS = {"4.2", "6.3", "6.4", "6.6"}, {"2", "16"}
#: A contents list: so large a part of its sections has no text.
_EMPTY = 0.7
_DATE = re.compile(
    r"\d{1,2}[./ -]\d{1,2}[./ -]\d{4}|\d{4}-\d{2}(?:-\d{2})?|\d{1,2}(?:\.|st|nd|rd|th)? \w+ \d{4}|\w+ \d{4}"
)


class _Document(NamedTuple):
    """A document of the file: what it is, its headings, and its sections."""

    name: str
    headings: list[Heading]
    sections: list[Section]


def label_of_pages(file: File, form: str, pages: Sequence[Sequence[Line]], notes: Sequence[str] = ()) -> LabelText:
    """Return the label's text.

    Parameters
    ----------
    file : File
    form : str
        The name of the format.
    pages : sequence of sequence of Line
        A text without pages is one page.
    notes : sequence of str
        What reading the file has to say.

    Raises
    ------
    LabelError
        Where no numbered section of a label stands in the text, or more lines than any label's have numbers.
    """
    kept, running = without_running_lines(pages)
    lines = [line for page in kept for line in page]
    if (many := could_be_headings(lines)) > MOST_HEADINGS:
        fix = "cut the label out of the file, and try again"
        found = f"{many} lines that begin with a number and a title"
        raise LabelError([LabelError.fault(file.name, found, f"at most {MOST_HEADINGS}", fix)])
    documents, left_out = _without_contents(
        [_document(lines, *pair) for pair in _with_ends(documents_of(lines), lines)]
    )
    if not any(_asked(one.headings) for one in documents):
        raise _no_sections(file, [one for document in documents for one in document.headings])
    named = _named(documents)
    sections = tuple(section for document in named for section in document.sections)
    language, known = _language([heading for document in named for heading in document.headings])
    notes = [*notes, *_notes(named, running, left_out), *known]
    return LabelText(file.name, file.sha256, form, _title(named), _revision(named), language, sections, tuple(notes))


def _with_ends(documents: list[list[Heading]], lines: Sequence[Line]) -> list[tuple[list[Heading], int]]:
    """Return each document with the line at which it ends: where the next one begins, or at the end of the text."""
    ends = [*(document[0].first for document in documents[1:]), len(lines)]
    return list(zip(documents, ends, strict=False))


def _document(lines: Sequence[Line], headings: list[Heading], end: int) -> _Document:
    ends = [*(heading.first for heading in headings[1:]), end]
    sections = [
        Section(
            heading.printed, f"{heading.printed} {heading.title}", (), lines[heading.first].place,
            paragraphs_of(lines[heading.after : after]), len(heading.number), _kind(headings),
        )
        for heading, after in zip(headings, ends, strict=True)
    ]  # fmt: skip
    return _Document(_kind(headings), headings, sections)


def _kind(headings: Sequence[Heading]) -> str:
    """Return what a document is by the numbers of its sections."""
    numbers = {heading.printed for heading in headings}
    if {"16", "17"} & numbers and "2" in numbers and any("." in number for number in numbers):
        return USPI
    if numbers & _SMPC_NUMBERS and "16" not in numbers:
        return SMPC
    plain = all(len(heading.number) == 1 for heading in headings)
    return LEAFLET if plain and len(numbers) <= 6 else ""


def _asked(headings: Sequence[Heading]) -> bool:
    """Return whether a document has a section that is asked for, or is a leaflet of its own."""
    numbers, kind = {heading.printed for heading in headings}, _kind(headings)
    return bool(numbers & (_USPI_NUMBERS if kind == USPI else _SMPC_NUMBERS)) or (kind == LEAFLET and len(numbers) >= 5)


def _without_contents(documents: list[_Document]) -> tuple[list[_Document], int]:
    """Return the documents without lists of contents, and how many of those there were."""
    kept = [one for one in documents if sum(not part.paragraphs for part in one.sections) < _EMPTY * len(one.sections)]
    return (kept, len(documents) - len(kept)) if kept else (documents, 0)


def _named(documents: list[_Document]) -> list[_Document]:
    """Return the documents, of which those that are one of several SmPCs are numbered."""
    smpcs = [one for one in documents if one.name == SMPC]
    if len(smpcs) < 2:
        return documents
    return [
        _Document(name, one.headings, [_of_document(part, name) for part in one.sections])
        for one in documents
        for name in [f"{SMPC} {1 + smpcs.index(one)}" if one in smpcs else one.name]
    ]


def _of_document(section: Section, name: str) -> Section:
    return Section(
        section.number, section.title, section.codes, section.place, section.paragraphs, section.level, name
    )  # fmt: skip


def _title(documents: list[_Document]) -> str:
    """Return what stands in section 1 of the first document: the name of the product."""
    first = documents[0].sections[0]
    return first.paragraphs[0].text if first.number == "1" and first.paragraphs else first.title


def _revision(documents: list[_Document]) -> str:
    """Return the date in section 10 of an SmPC, as written."""
    for document in documents:
        for part in document.sections:
            if part.number == "10" and document.name.startswith(SMPC) and part.paragraphs:
                match = _DATE.search(part.paragraphs[0].text)
                return match[0] if match else ""
    return ""


@cache
def known_headings() -> dict[str, dict[str, str]]:
    """Return the headings of the European template that were read in public texts, by language and number."""
    return tomllib.loads(files(__package__).joinpath("qrd_headings.toml").read_text("utf-8"))


def _language(headings: Sequence[Heading]) -> tuple[str, list[str]]:
    """Return the language whose headings stand in a text, and what is to be said of it; the headings decide nothing."""
    titles = {(heading.printed, _folded(heading.title)) for heading in headings}
    for language, table in known_headings().items():
        same = [number for number, title in table.items() if (number, _folded(title)) in titles]
        if len(same) >= 2:
            return language, [f"the headings of {', '.join(same)} are those of the European template in {language}"]
    return "", ["the headings are not among those known; the sections are known by their numbers"]


def _folded(title: str) -> str:
    return " ".join(re.sub(r"[()’']", " ", title.casefold()).split())


def _notes(documents: list[_Document], running: list[str], contents: int) -> list[str]:
    shown = [f"left out at the head or foot of the pages: {', '.join(map(repr, running))}"] if running else []
    shown += [f"{contents} list{'s' * (contents > 1)} of contents left out"] if contents else []
    names = [one.name or "a document of another kind" for one in documents]
    return shown + ([f"the file holds {len(names)} documents: {', '.join(names)}"] if len(names) > 1 else [])


def _no_sections(file: File, headings: Sequence[Heading]) -> LabelError:
    expected = (
        "sections by number, each in a line that begins with it: 4.2, 6.3, 6.4, 6.6 of an SmPC, "
        "or 2 and 16 of a US prescribing information, in any language"
    )
    numbers = ", ".join(heading.printed for heading in headings[:20])
    found = f"the numbers {numbers} alone" if numbers else "no line that begins with the number and title of a section"
    fix = "take the whole SmPC or prescribing information, as PDF with text, or as text with a line for each heading"
    return LabelError([LabelError.fault(file.name, found, expected, fix)])
