"""What a scheme makes of a text: how sure it is that the text is its own, the parts, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from atmp_logistics.core.translatable import Message, said


class Claim(IntEnum):
    """How a text claims a scheme: not at all, by a form that others may share, or unmistakably."""

    NONE = 0
    LIKELY = 1
    STATED = 2


@dataclass(frozen=True, slots=True)
class IdentifierParts:
    """The parts of a text by their names, what is wrong in words, and what is to be known of it.

    `expiry` is the last day of use that the text holds, as ``2027-03-31``; "" where it holds none that can be read.
    """

    parts: Mapping[str, str] = field(default_factory=dict)
    wrong: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    expiry: str = ""


def signs(count: int) -> Message:
    """Return a number of characters in words.

    Examples
    --------
    >>> signs(1), signs(13)
    ('1 character', '13 characters')
    """
    return said("core", "sign.one") if count == 1 else said("core", "sign.several", count=count)


def other_signs(text: str, allowed: str, what: str) -> Iterator[str]:
    """Yield in words the first character that may not stand in a text, by its place.

    Examples
    --------
    >>> list(other_signs("G1x", "G1", "capitals and digits"))
    ["character 3 is 'x', expected capitals and digits"]
    """
    for i, sign in enumerate(text, 1):
        if sign not in allowed:
            yield said("core", "wrong.character", place=i, sign=repr(sign), what=what)
            return
