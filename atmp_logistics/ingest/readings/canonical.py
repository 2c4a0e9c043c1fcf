"""The canonical readings table: time, temperature, and where needed unit and logger_id; or any table, as stated.

A table that a person calls one (`dialect="table"`) may write its dates as numbers in one order throughout, proven or
stated. Where the caller names the columns too, the others are left out, with a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from atmp_logistics.core.column_names import reading_column
from atmp_logistics.core.errors import Fault, InputError, MissingUnit, UnknownColumn, UnknownDialect, nearest, refuse
from atmp_logistics.core.numeric_forms import numeric_forms
from atmp_logistics.core.reading_times import is_iso
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.ingest import loggers as dialects
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.files.ids import unclear_id_faults
from atmp_logistics.ingest.files.named_units import units_named, without_unit
from atmp_logistics.ingest.files.named_zones import without_zone, zone_named
from atmp_logistics.ingest.files.number_formats import shown_unit
from atmp_logistics.ingest.files.table import CellTable
from atmp_logistics.ingest.raw_logs import RawLog
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.site_words import IGNORE

COLUMNS = ("time", "temperature", "unit", "logger_id", "interval_s")
#: What people and programs write for "no reading"; compared without regard to case.
MISSING = frozenset(
    ("", "na", "n/a", "nan", "null", "none", "-", "--", "---", "--.-", "nc", "n/c", "no data", "missing", "saknas")
)

#: What stands in brackets behind this heading alone is a unit, or refused as one.
_IN_BRACKETS = re.compile(r"temperature\s*[\[(](.+)[\])]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadingHeadings:
    """Where each canonical column stands in a table, by its heading, and the unit that a heading names.

    `stated` is what a site's profile says of the heading of the times beyond its meaning, such as a zone.
    """

    of: dict[str, str]
    unit: str | None
    stated: tuple[str, ...] = ()

    def cells(self, table: CellTable, name: str) -> list[str]:
        """Return a column's cells, "" throughout where the table has no such column."""
        return table.column(self.of[name]) if name in self.of else [""] * len(table.rows)


def read_canonical(table: CellTable, site: Site, answers: Answers) -> tuple[str, list[RawLog], tuple[str, ...]]:
    """Take a readings table apart, one `RawLog` a logger.

    Returns
    -------
    tuple[str, list[RawLog], tuple[str, ...]]

    Raises
    ------
    UnknownDialect
        When it has no column of times and one of temperatures.
    """
    headings, notes = _as_stated(table, answers.columns) if answers.columns else (_headings(table, site), ())
    refuse(table.merged([*headings.of.values()]))
    heading = headings.of["temperature"]
    unit = shown_unit(table.marks(heading), headings.unit, partial(table.at, heading=heading))
    headings = replace(headings, unit=unit)
    clocks = " ".join(headings.of[name] for name in ("date", "time") if name in headings.of)
    columns = {name: headings.cells(table, name) for name in COLUMNS}
    if "date" in headings.of:
        days = table.column(headings.of["date"])
        columns["time"] = [
            f"{day} {clock}" if day and clock else "" for day, clock in zip(days, columns["time"], strict=True)
        ]
    units = _units(table, headings, columns["unit"])
    if "logger_id" in headings.of:
        heading = headings.of["logger_id"]
        where = partial(table.at, heading=heading)
        refuse(unclear_id_faults(columns["logger_id"], table.marks(heading), where, what="a logger's name"))
    rows: dict[str, list[int]] = {}
    for i, name in enumerate(columns["logger_id"]):
        rows.setdefault(name, []).append(i)
    notes_so_far = (*table.assumptions, *notes)
    if not rows:
        return table.dialect, [RawLog("", (), (), (), headings.unit, ())], (*notes_so_far, "the file holds no reading")
    refuse(fault for places in rows.values() for fault in _interval_faults(table, columns["interval_s"], places))
    forms = _forms(columns["time"]) if answers.forces_table else ()
    sign = "." if table.dialect == "csv, comma" and not answers.decimal else None
    raws = [
        RawLog(
            logger=name,
            times=[columns["time"][i] for i in places],
            values=[columns["temperature"][i] for i in places],
            rows=[table.numbers[i] for i in places],
            unit=units[places[0]],
            date_forms=forms,
            decimal=sign,
            missing=frozenset(cell for i in places if (cell := columns["temperature"][i]).casefold() in MISSING),
            interval_s=float(columns["interval_s"][places[0]] or 0) or None,
            channel=headings.of["temperature"] if answers.columns else "",
            heading=" ".join([clocks, *headings.stated]),
        )
        for name, places in rows.items()
    ]
    return table.dialect, raws, notes_so_far


def _forms(times: Sequence[str]) -> tuple[str, ...]:
    """Return the formats that a column of numeric dates can have; none for ISO 8601."""
    first = next((cell for cell in times if cell), "")
    return () if is_iso(first) else numeric_forms(first)


def _as_stated(table: CellTable, columns: Mapping[str, str]) -> tuple[ReadingHeadings, tuple[str, ...]]:
    """Take the columns that the caller names, and say which are left out."""
    fix = "name the headings as the file writes them"
    refuse(
        Fault(
            f"{table.name}, row {table.heading_row}",
            f"no column {heading!r}",
            f"the column stated for {name}",
            f"{fix}{nearest(heading, table.headings)}",
            UnknownColumn,
        )
        for name, heading in columns.items()
        if heading not in table.headings
    )
    left = [heading for heading in table.headings if heading not in columns.values()]
    notes_so_far = [f"{heading!r} is the {name}, as stated by the caller" for name, heading in columns.items()]
    notes_so_far += [f"columns left out: {', '.join(map(repr, left))}"] if left else []
    return ReadingHeadings(dict(columns), _unit_within(table, columns["temperature"])), tuple(notes_so_far)


