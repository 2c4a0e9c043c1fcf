"""Gemini Tinytag loggers: the table that Tinytag Explorer writes, a column a channel.

What it looks like
    Five rows of headings, comma-separated: ``,Time,1,2``, then ``S/N``, ``Type``, ``Description`` and ``Property``,
    each with an empty second cell and one cell a channel. Rows of readings begin with their number.

What a file proves
    Times run from year to second, so that their order needs no proof. The numbers in the first column count on by
    one: where they do not, rows were taken out. The unit stands in every cell (``13.1 °C``), or in the logger's type
    (``... °C/%RH``), or nowhere, and then a person states it.

Traps
    A third channel can be a dew point, which is computed. Files are written in Windows-1252. The file states no
    interval, no zone and no number of readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from atmp_logistics.core.errors import Fault, MissingUnit, NotATable, TimesOutOfOrder, refuse
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._columns import (
    Row,
    SensorColumn,
    channel_names,
    column_faults,
    column_notes,
    row_notes,
    temperatures,
    unsigned_faults,
    width_faults,
)
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "Tinytag"
_SIGN = re.compile(r'"?"?([,;\t])"?Time"?\1"?1"?(?:\1.*)?\r?\n"?S/N"?\1')
_LABELS = ["", "S/N", "Type", "Description", "Property"]
_FORM = "%Y-%m-%d %H:%M:%S"
_TYPE_UNIT = re.compile(r"(°|º|∞|\ufffd|Â°)([CF])(?![A-Za-z])")
_CELL = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*([^\d\s.,].*)")
_EXPORT_AGAIN = "export the readings again from Tinytag Explorer with commas, and change nothing in them"


def recognises(text: str) -> bool:
    r"""Say whether a text is an export of Tinytag Explorer.

    Examples
    --------
    >>> recognises(",Time,1,2\nS/N,,000001,000001\n"), recognises(",Time,1\n1,2031-01-01 10:00:00,4.0\n")
    (True, False)
    """
    return bool(_SIGN.match(text[:4096]))


def read(text: str, name: str) -> list[RawLog]:
    """Take an export apart: a channel for each temperature column.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For headings, columns or units other than this family is known to write.
    """
    rows = rows_of(text, name)
    refuse(_head_faults(rows, text, name))
    head, body = [cells for _, cells in rows[:5]], rows[5:]
    refuse(width_faults(len(head[0]), rows, name, _EXPORT_AGAIN))
    refuse(_number_faults(body, name))
    columns = [_column(i, head, body) for i in range(2, len(head[0]))]
    where = f"{name}, row {rows[4][0]}"
    refuse([*column_faults(columns, where, _EXPORT_AGAIN), *_cell_faults(columns, head[2], body, name)])
    names = channel_names(temperatures(columns))
    return [_raw(column, names[column.place], columns, head, body) for column in temperatures(columns)]


def _head_faults(rows: Sequence[Row], text: str, name: str) -> Iterator[Fault]:
    """Refuse another separator, and other rows of headings than the five."""
    match = _SIGN.match(text[:4096])
    if match and match[1] != ",":
        found = f"a Tinytag export between {'semicolons' if match[1] == ';' else 'tabs'}"
        yield Fault(name, found, "its cells between commas", _EXPORT_AGAIN, NotATable)
        return
    for (number, cells), label in zip(rows, _LABELS, strict=False):
        if cells[0] != label or (label and cells[1:2] != [""]):
            expected = f"the row {label!r} of the five rows of headings" if label else "the row of channel numbers"
            yield Fault(f"{name}, row {number}", repr(",".join(cells)), expected, _EXPORT_AGAIN)
    if len(rows) < len(_LABELS):
        yield Fault(name, f"{len(rows)} rows", "five rows of headings: the file was cut", _EXPORT_AGAIN)
    elif rows[0][1][2:] != [str(i) for i in range(1, len(rows[0][1]) - 1)]:
        yield Fault(f"{name}, row {rows[0][0]}", repr(",".join(rows[0][1])), "channels 1, 2, ...", _EXPORT_AGAIN)


def _number_faults(body: Sequence[Row], name: str) -> Iterator[Fault]:
    """Refuse rows without their number, and numbers that step back."""
    before = 0
    for number, cells in body:
        where = f"{name}, row {number}"
        if not re.fullmatch(r"[1-9]\d{0,8}", cells[0]):
            yield Fault(where, f"{cells[0]!r} as the row's number", "a whole number", _EXPORT_AGAIN)
            return
        if int(cells[0]) < before:
            expected = "rows in the order of their numbers"
            yield Fault(where, f"number {cells[0]} after {before}", expected, _EXPORT_AGAIN, TimesOutOfOrder)
            return
        before = int(cells[0])


def _column(place: int, head: Sequence[Sequence[str]], body: Sequence[Row]) -> SensorColumn:
    """Return a channel, its unit from its cells or its type; the type of a humidity channel names °C too."""
    heading = head[4][place]
    in_cells = next((match[2] for _, cells in body if (match := _CELL.fullmatch(cells[place]))), "")
    column = SensorColumn(place, heading, heading, in_cells)
    stated = _type_unit(head[2][place])
    return column if in_cells or column.kind != "temperature" else SensorColumn(place, heading, heading, stated)


def _type_unit(model: str) -> str:
    """Return the unit in a logger's type, "" where it names none or two."""
    units = {match[0] for match in _TYPE_UNIT.finditer(model)}
    return units.pop() if len(units) == 1 else ""


