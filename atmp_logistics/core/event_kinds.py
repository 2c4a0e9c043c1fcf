"""The event kinds: what each means, how often it happens, its other names, and what nature puts before it.

Natural order is only what physics forces: a bag cannot be infused before it is thawed. What a procedure forbids (one
bag at a time, a check before use) is a label's or a hospital's requirement and stands in a product file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sized
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from atmp_logistics.core.event_words import AMBIGUOUS, EVENT_WORDS, plain_word
from atmp_logistics.core.likeness import nearest, sides_of

#: Who has the event: the whole therapy, the collected starting material, each container (bag, vial, syringe), or each
#: dose, which is the container that the row names, and the whole therapy where it names none.
Scope = Literal["therapy", "material", "container", "dose"]


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of event.

    `after` names the kinds that nature puts before it. `recurs` is True where it may happen several times to one
    container; `closes` names the kind that it ends, where the two come in pairs. `ends_container` is True where no
    thaw, preparation or administration of the container can come after it. `outcomes` are the words for it in the
    column outcome of a row of the receipt.
    """

    name: str
    scope: Scope
    definition: str
    synonyms: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    recurs: bool = False
    closes: str | None = None
    ends_container: bool = False
    outcomes: tuple[str, ...] = ()


def _kinds() -> dict[str, EventKind]:
    """Read event_kinds.toml, which stands beside this module."""
    tables = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return {name: _kind(name, table) for name, table in tables.items()}


def _kind(name: str, table: dict[str, Any]) -> EventKind:
    lists: dict[str, Any] = {key: tuple(table.pop(key, ())) for key in ("synonyms", "after", "outcomes")}
    return EventKind(name, **table, **lists)


#: Every event kind by its name, in the order of a therapy.
EVENTS: dict[str, EventKind] = _kinds()

#: Every name an event goes by, to the vocabulary's own name.
NAMES: dict[str, str] = EVENT_WORDS | {
    name: kind.name for kind in EVENTS.values() for name in (kind.name, *kind.synonyms)
}

#: What may be suggested: not "thawed" for "thaw", as it does not say that it is the end.
OFFERED: tuple[str, ...] = tuple(name for name, ours in NAMES.items() if sides_of(name) == sides_of(ours))

#: Every word for the outcome of a receipt, to the event that it is.
OUTCOMES: dict[str, str] = {plain_word(word): kind.name for kind in EVENTS.values() for word in kind.outcomes}

#: What ends a container, and what is done to one that has not ended.
ENDS_CONTAINER: tuple[str, ...] = tuple(name for name, kind in EVENTS.items() if kind.ends_container)
USES_CONTAINER: tuple[str, ...] = tuple(
    name
    for name in EVENTS
    if name.startswith(("thaw_", "preparation_", "administration_", "syringe_drawn", "device_priming_"))
)

#: What speaks against a container, or is forbidden: no column of it is left out unread.
NEVER_LEFT_OUT: frozenset[str] = frozenset(
    {*ENDS_CONTAINER, "receipt_quarantined", "refrozen", "refrigerated", "irradiated"}
    | {"excursion_start", "excursion_end"}
) - {"administration_end"}

#: The words that say of a container that it is not to be used.
_AGAINST_USE: frozenset[str] = frozenset(
    {word for word, name in OUTCOMES.items() if name != "receipt_accepted"}
    | {word for word, name in NAMES.items() if name in ENDS_CONTAINER and name != "administration_end"}
)
_SIGNS = re.compile(r"[^\w\s]")

#: What labels say without its end: "administered within" may mean the start or the end.
STAGES: frozenset[str] = frozenset(
    name.removesuffix("_start")
    for name in EVENTS
    if name.endswith("_start") and name.removesuffix("_start") + "_end" in EVENTS
)


def event_name(text: str) -> str | None:
    """Return the vocabulary's name of an event however it is spelt, None for one it does not know.

    Examples
    --------
    >>> event_name("Infusion start"), event_name("thaw-complete"), event_name("thaw_stat")
    ('administration_start', 'thaw_end', None)
    >>> event_name("Upptining påbörjad"), event_name("Infusie einde"), event_name("Infusion klar")
    ('thaw_start', 'administration_end', None)
    """
    return NAMES.get(plain_word(text))


def receipt_event(outcome: str) -> str | None:
    """Return the event that the outcome of a receipt is, None for a word that says neither.

    Examples
    --------
    >>> receipt_event("Ej godkänd"), receipt_event("in quarantine"), receipt_event("see note")
    ('receipt_rejected', 'receipt_quarantined', None)
    """
    return OUTCOMES.get(plain_word(outcome).rstrip(".!"))


def names_an_end(outcome: str) -> bool:
    """Say whether words for an outcome hold one that rejects, quarantines or ends a container, whatever else they say.

    Examples
    --------
    >>> names_an_end("Rejected: temp. alarm"), names_an_end("kasserad"), names_an_end("no clumps")
    (True, True, False)
    """
    words = f"_{plain_word(_SIGNS.sub(' ', outcome))}_"
    return any(f"_{word}_" in words for word in _AGAINST_USE)


def suggestion(text: str, faults: Sized = ()) -> str:
    """Suggest the nearest event, or those that a word may mean, as the end of a sentence; see `nearest`.

    Examples
    --------
    >>> suggestion("thaw_stat")
    "; did you mean 'thaw_start'?"
    >>> suggestion("Infusion klar")
    "; it may mean 'preparation_end' or 'administration_end'"
    """
    return events_it_may_mean(text) or nearest(text, OFFERED, faults)


def events_it_may_mean(text: str) -> str:
    """Return the events that a word may mean, as the end of a sentence; "" for none.

    Examples
    --------
    >>> events_it_may_mean("Infusion klar"), events_it_may_mean("thaw_end")
    ("; it may mean 'preparation_end' or 'administration_end'", '')
    """
    meant = AMBIGUOUS.get(plain_word(text), ())
    return f"; it may mean {' or '.join(map(repr, meant))}" if meant else ""


def ends_of(name: str) -> tuple[str, str]:
    """Return the earliest and the latest event that a label's word can mean.

    Examples
    --------
    >>> ends_of("administration")
    ('administration_start', 'administration_end')
    >>> ends_of("thaw_end")
    ('thaw_end', 'thaw_end')
    """
    return (f"{name}_start", f"{name}_end") if name in STAGES else (name, name)


def comes_before(one: str, other: str) -> bool:
    """Say whether nature puts one event, or the whole of a stage, before another.

    Examples
    --------
    >>> comes_before("thaw_end", "administration_start"), comes_before("administration_end", "thaw")
    (True, False)
    """
    reached, waiting = set[str](), [ends_of(other)[0]]
    while waiting:
        waiting += (before := set(EVENTS[waiting.pop()].after) - reached)
        reached |= before
    return ends_of(one)[1] in reached


def is_moment(name: str) -> bool:
    """Say whether a product file may name this as an end of a clock: an event, or a stage without its end."""
    return name in EVENTS or name in STAGES
