"""Identifiers that differ only as typing differs: by capitals, blanks, noughts in front, or signs that look alike.

They stay two different texts wherever identifiers are compared; this says in which way two of them are easily one.
"""

from __future__ import annotations

import unicodedata

from atmp_logistics.core.translatable import joined, said
from atmp_logistics.core.wording import listed

#: Letters of other scripts that look like Latin ones, each with the one that it looks like; dashes; and what fonts and
#: hands do not keep apart within the Latin script: O and 0, I, l and 1. Clear cases alone: a pair that is missing here
#: is taken for two identifiers, which is the graver answer.
_LETTERS = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧον",
    "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXov",
)
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_SHAPES = str.maketrans("oil", "011")
_SHAPES_OF_EITHER = str.maketrans("oilOIL", "011011")


def _plain_letters(text: str) -> str:
    """Return a text in the Latin letters that its signs look like, in one width."""
    return unicodedata.normalize("NFKC", text).translate(_LETTERS).translate(_DASHES)


def as_typed_alike(text: str) -> str:
    r"""Return what is left of an identifier where no difference counts that typing or reading makes.

    Parameters
    ----------
    text : str
        An identifier, as written.

    Returns
    -------
    str
        The same for identifiers that are easily taken for each other, and for no others.

    Examples
    --------
    >>> as_typed_alike("007 ab") == as_typed_alike("7AB"), as_typed_alike("\u0412-1") == as_typed_alike("B-1")
    (True, True)
    >>> as_typed_alike("B-1") == as_typed_alike("B-2")
    False
    """
    shape = "".join(_plain_letters(text).casefold().split()).translate(_SHAPES)
    return shape.lstrip("0")


def difference_in_words(one: str, other: str) -> str:
    r"""Return in which way two identifiers differ that are typed alike; "" where they are alike in no such way.

    Parameters
    ----------
    one, other : str
        Two identifiers, as written.

    Returns
    -------
    str
        The words for all ways together.

    Examples
    --------
    >>> difference_in_words("b-1", "B-1"), difference_in_words("B1", "B 1"), difference_in_words("7", "007")
    ('by capitals only', 'by blanks only', 'by noughts in front only')
    >>> difference_in_words("\u0412-1", "b-1")
    "by capitals and signs that look alike ('\u0412' is CYRILLIC CAPITAL LETTER VE) only"
    >>> difference_in_words("B-1", "B-2")
    ''
    """
    if as_typed_alike(one) != as_typed_alike(other):
        return ""
    bare = ["".join(text.split()) for text in (one, other)]
    plain = [_plain_letters(text).casefold() for text in bare]
    shapes = [text.translate(_SHAPES) for text in plain]
    ways = (
        (said("core", "alike.blanks"), _spaces(one) != _spaces(other)),
        (said("core", "alike.capitals"), _other_capitals(bare)),
        (said("core", "alike.noughts"), shapes[0] != shapes[1]),
        (said("core", "alike.signs", named=_named(one, other)), _other_signs(bare, plain)),
    )
    return said("core", "alike.only", ways=listed(way for way, is_so in ways if is_so))


def _spaces(text: str) -> list[tuple[int, str]]:
    """Return which blanks a text has, and how far from its end."""
    return [(i, sign) for i, sign in enumerate(reversed(text)) if sign.isspace()]


def _other_capitals(bare: list[str]) -> bool:
    """Say whether two texts differ by capitals: alone, or in letters that are not taken for a digit."""
    if bare[0] != bare[1] and bare[0].casefold() == bare[1].casefold():
        return True
    shapes = [_plain_letters(text).translate(_SHAPES_OF_EITHER).lstrip("0") for text in bare]
    return shapes[0] != shapes[1]


def _other_signs(bare: list[str], plain: list[str]) -> bool:
    """Say whether two texts differ beyond capitals and noughts in front: by signs that look alike."""
    cased = [text.casefold().lstrip("0") for text in bare]
    return cased[0] != cased[1] or plain[0].lstrip("0") != plain[1].lstrip("0")


def _named(one: str, other: str) -> str:
    """Return the names of the signs beyond ASCII of two texts that are not in both; "" where there are none."""
    odd = [sign for sign in dict.fromkeys(one + other) if not sign.isascii() and (sign not in one or sign not in other)]
    each = [
        said("core", "alike.is", sign=repr(sign), name=unicodedata.name(sign, said("core", "alike.nameless")))
        for sign in odd
        if not sign.isspace()
    ]
    return said("core", "alike.named", signs=joined(", ", each)) if each else ""
