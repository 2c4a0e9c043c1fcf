"""Signs that are shown and not sent: what a terminal obeys, or a reader does not see, stands as its code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from numbers import Number
from pathlib import PurePath
from unicodedata import category

#: So many signs of a value are shown.
_MOST_SIGNS = 60
_PLAIN = (str, bytes, Number, date, timedelta, PurePath, type(None))
_OF_SEVERAL = (tuple, list, set, frozenset, Mapping)


def printable(text: str, keep: str = "\n") -> str:
    r"""Return a text in which a sign that steers a terminal, or that nobody sees, stands as its code.

    Parameters
    ----------
    text : str
    keep : str
        Signs of this kind that stay; blanks of any width do.

    Examples
    --------
    >>> printable("\uf0b3 2\u00a0°C\x1b[0m")
    '\\uf0b3 2\xa0°C\\x1b[0m'
    """
    codes = {ord(sign): ascii(sign)[1:-1] for sign in {*text} if not _is_seen(sign) and sign not in keep}
    return text.translate(codes) if codes else text


def in_one_line(text: str) -> str:
    r"""Return a text in one line: its ends of lines stand as their codes too.

    Examples
    --------
    >>> in_one_line("T1\nCONFORMS \u202e2B")
    'T1\\nCONFORMS \\u202e2B'
    """
    return printable(text, "")


def value_in_words(value: object) -> str:
    """Return a value that a caller handed over, for a refusal: as Python writes it, or by its type alone.

    Examples
    --------
    >>> value_in_words("T1"), value_in_words(3.5), value_in_words(object()), value_in_words(int)
    ("'T1'", '3.5', 'a value of the type object', 'the class int')
    """
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if not _is_plain(value):
        return f"a value of the type {type(value).__name__}"
    text = repr(value)
    return text if len(text) <= _MOST_SIGNS else f"{text[:_MOST_SIGNS]}..."


def _is_plain(value: object) -> bool:
    """Say whether a value is written in one line that is the same each time."""
    if isinstance(value, _OF_SEVERAL):
        parts = [*value.keys(), *value.values()] if isinstance(value, Mapping) else [*value]
        return len(parts) < _MOST_SIGNS and all(isinstance(part, _PLAIN) for part in parts)
    return isinstance(value, _PLAIN)


def _is_seen(sign: str) -> bool:
    return sign.isprintable() or category(sign) == "Zs"
