"""GS1 GTIN, the Global Trade Item Number: digits, of which the last is a check digit.

What proves its shape: nothing but the check digit, which one number in ten has by chance. So a text of digits claims
the scheme only where its check digit is right, and nothing is wrong with other numbers unless the scheme is stated.
"""

from __future__ import annotations

from atmp_logistics.core.identifier_schemes._check_digits import is_sound_key, key_parts
from atmp_logistics.core.identifier_schemes._parts import Claim, IdentifierParts

SCHEME, NAME = "gtin", "GS1 GTIN"
_LENGTHS = (8, 12, 13, 14)


def claim(text: str) -> Claim:
    """Say whether a text may be one: digits with a right check digit."""
    return Claim.LIKELY if is_sound_key(text, (12, 13, 14)) else Claim.NONE


def take_apart(text: str) -> IdentifierParts:
    """Return the number and its check digit.

    Examples
    --------
    >>> take_apart("XX").wrong[0]
    "character 1 is 'X', expected a digit"
    """
    return key_parts(text, SCHEME.upper(), _LENGTHS)
