"""ISBT 128 donation identification number: thirteen characters, two flags, and a check character (ISO 7064 mod 37-2).

What it looks like: ``=G12349865432177`` in a bar code, ``G1234 98 654321 H`` in print. Facility (five characters), year
(two digits, which tell numbers apart and are no date), sequence (six digits). Two flags may follow, which are no part
of the number; 60 to 96 are the check character's value and 60. The check character stands last.
What proves its shape: the sign ``=`` before a facility and a year. Without it other numbers may look alike.
Sources: UK Red Book, annex 2 (the check character); descriptions of the data structure at second hand. The lists of
facilities are licensed and are not here.
Traps: ``=<``, ``=%`` and their like begin other data structures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_uppercase, digits

from stdnum.iso7064.mod_37_2 import calc_check_digit

from atmp_logistics.core.identifier_schemes._parts import Claim, IdentifierParts, other_signs, signs

SCHEME, NAME = "isbt128-din", "ISBT 128 donation identification number"
_ALPHABET = digits + ascii_uppercase + "*"
_STATED = re.compile(r"=[A-NP-Z1-9][A-Z0-9]{4}\d{2}")
_LIKELY = re.compile(r"=[A-Za-z0-9]{8,}\*?|[A-NP-Z][A-Z0-9]{4}\d{8}(?:\d\d)?[A-Z0-9*]?")
_LENGTH, _FLAG = 13, 60


def claim(text: str) -> Claim:
    """Say whether a text is one: by the sign of its bar code unmistakably, by its characters perhaps."""
    plain = text.replace(" ", "")
    if _STATED.match(plain):
        return Claim.STATED
    return Claim.LIKELY if _LIKELY.fullmatch(plain) else Claim.NONE


def take_apart(text: str) -> IdentifierParts:
    """Return facility, year, sequence, flags and check character.

    Examples
    --------
    >>> take_apart("G1234 98 654321 H").parts
    {'facility': 'G1234', 'year': '98', 'sequence': '654321', 'flags': '', 'check character': 'H'}
    >>> take_apart("G1234 89 654321 H").wrong
    ("check character 'H', expected 'Y' (ISO 7064 mod 37-2)",)
    """
    number = text.replace(" ", "").removeprefix("=")
    own, rest = number[:_LENGTH], number[_LENGTH:]
    flags, check = (rest[:2], rest[2:]) if len(rest) > 1 else ("", rest)
    parts = {"facility": own[:5], "year": own[5:7], "sequence": own[7:], "flags": flags, "check character": check}
    wrong = tuple(_wrong_characters(number)) or tuple(_wrong_check(own, flags, check))
    return IdentifierParts(parts, wrong, () if wrong else tuple(_notes(own, flags, check)))


def _wrong_characters(number: str) -> Iterator[str]:
    star = "" if len(number) <= _LENGTH else "*"  # only the last character can be one
    yield from other_signs(number[:-1], _ALPHABET[:-1], "a capital or a digit")
    yield from other_signs(number[-1:], _ALPHABET[:-1] + star, "a capital or a digit at the end")
    if not _LENGTH <= len(number) <= _LENGTH + 3:
        yield f"{signs(len(number))}, expected 13, and behind them two flags, a check character, or both"
    if number[:1] in ("O", "0"):
        yield f"character 1 is {number[:1]!r}, which begins no facility"
    for i, sign in enumerate(number[5:_LENGTH], 6):
        if sign not in digits:
            yield f"character {i} is {sign!r}, expected a digit of the year or of the sequence"


def _wrong_check(own: str, flags: str, check: str) -> Iterator[str]:
    expected = calc_check_digit(own)
    if flags and not flags.isdecimal():
        yield f"the flags are {flags!r}, expected two digits"
    if check and check != expected:
        yield f"check character {check!r}, expected {expected!r} (ISO 7064 mod 37-2)"
    if _holds_check(flags) and (right := _FLAG + _ALPHABET.index(expected)) != int(flags):
        yield f"the flags {flags} hold the check character, expected {right} (ISO 7064 mod 37-2)"


def _holds_check(flags: str) -> bool:
    return flags.isdecimal() and _FLAG <= int(flags) < _FLAG + len(_ALPHABET)


def _notes(own: str, flags: str, check: str) -> Iterator[str]:
    if not check and not _holds_check(flags):
        yield "no check character is written, so that a mistyped character is not seen"
    if own[0] in digits:
        yield "its facility begins with a digit, which some descriptions of the number do not allow"
