"""Onset HOBO loggers: the plain comma-separated export of HOBOware, with a point as its decimal sign.

What it looks like
    Mostly a line ``"Plot Title: ..."``; then the headings ``"#"``, ``"Date Time, GMT+02:00"``,
    ``"Temp, °C (LGR S/N: 1234, SEN S/N: 1234)"``, other channels, and a column for each mark that a logger
    sets (``Host Connected``, ``End Of File``), its cells empty or ``Logged``. ``Date`` and ``Time`` can stand
    apart, and headings can be short: ``Temp (°C)  #1234``, ``Temp (°C) c:1``.

What a file proves
    The heading's ``GMT+02:00`` is a fixed offset: a HOBO does not change its clock in spring and autumn. The
    order of dates, separators, 12 or 24 hours, unit and decimal sign are settings of the computer; of the
    orders that its dates can have, a file must prove one. No interval is declared, and none is inferred here.

Traps
    The same readings come out in some thirty renderings. With a decimal comma between commas, a details block
    glued on as a last column, or no decimal sign at all (``20865`` for 20.865) cells are not what they seem;
    two channels can have the same heading. All of that is recognised and refused. A row with a mark and no
    measurement is no reading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from atmp_logistics.errors import (
    Fault,
    MissingUnit,
    NotATable,
    UnknownColumn,
    UnreadableNumber,
    UnreadableTime,
    refuse,
)
from atmp_logistics.ingest._file import rows_of
from atmp_logistics.ingest._raw import RawLog
from atmp_logistics.units import temperature_unit

NAME = "Onset HOBOware"
_TITLE = re.compile(r'"?Plot Title:')
_TIMES = re.compile(r'(?:"?#"?[,;\t])?"?(?:Date[ -]Time\b|Date"?[,;\t]"?Time, GMT)')
_SIGN = re.compile(r"LGR S/N: |Time, GMT[+-]\d|\) {1,2}#\d|\) c:\d|Ch:\d+ - ")
_DETAILS = re.compile(r"Details\r?\nSeries: .*\r?\n\s*Devices\b")
_ZONE = re.compile(r"(?:Date )?Time(?:, GMT([+-]\d{2}:\d{2}))?")
_HEADING = re.compile(r"([^,(]*)(?:,\s*([^\s(]+)|\((?!LGR)([^)]*)\))?")
_SERIAL = re.compile(r"(?:LGR S/N: |\) +#)(\w+)")
_SENSOR = re.compile(r"SEN S/N: (\w+)")
_LABEL = re.compile(r"LBL: (.*)\)")
_STATISTIC = re.compile(r"(?:max|min|avg|average|mean|std|st\.?\s?dev|stdev)\b", re.IGNORECASE)
_STAMP = re.compile(r"(\d+)([/.-])\d+\2(\d+) \d{1,2}:\d{2}(:\d{2})?(\.\d+)?( [AP]M)?", re.IGNORECASE)
_MARK = "Logged"
_EXPORT_AGAIN = "export again from HOBOware with comma, point and one temperature column"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading taken apart: its place, its name, and the unit where it states one."""

    place: int
    heading: str
    name: str
    unit: str

    @property
    def is_temperature(self) -> bool:
        """Say whether a sensor measured this temperature; a dew point is computed."""
        name = self.name.casefold()
        return not name.startswith("dew") and ("temp" in name or temperature_unit(self.unit) is not None)

    def first(self, pattern: re.Pattern[str]) -> str:
        """Return what a pattern finds in the heading, "" where it finds nothing."""
        match = pattern.search(self.heading)
        return match[1] if match else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row's line in the file, and its cells."""

    number: int
    cells: Sequence[str]

    def __getitem__(self, place: int) -> str:
        return self.cells[place] if place < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a file by what they hold, and its rows.

    `temperatures` are measured by a sensor, `others` state another unit, `marks` hold nothing but marks, and
    what `unknown` holds nobody can say.
    """

    head: Row
    times: tuple[int, ...]
    temperatures: list[Column]
    others: list[Column]
    marks: list[Column]
    unknown: list[Column]
    rows: list[Row]

    def is_mark(self, row: Row) -> bool:
        """Say whether a row holds a mark and no measurement."""
        measured = (row[column.place] for column in (*self.temperatures, *self.others))
        return not any(measured) and any(row[column.place] for column in self.marks)


def recognises(text: str) -> bool:
    r"""Say whether a text is an export of HOBOware, of whatever rendering.

    Examples
    --------
    >>> recognises('"#","Date Time, GMT+02:00","Temp, °C (LGR S/N: 1, SEN S/N: 1)"\n')
    True
    >>> recognises("time,temperature [°C]\n"), recognises("Date Time,Temp\n")
    (False, False)
    """
    title, heading = _opening(text)
    return bool(_DETAILS.match(text) or (_TIMES.match(heading) and (title or _SIGN.search(heading))))


def read(text: str, name: str) -> list[RawLog]:
    """Take a HOBOware export apart.

    Raises
    ------
    InputError
        For a rendering that is not read yet, and for columns or cells that are not what they seem.
    """
    refuse(_rendering_faults(text, name))
    rows = [Row(number, cells) for number, cells in rows_of(text, name)]
    titled = bool(_TITLE.match(rows[0][0]))
    table = _table(rows[titled], rows[titled + 1 :])
    refuse([*_column_faults(table, name), *_width_faults(table, name), *_number_faults(table, name)])
    title = rows[0][0].partition(":")[2].strip() if titled else ""
    return [_raw(table, name, title)]


def _opening(text: str) -> tuple[bool, str]:
    """Say whether a text begins with a title, and return its line of headings."""
    lines = [*text[:8192].splitlines()[:2], "", ""]
    titled = bool(_TITLE.match(lines[0]))
    return titled, lines[titled]


def _rendering_faults(text: str, name: str) -> Iterator[Fault]:
    """Refuse the renderings that are known and not read yet."""
    heading = _opening(text)[1]
    unquoted = re.sub(r'"[^"]*"', "", heading)
    expected = "its readings between commas; this rendering is not read yet"
    if _DETAILS.match(text):
        yield Fault(name, "the details of a HOBO logger and no readings", "its readings", _EXPORT_AGAIN)
    elif "Date-Time" in heading:
        yield Fault(name, "a HOBOconnect export, its zone in words", expected, _EXPORT_AGAIN)
    elif ";" in unquoted or "\t" in unquoted:
        found = f"a HOBOware export between {'semicolons' if ';' in unquoted else 'tabs'}"
        yield Fault(name, found, expected, _EXPORT_AGAIN)


def _table(head: Row, rows: list[Row]) -> Table:
    """Sort the columns by their headings; date and time can stand apart."""
    first = next(i for i, cell in enumerate(head.cells) if cell.startswith("Date"))
    times = (first, first + 1) if head[first] == "Date" else (first,)
    numbers = {i for i, cell in enumerate(head.cells) if cell == "#"}
    places = [i for i in range(len(head.cells)) if i not in {*times, *numbers}]
    columns = [_column(i, head[i]) for i in places]
    temperatures = [column for column in columns if column.is_temperature]
    others = [column for column in columns if column.unit and not column.is_temperature]
    rest = [column for column in columns if not (column.unit or column.is_temperature)]
    marks = [column for column in rest if {row[column.place] for row in rows} <= {"", _MARK}]
    return Table(head, times, temperatures, others, marks, [c for c in rest if c not in marks], rows)


def _column(place: int, heading: str) -> Column:
    match = _HEADING.match(heading)
    name, bare, round_ = match.groups("") if match else (heading, "", "")
    return Column(place, heading, name.strip(), (bare or round_).strip())


def _column_faults(table: Table, name: str) -> Iterator[Fault]:
    """Refuse times of an unknown zone, unknown columns, and any number of temperatures but one."""
    where = f"{name}, row {table.head.number}"
    zone = table.head[table.times[-1]]
    if not _ZONE.fullmatch(zone):
        yield Fault(where, f"the heading {zone!r}", "'Date Time', alone or with 'GMT+02:00'", _EXPORT_AGAIN)
    for column in table.unknown:
        expected = f"a unit in its heading, or nothing but '{_MARK}' in its cells"
        yield Fault(where, f"the column {column.heading!r}", expected, _EXPORT_AGAIN, UnknownColumn)
    yield from _temperature_faults(table.temperatures, where)


def _temperature_faults(columns: Sequence[Column], where: str) -> Iterator[Fault]:
    if len(columns) != 1:
        found = " and ".join(repr(column.heading) for column in columns) or "no temperature column"
        fix = "reading one of several channels is not built yet: keep one temperature column"
        yield Fault(where, found, "one temperature column", fix, UnknownColumn)
    for column in columns:
        found = f"the heading {column.heading!r}"
        if temperature_unit(column.unit) is None:
            yield Fault(where, found, "a temperature with its unit, °C or °F", _EXPORT_AGAIN, MissingUnit)
        if _STATISTIC.match(column.name):
            yield Fault(where, found, "readings and not a statistic of them", _EXPORT_AGAIN, UnknownColumn)


def _width_faults(table: Table, name: str) -> Iterator[Fault]:
    """Refuse rows of another width: a decimal comma and a detail block both look like that."""
    width = len(table.head.cells)
    wrong = [row for row in table.rows if len(row.cells) != width]
    if wrong:
        found = f"{len(wrong[0].cells)} cells under {width} headings, and {len(wrong)} such rows"
        expected = "as many cells as headings; decimal commas and a details block add cells"
        yield Fault(f"{name}, row {wrong[0].number}", found, expected, _EXPORT_AGAIN, NotATable)


def _number_faults(table: Table, name: str) -> Iterator[Fault]:
    """Refuse a column whose decimal sign is a comma, or is nowhere: 20865 can be 20.865."""
    for column in table.temperatures:
        cells = [(row.number, row[column.place]) for row in table.rows if row[column.place]]
        comma = [(number, cell) for number, cell in cells if "," in cell]
        if comma or (cells and not any("." in cell for _, cell in cells)):
            number, cell = (comma or cells)[0]
            where = f"{name}, row {number}, column {column.heading!r}"
            found = f"{cell!r}, a comma" if comma else f"{cell!r}, and no decimal sign in any row"
            expected = "a point as decimal sign; without it the size of a number is not known"
            yield Fault(where, found, expected, _EXPORT_AGAIN, UnreadableNumber)


def _raw(table: Table, name: str, title: str) -> RawLog:
    column = table.temperatures[0]
    readings = [row for row in table.rows if not table.is_mark(row)]
    times = [_time(table, row) for row in readings]
    zone = _ZONE.fullmatch(table.head[table.times[-1]])
    return RawLog(
        logger=column.first(_SERIAL),
        times=times,
        values=[row[column.place] for row in readings],
        rows=[row.number for row in readings],
        unit=column.unit,
        date_forms=_date_forms(times[0], f"{name}, row {readings[0].number}") if readings else (),
        offset=zone[1] if zone else None,
        assumptions=tuple(_assumptions(table, readings)),
        details=_details(table, column, title),
    )


def _time(table: Table, row: Row) -> str:
    return " ".join(" ".join(row[place] for place in table.times).split())


def _date_forms(time: str, where: str) -> tuple[str, ...]:
    """Return every format that a time of this shape can have.

    Examples
    --------
    >>> _date_forms("08/18/2010 02:00:00 PM", "row 2")
    ('%m/%d/%Y %I:%M:%S %p', '%d/%m/%Y %I:%M:%S %p')
    """
    match = _STAMP.fullmatch(time)
    if not match:
        expected = "a date and a time of day"
        raise UnreadableTime([Fault(where, repr(time), expected, _EXPORT_AGAIN, UnreadableTime)])
    first, sign, last, seconds, fraction, half = match.groups("")
    clock = f"%H:%M{':%S' * bool(seconds)}{'.%f' * bool(fraction)}"
    clock = clock.replace("%H", "%I") + " %p" if half else clock
    orders = [("%m", "%d", _year(last)), ("%d", "%m", _year(last))] if _year(last) and len(first) < 3 else []
    orders += [(_year(first), "%m", "%d")] if _year(first) and len(last) < 3 else []
    return tuple(f"{sign.join(order)} {clock}" for order in orders)


def _year(digits: str) -> str:
    return {2: "%y", 4: "%Y"}.get(len(digits), "")


def _assumptions(table: Table, readings: Sequence[Row]) -> Iterator[str]:
    marks = [row for row in table.rows if table.is_mark(row)]
    if marks:
        names = [column.name for column in table.marks if any(row[column.place] for row in marks)]
        one = len(marks) == 1
        counted = "1 row is a status mark" if one else f"{len(marks)} rows are status marks"
        yield f"{counted} ({', '.join(names)}), not {'a reading' if one else 'readings'}"
    if not readings:
        yield "the file holds no reading"
    if table.others:
        names = [column.heading for column in table.others]
        yield f"columns that are no temperature of the product are left out: {', '.join(map(repr, names))}"
    if "GMT" not in table.head[table.times[-1]]:
        yield "the file states no offset from UTC; a HOBO keeps one offset the year round"
    ends = [column for column in table.marks if column.name.casefold().startswith("end of file")]
    if ends and not any(row[column.place] for row in table.rows for column in ends):
        yield "no row is marked End Of File: the file may have been cut"
    yield from _gaps_in_numbers(table)


def _gaps_in_numbers(table: Table) -> Iterator[str]:
    """Say when the column # does not count on by one: rows were taken out."""
    if table.head[0] != "#" or not table.rows:
        return
    numbers = [row[0] for row in table.rows]
    first = int(numbers[0]) if re.fullmatch(r"\d{1,9}", numbers[0]) else 0
    if numbers != [str(first + i) for i in range(len(numbers))]:
        yield "the numbers in column # do not count on by one: rows may have been taken out"


def _details(table: Table, column: Column, title: str) -> dict[str, Any]:
    counts = Counter({mark.name: sum(bool(row[mark.place]) for row in table.rows) for mark in table.marks})
    return {
        "plot_title": title,
        "serial": column.first(_SERIAL),
        "sensor_serial": column.first(_SENSOR),
        "label": column.first(_LABEL),
        "status_marks": {name: count for name, count in counts.items() if count},
    }
