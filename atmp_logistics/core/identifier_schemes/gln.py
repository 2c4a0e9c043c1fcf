"""GS1 GLN, the Global Location Number: thirteen digits, of which the last is a check digit.

What proves its shape: nothing; a GTIN of thirteen digits looks the same. So no text claims it, and a site profile
states it.
"""

from __future__ import annotations

from atmp_logistics.core.identifier_schemes._check_digits import key_parts
from atmp_logistics.core.identifier_schemes._parts import Claim, IdentifierParts

SCHEME, NAME = "gln", "GS1 GLN"


def claim(text: str) -> Claim:
    """Return that no text claims it."""
    del text
    return Claim.NONE


def take_apart(text: str) -> IdentifierParts:
    """Return the number and its check digit.

    Examples
    --------
    >>> take_apart("6291041500213").wrong
    ()
    """
    return key_parts(text, "GLN", (13,))
