"""Messages to the table of events: FHIR products and their dispense, and EPCIS events, one standard a module."""

from __future__ import annotations

from atmp_logistics.core.errors import Fault, NotATable
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.files.json_node import JsonNode
from atmp_logistics.ingest.messages._message import Message
from atmp_logistics.records.site_profile import Site

__all__ = ["Message", "is_message", "read_message"]
_BLANK = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


def is_message(file: File) -> bool:
    """Say whether a file is written as JSON.

    Examples
    --------
    >>> is_message(File("a.json", b'{"resourceType": "Bundle"}')), is_message(File("a.csv", b"therapy_id,event"))
    (True, False)
    """
    opening = bytes(byte for byte in file.data[:400] if byte not in _BLANK)
    return opening[:2] in {b'{"', b"[{", b"{}", b"[]"}


def read_message(file: File, site: Site) -> Message:
    """Take a message's events out.

    Returns
    -------
    Message
        The events, each with its path in the message.

    Raises
    ------
    InputError
        With every fault of the message, each with its path.
    """
    from atmp_logistics.ingest.messages import epcis_events, fhir

    text, _ = file.text()
    top = JsonNode.of(text, file.name)
    if fhir.recognises(top):
        return fhir.read(top, site)
    if epcis_events.recognises(top):
        return epcis_events.read(top, site)
    raise _unknown(top)


def _unknown(top: JsonNode) -> NotATable:
    expected = "FHIR (BiologicallyDerivedProduct, its Dispense, or a Bundle of them) or an EPCISDocument"
    fix = "export the events as CSV"
    return NotATable([Fault(f"{top.name}, row 1", "JSON that is no message known here", expected, fix, NotATable)])
