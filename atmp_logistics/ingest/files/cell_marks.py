"""What a cell is beyond its text: a date, a number shown otherwise than it is stored, a temperature with its unit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from enum import Enum

from atmp_logistics.core.errors import Fault


class CellMark(Enum):
    """What a cell is beyond its text: how a workbook holds or shows it, or that a frame or Parquet holds an instant."""

    DATE = "a date, shown without a clock time"
    STAMP = "a date and a clock time, held as such and not as text"
    MINUTES = "a date and a clock time, or a clock time alone, shown without seconds"
    LONG = "a number of more than 15 digits"
    OTHERWISE = "a number shown otherwise than stored"
    CHANGED = "a number of which the cell shows another, or none"
    POINT = "a number that need not be whole, as a column of floating numbers holds it"
    CELSIUS = "a number shown with °C"
    FAHRENHEIT = "a number shown with °F"
    KELVIN = "a number shown with K"

    @property
    def is_stamp(self) -> bool:
        """Whether this is a date and a clock time."""
        return self in {CellMark.STAMP, CellMark.MINUTES}


#: From a heading to the marks of its cells, by their place among the rows.
MarksByHeading = Callable[[str], Mapping[int, CellMark]]
#: From headings to a fault for each range of merged cells under them.
MergedByHeadings = Callable[[Collection[str]], Iterable[Fault]]


def unmerged(_headings: Collection[str]) -> Iterable[Fault]:
    """Return nothing: no cell is merged."""
    return ()


def unmarked(_heading: str) -> Mapping[int, CellMark]:
    """Return no marks: text says all that there is."""
    return {}
