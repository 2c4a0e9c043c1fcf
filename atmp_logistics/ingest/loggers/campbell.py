"""Campbell Scientific loggers: tables in the format TOA5.

What it looks like
    Four lines of headings in quotes: the environment (``"TOA5"``, station, model, serial number, operating system,
    program, signature, table), the columns' names, their units, and how each was put together (``Smp``, ``Avg``,
    ``Max``, ``Min``). Then a record a row: ``"2023-08-01 15:00:00.2",9455403,26.9``.

What a file proves
    Times run from year to second. ``RECORD`` counts: numbers prove the order, and that none is missing between two.
    The unit stands in its line, the serial number in the first.

Traps
    ``Avg`` is the mean of an interval: what was warmer or colder in between is not in it. A mean is read only where
    ``Max`` and ``Min`` of the same sensor stand beside it, and these are held against it; a mean alone is refused, and
    one in a row whose ``Max`` or ``Min`` is no number is no reading.
    ``PTemp`` is the temperature of the logger's own panel. ``"NAN"`` and ``"INF"`` are no readings. Fractions of a
    second are written only where there are any. ``RECORD`` begins again when a program is sent. The clock is of no
    zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from atmp_logistics.core.errors import Fault, MissingUnit, NotATable, UnknownColumn, refuse
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._columns import Row, SensorColumn, width_faults
from atmp_logistics.ingest.loggers._row_checks import (
    EDITED,
    lines_of,
    notes_on_columns_left_out,
    notes_on_row_numbers,
)
from atmp_logistics.ingest.raw_logs import ExtremesColumn, RawLog
from atmp_logistics.ingest.readings.off_scale import off_scale

NAME = "Campbell TOA5"
_SIGN = re.compile(r'"?TOA5"?,')
_ENVIRONMENT = ("format", "station", "model", "serial", "operating_system", "program", "signature", "table")
_PANEL = re.compile(r"p(?:anel)?_?t(?:emp)?(?:_.*)?", re.IGNORECASE)
#: How values were put together, as the name of a column says it; of an array, before the place in it: ``T_Avg(2)``.
_SUFFIX = re.compile(r"_(?:Smp|Avg|Max|Min|Std|Med|TMx|TMn|Tot)(?=(?:\([\d,]+\))?$)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,10}")
_EXTREMES = {"max": True, "min": False}
_MISSING = frozenset({"", "NAN", "INF", "-INF", "+INF"})
_EXPORT_AGAIN = "collect the table again as TOA5, and change nothing in it"


@dataclass(frozen=True, slots=True)
class CampbellColumn:
    """A column: its place, its name, its unit, and how its values were put together."""

    place: int
    name: str
    unit: str
    process: str

    @property
    def sensor(self) -> str:
        """The name without what says how values were put together."""
        return _SUFFIX.sub("", self.name).casefold()

    @property
    def is_temperature(self) -> bool:
        """Say whether this is a sensor's temperature, however it was put together; the logger's own panel is none."""
        kind = SensorColumn(self.place, self.name, self.sensor, self.unit).kind
        return kind in {"temperature", "statistic"} and not _PANEL.fullmatch(self.name)


def recognises(text: str) -> bool:
    r"""Say whether a text is a table in the format TOA5.

    Examples
    --------
    >>> recognises('"TOA5","Ward","CR1000","1234","CR1000.Std.30","CPU:x.cr1","5","Table1"\n')
    True
    """
    return bool(_SIGN.match(text))


def edited_faults(text: str, name: str) -> Iterator[Fault]:
    r"""Yield the first line of a table, where it is not the environment.

    Examples
    --------
    >>> [fault.where for fault in edited_faults('"TIMESTAMP","RECORD","Air_C"\n"TS","RN","Deg C"\n', "log.dat")]
    ['log.dat, row 1']
    """
    lines = lines_of(text[:5000])[:4]
    if any(line.replace('"', "").startswith("TIMESTAMP,RECORD") for _, line in lines):
        number, line = lines[0]
        yield Fault(f"{name}, row {number}", repr(line), f"TOA5 and {', '.join(_ENVIRONMENT[1:])}", EDITED, NotATable)


def read(text: str, name: str) -> list[RawLog]:
    """Take a table apart, one log for each temperature.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For headings that are cut, rows of another width, and a table of means alone.
    """
    rows = _with_processes(rows_of(text, name))
    if len(rows) < 4 or len(rows[0][1]) < len(_ENVIRONMENT):
        expected = (
            f"{', '.join(_ENVIRONMENT)}; and a line of names, one of units, and one of how values were put together"
        )
        raise NotATable(
            [Fault(name, "a TOA5 table whose four heading lines are cut", expected, _EXPORT_AGAIN, NotATable)]
        )
    body = rows[4:]
    refuse([*_heading_faults(rows[:4], name), *width_faults(len(rows[1][1]), body, name, _EXPORT_AGAIN)])
    columns = _columns(rows[:4])
    refuse(_column_faults(columns, f"{name}, row {rows[1][0]}"))
    refuse(_record_faults(rows[1][1], body, name))
    return [_raw(column, columns, rows) for column in columns if _is_series(column, columns)]


def _with_processes(rows: list[Row]) -> list[Row]:
    """Return the rows with the fourth line of headings, which is no row where it states nothing of any column."""
    if len(rows) > 2 and (len(rows) == 3 or rows[3][1][0]):
        rows.insert(3, (rows[2][0] + 1, [""] * len(rows[2][1])))
    return rows


def _columns(heads: Sequence[Row]) -> list[CampbellColumn]:
    """Return the columns behind the time and the record number."""
    (_, names), (_, units), (_, processes) = heads[1:4]
    return [
        CampbellColumn(i, names[i], units[i].replace("_", " "), processes[i])
        for i in range(1, len(names))
        if names[i] != "RECORD"
    ]


def _heading_faults(heads: Sequence[Row], name: str) -> Iterator[Fault]:
    """Refuse lines of headings that do not fit one another, or do not begin with the time."""
    number, names = heads[1]
    if names[0] != "TIMESTAMP" or not all(names):
        yield Fault(f"{name}, row {number}", f"{','.join(names)!r}", "TIMESTAMP and names", _EXPORT_AGAIN, NotATable)
    if heads[2][1][0] != "TS":
        found = f"{','.join(heads[2][1])!r}"
        yield Fault(f"{name}, row {heads[2][0]}", found, "the units, from TS on", _EXPORT_AGAIN, NotATable)
    for number, cells in heads[2:4]:
        if len(cells) != len(names):
            found = f"{len(cells)} cells under {len(names)} names"
            yield Fault(f"{name}, row {number}", found, "as many cells as names", _EXPORT_AGAIN, NotATable)


def _process(column: CampbellColumn) -> str:
    """Say how values were put together: a sample of what its name calls a mean or an extreme is no sample."""
    process, named = column.process.casefold(), _SUFFIX.search(column.name)
    return named[0][1:].casefold() if process == "smp" and named else process


def _beside(column: CampbellColumn, columns: Sequence[CampbellColumn], process: str) -> list[CampbellColumn]:
    """Return the columns of the same sensor that were put together in another way."""
    return [one for one in columns if one.sensor == column.sensor and _process(one) == process and one.is_temperature]


def _is_series(column: CampbellColumn, columns: Sequence[CampbellColumn]) -> bool:
    """Say whether a column is a series of readings: samples, or means with their highest and lowest beside them."""
    if not column.is_temperature:
        return False
    bounded = _beside(column, columns, "max") and _beside(column, columns, "min")
    return _process(column) == "smp" or bool(_process(column) == "avg" and bounded and not _sampled(column, columns))


def _sampled(column: CampbellColumn, columns: Sequence[CampbellColumn]) -> bool:
    return bool(_beside(column, columns, "smp"))


def _column_faults(columns: Sequence[CampbellColumn], where: str) -> Iterator[Fault]:
    """Refuse a table without a series of temperatures, and a unit that is none."""
    held = [column for column in columns if column.is_temperature]
    for column in held:
        if column.unit and temperature_unit(column.unit) is None:
            found = f"the unit {column.unit!r} of {column.name!r}"
            yield Fault(where, found, "°C, °F or K", _EXPORT_AGAIN, MissingUnit)
    if any(_is_series(column, columns) for column in columns):
        return
    if held:
        found = ", ".join(f"{column.name!r} ({column.process or 'put together in no stated way'})" for column in held)
        expected = "samples (Smp), or means (Avg) with Max and Min of the same sensor: a mean hides what was between"
        yield Fault(where, found, expected, "log the sensor's samples, or its extremes beside the mean", UnknownColumn)
    else:
        found = ", ".join(repr(column.name) for column in columns) or "no column of readings"
        yield Fault(where, found, "a column of temperatures", "collect the table of the temperatures", UnknownColumn)


def _record_faults(names: Sequence[str], body: Sequence[Row], name: str) -> Iterator[Fault]:
    place = names.index("RECORD") if "RECORD" in names else None
    wrong = [row for row in body if place is not None and not _NUMBER.fullmatch(row[1][place])]
    for number, cells in wrong[:1]:
        found = f"{cells[place or 0]!r}, and {len(wrong)} such rows"
        yield Fault(f"{name}, row {number}, column RECORD", found, "a number", _EXPORT_AGAIN, NotATable)


def _raw(column: CampbellColumn, columns: Sequence[CampbellColumn], rows: Sequence[Row]) -> RawLog:
    body, names, environment = rows[4:], rows[1][1], rows[0][1]
    records = [cells[names.index("RECORD")] for _, cells in body] if "RECORD" in names else []
    series, bare = [one for one in columns if _is_series(one, columns)], {*_bare_means(column, columns, body)}
    return RawLog(
        logger=environment[3],
        times=[cells[0] for _, cells in body],
        values=["" if i in bare else cells[column.place] for i, (_, cells) in enumerate(body)],
        rows=[number for number, _ in body],
        unit=column.unit or None,
        date_forms=(),
        missing=_MISSING,
        channel=column.name if len(series) > 1 else "",
        assumptions=tuple(_notes(column, columns, body, records, has_numbers="RECORD" in names)),
        details=_details(environment, column),
        statistics=tuple(_statistics(column, columns, body)),
        record_numbers=[int(record) for record in records],
    )


def _statistics(
    column: CampbellColumn, columns: Sequence[CampbellColumn], body: Sequence[Row]
) -> Iterator[ExtremesColumn]:
    """Yield the columns of extremes of a column's sensor."""
    for process, highest in _EXTREMES.items():
        for other in _beside(column, columns, process):
            values = [cells[other.place] for _, cells in body]
            rows = [number for number, _ in body]
            yield ExtremesColumn(other.name, highest, values, rows, other.unit or column.unit or None)


