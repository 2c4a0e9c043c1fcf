"""Which side of a bound a quantity is: the operator or the words before it and after it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from atmp_logistics.labels.quantity_words import phrases_after, phrases_before, side_before, side_of, table
from atmp_logistics.labels.tokens import Token
from atmp_logistics.labels.written_quantity import WrittenQuantity, words_of_range

#: So far back, and so many words back, phrases and negations are looked for.
_BACK, _WORDS = 60, 5
DENIED = "a denial stands before it in the sentence, and may belong to it"
END = "the other end of the range has no unit"
OR = "what stands before the word for or may belong to it"
_CLAUSE = re.compile(r"[.;:,()]")
_OPERATORS = {
    **dict.fromkeys(("≤", "<=", "=<", "⩽", "≦"), "at_most"),
    **dict.fromkeys(("≥", ">=", "=>", "⩾", "≧"), "at_least"),
    "<": "below",
    ">": "above",
}
_YEAR = 12
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
    doubt : str
        Why the words around it do not surely say its side.
    """

    name: str
    start: int
    end: int
    approximate: bool = False
    doubt: str = ""


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
        below = tokens[written.after - 1].text.casefold() in table("under_is_below")["words"]
        name = "below" if below or written.kind == "temperature" else ""
    if (after := phrases_after().match(text, end)) and not name:
        name, end = side_of(after), after.end()
    name, doubt = _denied(text, start, name, written)
    return Side(name, start if name or about else _own(tokens, written), end, about, doubt)


def _own(tokens: tuple[Token, ...], written: WrittenQuantity) -> int:
    return tokens[written.first].start


def _before(text: str, start: int, before: Token | None) -> tuple[str, int, bool]:
    """Return the side that stands before a quantity, where its words begin, and whether one says "approximately"."""
    about = False
    if before is not None and before.kind == "operator":
        return _OPERATORS[before.text], before.start, False
    for _ in range(2):
        match = phrases_before().match(_small(text[max(0, start - _BACK) : start])[::-1])
        if match is None:
            break
        start, name = start - match.end(), side_before(match)
        if name != "about":
            return name, start, about
        about = True
    return "", start, about


def _small(text: str) -> str:
    """Return text in small letters of the same length: one Turkish letter becomes two."""
    return "".join(letter.lower()[:1] for letter in text)


def _denied(text: str, start: int, name: str, written: WrittenQuantity) -> tuple[str, str]:
    """Return the side where the clause denies it ("do not store above"), and why it may not be that side.

    What is denied of years is a use in patients of that age, not the age.
    """
    words = _CLAUSE.split(text[max(0, start - 2 * _BACK) : start])[-1].split()
    if name and len(words) > 1 and words[-1].casefold() in words_of_range("to") and words[-2][-1].isdigit():
        return name, END
    if name not in _NEGATED or (written.unit.name == "months" and written.unit.factor == _YEAR):
        return name, ""
    if written.kind == "temperature" and words and words[-1].casefold() in words_of_range("or"):
        return name, OR
    if _denies(words[-_WORDS:]):
        return _NEGATED[name], ""
    return name, DENIED if _denies(words) else ""


def _denies(words: list[str]) -> bool:
    return any(word.casefold() in table("negations")["words"] for word in words)
