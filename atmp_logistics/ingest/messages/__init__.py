"""Messages to the table of events: FHIR products and their dispense, and EPCIS events, one standard a module.

Formats of packages and folders (`core/plugins`) stand beside ours.
"""

from __future__ import annotations

from typing import Protocol

from atmp_logistics.core.errors import AmbiguousDialect, Fault, NotATable, refuse
from atmp_logistics.core.plugins import clash, plugins_of
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.files.json_node import JsonNode
from atmp_logistics.ingest.messages._message import Message
from atmp_logistics.ingest.messages._plugin_messages import PluginMessages
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
    text, _ = file.text()
    top = JsonNode.of(text, file.name)
    known = [one for one in all_formats() if one.recognises(top)]
    if len(known) > 1:
        names = " and ".join(one.NAME for one in known)
        fix = "uninstall the plug-in that is wrong, or leave its folder out; and report it to its author"
        fault = Fault(f"{top.name}, row 1", f"the signs of {names}", "one message format", fix, AmbiguousDialect)
        raise AmbiguousDialect([fault])
    if not known:
        raise _unknown(top)
    return known[0].read(top, site)


class MessageFormat(Protocol):
    """What every module of this folder has whose name begins without an underscore."""

    NAME: str

    def recognises(self, top: JsonNode) -> bool:
        """Say whether a message is of this format, from its content alone."""

    def read(self, top: JsonNode, site: Site) -> Message:
        """Take the events out."""


def all_formats() -> tuple[MessageFormat, ...]:
    """Return every format of messages, of this folder and of plug-ins.

    Raises
    ------
    PluginError
        Where a plug-in cannot be loaded, or two formats have one name.

    Examples
    --------
    >>> [one.NAME for one in all_formats()][:2]
    ['FHIR', 'EPCIS 2.0']
    """
    from atmp_logistics.ingest.messages import epcis_events, fhir

    ours: tuple[MessageFormat, ...] = (fhir, epcis_events)
    plugins, names = plugins_of("messages"), {one.NAME.casefold() for one in ours}
    clashing = [one.source for one in plugins if one.source.name.casefold() in names]
    refuse(clash(one, "library", f"the name {one.name!r}") for one in clashing)
    return (*ours, *map(PluginMessages, plugins))


def _unknown(top: JsonNode) -> NotATable:
    more = "".join(f", {one.NAME}" for one in all_formats()[2:])
    expected = f"FHIR (BiologicallyDerivedProduct, its Dispense, or a Bundle of them) or an EPCISDocument{more}"
    fix = "export the events as CSV"
    return NotATable([Fault(f"{top.name}, row 1", "JSON that is no message known here", expected, fix, NotATable)])
