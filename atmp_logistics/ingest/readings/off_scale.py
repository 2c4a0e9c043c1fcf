"""Words that stand for a temperature beyond a logger's scale: a gap whose side is known, and no temperature."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import Enum


class Side(Enum):
    """On which side of a logger's scale a temperature lies."""

    WARMER = "warmer than the logger's scale"
    COLDER = "colder than the logger's scale"
    OVERLOAD = "warmer than the logger's scale, or without a sensor"


_WORDS = {
    Side.WARMER: (
        *("h", "hh", "hi", "hihi", "high", "toohigh", "over", "ovr", "ovrg", "overrange", "overscale", "overlimit"),
        *("above", "aboverange", "+over", "+ovr", "över", "hög", "högt", "förhög", "förhögt", "överområde"),
        *("über", "hoch", "zuhoch", "hoog", "tehoog", "boven"),
    ),
    Side.COLDER: (
        *("l", "ll", "lo", "lolo", "low", "toolow", "under", "udr", "underrange", "underscale", "underlimit"),
        *("-ovld", "-ovf", "-inf", "-infinity"),
        *("below", "belowrange", "underflow", "-over", "-ovr", "-ol", "-ofl", "-ovl", "-overload", "-overflow"),
        *(
            "låg",
            "lågt",
            "förlåg",
            "förlågt",
            "underområde",
            "unter",
            "niedrig",
            "zuniedrig",
            "laag",
            "telaag",
            "onder",
        ),
    ),
    Side.OVERLOAD: (
        *("ol", "ofl", "ovl", "overload", "overflow", "+ol", "+ofl", "+ovl", "+overload", "+overflow"),
        *("o/l", "ovld", "ovf", "ovflw", "ovload", "inf", "+inf", "infinity", "+infinity"),
        *("överlast", "överbelastning", "überlauf"),
    ),
}
_SIDES = {word: side for side, words in _WORDS.items() for word in words}
_BOUND = re.compile(r"([<>])\s*=?\s*[+-]?\d+(?:[.,]\d+)?\s*(?:°?\s*[cfk])?", re.IGNORECASE)


def off_scale(cell: str) -> Side | None:
    """Return the side of the scale that a cell names instead of a temperature, None for any other cell.

    Examples
    --------
    >>> off_scale("HI").name, off_scale("< -80 °C").name, off_scale("+OFL").name, off_scale("Over-range").name
    ('WARMER', 'COLDER', 'OVERLOAD', 'WARMER')
    >>> off_scale("8.1"), off_scale(""), off_scale("ERR")
    (None, None, None)
    """
    if match := _BOUND.fullmatch(cell.strip()):
        return Side.WARMER if match[1] == ">" else Side.COLDER
    plain = "".join(cell.replace("_", " ").replace(".", " ").split()).casefold()
    return _SIDES.get(plain[:1] + plain[1:].replace("-", ""))


def notes_on_off_scale(cells: Iterable[str]) -> Iterator[str]:
    """Yield, for each side that cells name, how they name it and how many readings that leaves without a number.

    Examples
    --------
    >>> list(notes_on_off_scale(["4.0", "HI", "HI", ">60"]))
    ["warmer than the logger's scale (>60, HI): 3 readings kept as missing"]
    """
    counts: dict[Side, Counter[str]] = {}
    for cell in cells:
        if side := off_scale(cell):
            counts.setdefault(side, Counter())[cell] += 1
    for side, words in counts.items():
        shown = ", ".join(sorted(words)[:5])
        many = words.total()
        yield f"{side.value} ({shown}): {many} {'reading' if many == 1 else 'readings'} kept as missing"
