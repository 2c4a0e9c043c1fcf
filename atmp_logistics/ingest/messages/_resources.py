"""FHIR resources of a message: which there are, of which release, and which container each product and dispense is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from atmp_logistics.core.errors import NotATable
from atmp_logistics.ingest.files.json_node import JsonNode
from atmp_logistics.ingest.messages._message import MessageDraft
from atmp_logistics.ingest.messages._references import FhirReferences, FhirResource, identifier_of

PRODUCT, DISPENSE = "BiologicallyDerivedProduct", "BiologicallyDerivedProductDispense"
_ANY = ("resourceType", "id", "meta", "language", "text", "contained", "extension", "identifier")
_BOTH = ("collection", "parent", "productCategory", "productCode", "request")
_R4 = ("status", "quantity", "processing", "manipulation", "storage")
_R5 = (
    "biologicalSourceEvent",
    "division",
    "expirationDate",
    "processingFacility",
    "productStatus",
    "property",
    "storageTempRequirements",
)
_DISPENSE = (
    *("basedOn", "partOf", "status", "originRelationshipType", "product", "patient", "matchStatus", "performer"),
    *("location", "quantity", "preparedDate", "whenHandedOver", "destination", "note", "usageInstruction"),
)
_STATUS = (
    "preparation",
    "in-progress",
    "allocated",
    "issued",
    "unfulfilled",
    "returned",
    "entered-in-error",
    "unknown",
)
_REFUSED = ("modifierExtension", "implicitRules")


@dataclass(frozen=True, slots=True)
class ProductOrDispense:
    """A product or a dispense: its container, and what it says of the therapy."""

    node: JsonNode
    kind: str
    container: str
    requests: frozenset[str]
    patients: frozenset[str]


def resources_of(top: JsonNode) -> Iterator[FhirResource]:
    """Yield the resources of a Bundle, a list, or one resource."""
    if isinstance(top.value, list):
        nodes = [(node, "") for node in top.objects()]
    elif top.text("resourceType") == "Bundle":
        if top.text("type") == "history":
            fix = "send each resource once, as it is now"
            top.fault("a Bundle of history", "each resource once", fix, "type", NotATable)
        entries = [(entry.child("resource"), entry) for entry in top.objects("entry")]
        for resource, entry in entries:
            if resource is None:
                entry.fault("no resource", "a resource in every entry", "remove the entry, or send its resource")
        nodes = [(node, entry.text("fullUrl")) for node, entry in entries if node]
    else:
        nodes = [(top, "")]
    seen: dict[str, str] = {}
    for node, full in nodes:
        kind = node.text("resourceType", required=True)
        by_type = f"{kind}/{node.text('id')}" if "id" in node else ""
        names = tuple(filter(None, (by_type, full))) or (node.path,)
        for name in names:
            if name in seen:
                node.fault(f"{name} again, as at {seen[name]}", "each resource once", "send it as it is now", "id")
            seen[name] = node.path
        yield FhirResource(node, kind, names)


def items_of(
    resources: Sequence[FhirResource], references: FhirReferences, draft: MessageDraft
) -> list[ProductOrDispense]:
    """Return products, then their dispenses, each with its container."""
    containers: dict[str, str] = {}
    items = []
    for resource in (resource for resource in resources if resource.kind == PRODUCT):
        node = resource.node
        _shape(node, (*_ANY, *_BOTH, *_R4, *_R5), draft)
        container = identifier_of(node, draft)
        if container and container in containers.values():
            node.fault(f"{container!r} again", "a container of its own for each product", "check the identifiers")
        containers[resource.names[0]] = container
        requests = references.keys(node.objects("request"))
        items.append(ProductOrDispense(node, PRODUCT, container, requests, frozenset()))
    for resource in (resource for resource in resources if resource.kind == DISPENSE):
        item = _dispense_item(resource.node, references, containers, draft)
        items += [item] if item else []
    return items


def _dispense_item(
    node: JsonNode, references: FhirReferences, containers: dict[str, str], draft: MessageDraft
) -> ProductOrDispense | None:
    _shape(node, (*_ANY, *_DISPENSE), draft)
    if node.text("status", required=True, one_of=_STATUS) == "entered-in-error":
        draft.leave_out("dispense that was entered in error")
        return None
    product, patient = node.child("product"), node.child("patient")
    for key, found in (("product", product), ("patient", patient)):
        if found is None:
            node.fault("nothing", f"the {key} of the dispense", "add its reference", key)
    target = references.key(product)
    if target and containers and target not in containers:
        node.fault(repr(target), "a product of this message", "send the product and its dispense together", "product")
    if target and not containers:
        draft.say("the product of a dispense is not in the message: its reference names the container")
    requests = references.keys(node.objects("basedOn"))
    patients = references.keys([patient] if patient else [])
    return ProductOrDispense(node, DISPENSE, containers.get(target, target), requests, patients)


def _shape(node: JsonNode, known: Sequence[str], draft: MessageDraft) -> None:
    """Fault names that the resource does not have, and what a reader that does not know it must not read."""
    node.only((*known, *_REFUSED), node.text("resourceType"))
    modifier_faults(node)
    for part in node.objects("contained"):
        draft.leave_out(f"resource {part.text('resourceType')} inside another")


def modifier_faults(node: JsonNode) -> None:
    """Note a fault for each element that can change the meaning of the others (modifierExtension, implicitRules)."""
    for key in _REFUSED:
        if key in node:
            fix = "send it without, or enter the event by hand"
            node.fault(f"{key}, which can change what the rest means", "none", fix, key)


def fhir_release(items: Sequence[ProductOrDispense]) -> str:
    """Name the release that the products' own elements show; one that mixes two is faulted."""
    shown = set()
    for item in items:
        of_item = {name for name, keys in (("R4", _R4), ("R5", _R5)) if any(key in item.node for key in keys)}
        shown |= {"R5"} if item.kind == DISPENSE else of_item
        if item.kind == PRODUCT and len(of_item) > 1:
            item.node.fault("elements of R4 and of R5", "one release of FHIR", "export it again")
    return f"FHIR {' and '.join(sorted(shown))}".strip()
