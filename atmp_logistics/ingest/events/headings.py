"""What the headings of an event table mean: columns, or events in a table of one row a container."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from atmp_logistics.core.column_names import EVENT_COLUMN_NAMES, columns_it_may_mean, event_column
from atmp_logistics.core.errors import Fault, UnknownColumn
from atmp_logistics.core.event_columns import FILED
from atmp_logistics.core.event_kinds import EVENTS, NEVER_LEFT_OUT, OFFERED, event_name, events_it_may_mean
from atmp_logistics.core.event_words import plain_word
from atmp_logistics.core.likeness import nearest
from atmp_logistics.ingest.files.named_zones import without_zone, zone_named
from atmp_logistics.ingest.files.table import CellTable
from atmp_logistics.ingest.profile_columns import unknown_column
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.site_words import IGNORE

OPTIONAL = ("container_id", "product", "logger_id", "location", "custodian", "identity", "expiry", "note")
COLUMNS = ("therapy_id", "event", "time", *OPTIONAL, *FILED)
_PROCESS_MINING = {
    "case:concept:name": "therapy_id",
    "concept:name": "event",
    "time:timestamp": "time",
    "start_timestamp": "time_start",
    "lifecycle:transition": "lifecycle",
    "org:resource": "performed_by",
}
#: The columns that say when: an instant, the two ends of an activity, which end a row is, a date and its time of day.
_CLOCKS = frozenset({"time", "time_start", "time_end", "lifecycle", "date", "time_of_day"})
#: The columns of time that can stand together, with or without a lifecycle where that is named.
_SHAPES = (
    {"time"},
    {"time", "lifecycle"},
    {"time_start", "time_end"},
    {"time_start"},
    {"time_end"},
    {"date", "time_of_day"},
    {"date", "time_start", "time_end"},
    {"date", "time_start"},
    {"date", "time_end"},
    {"date", "time_of_day", "lifecycle"},
)
#: How a heading begins that names the patient.
_OF_A_PATIENT = ("patient", "patiënt")
_UNNAMED = re.compile(r"(?:Unnamed: \d+)?")


@dataclass(frozen=True, slots=True)
class EventHeadings:
    """Each heading's meaning, whether the table has one row a container, and what is wrong with the headings.

    `clocks` are the headings of the columns that say when, by what they hold.
    """

    meant: dict[str, str]
    clocks: dict[str, str]
    wide: bool
    faults: list[Fault]
    complete: bool
    assumptions: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, str]:
        """The heading of each column that is no event."""
        return {name: heading for heading, name in self.meant.items() if name not in EVENTS}

    @property
    def events(self) -> dict[str, str]:
        """The event of each heading that is one."""
        return {heading: name for heading, name in self.meant.items() if name in EVENTS}


def read_headings(table: CellTable, site: Site, known: tuple[str, ...], *, alone: bool = True) -> EventHeadings:
    """Return what each heading means; `known` are the columns that may stand in the table.

    A table that is read beside others, and not `alone`, may leave its therapies to its containers.
    """
    faults: list[Fault] = []
    assumptions: list[str] = []
    found: dict[str, str] = {}
    for place, heading in enumerate(table.headings):
        name = meaning_of_heading(heading, site, known, f"{table.name}, row {table.heading_row}")
        if name is None and _UNNAMED.fullmatch(heading):
            faults += _unnamed(table, place, assumptions)
        elif name is None:
            faults.append(_unknown(table, heading, site, known, faults))
        elif name in found.values():
            faults.append(
                _fault(
                    table,
                    f"{_first(found, name)!r} and {heading!r}, two columns for {name}",
                    "one",
                    "remove one of them",
                )
            )
        elif name != IGNORE:
            found[heading] = name
        elif event_name(heading) in NEVER_LEFT_OUT:
            faults += _left_out(table, place)
    assumptions += _read_by_the_vocabulary(found, site)
    read = headings_that_mean(found, known, alone=alone)
    missing = _missing_from(read.meant, read.clocks, wide=read.wide, alone=alone)
    faults += [_missing(table, name) for name in missing] + _mixed(table, read.meant, read.clocks, wide=read.wide)
    return replace(read, faults=faults, assumptions=tuple(assumptions))


def headings_that_mean(found: dict[str, str], known: tuple[str, ...], *, alone: bool = True) -> EventHeadings:
    """Return the headings of a table by what each means, and whether it has all that a table of events needs."""
    clocks = _clocks(found, known)
    meant = {heading: name for heading, name in found.items() if heading not in clocks.values()}
    wide = "event" not in found.values() and any(name in EVENTS for name in found.values())
    return EventHeadings(meant, clocks, wide, [], not _missing_from(meant, clocks, wide=wide, alone=alone))


def _missing_from(meant: dict[str, str], clocks: dict[str, str], *, wide: bool, alone: bool) -> list[str]:
    by_container = not alone and "container_id" in meant.values()
    missing = _missing_names(meant, clocks, wide=wide)
    return [name for name in missing if not (by_container and name == "therapy_id")]


def _read_by_the_vocabulary(found: dict[str, str], site: Site) -> Iterator[str]:
    """Say which headings were read by their other names, which no profile states."""
    other = {heading: name for heading, name in found.items() if not _is_stated(heading, site)}
    named = [
        f"{heading!r} is {name}"
        for heading, name in other.items()
        if name not in plain_word(heading) and heading not in _PROCESS_MINING
    ]
    if named:
        yield f"headings read by the vocabulary: {', '.join(named)}"
    yield from (
        f"{heading!r} is the therapy's identifier: each patient has one therapy in this table"
        for heading, name in other.items()
        if name == "therapy_id" and plain_word(heading).startswith(_OF_A_PATIENT)
    )


def _first(found: dict[str, str], name: str) -> str:
    return next(heading for heading, one in found.items() if one == name)


def _is_stated(heading: str, site: Site) -> bool:
    return site.column(heading) is not None or site.event(heading) is not None


def meaning_of_heading(heading: str, site: Site, known: tuple[str, ...], where: str = "heading") -> str | None:
    """Return the column or the event that a heading means, apart from the zone that it may name."""
    found = _plain_meaning(heading, site, known)
    stated = site.column(heading) or heading
    bare = without_zone(stated) if found is None and zone_named(stated, where) else ""
    named = _plain_meaning(bare, site, known) if bare else None
    return named if named in EVENTS or named in _CLOCKS else found


def _plain_meaning(heading: str, site: Site, known: tuple[str, ...]) -> str | None:
    stated = site.column(heading) or _PROCESS_MINING.get(heading, heading)
    name = plain_word(stated)
    if stated in known or stated == IGNORE:
        return stated
    if name in known or name in _CLOCKS:
        return name
    event = site.event(heading)
    column = event_column(stated)
    return (event_name(event) if event else None) or column or event_name(stated)


def _clocks(found: dict[str, str], known: tuple[str, ...]) -> dict[str, str]:
    """Return the heading of each column that says when; beside a start or a date, `time` is the other part of it."""
    names = _CLOCKS - (set(known) - {"time"})
    clocks = {name: heading for heading, name in found.items() if name in names}
    if clocks.get("time") == "time:timestamp" and "time_start" in clocks and "time_end" not in clocks:
        clocks["time_end"] = clocks.pop("time")
    if "time" in clocks and "date" in clocks and "time_of_day" not in clocks:
        clocks["time_of_day"] = clocks.pop("time")
    return clocks


def _missing_names(meant: dict[str, str], clocks: dict[str, str], *, wide: bool) -> list[str]:
    needed = ("therapy_id",) if wide else ("therapy_id", "event")
    missing = [name for name in needed if name not in meant.values()]
    return missing if wide or set(clocks) - {"lifecycle", "date"} else [*missing, "time"]


def _unnamed(table: CellTable, place: int, assumptions: list[str]) -> list[Fault]:
    """Leave a first column without a heading out where it does nothing but count the rows; refuse any other."""
    cells = [row[place] for row in table.rows]
    counts = [[str(i) for i in range(first, first + len(cells))] for first in (0, 1)]
    if place == 0 and cells in counts:
        assumptions.append("the first column has no heading and counts the rows: left out")
        return []
    row = _first_other(cells, counts)
    found = (
        f"a column without a heading that holds {cells[row]!r} in row {table.numbers[row]}" if cells else "one empty"
    )
    fix = "give the column a heading, or remove it; if it counted the rows, rows are missing or were moved"
    return [_fault(table, found, "a heading over every column", fix)]


def _left_out(table: CellTable, place: int) -> Iterator[Fault]:
    """Yield a fault for a column that the profile leaves out, and that says something against a container."""
    heading = table.headings[place]
    filled = [number for row, number in zip(table.rows, table.numbers, strict=True) if row[place]]
    if filled:
        found = f"the column {heading!r}, left out by the site profile, with {len(filled)} filled"
        found += f" cell{'s' * (len(filled) != 1)}, the first in row {filled[0]}"
        expected = f"what is known of {event_name(heading)}, which no profile can leave out"
        fix = "take its line out of [columns]; delete the column where nothing of the kind happened"
        yield _fault(table, found, expected, fix)


def _first_other(cells: Sequence[str], counts: Sequence[Sequence[str]]) -> int:
    """Return the first row that breaks the count which the first row begins."""
    count = counts[cells[0] == counts[1][0]] if cells else []
    return next((i for i, cell in enumerate(cells) if cell != count[i]), 0)


def _unknown(table: CellTable, heading: str, site: Site, known: tuple[str, ...], faults: list[Fault]) -> Fault:
    if (stated := site.column(heading)) is not None:
        return unknown_column(site, heading, stated, known)
    may_be = columns_it_may_mean(heading) or events_it_may_mean(heading)
    close = may_be or nearest(heading, (*known, *EVENT_COLUMN_NAMES, *OFFERED), faults)
    fix = f"rename it, or state it in the site profile's [columns] (as {IGNORE!r} if nothing needs it){close}"
    return _fault(table, f"the column {heading!r}", "a known column or event", fix)


def _missing(table: CellTable, column: str) -> Fault:
    fix = f"add or rename it, or state it in the site profile's [columns]{nearest(column, table.headings)}"
    times = "its start and end, time with a lifecycle, or date and time of day"
    expected = f"therapy_id, event and time (or {times}), or one column an event"
    return _fault(table, f"no column {column}", expected, fix)


def _mixed(table: CellTable, meant: dict[str, str], clocks: dict[str, str], *, wide: bool) -> list[Fault]:
    """Refuse a table of two shapes: events as columns beside a column of events, or times that do not go together."""
    if wide:
        # One column of dates may stand beside the events: their cells are the clock times of that day.
        if set(clocks) == {"date"}:
            return []
        fix = "name the event whose time it is, or state it as 'ignore' in the site profile's [columns]"
        return [
            _fault(table, f"the column {heading!r} beside columns of events", "one shape", fix)
            for heading in clocks.values()
        ]
    fix = "keep the events in the column event, or make every event a column"
    found = [heading for heading, name in meant.items() if name in EVENTS]
    faults = [
        _fault(table, f"the event column {heading!r} beside a column event", "one shape", fix) for heading in found
    ]
    if set(clocks) - {"lifecycle", "date"} and set(clocks) not in _SHAPES:
        both = " and ".join(repr(heading) for heading in clocks.values())
        expected = "one time a row; or a start and an end; or a date and its time of day"
        fix = "state the ones that nothing needs as 'ignore' in the site profile's [columns]"
        faults.append(_fault(table, f"the columns {both}", expected, fix))
    return faults


def _fault(table: CellTable, found: str, expected: str, fix: str) -> Fault:
    return Fault(f"{table.name}, row {table.heading_row}", found, expected, fix, UnknownColumn)
