"""EMA ePI as FHIR XML: a Bundle of documents, a document, or a Composition alone.

What it looks like: `<Bundle xmlns="http://hl7.org/fhir">` with Compositions at any depth; a section has a title, codes,
its text as XHTML, and sections inside it. Seen: bundles of the AEMPS (Spanish, SmPC and leaflet in one), of the EMA's
test portal, of the MHRA and NHS.

Traps: the XHTML of one section that is not well-formed (a `<b>` never closed) makes the whole file so; that section
alone is then unreadable, and its neighbours are read. The code system's address differs from publisher to publisher.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from atmp_logistics.core.errors import LabelError
from atmp_logistics.ingest.files.file import File
from atmp_logistics.labels.compositions import RawComposition, RawSection, div_of, label_of
from atmp_logistics.labels.label_text import LabelText
from atmp_logistics.labels.markup import local, parse_xml, root_of, with_numbered_entities

NAME = "EMA ePI (FHIR XML)"
_FHIR = "http://hl7.org/fhir"
_XHTML = "http://www.w3.org/1999/xhtml"
#: More broken divs than this, or more of any kind, and the file is refused as a whole.
_MOST_BROKEN, _MOST_DIVS = 100, 20_000
_BROKEN = "unreadable"
_OTHER_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE)


def recognises(file: File) -> bool:
    """Say whether a file is FHIR XML that may hold a label."""
    space, name = root_of(file.data)
    return space == _FHIR and name in {"Bundle", "Composition"}


def read(file: File) -> LabelText:
    """Return the label's text."""
    root = _root(file)
    found = [element for element in root.iter() if element.tag == f"{{{_FHIR}}}Composition"]
    if not found:
        kinds = sorted({child.tag.rpartition("}")[2] for one in root.iter(f"{{{_FHIR}}}resource") for child in one})
        what = f"a {local(root).title()} with {', '.join(kinds) or 'nothing in it'}, and no Composition"
        fix = "fetch the label's document, not the list of documents"
        raise LabelError([LabelError.fault(file.name, what, "a Composition with sections", fix)])
    names = [_value(one) for one in root.iter(f"{{{_FHIR}}}productName")]
    several = len(found) > 1
    raws = [_composition(one, f"Composition[{i}]" if several else "Composition") for i, one in enumerate(found, 1)]
    return label_of(file, NAME, raws, filter(None, names))


def _root(file: File) -> Element:
    """Return the outermost element; XHTML that is broken in itself becomes an empty one that says why."""
    try:
        return parse_xml(file.data, file.name)
    except LabelError as error:
        mended = _without_broken_divs(file)
        if mended is None:
            raise
        try:
            return parse_xml(mended, file.name)
        except LabelError:
            raise error from None


def _without_broken_divs(file: File) -> str | None:
    """Return the document with each broken XHTML taken out; None where it is not in UTF-8, or breaks too often."""
    text = "" if _OTHER_ENCODING.match(file.data) else file.data.decode("utf-8-sig", errors="ignore")
    if text.count("<div") > _MOST_DIVS:
        return None
    out, at, broken, line = list[str](), 0, 0, 1
    for start, end in _divs(text) if text.encode() in file.data else ():
        div = text[start:end]
        element, why = div_of(div, file.name)
        broken += element is None
        if broken > _MOST_BROKEN:
            return None
        line += text.count("\n", at, start)
        why = f"{why}, which begins in line {line} of the file".replace("&", "&amp;").replace("<", "&lt;")
        taken = f'<div xmlns="{_XHTML}" {_BROKEN}="{why}"/>' if element is None else with_numbered_entities(div)
        out += [text[at:start], taken]
        line, at = line + div.count("\n"), end
    return "".join([*out, text[at:]])


def _divs(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the XHTML of each text begins and ends."""
    at = 0
    while (start := text.find("<div", at)) >= 0 and (after := text.find("</text>", start)) >= 0:
        end = text.rfind("</div>", start, after)
        if end >= 0:
            yield start, end + len("</div>")
        at = after


def _composition(element: Element, place: str) -> RawComposition:
    kind = element.find(f"{{{_FHIR}}}type")
    return RawComposition(
        title=_of(element, "title"),
        language=_of(element, "language").lower(),
        version=_of(element, "version"),
        date=_of(element, "date"),
        type_codes=_codes(kind),
        type_text=_of(kind, "text") or _of(kind, "coding/display"),
        sections=_sections(element, place),
    )


def _sections(element: Element, place: str) -> list[RawSection]:
    found = element.findall(f"{{{_FHIR}}}section")
    return [_section(one, f"{place}/section[{i}]") for i, one in enumerate(found, 1)]


def _section(element: Element, place: str) -> RawSection:
    div = element.find(f"{{{_FHIR}}}text/{{{_XHTML}}}div")
    return RawSection(
        title=" ".join(_of(element, "title").split()),
        codes=_codes(element.find(f"{{{_FHIR}}}code")),
        place=place,
        div=div,
        unreadable="" if div is None else div.get(_BROKEN, ""),
        inside=_sections(element, place),
    )


def _codes(concept: Element | None) -> tuple[str, ...]:
    """Return the codes of a concept, whatever the address of their system."""
    found = [] if concept is None else concept.findall(f"{{{_FHIR}}}coding/{{{_FHIR}}}code")
    return tuple(filter(None, (_value(one) for one in found)))


def _of(element: Element | None, path: str) -> str:
    """Return the value of an element inside this one, "" where there is none."""
    steps = "/".join(f"{{{_FHIR}}}{step}" for step in path.split("/"))
    found = None if element is None else element.find(steps)
    return "" if found is None else _value(found)


def _value(element: Element) -> str:
    return (element.get("value") or "").strip()
