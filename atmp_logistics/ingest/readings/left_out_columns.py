"""Columns of a readings table that nobody reads and without which the others say something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from atmp_logistics.core.errors import Fault, UnknownColumn
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.ingest.files.named_zones import zone_named
from atmp_logistics.ingest.files.table import CellTable

_HALF_OF_DAY = re.compile(r"[apef]\.?\s?m\.?", re.IGNORECASE)
#: Headings of what a reading is of: a logger, a sensor, or a quantity.
_IDENTIFIES = re.compile(
    r"logger|sensor|probe|device|serial|s/n|channel|station|quantity|parameter|variable|measure"
    r"|givare|kanal|enhet|mätpunkt|storhet|apparaat|kanaal|gerät|fühler|messstelle"
    r"|\bid\b|\bname\b|namn|\bnaam\b|\btype?\b|room|\brum\b|kamer|raum|location|plats|locatie|ort\b"
    r"|fridge|freezer|tank\b|kyl|frys|koelkast|vriezer|schrank",
    re.IGNORECASE,
)
#: Cells that say of the reading beside them that it is none.
_NO_READING = re.compile(
    r"(?:sensor\w*|probe|logger|givar\w*|fühler)?[\s_-]*"
    r"(?:err(?:or)?|fault|fail(?:ed|ure)?|invalid|not valid|disconnected|unplugged|broken|bad"
    r"|fel|trasig|ogiltigt?|fehler|defekt|ungültig|fout|ongeldig)\b.*",
    re.IGNORECASE,
)
_ZONE = re.compile(r"[A-Z]{2,5}|(?:UTC|GMT) ?[+-](?:1[0-4]|0?\d)(?::?[0-5]\d)?|[+-][01]\d:[0-5]\d")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
#: Of columns of numbers these headings alone tell things apart: others are another quantity.
_NUMBERED = re.compile(r"serial|s/n|\bid\b|\bno\b|\bnr\b|number|nummer|kanal|kanaal|channel$", re.IGNORECASE)
#: So many different names are several things, however few rows there are.
_FEW = 3


def left_out_faults(
    table: CellTable, left: Sequence[str], unnamed: Sequence[str], temperatures: Sequence[str]
) -> Iterator[Fault]:
    """Yield a fault for each column that is left out and changes what the columns that are read mean.

    Parameters
    ----------
    table : CellTable
    left : sequence of str
        The headings of all columns that are left out.
    unnamed : sequence of str
        Those of them that nobody names: they are left out as the rest is.
    temperatures : sequence of str
        The headings of the columns of temperatures.
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
        elif heading in unnamed and (bad := _disowned(table, heading, temperatures)):
            found = f"{table.column(heading)[bad[0]]!r} under {heading!r}, which is left out, and {len(bad)} such cells"
            expected = "no word beside a temperature that it is none"
            fix = f"empty the temperatures that are none, and state --column '{heading}=ignore'"
            yield Fault(f"{table.name}, row {table.numbers[bad[0]]}", found, expected, fix, UnknownColumn)
        elif heading in unnamed and all(map(temperature_unit, seen)):
            fix = f"state it: --column '{heading}=unit', or '{heading}=ignore' if it is none"
            yield Fault(where, shown, "units that are read", fix, UnknownColumn)
        elif heading in unnamed and all(map(_is_zone, seen)):
            fix = f"state the zone of the times and '{heading}=ignore', or write the offset behind each time"
            yield Fault(where, shown, "a zone that is read, or stated", fix, UnknownColumn)
        elif heading in unnamed and _tells_apart(heading, cells):
            fix = f"state it: --column '{heading}=logger_id', or '{heading}=ignore'; or give a file for each series"
            yield Fault(where, shown, "one series of readings in the rows", fix, UnknownColumn)


def _disowned(table: CellTable, heading: str, temperatures: Sequence[str]) -> list[int]:
    """Return the places of cells that say of a temperature beside them that it is none."""
    values = [table.column(one) for one in temperatures]
    said = [i for i, cell in enumerate(table.column(heading)) if _NO_READING.fullmatch(cell)]
    return [i for i in said if any(sign.isdigit() for column in values for sign in column[i])]


def _is_zone(cell: str) -> bool:
    return _ZONE.fullmatch(cell) is not None and zone_named(f"({cell})") is not None


def _tells_apart(heading: str, cells: Sequence[str]) -> bool:
    """Say whether a column names several things of which the rows are readings, most of them in more than one row."""
    count = len(set(cells))
    if any(map(_NUMBER.fullmatch, cells)):
        return 1 < count <= len(cells) / 2 and bool(_NUMBERED.search(heading))
    return (1 < count <= len(cells) / 2 or 1 < count <= _FEW) and bool(_IDENTIFIES.search(heading))
