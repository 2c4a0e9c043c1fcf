"""The canonical readings table: time, temperature, and where needed unit and logger_id."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from atmp_logistics.errors import Fault, MissingUnit, UnknownColumn, UnknownDialect, nearest, refuse
from atmp_logistics.ingest import dialects
from atmp_logistics.ingest._file import File, Table, read_table
from atmp_logistics.ingest._raw import RawLog
from atmp_logistics.site import IGNORE, Site
from atmp_logistics.units import temperature_unit

COLUMNS = ("time", "temperature", "unit", "logger_id")
#: What people and programs write for "no reading"; compared without regard to case.
MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "--", "---", "--.-", "nc"})
_WITH_UNIT = re.compile(r"temperature\s*(?:[\[(](.+)[\])]|_(deg[cf]|k|c|f))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Headings:
    """Where each canonical column stands in a table, by its heading, and the unit that a heading names."""

    of: dict[str, str]
    unit: str | None


def read_canonical(file: File, site: Site) -> tuple[str, list[RawLog], tuple[str, ...]]:
    """Take a canonical readings table apart, one `RawLog` a logger.

    Raises
    ------
    UnknownDialect
        When it has no column of times and one of temperatures.
    """
    table = read_table(file)
    headings = _headings(table, site)
    loggers = table.column(headings.of["logger_id"]) if "logger_id" in headings.of else [""] * len(table.rows)
    values = table.column(headings.of["temperature"])
    units = _units(table, headings)
    faults = [
        _two_units(table, i, units[0])
        for i, unit in enumerate(units)
        if temperature_unit(unit) != temperature_unit(units[0])
    ]
    refuse(faults)
    missing = frozenset(cell for cell in values if cell.casefold() in MISSING)
    rows: dict[str, list[int]] = {}
    for i, name in enumerate(loggers):
        rows.setdefault(name, []).append(i)
    times = table.column(headings.of["time"])
    raws = [_raw(name, own, table, times, values, units[own[0]], missing) for name, own in rows.items()]
    if not table.rows:
        return (
            table.dialect,
            [RawLog("", (), (), (), headings.unit, ())],
            (*table.assumptions, "the file holds no reading"),
        )
    return table.dialect, raws, table.assumptions


def _raw(
    name: str,
    rows: Sequence[int],
    table: Table,
    times: Sequence[str],
    values: Sequence[str],
    unit: str,
    missing: frozenset[str],
) -> RawLog:
    """Return the rows of one logger."""
    cells = [values[i] for i in rows]
    comma = any("," in cell for cell in cells if cell not in missing) and table.dialect != "csv, comma"
    return RawLog(
        logger=name,
        times=[times[i] for i in rows],
        values=cells,
        rows=[table.numbers[i] for i in rows],
        unit=unit,
        date_forms=(),
        decimal="," if comma else ".",
        missing=missing,
        assumptions=("decimal comma throughout",) if comma else (),
    )


def _headings(table: Table, site: Site) -> Headings:
    found: dict[str, str] = {}
    unit, faults = None, list[Fault]()
    for heading in table.headings:
        name = site.columns.get(heading, heading)
        match = _WITH_UNIT.fullmatch(name)
        if match:
            name, unit = "temperature", match[1] or match[2]
        elif name.strip().casefold() in COLUMNS:
            name = name.strip().casefold()
        if name in COLUMNS and name not in found:
            found[name] = heading
        elif name != IGNORE:
            faults.append(_unknown(table, heading, twice=name in found))
    if not {"time", "temperature"} <= set(found):
        raise _no_readings(table)
    refuse(faults)
    return Headings(found, unit)


def _unknown(table: Table, heading: str, *, twice: bool) -> Fault:
    found = f"the column {heading!r}" + (" beside another of its meaning" if twice else "")
    fix = f"rename or remove it, or state it in the site profile's [columns]{nearest(heading, COLUMNS)}"
    return Fault(f"{table.name}, row 1", found, f"only {', '.join(COLUMNS)}", fix, UnknownColumn)


def _no_readings(table: Table) -> UnknownDialect:
    tried = ", ".join(dialect.NAME for dialect in dialects.all_dialects())
    shown = ", ".join(map(repr, table.headings[:8]))
    expected = f"the columns time and temperature, or an export of {tried}"
    close = next(filter(None, (nearest(heading, ("time", "temperature")) for heading in table.headings)), "")
    fix = f"rename the columns, or state them in the site profile's [columns]{close}"
    return UnknownDialect([Fault(f"{table.name}, row 1", f"the headings {shown}", expected, fix, UnknownDialect)])


def _units(table: Table, headings: Headings) -> list[str]:
    """Return each row's unit: the heading's, or the unit column's; one that contradicts the heading is refused."""
    if "unit" not in headings.of:
        return [headings.unit or ""] * len(table.rows)
    units = table.column(headings.of["unit"])
    if headings.unit is not None:
        stated = temperature_unit(headings.unit)
        refuse(_two_units(table, i, headings.unit) for i, unit in enumerate(units) if temperature_unit(unit) != stated)
    return units


def _two_units(table: Table, row: int, first: str) -> Fault:
    where = f"{table.name}, row {table.numbers[row]}, column unit"
    return Fault(where, "another unit than before", f"{first} throughout", "convert the rows to one unit", MissingUnit)
