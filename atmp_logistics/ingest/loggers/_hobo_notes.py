"""What is to be said of a HOBO's table: what was left out, where its times come from, and what does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from atmp_logistics.ingest.files.named_zones import zone_named
from atmp_logistics.ingest.loggers._hobo_columns import HoboColumn
from atmp_logistics.ingest.loggers._hobo_details import SeriesDetails
from atmp_logistics.ingest.loggers._hobo_table import HoboRow, HoboTable
from atmp_logistics.ingest.loggers._hobo_times import HALVES, HEADING
from atmp_logistics.ingest.loggers._row_checks import notes_on_columns_left_out, notes_on_decimals, notes_on_row_numbers

_OFFSET = re.compile(r"GMT[+-]\d{2}:\d{2}")


def notes_on_table(table: HoboTable, readings: Sequence[HoboRow], offset: str | None) -> Iterator[str]:
    """Say what was left out, where the times come from, and whether rows are missing."""
    marks = [row for row in table.rows if table.is_mark(row)]
    if marks:
        names = [column.name for column in table.marks if any(row[column.place] for row in marks)]
        one = len(marks) == 1
        counted = "1 row is a status mark" if one else f"{len(marks)} rows are status marks"
        yield f"{counted} ({', '.join(names)}), not {'a reading' if one else 'readings'}"
    if not readings:
        yield "the file holds no reading"
    left = [*table.others, *(column for column in table.temperatures if column.is_statistic)]
    yield from notes_on_columns_left_out([column.heading for column in sorted(left, key=lambda column: column.place)])
    yield from _about_times(table, offset)
    yield from _about_the_end(table)
    if table.head[0] == "#":
        yield from notes_on_row_numbers([row[0] for row in table.rows])


def _about_times(table: HoboTable, offset: str | None) -> Iterator[str]:
    """Say where the offset comes from, or that there is none, and which words were read as halves of the day."""
    stated = HEADING.fullmatch(table.zone)
    if stated and stated[2]:
        zone = zone_named(table.zone)
        if zone is None or zone.fixed is None:
            yield f"the heading names the zone {stated[2]!r}, which is not taken for an offset from UTC"
    elif offset and "GMT" not in table.zone:
        yield f"the offset is the one that the details block states for the first row: GMT{offset}"
    elif not offset:
        yield "the file states no offset from UTC; a HOBO keeps one offset the year round"
        named = sorted(set(sample_offsets(table)))
        if named:
            yield f"the details block names {' and '.join(named)}, and nothing proves that the rows' times are in it"
    last = {row[table.times[-1]].rpartition(" ")[2] for row in table.rows}
    for word in sorted(last & set(HALVES)):
        yield f"{word!r} behind a time is read as {HALVES[word]}"


def _about_the_end(table: HoboTable) -> Iterator[str]:
    if table.events is not None:
        if not any(map(_is_end, table.events)):
            yield "no event is End of File: the file may have been cut"
        return
    ends = [column for column in table.marks if _is_end(column.name)]
    marked = [i for i, row in enumerate(table.rows) if any(row[column.place] for column in ends)]
    if not ends:
        yield "the file has no column End Of File: whether it was cut is not known"
    elif not marked:
        yield "no row is marked End Of File: the file may have been cut"
    elif marked != [len(table.rows) - 1]:
        yield "End Of File is marked on other rows than the last alone: rows were added or put in another order"


def _is_end(mark: str) -> bool:
    return mark.casefold().startswith("end of file")


def notes_on_column(
    table: HoboTable, column: HoboColumn, values: Sequence[str], series: SeriesDetails | None
) -> Iterator[str]:
    """Say what does not fit: numbers with fewer decimals than the rest, or another count than is declared."""
    if not table.typed:
        yield from notes_on_decimals(column.heading, values)
    elif series is None:
        yield f"the sheet Details says nothing of {column.heading!r}: whether all its readings are there is not known"
    held = sum(map(bool, values))
    if series and series.samples is not None and series.samples != held:
        yield f"the details declare {series.samples} samples and the file holds {held}: it was cut or filtered"


def sample_offsets(table: HoboTable) -> list[str]:
    """Return the offsets that the details block names."""
    values = (value for series in table.series for value in series.keys.values())
    return [match[0] for match in map(_OFFSET.search, values) if match]
