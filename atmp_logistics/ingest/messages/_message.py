"""A message as a table of events: what it says of each, and its path in place of a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from atmp_logistics.ingest.files.table import CellTable
from atmp_logistics.ingest.lifecycle import Half

HEADINGS = ("therapy_id", "container_id", "event", "time", "lifecycle", "expiry")


@dataclass(frozen=True, slots=True)
class Message(CellTable):
    """The events of a message; `paths` stand for rows, `without` are containers of which it has no event.

    `places` are the paths of what a message states of a container and not of an event, by heading and container.
    """

    paths: tuple[str, ...] = ()
    places: Mapping[tuple[str, str], str] = field(default_factory=dict)
    without: tuple[tuple[str, str], ...] = ()

    def at(self, row: int, heading: str) -> str:
        """Say where a value stands, for a message to the user."""
        container = self.rows[row][HEADINGS.index("container_id")]
        return f"{self.name}, {self.places.get((heading, container), self.paths[row])}"


@dataclass(slots=True)
class MessageDraft:
    """The events of a message as they are found."""

    rows: list[tuple[str, ...]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    places: dict[tuple[str, str], str] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    noted: Counter[str] = field(default_factory=Counter)

    def add(
        self, container: tuple[str, str], event: str, time: str, path: str, half: Half = "", expiry: str = ""
    ) -> None:
        """Add an event of a therapy's container.

        Parameters
        ----------
        container : pair of str
            The therapy and the container.
        event : str
            As the message says it, or an event of the vocabulary.
        time : str
            As written.
        path : str
            Where it stands in the message.
        half : {'', 'start', 'complete'}
            Which end, where `event` is an activity.
        expiry : str
            The container's expiry as written.
        """
        self.rows.append((*container, event, time, half, expiry))
        self.paths.append(path)

    def place(self, heading: str, container: str, path: str) -> None:
        """Say where a message states something of a container; the first place of several."""
        self.places.setdefault((heading, container), path)

    def say(self, what: str) -> None:
        """Count something that was taken for granted."""
        self.noted[what] += 1

    def leave_out(self, what: str) -> None:
        """Count something of the message that is not read as an event."""
        self.left_out[what] += 1

    def message(self, name: str, dialect: str, containers: list[tuple[str, str]]) -> Message:
        """Return the events as a table.

        Parameters
        ----------
        name : str
            The file's.
        dialect : str
            The format's `NAME`.
        containers : list of (str, str)
            The therapies and containers that the message names.

        Returns
        -------
        Message
            What `read` returns.
        """
        left = [f"left out: {count} × {what}" for what, count in sorted(self.left_out.items())]
        noted = [what if count == 1 else f"{what} ({count} times)" for what, count in self.noted.items()]
        named = {row[:2] for row in self.rows}
        without = tuple(pair for pair in dict.fromkeys(containers) if pair not in named)
        numbers, notes = range(1, len(self.rows) + 1), (*noted, *left)
        return Message(name, HEADINGS, self.rows, numbers, dialect, notes, tuple(self.paths), self.places, without)
