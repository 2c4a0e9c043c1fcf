"""The sentences of the rules, by key: ``rules/phrases/<language>.toml``; how several things are listed in them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from atmp_logistics.core.translatable import Message, said
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


def log(events: Iterable[str]) -> Message:
    """Return that some events are to be logged.

    Examples
    --------
    >>> from atmp_logistics.core.wording import event
    >>> log([event("thaw_start"), event("thaw_end")]).in_language("sv")
    'logga upptining start och upptining slut'
    """
    return say("log.events", events=listed(events))
