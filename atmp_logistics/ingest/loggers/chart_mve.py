"""Chart MVE nitrogen freezers: the CSV of their TS controller. Provisional: no export was seen.

What it looks like
    As one program that reads it shows: headings ``Date``, ``Time``, ``Temp A``, ``Temp B``, ``Level``, ``Usage``,
    ``User`` and ``Status``; temperatures with their unit in each cell (``-190.1°C``), levels in mm, the newest row
    first. A row without a level marks a change of the settings.

What a file proves
    Nothing but its order and what its dates themselves prove: no zone, no interval, no count.

Traps
    The degree sign is often lost. Two probes stand in one file: a person says which one is the product's. One
    controller writes hours and minutes, another seconds too. ``F`` and ``ZO`` in ``Status`` are a filling and the
    zeroing of the level, whose rows hold temperatures like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from atmp_logistics.core.errors import Fault, MissingUnit, UnknownColumn, refuse
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._date_orders import date_forms
from atmp_logistics.ingest.loggers._row_checks import EMPTY, EXPORT_AGAIN, notes_on_columns_left_out, other_shape_faults
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "Chart MVE"
PROVISIONAL = "provisional: no genuine export was seen; this reader was built from another program's"
_ASKED = ("Date", "Time", "Temp A", "Temp B", "Level", "Usage", "User", "Status")
_CELL = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(°|\ufffd)([CF])")
_LEVEL = re.compile(r"-?\d+(?:\.\d+)? mm")
Cells = tuple[int, list[str]]


def recognises(text: str) -> bool:
    r"""Say whether a text has the headings of the controller.

    Examples
    --------
    >>> recognises("Date,Time,Temp A,Temp B,Level,Usage,User,Status\n"), recognises("Date,Time,Temp A,Temp B\n")
    (True, False)
    """
    cells = [cell.strip('" ') for cell in text[:400].partition("\n")[0].strip().split(",")]
    return set(_ASKED) <= set(cells)


def read(text: str, name: str) -> list[RawLog]:
    """Take the controller's CSV apart, one log for each probe.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For other columns, and rows that are neither readings nor changes of the settings.
    """
    (number, headings), *body = rows_of(text, name)
    where = f"{name}, row {number}"
    odd = [heading for heading in headings if heading not in _ASKED or headings.count(heading) > 1]
    refuse(Fault(where, f"the heading {heading!r}", ", ".join(_ASKED), EXPORT_AGAIN, UnknownColumn) for heading in odd)
    places = {heading: i for i, heading in enumerate(headings)}
    refuse([*_row_faults(places, body, name)])
    readings = [(number, cells) for number, cells in body if cells[places["Level"]]]
    return [_raw(places, body, readings, probe, name) for probe in ("Temp A", "Temp B")]


def _row_faults(places: dict[str, int], body: Sequence[Cells], name: str) -> Iterator[Fault]:
    """Refuse rows of another width, levels that are none, and rows without a level that hold a temperature."""
    level, probes = places["Level"], (places["Temp A"], places["Temp B"])
    narrow = [row for row in body if len(row[1]) != len(places)]
    whole = [row for row in body if len(row[1]) == len(places)]
    wrong = narrow + [row for row in whole if not _known(row[1][level], [row[1][i] for i in probes])]
    expected = "a level in mm and temperatures with their unit; without a level no temperature either"
    yield from other_shape_faults(sorted(wrong), name, expected)
    found = [(row, match[3]) for row, cells in whole for i in probes for match in [_CELL.fullmatch(cells[i])] if match]
    other = [row for row, unit in found if unit != found[0][1]]
    if other:
        where = f"{name}, row {other[0]}"
        yield Fault(where, "°C and °F in one file", "one unit throughout", EXPORT_AGAIN, MissingUnit)


def _known(level: str, temperatures: Sequence[str]) -> bool:
    read = [bool(_CELL.fullmatch(cell)) for cell in temperatures]
    return bool(_LEVEL.fullmatch(level)) and all(read) if level else not any(read)


def _raw(places: dict[str, int], body: Sequence[Cells], readings: Sequence[Cells], probe: str, name: str) -> RawLog:
    taken = [match for _, cells in readings for match in [_CELL.fullmatch(cells[places[probe]])] if match]
    times = [f"{cells[places['Date']]} {cells[places['Time']]}" for _, cells in readings]
    return RawLog(
        logger="",
        times=times,
        values=[match[1] for match in taken],
        rows=[number for number, _ in readings],
        unit=taken[0][3] if taken else None,
        date_forms=date_forms(times[0], f"{name}, row {readings[0][0]}", EXPORT_AGAIN) if readings else (),
        channel=probe,
        assumptions=tuple(_assumptions(len(body) - len(readings), [match[2] for match in taken])),
    )


def _assumptions(changes: int, signs: Sequence[str]) -> Iterator[str]:
    yield PROVISIONAL
    yield "the file states no offset from UTC, no interval, and not how many readings it has"
    if not signs:
        yield EMPTY
    if "\ufffd" in signs:
        yield "the degree sign was lost; the letter behind it is the unit"
    if changes:
        counted = "1 row" if changes == 1 else f"{changes} rows"
        yield f"{counted} without a level or a temperature, kept out: changes of the settings"
    yield from notes_on_columns_left_out(["Level", "Usage", "User", "Status"])
