"""Answers: what a caller states about a file that does not state it itself, such as the zone or the unit.

An answer is used only where the file is silent, and is printed in the provenance. An answer that the file disproves is
refused: either the file or the caller is wrong, and the library cannot tell which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from typing import Any, Literal, get_args

from atmp_logistics.core.arguments import Arguments, is_whole, mapping_of_texts, members, refused, text
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.instants import zone
from atmp_logistics.core.printable import value_in_words
from atmp_logistics.core.reading_times import DateOrder
from atmp_logistics.core.temperature_units import temperature_unit
from atmp_logistics.core.time_formats import time_format
from atmp_logistics.core.zone_argument import Zone, zone_name
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.stated_tables import LAST_HEADING_ROW, StatedTable, reading_word_faults

Decimal = Literal[".", ","]
OnClockJump = Literal["refuse", "split"]
#: The dialect that is no family's: a table with one heading row.
TABLE = "table"


@dataclass(frozen=True, slots=True)
class Answers:
    """A caller's answers; whatever is left out must be in the file.

    Parameters
    ----------
    tz : tzinfo, optional
        The zone of local times, or the fixed offset of a clock that never moves.
    tz_stated : bool
        Whether the caller states that zone of these very files, so that a heading which names another contradicts it.
        A site's zone only reads local times: the zone that a heading names goes before it.
    date_order : {'dmy', 'mdy', 'ymd'}, optional
    unit : str, optional
        Any spelling of °C, °F or K.
    decimal : {'.', ','}, optional
    channel : str, optional
        A channel's heading as written, or its number, from 1.
    dialect : str, optional
        A logger family by its name, or 'table'.
    on_clock_jump : {'refuse', 'split'}
    worksheets : tuple of str
        Names of sheets: of a workbook, the one that is read.
    columns : mapping of str to str
        Of a table: each heading as the file writes it, with the column that it is (see `READING_COLUMNS`).
    heading_row : int, optional
        The row of the file that heads a table; 0 for none, and its columns are called 1, 2, 3.
    time_format : str, optional
        How a table writes its times; see `time_format`.
    by_profile : frozenset of str
        Which of these answers the site's profile gives, and not the call.
    usual_order : {'dmy', 'mdy', 'ymd'}, optional
        The order that the site's profile states: it counts where nothing else gives one, and no file contradicts it.
    """

    tz: tzinfo | None = None
    date_order: DateOrder | None = None
    unit: str | None = None
    decimal: Decimal | None = None
    channel: str | None = None
    dialect: str | None = None
    on_clock_jump: OnClockJump = "refuse"
    columns: Mapping[str, str] = field(default_factory=dict)
    tz_stated: bool = False
    worksheets: tuple[str, ...] = ()
    heading_row: int | None = None
    time_format: str | None = None
    by_profile: frozenset[str] = frozenset()
    usual_order: DateOrder | None = None

    @property
    def degrees(self) -> str | None:
        """The unit stated: `degC`, `degF` or `K`."""
        return temperature_unit(self.unit) if self.unit else None

    @property
    def forces_table(self) -> bool:
        """Whether the caller says that the file is a plain table: by that word, or by what only a table has."""
        named = self.dialect is not None and self.dialect.strip().casefold() == TABLE
        return named or bool(self.columns) or self.heading_row is not None or self.time_format is not None

    def with_profile(self, table: StatedTable) -> Answers:
        """Return these answers with those of a profile that says how tables are written; the call's go first."""
        if not table.is_stated:
            return self
        given: dict[str, Any] = {
            "heading_row": table.heading_row,
            "time_format": table.time_format or None,
            "unit": table.unit or None,
            "decimal": table.decimal or None,
        }
        more = {name: value for name, value in given.items() if value is not None and getattr(self, name) is None}
        return replace(self, **more, dialect=TABLE, by_profile=frozenset(more))

    def stated_by(self, name: str) -> str:
        """Return who gives an answer, in words."""
        return "the site profile" if name in self.by_profile else "the caller"

    @property
    def is_silent(self) -> bool:
        """Whether the caller answers nothing but, perhaps, the zone of local times."""
        return self == Answers(
            tz=self.tz,
            on_clock_jump=self.on_clock_jump,
            tz_stated=self.tz_stated,
            worksheets=self.worksheets,
            usual_order=self.usual_order,
        )

    def check(self) -> None:
        """Refuse answers that mean nothing, before any file is opened.

        Raises
        ------
        UsageError
            With every fault of the call.

        Examples
        --------
        >>> Answers(unit="°F", decimal=",").check()
        >>> Answers(unit="mm").check()
        Traceback (most recent call last):
        atmp_logistics.core.errors.UsageError: unit: found 'mm', expected C, F or K. \
Fix: state one of them, or leave it out.
        """
        refuse([*self._faults()])

    def _faults(self) -> Iterator[Fault]:
        if self.unit is not None and not self.degrees:
            yield _fault("unit", self.unit, ("C", "F", "K"))
        yield from _one_of("date_order", self.date_order, get_args(DateOrder))
        yield from _one_of("decimal", self.decimal, get_args(Decimal))
        yield from _one_of("on_clock_jump", self.on_clock_jump, get_args(OnClockJump))
        if self.channel is not None and not self.channel.strip():
            yield Fault("channel", "nothing", "a channel's heading or number", "state it, or leave it out", UsageError)
        yield from self._table_faults()

    def _table_faults(self) -> Iterator[Fault]:
        """Refuse what is said of a table and means nothing, or is said of what is no table."""
        yield from reading_word_faults(self.columns, "columns", UsageError)
        row = self.heading_row
        if row is not None and not (isinstance(row, int) and 0 <= row <= LAST_HEADING_ROW):
            fix = "state the row of the headings, 0 where the table has none"
            yield Fault("heading_row", repr(row), f"a row up to {LAST_HEADING_ROW}", fix, UsageError)
        if self.time_format is not None:
            yield from _format_faults(self.time_format)
        if self.forces_table and self.dialect is not None and self.dialect.strip().casefold() != TABLE:
            found, fix = (
                f"{self.dialect!r}, and what only a table is asked for",
                "leave the dialect out, or the columns",
            )
            yield Fault("dialect", found, "'table' with columns, heading_row or time_format", fix, UsageError)


