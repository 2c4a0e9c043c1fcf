"""The rows of an event table, whatever its shape, to one event a row: cells, their places, and which end each gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from atmp_logistics.core.errors import ConflictingRecord, Fault, UnknownEvent
from atmp_logistics.core.reading_times import DateOrder
from atmp_logistics.ingest.events.clocks_of_a_day import DatedColumns, dated_columns
from atmp_logistics.ingest.events.event_times import checked_times, joined_dates_and_times, notes_on_times
from atmp_logistics.ingest.events.expiry import iso_expiries
from atmp_logistics.ingest.events.headings import EventHeadings
from atmp_logistics.ingest.files.table import CellTable
from atmp_logistics.ingest.lifecycle import Half, half_of
from atmp_logistics.ingest.messages import Message


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


def event_cells(table: CellTable, headings: EventHeadings, order: DateOrder | None = None) -> EventCells:
    """Return a table's events, one a row; `order` is that of its dates as the caller states it."""
    if headings.wide:
        rows = _one_row_a_container(table, headings, order)
    elif "time_start" in headings.clocks or "time_end" in headings.clocks:
        rows = _two_columns(table, headings, order)
    else:
        rows = _one_row_an_event(table, headings, order)
    if not isinstance(table, Message):  # a message's times are ISO 8601, and nothing else
        _check_times(table, rows, headings, order)
    rows.cells.setdefault("therapy_id", [""] * len(rows.place))
    rows.assumptions.extend(notes_on_times(rows.cells["time"]))
    return rows


def times_as_written(table: CellTable, rows: EventCells, headings: EventHeadings) -> list[str]:
    """Return the text of each event's time as its cell holds it; of two columns the day and the clock, with a blank."""
    if table.written is not None:
        return [table.written[i] for i in rows.place]
    columns = {heading: table.column(heading) for heading in dict.fromkeys(rows.headings)}
    texts = [columns[heading][i] for heading, i in zip(rows.headings, rows.place, strict=True)]
    if "date" not in headings.clocks:
        return texts
    days = table.column(headings.clocks["date"])
    return [" ".join(filter(None, (days[i], text))) for i, text in zip(rows.place, texts, strict=True)]


def _check_times(table: CellTable, rows: EventCells, headings: EventHeadings, order: DateOrder | None) -> None:
    columns = dict.fromkeys(rows.headings)
    for heading in columns:
        _check_column(table, rows, heading, order, said=f"column {heading!r}: " if len(columns) > 1 else "")
    if "expiry" in rows.cells:
        _check_expiries(table, rows, headings.columns["expiry"], order)


def _check_column(table: CellTable, rows: EventCells, heading: str, order: DateOrder | None, *, said: str) -> None:
    """Write the times of one heading as ISO 8601; each column of times proves its own order."""
    places = [i for i, of_time in enumerate(rows.headings) if of_time == heading]
    column = rows.cells["time"]
    cells, notes, faults = checked_times(
        [column[i] for i in places], lambda k: table.at(rows.place[places[k]], heading), order
    )
    for i, cell in zip(places, cells, strict=True):
        column[i] = cell
    rows.assumptions.extend(said + note for note in notes)
    rows.faults.extend(faults)


def _check_expiries(table: CellTable, rows: EventCells, heading: str, order: DateOrder | None) -> None:
    """Write the expiries that are dates of numbers as ISO 8601."""
    cells, notes, faults = iso_expiries(rows.cells["expiry"], lambda i: table.at(rows.place[i], heading), order)
    rows.cells["expiry"] = cells
    rows.assumptions.extend(f"column {heading!r}: {note}" for note in notes)
    rows.faults.extend(faults)


def _one_row_an_event(table: CellTable, headings: EventHeadings, order: DateOrder | None) -> EventCells:
    cells = {name: table.column(heading) for name, heading in headings.columns.items()}
    clocks, count = headings.clocks, len(table.rows)
    notes, faults = list[str](), list[Fault]()
    if "date" in clocks:
        dates, times = table.column(clocks["date"]), table.column(clocks["time_of_day"])
        cells["time"], notes, faults = joined_dates_and_times(
            dates, times, lambda i, name: table.at(i, clocks[name]), order
        )
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


