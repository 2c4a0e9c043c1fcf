"""What is printed for people, by key: ``<room>/phrases/<language>.toml``, a file a language, the same keys in each.

A room is a folder of the package. Every room also has the phrases of ``core``: verdicts, units, events. No language
falls back to another: a test holds all files of a folder to the same keys and the same words in braces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from atmp_logistics.core.arguments import refused
from atmp_logistics.core.translatable import Translatable, phrase_table

_CORE = "core"
#: The language in which everything can be said.
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one room in one language, each asked for by its key.

    Examples
    --------
    >>> say = phrases_of("report/dose_record", "sv")
    >>> say("text.container", number=1, count=2), say("verdict.deviates"), say.event("thaw_end")
    ('behållare 1 av 2', 'avviker', 'upptining slut')
    """

    language: str
    table: Mapping[str, str]

    def __call__(self, key: str, **named: object) -> str:
        """Return a phrase with what it is filled with; a value that can be translated is in the phrase's language."""
        return self.table[key].format(**{name: self.said(value) for name, value in named.items()})

    def said(self, value: object) -> str:
        """Return a value in this language; what is said in English alone stays English, see `is_known`."""
        text = value.in_language(self.language) if isinstance(value, Translatable) else None
        return str(value) if text is None else text

    def is_known(self, value: object) -> bool:
        """Say whether a sentence can be said in this language; one that is said in English alone is marked as such."""
        return self.language == ENGLISH or (
            isinstance(value, Translatable) and value.in_language(self.language) is not None
        )

    def event(self, name: str) -> str:
        """Return an event or a stage of the vocabulary in words."""
        return self.table.get(f"event.{name}", name.replace("_", " "))

    def number(self, value: float, form: str = "g") -> str:
        """Return a number with the decimal sign of the language."""
        return format(value, form).replace(".", self.table["number.decimal"])


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that there are, English first: those of the files in ``core/phrases``.

    Examples
    --------
    >>> languages()
    ('en', 'sv')
    """
    found = sorted(file.stem for file in Path(__file__).with_name("phrases").glob("*.toml"))
    return (ENGLISH, *(name for name in found if name != ENGLISH))


@cache
def phrases_of(room: str, language: str = ENGLISH) -> Phrases:
    """Return the phrases of a room, with those of ``core``.

    Parameters
    ----------
    room : str
        The folder of the package that holds ``phrases/``, such as ``report/dose_record``.
    language : str
        One of `languages`.

    Returns
    -------
    Phrases
    """
    return Phrases(language, phrase_table(_CORE, language) | phrase_table(room, language))


def language_name(value: object, where: str = "language") -> str | None:
    """Return the language that an argument states; None stays, and means the profile's language, else English.

    Raises
    ------
    UsageError
        For any other than those that there are.

    Examples
    --------
    >>> language_name("sv")
    'sv'
    >>> language_name("tlh")
    Traceback (most recent call last):
    atmp_logistics.core.errors.UsageError: language: found 'tlh', expected one of 'en', 'sv'. Fix: write one of them.
    """
    if value is None or (isinstance(value, str) and value in languages()):
        return value
    return refused(value, where, f"one of {', '.join(map(repr, languages()))}", "write one of them")
