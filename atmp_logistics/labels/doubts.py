"""Why a quantity is not surely readable, by what stands around it: lost signs, and marks that may mean two things."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from atmp_logistics.labels.quantity_words import table, words_of
from atmp_logistics.labels.tokens import Token
from atmp_logistics.labels.written_number import HYPHEN, LETTERS, LETTERS_FOR_DIGITS, PART, gap
from atmp_logistics.labels.written_quantity import WrittenQuantity, words_of_range

LOST = "a sign was lost"
SIDE_BY_SIDE = "two numbers stand side by side, with nothing between them"
UNKNOWN_WORD = "the word between two numbers is not known"
UNKNOWN_MARK = "the mark between two numbers is not known"
TOLERANCE = "a tolerance, whose number does not stand before it"
HALF = "a half follows it"
RUN_TOGETHER = "the word before it runs into another, which may be a sign or a denial"
LINE = "a dash stands at the end or the beginning of a line"
#: Marks that separate two numbers which do not belong together.
_APART = frozenset(",;:()[]{}|.•*•+≥≤\"'“”‘’")
_NUMBERS = ("number", "mixed")


def doubt_around(text: str, tokens: tuple[Token, ...], written: WrittenQuantity) -> str:
    """Return why a quantity is not surely readable by what is around it; "" where nothing speaks against it."""
    return next(filter(None, _doubts(text, tokens, written)), "")


def _doubts(text: str, tokens: tuple[Token, ...], written: WrittenQuantity) -> Iterator[str]:
    before = [tokens[i] if i >= 0 else None for i in (written.first - 1, written.first - 2)]
    after = [tokens[i] if i < len(tokens) else None for i in (written.after, written.after + 1)]
    digits = tokens[written.first].kind != "word"
    yield _before(before[0], before[1], tokens[written.first])
    yield RUN_TOGETHER if written.kind == "temperature" and _ends_in_minus(before[0]) else ""
    yield _joined(before[1], before[0]) if digits else ""
    yield _after(tokens[written.after - 1], after[0], after[1])
    yield _joined(after[1], after[0]) if after[1] is not None and after[1].kind in _NUMBERS else ""
    yield HALF if written.kind == "duration" and _half_follows(tokens, written.after) else ""
    yield LINE if _broken(text, tokens, written) else ""


def _before(before: Token | None, further: Token | None, first: Token) -> str:
    if before is None:
        return ""
    if before.kind in ("lost", "plus_minus"):
        return LOST if before.kind == "lost" else TOLERANCE
    if before.kind in _NUMBERS and first.kind != "word":
        return SIDE_BY_SIDE
    if before.kind == "dash" and first.kind in _NUMBERS:
        return HYPHEN
    joins = {*words_of_range("to"), *words_of_range("and"), *words_of_range("or")}
    of_lost = further is not None and further.kind == "lost" and before.kind == "word"
    if of_lost and further is not None and (not gap(further, before) or before.text.casefold() in joins):
        return LOST
    return ""


def _after(last: Token, after: Token | None, further: Token | None) -> str:
    if after is None:
        return ""
    if after.kind == "lost":
        return LOST
    if further is not None and (doubt := _second_after(after, further)):
        return doubt
    return PART if after.kind in _NUMBERS and not gap(last, after) else ""


def _second_after(after: Token, further: Token) -> str:
    """Return why what stands behind a quantity may belong to it: the other end of a range, of which a part is lost."""
    joins = after.kind == "dash" or after.text.casefold() in {*words_of_range("to"), *words_of_range("and")}
    if further.kind == "lost":
        return LOST if joins or (after.kind == "word" and not gap(after, further)) else ""
    if joins and further.kind == "word" and set(further.text) <= LETTERS_FOR_DIGITS:
        return LETTERS
    return HYPHEN if after.kind == "dash" and further.kind in _NUMBERS else ""


def _ends_in_minus(before: Token | None) -> bool:
    """Return whether a word ends in the word for a sign, run together with another: "belowminus"."""
    word = "" if before is None else before.text.casefold()
    return word.endswith(tuple(table("minus")["sure"])) and word not in (*table("minus")["sure"], *known_words())


def _half_follows(tokens: tuple[Token, ...], at: int) -> bool:
    if at >= len(tokens) or tokens[at].text.casefold() not in words_of_range("and"):
        return False
    return any(token.text.casefold() in table("half")["words"] for token in tokens[at + 1 : at + 3])


def _joined(number: Token | None, between: Token | None) -> str:
    """Return why what stands between two numbers may join them: "2 līdz 8 °C", "2 ÷ 8 °C"."""
    if number is None or between is None or number.kind not in (*_NUMBERS, "degree"):
        return ""
    if between.kind == "word":
        return "" if between.text.casefold() in known_words() else UNKNOWN_WORD
    return UNKNOWN_MARK if between.kind == "other" and between.text not in _APART else ""


@cache
def known_words() -> frozenset[str]:
    """Return every word that may stand between two numbers which do not belong together."""
    phrases = (text for name in ("before", "after") for texts in table(name).values() for text in texts)
    known = (*table("known")["words"], *table("ranges")["and"], *table("ranges")["or"], *words_of("units"))
    words = (word.casefold() for text in (*phrases, *known) for word in text.split())
    return frozenset((*words, *words_of("things"), *table("counts")["times"]))


def _broken(text: str, tokens: tuple[Token, ...], written: WrittenQuantity) -> bool:
    """Return whether a dash of the quantity stands at the end or the beginning of a line."""
    inside = range(max(1, written.first), min(written.after, len(tokens) - 1))
    dashes = (i for i in inside if tokens[i].kind == "dash")
    return any(
        "\n" in text[tokens[i - 1].end : tokens[i].start] + text[tokens[i].end : tokens[i + 1].start] for i in dashes
    )
