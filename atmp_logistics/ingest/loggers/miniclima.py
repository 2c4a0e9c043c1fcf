"""miniClima climate units: date and time in one cell with a comma in it, semicolons between the cells.

What it looks like
    ``date,time;T/°C;RH/%;set/%;alarmMin/%;alarmMax/%;timediffernce`` (so spelt), then rows such as
    ``07.08.31,00:20:00;22;55;56;51;61;1200;``: each row ends with a semicolon, the heading does not. An empty line ends
    the file.

What a file proves
    The last column holds the seconds since the reading before: the times must step by it. Where they do so in another
    order of the date alone, the file is refused. The unit stands in the heading.

Traps
    Years have two digits. Temperatures are whole degrees: a limit between them is not seen. Each reading is the unit's
    own sensor, and the file names neither unit nor zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from atmp_logistics.core.errors import AmbiguousDateOrder, Fault, NotATable, refuse
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._columns import (
    Row,
    SensorColumn,
    channel_names,
    column_faults,
    column_notes,
    row_notes,
    temperatures,
    width_faults,
)
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "miniClima"
_SIGN = re.compile(r'"?date,time"?([,;\t])"?T/')
_FORM, _OTHERS = "%d.%m.%y,%H:%M:%S", ("%m.%d.%y,%H:%M:%S", "%y.%m.%d,%H:%M:%S")
_STEP = "timediffernce"
_EXPORT_AGAIN = "copy the file again from the unit, and change nothing in it"


def recognises(text: str) -> bool:
    r"""Say whether a text is a miniClima unit's.

    Examples
    --------
    >>> recognises("date,time;T/°C;RH/%;timediffernce\n"), recognises("date,time,temperature\n")
    (True, False)
    """
    return bool(_SIGN.match(text[:4096]))


def read(text: str, name: str) -> list[RawLog]:
    """Take a file apart.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For other columns, rows of another width, and dates whose order the file disproves.
    """
    match = _SIGN.match(text[:4096])
    if match and match[1] != ";":
        refuse([Fault(name, "no semicolons between its cells", "semicolons", _EXPORT_AGAIN, NotATable)])
    (number, head), *body = rows_of(text, name, ";")
    columns = [_column(i, head[i]) for i in range(1, len(head)) if head[i] not in ("", _STEP)]
    refuse([*column_faults(columns, f"{name}, row {number}", _EXPORT_AGAIN), *_row_faults(head, body, name)])
    refuse(_order_faults(head, body, name))
    found = temperatures(columns)
    names = channel_names(found)
    return [_raw(column, names[column.place], columns, head, body) for column in found]


def _column(place: int, heading: str) -> SensorColumn:
    name, _, unit = heading.partition("/")
    return SensorColumn(place, heading, {"T": "Temperature", "RH": "Humidity"}.get(name, name), unit)


def _row_faults(head: Sequence[str], body: Sequence[Row], name: str) -> Iterator[Fault]:
    """Refuse a heading without the column of steps, rows of another width, and steps that are no number."""
    width = len(head) + bool(head[-1])
    if _STEP not in head:
        found = "no column " + repr(_STEP)
        yield Fault(name, found, "the heading that this family writes, with that column last", _EXPORT_AGAIN, NotATable)
        return
    bad = list(width_faults(width, body, name, _EXPORT_AGAIN))
    yield from bad
    for number, cells in body if not bad else []:
        if cells[-1] or not re.fullmatch(r"\d{1,9}", cells[head.index(_STEP)]):
            found = repr(";".join(cells))
            expected = "a row that ends with whole seconds and a semicolon"
            yield Fault(f"{name}, row {number}", found, expected, _EXPORT_AGAIN, NotATable)


def _misfits(head: Sequence[str], body: Sequence[Row], form: str) -> list[int]:
    """Return the rows whose time is not as far from the row before as they say; every row where one is no time."""
    try:
        times = [datetime.strptime(cells[0], form) for _, cells in body]  # noqa: DTZ007  a local clock
    except ValueError:
        return [number for number, _ in body]
    place = head.index(_STEP)
    steps = zip(pairwise(times), body[1:], strict=False)
    return [n for (one, two), (n, cells) in steps if (two - one).total_seconds() != int(cells[place])]


def _order_faults(head: Sequence[str], body: Sequence[Row], name: str) -> Iterator[Fault]:
    """Refuse dates that step as the file says in another order than the family's alone."""
    if len(body) < 2 or not _misfits(head, body, _FORM):
        return
    for form in _OTHERS:
        if not _misfits(head, body, form):
            where, found = f"{name}, row {body[0][0]}", f"{body[0][1][0]!r}, and steps of time that fit {form} alone"
            yield Fault(where, found, f"dates as {_FORM}", _EXPORT_AGAIN, AmbiguousDateOrder)


def _raw(
    column: SensorColumn, channel: str, columns: Sequence[SensorColumn], head: Sequence[str], body: Sequence[Row]
) -> RawLog:
    return RawLog(
        logger="",
        times=[cells[0] for _, cells in body],
        values=[cells[column.place] for _, cells in body],
        rows=[number for number, _ in body],
        unit=column.plain_unit or None,
        date_forms=(_FORM,),
        decimal=None,
        channel=channel,
        assumptions=(*column_notes(columns), *_notes(column, head, body), *row_notes(column, body, even=False)),
    )


def _notes(column: SensorColumn, head: Sequence[str], body: Sequence[Row]) -> Iterator[str]:
    misfits = _misfits(head, body, _FORM)
    if misfits:
        yield (
            f"rows that are not as far from the row before as their column {_STEP} says: {len(misfits)}, the first is"
            f" row {misfits[0]}: rows may have been taken out, or the clock was set"
        )
    if body and body[0][1][head.index(_STEP)] != "0":
        yield f"the first row steps {body[0][1][head.index(_STEP)]} s from a reading that the file does not hold"
    if body and not any(re.search("[.,]", cells[column.place]) for _, cells in body):
        yield "temperatures are whole degrees"
