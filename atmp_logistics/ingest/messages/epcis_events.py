"""EPCIS 2.0 (JSON): what happened to an object, as far as the site's profile says which event a business step is.

What it looks like
    An ``EPCISDocument`` whose ``epcisBody.eventList`` holds events with ``eventTime``, ``eventTimeZoneOffset``, the
    objects in ``epcList``, and mostly a ``bizStep`` and a ``disposition``.

What proves which event it is
    The profile alone: ``shipping`` or, more exactly, ``shipping/in_transit``. No business step means a thaw or an
    infusion by itself. The time carries its offset; the objects are the containers, and a business transaction is
    the therapy.

Traps
    An error declaration takes back an event that is in the list as well: both are left out. What a sensor reported
    is a reading and no event. Several objects without a transaction may be one patient's, and are refused. Programs
    turn the offset's sign round in one of its two fields: times that may be hours wrong are refused.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from atmp_logistics.core.errors import NaiveTime, NotATable, UnreadableTime, refuse
from atmp_logistics.core.iso_times import is_iso
from atmp_logistics.ingest.files.json_node import JsonNode
from atmp_logistics.ingest.files.strict_json import is_text
from atmp_logistics.ingest.files.two_offsets import OFFSET_KEY, disagreeing_offsets
from atmp_logistics.ingest.messages._event_words import event_of
from atmp_logistics.ingest.messages._message import Message, MessageDraft
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.site_words import IGNORE

NAME = "EPCIS 2.0"
_TYPES = ("ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent")
#: The events that are about the objects of their own list.
_OF_OBJECTS = frozenset({"ObjectEvent", "TransactionEvent"})
_OFFSET = re.compile(r"[+-](?:0\d|1[0-4]):[0-5]\d")
_STEP = "https://ref.gs1.org/cbv/BizStep-"
_DISPOSITION = "https://ref.gs1.org/cbv/Disp-"


def recognises(top: JsonNode) -> bool:
    """Say whether a message is an EPCIS document."""
    return top.is_object and top.value.get("type") in ("EPCISDocument", "EPCISQueryDocument")


def read(top: JsonNode, site: Site) -> Message:
    """Take the events that the profile knows out.

    Returns
    -------
    Message

    Raises
    ------
    InputError
        With every fault, each with its path.
    """
    draft, events = MessageDraft(), _events(top)
    taken_back = _taken_back(events, draft)
    known: list[tuple[JsonNode, str]] = []
    for event in events:
        _check(event)
        if event.path not in taken_back:
            known += _step(event, draft, site)
    _once(events, taken_back)
    _two_offsets([event for event in events if event.path not in taken_back])
    refuse(top.faults)
    therapies = _therapies([event for event, _ in known], top, draft)
    _only_left_out(events, therapies, draft)
    refuse(top.faults)
    for event, name in known:
        for epc in _objects(event):
            draft.add((therapies[epc], epc), name, event.text("eventTime"), f"{event.path}.eventTime")
    _places([event for event, _ in known], draft)
    return draft.message(top.name, NAME, [])


def _places(events: Sequence[JsonNode], draft: MessageDraft) -> None:
    """Say where each object and its therapy are named: the therapy in a transaction, where an event has one."""
    for event in events:
        for epc in _objects(event):
            draft.place("container_id", epc, f"{event.path}.epcList")
            if "bizTransactionList" in event:
                draft.place("therapy_id", epc, f"{event.path}.bizTransactionList")
    for event in events:
        for epc in _objects(event):
            draft.place("therapy_id", epc, f"{event.path}.epcList")


def _events(top: JsonNode) -> list[JsonNode]:
    if "schemaVersion" in top:
        top.text("schemaVersion", one_of=("2.0", "2.0.0", "2.0.1"))
    body = top.child("epcisBody")
    if top.value.get("type") == "EPCISQueryDocument":
        results = body.child("queryResults") if body else None
        body = results.child("resultsBody") if results else None
    if body is None or "eventList" not in body:
        fix = "export the document again"
        top.fault("no list of events", "epcisBody with its eventList", fix, error=NotATable)
    refuse(top.faults)
    events = body.objects("eventList") if body else []
    refuse(top.faults)
    return events


def _check(event: JsonNode) -> None:
    """Fault what every event must have, and a time that is not one instant."""
    event.text("type", required=True, one_of=_TYPES)
    time, offset = event.text("eventTime", required=True), event.text("eventTimeZoneOffset", required=True)
    if time and not is_iso(time):
        fix = "correct it at its source, as 2026-04-03T10:00:00+02:00"
        event.fault(repr(time), "a time as ISO 8601", fix, "eventTime", UnreadableTime)
    elif time and not re.search(r"(?:Z|z|[+-]\d{2}(?::?\d{2})?)$", time[10:]):
        event.fault(repr(time), "a time with its offset", "write the offset at its end", "eventTime", NaiveTime)
    if offset and not _OFFSET.fullmatch(offset):
        event.fault(repr(offset), "an offset", "write it as +02:00", "eventTimeZoneOffset", UnreadableTime)


def _two_offsets(events: Sequence[JsonNode]) -> None:
    """Fault the first event whose time and whose eventTimeZoneOffset state two offsets: one of them is wrong."""
    if wrong := disagreeing_offsets([event.value for event in events]):
        place, found, expected = wrong
        fix = "find out at its source which of the two is right, and correct the other"
        events[place].fault(found, expected, fix, OFFSET_KEY)


def _taken_back(events: Sequence[JsonNode], draft: MessageDraft) -> set[str]:
    """Return the paths of error declarations and of the events that they take back."""
    wrong = [event for event in events if "errorDeclaration" in event]
    names = {event.text("eventID") for event in wrong} - {""}
    same = {_content(event.value) for event in wrong}
    found = {event.path for event in events if event.text("eventID") in names or _content(event.value) in same}
    if wrong:
        draft.left_out["error declaration"] = len(wrong)
    if len(found) > len(wrong):
        draft.left_out["event that an error declaration takes back"] = len(found) - len(wrong)
    return found


def _content(value: dict[str, Any]) -> str:
    """Return what an event states, without what tells a declaration from the event that it takes back."""
    stated = {key: part for key, part in value.items() if key not in {"errorDeclaration", "recordTime", "eventID"}}
    return json.dumps(stated, sort_keys=True)


def _only_left_out(events: Sequence[JsonNode], therapies: dict[str, str], draft: MessageDraft) -> None:
    """Say how many objects have no event that is read: they may be pallets, or containers without a logged event."""
    others = {epc for event in events for epc in _objects(event)} - therapies.keys()
    if others:
        draft.say(f"objects of which no event is read, and which are not taken as containers: {len(others)}")


def _once(events: Sequence[JsonNode], taken_back: set[str]) -> None:
    left = [event for event in events if event.path not in taken_back and event.text("eventID")]
    counts = Counter(event.text("eventID") for event in left)
    for event in left:
        if counts[event.text("eventID")] > 1:
            event.fault(f"{event.text('eventID')} again", "each event once", "send it once", "eventID")


def _step(event: JsonNode, draft: MessageDraft, site: Site) -> Iterator[tuple[JsonNode, str]]:
    """Yield an event with what its business step means."""
    step = event.text("bizStep").removeprefix(_STEP)
    if "sensorElementList" in event:
        draft.leave_out("list of sensor reports, which are readings and no events")
    if not step:
        draft.leave_out("event without a business step")
        return
    disposition = event.text("disposition").removeprefix(_DISPOSITION)
    words = [f"{step}/{disposition}", step] if disposition else [step]
    if disposition and not any(site.event(word) for word in words):
        words = [step]
    name = event_of(event, "bizStep", words, site)
    if name == IGNORE:
        draft.leave_out(f"event of {step!r}, as the site's profile states")
    elif name and event.text("type") not in _OF_OBJECTS:
        found, fix = f"{event.text('type')} of {step!r}", "state its step as 'ignore', or enter the event by hand"
        event.fault(found, "an event about objects of its own", fix, "type")
    elif name and not _objects(event):
        event.fault("no object", "the container in epcList", "state its step as 'ignore'", "epcList")
    elif name:
        yield event, name


def _objects(event: JsonNode) -> list[str]:
    """Return the objects of an event; what is no text among them, and one that stands twice, is a fault."""
    nodes = event.children("epcList")
    found = [node.value.strip() for node in nodes if is_text(node.value) and node.value.strip()]
    if len(set(found)) != len(nodes):
        event.fault("an object that is no text, or stands twice", "each object once", "correct the list", "epcList")
    return list(dict.fromkeys(found))


def _therapies(events: Sequence[JsonNode], top: JsonNode, draft: MessageDraft) -> dict[str, str]:
    """Return the therapy of each object: the one business transaction of its events; a lone object may be its own."""
    stated: dict[str, set[str]] = {}
    for event in events:
        found = {part.text("bizTransaction", required=True) for part in event.objects("bizTransactionList")} - {""}
        for epc in _objects(event):
            stated.setdefault(epc, set()).update(found)
    if stated and all(len(found) == 1 for found in stated.values()):
        draft.say("therapy_id is the object's business transaction")
        return {epc: next(iter(found)) for epc, found in stated.items()}
    if len(stated) == 1 and not any(stated.values()):
        draft.say("therapy_id is the object's own identifier: nothing names it")
        return {epc: epc for epc in stated}
    if stated:
        expected = "one business transaction for every object, so that it is known which belong to one therapy"
        fix = "add the transaction to the events, or send one container in a document"
        top.fault(f"{len(stated)} objects whose therapy is not stated alike", expected, fix)
    return dict.fromkeys(stated, "")
