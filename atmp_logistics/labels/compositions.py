"""The Compositions of an ePI, whichever way they are written (XML, JSON, shorthand), to sections with their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from atmp_logistics.core.errors import LabelError
from atmp_logistics.ingest.files.file import File
from atmp_logistics.labels.label_text import LabelText, Section
from atmp_logistics.labels.marked_up_text import paragraphs_of
from atmp_logistics.labels.markup import parse_xml, with_numbered_entities
from atmp_logistics.labels.section_codes import code_table
from atmp_logistics.labels.section_numbers import agree, number_in_title

#: A code on so many sections, and on more than half of them, tells none of them apart.
_SHARED = 3


@dataclass(slots=True)
class RawSection:
    """A section as a file writes it: its XHTML as an element, or why it could not be read."""

    title: str
    codes: tuple[str, ...]
    place: str
    div: Element | None = None
    unreadable: str = ""
    inside: list[RawSection] = field(default_factory=list)


@dataclass(slots=True)
class RawComposition:
    """A Composition as a file writes it."""

    title: str = ""
    language: str = ""
    version: str = ""
    date: str = ""
    type_codes: tuple[str, ...] = ()
    type_text: str = ""
    sections: list[RawSection] = field(default_factory=list)


def div_of(text: str, name: str) -> tuple[Element | None, str]:
    """Return a section's XHTML as an element, or None and why it is not well-formed.

    Examples
    --------
    >>> div_of("<div>below -120&nbsp;°C</div>", "a.json")[1], div_of("<div>at < 25 °C</div>", "a.json")[1]
    ('', 'XML that is not well-formed (not well-formed (invalid token)) at line 1, column 10 of its div')
    """
    try:
        return parse_xml(with_numbered_entities(text), name), ""
    except LabelError as error:
        fault = error.faults[0]
        return None, f"{fault.found} at {fault.where.removeprefix(f'{name}, ')} of its div"


def label_of(file: File, form: str, compositions: list[RawComposition], products: Iterable[str]) -> LabelText:
    """Return the label's text of a file's Compositions.

    Raises
    ------
    LabelError
        Where no Composition has a section.
    """
    read = [_Numbering(one) for one in compositions]
    sections = tuple(section for one in read for section in one.sections())
    if not sections:
        found = f"{len(compositions)} Compositions without a section"
        raise LabelError([LabelError.fault(file.name, found, "a Composition with sections", "fetch the whole label")])
    names = [f"product: {name}" for name in dict.fromkeys(products)]
    return LabelText(
        name=file.name,
        sha256=file.sha256,
        format=form,
        title="; ".join(_each(one.title for one in compositions)),
        revision="; ".join(_each(_revision(one) for one in compositions)),
        language=", ".join(_each(one.language for one in compositions)),
        sections=sections,
        notes=(*names, *_each(note for one in read for note in one.notes)),
    )


def _each(texts: Iterable[str]) -> list[str]:
    """Return each text once; empty ones are left out."""
    return [text for text in dict.fromkeys(texts) if text]


def _revision(raw: RawComposition) -> str:
    parts = [f"version {raw.version}" if raw.version else "", f"dated {raw.date[:10]}" if raw.date else ""]
    return ", ".join(_each(parts))


class _Numbering:
    """The sections of one Composition with their numbers, and notes on what does not agree."""

    def __init__(self, raw: RawComposition) -> None:
        self.raw = raw
        self.table = code_table("ema")
        self.notes: list[str] = []
        every = [section for outer in raw.sections for section in _walk(outer)]
        self.shared = self._shared_code(every)
        self.document = self._document(every)

    def sections(self) -> Iterator[Section]:
        """Yield the sections in document order."""
        for outer in self.raw.sections:
            yield from self._numbered(outer, 1)

    def _numbered(self, raw: RawSection, level: int) -> Iterator[Section]:
        yield Section(
            number=self._number(raw),
            title=raw.title,
            codes=raw.codes,
            place=raw.place,
            paragraphs=() if raw.div is None else paragraphs_of(raw.div, raw.place),
            level=level,
            document=self.document,
            language=self.raw.language,
            unreadable=raw.unreadable,
        )
        for inner in raw.inside:
            yield from self._numbered(inner, level + 1)

    def _number(self, raw: RawSection) -> str:
        printed, of_code = number_in_title(raw.title), self.table.number(set(raw.codes) - {self.shared})
        if not agree(printed, of_code):
            codes = ", ".join(raw.codes)
            self.notes.append(f"{raw.place}: the title prints {printed}, its code {codes} is that of {of_code}")
        return printed or of_code

    def _shared_code(self, every: list[RawSection]) -> str:
        """Return the one code that stands on most sections, "" where codes tell sections apart."""
        most = Counter(code for section in every for code in section.codes).most_common(1)
        if not most or most[0][1] < _SHARED or 2 * most[0][1] <= len(every):
            return ""
        code, count = most[0]
        self.notes.append(f"code {code} stands on {count} of {len(every)} sections: numbered by their titles alone")
        return code

    def _document(self, every: list[RawSection]) -> str:
        """Return which text this is: by the codes of its sections, else by its type."""
        by_sections = self.table.document(code for section in every for code in section.codes)
        by_type = self.table.document_of_type(self.raw.type_codes)
        if by_sections and by_type and by_sections != by_type:
            self.notes.append(f"its type is that of the {by_type}, its sections are those of the {by_sections}")
        return by_sections or by_type or self.raw.type_text


def _walk(section: RawSection) -> Iterator[RawSection]:
    yield section
    for inner in section.inside:
        yield from _walk(inner)
