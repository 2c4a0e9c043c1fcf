"""Single European Code of tissues and cells: a donation part of 21 characters, and a product part of 19.

What it looks like: ``SEC: SE000123G1234986543210 A0001234001 20270331`` and its like: country (two letters),
establishment (six characters), unique donation number (thirteen); coding system (one letter), product number (seven
characters), split number (three), expiry (``20270331``; ``00000000`` for none).
What proves its shape: ``SEC`` before it, or forty characters of this form that end in a day of the calendar.
Source: Directive 2006/86/EC, annex VII, and article 10b. It has no check character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from string import ascii_uppercase, digits

from atmp_logistics.core.identifier_schemes._parts import Claim, IdentifierParts, other_signs, signs
from atmp_logistics.core.iso_times import YEARS
from atmp_logistics.core.translatable import said

SCHEME, NAME = "sec", said("core", "scheme.sec")
_CAPITALS = ascii_uppercase + digits
#: Each part: its name, its length, what may stand in it, and that in words.
_PARTS = (
    ("country", 2, ascii_uppercase, said("core", "sign.capital")),
    ("establishment", 6, _CAPITALS, said("core", "sign.capital_or_digit")),
    ("donation number", 13, _CAPITALS, said("core", "sign.capital_or_digit")),
    ("coding system", 1, ascii_uppercase, said("core", "sign.capital")),
    ("product number", 7, _CAPITALS, said("core", "sign.capital_or_digit")),
    ("split number", 3, _CAPITALS, said("core", "sign.capital_or_digit")),
    ("expiry", 8, digits, said("core", "sign.digit")),
)
_LENGTH, _NONE = sum(length for _, length, _, _ in _PARTS), "00000000"
_PREFIX = re.compile(r"SEC\s*:\s*|SEC\s+(?=[A-Z]{2})", re.IGNORECASE)
_RUN = re.compile(r"(?:SEC)?([A-Z]{2}[A-Z0-9]{19}[A-Z][A-Z0-9]{10}\d{8})")


def claim(text: str) -> Claim:
    """Say whether a text is one: by its prefix, or by forty characters of its form with a day at the end."""
    run = _RUN.fullmatch("".join(text.split()))
    whole = run is not None and (run[1].endswith(_NONE) or bool(_day(run[1][-8:])))
    return Claim.STATED if whole or _PREFIX.match(text) else Claim.NONE


def take_apart(text: str) -> IdentifierParts:
    """Return the seven parts.

    Examples
    --------
    >>> found = take_apart("SEC: SE000123G123498654321 A0001234001 20270331")
    >>> found.wrong, found.parts["establishment"], found.expiry
    ((), '000123', '2027-03-31')
    >>> take_apart("SEC: SE000123G123498654321 A0001234001 20270230").wrong
    ("the expiry '20270230' is no day of the calendar",)
    """
    body = "".join(_PREFIX.sub("", text, count=1).split())
    body = body[3:] if len(body) == _LENGTH + 3 and body.startswith("SEC") else body
    parts, at = {}, 0
    for name, length, _, _ in _PARTS:
        parts[name] = body[at : at + length]
        at += length
    wrong = tuple(_wrong(body, parts))
    notes = () if wrong or parts["expiry"] != _NONE else (said("core", "identifier_note.no_expiry"),)
    return IdentifierParts(parts, wrong, notes, _day(parts["expiry"]))


def _wrong(body: str, parts: dict[str, str]) -> Iterator[str]:
    if len(body) != _LENGTH:
        yield said("core", "wrong.sec_length", count=signs(len(body)), expected=_LENGTH)
        return
    bad = False
    for name, _, allowed, what in _PARTS:
        for one in other_signs(parts[name], allowed, what):
            part = said("core", f"part.{name.replace(' ', '_')}")
            yield said("core", "wrong.in_part", part=part, text=repr(parts[name]), wrong=one)
            bad = True
    expiry = parts["expiry"]
    if not bad and expiry != _NONE and not _day(expiry):
        yield said("core", "wrong.expiry_day", text=repr(expiry))


def _day(text: str) -> str:
    """Return the day that eight digits name, "" where they name none."""
    if not re.fullmatch("[0-9]{8}", text) or int(text[:4]) not in YEARS:
        return ""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).isoformat()
    except ValueError:
        return ""
