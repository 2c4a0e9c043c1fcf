"""FDA Structured Product Labeling (SPL): XML of namespace `urn:hl7-org:v3`, sections by LOINC codes and numbers.

Seen: labels of openFDA, DailyMed and a repackager, with numbered sections (since 2006) and without.

Traps: subsections have no title, or one whose number stands in their first line; a subsection may have the code of the
section around it; the highlights at the front are excerpts inside each section, and stand for no section.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from atmp_logistics.core.errors import LabelError
from atmp_logistics.ingest.files.file import File
from atmp_logistics.labels.label_text import LabelText, Section
from atmp_logistics.labels.marked_up_text import paragraphs_of
from atmp_logistics.labels.markup import parse_xml, root_of
from atmp_logistics.labels.section_codes import code_table
from atmp_logistics.labels.section_numbers import agree, number_in_first_line, number_in_title

NAME = "FDA SPL (XML)"
_SPACE = "urn:hl7-org:v3"
_V3 = {"v3": _SPACE}


def recognises(file: File) -> bool:
    """Say whether a file is an SPL document."""
    return root_of(file.data) == (_SPACE, "document")


def read(file: File) -> LabelText:
    """Return the label's text."""
    root = parse_xml(file.data, file.name)
    reading = _Reading(_document(root))
    outer = root.findall("v3:component/v3:structuredBody/v3:component/v3:section", _V3)
    sections = tuple(part for i, one in enumerate(outer, 1) for part in reading.sections(one, f"section[{i}]", "", 1))
    if not sections:
        fix = "fetch the whole label from DailyMed"
        raise LabelError([LabelError.fault(file.name, "an SPL document without sections", "a label", fix)])
    return LabelText(
        name=file.name,
        sha256=file.sha256,
        format=NAME,
        title=_words(root.find("v3:title", _V3)) or "; ".join(dict.fromkeys(_products(root))),
        revision=_revision(root),
        language=_attribute(root, "languageCode", "code").lower(),
        sections=sections,
        notes=(*_header(root), *reading.notes),
    )


class _Reading:
    """The sections of one document, and notes on numbers that do not agree."""

    def __init__(self, document: str) -> None:
        self.document = document
        self.table = code_table("fda")
        self.notes: list[str] = []

    def sections(self, element: Element, place: str, around: str, level: int) -> Iterator[Section]:
        """Yield a section, and those inside it; `around` is the number of the section around it."""
        title, code = _words(element.find("v3:title", _V3)), _attribute(element, "code", "code")
        text = element.find("v3:text", _V3)
        paragraphs = () if text is None else paragraphs_of(text, place)
        number = number_in_title(title)
        if not title and paragraphs and ", row " not in paragraphs[0].place:
            number = number_in_first_line(paragraphs[0].text, around)
        of_code = self.table.number([code]) if level == 1 else ""
        if not agree(number, of_code):
            self.notes.append(f"{place}: the title prints {number}, its code {code} is that of section {of_code}")
        number = number or of_code
        yield Section(number, title, (code,) if code else (), place, paragraphs, level, self.document)
        for i, inner in enumerate(element.findall("v3:component/v3:section", _V3), 1):
            yield from self.sections(inner, f"{place}/section[{i}]", number or around, level + 1)


def _document(root: Element) -> str:
    """Return what the document is: by its code, else as its code is displayed."""
    known = code_table("fda").document_of_type([_attribute(root, "code", "code")])
    return known or _attribute(root, "code", "displayName").lower()


def _revision(root: Element) -> str:
    version, day = _attribute(root, "versionNumber", "value"), _attribute(root, "effectiveTime", "value")
    dated = f"{day[:4]}-{day[4:6]}-{day[6:8]}" if day[:8].isdecimal() and len(day) >= 8 else day
    return ", ".join(filter(None, [f"version {version}" if version else "", f"dated {dated}" if dated else ""]))


def _header(root: Element) -> Iterator[str]:
    """Yield what the header says that has no other place: products, organisation, set."""
    yield from (f"product: {name}" for name in dict.fromkeys(_products(root)))
    path = "v3:author/v3:assignedEntity/v3:representedOrganization/v3:name"
    if organisation := _words(root.find(path, _V3)):
        yield f"organisation: {organisation}"
    if set_id := _attribute(root, "setId", "root"):
        yield f"set id: {set_id}"


def _products(root: Element) -> Iterator[str]:
    """Yield each product's name and its generic name."""
    for product in root.iter(f"{{{_SPACE}}}manufacturedProduct"):
        if name := _words(product.find("v3:name", _V3)):
            generic = _words(product.find("v3:asEntityWithGeneric/v3:genericMedicine/v3:name", _V3))
            yield f"{name} ({generic})" if generic else name


def _attribute(element: Element, child: str, name: str) -> str:
    found = element.find(f"v3:{child}", _V3)
    return "" if found is None else (found.get(name) or "").strip()


def _words(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())