def _unit_within(table: CellTable, *headings: str) -> str | None:
    """Return the unit that a heading names, also in what the profile says of it; two units are refused."""
    named = {temperature_unit(unit): unit for heading in headings for unit in units_named(heading)}
    if not named and (match := _IN_BRACKETS.fullmatch(headings[-1].strip())):
        return match[1]
    if len(named) > 1:
        found = f"{' and '.join(named.values())}, for {headings[0]!r}"
        fix = "correct the heading, or what the site profile's [columns] say of it"
        refuse([Fault(f"{table.name}, row {table.heading_row}", found, "one unit", fix, MissingUnit)])
    return next(iter(named.values()), None)


def _headings(table: CellTable, site: Site) -> ReadingHeadings:
    found: dict[str, str] = {}
    unit, stated, faults = None, list[str](), list[Fault]()
    for heading in table.headings:
        means = site.column(heading) or _stated_bare(heading, site)
        name = heading if means == "" else _column(means or heading)
        if name in COLUMNS and name not in found:
            found[name] = heading
            unit = _unit_within(table, heading, means or heading) if name == "temperature" else unit
            stated += [means] if means and name == "time" and means != name else []
        elif name != IGNORE:
            faults.append(_unknown(table, heading, twice=name in found))
    if not {"time", "temperature"} <= set(found):
        raise _no_readings(table, " and ".join(name for name in ("time", "temperature") if name not in found))
    refuse(faults)
    return ReadingHeadings(found, unit, tuple(stated))


def _stated_bare(heading: str, site: Site) -> str | None:
    """Return "temperature" where the profile says so of a heading without its unit, "" where it says otherwise."""
    bare = site.column(without_unit(heading)) if units_named(heading) else None
    return bare if bare in {None, "temperature"} else ""


def _plain(heading: str) -> str | None:
    """Return the column that a heading means without the unit that it names."""
    return reading_column(without_unit(heading))


def _column(heading: str) -> str:
    """Return the column that a heading means, apart from the unit or the zone that it names; else the heading."""
    if plain := reading_column(heading):
        return plain
    if _IN_BRACKETS.fullmatch(heading.strip()) or (units_named(heading) and _plain(heading) == "temperature"):
        return "temperature"
    return "time" if zone_named(heading) and reading_column(without_zone(heading)) == "time" else heading


def _unknown(table: CellTable, heading: str, *, twice: bool) -> Fault:
    found = f"the column {heading!r}" + (" beside another of its meaning" if twice else "")
    fix = f"rename or remove it, or state it in the site profile's [columns]{nearest(without_unit(heading), COLUMNS)}"
    return Fault(f"{table.name}, row {table.heading_row}", found, f"only {', '.join(COLUMNS)}", fix, UnknownColumn)


def _no_readings(table: CellTable, missing: str) -> UnknownDialect:
    tried = ", ".join(dialect.NAME for dialect in dialects.all_dialects())
    shown = ", ".join(map(repr, table.headings[:8]))
    expected = f"the columns time and temperature (missing: {missing}), or an export of {tried}"
    close = next(
        filter(None, (nearest(without_unit(heading), ("time", "temperature")) for heading in table.headings)), ""
    )
    fix = f"rename the columns, or state them in the site profile's [columns]{close}"
    return UnknownDialect(
        [Fault(f"{table.name}, row {table.heading_row}", f"the headings {shown}", expected, fix, UnknownDialect)]
    )


def _units(table: CellTable, headings: ReadingHeadings, written: Sequence[str]) -> list[str | None]:
    """Return each row's unit: the heading's, or the unit column's; a second unit, or a contradiction, is refused."""
    if "unit" not in headings.of:
        return [headings.unit] * len(table.rows)
    first = headings.unit if headings.unit is not None else next(iter(written), "")
    wanted = temperature_unit(first)
    refuse(_two_units(table, i, first) for i, unit in enumerate(written) if temperature_unit(unit) != wanted)
    return [unit or None for unit in written]


def _two_units(table: CellTable, row: int, first: str) -> Fault:
    where = f"{table.name}, row {table.numbers[row]}, column unit"
    return Fault(where, "another unit than before", f"{first} throughout", "convert the rows to one unit", MissingUnit)


def _interval_faults(table: CellTable, cells: Sequence[str], rows: Sequence[int]) -> Iterator[Fault]:
    """Refuse an interval that is no number of seconds, or another one in the rows of the same logger."""
    first = cells[rows[0]]
    wrong = [i for i in rows if cells[i] != first] or ([] if _is_interval(first) else [rows[0]])
    if wrong:
        where = f"{table.name}, row {table.numbers[wrong[0]]}, column interval_s"
        expected = "the seconds between readings that the logger declares, one number throughout"
        yield Fault(where, repr(cells[wrong[0]]), expected, "correct it, or remove the column", InputError)


def _is_interval(cell: str) -> bool:
    return not cell or (re.fullmatch(r"\d{1,7}(?:\.\d+)?", cell) is not None and float(cell) > 0)
