"""What a label demands without a number, by words: sentences for which a product file has no code."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Concept(NamedTuple):
    """Something that labels demand: its name, parts of the codes that stand for it, and words that name it."""

    name: str
    codes: tuple[str, ...]
    words: tuple[str, ...]

    def is_named_by(self, sentence: str) -> bool:
        """Say whether a sentence has one of the words."""
        folded = " ".join(sentence.casefold().split())
        return any(word in folded for word in self.words)

    def has_code(self, codes: Iterable[str]) -> bool:
        """Say whether one of the codes stands for it."""
        return any(part in code for code in codes for part in self.codes)


@cache
def concepts() -> tuple[Concept, ...]:
    """Return what labels demand without a number.

    Examples
    --------
    >>> [one.name for one in concepts() if one.is_named_by("Place the bag inside a second bag.")]
    ['second-bag']
    """
    table = tomllib.loads(files(__package__).joinpath("instruction_words.toml").read_text("utf-8"))
    return tuple(
        Concept(name, tuple(one["codes"]), tuple(map(str.casefold, one["words"]))) for name, one in table.items()
    )
