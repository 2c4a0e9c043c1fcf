"""The rows of an event table, whatever its shape, to one event a row: cells, their places, and which end each gives."""

from __future__ import annotations

from dataclasses import dataclass, field

from atmp_logistics.core.errors import ConflictingRecord, Fault, UnknownEvent
from atmp_logistics.ingest.events.event_times import checked_times, joined_dates_and_times
from atmp_logistics.ingest.events.headings import EventHeadings
from atmp_logistics.ingest.files.table import CellTable
from atmp_logistics.ingest.lifecycle import Half, half_of


@dataclass(frozen=True, slots=True)
class EventCells:
    """A table's events as columns of cells.

    `place` is the row of each, `headings` the heading of its time, `halves` which end of an activity it gives, and
    `partner` the place in these columns of the start that the same row gives, -1 for none.
    """

    cells: dict[str, list[str]]
    place: list[int]
    headings: list[str]
    halves: list[Half]
    partner: list[int]
    without_events: tuple[tuple[str, str], ...] = ()
    assumptions: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def event_cells(table: CellTable, headings: EventHeadings) -> EventCells:
    """Return a table's events, one a row."""
    if headings.wide:
        rows = _one_row_a_container(table, headings)
    elif "time_start" in headings.clocks or "time_end" in headings.clocks:
        rows = _two_columns(table, headings)
    else:
        rows = _one_row_an_event(table, headings)
    rows.cells["time"], notes, faults = checked_times(
        rows.cells["time"], lambda i: table.at(rows.place[i], rows.headings[i])
    )
    rows.assumptions.extend(notes)
    rows.faults.extend(faults)
    return rows


def _one_row_an_event(table: CellTable, headings: EventHeadings) -> EventCells:
    cells = {name: table.column(heading) for name, heading in headings.columns.items()}
    clocks, count = headings.clocks, len(table.rows)
    notes, faults = list[str](), list[Fault]()
    if "date" in clocks:
        dates, times = table.column(clocks["date"]), table.column(clocks["time_of_day"])
        cells["time"], notes, faults = joined_dates_and_times(dates, times, lambda i, name: table.at(i, clocks[name]))
        notes.append(f"each time is joined from the columns {clocks['date']!r} and {clocks['time_of_day']!r}")
        of_time = [clocks["time_of_day"]] * count
    else:
        cells["time"] = table.column(clocks["time"])
        of_time = [clocks["time"]] * count
    halves: list[Half] = [""] * count
    if "lifecycle" in clocks:
        halves, more = _halves(table, clocks["lifecycle"])
        faults += more
    return EventCells(cells, list(range(count)), of_time, halves, [-1] * count, (), notes, faults)


def _halves(table: CellTable, heading: str) -> tuple[list[Half], list[Fault]]:
    """Return which end of an activity each row gives, and every cell of the lifecycle that says something else."""
    found = [half_of(cell) for cell in table.column(heading)]
    fix = "write start or complete; rows of other kinds belong in another table"
    faults = [
        Fault(table.at(i, heading), repr(table.column(heading)[i]), "start or complete", fix, UnknownEvent)
        for i, half in enumerate(found)
        if half is None
    ]
    return [half or "" for half in found], faults


def _two_columns(table: CellTable, headings: EventHeadings) -> EventCells:
    """Return the events of a table of one row an activity: its start and its end, as far as they are filled."""
    ends: list[tuple[str, Half]] = [("time_start", "start"), ("time_end", "complete")]
    filled = [(headings.clocks[name], half) for name, half in ends if name in headings.clocks]
    times = {heading: table.column(heading) for heading, _ in filled}
    given = [[(heading, half) for heading, half in filled if times[heading][i]] for i in range(len(table.rows))]
    events = [(i, heading, half) for i, filled_ends in enumerate(given) for heading, half in filled_ends]
    columns = {name: table.column(heading) for name, heading in headings.columns.items()}
    cells = {name: [column[i] for i, _, _ in events] for name, column in columns.items()}
    cells["time"] = [times[heading][i] for i, heading, _ in events]
    partner = [k - 1 if k and events[k - 1][0] == i else -1 for k, (i, _, _) in enumerate(events)]
    faults = [_no_time(table, headings, i) for i, filled_ends in enumerate(given) if not filled_ends]
    place, of_time = [i for i, _, _ in events], [heading for _, heading, _ in events]
    return EventCells(cells, place, of_time, [half for _, _, half in events], partner, (), [], faults)


def _no_time(table: CellTable, headings: EventHeadings, row: int) -> Fault:
    where = table.at(row, " and ".join(headings.clocks.values()))
    fix = "fill in what is known; for an event whose time nobody knows use a column time, left empty"
    return Fault(where, "neither a start nor an end", "at least one of them", fix, ConflictingRecord)


def _one_row_a_container(table: CellTable, headings: EventHeadings) -> EventCells:
    """Return the events of a table of one row a container: one for each filled cell under an event's heading."""
    times = {heading: table.column(heading) for heading in headings.events}
    filled = [(i, heading) for i in range(len(table.rows)) for heading in times if times[heading][i]]
    columns = {name: table.column(heading) for name, heading in headings.columns.items()}
    cells = {name: [column[i] for i, _ in filled] for name, column in columns.items()}
    cells["event"] = [headings.events[heading] for _, heading in filled]
    cells["time"] = [times[heading][i] for i, heading in filled]
    containers = columns.get("container_id", [""] * len(table.rows))
    bare = sorted(set(range(len(table.rows))) - {i for i, _ in filled})
    without = tuple((columns["therapy_id"][i], containers[i]) for i in bare)
    place, count = [i for i, _ in filled], len(filled)
    return EventCells(cells, place, [heading for _, heading in filled], [""] * count, [-1] * count, without)
