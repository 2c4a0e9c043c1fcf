"""A quantity as a sentence writes it: a number, a range or a number with its tolerance, and the unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from atmp_logistics.labels.quantity_words import table
from atmp_logistics.labels.tokens import MINUS, Token
from atmp_logistics.labels.written_number import HYPHEN, WrittenNumber, gap, number_at
from atmp_logistics.labels.written_unit import DEGREE, HOUR_OR_TIME, WrittenUnit, unit_at

TWO_UNITS = "two units that cannot be compared"
REVERSED = "the second number is the smaller one"
NO_UNIT = "the second number has no unit"
NEGATIVE = "the word or the hyphen before it makes no sign here"
SIGN_OF_BOTH = "the sign may belong to both numbers"
#: Words for one that are no articles.
_SURELY_ONE = ("one", "én", "ét", "één")
LIST = "a number of a list, without a unit of its own"


@dataclass(frozen=True, slots=True)
class WrittenQuantity:
    """A quantity between two tokens.

    Attributes
    ----------
    kind : str
    lower, upper : Fraction
        In the unit.
    unit : WrittenUnit
    first, after : int
        Its first token, and the one after its last.
    doubt : str
        Why it is not surely readable.
    is_range : bool
        Whether it has both bounds of itself, whatever stands before it.
    """

    kind: str
    lower: Fraction
    upper: Fraction
    unit: WrittenUnit
    first: int
    after: int
    doubt: str = ""
    is_range: bool = False


def quantity_at(tokens: tuple[Token, ...], at: int, least: int) -> WrittenQuantity | None:
    """Return the quantity whose first number stands at a token; None where no unit follows.

    Parameters
    ----------
    tokens : tuple of Token
    at : int
    least : int
        No token before this one belongs to it.
    """
    first = number_at(tokens, at, least) or _article(tokens, at)
    if first is None:
        return None
    unit = unit_at(tokens, first.after)
    after = unit.after if unit else first.after
    second = second_number(tokens, after, first)
    if second is not None:
        both = _both(first, unit, second, unit_at(tokens, second.after))
        if both is not None:
            return _compound_or_range(tokens, both)
    if unit is None:
        return _around(tokens, first) or _listed(tokens, first)
    alone = _alone(first, unit)
    return _with_tolerance(tokens, alone) or _with_smaller_unit(tokens, alone)


def _article(tokens: tuple[Token, ...], at: int) -> WrittenNumber | None:
    """Return one or two, where a word for it stands before a unit, or a thing, that it goes with."""
    ones = {word.casefold(): units for word, units in (*table("one").items(), *table("two").items())}
    word = tokens[at].text.casefold()
    if at + 1 >= len(tokens) or word not in ones:
        return None
    thing = unit_at(tokens, at + 1)
    goes = tokens[at + 1].text.casefold() in map(str.casefold, ones[word])
    counted = word in _SURELY_ONE and thing is not None and thing.kind == "count"
    joined = at > 0 and tokens[at - 1].kind == "dash" and not gap(tokens[at - 1], tokens[at])
    value = Fraction(2 if word in table("two") else 1)
    return WrittenNumber(value, at, at + 1) if (goes or counted) and not joined else None


def _alone(number: WrittenNumber, unit: WrittenUnit) -> WrittenQuantity:
    value = number.value * unit.factor
    doubt = unit.doubt
    if doubt == HOUR_OR_TIME and number.value != 1:
        doubt = ""
    doubt = doubt or (NEGATIVE if value < 0 and unit.kind != "temperature" else "")
    return WrittenQuantity(unit.kind, value, value, unit, number.first, unit.after, number.doubt or doubt)


def second_number(tokens: tuple[Token, ...], at: int, first: WrittenNumber) -> WrittenNumber | None:
    """Return the other end of a range, where a separator and a number follow; None where none does."""
    if at + 1 >= len(tokens):
        return None
    token, word = tokens[at], tokens[at].text.casefold()
    if token.kind == "dash":
        return _after_a_dash(tokens, at, first)
    before = tokens[first.first - 1].text.casefold() if first.first else ""
    between = before in words_of_range("between") and word in words_of_range("and")
    if not (token.kind == "word" and (word in words_of_range("to") or between)):
        return None
    found = _number_from(tokens, at + 1)
    joined = first.sign and found is not None and not found.sign and tokens[first.first].kind == "word"
    return replace(found, doubt=found.doubt or SIGN_OF_BOTH) if joined and found else found


@cache
def words_of_range(name: str) -> frozenset[str]:
    """Return the words that join the two ends of a range."""
    return frozenset(word.casefold() for word in table("ranges")[name])


def _number_from(tokens: tuple[Token, ...], at: int) -> WrittenNumber | None:
    """Return the number that begins at a token, with or without a sign."""
    number = number_at(tokens, at, at, second=True)
    signed = tokens[at].kind == "dash" or tokens[at].text.casefold() in (*table("minus")["sure"], "+")
    if number is None and signed and at + 1 < len(tokens):
        number = number_at(tokens, at + 1, at, second=True)
    return number if number is not None and number.first == at else None


def _after_a_dash(tokens: tuple[Token, ...], at: int, first: WrittenNumber) -> WrittenNumber | None:
    found = _number_from(tokens, at + 1)
    if found is None:
        return None
    before, after = gap(tokens[at - 1], tokens[at]), gap(tokens[at], tokens[at + 1])
    uneven = bool(before) != bool(after)
    unsure = uneven or (first.sign == "hyphen" and not found.sign)
    unsure = unsure or (tokens[at].text == MINUS and before > 0) or (first.sign == "sure" and tokens[at].text == MINUS)
    return replace(found, doubt=found.doubt or HYPHEN) if unsure and not _is_plain(first, found) else found


def _is_plain(first: WrittenNumber, second: WrittenNumber) -> bool:
    """Return whether both ends carry a sign of their own, so that the dash between is none."""
    return bool(first.sign and second.sign)


def _both(
    first: WrittenNumber, unit: WrittenUnit | None, second: WrittenNumber, other: WrittenUnit | None
) -> WrittenQuantity | None:
    """Return a range of two numbers; None where they are no range."""
    if unit is None and other is None:
        return None
    if other is None and unit is not None:
        alone = _alone(first, unit)
        return replace(alone, after=second.after, doubt=alone.doubt or second.doubt or NO_UNIT)
    assert other is not None  # noqa: S101  for the type checker: one of the two is a unit
    own = other if unit is None or unit.name == DEGREE else unit
    if own.kind != other.kind:
        return None
    same = own.name == other.name
    lower, upper = first.value * own.factor, second.value * other.factor
    doubt = first.doubt or second.doubt or _unit_doubt(own, other) or ("" if same else TWO_UNITS)
    if lower > upper and own.kind == "temperature" and lower < 0:
        lower, upper = upper, lower
    return WrittenQuantity(
        own.kind, lower, upper, other, first.first, other.after, doubt or (REVERSED if lower > upper else ""), True
    )


def _unit_doubt(own: WrittenUnit, other: WrittenUnit) -> str:
    doubts = [one.doubt for one in (own, other) if one.doubt and one.doubt != HOUR_OR_TIME]
    return doubts[0] if doubts else ""


def _compound_or_range(tokens: tuple[Token, ...], both: WrittenQuantity) -> WrittenQuantity:
    """Return a range, with a doubt where a third number is joined to it."""
    at = both.after
    third = at + 1 < len(tokens) and tokens[at].kind == "dash" and tokens[at + 1].kind in ("number", "mixed")
    return replace(both, doubt=both.doubt or HYPHEN) if third else both


def _with_tolerance(tokens: tuple[Token, ...], alone: WrittenQuantity) -> WrittenQuantity | None:
    """Return a number with its tolerance, which may stand in brackets; None where none follows."""
    at = alone.after
    bracket = at < len(tokens) and tokens[at].text == "("
    at += bracket
    if at >= len(tokens) or tokens[at].kind != "plus_minus":
        return None
    size = number_at(tokens, at + 1, at + 1) if at + 1 < len(tokens) else None
    unit = unit_at(tokens, size.after) if size else None
    if size is None:
        return replace(alone, after=at + 1, doubt=alone.doubt or "the tolerance has no number")
    after = unit.after if unit else size.after
    closed = after < len(tokens) and tokens[after].text == ")"
    strange = unit is not None and unit.name not in (alone.unit.name, DEGREE)
    doubt = alone.doubt or size.doubt or (unit.doubt if unit else "") or (TWO_UNITS if strange else "")
    doubt = doubt or ("the bracket does not end" if bracket and not closed else "")
    width = abs(size.value) * alone.unit.factor
    return replace(
        alone, lower=alone.lower - width, upper=alone.upper + width, after=after + (bracket and closed), doubt=doubt,
        is_range=True,
    )  # fmt: skip


def _around(tokens: tuple[Token, ...], first: WrittenNumber) -> WrittenQuantity | None:
    """Return a number with its tolerance where the unit stands once, behind both: "37 ± 2 °C"."""
    at = first.after
    if at + 1 >= len(tokens) or tokens[at].kind != "plus_minus":
        return None
    size = number_at(tokens, at + 1, at + 1)
    unit = unit_at(tokens, size.after) if size else None
    return _with_tolerance(tokens, replace(_alone(first, unit), after=at)) if unit else None


def _with_smaller_unit(tokens: tuple[Token, ...], alone: WrittenQuantity) -> WrittenQuantity:
    """Return a duration together with the minutes, or seconds, that follow its hours: "1 h 30 min"."""
    at = alone.after
    if alone.unit.name != "s" or alone.unit.factor == 1 or at >= len(tokens):
        return alone
    skipped = at + 1 < len(tokens) and tokens[at].text.casefold() in words_of_range("and")
    more = number_at(tokens, at + skipped, at + skipped)
    unit = unit_at(tokens, more.after) if more else None
    if more is None or tokens[at + skipped].kind == "word":
        return alone
    if unit is None:
        follows = more.after < len(tokens) and tokens[more.after].kind != "other"
        cut = not follows and tokens[at + skipped].kind in ("number", "mixed")
        return replace(alone, after=more.after, doubt=alone.doubt or "the last number has no unit") if cut else alone
    if unit.name != "s" or unit.factor >= alone.unit.factor:
        return alone
    value = alone.lower + more.value * unit.factor
    return replace(alone, lower=value, upper=value, after=unit.after, doubt=alone.doubt or more.doubt or unit.doubt)


def _listed(tokens: tuple[Token, ...], first: WrittenNumber) -> WrittenQuantity | None:
    """Return a number of a list with a doubt: "at 2, 4 and 6 hours", where the unit stands once."""
    at = first.after
    joins = {*words_of_range("and"), *words_of_range("or"), ",", "/"}
    commas = 0
    while at < len(tokens) and tokens[at].text.casefold() in joins and commas < 2:
        at, commas = at + 1, commas + 1
    if at == first.after or at >= len(tokens):
        return None
    following = quantity_at(tokens, at, at) if tokens[at].kind in ("number", "mixed") else None
    if following is None or following.kind == "count":
        return None
    return replace(following, first=first.first, after=first.after, doubt=LIST)
