"""The identifier of a dose record: a hash over the whole page, which anybody can compute again.

It is the SHA-256 of the page's bytes in UTF-8, with 64 noughts in the place of the identifier wherever it stands.
"""

from __future__ import annotations

import re
from hashlib import sha256

#: What stands in the place of the identifier while it is computed.
UNKNOWN_ID = "0" * 64
_META = re.compile(r'<meta name="record-id" content="([0-9a-f]{64})">')


#: What stands in the first bytes of each record.
_HEAD = b'<meta name="record-id" content="'


def is_record(head: bytes) -> bool:
    """Say whether the first bytes of a file are those of a record.

    Examples
    --------
    >>> is_record(b'<!DOCTYPE html><meta name="record-id" content="00'), is_record(b"therapy_id,event,time")
    (True, False)
    """
    return _HEAD in head


def with_record_id(page: str) -> str:
    """Return a page with its identifier in the places that are kept for it.

    Examples
    --------
    >>> page = with_record_id(f'<meta name="record-id" content="{UNKNOWN_ID}">')
    >>> record_id_of(page)[:8], is_unchanged(page), is_unchanged(page + " ")
    ('bf136230', True, False)
    """
    return page.replace(UNKNOWN_ID, sha256(page.encode()).hexdigest())


def record_id_of(page: str) -> str:
    """Return the identifier that a page says it has; nothing where it says none."""
    found = _META.search(page)
    return found[1] if found else ""


def is_unchanged(page: str) -> bool:
    """Say whether a page is the one that its identifier was computed over."""
    own = record_id_of(page)
    return bool(own) and sha256(page.replace(own, UNKNOWN_ID).encode()).hexdigest() == own
