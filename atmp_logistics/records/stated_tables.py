"""What a site, or a call, says of tables of readings of no known family: their columns, and how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from atmp_logistics.core.checks import is_being_read, settle, whole
from atmp_logistics.core.column_names import READING_COLUMNS
from atmp_logistics.core.errors import AtmpError, Fault, SiteError, UsageError
from atmp_logistics.core.identifiers import odd_words
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.core.time_formats import time_format
from atmp_logistics.core.toml_table import TomlTable
from atmp_logistics.records.site_words import IGNORE, clashing_words

#: The heading that stands for all others.
OTHERS = "*"
#: The highest row that can head a table.
LAST_HEADING_ROW = 1000
_MEANING = re.compile(rf"({'|'.join(READING_COLUMNS)})(?P<more>[ _\[(,/].*)?", re.IGNORECASE | re.DOTALL)
_OF_LOGGER = re.compile(r"(temperature\b.*?)\s+of\s+(\S.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True, repr=False)
class StatedTable(ShortRepr):
    """How a site's tables of readings are written, where that is no logger family's way and not ours.

    Attributes
    ----------
    columns : mapping of str to str
        Each heading of theirs with the column that it is; `*` stands for all others.
    heading_row : int or None
        The row of the file that heads the table; 0 for none, and the columns are called 1, 2, 3.
    time_format : str
        As for `strptime`, or by a spreadsheet's letters.
    unit, decimal : str
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    heading_row: int | None = None
    time_format: str = ""
    unit: str = ""
    decimal: str = ""

    def __post_init__(self) -> None:
        words = () if is_being_read() else reading_word_faults(self.columns, "StatedTable, columns")
        settle(self, _OF_A_TABLE, SiteError, words)

    @property
    def is_stated(self) -> bool:
        """Whether anything is stated."""
        return self != _NOTHING

    def statements(self) -> Iterator[str]:
        """Yield what is stated, in words.

        Examples
        --------
        >>> list(StatedTable({"Tid": "time"}, 3, "dd.mm.yyyy hh.mm", "C", ",").statements())
        ["tables of readings: row 3 heads them; 'Tid' is the time; times are written as dd.mm.yyyy hh.mm; unit C; \
decimal ,"]
        """
        said = []
        if self.heading_row is not None:
            said.append(f"row {self.heading_row} heads them" if self.heading_row else "no row heads them")
        said += [said_of_column(theirs, ours) for theirs, ours in self.columns.items()]
        said += [f"times are written as {self.time_format}"] if self.time_format else []
        said += [f"unit {self.unit}"] if self.unit else []
        said += [f"decimal {self.decimal}"] if self.decimal else []
        if said:
            yield f"tables of readings: {'; '.join(said)}"


def said_of_column(theirs: str, ours: str) -> str:
    """Return what is stated of one heading, in words."""
    if theirs == OTHERS:
        return "the other columns are left out"
    return f"{theirs!r} is left out" if ours == IGNORE else f"{theirs!r} is the {ours}"


def logger_of(meaning: str) -> tuple[str, str]:
    """Return a meaning without its logger, and the logger: `temperature of TANK-3` is the temperature of that one.

    Examples
    --------
    >>> logger_of("temperature [°C] of TANK-3"), logger_of("time")
    (('temperature [°C]', 'TANK-3'), ('time', ''))
    """
    match = _OF_LOGGER.fullmatch(meaning.strip())
    return (match[1], match[2].strip()) if match else (meaning.strip(), "")


def reading_word_faults(columns: Mapping[str, str], where: str, error: type[AtmpError] = SiteError) -> Iterator[Fault]:
    """Yield a fault for each heading that is said to be what is no column of readings; the heading stands on the left.

    Examples
    --------
    >>> list(reading_word_faults({"Stamp": "time", "Probe 1": "temperature of TANK-3", "*": "ignore"}, "columns"))
    []
    >>> [str(one.fix) for one in reading_word_faults({"time": "Stamp"}, "columns")]
    ["the file's heading stands on the left: 'Stamp' = 'time'"]
    """
    known = (*READING_COLUMNS, IGNORE)
    for theirs, ours in columns.items():
        if (theirs == OTHERS and ours != IGNORE) or not _is_meaning(ours):
            expected = IGNORE if theirs == OTHERS else f"{', '.join(known)}; or 'temperature of TANK-3'"
            fix = f"use one of these{nearest(ours, known)}"
            if _is_meaning(theirs) and theirs != OTHERS:
                fix = f"the file's heading stands on the left: {ours!r} = {theirs!r}"
            yield Fault(f"{where}.{theirs}", repr(ours), expected, fix, error)
    for fault in (*clashing_words(columns, where), *odd_words(columns, where)):
        yield replace(fault, error=error)


def _is_meaning(ours: str) -> bool:
    """Say whether a word is a column of readings; a time may name its zone, a temperature its unit and its logger."""
    plain, _ = logger_of(ours)
    match = _MEANING.fullmatch(plain)
    return ours == IGNORE or (
        match is not None and (not match["more"] or match[1].casefold() in ("time", "temperature"))
    )


def read_stated_table(table: TomlTable) -> StatedTable:
    """Read `[readings.table]` of a profile.

    Examples
    --------
    >>> faults = []
    >>> read_stated_table(TomlTable({"heading_row": 3, "columns": {"Tid": "time"}}, "site", faults)).heading_row
    3
    >>> from atmp_logistics.core.checks import being_read
    >>> with being_read():
    ...     _ = read_stated_table(TomlTable({"unit": "mm", "decimal": "'"}, "site", faults))
    >>> [fault.where for fault in faults]
    ['site.decimal', 'site.unit']
    """
    words = table.table("columns")
    columns = {theirs: words.text(theirs, required=True) for theirs in words.keys()}  # noqa: SIM118  a TomlTable
    row = table.number("heading_row")
    out = StatedTable(
        {theirs: ours for theirs, ours in columns.items() if ours},
        row,
        table.text("time_format"),
        table.text("unit"),
        table.text("decimal", one_of=(".", ",")),
    )
    table.faults += reading_word_faults(out.columns, words.path)
    if row is not None and row > LAST_HEADING_ROW:
        table.fault("heading_row", str(row), f"a row up to {LAST_HEADING_ROW}", "state the row of the headings")
    if out.unit and not temperature_unit(out.unit):
        table.fault("unit", repr(out.unit), "C, F or K", "state one of them")
    if out.time_format and (wrong := _no_format(out.time_format)):
        table.fault("time_format", *wrong)
    table.done()
    return out


def _no_format(stated: str) -> tuple[str, str, str] | None:
    try:
        time_format(stated)
    except UsageError as error:
        (fault,) = error.faults
        return fault.found, fault.expected, fault.fix
    return None


def _unit(value: object) -> str:
    good = isinstance(value, str) and (not value or temperature_unit(value))
    return "" if good else "C, F or K"


def _format(value: object) -> str:
    good = isinstance(value, str) and (not value or _no_format(value) is None)
    return "" if good else "a way of writing times"


def _columns(value: object) -> str:
    good = isinstance(value, Mapping) and all(isinstance(one, str) and one for pair in value.items() for one in pair)
    return "" if good else "each heading with the column that it is"


_OF_A_TABLE = {
    "columns": _columns,
    "heading_row": whole(0, LAST_HEADING_ROW),
    "time_format": _format,
    "unit": _unit,
    "decimal": lambda value: "" if value in ("", ".", ",") else "a point or a comma",
}


_NOTHING = StatedTable()
