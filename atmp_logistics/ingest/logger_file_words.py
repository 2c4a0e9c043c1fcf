"""The words of loggers' files: families, loggers' names, and the headings of those that are plain tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from atmp_logistics.core.column_names import reading_column
from atmp_logistics.core.errors import Fault, InputError, refuse
from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.core.iso_times import is_iso
from atmp_logistics.core.likely_time_formats import likely_time_formats
from atmp_logistics.core.numeric_forms import numeric_forms
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.events.headings import COLUMNS
from atmp_logistics.ingest.files.file import File, open_file
from atmp_logistics.ingest.files.named_units import units_named, without_unit
from atmp_logistics.ingest.messages import is_message
from atmp_logistics.ingest.readings.detect import take_apart
from atmp_logistics.ingest.readings.folders import readings_files
from atmp_logistics.ingest.sheet_rows import RoughTable, rough_table
from atmp_logistics.ingest.sheet_words import (
    SheetWord,
    column_of,
    distinct_cells,
    likely_names,
    meant_twice,
    too_many_words,
)
from atmp_logistics.records.site_profile import Site

#: What a sheet of events names, and a table of readings does not.
_OF_EVENTS = frozenset((*COLUMNS, *EVENTS)) - {
    "time",
    "time_of_day",
    "time_start",
    "time_end",
    "date",
    "logger_id",
    "location",
    "note",
}


@dataclass(frozen=True, slots=True)
class LoggerFileWords:
    """A logger's file: its family, its loggers' names, its headings where it is a table, and why it is not read.

    `time_formats` are the ways of writing times that fit the table, where they must be stated.
    """

    name: str
    dialect: str = ""
    loggers: tuple[str, ...] = ()
    headings: tuple[SheetWord, ...] = ()
    heading_row: int = 1
    refused: str = ""
    names_unit: bool = True
    time_formats: tuple[str, ...] = ()


def readings_among(sheets: Sequence[Path]) -> Iterator[Fault]:
    """Yield a fault for each logger's export, or table of readings, that stands where a sheet of events should."""
    for path in sheets:
        file = open_file(path)
        read = _of_logger_file(file, file.name, ())
        names = {one.means for one in read.headings}
        if read.loggers and (not names or "temperature" in names) and not _names_events(read.headings):
            found = "readings of a logger" if read.dialect == "table" else f"readings of a logger ({read.dialect})"
            fix = "name the ward's sheet first, and its loggers' files behind it"
            yield Fault(file.name, found, "a sheet of events", fix)


def words_of_logger_files(paths: Sequence[Path], worksheets: Sequence[str] = ()) -> tuple[LoggerFileWords, ...]:
    """Return what each logger's file says of itself; of folders, each file in them.

    Raises
    ------
    InputError
        For a file that is not there.
    """
    sources = readings_files([*paths]) if paths else []
    files = [(replace(open_file(one.path), name=one.name), one.label) for one in sources]
    return tuple(_of_logger_file(file, label, worksheets) for file, label in files)


def _of_logger_file(file: File, label: str, worksheets: Sequence[str]) -> LoggerFileWords:
    try:
        read = take_apart(file, Site(), Answers(worksheets=tuple(worksheets) if file.is_workbook else ()))
    except InputError as error:
        said = str(error.faults[0]) if error.faults else str(error)
        return _of_table(file, label, said, worksheets)
    names = tuple(dict.fromkeys(raw.logger or label for raw in read.raws))
    refuse(too_many_words(file.name, {"loggers": names}))
    return LoggerFileWords(file.name, read.dialect, names)


def _of_table(file: File, label: str, said: str, worksheets: Sequence[str]) -> LoggerFileWords:
    """Return the headings of a logger's file that is no family's; without them where it is no table either."""
    if is_message(file):
        return LoggerFileWords(file.name, refused=said)
    try:
        table = rough_table(file, lambda cell: bool(_reading_column(cell)), worksheets)
    except InputError:
        return LoggerFileWords(file.name, refused=said)
    words = _reading_headings(table)
    has_temperature = any("temperature" in (one.means, *one.may_be) or units_named(one.word) for one in words)
    if not has_temperature and _names_events(words):
        return LoggerFileWords(file.name, refused="it seems to be a sheet of events: name it with --events instead")
    certain = distinct_cells(table, {one.word: one.means for one in words}, "logger_id")
    maybe = [one.word for one in words if "logger_id" in one.may_be]
    names = certain or (*distinct_cells(table, dict.fromkeys(maybe[:1], "logger_id"), "logger_id"), label)
    unit = any(one.means == "unit" or units_named(one.word) for one in words)
    return LoggerFileWords(file.name, "table", names, words, table.number, said, unit, _time_formats(table, words))


def _names_events(headings: Sequence[SheetWord]) -> bool:
    """Say whether a table has a column that only a sheet of events has."""
    return any(column_of(one.word) in _OF_EVENTS for one in headings)


def _time_formats(table: RoughTable, words: Sequence[SheetWord]) -> tuple[str, ...]:
    """Return the ways of writing times that fit a table's; none where they are read as they stand."""
    columns = {name: table.cells(one.word) for name in ("date", "time") for one in words if name in _sole(one)}
    days, cells = columns.get("date", []), columns.get("time", [])
    if len(days) == len(cells):
        cells = [f"{day} {clock}" for day, clock in zip(days, cells, strict=True)]
    return () if all(is_iso(cell) or numeric_forms(cell) for cell in cells) else likely_time_formats(cells)


def _sole(one: SheetWord) -> tuple[str, ...]:
    """Return what a heading means, or the only thing that it may mean."""
    return (one.means,) if one.means else one.may_be if len(one.may_be) == 1 else ()


def _reading_headings(table: RoughTable) -> tuple[SheetWord, ...]:
    """Return each heading of a logger's table with its meaning; of several that mean one column, none has it."""
    means = {heading: _reading_column(heading) for heading in table.headings if heading}
    twice = meant_twice(means)
    return tuple(_reading_heading(heading, name, twice) for heading, name in means.items())


def _reading_heading(heading: str, means: str, twice: set[str]) -> SheetWord:
    if means in twice:
        return SheetWord(heading, may_be=(means,), why=f"several headings mean {means}: keep one")
    return SheetWord(heading, means, () if means else likely_names(heading, "column of readings"))


def _reading_column(heading: str) -> str:
    return reading_column(heading) or reading_column(without_unit(heading)) or ""
