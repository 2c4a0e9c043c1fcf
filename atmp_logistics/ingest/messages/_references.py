"""FHIR references and identifiers: one text for one thing, and a refusal where two texts may mean the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from atmp_logistics.ingest.files.json_node import JsonNode
from atmp_logistics.ingest.messages._message import MessageDraft

_HISTORY = "/_history/"


@dataclass(frozen=True, slots=True)
class FhirResource:
    """A resource, its type, and the names by which a reference can mean it."""

    node: JsonNode
    kind: str
    names: tuple[str, ...]


@dataclass(slots=True)
class FhirReferences:
    """Every name of a message's resources, to the first name of each; `seen` holds the nodes of the references."""

    names: Mapping[str, str]
    seen: dict[str, JsonNode] = field(default_factory=dict)

    @classmethod
    def of(cls, resources: Iterable[FhirResource]) -> FhirReferences:
        """Return the references among some resources."""
        return cls({name: resource.names[0] for resource in resources for name in resource.names})

    def key(self, node: JsonNode | None) -> str:
        """Return what a reference refers to, as one text; "" where there is no reference."""
        if node is None:
            return ""
        text = node.text("reference").partition(_HISTORY)[0]
        if text.startswith("#"):
            node.fault(repr(text), "a reference out of this resource", "refer to a resource of its own", "reference")
            return ""
        if not text and (identifier := node.child("identifier")):
            text = identifier.text("value", required=True)
        elif not text:
            node.fault("no reference and no identifier", "what this refers to", "add the reference")
        key = self.names.get(text, text)
        if key:
            self.seen.setdefault(key, node)
        return key

    def keys(self, nodes: Iterable[JsonNode]) -> frozenset[str]:
        """Return what some references refer to."""
        return frozenset(filter(None, (self.key(node) for node in nodes)))

    def check(self) -> None:
        """Fault two references that end alike and begin differently: they may mean one resource."""
        ends: dict[str, str] = {}
        for key, node in self.seen.items():
            end = "/".join(key.rsplit("/", 2)[-2:])
            other = ends.setdefault(end, key)
            if other != key:
                fix = "write references to one resource in one way"
                node.fault(f"{key!r} beside {other!r}, which may be the same", "one text for one resource", fix)


def identifier_of(node: JsonNode, draft: MessageDraft) -> str:
    """Return the one identifier of a product, or of several the official one; else "" and a fault."""
    found = node.objects("identifier")
    values = {part.text("value", required=True) for part in found} - {""}
    official = {part.text("value") for part in found if part.text("use") == "official"} - {""}
    if len(values) == 1:
        return values.pop()
    if len(official) == 1:
        draft.say("of several identifiers the official one names the container")
        return official.pop()
    what = f"{len(values)} identifiers" if values else "no identifier"
    fix = "give the product the one identifier that its container carries, or mark it with use = official"
    node.fault(what, "one identifier, which names the container", fix, "identifier")
    return ""
