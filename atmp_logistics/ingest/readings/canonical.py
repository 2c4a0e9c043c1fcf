"""The canonical readings table: time, temperature, and where needed unit and logger_id; or any table, as stated.

A table that a person calls one, or a profile describes, may write its dates as numbers in one order throughout, proven
or stated, or in a format that is stated. Where somebody names the columns, the others are left out, with a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from atmp_logistics.core.errors import Fault, InputError, MissingUnit, UnreadableTime, refuse
from atmp_logistics.core.iso_times import is_iso
from atmp_logistics.core.likely_time_formats import likely_time_formats
from atmp_logistics.core.numeric_forms import numeric_forms
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.core.time_formats import time_format
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.files.ids import unclear_id_faults
from atmp_logistics.ingest.files.table import CellTable
from atmp_logistics.ingest.raw_logs import RawLog
from atmp_logistics.ingest.readings.reading_words import ReadingWords
from atmp_logistics.ingest.readings.readings_table import ReadingsTable
from atmp_logistics.ingest.readings.rows_around import contradictions_around
from atmp_logistics.ingest.readings.table_headings import ReadingHeadings, TemperatureHeading, headings_of
from atmp_logistics.ingest.readings.table_rows import MISSING


def read_canonical(found: ReadingsTable, words: ReadingWords) -> tuple[str, list[RawLog], tuple[str, ...]]:
    """Take a readings table apart, one `RawLog` for each logger and each of its temperatures.

    Returns
    -------
    tuple[str, list[RawLog], tuple[str, ...]]

    Raises
    ------
    UnknownDialect
        When it has no column of times and one of temperatures.
    """
    table, answers = found.table, words.answers
    headings = headings_of(found, words)
    refuse(table.merged([*headings.of.values(), *(one.heading for one in headings.temperatures)]))
    notes = (*table.assumptions, *headings.notes)
    names = headings.cells(table, "logger_id")
    if "logger_id" in headings.of:
        heading = headings.of["logger_id"]
        where = partial(table.at, heading=heading)
        refuse(unclear_id_faults(names, table.marks(heading), where, what="a logger's name"))
    rows: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        rows.setdefault(name, []).append(i)
    if not rows:
        empty = RawLog("", (), (), (), headings.temperatures[0].unit, ())
        return table.dialect, [empty], (*notes, "the file holds no reading")
    times, intervals = _times(table, headings), headings.cells(table, "interval_s")
    refuse(fault for places in rows.values() for fault in _interval_faults(table, intervals, places))
    forms = _forms(table, headings, times, answers)
    clocks = [*(headings.of[name] for name in ("date", "time") if name in headings.of), *headings.stated]
    raws = [
        RawLog(
            logger=column.logger or name,
            times=[times[i] for i in places],
            values=[cells[i] for i in places],
            rows=[table.numbers[i] for i in places],
            unit=units[places[0]],
            date_forms=forms,
            decimal="." if table.dialect == "csv, comma" and not answers.decimal else None,
            missing=frozenset(cell for i in places if (cell := cells[i]).casefold() in MISSING),
            interval_s=float(intervals[places[0]] or 0) or None,
            channel=column.heading if words.meaning(column.heading).by or len(headings.temperatures) > 1 else "",
            heading=" ".join(clocks),
        )
        for column in headings.temperatures
        for cells, units in [(table.column(column.heading), _units(table, headings, column))]
        for name, places in rows.items()
    ]
    refuse(contradictions_around(table.name, found.around, raws, answers))
    return table.dialect, raws, notes


def _times(table: CellTable, headings: ReadingHeadings) -> list[str]:
    """Return the cells of the times, each behind its date where that stands in a column of its own."""
    times = headings.cells(table, "time")
    if "date" not in headings.of:
        return times
    days = headings.cells(table, "date")
    return [f"{day} {clock}" if day and clock else "" for day, clock in zip(days, times, strict=True)]


def _forms(table: CellTable, headings: ReadingHeadings, times: Sequence[str], answers: Answers) -> tuple[str, ...]:
    """Return the formats that a column of times can have; none for ISO 8601, the only one that needs no word."""
    filled = [i for i, cell in enumerate(times) if cell]
    if not filled:
        return ()
    where = partial(table.at, heading=headings.of["time"])
    if answers.time_format is not None:
        written = time_format(answers.time_format)
        lost = np.isnan(written.times([times[i] for i in filled]))
        bad = [i for i, is_lost in zip(filled, lost.tolist(), strict=True) if is_lost]
        fix = "correct the format that is stated, or the cells"
        refuse(_unreadable(times, bad, where, f"a time as {answers.time_format}, as stated", fix))
        return (written.form,)
    first = times[filled[0]]
    if is_iso(first) or first.startswith("--"):  # a workbook's date without its year is refused as what it is
        return ()
    forms = numeric_forms(first) if answers.forces_table else ()
    if not forms:
        bad = [i for i in filled if not is_iso(times[i]) and not (answers.forces_table and numeric_forms(times[i]))]
        also = ", or as 03.04.2026 10:00" if answers.forces_table else ""
        fix = _how_to_state([times[i] for i in filled])
        refuse(_unreadable(times, bad, where, f"a time as 2026-04-03 10:00{also}", fix))
    return forms


def _how_to_state(cells: Sequence[str]) -> str:
    """Return how a person states the way in which times are written, by what fits every cell."""
    formats = likely_time_formats(cells) or ("dd.mm.yyyy hh.mm",)
    options = " or ".join(f"--time-format '{one}'" for one in formats)
    return f"state how times are written: {options}, or time_format in the site profile's [readings.table]"


def _unreadable(
    times: Sequence[str], bad: Sequence[int], where: partial[str], expected: str, fix: str
) -> Iterator[Fault]:
    """Refuse the cells of a column that are no times, all at once."""
    if bad:
        more = f" and {len(bad) - 1} more such cells" if len(bad) > 1 else ""
        yield Fault(where(bad[0]), f"{times[bad[0]]!r}{more}", expected, fix, UnreadableTime)


def _units(table: CellTable, headings: ReadingHeadings, column: TemperatureHeading) -> list[str | None]:
    """Return each row's unit: the heading's, or the unit column's; a second unit, or a contradiction, is refused."""
    if "unit" not in headings.of:
        return [column.unit] * len(table.rows)
    written = headings.cells(table, "unit")
    first = column.unit if column.unit is not None else next(iter(written), "")
    wanted = temperature_unit(first)
    refuse(_two_units(table, i, first) for i, unit in enumerate(written) if temperature_unit(unit) != wanted)
    return [unit or None for unit in written]


def _two_units(table: CellTable, row: int, first: str) -> Fault:
    where = f"{table.name}, row {table.numbers[row]}, column unit"
    return Fault(where, "another unit than before", f"{first} throughout", "convert the rows to one unit", MissingUnit)


def _interval_faults(table: CellTable, cells: Sequence[str], rows: Sequence[int]) -> Iterator[Fault]:
    """Refuse an interval that is no number of seconds, or another one in the rows of the same logger."""
    first = cells[rows[0]]
    wrong = [i for i in rows if cells[i] != first] or ([] if _is_interval(first) else [rows[0]])
    if wrong:
        where = f"{table.name}, row {table.numbers[wrong[0]]}, column interval_s"
        expected = "the seconds between readings that the logger declares, one number throughout"
        yield Fault(where, repr(cells[wrong[0]]), expected, "correct it, or remove the column", InputError)


def _is_interval(cell: str) -> bool:
    return not cell or (re.fullmatch(r"\d{1,7}(?:\.\d+)?", cell) is not None and float(cell) > 0)
