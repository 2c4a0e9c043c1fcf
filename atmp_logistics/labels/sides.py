"""Which side of a bound a quantity is: the operator or the words before it and after it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from atmp_logistics.labels.quantity_words import phrases_after, phrases_before, side_of, table
from atmp_logistics.labels.tokens import Token
from atmp_logistics.labels.written_quantity import WrittenQuantity, words_of_range

#: So far back, and so many words back, phrases and negations are looked for.
_BACK, _WORDS = 60, 5
_CLAUSE = re.compile(r"[.;:,()]")
_OPERATORS = {
    **dict.fromkeys(("≤", "<=", "=<", "⩽", "≦"), "at_most"),
    **dict.fromkeys(("≥", ">=", "=>", "⩾", "≧"), "at_least"),
    "<": "below",
    ">": "above",
}
_NEGATED = {"below": "at_least", "above": "at_most"}


@dataclass(frozen=True, slots=True)
class Side:
    """What stands around a quantity.

    Attributes
    ----------
    name : str
        ``at_most``, ``below``, ``at_least``, ``above``, or "" for a number alone.
    start, end : int
        Where the quantity begins and ends with these words.
    approximate : bool
    """

    name: str
    start: int
    end: int
    approximate: bool = False


def side_of_quantity(text: str, tokens: tuple[Token, ...], written: WrittenQuantity) -> Side:
    """Return the side of a bound that a quantity is, by the words around it."""
    start, end = tokens[written.first].start, tokens[written.after - 1].end
    name, start, about = _before(text, start, tokens[written.first - 1] if written.first else None)
    if written.is_range:
        between = written.first and tokens[written.first - 1].text.casefold() in words_of_range("between")
        return Side(
            "", tokens[written.first - 1].start if between else start if about else _own(tokens, written), end, about
        )
    if name == "under":
        name = "below" if written.kind == "temperature" else ""
    if (after := phrases_after().match(text, end)) and not name:
        name, end = side_of(after), after.end()
    if name in _NEGATED and _negated(text, start):
        name = _NEGATED[name]
    return Side(name, start if name or about else _own(tokens, written), end, about)


def _own(tokens: tuple[Token, ...], written: WrittenQuantity) -> int:
    return tokens[written.first].start


def _before(text: str, start: int, before: Token | None) -> tuple[str, int, bool]:
    """Return the side that stands before a quantity, where its words begin, and whether one says "approximately"."""
    about = False
    if before is not None and before.kind == "operator":
        return _OPERATORS[before.text], before.start, False
    for _ in range(2):
        match = phrases_before().match(text[max(0, start - _BACK) : start][::-1])
        if match is None:
            break
        start, name = start - match.end(), side_of(match)
        if name != "about":
            return name, start, about
        about = True
    return "", start, about


def _negated(text: str, start: int) -> bool:
    """Return whether the clause denies the words that follow: "do not store above"."""
    clause = _CLAUSE.split(text[max(0, start - 2 * _BACK) : start])[-1]
    return any(word.casefold() in table("negations")["words"] for word in clause.split()[-_WORDS:])
