"""The words of a ward's sheet and of its loggers' files, and what each means: what a site profile is made of.

A word that the vocabulary does not know for certain has no meaning here, and what it may mean is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from atmp_logistics.core.column_names import AMBIGUOUS_HEADINGS, reading_column
from atmp_logistics.core.errors import Fault, InputError, NotATable, refuse
from atmp_logistics.core.event_words import plain_word
from atmp_logistics.core.label_conditions import CONDITIONS
from atmp_logistics.core.vocabulary import likely_meanings
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.events.headings import COLUMNS, meaning_of_heading
from atmp_logistics.ingest.files.file import File, open_file
from atmp_logistics.ingest.files.named_units import units_named, without_unit
from atmp_logistics.ingest.lifecycle import ACTIVITIES, Half, event_meaning
from atmp_logistics.ingest.messages import is_message
from atmp_logistics.ingest.readings.detect import take_apart
from atmp_logistics.ingest.readings.folders import readings_files
from atmp_logistics.ingest.sheet_rows import RoughTable, has_day_and_clock, rough_table, unclear_date
from atmp_logistics.records.site_profile import Site

_KNOWN = (*COLUMNS, *CONDITIONS)
#: The columns that say when.
_CLOCKS = frozenset({"time", "time_of_day", "time_start", "time_end"})
_MOST = 4


@dataclass(frozen=True, slots=True)
class SheetWord:
    """A heading or a word, what it means, else what it may mean; `count` is how often it stands there."""

    word: str
    means: str = ""
    may_be: tuple[str, ...] = ()
    count: int = 1
    why: str = ""


@dataclass(frozen=True, slots=True)
class SheetWords:
    """The words of a sheet: its headings, its events, its products and its loggers; a date whose order is not clear."""

    name: str
    heading_row: int
    headings: tuple[SheetWord, ...]
    events: tuple[SheetWord, ...]
    products: tuple[str, ...]
    loggers: tuple[str, ...]
    unclear_date: str = ""


@dataclass(frozen=True, slots=True)
class LoggerFileWords:
    """A logger's file: its family, its loggers' names, its headings where it is a table, and why it is not read."""

    name: str
    dialect: str = ""
    loggers: tuple[str, ...] = ()
    headings: tuple[SheetWord, ...] = ()
    heading_row: int = 1
    refused: str = ""
    names_unit: bool = True


def words_of_sheet(path: str | Path, worksheets: Sequence[str] = ()) -> SheetWords:
    """Return the words of a sheet of events.

    Raises
    ------
    InputError
        For a file that is no table.
    """
    file = open_file(path)
    if is_message(file):
        fix = "judge it as it is, or name the ward's own sheet"
        refuse([Fault(file.name, "JSON, such as a FHIR or an EPCIS message", "a sheet with headings", fix, NotATable)])
    table = rough_table(file, lambda cell: bool(_column(cell)), worksheets)
    headings = _headings(table)
    means = {one.word: one.means for one in headings}
    return SheetWords(
        table.name,
        table.number,
        headings,
        _events(table, means),
        _distinct(table, means, "product"),
        _distinct(table, means, "logger_id"),
        next(filter(None, (unclear_date(table.cells(heading)) for heading in means)), ""),
    )


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
    return LoggerFileWords(file.name, read.dialect, names)


def _of_table(file: File, label: str, said: str, worksheets: Sequence[str]) -> LoggerFileWords:
    """Return the headings of a logger's file that is no family's; without them where it is no table either."""
    try:
        table = rough_table(file, lambda cell: bool(_reading_column(cell)), worksheets)
    except InputError:
        return LoggerFileWords(file.name, refused=said)
    words = _reading_headings(table)
    certain = _distinct(table, {one.word: one.means for one in words}, "logger_id")
    maybe = [one.word for one in words if "logger_id" in one.may_be]
    names = certain or (*_distinct(table, dict.fromkeys(maybe[:1], "logger_id"), "logger_id"), label)
    unit = any(one.means == "unit" or units_named(one.word) for one in words)
    return LoggerFileWords(file.name, "table", names, words, table.number, said, unit)


def _reading_headings(table: RoughTable) -> tuple[SheetWord, ...]:
    """Return each heading of a logger's table with its meaning; of several that mean one column, none has it."""
    means = {heading: _reading_column(heading) for heading in table.headings if heading}
    twice = _several(means)
    return tuple(_reading_heading(heading, name, twice) for heading, name in means.items())


