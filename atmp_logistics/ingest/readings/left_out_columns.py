"""Columns of a readings table that nobody reads and without which the others say something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from atmp_logistics.core.errors import Fault, UnknownColumn
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.ingest.files.table import CellTable

_HALF_OF_DAY = re.compile(r"[apef]\.?\s?m\.?", re.IGNORECASE)
#: Headings of what a reading is of: a logger, a sensor, or a quantity.
_IDENTIFIES = re.compile(
    r"logger|sensor|probe|device|serial|s/n|channel|station|quantity|parameter|variable|measure"
    r"|givare|kanal|enhet|mätpunkt|storhet|apparaat|kanaal|gerät|fühler|messstelle",
    re.IGNORECASE,
)
_DECIMAL = re.compile(r"[+-]?\d+[.,]\d+")


def left_out_faults(table: CellTable, left: Sequence[str], unnamed: Sequence[str]) -> Iterator[Fault]:
    """Yield a fault for each column that is left out and changes what the columns that are read mean.

    Parameters
    ----------
    table : CellTable
    left : sequence of str
        The headings of all columns that are left out.
    unnamed : sequence of str
        Those of them that nobody names: they are left out as the rest is.
    """
    for heading in left:
        cells = [cell for cell in table.column(heading) if cell]
        seen = list(dict.fromkeys(cells))
        if not seen:
            continue
        shown = f"the cells {', '.join(map(repr, seen[:3]))} under {heading!r}, which is left out"
        where = f"{table.name}, row {table.heading_row}"
        if all(map(_HALF_OF_DAY.fullmatch, seen)):
            expected = "the half of the day in the cell of the time, as in 01:00 PM"
            yield Fault(where, shown, expected, "write time and half of the day into one column", UnknownColumn)
        elif heading in unnamed and all(map(temperature_unit, seen)):
            fix = f"state it: --column '{heading}=unit', or '{heading}=ignore' if it is none"
            yield Fault(where, shown, "units that are read", fix, UnknownColumn)
        elif heading in unnamed and _tells_apart(heading, cells):
            fix = f"state it: --column '{heading}=logger_id', or '{heading}=ignore'; or give a file for each series"
            yield Fault(where, shown, "one series of readings in the rows", fix, UnknownColumn)


def _tells_apart(heading: str, cells: Sequence[str]) -> bool:
    """Say whether a column names several things of which the rows are readings, each in more than one row."""
    several = 1 < len(set(cells)) <= len(cells) / 2 or 1 < len(set(cells)) <= _FEW
    return several and bool(_IDENTIFIES.search(heading)) and not any(map(_DECIMAL.fullmatch, cells))


#: So many different names are several things, however few rows there are.
_FEW = 3
