"""The sentences of a label that an audit reads, each with its section, its place and its quantities."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.labels.chosen_sections import usual_sections
from atmp_logistics.labels.label_text import LabelText, Paragraph, Section
from atmp_logistics.labels.paragraph_quantities import quantities_of
from atmp_logistics.labels.quantity import Quantity

_SENTENCE_ENDS = re.compile(r"(?<=[.!?;])\s+(?=[^\W\d_a-z])")
_FAHRENHEIT = re.compile(r"[°º˚]\s?F|℉|fahrenheit|degrees F", re.IGNORECASE)
#: A temperature in °F that restates one in °C may differ by rounding.
_ROUNDED_DEGC = 1.0


@dataclass(frozen=True, slots=True, repr=False)
class Sentence(ShortRepr):
    """A sentence of a label.

    Attributes
    ----------
    text : str
    section : Section
    place : str
    quantities : tuple of Quantity
    is_asked : bool
        Whether it stands in a section on storage and use, and not in one that the file alone cites.
    """

    text: str
    section: Section
    place: str
    quantities: tuple[Quantity, ...]
    is_asked: bool

    def is_within(self, numbers: Collection[str]) -> bool:
        """Say whether it stands in one of these sections, or in a section inside one."""
        return any(f"{self.section.number}.".startswith(f"{number}.") for number in numbers)

    def restates(self, quantity: Quantity) -> bool:
        """Say whether a quantity in °F stands in brackets behind the same one in °C."""
        at = next(i for i, one in enumerate(self.quantities) if one is quantity)
        if not at or not _FAHRENHEIT.search(quantity.text) or self.quantities[at - 1].kind != quantity.kind:
            return False
        before = self.quantities[at - 1]
        pairs = ((before.lower, quantity.lower), (before.upper, quantity.upper))
        near = all((a is None) == (b is None) and abs((a or 0.0) - (b or 0.0)) <= _ROUNDED_DEGC for a, b in pairs)
        return near and quantity.start - before.end <= 3 and not before.unreadable


def sentences_of(label: LabelText, sections: Sequence[Section], cited: Collection[str]) -> Iterator[Sentence]:
    """Yield the sentences of the sections on storage and use, and of those that the product file cites.

    Parameters
    ----------
    label : LabelText
    sections : sequence of Section
        Those that belong to the product.
    cited : collection of str
        The numbers of the sections that the product file cites.
    """
    asked = {id(section) for section in usual_sections(label)}
    for section in sections:
        named = any(f"{section.number}.".startswith(f"{number}.") for number in cited)
        if id(section) in asked or named:
            for paragraph in section.paragraphs:
                yield from _sentences(section, paragraph, id(section) in asked)


def _sentences(section: Section, paragraph: Paragraph, asked: bool) -> Iterator[Sentence]:
    found, unreadable = quantities_of(paragraph, section.language)
    if unreadable:
        found = tuple(_unreadable(one, unreadable) for one in found)
    starts = [0, *(match.end() for match in _SENTENCE_ENDS.finditer(paragraph.text)), len(paragraph.text) + 1]
    for start, end in pairwise(starts):
        inside = tuple(one for one in found if start <= one.start < end)
        if text := paragraph.text[start:end].strip():
            yield Sentence(text, section, paragraph.place, inside, asked)


def _unreadable(one: Quantity, why: str) -> Quantity:
    return Quantity(one.kind, one.text, one.start, one.end, unit=one.unit, unreadable=one.unreadable or why)
