"""LogR thermistor strings: a table whose columns are named after their depths.

What it looks like
    The headings ``time,p0,m0.25,m0.5,m1``, in which ``p`` and ``m`` stand for plus and minus metres, then rows from
    year to minute.

What proves its shape
    Every row has as many cells as headings. Nothing else: no serial number, no unit, no count.

Traps
    Such a table was put together from loggers and is no logger's own export. The unit must come from a person. The
    last cell of a row is a temperature, so that a file cut inside its last line would read another one.
"""

from __future__ import annotations

import re

from atmp_logistics.core.errors import refuse
from atmp_logistics.ingest.loggers._row_checks import (
    EMPTY,
    LAST_IS_TEMPERATURE,
    cells_of,
    lines_of,
    other_shape_faults,
    unended_line_faults,
)
from atmp_logistics.ingest.raw_logs import RawLog

NAME = "LogR"
_HEADINGS = re.compile(r"time(?:,[pm]\d{1,3}(?:\.\d{1,2})?){2,}\s*")
_ROW = re.compile(r"\d{4}-\d\d-\d\d \d{1,2}:\d\d(?:,(?:-?\d+(?:\.\d+)?)?)+")
_FORM = "%Y-%m-%d %H:%M"


def recognises(text: str) -> bool:
    r"""Say whether a text is a LogR table.

    Examples
    --------
    >>> recognises("time,p0,m0.25,m0.5\n"), recognises("time,temperature\n")
    (True, False)
    """
    return _HEADINGS.fullmatch(text[:2000].partition("\n")[0]) is not None


def read(text: str, name: str) -> list[RawLog]:
    """Take a LogR table apart, a channel for each depth.

    Returns
    -------
    list[RawLog]

    Raises
    ------
    InputError
        For rows of another width, cells that are no numbers, and a last line without its end.
    """
    (_, first), *lines = lines_of(text)
    headings = cells_of(first)
    rows = [(number, cells_of(line)) for number, line in lines]
    wrong = [row for row in rows if len(row[1]) != len(headings) or not _ROW.fullmatch(",".join(row[1]))]
    expected = "a time and a number under each heading, with decimal points"
    refuse([*unended_line_faults(text, name), *other_shape_faults(wrong, name, expected)])
    notes = [
        "this table was put together from loggers and is no logger's own export",
        LAST_IS_TEMPERATURE if rows else EMPTY,
    ]
    return [
        RawLog(
            logger="",
            times=[cells[0] for _, cells in rows],
            values=[cells[place] for _, cells in rows],
            rows=[number for number, _ in rows],
            unit=None,
            date_forms=(_FORM,),
            channel=heading,
            assumptions=tuple(notes),
        )
        for place, heading in enumerate(headings[1:], start=1)
    ]
