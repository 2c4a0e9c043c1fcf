"""FHIR: BiologicallyDerivedProduct (R4, R4B, R5) and BiologicallyDerivedProductDispense (R5) as events.

What it looks like
    One resource, a list of them, or a Bundle. A product says when it was collected, and in R4 when it was processed
    and manipulated and where it was stored; its dispense, when it was matched and when it was handed over.

What proves which event it is
    The standard's own definitions, as far as they go: the period of collection is a collection, and `whenHandedOver`
    is `dispensed`. What else a site writes down there, its profile must say: a moment of collection may be its start
    or its end, and `preparedDate` is when the product was selected or matched, and no preparation.

Traps
    A product names no therapy: its request does, or the patient of its dispense. Two bags without either may be one
    patient's, and are refused. R4 writes a storage temperature of a whole period: a statement, and no reading. A
    dispense that was entered in error is no dispense. Dates without a clock time are no instants.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from atmp_logistics.core.errors import UnreadableTime, refuse
from atmp_logistics.ingest.files.json_node import JsonNode
from atmp_logistics.ingest.files.strict_json import JsonNumber, shown_value
from atmp_logistics.ingest.lifecycle import COMPLETE, START, Half
from atmp_logistics.ingest.messages._event_words import event_of
from atmp_logistics.ingest.messages._message import Message, MessageDraft
from atmp_logistics.ingest.messages._references import FhirReferences
from atmp_logistics.ingest.messages._resources import (
    DISPENSE,
    PRODUCT,
    fhir_release,
    items_of,
    modifier_faults,
    resources_of,
)
from atmp_logistics.ingest.messages._therapies import therapies_of
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.site_words import IGNORE

NAME = "FHIR"
_NOT_HANDED_OVER = frozenset({"preparation", "allocated", "unfulfilled"})
_PART = ("id", "extension", "modifierExtension")
_SCALES = ("farenheit", "celsius", "kelvin")


def recognises(top: JsonNode) -> bool:
    """Say whether a message is a FHIR resource, or a list of them."""
    first = top.value[0] if isinstance(top.value, list) and top.value else top.value
    return isinstance(first, dict) and "resourceType" in first


def read(top: JsonNode, site: Site) -> Message:
    """Take the events of products and their dispense out.

    Returns
    -------
    Message

    Raises
    ------
    InputError
        With every fault, each with its path.
    """
    draft = MessageDraft()
    resources = list(resources_of(top))
    refuse(top.faults)
    references = FhirReferences.of(resources)
    known = [resource for resource in resources if resource.kind in {PRODUCT, DISPENSE}]
    for resource in resources:
        if resource.kind not in {PRODUCT, DISPENSE}:
            draft.leave_out(f"resource {resource.kind}")
    items = items_of(known, references, draft)
    references.check()
    therapies, dialect = therapies_of(items, top, draft), fhir_release(items)
    refuse(top.faults)
    for item in items:
        if item.kind == PRODUCT:
            draft.place("container_id", item.container, f"{item.node.path}.identifier")
            draft.place("therapy_id", item.container, _therapy_place(therapies[item.container], item.node, references))
            draft.place("expiry", item.container, f"{item.node.path}.expirationDate")
    expiries = {item.container: item.node.text("expirationDate") for item in items if item.kind == PRODUCT}
    for item in items:
        pair = therapies[item.container], item.container
        writer = _EventWriter(pair, expiries.get(item.container, ""), draft, site)
        writer.product(item.node) if item.kind == PRODUCT else writer.dispense(item.node)
    refuse(top.faults)
    return draft.message(top.name, dialect, [(therapies[item.container], item.container) for item in items])


def _therapy_place(therapy: str, product: JsonNode, references: FhirReferences) -> str:
    """Return where the name of a therapy stands: in the first reference to it, else in the product's identifier."""
    named = references.seen.get(therapy)
    return named.path if named else f"{product.path}.identifier"


