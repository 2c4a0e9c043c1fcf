"""Which column of a readings table is which, by its headings: what each names, who states it, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from atmp_logistics.core.column_names import READING_COLUMNS
from atmp_logistics.core.errors import Fault, MissingUnit, UnknownColumn, UnknownDialect, refuse
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.ingest import loggers as dialects
from atmp_logistics.ingest.files.named_units import units_named, without_unit
from atmp_logistics.ingest.files.number_formats import shown_unit
from atmp_logistics.ingest.files.row_labels import RowLabel
from atmp_logistics.ingest.files.table import CellTable
from atmp_logistics.ingest.readings.left_out_columns import left_out_faults
from atmp_logistics.ingest.readings.reading_words import IN_BRACKETS, Meaning, ReadingWords
from atmp_logistics.ingest.readings.readings_table import ReadingsTable
from atmp_logistics.records.site_words import IGNORE, folded
from atmp_logistics.records.stated_tables import OTHERS, said_of_column


@dataclass(frozen=True, slots=True)
class TemperatureHeading:
    """A column of temperatures: its heading, its unit where the file names one, and its logger where that is stated."""

    heading: str
    unit: str | None
    logger: str = ""


@dataclass(frozen=True, slots=True)
class ReadingHeadings:
    """Where each column of readings stands in a table, by its heading.

    `stated` is what is said of the heading of the times beyond its meaning, such as a zone.
    """

    of: dict[str, str]
    temperatures: tuple[TemperatureHeading, ...]
    stated: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def cells(self, table: CellTable, name: str) -> list[str]:
        """Return a column's cells, "" throughout where the table has no such column."""
        return table.column(self.of[name]) if name in self.of else [""] * len(table.rows)


def headings_of(found: ReadingsTable, words: ReadingWords) -> ReadingHeadings:
    """Return which column of a table is which.

    Returns
    -------
    ReadingHeadings

    Raises
    ------
    UnknownDialect
        When it has no column of times and one of temperatures.
    UnknownColumn
        For a column that nobody names, and one that is stated and not there.
    """
    table, where = found.table, f"{found.table.name}, row {found.table.heading_row}"
    refuse(_not_there(table, words, where))
    of, left, unnamed, faults = dict[str, str](), list[str](), list[str](), list[Fault]()
    temperatures, stated = dict[str, Meaning](), list[str]()
    for heading in table.headings:
        means = words.meaning(heading)
        if means.column == IGNORE:
            left += [heading] if means.by else []
        elif means.column == "temperature" and _is_channel(means, temperatures):
            temperatures[heading] = means
        elif means.column in READING_COLUMNS and means.column not in (*of, "temperature"):
            of[means.column] = heading
            stated += [means.stated] if means.column == "time" and means.stated not in ("", "time") else []
        elif words.leaves_out and not means.column:
            left.append(heading)
            unnamed.append(heading)
        else:
            faults.append(_unknown(where, heading, twice=bool(means.column)))
    if "time" not in of or not temperatures:
        lacking = [name for name, there in (("time", "time" in of), ("temperature", temperatures)) if not there]
        raise _no_readings(found, lacking)
    refuse([*faults, *_logger_faults(temperatures, of, where), *left_out_faults(table, left, unnamed, [*temperatures])])
    columns = tuple(_temperature(found, heading, means) for heading, means in temperatures.items())
    return ReadingHeadings(of, columns, tuple(stated), tuple(_notes(table, words, left)))


def _is_channel(means: Meaning, found: dict[str, Meaning]) -> bool:
    """Say whether a column of temperatures is the first, or one of several that are all stated."""
    return not found or all(one.stated for one in (means, *found.values()))


def _not_there(table: CellTable, words: ReadingWords, where: str) -> Iterator[Fault]:
    """Refuse columns that the call names and that the table does not have."""
    there = {folded(heading) for heading in table.headings}
    for heading, ours in words.answers.columns.items():
        if heading != OTHERS and folded(heading) not in there:
            fix = f"name the headings as the file writes them{nearest(heading, table.headings)}"
            yield Fault(where, f"no column {heading!r}", f"the column stated for {ours}", fix, UnknownColumn)


