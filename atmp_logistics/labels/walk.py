"""A sentence's tokens to the quantities that it writes, from left to right."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from atmp_logistics.labels.doubts import LOST
from atmp_logistics.labels.quantity_words import words_of
from atmp_logistics.labels.tokens import Token
from atmp_logistics.labels.written_number import LETTERS, LETTERS_FOR_DIGITS, WrittenNumber, gap, number_at
from atmp_logistics.labels.written_quantity import LIST, WrittenQuantity, quantity_at, second_number
from atmp_logistics.labels.written_unit import WrittenUnit, unit_at

_ORDINALS = ("st", "nd", "rd", "th")
DAY_NUMBER = "day number"


def written_quantities(tokens: tuple[Token, ...]) -> Iterator[WrittenQuantity]:
    """Yield the quantities that a sentence writes, from left to right."""
    at = least = 0
    while at < len(tokens):
        found = _at(tokens, at, least)
        if found is not None:
            yield found
            least = found.after
        at = found.after if found is not None else at + 1


def _at(tokens: tuple[Token, ...], at: int, least: int) -> WrittenQuantity | None:
    kind = tokens[at].kind
    if kind == "word":
        return _day(tokens, at, least) or quantity_at(tokens, at, least)
    if kind in ("number", "mixed"):
        return quantity_at(tokens, at, least) or _ordinal(tokens, at) or _part_of(tokens, at) or _cut_off(tokens, at)
    return _without_a_number(tokens, at, least) if kind == "degree" else None


def _day(tokens: tuple[Token, ...], at: int, least: int) -> WrittenQuantity | None:
    """Return a numbered day: "Day -4", "days -5 to -3"."""
    before = tokens[at - 1] if at > least else None
    if words_of("units").get(tokens[at].text.casefold()) != "day" or len(tokens[at].text) == 1:
        return None
    if before is not None and (before.kind in ("number", "mixed", "dash") or before.text in ("/", "per")):
        return None
    digits = next((i for i in (at + 1, at + 2) if i < len(tokens) and tokens[i].kind in ("number", "mixed")), None)
    number = number_at(tokens, digits, at + 1) if digits is not None else None
    if number is None or number.first != at + 1 or unit_at(tokens, number.after):
        return None
    sign = tokens[at + 1]
    doubt = "the hyphen may be a sign" if sign.kind == "dash" and not gap(tokens[at], sign) else number.doubt
    return _numbered(tokens, at, number, doubt)


def _numbered(tokens: tuple[Token, ...], at: int, first: WrittenNumber, doubt: str) -> WrittenQuantity:
    """Return a numbered day, or a range of them."""
    day = WrittenUnit(DAY_NUMBER, Fraction(1), first.after)
    last = second_number(tokens, first.after, first)
    if last is None:
        return WrittenQuantity("duration", first.value, first.value, day, at, first.after, doubt)
    doubt = doubt or last.doubt or ("" if first.value <= last.value else "the second number is the smaller one")
    return WrittenQuantity("duration", first.value, last.value, day, at, last.after, doubt, is_range=True)


def _ordinal(tokens: tuple[Token, ...], at: int) -> WrittenQuantity | None:
    """Return a day by its ordinal: "3rd day"; of a list ("5th, 4th and 3rd day") the last alone is sure."""
    if at + 2 >= len(tokens) or tokens[at + 1].text not in _ORDINALS or gap(tokens[at], tokens[at + 1]):
        return None
    number = number_at(tokens, at, at)
    if number is None:
        return None
    unit = WrittenUnit(DAY_NUMBER, Fraction(1), at + 2)
    if words_of("units").get(tokens[at + 2].text.casefold()) == "day":
        return WrittenQuantity("duration", number.value, number.value, unit, at, at + 3, number.doubt)
    following = next((i for i in range(at + 2, min(at + 6, len(tokens))) if tokens[i].kind == "number"), None)
    between = tokens[at + 2 : following] if following is not None else ()
    listed = bool(between) and all(token.text in (",", "and", "or") for token in between)
    if listed and following is not None and _ordinal(tokens, following):
        return WrittenQuantity("duration", number.value, number.value, unit, at, at + 2, LIST)
    return None


def _part_of(tokens: tuple[Token, ...], at: int) -> WrittenQuantity | None:
    """Return a count of a total: "1 of 2"."""
    if at + 2 >= len(tokens) or tokens[at + 1].text != "of" or tokens[at + 2].kind != "number":
        return None
    number, total = number_at(tokens, at, at), number_at(tokens, at + 2, at + 2)
    if number is None or total is None or total.doubt or number.value > total.value or unit_at(tokens, at + 3):
        return None
    unit = WrittenUnit(f"of {total.value}", Fraction(1), at + 3)
    return WrittenQuantity("count", number.value, number.value, unit, at, at + 3, number.doubt)


def _cut_off(tokens: tuple[Token, ...], at: int) -> WrittenQuantity | None:
    """Return a number whose unit stands behind a sign that was lost: "2?C"."""
    after = at + 1
    while after < len(tokens) and tokens[after].kind == "lost" and after - at < 4:
        after += 1
    unit = unit_at(tokens, after) if after > at + 1 else None
    zero = Fraction(0)
    return WrittenQuantity(unit.kind, zero, zero, unit, at, unit.after, LOST) if unit else None


def _without_a_number(tokens: tuple[Token, ...], at: int, least: int) -> WrittenQuantity | None:
    """Return a scale before which a number was lost: "O °C", "□ °C"."""
    before = tokens[at - 1] if at > least else None
    unit = unit_at(tokens, at)
    if before is None or unit is None:
        return None
    letters = before.kind == "word" and set(before.text) <= LETTERS_FOR_DIGITS
    if before.kind != "lost" and not letters:
        return None
    zero = Fraction(0)
    return WrittenQuantity("temperature", zero, zero, unit, at - 1, unit.after, LETTERS if letters else LOST)
