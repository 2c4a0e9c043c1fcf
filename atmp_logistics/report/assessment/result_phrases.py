"""The fixed words of a result in a terminal and as a page, by key: ``report/assessment/phrases/<language>.toml``."""

from __future__ import annotations

from functools import partial

from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.phrases_by_key import Phrases, phrases_of
from atmp_logistics.core.translatable import Message, said
from atmp_logistics.core.verdict import Verdict

#: The folder of the package that holds the phrases.
ROOM = "report/assessment"
#: Returns a phrase of a result with what it is filled with: English that can be said in other languages.
phrase = partial(said, ROOM)


def phrases_for(result: Assessment, language: str | None = None) -> Phrases:
    """Return the phrases of a language; without one, those of the result's own."""
    return phrases_of(ROOM, language or result.language)


def verdict_word(verdict: Verdict) -> Message:
    """Return the word of a verdict.

    Examples
    --------
    >>> verdict_word(Verdict.DEVIATES).in_language("sv")
    'avviker'
    """
    return said("core", f"verdict.{verdict.value}")


def counted(key: str, count: int, **values: object) -> Message:
    """Return a phrase of which there are two: of one thing, and of several.

    Examples
    --------
    >>> counted("overview.kept", 1), counted("overview.kept", 2)
    ('1 limit kept', '2 limits kept')
    """
    return phrase(f"{key}_{'one' if count == 1 else 'several'}", count=count, **values)
