"""Answers: what a caller states about a file that does not state it itself, such as the zone or the unit.

An answer is used only where the file is silent, and is printed in the provenance. An answer that the file disproves is
refused: either the file or the caller is wrong, and the library cannot tell which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Literal, get_args

from atmp_logistics.core.errors import Fault, UsageError, nearest, refuse
from atmp_logistics.core.reading_times import DateOrder
from atmp_logistics.core.temperature_units import temperature_unit

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
        Of a table: the headings of `time` and `temperature`, and of `unit` and `logger_id` where it has them; of `date`
        where that stands in a column of its own.
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

    @property
    def degrees(self) -> str | None:
        """The unit stated: `degC`, `degF` or `K`."""
        return temperature_unit(self.unit) if self.unit else None

    @property
    def forces_table(self) -> bool:
        """Whether the caller says that the file is a plain table."""
        return self.dialect is not None and self.dialect.strip().casefold() == TABLE

    @property
    def is_silent(self) -> bool:
        """Whether the caller answers nothing but, perhaps, the zone of local times."""
        return self == Answers(
            tz=self.tz, on_clock_jump=self.on_clock_jump, tz_stated=self.tz_stated, worksheets=self.worksheets
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
        yield from self._column_faults()

    def _column_faults(self) -> Iterator[Fault]:
        known = ("date", "time", "temperature", "unit", "logger_id")
        for name in self.columns:
            if name not in known:
                fix = f"name only these{nearest(name, known)}"
                yield Fault("columns", repr(name), ", ".join(known), fix, UsageError)
        if self.columns and not self.forces_table:
            fix = "state dialect='table' with them, or leave them out"
            yield Fault("columns", "columns without the dialect they belong to", "dialect='table'", fix, UsageError)
        if self.columns and not {"time", "temperature"} <= set(self.columns):
            fix = "state both, as in columns={'time': 'Stamp', 'temperature': 'Temp'}"
            yield Fault("columns", ", ".join(self.columns), "the headings of time and temperature", fix, UsageError)
        headings = list(self.columns.values())
        if len(set(headings)) < len(headings):
            yield Fault("columns", "one heading for two columns", "a heading for each", "correct them", UsageError)


def worksheet_names(worksheet: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the names of sheets that a caller states, as they are compared.

    Examples
    --------
    >>> worksheet_names("Ward"), worksheet_names(["Ward ", "Data"]), worksheet_names(None)
    (('Ward',), ('Ward', 'Data'), ())
    """
    names = (worksheet,) if isinstance(worksheet, str) else tuple(worksheet or ())
    if not all(isinstance(name, str) and name.strip() for name in names):
        refuse(
            [Fault("worksheet", repr(worksheet), "the name of a sheet", "write it as the workbook does", UsageError)]
        )
    return tuple(name.strip() for name in names)


def _one_of(name: str, stated: str | None, allowed: Sequence[str]) -> Iterator[Fault]:
    if stated is not None and stated not in allowed:
        yield _fault(name, stated, allowed)


def _fault(name: str, stated: str, allowed: Sequence[str]) -> Fault:
    expected = f"{', '.join(allowed[:-1])} or {allowed[-1]}"
    return Fault(name, repr(stated), expected, "state one of them, or leave it out", UsageError)