def _reading_heading(heading: str, means: str, twice: set[str]) -> SheetWord:
    if means in twice:
        return SheetWord(heading, may_be=(means,), why=f"several headings mean {means}: keep one")
    return SheetWord(heading, means) if means else SheetWord(heading, may_be=_may_be(heading, "column of readings"))


def _several(means: dict[str, str]) -> set[str]:
    return {name for name, count in Counter(filter(None, means.values())).items() if count > 1}


def _reading_column(heading: str) -> str:
    return reading_column(heading) or reading_column(without_unit(heading)) or ""


def _column(heading: str) -> str:
    return meaning_of_heading(heading, Site(), _KNOWN) or ""


def _headings(table: RoughTable) -> tuple[SheetWord, ...]:
    """Return each heading with its meaning; of several that mean one column, none has it."""
    filled = [heading for heading in table.headings if heading]
    means = {heading: _column(heading) for heading in filled}
    means = _dates_with_clocks(table, means)
    twice = _several(means)
    return tuple(_heading(table, heading, means[heading], twice) for heading in filled)


def _heading(table: RoughTable, heading: str, means: str, twice: set[str]) -> SheetWord:
    if means in twice:
        return SheetWord(heading, may_be=(means, "ignore"), why=f"several headings mean {means}: keep one")
    if means:
        return SheetWord(heading, means)
    if (words := _words_of_events(table, heading)) and not AMBIGUOUS_HEADINGS.get(plain_word(heading)):
        return SheetWord(heading, may_be=("event",), why=f"its cells are words of events, such as {words[0]!r}")
    return SheetWord(heading, may_be=_may_be(heading, "column of events"))


def _dates_with_clocks(table: RoughTable, means: dict[str, str]) -> dict[str, str]:
    """Take a column of dates as one of times where each of its cells has a clock and no other column says when."""
    if _CLOCKS & {*means.values()}:
        return means
    dates = [heading for heading, name in means.items() if name == "date"]
    timed = [heading for heading in dates if (cells := table.cells(heading)) and all(map(has_day_and_clock, cells))]
    return means | dict.fromkeys(timed if len(dates) == 1 else (), "time")


def _words_of_events(table: RoughTable, heading: str) -> list[str]:
    """Return the cells under a heading where most of them are words of events."""
    cells = table.cells(heading)
    known = [cell for cell in cells if _event(cell, "")[0] or plain_word(cell) in ACTIVITIES]
    return known if len(known) * 2 > len(cells) else []


def _may_be(word: str, kind: str) -> tuple[str, ...]:
    return tuple(one.name for one in likely_meanings(word) if one.kind in (kind, "condition"))[:_MOST]


def _events(table: RoughTable, means: dict[str, str]) -> tuple[SheetWord, ...]:
    """Return the words of the column of events, or of one that may be it, in the order in which they come first."""
    stated = [heading for heading, name in means.items() if name == "event"]
    maybe = [heading for heading, name in means.items() if not name and _words_of_events(table, heading)]
    half: Half = "start" if {"time_start", "time_end", "lifecycle"} & {*means.values()} else ""
    counts = Counter(cell for heading in (stated or maybe[:1]) for cell in table.cells(heading))
    return tuple(_event_word(word, half, count) for word, count in counts.items())


def _event_word(word: str, half: Half, count: int) -> SheetWord:
    means, may_be = _event(word, half)
    return SheetWord(word, means, may_be, count)


def _event(word: str, half: Half) -> tuple[str, tuple[str, ...]]:
    """Return the event, or where rows say which end they are the activity, that a word means; else what it may mean."""
    found = event_meaning(word, half, Site())
    ends = ACTIVITIES.get(plain_word(word), {})
    if half and ends:
        return str(ends["start"]).rpartition("_")[0], ()
    if found.event:
        return found.event, ()
    likely: Iterable[str] = filter(None, ends.values()) if ends else _likely_events(word)
    return "", tuple(likely)[:_MOST]


def _likely_events(word: str) -> Iterator[str]:
    return (one.name for one in likely_meanings(word) if one.kind == "event")


def _distinct(table: RoughTable, means: dict[str, str], column: str) -> tuple[str, ...]:
    headings = [heading for heading, name in means.items() if name == column]
    return tuple(dict.fromkeys(cell for heading in headings for cell in table.cells(heading)))
