"""A sentence as tokens: numbers, words, degree signs, dashes, operators, and signs that were lost on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass

MINUS = "\u2212"
#: A hyphen or a dash, which may be a sign, a range or a hyphen.
DASHES = f"-\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d{MINUS}"
#: What stands for a sign that the file has lost: boxes, the replacement character, private glyphs, control characters,
#: placeholders, marks that change the sign before them, glyphs without a name, and "≤", "≥" of the Symbol font read as
#: letters.
_LOST = (
    r"\(cid:\d+\)|[\ufffd\u25a0-\u25a3\u25a1\u25af\u2610\u20de\ue000-\uf8ff\u00ad\u200b-\u200f\u2060\ufeff\u0332\u0333\u0338"
    r"\x00-\x08\x0e-\x1f\x7f-\x9f£¿]|(?<![^\W_])³|\b[A-Z-]*TO-BE-REPLACED\b"
)
#: A question mark that ends no sentence.
_ASKED = r"\?(?=[^\s)\]\"'”’])|(?<![^\s(\[\d°º])\?"
_TOKEN = re.compile(
    "|".join(
        (
            rf"(?P<lost>{_LOST}|{_ASKED})",
            r"(?P<mixed>(?<![^\W\d_])(?=[\d.,]*[OoIl|])[OoIl|]{0,3}\d[\d.,OoIl|]*(?<![.,])(?![^\W_]))",
            r"(?P<number>\d+(?:[.,]\d+)*)",
            rf"(?P<plus_minus>±|\+\s?/\s?[{DASHES}])",
            r"(?P<operator>[<>]\s?=|[<>]\s+or\s+=|=<|=>|[≤≥<>⩽⩾≦≧])",
            rf"(?P<dash>[{DASHES}])",
            r"(?P<degree>[°º˚]\s?[CFС](?![^\W\d_])|[℃℉]|(?<=\d)\s?o[CF](?![^\W_])|[°º˚])",
            r"(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)",
            r"(?P<other>\S)",
        )
    )
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a sentence.

    Attributes
    ----------
    kind : str
        ``number``, ``mixed`` (letters among digits), ``word``, ``degree``, ``dash``, ``operator``, ``plus_minus``,
        ``lost`` (a sign that the file has lost) or ``other``.
    text : str
    start, end : int
    """

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str) -> tuple[Token, ...]:
    """Return a sentence as tokens; white space is what lies between them.

    Examples
    --------
    >>> [(token.kind, token.text) for token in tokens("≤ -120 °C")]
    [('operator', '≤'), ('dash', '-'), ('number', '120'), ('degree', '°C')]
    >>> [token.kind for token in tokens("? 12O °C")]
    ['lost', 'mixed', 'degree']
    """
    return tuple(Token(str(m.lastgroup), m[0], m.start(), m.end()) for m in _TOKEN.finditer(text))
