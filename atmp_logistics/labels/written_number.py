"""A number of a sentence with its sign, and why it is not surely readable where it is not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from atmp_logistics.labels.quantity_words import table, words_of
from atmp_logistics.labels.tokens import MINUS, Token

_THOUSAND = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_SEPARATORS = re.compile(r"[.,]")
#: What a sign may follow directly.
_OPENS = "([{,;:/|~"

LETTERS_FOR_DIGITS = frozenset("OoIl|")

THOUSAND = "the separator may be that of thousands or of decimals"
LETTERS = "a letter stands among the digits"
ADJACENT = "a letter stands beside the digits"
HYPHEN = "the hyphen may be a sign, a range or a hyphen"
MINUS_OR_LEAST = "the word may mean minus or least"
MINUTES_OR_MINUS = "the word may mean minus or minimum"
PART = "the number is a part of a longer one"


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number as a sentence has it.

    Attributes
    ----------
    value : Fraction
    first, after : int
        The token that it begins with (a sign included), and the one after it.
    sign : str
        How a negative sign is written: "" for none, ``hyphen`` or ``sure``.
    doubt : str
        Why it is not surely readable.
    """

    value: Fraction
    first: int
    after: int
    sign: str = ""
    doubt: str = ""


def number_at(tokens: tuple[Token, ...], at: int, least: int = 0, *, second: bool = False) -> WrittenNumber | None:
    """Return the number whose digits, or whose word, stand at a token, with the sign before it.

    Parameters
    ----------
    tokens : tuple of Token
    at : int
        The token of the digits.
    least : int
        No token before this one belongs to the number.
    second : bool
        Whether it follows the separator of a range, so that a dash before it is a sign.

    Returns
    -------
    WrittenNumber or None
        None where no number stands there.

    Examples
    --------
    >>> from atmp_logistics.labels.tokens import tokens
    >>> number_at(tokens("at -80 °C"), 2).value, number_at(tokens("1,234 h"), 0).doubt
    (Fraction(-80, 1), 'the separator may be that of thousands or of decimals')
    """
    token = tokens[at]
    if token.kind in ("number", "mixed"):
        sign, first, doubt = _sign_before(tokens, at, least, second)
        value, unclear = _value(token)
        return WrittenNumber(-value if sign else value, first, at + 1, sign, unclear or doubt or _beside(tokens, at))
    if token.kind == "word" and (word := words_of("numbers").get(token.text.casefold())):
        return WrittenNumber(Fraction(int(word)), at, at + 1, "", _tail_of_a_number(tokens, at))
    return None


def gap(before: Token, after: Token) -> int:
    """Return how many characters lie between two tokens."""
    return after.start - before.end


def _value(token: Token) -> tuple[Fraction, str]:
    if token.kind == "mixed":
        return Fraction(0), LETTERS
    if len(token.text) > 12 or len(_SEPARATORS.findall(token.text)) > 1:
        return Fraction(0), PART
    value = Fraction(_SEPARATORS.sub(".", token.text))
    return value, THOUSAND if _THOUSAND.fullmatch(token.text) else ""


def _beside(tokens: tuple[Token, ...], at: int) -> str:
    """Return why digits are not a number by themselves: a letter, a colon or a slash joins them to what is before."""
    if at == 0 or gap(tokens[at - 1], tokens[at]):
        return ""
    before = tokens[at - 1]
    if before.kind in ("word", "degree"):
        return ADJACENT
    joined = before.text in (":", "/", "^", ".", "'", "’", "_") and at > 1 and not gap(tokens[at - 2], before)
    return PART if before.kind in ("number", "mixed") or (joined and tokens[at - 2].kind == "number") else ""


def _tail_of_a_number(tokens: tuple[Token, ...], at: int) -> str:
    """Return why a number word is no number by itself: "twenty-four", "treinta y seis"."""
    before = [token.text.casefold() for token in tokens[max(0, at - 2) : at]]
    tens = table("tens")["words"]
    joined = at > 0 and tokens[at - 1].kind == "dash" and not gap(tokens[at - 1], tokens[at])
    return PART if joined or any(word in tens for word in before) else ""


def _sign_before(tokens: tuple[Token, ...], at: int, least: int, second: bool) -> tuple[str, int, str]:
    """Return how the sign of digits is written, the token that it begins with, and why it is no sure sign."""
    if at <= least:
        return "", at, ""
    before = tokens[at - 1]
    if before.kind == "word" and before.text.casefold() in table("minus")["sure"]:
        return _minus(tokens[at - 2].text.casefold() if at > 1 else "", before.text.casefold(), at)
    if before.kind == "word" and before.text.casefold() in table("minus")["doubtful"] and not _counts(tokens, at - 2):
        return "sure", at - 1, MINUTES_OR_MINUS
    if before.text == "+" and not gap(before, tokens[at]):
        return "", at - 1, ""
    if before.kind != "dash":
        return "", at, ""
    return _dash(tokens, at, second)


def _minus(further: str, word: str, at: int) -> tuple[str, int, str]:
    """Return what the word for minus is: no sign in "al menos" (at least)."""
    if f"{further} {word}" in table("minus")["no_sign"]:
        return "", at, ""
    return "sure", at - 1, MINUS_OR_LEAST if further.endswith(_least()) else ""


@cache
def _least() -> tuple[str, ...]:
    """Return the words which, before the word for minus, make it mean least."""
    return tuple(text.split()[0] for text in table("minus")["no_sign"])


def _dash(tokens: tuple[Token, ...], at: int, second: bool) -> tuple[str, int, str]:
    """Return what a dash before digits is; see `_sign_before`."""
    dash = tokens[at - 1]
    apart = gap(dash, tokens[at]) > 0
    how = "sure" if dash.text == MINUS else "hyphen"
    if second or at < 2:
        return how, at - 1, HYPHEN if apart and how == "hyphen" else ""
    before = tokens[at - 2]
    if before.kind in ("operator", "lost"):
        return how, at - 1, ""
    if before.kind in ("dash", "plus_minus") or _counts(tokens, at - 2):
        return how, at - 1, HYPHEN
    if dash.text == MINUS:
        return how, at - 1, ""
    touches = gap(before, dash) == 0 and before.text not in _OPENS
    return how, at - 1, HYPHEN if touches or apart else ""


def _counts(tokens: tuple[Token, ...], at: int) -> bool:
    """Return whether a token is a number or the unit of a number, so that a dash after it may be a range."""
    if at < 0:
        return False
    token = tokens[at]
    if token.kind in ("number", "mixed", "degree"):
        return True
    return (
        token.kind == "word"
        and token.text.casefold() in words_of("units")
        and at > 0
        and (tokens[at - 1].kind in ("number", "mixed"))
    )
