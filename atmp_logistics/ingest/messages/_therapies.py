"""Which therapy each container of a FHIR message belongs to: by its request, else by its patient, else refused."""

from __future__ import annotations

from collections.abc import Sequence

from atmp_logistics.core.errors import NotATable
from atmp_logistics.ingest.files.json_node import JsonNode
from atmp_logistics.ingest.messages._message import MessageDraft
from atmp_logistics.ingest.messages._resources import PRODUCT, ProductOrDispense


def therapies_of(items: Sequence[ProductOrDispense], top: JsonNode, draft: MessageDraft) -> dict[str, str]:
    """Return the therapy of each container: its request, else its patient; a lone container may be its own."""
    requests: dict[str, frozenset[str]] = {}
    patients: dict[str, frozenset[str]] = {}
    for item in items:
        requests[item.container] = requests.get(item.container, frozenset()) | item.requests
        patients[item.container] = patients.get(item.container, frozenset()) | item.patients
    for container, found in patients.items():
        if len(found) > 1:
            what = f"{container!r} dispensed for {' and '.join(sorted(found))}"
            top.fault(what, "one patient for one container", "check for whom it was dispensed")
    if not items:
        top.fault(f"no {PRODUCT} and no dispense", "at least one of them", "send the products", error=NotATable)
    if items and all(len(found) == 1 for found in requests.values()):
        _one_to_one(requests, patients, top)
        return _named(requests, "the product's request", draft)
    if items and all(len(found) == 1 for found in patients.values()):
        return _named(
            patients, "the patient of the dispense: what one message sends for a patient is one therapy", draft
        )
    if len(requests) == 1 and not any([*requests.values(), *patients.values()]):
        return _named(
            {name: frozenset({name}) for name in requests}, "the container's own identifier: nothing names it", draft
        )
    if items:
        expected = "one request or one patient for every product, so that it is known which belong to one therapy"
        fix = "add the request to each product, or send its dispense with the patient"
        top.fault(f"{len(requests)} containers whose therapy is not stated alike", expected, fix)
    return dict.fromkeys(requests, "")


def _named(found: dict[str, frozenset[str]], what: str, draft: MessageDraft) -> dict[str, str]:
    draft.say(f"therapy_id is {what}")
    return {container: next(iter(names)) for container, names in found.items()}


def _one_to_one(requests: dict[str, frozenset[str]], patients: dict[str, frozenset[str]], top: JsonNode) -> None:
    """Fault one patient with two requests, or one request for two patients: is it one therapy, or two?"""
    pairs = {(one, other) for name in requests for one in requests[name] for other in patients[name]}
    for place, what in ((0, "request"), (1, "patient")):
        names = [pair[place] for pair in pairs]
        for name in sorted({name for name in names if names.count(name) > 1}):
            others = " and ".join(sorted(pair[1 - place] for pair in pairs if pair[place] == name))
            found = f"the {what} {name!r} with {others}"
            top.fault(found, "one request for one patient", "send one therapy in a message, or correct the request")
