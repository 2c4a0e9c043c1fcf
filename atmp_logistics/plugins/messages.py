"""What the message format of a plug-in may import.

A format is a module with `NAME`, `recognises(top)`, true for its own messages alone, and `read(top, site)`, which puts
each event into a `MessageDraft` and returns its `message`. Times and event words stay as written: they are read in one
place for all formats, by the vocabulary and the words of the site's profile. Faults that `top` and its children
collect refuse the message, all at once.

================  ====================================================================================
`JsonNode`        a value of the message, with its path: `text`, `child`, `children`, `objects`, `fault`
`MessageDraft`    the events as they are found: `add`, `say` (what was assumed), `leave_out`, `message`
`Message`         what `message` returns
`Site`            the site's profile
================  ====================================================================================

Examples
--------
>>> from atmp_logistics.plugins.messages import JsonNode, MessageDraft
>>> text = '{"moves": [{"case": "T-1", "what": "storage_in", "at": "2031-10-11T03:00Z"}]}'
>>> top = JsonNode.of(text, "moves.json")
>>> draft = MessageDraft()
>>> for move in top.objects("moves"):
...     case = move.text("case", required=True), ""
...     draft.add(case, move.text("what", required=True), move.text("at", required=True), move.path)
>>> draft.message("moves.json", "Cabinet", []).rows
[('T-1', '', 'storage_in', '2031-10-11T03:00Z', '', '')]
"""

from __future__ import annotations

from atmp_logistics.ingest.files.json_node import JsonNode
from atmp_logistics.ingest.messages._message import Message, MessageDraft
from atmp_logistics.records.site_profile import Site

__all__ = ["JsonNode", "Message", "MessageDraft", "Site"]
