"""Signs that nobody sees: what may not stand in an identifier, since two that look alike would be two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from atmp_logistics.core.errors import Fault, SiteError

#: Control and format characters but the tab and the line end, which a quoted cell may hold; separators of lines;
#: letters and marks that print nothing; the replacement character, where letters were lost.
_RANGES = (
    *(
        (0x00, 0x08),
        (0x0B, 0x1F),
        (0x7F, 0x9F),
        (0xAD, 0xAD),
        (0x34F, 0x34F),
        (0x600, 0x605),
        (0x61C, 0x61C),
        (0x6DD, 0x6DD),
    ),
    *((0x70F, 0x70F), (0x890, 0x891), (0x8E2, 0x8E2), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F)),
    *((0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F)),
    *((0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF9, 0xFFFD), (0x110BD, 0x110BD), (0x110CD, 0x110CD)),
    *((0x13430, 0x1343F), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE01EF)),
)
_CLASS = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in _RANGES)
_INVISIBLE = re.compile(f"[{_CLASS}]")
#: What a spreadsheet leaves of an identifier that it took for a number or a formula.
_DAMAGED = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|ERROR!?)|\d(?:[.,]\d+)?[eE]\+\d{1,3}")
#: The same for readers of columns (RE2), with blanks that are trimmed at either end.
ODD = (
    "["
    + "".join(f"\\x{{{first:x}}}-\\x{{{last:x}}}" for first, last in _RANGES)
    + r"]|[\t\n]|^[\s\p{Z}]|[\s\p{Z}]$|^(?:"
    + _DAMAGED.pattern
    + ")$"
)

#: What people write where nobody knows; compared without regard to case. A lot may be called NA.
NOT_KNOWN = frozenset(
    (
        *("-", "--", "---", "\u2013", "\u2014", "?", "??", "???", ".", "..", "...", "\u2026", "/"),
        *("missing", "unknown", "not known", "not recorded", "not logged"),
        *("saknas", "uppgift saknas", "okänd", "okänt", "oklar", "oklart", "vet ej", "ej känt", "ej noterat"),
        *("fehlt", "unbekannt", "ontbreekt", "onbekend", "mangler", "ukendt", "ukjent", "inconnu"),
    )
)
#: What to do with such a cell.
LEAVE_EMPTY = "leave it empty if nobody knows"


def is_not_known(cell: str) -> bool:
    """Say whether a cell holds a word for "nobody knows" instead of a value.

    Examples
    --------
    >>> is_not_known("Saknas"), is_not_known("-"), is_not_known("B1")
    (True, True, False)
    """
    return len(cell) <= 14 and cell.casefold() in NOT_KNOWN


def odd(name: str) -> str:
    r"""Return what is wrong with an identifier, in words; "" where nothing is.

    Examples
    --------
    >>> odd("T1\u200b"), odd("3.40123E+17"), odd("BAG 7")
    ('the invisible sign U+200B (ZERO WIDTH SPACE)', 'a number that a spreadsheet cut', '')
    """
    if name.isascii() and name.isprintable() and not ({"#", "+"} & {*name}):
        return ""
    match = _INVISIBLE.search(name)
    if match:
        called = unicodedata.name(match[0], "control character")
        return f"the invisible sign U+{ord(match[0]):04X} ({called})"
    if _DAMAGED.fullmatch(name):
        return "an error of a spreadsheet" if name.startswith("#") else "a number that a spreadsheet cut"
    return ""


def odd_words(words: Mapping[str, str], where: str) -> Iterator[Fault]:
    r"""Refuse a profile's words with signs that nobody sees, and what such words are said to mean.

    Examples
    --------
    >>> [str(fault.found) for fault in odd_words({"Bag": "container_id\u200b"}, "site.columns")]
    ['the invisible sign U+200B (ZERO WIDTH SPACE)']
    """
    fix = "write it again by hand, without that sign"
    for word, meaning in words.items():
        found = next((match for text in (word, meaning) if (match := _INVISIBLE.search(text))), None)
        if found:
            yield Fault(f"{where}.{word}", odd(found[0]), "words of visible signs", fix, SiteError)


def likeness(name: str) -> str:
    """Return what is left of an identifier when capitals, blanks and the way a sign is stored make no difference.

    Examples
    --------
    >>> likeness("Bag  7") == likeness("BAG\u00a07"), likeness("7") == likeness("7a")
    (True, False)
    """
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).split())


def alike(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the identifiers that are easily taken for each other, together.

    Examples
    --------
    >>> alike(["B1", "b1", "B2"])
    [('B1', 'b1')]
    """
    whole = "".join(names)
    if whole.isascii() and " " not in whole and (whole == whole.upper() or whole == whole.lower()):
        return []
    if whole.isascii() and " " not in whole and len({*map(str.lower, names)}) == len({*names}):
        return []
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        found.setdefault(likeness(name), []).append(name)
    return [tuple(sorted(group)) for group in found.values() if len(group) > 1]
