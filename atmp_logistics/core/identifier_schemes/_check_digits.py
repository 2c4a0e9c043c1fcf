"""The check digit of the keys of GS1: modulo 10 with the weights 3 and 1 from the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import digits

from stdnum.ean import calc_check_digit

from atmp_logistics.core.identifier_schemes._parts import IdentifierParts, other_signs, signs
from atmp_logistics.core.translatable import said
from atmp_logistics.core.wording import listed


def wrong_with_key(text: str, lengths: Sequence[int]) -> Iterator[str]:
    """Yield what is wrong with a key of digits of which the last is its check digit.

    Examples
    --------
    >>> list(wrong_with_key("6291041500213", [13])), list(wrong_with_key("6291041500218", [13]))
    ([], ["check digit '8', expected '3' (modulo 10)"])
    >>> list(wrong_with_key("62910415", [13]))
    ['8 characters, expected 13']
    """
    other = list(other_signs(text, digits, said("core", "sign.digit")))
    yield from other
    if len(text) not in lengths:
        yield said("core", "wrong.length", count=signs(len(text)), expected=listed(map(str, lengths), "or"))
    elif not other and (expected := calc_check_digit(text[:-1])) != text[-1]:
        yield said("core", "wrong.check_digit", found=repr(text[-1]), expected=repr(expected))


def key_parts(text: str, key: str, lengths: Sequence[int]) -> IdentifierParts:
    """Return the parts of a key that stands alone: its number, and its check digit."""
    number = text.replace(" ", "")
    return IdentifierParts({key: number, "check digit": number[-1:]}, tuple(wrong_with_key(number, lengths)))


def is_sound_key(text: str, lengths: Sequence[int]) -> bool:
    """Say whether a text is a key of such a length with a right check digit."""
    return not any(wrong_with_key(text.replace(" ", ""), lengths))
