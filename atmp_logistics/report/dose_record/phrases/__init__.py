"""The fixed phrases of the dose record: one file a language, all with the same keys."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from atmp_logistics.core.wording import event


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one language, each asked for by its key.

    Examples
    --------
    >>> say = phrases_of("en")
    >>> say("text.container", number=1, count=2), say.event("thaw_end")
    ('container 1 of 2', 'thaw end')
    """

    language: str
    table: dict[str, str]

    def __call__(self, key: str, **named: object) -> str:
        """Return a phrase with what it is filled with."""
        return self.table[key].format(**named)

    def event(self, name: str) -> str:
        """Return an event of the vocabulary in words."""
        return self.table.get(f"event.{name}", event(name))


@cache
def phrases_of(language: str) -> Phrases:
    """Return the phrases of a language, such as ``en``."""
    tables = tomllib.loads(Path(__file__).with_name(f"{language}.toml").read_text("utf-8"))
    return Phrases(language, {f"{part}.{key}": text for part, table in tables.items() for key, text in table.items()})
