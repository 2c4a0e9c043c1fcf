"""Columns under one heading each: what a heading names, and what of it can be a product's temperature.

Shared by the dialects whose files are tables. It decides nothing that a heading does not state: an unknown column is
a fault, and a column that is left out is listed in the notes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from atmp_logistics.core.errors import Fault, MissingUnit, NotATable, UnknownColumn, UnreadableNumber
from atmp_logistics.core.temperature_units import temperature_unit

Row = tuple[int, list[str]]
_NAME_AND_UNIT = re.compile(r"(.*?)\s*[(\[](.*)[)\]]")
_LOST_DEGREE = re.compile(r"(?:∞|\ufffd|Â°)\s*([CF])")
_COMPUTED = re.compile(r"dew|wet.?bulb|heat.?index|wind.?chill|\bmkt\b|kinetic", re.IGNORECASE)
_STATISTIC = re.compile(r"\b(?:max|min|avg|average|mean|std|stdev|maximum|minimum)\b", re.IGNORECASE)
_TEMPERATURE = re.compile(r"\btemp", re.IGNORECASE)
_OTHER = re.compile(
    r"humid|\brh\b|\blux\b|\blight|illumin|\buv\b|batter|volt|current|pressure|\bco2\b|signal", re.IGNORECASE
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = re.compile(rf"(?<=\d)([/-])({'|'.join(_MONTHS)})\1(?=\d)")


@dataclass(frozen=True, slots=True)
class SensorColumn:
    """A column: its place, its heading as written, and the name and the unit that the heading or a row under it gives.

    Parameters
    ----------
    place : int
    heading : str
    name : str
    unit : str
        "" where the file names none.
    """

    place: int
    heading: str
    name: str
    unit: str

    @property
    def plain_unit(self) -> str:
        """The unit, without a degree sign that was lost in writing or copying."""
        match = _LOST_DEGREE.fullmatch(self.unit)
        return match[1] if match else self.unit

    @property
    def kind(self) -> str:
        """Say what the column holds: "temperature", "computed", "statistic", "other", or "unknown"."""
        measured = temperature_unit(self.plain_unit) is not None
        if _COMPUTED.search(self.name):
            return "computed"
        if _TEMPERATURE.search(self.name) or measured:
            both = _OTHER.search(self.name) and not _TEMPERATURE.search(self.name)
            return "unknown" if both else "statistic" if _STATISTIC.search(self.name) else "temperature"
        return "other" if self.unit or _OTHER.search(self.name) else "unknown"


def column_of(place: int, heading: str) -> SensorColumn:
    """Take a heading such as `Temperature (C)` apart into a name and a unit.

    Examples
    --------
    >>> column_of(1, "Temperature (C)")
    SensorColumn(place=1, heading='Temperature (C)', name='Temperature', unit='C')
    >>> column_of(1, "Humidity (RH(%))").kind, column_of(2, "Dew point (°C)").kind, column_of(3, "Door").kind
    ('other', 'computed', 'unknown')
    """
    match = _NAME_AND_UNIT.fullmatch(heading)
    name, unit = match.groups() if match else (heading, "")
    return SensorColumn(place, heading, name.strip(), unit.strip())


def temperatures(columns: Sequence[SensorColumn]) -> list[SensorColumn]:
    """Return the columns that hold a sensor's temperature."""
    return [column for column in columns if column.kind == "temperature"]


def column_faults(columns: Sequence[SensorColumn], where: str, fix: str) -> Iterator[Fault]:
    """Refuse unknown columns, statistics, units that are none, and a table without a temperature."""
    for column in columns:
        found = f"the column {column.heading!r}"
        if column.kind == "unknown":
            expected = "a temperature, or another quantity that its heading or its unit names"
            yield Fault(where, found, expected, fix, UnknownColumn)
        elif column.kind == "statistic":
            yield Fault(where, found, "readings and not a statistic of them", fix, UnknownColumn)
        elif column.kind == "temperature" and column.unit and temperature_unit(column.plain_unit) is None:
            yield Fault(where, f"the unit {column.unit!r} of {column.heading!r}", "°C, °F or K", fix, MissingUnit)
    if not temperatures(columns):
        held = ", ".join(repr(column.heading) for column in columns) or "no column of readings"
        found = f"no temperature column ({held})"
        yield Fault(where, found, "a column of temperatures", "export the temperature channel", UnknownColumn)


def width_faults(width: int, rows: Sequence[Row], name: str, fix: str) -> Iterator[Fault]:
    """Refuse rows of another width than their headings: a decimal comma and a cut line look like that."""
    wrong = [row for row in rows if len(row[1]) != width]
    if wrong:
        number, cells = wrong[0]
        found = f"{len(cells)} cells under {width} headings, and {len(wrong)} such rows"
        expected = "as many cells as headings; decimal commas add cells, and a cut line has fewer"
        yield Fault(f"{name}, row {number}", found, expected, fix, NotATable)