def _bare_means(column: CampbellColumn, columns: Sequence[CampbellColumn], body: Sequence[Row]) -> list[int]:
    """Return the places of the means whose highest or lowest is no number: what they hide nobody knows."""
    sides = [_beside(column, columns, process) for process in _EXTREMES] if _process(column) == "avg" else []
    return [
        i
        for i, (_, cells) in enumerate(body)
        if _is_number(cells[column.place])
        and not all(any(_is_number(cells[one.place]) for one in side) for side in sides)
    ]


def _is_number(cell: str) -> bool:
    return cell not in _MISSING and off_scale(cell) is None


def _notes(
    column: CampbellColumn,
    columns: Sequence[CampbellColumn],
    body: Sequence[Row],
    records: Sequence[str],
    *,
    has_numbers: bool,
) -> Iterator[str]:
    if not body:
        yield "the file holds no reading"
    panel = [one.name for one in columns if _PANEL.fullmatch(one.name)]
    if panel:
        yield f"the temperature of the logger's own panel is left out: {', '.join(map(repr, panel))}"
    kept = [one for one in columns if one.is_temperature and (_is_series(one, columns) or _process(one) in _EXTREMES)]
    yield from notes_on_columns_left_out([one.name for one in columns if one not in kept and one.name not in panel])
    if _process(column) == "avg":
        yield f"{column.name!r} is the mean of each interval; its highest and its lowest beside it are heard"
    if bare := _bare_means(column, columns, body):
        yield f"means without a highest and a lowest: {len(bare)}, the first in row {body[bare[0]][0]}, kept as missing"
    if not has_numbers:
        yield "the rows have no numbers: whether one is missing between two is not known"
    yield from notes_on_row_numbers(records)
    yield "the file does not say how many records it has: whether it holds them all is not known"


def _details(environment: Sequence[str], column: CampbellColumn) -> dict[str, Any]:
    known = dict(zip(_ENVIRONMENT, environment, strict=False))
    return {key: known[key] for key in ("station", "model", "serial", "program", "table")} | {"process": column.process}
