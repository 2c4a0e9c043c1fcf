"""Every temperature, duration and count of a sentence, as bounds, or marked as not surely readable.

Nothing is repaired: where a sign was lost, or a mark may mean two things, the quantity says why it cannot be read,
and has no number. The words are those of quantity_words.toml, of all its languages at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import cast

from atmp_logistics.core.temperature_units import ABSOLUTE_ZERO_DEGC
from atmp_logistics.core.units import exact_degC
from atmp_logistics.labels.doubts import doubt_around
from atmp_logistics.labels.quantity import Kind, Quantity
from atmp_logistics.labels.quantity_words import phrases_once
from atmp_logistics.labels.sides import side_of_quantity
from atmp_logistics.labels.tokens import Token
from atmp_logistics.labels.tokens import tokens as tokens_of
from atmp_logistics.labels.walk import written_quantities
from atmp_logistics.labels.written_quantity import WrittenQuantity
from atmp_logistics.labels.written_unit import DEGREE, HOUR_OR_TIME, SCALE

#: Languages in which "time" is an hour alone.
_HOUR = ("da", "nb", "nn", "no")
#: What follows "once" where it counts.
_ONCE = re.compile(r"(?:only|daily|a|an|every|per|each|more|or|and)\b", re.IGNORECASE)


def quantities(text: str, language: str = "") -> tuple[Quantity, ...]:
    """Return every temperature, duration and count of a sentence, in its order.

    Parameters
    ----------
    text : str
        A sentence or a paragraph of a label, in any language.
    language : str
        Its language as the label states it, such as "da": there, "1 time" is an hour.

    Returns
    -------
    tuple of Quantity

    Examples
    --------
    >>> for one in quantities("Store at ≤ -120 °C; once thawed, infuse within 30 minutes, at 2?C."):
    ...     print(one.text, "|", one)
    ≤ -120 °C | ≤ -120 °C
    within 30 minutes | ≤ 1800 s
    2?C | unreadable: a sign was lost
    """
    return tuple(sorted(_quantities(text, language), key=lambda one: one.start))


def _quantities(text: str, language: str) -> Iterator[Quantity]:
    found, taken = tokens_of(text), list[tuple[int, int]]()
    for read in written_quantities(found):
        written = replace(read, doubt="") if read.doubt == HOUR_OR_TIME and language[:2] in _HOUR else read
        if (one := _quantity(text, found, written)) is not None:
            taken.append((one.start, one.end))
            yield one
    for match in phrases_once().finditer(text):
        free = all(match.end() <= start or end <= match.start() for start, end in taken)
        if free and (one := _once(text, match)) is not None:
            yield one


def _quantity(text: str, found: tuple[Token, ...], written: WrittenQuantity) -> Quantity | None:
    """Return a quantity as it is shown; None for degrees that a word names without a scale, as of an angle."""
    doubt = written.doubt or doubt_around(text, found, written)
    if written.unit.name == DEGREE:
        if written.unit.doubt == SCALE:
            return None
        doubt = doubt or SCALE
    side = side_of_quantity(text, found, written)
    doubt = doubt or side.doubt
    lower, upper = _bound(written.lower, written.unit.name), _bound(written.upper, written.unit.name)
    cold = written.kind == "temperature" and lower < ABSOLUTE_ZERO_DEGC
    doubt = doubt or ("colder than absolute zero" if cold else "")
    return Quantity(
        cast("Kind", written.kind), text[side.start : side.end], side.start, side.end,
        None if doubt or side.name in ("at_most", "below") else lower,
        None if doubt or side.name in ("at_least", "above") else upper,
        "degC" if written.kind == "temperature" else written.unit.name,
        doubt, side.name in ("below", "above") and not doubt, side.approximate,
    )  # fmt: skip


def _bound(value: Fraction, unit: str) -> float:
    return exact_degC(value, unit) if unit in ("degC", "degF") else round(float(value), 9)


def _once(text: str, match: re.Match[str]) -> Quantity | None:
    """Return a count that a word holds; None for "once" before a clause, which means "as soon as"."""
    name, rest = str(match.lastgroup), text[match.end() :].lstrip()
    times = {"once": 1.0, "single": 1.0, "twice": 2.0, "thrice": 3.0}[name]
    if match[0].casefold() == "once" and rest[:1].isalpha() and (match[0][0] == "O" or not _ONCE.match(rest)):
        return None
    return Quantity("count", match[0], match.start(), match.end(), times, times, "times")