def _format_faults(stated: str) -> Iterator[Fault]:
    try:
        time_format(stated)
    except UsageError as error:
        yield from error.faults


def answers_of(
    site: Site,
    tz: Zone | None,
    date_order: DateOrder | None,
    unit: str | None,
    decimal: Decimal | None,
    channel: str | int | None,
    dialect: str | None,
    on_clock_jump: OnClockJump = "refuse",
    columns: Mapping[str, str] | None = None,
    worksheet: str | Iterable[str] | None = None,
    heading_row: int | None = None,
    time_format: str | None = None,
) -> Answers:
    """Return a call's answers, checked.

    Returns
    -------
    Answers
        The answers, checked.

    Raises
    ------
    UsageError
        For answers that mean nothing.
    """
    call = Arguments()
    name = site.zone_name(call(zone_name, tz, "tz"))
    columns = call(mapping_of_texts("{'Probe 1': 'temperature'}"), columns, "columns")
    time_format, unit = call(text, time_format, "time_format"), call(text, unit, "unit")
    dialect, picked = call(text, dialect, "dialect"), call(_channel, channel, "channel")
    call.refuse()
    answers = Answers(
        zone(name) if name else None,
        date_order,
        unit,
        decimal,
        picked,
        dialect,
        on_clock_jump,
        columns,
        tz_stated=tz is not None,
        worksheets=worksheet_names(worksheet),
        heading_row=heading_row,
        time_format=time_format,
        usual_order=site.date_order,
    )
    answers.check()
    return answers


def _channel(value: object, where: str) -> str | None:
    """Return a channel as text; its number may be one."""
    return str(value) if is_whole(value) else text(value, where)


def worksheet_names(worksheet: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the names of sheets that a caller states, as they are compared.

    Examples
    --------
    >>> worksheet_names("Ward"), worksheet_names(["Ward ", "Data"]), worksheet_names(None)
    (('Ward',), ('Ward', 'Data'), ())
    """
    names = (worksheet,) if isinstance(worksheet, str) else members(() if worksheet is None else worksheet)
    if names is None or not all(isinstance(name, str) and name.strip() for name in names):
        refused(worksheet, "worksheet", "the name of a sheet", "write it as the workbook does")
    return tuple(name.strip() for name in names)


def _one_of(name: str, stated: str | None, allowed: Sequence[str]) -> Iterator[Fault]:
    if stated is not None and (not isinstance(stated, str) or stated not in allowed):
        yield _fault(name, stated, allowed)


def _fault(name: str, stated: str, allowed: Sequence[str]) -> Fault:
    expected = f"{', '.join(allowed[:-1])} or {allowed[-1]}"
    return Fault(name, value_in_words(stated), expected, "state one of them, or leave it out", UsageError)
