"""What an export wrote, and what it left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.core.shown import ShownAsText

#: The formats that `export` writes.
ExportFormat = Literal["csv", "parquet", "process-mining", "xes", "epcis", "fhir"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a format cannot hold, and how many of it the record has."""

    what: str
    count: int

    def __str__(self) -> str:
        return f"{self.count} × {self.what}"


@dataclass(frozen=True, slots=True, repr=False)
class Export(ShortRepr, ShownAsText):
    """What an export wrote, and what it left out.

    Attributes
    ----------
    to : str
        The format.
    paths : tuple of Path
        The files that were written, events first; none where an open file was.
    events, readings : int
        How many of each are in them.
    left_out : tuple of LeftOut
        What of the record is in none of them, with counts.
    """

    _readers: ClassVar[str] = "exports"
    to: ExportFormat
    paths: tuple[Path, ...]
    events: int
    readings: int
    left_out: tuple[LeftOut, ...]

    def lines(self) -> Iterator[str]:
        """Yield what was written and what was left out, a line each.

        Yields
        ------
        str
        """
        counts = ((self.events, "event"), (self.readings, "reading"))
        yield f"{self.to}: " + ", ".join(f"{count} {noun}{'s' * (count != 1)}" for count, noun in counts)
        yield from (f"left out: {one}" for one in self.left_out)
