"""What the message format of a plug-in is held to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from atmp_logistics.core.errors import AtmpError
from atmp_logistics.ingest.events.read_events import read_events
from atmp_logistics.ingest.files.file import File, open_file
from atmp_logistics.ingest.messages import all_formats, read_message
from atmp_logistics.records.site_profile import Site
from atmp_logistics.testing.expectations import expect

#: What takes the place of a value, one after the other.
_OTHERS: tuple[Any, ...] = (None, 5, "", "x", [], {}, [{}], {"a": []})


def check_messages(name: str, sample: str | Path, *, events: Sequence[tuple[str, str, str, str]]) -> None:
    """Check a message format with a made-up message.

    The format alone recognises it; it holds the events that are stated here, and `read_events` reads them; whatever
    value is lost or is of another kind, and wherever the text is cut, the message is read or refused.

    Parameters
    ----------
    name : str
        The format's `NAME`.
    sample : path
        A message that needs no site's profile.
    events : sequence of (therapy_id, container_id, event, time)
        As the message writes them.

    Raises
    ------
    AssertionError
        With the first thing that does not hold.
    """
    file = open_file(sample)
    known = [one.NAME for one in all_formats() if one.recognises(_top(file))]
    expect(known == [name], f"the sample is recognised by {' and '.join(known) or 'no format'}, not by {name}")
    found = [tuple(row[:4]) for row in read_message(file, Site()).rows]
    expect(found == list(events), f"the sample holds {found}, and not {list(events)}")
    expect(len(read_events(sample)), "read_events reads no event of the sample")
    text = file.text()[0]
    for mutant in (*_changed(json.loads(text)), *(text[:end] for end in range(1, len(text), 7))):
        _read_or_refused(name, mutant)


def _top(file: File) -> Any:
    from atmp_logistics.ingest.files.json_node import JsonNode

    return JsonNode.of(file.text()[0], file.name)


def _read_or_refused(name: str, text: str) -> None:
    try:
        read_message(File("message.json", text.encode()), Site())
    except AtmpError as error:
        said = str(error)
        expect("plug-in" not in said, f"{name} has no refusal of its own for {text[:400]}: {said}")


def _changed(value: Any) -> Iterator[str]:
    """Yield a message as text with each value lost, or another one in its place."""
    for path in [*_paths(value)]:
        *above, last = path
        for other in ("lost", *_OTHERS):
            copy = deepcopy(value)
            place = copy
            for step in above:
                place = place[step]
            if other == "lost":
                del place[last]
            else:
                place[last] = other
            yield json.dumps(copy)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*path, key)
        yield from _paths(one, (*path, key))