def _cell_faults(
    columns: Sequence[SensorColumn], models: Sequence[str], body: Sequence[Row], name: str
) -> Iterator[Fault]:
    """Refuse cells with different units, some with and some without, or with another than the logger's type has."""
    for column in temperatures(columns):
        cells = [(number, row[column.place]) for number, row in body if row[column.place]]
        units = {_unit(cell) for _, cell in cells}
        stated = _type_unit(models[column.place])
        if stated and stated[-1:] != column.plain_unit[-1:]:
            found = f"the unit {column.unit!r} in the cells and {stated!r} in the logger's type"
            yield Fault(f"{name}, column {column.heading!r}", found, "one unit", _EXPORT_AGAIN, MissingUnit)
        if len(units) > 1:
            number = next(n for n, cell in cells if _unit(cell) != _unit(cells[0][1]))
            found = "the units " + ", ".join(sorted(map(repr, units)))
            where = f"{name}, row {number}, column {column.heading!r}"
            yield Fault(where, found, "one unit in every cell, or in none", _EXPORT_AGAIN, MissingUnit)
        else:
            bare = [(number, [*row[:2], *map(_number, row[2:])]) for number, row in body]
            yield from unsigned_faults(column, bare, name, _EXPORT_AGAIN)


def _unit(cell: str) -> str:
    match = _CELL.fullmatch(cell)
    return match[2] if match else ""


def _number(cell: str) -> str:
    """Return a cell without its unit, which all cells share; any other cell as it is written."""
    match = _CELL.fullmatch(cell)
    return match[1] if match else cell


def _raw(
    column: SensorColumn,
    channel: str,
    columns: Sequence[SensorColumn],
    head: Sequence[Sequence[str]],
    body: Sequence[Row],
) -> RawLog:
    bare = [(number, [*cells[:2], *map(_number, cells[2:])]) for number, cells in body]
    return RawLog(
        logger=head[1][column.place],
        times=[cells[1] for _, cells in bare],
        values=[cells[column.place] for _, cells in bare],
        rows=[number for number, _ in bare],
        unit=column.plain_unit or None,
        date_forms=(_FORM,),
        decimal=None,
        channel=channel,
        assumptions=(*column_notes(columns), *_notes(column, head, body), *row_notes(column, bare)),
        details={
            "model": head[2][column.place],
            "serial": head[1][column.place],
            "description": head[3][column.place],
        },
    )


def _notes(column: SensorColumn, head: Sequence[Sequence[str]], body: Sequence[Row]) -> Iterator[str]:
    in_cells = any(_CELL.fullmatch(cells[column.place]) for _, cells in body)
    if column.unit and not in_cells:
        yield f"the unit {column.unit} is taken from the logger's type, {head[2][column.place]!r}"
    numbers = [int(cells[0]) for _, cells in body]
    if numbers != list(range(1, len(numbers) + 1)):
        yield "the rows' numbers do not count on by one from 1: rows may have been taken out"
