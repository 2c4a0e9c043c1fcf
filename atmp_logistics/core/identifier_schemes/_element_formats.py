"""The formats of application identifiers of GS1, from the table of python-stdnum: which characters, and how many."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from string import ascii_letters, ascii_uppercase, digits
from typing import Any

#: The characters that a field of each kind may hold.
CHARACTERS = {
    "N": digits,
    "X": digits + ascii_letters + "!\"%&'()*+,-./:;<=>?_",
    "Y": digits + ascii_uppercase + "#-/",
    "Z": digits + ascii_letters + "-_=",
}
_FIELD = re.compile(r"(\[)?\+?([NXYZ])(\.\.)?(\d+)\]?")


@dataclass(frozen=True, slots=True)
class ElementFormat:
    """What stands behind an application identifier.

    `shortest` and `longest` are its characters; `is_open` says that a separator ends it; `is_date` that it begins with
    a day of six digits.
    """

    ai: str
    name: str
    pattern: re.Pattern[str]
    shortest: int
    longest: int
    is_open: bool
    is_date: bool


def element_format(text: str) -> ElementFormat | None:
    """Return the format of the application identifier with which a text begins; None of one that is not known.

    Examples
    --------
    >>> found = element_format("8003")
    >>> found.name, found.shortest, found.longest, found.is_open
    ('GRAI', 14, 30, True)
    >>> element_format("05") is None
    True
    """
    ai, known = _table().info(text[:4])[0]
    return _format(ai, known["format"], known["name"], known["type"], "fnc1" in known) if known else None


@cache
def _table() -> Any:
    from stdnum import numdb

    return numdb.get("gs1_ai")


@cache
def _format(ai: str, written: str, name: str, kind: str, is_open: bool) -> ElementFormat:
    pattern, shortest, longest = "", 0, 0
    for bracket, letter, upto, size in _FIELD.findall(written):
        least, most = (1 if upto else int(size)), int(size)
        one = f"[{re.escape(CHARACTERS[letter])}]{{{least},{most}}}"
        pattern += f"(?:{one})?" if bracket else one
        shortest, longest = shortest + (0 if bracket else least), longest + most
    return ElementFormat(ai, name or "data", re.compile(pattern), shortest, longest, is_open, kind == "date")