def _times_of(table: CellTable, headings: EventHeadings, names: Sequence[str], order: DateOrder | None) -> DatedColumns:
    """Return the cells of each column of times, in the table's order; clocks joined with their day where it has one."""
    ordered = [heading for heading in table.headings if heading in names]
    if "date" in headings.clocks:
        read = {*headings.meant, *headings.clocks.values()}
        left_out = [heading for heading in table.headings if heading not in read]
        return dated_columns(table, headings.clocks["date"], ordered, order, left_out)
    return DatedColumns({heading: table.column(heading) for heading in ordered})


def _two_columns(table: CellTable, headings: EventHeadings, order: DateOrder | None) -> EventCells:
    """Return the events of a table of one row an activity: its start and its end, as far as they are filled."""
    ends: list[tuple[str, Half]] = [("time_start", "start"), ("time_end", "complete")]
    filled = [(headings.clocks[name], half) for name, half in ends if name in headings.clocks]
    dated = _times_of(table, headings, [heading for heading, _ in filled], order)
    times = dated.times
    given = [[(heading, half) for heading, half in filled if times[heading][i]] for i in range(len(table.rows))]
    events = [(i, heading, half) for i, filled_ends in enumerate(given) for heading, half in filled_ends]
    columns = {name: table.column(heading) for name, heading in headings.columns.items()}
    cells = {name: [column[i] for i, _, _ in events] for name, column in columns.items()}
    cells["time"] = [times[heading][i] for i, heading, _ in events]
    partner = [k - 1 if k and events[k - 1][0] == i else -1 for k, (i, _, _) in enumerate(events)]
    faults = [_no_time(table, headings, i) for i, filled_ends in enumerate(given) if not filled_ends]
    place, of_time = [i for i, _, _ in events], [heading for _, heading, _ in events]
    halves = [half for _, _, half in events]
    return EventCells(cells, place, of_time, halves, partner, (), dated.notes, dated.faults + faults)


def _no_time(table: CellTable, headings: EventHeadings, row: int) -> Fault:
    where = table.at(row, " and ".join(headings.clocks.values()))
    fix = "fill in what is known; for an event whose time nobody knows use a column time, left empty"
    return Fault(where, "neither a start nor an end", "at least one of them", fix, ConflictingRecord)


def _one_row_a_container(table: CellTable, headings: EventHeadings, order: DateOrder | None) -> EventCells:
    """Return the events of a table of one row a container: one for each filled cell under an event's heading."""
    dated = _times_of(table, headings, [*headings.events], order)
    times = dated.times
    filled = [(i, heading) for i in range(len(table.rows)) for heading in times if times[heading][i]]
    columns = {name: table.column(heading) for name, heading in headings.columns.items()}
    cells = {name: [column[i] for i, _ in filled] for name, column in columns.items()}
    cells["event"] = [headings.events[heading] for _, heading in filled]
    cells["time"] = [times[heading][i] for i, heading in filled]
    containers = columns.get("container_id", [""] * len(table.rows))
    bare = sorted(set(range(len(table.rows))) - {i for i, _ in filled})
    therapies = columns.get("therapy_id", [""] * len(table.rows))
    without = tuple((therapies[i], containers[i]) for i in bare)
    place, count = [i for i, _ in filled], len(filled)
    of_time = [heading for _, heading in filled]
    faults = [*dated.faults, *_lost_outcomes(table, headings, bare)]
    return EventCells(cells, place, of_time, [""] * count, [-1] * count, without, dated.notes, faults)


def _lost_outcomes(table: CellTable, headings: EventHeadings, bare: list[int]) -> Iterator[Fault]:
    """Yield a fault for each outcome on a row without an event: it may reject the container, unseen by any rule."""
    heading = headings.columns.get("outcome", "")
    fix = "fill in the time of its receipt; where nobody knows it, write a row an event, its time left empty"
    for i in bare if heading else ():
        if cell := table.column(heading)[i]:
            found = f"{cell!r} on a row without the time of any event"
            yield Fault(table.at(i, heading), found, "the event of which it is", fix, ConflictingRecord)
