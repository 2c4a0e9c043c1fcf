"""GS1 element string: application identifiers, each with its data, as a label prints them or a scanner sends them.

What it looks like: ``(01)06291041500213(17)270331(10)LOT7``, or ``]d20106291041500213...`` with the separator (FNC1,
the control character GS) behind what has no fixed length.
What proves its shape: an application identifier in parentheses at its beginning, a scanner's mark (``]C1``, ``]d2``,
``]Q3``, ``]e0``, ``]J1``), or a separator. A run of digits that begins with 00, 01 or 02 may be one.
Traps: the day 00 is the last of its month. A year of two digits is taken to be of 2000 to 2099, since the rule of the
standard depends on the day on which it is read. Without separators, where open data end is not known.
Source: the table of application identifiers in python-stdnum.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

from atmp_logistics.core.identifier_schemes._check_digits import wrong_with_key
from atmp_logistics.core.identifier_schemes._element_formats import ElementFormat, element_format
from atmp_logistics.core.identifier_schemes._parts import Claim, IdentifierParts, signs
from atmp_logistics.core.translatable import said

SCHEME, NAME = "gs1-element-string", said("core", "scheme.gs1_element_string")
_GS = "\x1d"
_SEPARATORS = re.compile(r"<GS>|<FNC1>|\u241d|\x1d")
_MARK = re.compile(r"\](?:C1|d2|Q3|e0|J1)")
_PRINTED = re.compile(r"\((\d{2,4})\)")
_RUN = re.compile(r"(?:00\d{18}|0[12]\d{14})\d\d\S+|0[12]\d{14}")
#: How many digits end in a check digit, by application identifier: SSCC, GTIN, GLN, GRAI.
_CHECKED = {"00": 18, **dict.fromkeys(("01", "02", "03", "8003"), 14), **{f"41{i}": 13 for i in range(8)}}
_EXPIRY = "17"
#: An application identifier, its data, and its format; None of one that is not known.
Element = tuple[str, str, ElementFormat | None]


def claim(text: str) -> Claim:
    """Say whether a text is one: by parentheses, a scanner's mark or a separator; a run of digits perhaps."""
    printed = _PRINTED.match(text)
    if (printed and element_format(printed[1])) or _MARK.match(text) or (text[:1].isdigit() and _GS in _plain(text)):
        return Claim.STATED
    return Claim.LIKELY if _RUN.fullmatch(text) and not take_apart(text).wrong else Claim.NONE


def take_apart(text: str) -> IdentifierParts:
    """Return the data of each application identifier.

    Examples
    --------
    >>> take_apart("(01)06291041500213(17)270200(10)LOT7").parts
    {'(01) GTIN': '06291041500213', '(17) USE BY or EXPIRY': '270200', '(10) BATCH/LOT': 'LOT7'}
    >>> take_apart("(01)06291041500213(17)270200(10)LOT7").expiry
    '2027-02-28'
    >>> take_apart("(01)0629104150021").wrong
    ('(01) GTIN: 13 characters, expected 14: it is cut',)
    """
    plain = _plain(text)
    found = list(_printed(plain) if _PRINTED.match(plain) else _sent(plain))
    parts, wrong = dict[str, str](), list[str]()
    for ai, data, known in found:
        name = f"({ai}) {known.name}" if known else ai
        wrong += [said("core", "wrong.of_part", part=name, wrong=one) for one in _wrong(ai, data, known)]
        if parts.setdefault(name, data) != data:
            wrong.append(said("core", "wrong.twice", part=name, one=repr(parts[name]), other=repr(data)))
    expiry = next((_last_day(data) for ai, data, _ in found if ai == _EXPIRY), "")
    return IdentifierParts(parts, tuple(wrong), (), expiry)


def _plain(text: str) -> str:
    return _SEPARATORS.sub(_GS, _MARK.sub("", text.strip(), count=1)).removeprefix(_GS)


def _printed(text: str) -> Iterator[Element]:
    """Yield the elements of a text with its application identifiers in parentheses."""
    pieces = _PRINTED.split(text)[1:]
    known: list[list[str]] = []
    for ai, data in zip(pieces[::2], pieces[1::2], strict=True):
        if known and not _is_whole(ai):  # data may hold parentheses of their own
            known[-1][1] += f"({ai}){data}"
        else:
            known.append([ai, data])
    for ai, data in known:
        yield ai, data.strip(f" {_GS}"), element_format(ai) if _is_whole(ai) else None


def _is_whole(ai: str) -> bool:
    found = element_format(ai)
    return found is not None and found.ai == ai


def _sent(text: str) -> Iterator[Element]:
    """Yield the elements of a text as a scanner sends it."""
    while text:
        known = element_format(text)
        if known is None:
            yield text.partition(_GS)[0][:20], "", None
            return
        rest = text[len(known.ai) :]
        data = rest.partition(_GS)[0] if known.is_open else rest[: known.longest].partition(_GS)[0]
        yield known.ai, data, known
        text = rest[len(data) :].removeprefix(_GS)


def _wrong(ai: str, data: str, known: ElementFormat | None) -> Iterator[str]:
    if known is None:
        yield said("core", "wrong.unknown_start")
    elif len(data) < known.shortest:
        yield said("core", "wrong.cut", count=signs(len(data)), expected=_length(known))
    elif len(data) > known.longest:
        yield said("core", "wrong.length", count=signs(len(data)), expected=_length(known))
    elif not known.pattern.fullmatch(data):
        yield said("core", "wrong.form", text=repr(data))
    else:
        checked = _CHECKED.get(ai, 0)
        yield from wrong_with_key(data[:checked], (checked,)) if checked else ()
        if known.is_date and not _last_day(data[:6]):
            yield said("core", "wrong.day", text=repr(data[:6]))


def _length(known: ElementFormat) -> str:
    if known.shortest == known.longest:
        return str(known.longest)
    return said("core", "bounds.range", lower=known.shortest, upper=known.longest)


def _last_day(data: str) -> str:
    """Return the day that six digits name, the last of the month for the day 00; "" where they name none."""
    if not re.fullmatch(r"[0-9]{6}", data) or not 1 <= int(data[2:4]) <= 12:
        return ""
    year, month, day = 2000 + int(data[:2]), int(data[2:4]), int(data[4:])
    last = monthrange(year, month)[1]
    return f"{year}-{month:02}-{day or last:02}" if day <= last else ""
