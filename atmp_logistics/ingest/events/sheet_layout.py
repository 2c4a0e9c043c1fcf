"""Where the table of an event sheet stands: the heading row by its words, titles above it, remarks below its last row.

What proves the headings
    The first row that is not empty holds all that a table of events needs, or exactly one of the next 49 does.

What is a remark
    A row after the last event that begins with a label (`Signatur:`), or is one cell of prose, and that holds no time
    and no event. It is left out, with its number and its words.

Traps
    A row above the headings that may hold an event is refused, and so is a last row that is neither event nor remark.
    A last row that bears a therapy's identifier of the rows above it is one of them, and no remark. So is one whose
    first word stands in a column of remarks, beside an identifier and an event or a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from atmp_logistics.core.errors import DisprovedAnswer, Fault, NotATable
from atmp_logistics.ingest.events.headings import EventHeadings, headings_that_mean, meaning_of_heading
from atmp_logistics.ingest.events.stated_around import StatedAround
from atmp_logistics.ingest.events.told_in_prose import tells_of_event
from atmp_logistics.ingest.files.table import MOST_COLUMNS, NumberedRow, TablePlace
from atmp_logistics.ingest.lifecycle import Half, event_meaning
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.site_words import IGNORE

#: The first words of remarks and signatures below a table.
_REMARKS = frozenset(
    (
        *("signatur", "sign", "underskrift", "namnteckning", "namnförtydligande", "anmärkning", "anmärkningar", "anm"),
        *("kommentar", "kommentarer", "notering", "noteringar", "obs", "kontrollerad", "kontrollerat", "granskad"),
        *("godkänd", "utskriven", "utskrivet", "sida", "slut", "summa", "totalt"),
        *("signature", "signed", "note", "notes", "remark", "remarks", "comment", "comments", "checked", "approved"),
        *("reviewed", "printed", "page", "end", "total"),
        *("handtekening", "paraaf", "opmerking", "opmerkingen", "pagina", "gecontroleerd"),
        *("unterschrift", "bemerkung", "bemerkungen", "anmerkung", "seite", "geprüft"),
    )
)
_LABEL = re.compile(r"[^\d\W][^:]{0,40}:(\s.*)?", re.DOTALL)
_CLOCK = re.compile(r"(?<![\d.])\d{1,2}[:.]\d{2}(?![\d.])")
_TIME = re.compile(r"\d{1,2}[:.]\d{2}|\d{4}-\d{2}-\d{2}|\d{1,4}[/-]\d{1,2}[/-]\d{1,4}")
#: So many words are prose, and no identifier.
_PROSE = 4
#: How many letters of a row are shown, and of how many letters a heading is at most.
_SHOWN, _HEADING = 60, 200
#: So many rows that are left out are named by their words.
_LISTED = 50
#: Among so many rows that are not empty the headings are looked for.
_HEAD = 50
#: So many different cells are asked what they mean; a sheet with more of them above its headings is refused.
_ASKED = 5000


@dataclass(slots=True)
class EventSheet:
    """Finds the table of events in the rows of a sheet, by the words of the vocabulary and of a site's profile.

    A sheet that is read beside others, and not `alone`, may leave its therapies to its containers.
    `tz` is the zone that the call states.
    """

    site: Site
    known: tuple[str, ...]
    alone: bool = True
    tz: str | None = None
    _meant: dict[str, str | None] = field(default_factory=dict)

    def __call__(self, name: str, rows: Sequence[NumberedRow]) -> TablePlace:
        """Return where the table stands; where no row proves to be its headings, from the row that resembles them."""
        if not rows or self._headings(rows[0][1]).complete:
            return self._below(name, rows, 0) if rows else TablePlace()
        found = [i for i, (_, cells) in enumerate(rows[:_HEAD]) if i and self._headings(cells).complete]
        if len(found) > 1:
            numbers = " and ".join(str(rows[i][0]) for i in found[:5])
            fix = "keep one table to a sheet, and its headings once"
            fault = Fault(f"{name}, rows {numbers}", f"{len(found)} rows of headings", "one", fix, NotATable)
            return TablePlace(faults=(fault,))
        if found:
            return self._below(name, rows, found[0])
        return TablePlace(heading=self._nearest(rows), is_certain=False)

    def _headings(self, cells: Sequence[str]) -> EventHeadings:
        """Return what the cells of a row mean as headings; nothing in a row of more cells than a table can have."""
        found: dict[str, str] = {}
        for cell in cells if len(cells) <= MOST_COLUMNS else ():
            name = self._meaning(cell) if cell and len(cell) <= _HEADING else None
            if name is not None and name != IGNORE and name not in found.values():
                found[cell] = name
        return headings_that_mean(found, self.known, alone=self.alone)

    def _meaning(self, cell: str) -> str | None:
        if cell not in self._meant and len(self._meant) >= _ASKED:
            return None
        if cell not in self._meant:
            try:
                self._meant[cell] = meaning_of_heading(cell, self.site, self.known)
            except DisprovedAnswer:  # it speaks of two zones: a title may, and a heading is refused where it is read
                self._meant[cell] = None
        return self._meant[cell]

    def _nearest(self, rows: Sequence[NumberedRow]) -> int:
        """Return the row of which most cells are known headings, the first where none has two."""
        counts = [len(read.meant) + len(read.clocks) for _, row in rows[:_HEAD] for read in [self._headings(row)]]
        return counts.index(max(counts)) if max(counts) > 1 else 0

    def _below(self, name: str, rows: Sequence[NumberedRow], heading: int) -> TablePlace:
        """Return the place of a table whose heading row is known, without the remarks below its last row."""
        headings = self._headings(rows[heading][1])
        table = _Columns.of(rows[heading][1], headings, self.site)
        end = len(rows)
        while end - 1 > heading and table.is_remark(rows[end - 1][1]):
            end -= 1
        named = {table.therapy(cells) for _, cells in rows[heading + 1 : end]} - {""} if end < len(rows) else set()
        end = max((i + 1 for i in range(end, len(rows)) if table.therapy(rows[i][1]) in named), default=end)
        left_out = heading or end < len(rows)
        names = {name for _, cells in rows[heading + 1 : end] for name in table.named(cells)} if left_out else set()
        faults = [
            Fault(
                f"{name}, row {number}",
                f"a row above the headings that may hold an event ({_shown(cells)})",
                "events below the headings alone",
                "move it below the headings, or delete it",
                NotATable,
            )
            for number, cells in rows[:heading]
            if table.may_be_event(cells) or table.tells(cells, names)
        ]
        faults += [
            Fault(
                f"{name}, row {number}",
                f"a remark that may tell of an event ({_shown(cells)})",
                "events in rows of their own",
                "write it as a row of the table, or move it to the column note, or delete it",
                NotATable,
            )
            for number, cells in rows[end:]
            if table.tells(cells, names)
        ]
        zone = self.site.zone_name(None) if self.tz is None else None
        around = StatedAround(name, headings, rows[heading][1], rows[heading + 1 : end], self._meaning, zone)
        faults += around.faults([*rows[:heading], *rows[end:]])
        titles, remarks = _listed(rows[:heading]), _listed(rows[end:])
        notes = [f"rows above the headings in row {rows[heading][0]}, left out: {titles}"] if titles else []
        notes += [f"remarks below the last row, left out, and no event read in them: {remarks}"] if remarks else []
        return TablePlace(heading, end, tuple(notes), tuple(faults))


@dataclass(frozen=True, slots=True)
class _Columns:
    """The places of a table's columns by what they hold, and whether its words are activities."""

    therapy_id: int
    whose: frozenset[int]
    times: frozenset[int]
    kinds: frozenset[int]
    of_activities: bool
    site: Site

    @classmethod
    def of(cls, cells: Sequence[str], headings: EventHeadings, site: Site) -> _Columns:
        place = {cell: i for i, cell in reversed([*enumerate(cells)])}
        events = {place[heading] for heading in headings.events}
        times = {place[heading] for heading in headings.clocks.values()} | events
        kinds = {place[heading] for heading, name in headings.meant.items() if name == "event"}
        ends = {"time_start", "time_end", "lifecycle"} & {*headings.clocks}
        columns = headings.columns
        therapy = place[columns.get("therapy_id") or columns["container_id"]]
        whose = frozenset(place[columns[name]] for name in ("therapy_id", "container_id") if name in columns)
        return cls(therapy, whose, frozenset(times), frozenset(kinds), bool(ends), site)

    def therapy(self, cells: Sequence[str]) -> str:
        """Return the cell under the therapy's heading, "" in a row too short."""
        return cells[self.therapy_id] if self.therapy_id < len(cells) else ""

    def named(self, cells: Sequence[str]) -> Iterator[str]:
        """Yield the therapy and the container of a row."""
        return (cells[i] for i in self.whose if cells[i : i + 1] not in ([], [""]))

    def tells(self, cells: Sequence[str], names: set[str]) -> bool:
        """Say whether a row that is none of the table tells of an event in prose."""
        return tells_of_event(" ".join(filter(None, cells)), self.site, names)

    def may_be_event(self, cells: Sequence[str]) -> bool:
        """Say whether a row may hold an event: its word with a time or an identifier; or a clock beside both.

        An event without its time is one.
        """
        if any(map(self._is_word, cells)) and (any(map(_TIME.search, cells)) or self._names(cells)):
            return True
        by_clock = _CLOCK if self.kinds else _TIME
        timed = any(by_clock.search(cell) for i, cell in enumerate(cells) if i in self.times)
        kind = all(cells[i : i + 1] not in ([], [""]) for i in self.kinds)
        return timed and kind and bool(self.therapy(cells)) and not _is_label(self.therapy(cells))

    def is_remark(self, cells: Sequence[str]) -> bool:
        """Say whether a row is a remark: it begins as one, and holds no word of an event and no time."""
        filled = [i for i, cell in enumerate(cells) if cell]
        first = cells[filled[0]]
        said = [i for i in filled if not _is_label(cells[i])]
        if any(map(self._is_word, cells)) or any(re.search(r"\d", cells[i]) for i in said if i in self.times):
            return False
        if filled[0] not in self.whose and self._names(cells) and any(i in self.times | self.kinds for i in said):
            return False
        if _is_label(first):
            return not said or first.endswith(":") or len(first.split()) == 1
        one = len(filled) == 1 and filled[0] not in self.times | self.kinds
        return one and (first.startswith(("*", "(")) or len(first.split()) >= _PROSE)

    def _names(self, cells: Sequence[str]) -> bool:
        """Say whether a row names a therapy or a container, under its heading and by no word of an event."""
        return any(not _is_label(cell) and not self._is_word(cell) for cell in self.named(cells))

    def _is_word(self, cell: str) -> bool:
        halves: tuple[Half, ...] = ("", "start") if self.of_activities else ("",)
        return bool(cell) and any(event_meaning(cell, half, self.site).event for half in halves)


def _is_label(cell: str) -> bool:
    return _LABEL.fullmatch(cell) is not None or _word(cell) in _REMARKS


def _word(cell: str) -> str:
    """Return the first word of a cell, without the signs around it."""
    return cell.split(maxsplit=1)[0].strip(".:,;!*()").casefold() if cell.split() else ""


def _listed(rows: Sequence[NumberedRow]) -> str:
    """Return rows with their numbers and words, of many the first and how many more there are."""
    more = f"; and {len(rows) - _LISTED} more, to row {rows[-1][0]}" if len(rows) > _LISTED else ""
    return "; ".join(f"row {number}: {_shown(cells)}" for number, cells in rows[:_LISTED]) + more


def _shown(cells: Sequence[str]) -> str:
    text = " | ".join(filter(None, cells))
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")