def _logger_faults(temperatures: dict[str, Meaning], of: dict[str, str], where: str) -> Iterator[Fault]:
    """Refuse temperatures of which some name their logger and others do not, or that name one logger twice."""
    names = [means.logger for means in temperatures.values()]
    if not any(names):
        return
    expected, fix = "a logger of its own for each column of temperatures", "state 'temperature of NAME' for each"
    if "logger_id" in of:
        found, fix = "loggers in a column, and others stated", "leave out the one or the other"
        yield Fault(where, found, expected, fix, UnknownColumn)
    elif not all(names) or len(set(names)) < len(names):
        found = f"temperatures of {', '.join(name or 'no logger' for name in names)}"
        yield Fault(where, found, expected, fix, UnknownColumn)


def _temperature(found: ReadingsTable, heading: str, means: Meaning) -> TemperatureHeading:
    """Return a column with the unit that its heading, the row under it, what is stated of it, or its cells name."""
    table = found.table
    where = f"{table.name}, row {found.table.heading_row}"
    below = found.units.get(heading, "")
    texts = [heading, means.stated or heading]
    named = {temperature_unit(unit): unit for text in texts for unit in units_named(text)}
    if not named and (match := IN_BRACKETS.fullmatch(texts[-1].strip())):
        named = {"": match[1]}
    if (under := temperature_unit(below)) is not None:
        named.setdefault(under, below)
    if len(named) > 1:
        seen = f"{' and '.join(named.values())}, for {heading!r}"
        fix = "correct the heading, or what the site profile's [columns] say of it"
        refuse([Fault(where, seen, "one unit", fix, MissingUnit)])
    unit = shown_unit(table.marks(heading), next(iter(named.values()), None), partial(table.at, heading=heading))
    return TemperatureHeading(heading, unit, means.logger)


def _notes(table: CellTable, words: ReadingWords, left: Sequence[str]) -> Iterator[str]:
    for heading in table.headings:
        means = words.meaning(heading)
        if means.by and means.column != IGNORE:
            ours = f"{means.stated} of {means.logger}" if means.logger else means.stated
            yield f"{said_of_column(heading, ours)}, as stated by {means.by}"
    if left:
        yield f"columns left out: {', '.join(map(repr, left))}"


def _unknown(where: str, heading: str, *, twice: bool) -> Fault:
    found = f"the column {heading!r}" + (" beside another of its meaning" if twice else "")
    fix = "rename or remove it, or state it: --column 'HEADING=ignore', or in the site profile's [columns]"
    return Fault(
        where,
        found,
        f"only {', '.join(READING_COLUMNS)}",
        f"{fix}{nearest(without_unit(heading), [*READING_COLUMNS])}",
        UnknownColumn,
    )


def _no_readings(found: ReadingsTable, lacking: Sequence[str]) -> UnknownDialect:
    """Return the refusal of a table without a time or a temperature, which is no logger's export either."""
    headings = found.table.headings
    shown = ", ".join(map(repr, headings[:8]))
    expected = f"the columns time and temperature (missing: {' and '.join(lacking)})"
    close = next(filter(None, (nearest(without_unit(heading), lacking) for heading in headings)), "")
    fix, in_profile = "rename the columns, or state which is which: ", f"or in the site profile's [columns]{close}"
    if isinstance(found.table.heading_row, RowLabel):
        means = ", ".join(f"'HEADING': '{name}'" for name in lacking)
        return _no_readings_of(found, f"the headings {shown}", expected, f"{fix}columns={{{means}}}, {in_profile}")
    expected += f", or an export of {', '.join(dialect.NAME for dialect in dialects.all_dialects())}"
    fix += f"--column 'HEADING=time' --column 'HEADING=temperature', {in_profile}"
    if all(any(sign.isdigit() for sign in heading) for heading in headings[:2]):
        fix += "; a table without headings: --heading-row 0 --column '1=time' --column '2=temperature'"
    return _no_readings_of(found, f"the headings {shown}", expected, fix)


def _no_readings_of(table: ReadingsTable, found: str, expected: str, fix: str) -> UnknownDialect:
    where = f"{table.table.name}, row {table.table.heading_row}"
    return UnknownDialect([Fault(where, found, expected, fix, UnknownDialect)])
