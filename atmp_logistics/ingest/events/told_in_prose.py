"""Prose above or below a table that tells of an event: a word for one, beside a clock time or an identifier.

A row whose cells have run into one, or a remark such as `BAG-2 refrozen 10:43`, is such prose. A word that rejects or
discards is such prose by itself, since it may be of any container; an empty label of a form (`Kasserad:`) is not.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from atmp_logistics.core.event_kinds import NAMES, names_an_end
from atmp_logistics.core.event_words import plain_word
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.site_words import IGNORE

_CLOCK = re.compile(r"(?<![\d.])\d{1,2}[:.]\d{2}(?![\d.])")
_SIGNS = re.compile(r"[^\w\s]")
_UNFILLED = re.compile(r"[^:]*:[\s._]*")
_BETWEEN_NAMES = re.compile(r"[\s,;:()]+")
#: So many words the longest name of an event has, and so much of a text is looked at.
_LONGEST = max(name.count("_") + 1 for name in NAMES)
_MOST = 2000


def tells_of_event(text: str, site: Site, identifiers: Container[str]) -> bool:
    """Say whether prose holds a word that ends a container, or one of an event beside a time or an identifier.

    Examples
    --------
    >>> tells_of_event("Obs: BAG-2 refrozen 10:43", Site(), ())
    True
    >>> tells_of_event("BAG-2 thaw end", Site(), {"BAG-2"}), tells_of_event("Thaw end of November", Site(), ())
    (True, False)
    >>> tells_of_event("The bag was discarded", Site(), ()), tells_of_event("Discarded: ___", Site(), ())
    (True, False)
    """
    text = text[:_MOST]
    if names_an_end(text):
        return not _UNFILLED.fullmatch(text)
    if not _CLOCK.search(text) and not any(name in identifiers for name in _BETWEEN_NAMES.split(text) if name):
        return False
    return any(word in NAMES for word in _phrases(text)) or _is_of_the_site(text, site)


def _phrases(text: str) -> Iterator[str]:
    """Yield each run of words in a text that is no longer than the name of an event, as it is compared."""
    words = plain_word(_SIGNS.sub(" ", text)).split("_")
    for first in range(len(words)):
        for last in range(first + 1, min(first + _LONGEST, len(words)) + 1):
            yield "_".join(words[first:last])


def _is_of_the_site(text: str, site: Site) -> bool:
    words = f"_{plain_word(_SIGNS.sub(' ', text))}_"
    return any(f"_{plain_word(theirs)}_" in words for theirs, ours in site.events.items() if ours != IGNORE)
