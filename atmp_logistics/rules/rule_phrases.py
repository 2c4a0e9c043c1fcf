"""The sentences of the rules, by key: ``rules/phrases/<language>.toml``; how several things are listed in them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from atmp_logistics.core.translatable import Message, phrase_table, said
from atmp_logistics.core.wording import listed

#: Returns a phrase of the rules with what it is filled with.
say = partial(said, "rules")


def how_to_state(keys: Iterable[str]) -> Message:
    """Return how some conditions of a container are stated.

    Examples
    --------
    >>> how_to_state(["component"])
    'state component: --when component=..., or a column of that name'
    """
    named = list(keys)
    return say("state.condition", keys=listed(named), how=listed(f"--when {key}=..." for key in named))


def column_in_words(name: str) -> str:
    """Return the name of a column that holds identifiers, in words.

    Examples
    --------
    >>> column_in_words("donation_number").in_language("sv"), column_in_words("ward_number")
    ('donationsnummer', 'ward number')
    """
    key = f"column.{name}"
    return say(key) if key in phrase_table("rules", "en") else name.replace("_", " ")


def log(events: Iterable[str]) -> Message:
    """Return that some events are to be logged.

    Examples
    --------
    >>> from atmp_logistics.core.wording import event
    >>> log([event("thaw_start"), event("thaw_end")]).in_language("sv")
    'logga upptining start och upptining slut'
    """
    return say("log.events", events=listed(events))
