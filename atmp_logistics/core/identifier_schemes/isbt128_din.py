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
from atmp_logistics.core.translatable import said

SCHEME, NAME = "isbt128-din", said("core", "scheme.isbt128_din")
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
    yield from other_signs(number[:-1], _ALPHABET[:-1], said("core", "sign.capital_or_digit"))
    yield from other_signs(number[-1:], _ALPHABET[:-1] + star, said("core", "sign.capital_or_digit_last"))
    if not _LENGTH <= len(number) <= _LENGTH + 3:
        yield said("core", "wrong.din_length", count=signs(len(number)))
    if number[:1] in ("O", "0"):
        yield said("core", "wrong.din_facility", sign=repr(number[:1]))
    for i, sign in enumerate(number[5:_LENGTH], 6):
        if sign not in digits:
            yield said("core", "wrong.character", place=i, sign=repr(sign), what=said("core", "sign.digit_of_din"))


def _wrong_check(own: str, flags: str, check: str) -> Iterator[str]:
    expected = calc_check_digit(own)
    if flags and not flags.isdecimal():
        yield said("core", "wrong.din_flags", flags=repr(flags))
    if check and check != expected:
        yield said("core", "wrong.check_character", found=repr(check), expected=repr(expected))
    if _holds_check(flags) and (right := _FLAG + _ALPHABET.index(expected)) != int(flags):
        yield said("core", "wrong.din_check_flags", flags=flags, expected=right)


def _holds_check(flags: str) -> bool:
    return flags.isdecimal() and _FLAG <= int(flags) < _FLAG + len(_ALPHABET)


def _notes(own: str, flags: str, check: str) -> Iterator[str]:
    if not check and not _holds_check(flags):
        yield said("core", "identifier_note.no_check")
    if own[0] in digits:
        yield said("core", "identifier_note.digit_first")
