"""Write docs/vocabulary.md from the vocabulary: `python docs/make_vocabulary.py`. A test fails when it is stale."""

from __future__ import annotations

from pathlib import Path

from atmp_logistics.core.event_kinds import ENDS_CONTAINER, EVENTS, USES_CONTAINER, EventKind

HEAD = """# The vocabulary of events

Written from `atmp_logistics/core/event_kinds.toml` by `docs/make_vocabulary.py`. A row of an [event
table](event_tables.md) names one of these events, or one of its other names.

Who has the event: the whole *therapy*, the collected *material*, each *container*, or each *dose*, which is the
container that the row names, and every container of the therapy where it names none. What *comes after* is what
nature puts before the event. An event that *recurs* can happen several times to one container.

| event | who | what it means | other names | comes after | |
|---|---|---|---|---|---|
"""
ENDS = """
## What ends a container

After {ends} no thaw, preparation or administration of that container can come: not {uses}. A record that holds one
contradicts itself, and decides nothing (W203). Where one of the two has no time and no fact says which came first,
nothing conforms. An empty bag that is discarded after its administration, a box that is sent back,
and a follow-up of the patient are ordinary.

## What somebody noted

`excursion_start` and `excursion_end` say that an alarm or a person noted that the range was left. Nothing conforms
over them unless the readings of that time show the excursion, which the rules on temperature then judge (D504). A
row that names no container is about all of its therapy. What stands in the column `note` decides nothing and prints
beside its event.
"""


def render() -> str:
    """Return the page."""
    ends, uses = (", ".join(f"`{name}`" for name in names) for names in (ENDS_CONTAINER, USES_CONTAINER))
    return HEAD + "".join(map(_row, EVENTS.values())) + ENDS.format(ends=ends, uses=uses)


def _row(kind: EventKind) -> str:
    marks = [word for word, holds in (("recurs", kind.recurs), ("ends the container", kind.ends_container)) if holds]
    names, before = (", ".join(f"`{name}`" for name in own) for own in (kind.synonyms, kind.after))
    return f"| `{kind.name}` | {kind.scope} | {kind.definition} | {names} | {before} | {', '.join(marks)} |\n"


if __name__ == "__main__":
    Path(__file__).with_name("vocabulary.md").write_text(render(), "utf-8", newline="\n")
