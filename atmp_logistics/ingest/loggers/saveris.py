"""testo Saveris stations: a collector's table of many sensors, one reading a row.

What it looks like
    The Korean headings ``측정시간,장비명,℃,%rF`` (time, device, temperature, humidity), then rows whose times are in
    UTC. The unit is the whole name of its column.

What proves its shape
    Every row has as many cells as headings. Nothing counts the rows.

Traps
    The collector asks each sensor again and again: a reading that is not new stands in the table once more, and
    sensors do not keep step with each other. Each sensor is a logger of its own. testo's own export was not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from atmp_logistics.core.errors import Fault, UnknownColumn, refuse
from atmp_logistics.core.iso_times import is_iso
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._row_checks import (
    EMPTY,
    EXPORT_AGAIN,
    notes_on_columns_left_out,
    other_shape_faults,
    unended_line_faults,
)
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "testo Saveris"
_HEADINGS = ["측정시간", "장비명"]
_OTHERS = frozenset({"%rF"})
_ZONED = re.compile(r".*(?:Z|[+-]\d\d:\d\d)")
Row = tuple[int, list[str]]


def recognises(text: str) -> bool:
    r"""Say whether a text is a collector's table of Saveris sensors.

    Examples
    --------
    >>> recognises("측정시간,장비명,℃,%rF\n"), recognises("time,device,°C\n")
    (True, False)
    """
    return text[:200].startswith(",".join(_HEADINGS) + ",")


def read(text: str, name: str) -> list[RawLog]:
    """Take a collector's table apart, a logger for each sensor.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For unknown columns, rows of another width, and times without their offset.
    """
    (number, headings), *rows = rows_of(text, name)
    refuse(_heading_faults(headings, f"{name}, row {number}"))
    wrong = [row for row in rows if not _fits(row[1], len(headings))]
    expected = "a time in UTC, a device, and a cell under each heading"
    refuse([*unended_line_faults(text, name), *other_shape_faults(wrong, name, expected)])
    devices = list(dict.fromkeys(cells[1] for _, cells in rows)) or [""]
    notes = tuple(_assumptions(headings, rows))
    return [_raw(device, [row for row in rows if row[1][1] == device], headings[2], notes) for device in devices]


def _heading_faults(headings: Sequence[str], where: str) -> Iterator[Fault]:
    if headings[2:3] not in (["℃"], ["℉"]) or not set(headings[3:]) <= _OTHERS or len(headings) > 4:
        found, expected = f"the headings {', '.join(headings)!r}", "'측정시간,장비명,℃', and at most '%rF' after them"
        yield Fault(where, found, expected, EXPORT_AGAIN, UnknownColumn)


def _fits(cells: Sequence[str], width: int) -> bool:
    return len(cells) == width and bool(cells[1]) and is_iso(cells[0]) and _ZONED.fullmatch(cells[0]) is not None


def _raw(device: str, rows: Sequence[Row], unit: str, notes: tuple[str, ...]) -> RawLog:
    return RawLog(
        logger=device,
        times=[cells[0] for _, cells in rows],
        values=[cells[2] for _, cells in rows],
        rows=[number for number, _ in rows],
        unit=unit,
        date_forms=(),
        assumptions=notes,
    )


def _assumptions(headings: Sequence[str], rows: Sequence[Row]) -> Iterator[str]:
    yield "this is a collector's table and not the station's own export: whether it holds every reading is not known"
    if not rows:
        yield EMPTY
    yield from notes_on_columns_left_out(headings[3:])
