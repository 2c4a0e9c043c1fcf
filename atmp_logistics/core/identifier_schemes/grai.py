"""GS1 GRAI, the Global Returnable Asset Identifier, such as a dry shipper's: a type of asset, and a serial number.

What it looks like: a leading 0, twelve digits, a check digit, and up to sixteen characters of the asset's own.
What proves its shape: nothing where it stands without its application identifier (8003), so no text claims it.
"""

from __future__ import annotations

from atmp_logistics.core.identifier_schemes._check_digits import wrong_with_key
from atmp_logistics.core.identifier_schemes._element_formats import CHARACTERS
from atmp_logistics.core.identifier_schemes._parts import Claim, IdentifierParts, other_signs, signs
from atmp_logistics.core.translatable import said

SCHEME, NAME = "grai", "GS1 GRAI"
_TYPE, _SERIAL = 14, 16


def claim(text: str) -> Claim:
    """Return that no text claims it."""
    del text
    return Claim.NONE


def take_apart(text: str) -> IdentifierParts:
    """Return the type of the asset, and its serial number.

    Examples
    --------
    >>> take_apart("06291041500213SHIPPER7").parts
    {'type of asset': '06291041500213', 'serial number': 'SHIPPER7'}
    >>> take_apart("16291041500213SHIPPER7").wrong
    ("character 1 is '1', expected '0'", "check digit '3', expected '0' (modulo 10)")
    """
    number = text.replace(" ", "")
    kind, serial = number[:_TYPE], number[_TYPE:]
    wrong: list[str] = (
        [] if number[:1] == "0" else [said("core", "wrong.character", place=1, sign=repr(number[:1]), what="'0'")]
    )
    wrong += wrong_with_key(kind, (_TYPE,))
    what = said("core", "sign.any")
    wrong += [said("core", "wrong.in_serial", wrong=one) for one in other_signs(serial, CHARACTERS["X"], what)]
    if len(serial) > _SERIAL:
        wrong.append(said("core", "wrong.long_serial", count=signs(len(serial)), most=_SERIAL))
    return IdentifierParts({"type of asset": kind, "serial number": serial}, tuple(wrong))
