"""What the two GeoPrecision shells write alike: numbered rows, sensors as `#1`, housekeeping cells on some rows only.

Not a dialect: modules whose name begins with an underscore are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from atmp_logistics.core.errors import Fault, MissingUnit, UnknownColumn, UnreadableNumber
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.ingest.loggers._row_checks import (
    EMPTY,
    EXPORT_AGAIN,
    LAST_IS_TEMPERATURE,
    notes_on_columns_left_out,
    notes_on_row_numbers,
    other_shape_faults,
)
from atmp_logistics.ingest.raw_logs import RawLog

FORM = "%d.%m.%Y %H:%M:%S"
_SENSOR = re.compile(r"#\d{1,2}(?:\((.*)\)|:(.*))")
_HOUSEKEEPING = re.compile(r"#?HK-(?:BAT|TEMP)(?:\((?:V|oC)\)|:(?:V|oC))", re.IGNORECASE)
_OTHER_UNIT = re.compile(r"%.*|r\.?H\.?|[hk]?Pa|m?bar", re.IGNORECASE)
_DECIMAL = re.compile(r"-?\d+\.\d+")
_NUMBER = re.compile(r"\d{1,9}")
Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class GeoPrecisionTable:
    """The headings of a GeoPrecision file, their line, and the rows, each with its own."""

    name: str
    line: int
    headings: list[str]
    rows: list[Row]

    @property
    def sensors(self) -> dict[str, int]:
        """The place of each sensor's heading."""
        return {heading: i for i, heading in enumerate(self.headings) if _SENSOR.fullmatch(heading)}

    @property
    def temperatures(self) -> dict[str, int]:
        """The place of each sensor whose heading does not name another quantity, such as humidity."""
        return {heading: i for heading, i in self.sensors.items() if not _OTHER_UNIT.fullmatch(unit_of(heading))}

    @property
    def housekeeping(self) -> list[str]:
        """The headings of the logger's own battery and temperature."""
        return [heading for heading in self.headings[2:] if _HOUSEKEEPING.fullmatch(heading)]


def unit_of(heading: str) -> str:
    """Return the unit that a sensor's heading states.

    Examples
    --------
    >>> unit_of("#1:oC"), unit_of("#12(oC)")
    ('oC', 'oC')
    """
    match = _SENSOR.fullmatch(heading)
    return (match[1] or match[2] or "") if match else ""


def faults_of(table: GeoPrecisionTable) -> Iterator[Fault]:
    """Refuse unknown columns, rows that are neither whole nor without all housekeeping, and lost decimal signs."""
    where = f"{table.name}, row {table.line}"
    expected = "sensors as '#1', then nothing but HK-BAT and HK-TEMP"
    if table.headings[2:] != [*table.sensors, *table.housekeeping] or not table.temperatures:
        yield Fault(where, f"the headings {', '.join(table.headings)!r}", expected, EXPORT_AGAIN, UnknownColumn)
        return
    for heading in table.temperatures:
        if temperature_unit(unit_of(heading)) is None:
            yield Fault(where, f"the heading {heading!r}", "a unit of temperature, oC", EXPORT_AGAIN, MissingUnit)
    yield from other_shape_faults(
        [row for row in table.rows if not _fits(table, row[1])],
        table.name,
        "a number, a time, a temperature for each sensor, and all of the housekeeping or none; decimal points",
    )
    yield from _unpointed(table)


def _fits(table: GeoPrecisionTable, cells: Sequence[str]) -> bool:
    """Say whether a row is whole, or lacks the housekeeping and nothing else; cells that commas keep can be empty."""
    sensors = 2 + len(table.sensors)
    extra = cells[sensors:]
    return (
        len(cells) >= sensors
        and len(extra) in (0, len(table.housekeeping))
        and _NUMBER.fullmatch(cells[0]) is not None
        and all(not cell or _DECIMAL.fullmatch(cell) for cell in extra)
    )


def _unpointed(table: GeoPrecisionTable) -> Iterator[Fault]:
    """Refuse a sensor's column that has no decimal point in any row: its comma may have parted the cells."""
    for heading, place in table.temperatures.items():
        cells = [(number, cells[place]) for number, cells in table.rows if len(cells) > place and cells[place]]
        if cells and not any("." in cell for _, cell in cells):
            number, cell = cells[0]
            where = f"{table.name}, row {number}, column {heading!r}"
            found, expected = f"{cell!r}, and no decimal point in any row", "temperatures with a decimal point"
            yield Fault(where, found, expected, EXPORT_AGAIN, UnreadableNumber)


def raw_logs(
    table: GeoPrecisionTable, logger: str, interval_s: float | None, first_notes: Sequence[str], details: dict[str, Any]
) -> list[RawLog]:
    """Return a channel for each sensor of temperature."""
    others = [heading for heading in table.sensors if heading not in table.temperatures]
    notes = [*first_notes, *_about_ends(table), *notes_on_columns_left_out([*others, *table.housekeeping])]
    notes += [] if logger else ["the file does not name its logger"]
    notes += notes_on_row_numbers([cells[0] for _, cells in table.rows])
    return [
        RawLog(
            logger=logger,
            times=[cells[1] for _, cells in table.rows],
            values=[cells[place] for _, cells in table.rows],
            rows=[number for number, _ in table.rows],
            unit=unit_of(heading),
            date_forms=(FORM,),
            interval_s=interval_s,
            channel=heading,
            assumptions=tuple(notes),
            details=details,
        )
        for heading, place in table.temperatures.items()
    ]


def _about_ends(table: GeoPrecisionTable) -> Iterator[str]:
    """Say that the file is empty, or that a row ends in a sensor's cell, so that a cut would not show."""
    if not table.rows:
        yield EMPTY
    elif any(len(cells) == 2 + len(table.sensors) for _, cells in table.rows):
        yield LAST_IS_TEMPERATURE
