"""The words with which labels write numbers, units and sides of a bound, read from quantity_words.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

#: A unit as labels write it: what it counts here, and how many of that it is.
UNITS = {
    "s": ("s", 1),
    "min": ("s", 60),
    "h": ("s", 3600),
    "day": ("days", 1),
    "week": ("days", 7),
    "month": ("months", 1),
    "year": ("months", 12),
}
#: An hour in Danish, an occasion in English.
TIME = "time"


@cache
def table(name: str) -> Mapping[str, Any]:
    """Return a table of quantity_words.toml.

    Examples
    --------
    >>> table("minus")["doubtful"]
    ['min']
    """
    every: Mapping[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    found: Mapping[str, Any] = every[name]
    return found


@cache
def words_of(name: str) -> Mapping[str, str]:
    """Return each word of a table, in small letters, with the key that it stands under.

    Examples
    --------
    >>> words_of("units")["månader"], words_of("numbers")["zwei"]
    ('month', '2')
    """
    return {word.casefold(): key for key, words in table(name).items() for word in words}


@cache
def phrases_before() -> re.Pattern[str]:
    """Return the pattern of a phrase before a number, for the text in small letters read backwards.

    A search forwards would try every phrase at every letter; groups and the case would keep it from the first letter.
    """
    texts = sorted(_side_before(), key=len, reverse=True)
    return re.compile(r"\s*(?:" + "|".join(alternatives([text[::-1]]) for text in texts) + r")(?!\w)")


@cache
def phrases_run_in() -> re.Pattern[str]:
    """Return the pattern of a phrase before a number of which a space is lost: "morethan", "itemsmore than".

    It is for the text in small letters read backwards. Short words are left out, since other words end in them.
    """
    long = (text for text, side in _side_before().items() if side != "about" and (" " in text or len(text) > 4))
    texts = sorted(long, key=len, reverse=True)
    return re.compile(r"\s*(?:" + "|".join(alternatives([text[::-1]], r"\s*") for text in texts) + ")")


def side_before(match: re.Match[str]) -> str:
    """Return the side that a phrase before a number stands for."""
    return _side_before()[" ".join(match[0].split())[::-1]]


@cache
def _side_before() -> Mapping[str, str]:
    return {" ".join(text.lower().split()): side for side, texts in table("before").items() for text in texts}


@cache
def phrases_after() -> re.Pattern[str]:
    """Return the pattern of a phrase that begins where a quantity ends; its group names the side."""
    return re.compile(r",?\s*(?:" + _sides("after") + r")(?!\w)", re.IGNORECASE)


@cache
def phrases_once() -> re.Pattern[str]:
    """Return the pattern of the words that count without a number."""
    names = ("once", "twice", "thrice", "single")
    parts = (f"(?P<{name}>{alternatives(table('counts')[name])})" for name in names)
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)", re.IGNORECASE)


def _sides(name: str) -> str:
    """Return the alternatives of a table of phrases, the longest phrase first, each in a group of its side."""
    phrases = sorted(
        ((text, side) for side, texts in table(name).items() for text in texts), key=lambda one: -len(one[0])
    )
    return "|".join(f"(?P<{side}_{i}>{alternatives([text])})" for i, (text, side) in enumerate(phrases))


def side_of(match: re.Match[str]) -> str:
    """Return the side that a matched phrase stands for."""
    return str(match.lastgroup).rpartition("_")[0]


def alternatives(texts: Iterable[str], between: str = r"\s+") -> str:
    """Return texts as a pattern, with any white space between their words, or what is stated.

    Examples
    --------
    >>> alternatives(["up to", "max."])
    'up\\\\s+to|max\\\\.'
    """
    return "|".join(between.join(map(re.escape, text.split())) for text in texts)
