"""TOMST loggers (TMS, Thermologger): rows between semicolons, without any heading.

What it looks like
    Each row is ``number;date and time;zone;T1;T2;T3;moisture;shake;error``, with or without a last semicolon, and
    in some files with a last ``0``. Dates run from year to minute (``2031.01.02 03:15``) or from day to year, with
    or without seconds, as the computer was set; so does the decimal sign.

What proves its shape
    Every row has as many cells as the first and a number where a number stands. The rows' own numbers count on.

Traps
    No unit and no serial number stands in the file. ``-200`` means that the logger has no such sensor, ``-100`` that
    the sensor did not answer. The times are UTC whatever the zone's cell (quarters of an hour) says. Where seconds
    are written, midnight is written as a date alone. Of ``01.02.2031`` nothing but the rows can prove the order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from atmp_logistics.core.errors import Fault, UnreadableTime, refuse
from atmp_logistics.ingest.files.table import rows_of
from atmp_logistics.ingest.loggers._row_checks import EXPORT_AGAIN, notes_on_row_numbers, other_shape_faults
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "TOMST"
_CELLS = (
    r"\d{1,9}",
    r"\d{1,4}([./-])\d{1,2}\1\d{1,4}(?: \d{1,2}:\d{2}(?::\d{2})?)?",
    r"-?\d{1,3}",
    *[r"-?\d{1,3}(?:[.,]\d+)?"] * 3,
    r"-?\d{1,6}",
    r"\d{1,6}",
    r"\d{1,3}(?:[.,]0)?",
)
_ROW = re.compile(";".join(_CELLS) + ";?0?")
_ABSENT = re.compile(r"-(?:200|100)(?:[.,]0+)?")
_NONE_SUCH = re.compile(r"-200(?:[.,]0+)?")
_FORMS = {
    r"\d{4}\.\d\d\.\d\d \d\d:\d\d": ("%Y.%m.%d %H:%M",),
    r"\d{1,2}\.\d{1,2}\.\d{4} \d{1,2}:\d\d": ("%d.%m.%Y %H:%M", "%m.%d.%Y %H:%M"),
    r"\d{1,2}\.\d{1,2}\.\d{4} \d{1,2}:\d\d:\d\d": ("%d.%m.%Y %H:%M:%S", "%m.%d.%Y %H:%M:%S"),
}
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
_CHANNELS = {"T1": 3, "T2": 4, "T3": 5}
Row = tuple[int, list[str]]


def recognises(text: str) -> bool:
    r"""Say whether a text is a TOMST logger's: it has no heading, so that its first rows must show it.

    Examples
    --------
    >>> recognises("0;2031.01.02 03:15;4;5.5;5.25;-200;1551;202;0;\n")
    True
    >>> recognises("0;2031.01.02 03:15;5.5\n"), recognises("")
    (False, False)
    """
    lines = [line.strip() for line in text[:1000].splitlines() if line.strip()][:5]
    fits = [_ROW.fullmatch(line) is not None for line in lines]
    return sum(fits) > len(fits) / 2


def read(text: str, name: str) -> list[RawLog]:
    """Take a TOMST logger's file apart, a channel for each of its sensors.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For rows of another shape, and dates in a form that is not known.
    """
    rows = rows_of(text, name, ";")
    refuse(other_shape_faults(_misshapen(rows), name, "number;time;zone;T1;T2;T3;moisture;shake;error in each row"))
    forms = _date_forms(rows, name)
    times = [_time(cells[1], forms) for _, cells in rows]
    notes, details = tuple(_assumptions(rows, times)), _details(rows)
    return [
        RawLog(
            logger="",
            times=times,
            values=[cells[place] for _, cells in rows],
            rows=[number for number, _ in rows],
            unit=None,
            date_forms=forms,
            decimal=None,
            offset="+00:00",
            missing=frozenset(cell for _, cells in rows for cell in cells[3:6] if _ABSENT.fullmatch(cell)),
            channel=channel,
            assumptions=notes,
            details=details,
        )
        for channel, place in _channels(rows).items()
    ]


def _misshapen(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that are cut, or that do not end as most do."""
    ends = [tuple(cells[9:]) for _, cells in rows]
    usual = max(counts := Counter(ends), key=counts.__getitem__, default=())
    return [
        (number, cells)
        for (number, cells), end in zip(rows, ends, strict=True)
        if not _ROW.fullmatch(";".join(cells)) or end != usual
    ]


def _date_forms(rows: Sequence[Row], name: str) -> tuple[str, ...]:
    """Return the formats that the first row with a time of day can have."""
    for number, cells in (row for row in rows if " " in row[1][1]):
        forms = [forms for shape, forms in _FORMS.items() if re.fullmatch(shape, cells[1])]
        if forms:
            return forms[0]
        where, expected = f"{name}, row {number}", "a date such as 2031.01.02 03:15 or 02.01.2031 03:15:00"
        refuse([Fault(where, repr(cells[1]), expected, EXPORT_AGAIN, UnreadableTime)])
    return _FORMS[r"\d{4}\.\d\d\.\d\d \d\d:\d\d"]


def _time(cell: str, forms: tuple[str, ...]) -> str:
    """Return a time; midnight is a date alone where the other rows have seconds."""
    return f"{cell} 00:00:00" if forms[0].endswith("%S") and _DATE.fullmatch(cell) else cell


def _channels(rows: Sequence[Row]) -> dict[str, int]:
    """Return T1 alone where T2 and T3 never existed; any other sensor is a person's to leave out."""
    alone = all(_NONE_SUCH.fullmatch(cell) for _, cells in rows for cell in cells[4:6])
    return {"T1": 3} if alone else _CHANNELS


def _assumptions(rows: Sequence[Row], times: Sequence[str]) -> Iterator[str]:
    zones = ", ".join(sorted({cells[2] for _, cells in rows}))
    yield f"times are UTC, as this family writes them; the zone's cell ({zones}) is not applied"
    yield "moisture and shake are no temperatures: left out"
    if len(_channels(rows)) == 1:
        yield "T2 and T3 read -200 in every row, no such sensors: left out"
    absent = Counter(cell for _, cells in rows for cell in cells[3:6] if _ABSENT.fullmatch(cell))
    if absent:
        yield f"no sensor (-200) or no answer (-100) is no reading: {', '.join(f'{c} {n}x' for c, n in absent.items())}"
    flagged = [cells for _, cells in rows if _error(cells)]
    if flagged:
        yield f"rows with an error code other than 0, their temperatures taken as written: {len(flagged)}"
    midnights = sum(time != cells[1] for time, (_, cells) in zip(times, rows, strict=True))
    if midnights:
        yield f"rows with a date and no time of day, midnight as this family writes it: {midnights}"
    yield from notes_on_row_numbers([cells[0] for _, cells in rows])


def _error(cells: Sequence[str]) -> int:
    return int(re.split("[.,]", cells[8])[0])


def _details(rows: Sequence[Row]) -> dict[str, Any]:
    return {
        "zone_quarter_hours": sorted({int(cells[2]) for _, cells in rows}),
        "error_codes": dict(Counter(str(_error(cells)) for _, cells in rows if _error(cells))),
    }