def unnamed_faults(headings: Sequence[str], rows: Sequence[Row], name: str, fix: str) -> Iterator[Fault]:
    """Refuse a cell under no heading; a comma that ends each line leaves an empty one."""
    unnamed = [i for i, heading in enumerate(headings) if not heading]
    wrong = [(number, cells) for number, cells in rows if any(cells[i] for i in unnamed)]
    for number, cells in wrong[:1]:
        found = f"{','.join(cells)!r}, and {len(wrong)} such rows"
        yield Fault(f"{name}, row {number}", found, "no cell without a heading", fix, NotATable)


def unsigned_faults(column: SensorColumn, rows: Sequence[Row], name: str, fix: str) -> Iterator[Fault]:
    """Refuse a column without a decimal sign in any row, for families that always write one: 205 can be 20.5."""
    cells = [(number, cells[column.place]) for number, cells in rows if cells[column.place]]
    if cells and not any("." in cell or "," in cell for _, cell in cells):
        where = f"{name}, row {cells[0][0]}, column {column.heading!r}"
        found = f"{cells[0][1]!r}, and no decimal sign in any row"
        expected = "a decimal sign; without it the size of a number is not known"
        yield Fault(where, found, expected, fix, UnreadableNumber)


def channel_names(columns: Sequence[SensorColumn]) -> dict[int, str]:
    """Return each column's channel name by its place: its heading, with its number where two have the same.

    Examples
    --------
    >>> headings = ("Temperature", "Temperature", "Air")
    >>> channel_names([SensorColumn(place, heading, "", "") for place, heading in enumerate(headings, start=2)])
    {2: 'Temperature (column 3)', 3: 'Temperature (column 4)', 4: 'Air'}
    """
    counts = Counter(column.heading for column in columns)
    return {
        column.place: column.heading if counts[column.heading] == 1 else f"{column.heading} (column {column.place + 1})"
        for column in columns
    }


def column_notes(columns: Sequence[SensorColumn]) -> Iterator[str]:
    """Say which columns are left out, and where a degree sign was lost."""
    others = [repr(column.heading) for column in columns if column.kind == "other"]
    if others:
        yield f"columns that are no temperature of the product are left out: {', '.join(others)}"
    computed = [repr(column.heading) for column in columns if column.kind == "computed"]
    if computed:
        yield f"columns that are computed and not measured are left out: {', '.join(computed)}"
    for unit in sorted({column.unit for column in temperatures(columns) if column.unit != column.plain_unit}):
        yield f"the unit stands as {unit!r}, its degree sign lost: read as °{unit[-1]}"


def row_notes(column: SensorColumn, rows: Sequence[Row], *, even: bool = True) -> Iterator[str]:
    """Yield a note where there is no reading, or where numbers differ in their count of decimals: one may be cut."""
    if not rows:
        yield "the file holds no reading"
    cells = [(number, cells[column.place]) for number, cells in rows if cells[column.place]]
    lengths = Counter(_decimals(cell) for _, cell in cells)
    if even and len(lengths) > 1:
        usual = lengths.most_common(1)[0][0]
        number, cell = next((n, c) for n, c in cells if _decimals(c) != usual)
        yield f"not all temperatures have {usual} decimals (row {number}: {cell}): a number may have been cut"


def _decimals(cell: str) -> int:
    """Return how many signs stand behind the last point or comma of a cell, 0 where it has none.

    Examples
    --------
    >>> _decimals("4.25"), _decimals("1,234.5"), _decimals("4")
    (2, 1, 0)
    """
    before, _, after = re.sub(",", ".", cell).rpartition(".")
    return len(after) if before or cell[:1] in ".," else 0


def count_note(declared: int | None, held: int) -> Iterator[str]:
    """Say where a file does not hold as many readings as it declares, or declares no number."""
    if declared is None:
        yield "the file does not say how many readings it has: whether it holds them all is not known"
    elif declared != held:
        yield f"the file declares {declared} readings and holds {held}: it was cut or filtered"


def named_months(text: str) -> str:
    """Write a month's English name as its number, so that a date is read alike whatever the computer's language.

    Examples
    --------
    >>> named_months("00:30:00 21/Nov/2031"), named_months("01-Sep-31 12:30:00 am"), named_months("21/Okt/2031")
    ('00:30:00 21/11/2031', '01-09-31 12:30:00 am', '21/Okt/2031')
    """
    return _MONTH.sub(lambda match: f"{match[1]}{_MONTHS.index(match[2]) + 1:02d}{match[1]}", text)
