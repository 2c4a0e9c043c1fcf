"""Sections with their numbers alone: the paragraphs that hold, or may hold, a temperature, a duration or a count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from atmp_logistics.labels.label_text import Paragraph, Section
from atmp_logistics.labels.paragraph_quantities import quantities_of


def numbers_alone(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Return the sections that hold a number, with the paragraphs that do; what is not surely readable stays.

    Parameters
    ----------
    sections : iterable of Section

    Returns
    -------
    tuple of Section
        In their order, each with its own place.

    Examples
    --------
    >>> texts = (Paragraph("Keep it frozen.", "p 1"), Paragraph("Use within 30 minutes.", "p 2"))
    >>> [part.text for section in numbers_alone([Section("6.3", "6.3", (), "q", texts)]) for part in section.paragraphs]
    ['Use within 30 minutes.']
    """
    parts = (replace(part, paragraphs=tuple(filter(_has_a_number, part.paragraphs))) for part in sections)
    return tuple(part for part in parts if part.paragraphs or part.unreadable)


def _has_a_number(paragraph: Paragraph) -> bool:
    found, unreadable = quantities_of(paragraph)
    return bool(found or unreadable)
