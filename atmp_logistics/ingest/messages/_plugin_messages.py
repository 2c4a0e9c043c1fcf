"""A message format of somebody else: what it may answer, and what its events say of where they come from."""

from __future__ import annotations

from dataclasses import replace

from atmp_logistics.core.errors import Fault, PluginError, refuse
from atmp_logistics.core.plugins import Plugin
from atmp_logistics.ingest.files.json_node import JsonNode
from atmp_logistics.ingest.messages._message import HEADINGS, Message
from atmp_logistics.ingest.plugin_family import answer_of, is_recognised, note_on
from atmp_logistics.records.site_profile import Site


class PluginMessages:
    """A plug-in's message format, held to what a format may answer.

    Parameters
    ----------
    plugin : Plugin
    """

    def __init__(self, plugin: Plugin) -> None:
        self.source = plugin.source
        self.NAME: str = plugin.source.name
        self._module = plugin.module

    def recognises(self, top: JsonNode) -> bool:
        """Say whether a message is of this format."""
        return is_recognised(self.source, lambda: self._module.recognises(replace(top, faults=[])))

    def read(self, top: JsonNode, site: Site) -> Message:
        """Take the events out; faults of the message that the plug-in noted refuse it.

        Raises
        ------
        PluginError
            Where the plug-in raises an error that is no refusal, or returns what is no message.
        """
        found = answer_of(self.source, top.name, lambda: self._module.read(top, site))
        refuse(top.faults)
        if not isinstance(found, Message) or found.headings != HEADINGS or not _is_whole(found):
            where, expected = f"{top.name}, read by the plug-in {self.source}", "what MessageDraft.message returns"
            raise PluginError([Fault(where, f"{found!r:.60}", expected, "report it to its author", PluginError)])
        return replace(found, assumptions=(*found.assumptions, note_on(self.source)))


def _is_whole(found: Message) -> bool:
    rows = [len(row) == len(HEADINGS) and all(isinstance(cell, str) for cell in row) for row in found.rows]
    return all(rows) and len(found.paths) == len(rows) == len(found.numbers)
