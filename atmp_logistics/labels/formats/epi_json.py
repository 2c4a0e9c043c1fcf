"""EMA ePI as FHIR JSON: the same Bundle as in XML, with the XHTML of each section in a string.

Seen: no genuine file; the shape is that of the FHIR standard (a resource's JSON names the elements of its XML), and the
samples are made up after the XML ones. A section whose XHTML is not well-formed is unreadable, its neighbours are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from atmp_logistics.core.errors import refuse
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.files.json_node import JsonNode
from atmp_logistics.labels.compositions import RawComposition, RawSection, div_of, label_of
from atmp_logistics.labels.label_files import as_label_faults, label_faults, text_of
from atmp_logistics.labels.label_text import LabelText

NAME = "EMA ePI (FHIR JSON)"
_KINDS = re.compile(rb'"resourceType"\s*:\s*"(?:Bundle|Composition)"')


def recognises(file: File) -> bool:
    """Say whether a file is FHIR JSON that may hold a label."""
    return file.data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and bool(_KINDS.search(file.data))


def read(file: File) -> LabelText:
    """Return the label's text."""
    with as_label_faults():
        root = JsonNode.of(text_of(file), file.name)
    resources = list(_resources(root))
    found = [node for node in resources if node.text("resourceType") == "Composition"]
    if not found:
        kinds = ", ".join(sorted({node.text("resourceType") for node in resources}))
        fix = "fetch the label's document, not the list of documents"
        root.fault(f"resources {kinds}, and no Composition", "a Composition with sections", fix)
    several = len(found) > 1
    raws = [_composition(one, f"Composition[{i}]" if several else "Composition") for i, one in enumerate(found, 1)]
    names = [name.text("productName") for node in resources if _is_product(node) for name in node.objects("name")]
    refuse(label_faults(root.faults))
    return label_of(file, NAME, raws, filter(None, names))


def _is_product(node: JsonNode) -> bool:
    return bool(node.text("resourceType") == "MedicinalProductDefinition")


def _resources(node: JsonNode) -> Iterator[JsonNode]:
    """Yield a resource, and those inside its entries."""
    yield node
    for entry in node.objects("entry") if node.text("resourceType") == "Bundle" else ():
        resource = entry.child("resource")
        if resource is not None:
            yield from _resources(resource)


def _composition(node: JsonNode, place: str) -> RawComposition:
    kind = node.child("type")
    return RawComposition(
        title=node.text("title"),
        language=node.text("language").lower(),
        version=node.text("version"),
        date=node.text("date"),
        type_codes=_codes(kind),
        type_text=kind.text("text") if kind else "",
        sections=_sections(node, place),
    )


def _sections(node: JsonNode, place: str) -> list[RawSection]:
    return [_section(one, f"{place}/section[{i}]") for i, one in enumerate(node.objects("section"), 1)]


def _section(node: JsonNode, place: str) -> RawSection:
    text = node.child("text")
    div = text.text("div") if text else ""
    element, why = div_of(div, node.name) if div else (None, "")
    return RawSection(
        title=" ".join(node.text("title").split()),
        codes=_codes(node.child("code")),
        place=place,
        div=element,
        unreadable=why,
        inside=_sections(node, place),
    )


def _codes(concept: JsonNode | None) -> tuple[str, ...]:
    """Return the codes of a concept, whatever the address of their system."""
    found = concept.objects("coding") if concept else []
    return tuple(filter(None, (one.text("code") for one in found)))
