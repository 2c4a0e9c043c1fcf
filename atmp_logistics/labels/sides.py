"""Which side of a bound a quantity is: the operator or the words before it and after it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from atmp_logistics.labels.doubts import RUN_TOGETHER, known_words
from atmp_logistics.labels.quantity_words import (
    phrases_after,
    phrases_before,
    phrases_run_in,
    side_before,
    side_of,
    table,
)
from atmp_logistics.labels.tokens import Token
from atmp_logistics.labels.written_quantity import WrittenQuantity, words_of_range

#: So far back, and so many words back, phrases and negations are looked for; doubtful ones so many times as far.
_BACK, _WORDS, _FAR = 60, 5, 4
DENIED = "a denial stands before it in the sentence, and may belong to it"
END = "the other end of the range has no unit"
OR = "what stands before the word for or may belong to it"
_CLAUSE, _SENTENCE = re.compile(r"[.;:,()]"), re.compile(r"[.!?;]\s|\|")
#: Words that run into a denial: "diariosno", "shouldnot", "notbe".
_RUN_IN = re.compile(
    r"\w(?:not|never|inte|ikke|niet|nicht|não|(?<=[bcdfgjklpqstvwxz])no)$|^(?:nose|nepas)$"
    r"|^(?:não|nicht|niet|ikke|not(?=[^aehio]))\w",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\W*\d[\d.,]*")
_ABOUT = "~≈∼≅"
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
        return _OPERATORS["".join(before.text.split()).replace("or", "")], before.start, False
    if before is not None and before.text in _ABOUT:
        return "", before.start, True
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
    """Return the side where the clause denies it ("do not store above"), and why it may not be that side."""
    sentence = _SENTENCE.split(text[max(0, start - _FAR * _BACK) : start])[-1]
    words = _CLAUSE.split(sentence)[-1].split()
    years = written.unit.name == "months" and written.unit.factor == _YEAR
    if doubt := _doubt(text, start, name, words):
        return name, doubt
    if name not in _NEGATED:
        sure = years or (name == "at_least" and written.kind == "duration" and text[start].isalpha())
        return name, DENIED if name and _denies(words) and not sure else ""
    return _turned(name, sentence.split(), words, written, years=years)


def _turned(
    name: str, sentence: list[str], words: list[str], written: WrittenQuantity, *, years: bool
) -> tuple[str, str]:
    """Return "above" or "below" turned round where a denial is near before it, and a doubt where one is further off.

    What is denied below a number of years is a use in patients of that age, not the age; "longer than 2 years" is no
    age.
    """
    if years and name == "below":
        return name, ""
    if written.kind == "temperature" and words and words[-1].casefold() in words_of_range("or"):
        return name, OR
    if _denies(words[-_WORDS:]) and not years:
        return _NEGATED[name], ""
    return name, DENIED if _denies(sentence, "words", "doubtful") else ""


def _doubt(text: str, start: int, name: str, words: list[str]) -> str:
    """Return why the words before a side are not surely its words alone."""
    if _runs_together(text, start, name, words):
        return RUN_TOGETHER
    return END if name and _ends_a_range(words) else ""


def _ends_a_range(words: list[str]) -> bool:
    """Return whether a number without a unit stands before a side: "4 to under 6 years", "-80 up to -60 °C"."""
    joined = len(words) > 1 and words[-1].casefold() in words_of_range("to")
    return words[-2][-1].isdigit() if joined else bool(words) and _NUMBER.fullmatch(words[-1]) is not None


def _runs_together(text: str, start: int, name: str, words: list[str]) -> bool:
    """Return whether a word before a side ends in a denial, or in a side: "diariosno", "nomore than".

    "Ne" does not count: it stands before a verb, and many words end so.
    """
    if not name:
        return phrases_run_in().match(_small(text[max(0, start - _BACK) : start])[::-1]) is not None
    if any(_RUN_IN.search(one.rstrip("\"'”’")) and not _denies([one]) for one in words):
        return True
    word = words[-1].casefold() if words else ""
    ends = (one for one in table("negations")["words"] if one != "ne")
    return word.endswith(tuple(ends)) and word not in known_words() and not _denies([word])


def _denies(words: list[str], *lists: str) -> bool:
    known = {word for name in lists or ("words",) for word in table("negations")[name]}
    folded = (word.casefold().strip("()[],:\"'“”‘’") for word in words)
    return any(word in known or word.endswith(("n't", "n’t")) for word in folded)