@dataclass(frozen=True, slots=True)
class _EventWriter:
    """Writes the events of one container's resources."""

    container: tuple[str, str]
    expiry: str
    draft: MessageDraft
    site: Site

    def product(self, node: JsonNode) -> None:
        """Write when a product was collected, processed and manipulated, and say how it was stored."""
        if "parent" in node:
            self.draft.leave_out("parent product, which is not followed")
        for key in ("productCode", "storageTempRequirements"):
            if key in node:
                self.draft.leave_out(f"{key}, which names no product and no label here")
        if collection := node.child("collection"):
            collection.only((*_PART, "collector", "source", "collectedDateTime", "collectedPeriod"), PRODUCT)
            self._step(collection, "collected", [], "collection")
        for part in node.objects("processing"):
            part.only((*_PART, "description", "procedure", "additive", "timeDateTime", "timePeriod"), PRODUCT)
            self._step(part, "time", _labels(part))
        if manipulation := node.child("manipulation"):
            manipulation.only((*_PART, "description", "timeDateTime", "timePeriod"), PRODUCT)
            self._step(manipulation, "time", _labels(manipulation))
        for part in node.objects("storage"):
            _storage(part, self.draft)

    def dispense(self, node: JsonNode) -> None:
        """Write when a product was matched, and when it was handed over."""
        status = node.text("status")
        if "whenHandedOver" in node and status in _NOT_HANDED_OVER:
            found = f"a time of handing over with the status {status!r}"
            node.fault(found, "one or the other", "correct the one that is wrong", "whenHandedOver")
        if status == "returned":
            self.draft.leave_out("return of a dispensed product, which has no time of its own")
        for key, default in (("preparedDate", ""), ("whenHandedOver", "dispensed")):
            time = node.text(key)
            event = event_of(node, key, [key], self.site, default) if time else ""
            self._moment(node, key, event)
            if event == default == "dispensed":
                self.draft.say(f"{key}, when the product was dispatched for clinical use: taken as {default}")

    def _step(self, node: JsonNode, stem: str, labels: Sequence[str], period: str = "") -> None:
        """Write a step's moment or period; `period` is what a period is by definition, "" where nothing defines it."""
        modifier_faults(node)
        moment, span = f"{stem}DateTime", f"{stem}Period"
        element = re.sub(r"\[\d+\]$", "", node.path).rsplit(".", 1)[-1]
        if moment in node and span in node:
            node.fault(f"{moment} and {span}", "one of them", "remove the one that is wrong")
        if node.text(moment):
            words = [*labels, f"{element}.{moment}"]
            self._moment(node, moment, event_of(node, moment, words, self.site))
        elif part := node.child(span):
            words = [*labels, f"{element}.{span}"]
            self._period(part, event_of(node, span, words, self.site, period))
        else:
            self.draft.leave_out(f"{element} without a time")

    def _moment(self, node: JsonNode, key: str, event: str) -> None:
        time = node.text(key)
        if event == IGNORE:
            self.draft.leave_out(f"{key}, as the site's profile states")
        elif time and event:
            self.draft.add(self.container, event, time, f"{node.path}.{key}", expiry=self.expiry)

    def _period(self, node: JsonNode, event: str) -> None:
        node.only(("id", "extension", "start", "end"), "Period")
        start, end = node.text("start"), node.text("end")
        if not start and not end:
            node.fault("neither a start nor an end", "at least one of them", "fill in what is known")
        if _after(start, end):
            node.fault(f"{start} to {end}", "the start first", "check which is which", error=UnreadableTime)
        if event == IGNORE:
            self.draft.leave_out(f"{node.path.rsplit('.', 1)[-1]}, as the site's profile states")
            return
        ends: list[tuple[str, str, Half]] = [(start, "start", START), (end, "end", COMPLETE)]
        for time, key, half in ends:
            if time and event:
                self.draft.add(self.container, event, time, f"{node.path}.{key}", half, self.expiry)


def _labels(node: JsonNode) -> list[str]:
    """Return what a step is called, by its description and the texts of its procedure."""
    procedure = node.child("procedure")
    found = [node.text("description")]
    if procedure:
        codings = procedure.objects("coding")
        found += [procedure.text("text"), *(part.text(key) for part in codings for key in ("display", "code"))]
    return [text for text in found if text]


def _after(start: str, end: str) -> bool:
    """Say whether a start is after its end; times that cannot be compared are judged where they are read."""
    try:
        return datetime.fromisoformat(start) > datetime.fromisoformat(end)
    except (ValueError, TypeError):
        return False


def _storage(node: JsonNode, draft: MessageDraft) -> None:
    """Say what R4 states of a storage: one temperature for a whole period is no reading."""
    node.only((*_PART, "description", "temperature", "scale", "duration"), PRODUCT)
    modifier_faults(node)
    value, scale, span = node.value.get("temperature"), node.text("scale", one_of=_SCALES), node.child("duration")
    if value is not None and not isinstance(value, JsonNumber):
        node.fault(shown_value(value), "a number", "write the temperature as a number", "temperature")
    if value is not None and "scale" not in node:
        node.fault("no scale", f"one of {', '.join(_SCALES)}", "state the scale of the temperature", "scale")
    when = f", {span.text('start') or '?'} to {span.text('end') or '?'}" if span else ""
    what = " ".join(filter(None, [node.text("description"), "" if value is None else f"{value} {scale}"]))
    draft.say(f"{node.path}: stored {what}{when}: a statement of the sender's, and no reading")
