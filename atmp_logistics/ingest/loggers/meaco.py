"""Meaco radio loggers: two layouts of table, and no unit in either.

What it looks like
    ``RECEIVER,TRANSMITTER,DATE,TEMPERATURE,HUMIDITY`` with a row a reading, a transmitter's name in each; or a title
    ``"... - ID: nn"`` over ``Timestamp," Temperature"," Humidity"``.

What a file proves
    Nothing of its unit: a person states it. Times are written year first, or with slashes, and then a file must prove
    which of day and month comes first.

Traps
    Names of columns begin with a space. Other transmitters measure light (``LUX``, ``UV``) and no temperature. One file
    can hold several transmitters, each a logger of its own. Intervals jitter by a minute, and none is declared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from atmp_logistics.core.errors import Fault, NotATable, refuse
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._columns import (
    Row,
    SensorColumn,
    channel_names,
    column_faults,
    column_notes,
    column_of,
    row_notes,
    temperatures,
    unnamed_faults,
    unsigned_faults,
    width_faults,
)
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "Meaco"
_MANY = re.compile(r'"?RECEIVER"?([,;\t])"?TRANSMITTER"?\1"?DATE"?(?:\1|\r?\n|\Z)')
_ONE = re.compile(r'(?=[^\r\n]* - ID: )"?[^"\r\n]*+"?[,;\t]*+\r?\n"?Timestamp"?([,;\t])')
_TITLE = re.compile(r"(.*) - ID: (.*)")
_NAMES = ["RECEIVER", "TRANSMITTER", "DATE"]
_FORMS = ("%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M")
_EXPORT_AGAIN = "export the readings again with commas, and change nothing in them"


def recognises(text: str) -> bool:
    r"""Say whether a text is a Meaco system's, in either layout.

    Examples
    --------
    >>> recognises("RECEIVER,TRANSMITTER,DATE,TEMPERATURE\n"), recognises('"Shelf - ID: 7"\nTimestamp," Temperature"\n')
    (True, True)
    >>> recognises("Timestamp,Temperature\n")
    False
    """
    return bool(_MANY.match(text[:2000]) or _ONE.match(text[:2000]))


def read(text: str, name: str) -> list[RawLog]:
    """Take an export apart: a log for each transmitter's temperature.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For unknown columns, rows of another width, and a file without a temperature.
    """
    one = _ONE.match(text[:2000])
    match = _MANY.match(text[:2000]) or one
    if match and match[1] != ",":
        between = f"a Meaco export between {'semicolons' if match[1] == ';' else 'tabs'}"
        refuse([Fault(name, between, "its cells between commas", _EXPORT_AGAIN, NotATable)])
    rows = rows_of(text, name)
    refuse(_title_faults(rows[0], name) if one else ())
    title = _title(rows) if one else None
    (number, head), body = rows[1 if title else 0], rows[2 if title else 1 :]
    first = 1 if title else len(_NAMES)
    columns = [column_of(i, head[i]) for i in range(first, len(head)) if head[i]]
    refuse(column_faults(columns, f"{name}, row {number}", _EXPORT_AGAIN))
    refuse(width_faults(len(head), body, name, _EXPORT_AGAIN))
    found = temperatures(columns)
    faults = [fault for column in found for fault in unsigned_faults(column, body, name, _EXPORT_AGAIN)]
    refuse([*unnamed_faults(head, body, name, _EXPORT_AGAIN), *faults])
    parts = [(*title, body)] if title else _by_transmitter(body)
    names = channel_names(found)
    return [
        _raw(logger, place, column, names[column.place], columns, part, first - 1)
        for logger, place, part in parts
        for column in found
    ]


def _title_faults(row: Row, name: str) -> Iterator[Fault]:
    """Refuse a title with a quote in it: its beginning, with the other quote, was cut off."""
    if '"' in row[1][0]:
        expected = "a title whole, or between quotes: the file was cut"
        yield Fault(f"{name}, row {row[0]}", repr(row[1][0]), expected, _EXPORT_AGAIN)


def _title(rows: Sequence[Row]) -> tuple[str, str]:
    """Return the logger and the place that a title names."""
    match = _TITLE.fullmatch(rows[0][1][0])
    return (match[2], match[1]) if match else ("", rows[0][1][0])


def _by_transmitter(body: Sequence[Row]) -> list[tuple[str, str, list[Row]]]:
    """Return each transmitter's rows; two receivers can each have one of the same name."""
    parts = dict[tuple[str, str], list[Row]]()
    for number, cells in body:
        parts.setdefault((cells[1], cells[0]), []).append((number, cells))
    names = [transmitter for transmitter, _ in parts]
    return [
        (transmitter if names.count(transmitter) == 1 else f"{receiver}/{transmitter}", receiver, part)
        for (transmitter, receiver), part in parts.items()
    ] or [("", "", [])]


def _raw(
    logger: str,
    place: str,
    column: SensorColumn,
    channel: str,
    columns: Sequence[SensorColumn],
    body: Sequence[Row],
    time: int,
) -> RawLog:
    return RawLog(
        logger=logger,
        times=[cells[time] for _, cells in body],
        values=[cells[column.place] for _, cells in body],
        rows=[number for number, _ in body],
        unit=column.plain_unit or None,
        date_forms=_FORMS if body else (),
        decimal=None,
        channel=channel,
        assumptions=(*column_notes(columns), *row_notes(column, body)),
        details={"place": place, "transmitter": logger},
    )
