"""What titles and remarks of an event sheet state and nobody reads: a zone of its times, an expiry, a condition."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from atmp_logistics.core.errors import ConflictingRecord, DisprovedAnswer, Fault
from atmp_logistics.core.event_columns import CONTAINER_COLUMNS
from atmp_logistics.core.label_conditions import CONDITIONS
from atmp_logistics.ingest.events.headings import EventHeadings
from atmp_logistics.ingest.files.named_zones import zone_named
from atmp_logistics.ingest.files.table import NumberedRow

#: What a title may state as `Utgångsdatum: 2027-05`, and what the rows then say alike.
_STATED = frozenset(("expiry", *CONTAINER_COLUMNS, *CONDITIONS))
_OFFSET_AT_END = re.compile(r".*\d\s*(?:[zZ]|[+-]\d\d(?::?\d\d)?)")
_LABEL = re.compile(r"([^:]+):\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class StatedAround:
    """Checks the rows above and below a table against its rows.

    `meaning` gives the column that a heading means; `zone` is the zone of local times where nobody stated it for this
    call, None where somebody did.
    """

    name: str
    headings: EventHeadings
    heading_row: Sequence[str]
    body: Sequence[NumberedRow]
    meaning: Callable[[str], str | None]
    zone: str | None

    def faults(self, around: Sequence[NumberedRow]) -> Iterator[Fault]:
        """Yield a fault for each zone that is not the one used, and for each value that no row has."""
        zones = [(number, cell) for number, cells in around for cell in cells if cell and self._is_another_zone(cell)]
        if zones and self._has_local_times():
            number, cell = zones[0]
            fix = "state the zone of the file's times (--tz, or time (UTC) as their heading), or delete the row"
            expected = f"a zone that is stated, and not {self.zone} unasked"
            yield Fault(f"{self.name}, row {number}", repr(cell), expected, fix, DisprovedAnswer)
        for number, cells in around:
            for column, value in self._stated(cells):
                heading = self.headings.columns.get(column)
                if heading is not None and value not in (rows := self._cells(heading)) and any(rows):
                    found = f"{column} {value!r} outside the table, which no row of it has"
                    fix = f"correct it, or write it in the column {heading!r}"
                    yield Fault(f"{self.name}, row {number}", found, "what the rows say", fix, ConflictingRecord)

    def _cells(self, heading: str) -> set[str]:
        place = list(self.heading_row).index(heading)
        return {cells[place] for _, cells in self.body if place < len(cells)} - {""}

    def _has_local_times(self) -> bool:
        headings = (*self.headings.clocks.values(), *self.headings.events)
        if self.zone is None or any(map(_names_a_zone, headings)):
            return False
        return any(not _OFFSET_AT_END.fullmatch(cell) for heading in headings for cell in self._cells(heading))

    def _is_another_zone(self, cell: str) -> bool:
        return _names_a_zone(cell, self.zone or "")

    def _stated(self, cells: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield what a row states, in one cell or in a label and the cell beside it."""
        filled = [cell for cell in cells if cell]
        for cell, beside in zip(filled, [*filled[1:], ""], strict=True):
            if match := _LABEL.fullmatch(cell):
                column, value = self.meaning(match[1].strip()), match[2].strip() or beside
                if column in _STATED and value:
                    yield str(column), value


def _names_a_zone(cell: str, but: str = "") -> bool:
    """Say whether a cell names an offset, a place or UTC other than one, or speaks of one without saying which."""
    try:
        named = zone_named(cell)
    except DisprovedAnswer:
        return True
    return named is not None and named.fixed is not None and str(named.fixed) != but
