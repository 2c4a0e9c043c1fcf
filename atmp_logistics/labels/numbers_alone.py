"""Sections with their numbers alone: the paragraphs that hold, or may hold, a temperature, a duration or a count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from atmp_logistics.labels.label_text import USPI, LabelText, Paragraph, Section
from atmp_logistics.labels.paragraph_quantities import quantities_of

#: The languages whose words quantity_words.toml has.
_LANGUAGES = frozenset({"da", "de", "en", "es", "fi", "fr", "it", "nl", "sv"})


def numbers_alone(label: LabelText, sections: Iterable[Section]) -> tuple[Section, ...]:
    """Return the sections that hold a number, with the paragraphs that do; what is not surely readable stays.

    Of a language whose words are not known, or not stated, every paragraph with a digit stays.

    Parameters
    ----------
    label : LabelText
    sections : iterable of Section
        Those of the label that are chosen.

    Returns
    -------
    tuple of Section
        In their order, each with its own place; those around them too, for their titles.

    Examples
    --------
    >>> texts = (Paragraph("Keep it frozen.", "p 1"), Paragraph("Infuse in 30 min.", "p 2"), Paragraph("5 mL", "p 3"))
    >>> section = Section("6.3", "6.3", (), "q", texts, language="en")
    >>> label = LabelText("a.xml", "", "", "", "", "", (section, replace(section, language="pl")))
    >>> [[paragraph.text for paragraph in part.paragraphs] for part in numbers_alone(label, label.sections)]
    [['Infuse in 30 min.'], ['Infuse in 30 min.', '5 mL']]
    """
    parts = [replace(part, paragraphs=tuple(_kept(label, part))) for part in sections]
    return tuple(reversed(list(_with_outer(reversed(parts)))))


def _with_outer(parts: Iterable[Section]) -> Iterator[Section]:
    """Yield, from the last to the first, the sections with a number, and those around them for their titles."""
    inner = 0
    for part in parts:
        if part.paragraphs or part.unreadable or part.level < inner:
            inner = part.level
            yield part


def _kept(label: LabelText, section: Section) -> Iterable[Paragraph]:
    english = section.document == USPI or label.format.startswith("FDA")
    language = section.language or label.language or ("en" if english else "")
    known = language[:2] in _LANGUAGES
    return (one for one in section.paragraphs if _has_a_number(one) or (not known and any(map(str.isdigit, one.text))))


def _has_a_number(paragraph: Paragraph) -> bool:
    found, unreadable = quantities_of(paragraph)
    return bool(found or unreadable)
