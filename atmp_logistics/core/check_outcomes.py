"""What the outcome of a check of identity says: that all matched, that something did not, or neither."""

from __future__ import annotations

import tomllib
from pathlib import Path

from atmp_logistics.core.event_words import plain_word

_WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_EQUAL, _APART = (frozenset(map(plain_word, _WORDS[key])) for key in ("equal", "apart"))


def says_equal(outcome: str) -> bool | None:
    """Say whether an outcome says that all matched; None for a word that says neither, and for none.

    Examples
    --------
    >>> says_equal("Match"), says_equal("stämmer inte"), says_equal("see note"), says_equal("")
    (True, False, None, None)
    """
    word = plain_word(outcome).rstrip(".!")
    return True if word in _EQUAL else False if word in _APART else None
