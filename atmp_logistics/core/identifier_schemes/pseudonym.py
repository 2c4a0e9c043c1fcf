"""A pseudonym that `pseudonymise` wrote: ``PSN-``, sixteen characters, and the expiry of a Single European Code.

What proves its shape: its prefix and length. What it stands in for was sound when it was written, and the expiry is
kept, so that a record with pseudonyms is judged as the record itself.
"""

from __future__ import annotations

import re

from atmp_logistics.core.identifier_schemes._parts import Claim, IdentifierParts
from atmp_logistics.core.translatable import said

SCHEME, NAME = "pseudonym", said("core", "scheme.pseudonym")
_SHAPE = re.compile(r"PSN-[A-Z2-7]{16}(?:-(\d{4})(\d\d)(\d\d))?", re.ASCII)


def claim(text: str) -> Claim:
    """Say whether a text is one."""
    return Claim.STATED if _SHAPE.fullmatch(text) else Claim.NONE


def take_apart(text: str) -> IdentifierParts:
    """Return the expiry that it keeps.

    Examples
    --------
    >>> take_apart("PSN-ABCDEFGHIJKLMNOP-20270331").expiry
    '2027-03-31'
    """
    found = _SHAPE.fullmatch(text)
    if found is None:
        return IdentifierParts({}, (said("core", "wrong.pseudonym"),))
    return IdentifierParts({}, (), (), "-".join(found.groups()) if found[1] else "")
