"""The event that a message's code or text means: by the site's profile, else by its standard, else none."""

from __future__ import annotations

from collections.abc import Sequence

from atmp_logistics.core.errors import UnknownEvent
from atmp_logistics.ingest.files.json_node import JsonNode
from atmp_logistics.records.site_profile import Site


def event_of(node: JsonNode, key: str, words: Sequence[str], site: Site, default: str = "") -> str:
    """Return the event, the activity or `ignore` that the first of some words to be known means; "" is a fault.

    Parameters
    ----------
    node, key
        Where the words stand.
    words : sequence of str
        From the most exact to the most general.
    site : Site
    default : str
        What the standard's own definition makes of it.

    Returns
    -------
    str
    """
    for word in words:
        stated = site.event(word)
        if stated is not None:
            return stated
    if not default:
        fix = f"state it in the site profile's [events]: {words[0]!r} = an event of the vocabulary, or 'ignore'"
        node.fault(f"{words[0]!r}, which the vocabulary does not know", "an event", fix, key, UnknownEvent)
    return default
