"""What a person fills in of a deviation, beside the decision: each field with what belongs there."""

from __future__ import annotations

from datetime import date, datetime, time

from atmp_logistics.core.toml_table import TomlTable
from atmp_logistics.records.decision import CAUSES

#: In the order of the form; a field that nobody fills in stays empty.
FIELDS = {
    "number": "the number of the deviation in the quality system",
    "opened_at": "when it was opened: date, time, offset",
    "opened_by": "who opened it",
    "discovered_by": "who found it, and how",
    "containment": "what was done at once with the product and its container, by whom and when",
    "told_authorisation_holder": "who was told at the marketing authorisation holder, by whom and when",
    "told_sender": "who was told at the sender or the carrier, by whom and when",
    "told_recipient": "who was told at the recipient, by whom and when",
    "told_physician": "which physician was told, by whom and when",
    "told_qualified_person": "which qualified person was told, by whom and when",
    "cause_category": f"one of {', '.join(CAUSES)}",
    "cause": "why it came about",
    "stability_evidence": "the stability data that were cited: document, version, section",
    "follow_up": "what is to be done so that it does not come about again",
    "follow_up_owner": "who does it",
    "follow_up_due": "by when",
    "closed_by": "who closed it, and when",
}
#: Where the product was destroyed or returned; in the order of the form.
DESTRUCTION = {
    "done": "destroyed, or returned to whom",
    "reason": "why",
    "decided_by": "who decided it",
    "method": "how it was destroyed, or sent back",
    "witness": "who saw it",
    "at": "when: date, time, offset",
    "quantity": "how much: containers, volume",
    "waste_reference": "the number of the waste, or of the shipment",
}


def check_deviation(table: TomlTable) -> None:
    """Fault what is no text and no date among the fields, a cause that is not listed, and a key that is no field."""
    for key in FIELDS:
        value = _text(table, key)
        if key == "cause_category" and value not in {"", *CAUSES}:
            table.fault(key, repr(value)[:60], f"one of {', '.join(CAUSES)}", "choose one, or leave it empty")
    table.done()


def check_destruction(table: TomlTable) -> None:
    """Fault what is no text and no date among the fields of a destruction or return, and a key that is no field."""
    for key in DESTRUCTION:
        _text(table, key)
    table.done()


def _text(table: TomlTable, key: str) -> object:
    """Take what a person wrote; "" where it is no text, which is a fault."""
    value = table.take(key, default="")
    if isinstance(value, (str, int, date, datetime, time)) and not isinstance(value, bool):
        return value
    table.fault(key, repr(value)[:60], "a text", f"write {key} = '...'")
    return ""
