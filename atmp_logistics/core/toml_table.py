"""Reading what one TOML table states of limits: events, temperatures, durations, ranges, and conditions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from atmp_logistics.core.amounts import rate
from atmp_logistics.core.errors import QuantityError
from atmp_logistics.core.event_kinds import EVENTS, STAGES, event_name, is_moment, suggestion
from atmp_logistics.core.instants import CalendarPeriod
from atmp_logistics.core.label_conditions import AMOUNTS
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.temperature_units import ABSOLUTE_ZERO_DEGC
from atmp_logistics.core.toml_values import TomlValues
from atmp_logistics.core.units import delta_degC, duration_s, temperature_degC

#: Columns of the events, which cannot be the name of a condition.
RESERVED = frozenset(
    [
        "therapy_id",
        "container_id",
        "event",
        "time",
        "row",
        "at",
        "owner",
        "product",
        "logger_id",
        "location",
        "custodian",
        "identity",
        "expiry",
        "note",
        "expiry_lower",
        "expiry_upper",
    ]
)


class TomlTable(TomlValues):
    """One TOML table being read, with values that limits and facts are stated by."""

    def moment(self, key: str, *, stage: bool = True) -> str:
        """Take the name of an event, or of a stage whose end the label leaves open.

        Parameters
        ----------
        key : str
            Of this table.
        stage : bool
            Whether a stage may stand there.

        Returns
        -------
        str
            Its name in the vocabulary; empty where it is absent or at fault.
        """
        value = self.take(key)
        if not isinstance(value, str):
            self.fault(
                key, "nothing" if value is None else repr(value), "an event", f"name the event: {key} = 'thaw_end'"
            )
            return ""
        name = value if value in STAGES else event_name(value)
        if name is None or not is_moment(name) or (name in STAGES and not stage):
            self.fault(
                key, repr(value), "an event of the vocabulary", f"use one of its names{suggestion(value, self.faults)}"
            )
            return ""
        return name

    def difference(self, key: str) -> float | None:
        """Take a temperature difference with its unit, in °C."""
        return self._quantity(key, delta_degC)

    def temperature(self, key: str) -> float | None:
        """Take a temperature with its unit, in °C.

        Parameters
        ----------
        key : str
            Of this table.

        Returns
        -------
        float or None
            None where it is absent or at fault.
        """
        value = self._quantity(key, temperature_degC)
        if value is not None and value < ABSOLUTE_ZERO_DEGC:
            self.fault(key, f"{value:g} °C", "a temperature above absolute zero", "check number and unit")
            return None
        return value

    def duration(self, key: str) -> float | None:
        """Take an exact duration with its unit, in seconds.

        Parameters
        ----------
        key : str
            Of this table.

        Returns
        -------
        float or None
            None where it is absent or at fault.
        """
        return self._quantity(key, duration_s)

    def _quantity(self, key: str, read: Callable[[object, str], float]) -> float | None:
        value = self.take(key)
        if value is None:
            return None
        try:
            number = read(value, f"{self.path}.{key}")
        except QuantityError as error:
            self.faults += [replace(fault, error=self.error) for fault in error.faults]
            return None
        if abs(number) < 1e10:
            return number
        self.fault(key, repr(value)[:40], "a quantity of a label", "check the number")
        return None

    def rate(self, key: str) -> tuple[float, str]:
        """Take how much may be given in a time, and its unit."""
        value = self.take(key)
        try:
            return rate(value, f"{self.path}.{key}")
        except QuantityError as error:
            self.faults += [replace(fault, error=self.error) for fault in error.faults]
            return 0.0, "mL/h"

    def event_list(self, key: str) -> tuple[str, ...]:
        """Take a list of events.

        Parameters
        ----------
        key : str
            Of this table.

        Returns
        -------
        tuple of str
            Their names in the vocabulary.
        """
        value = self.take(key, default=[])
        names = (
            [event_name(part) if isinstance(part, str) else None for part in value] if isinstance(value, list) else []
        )
        if not isinstance(value, list) or any(name not in EVENTS for name in names):
            self.fault(key, repr(value)[:60], "a list of events of the vocabulary", f"write {key} = ['storage_in']")
        return tuple(name for name in names if name)

    def range(self) -> TemperatureRange | None:
        """Take `lower` and `upper` as a temperature range that is not reversed, or `nominal` alone."""
        nominal = self.temperature("nominal")
        if nominal is not None:
            for key in ("lower", "upper", "strict"):
                if key in self:
                    self.fault(key, "a limit beside nominal", "one or the other", "keep what the label prints")
                    self.take(key)
            return TemperatureRange(nominal_degC=nominal)
        lower, upper, inclusive = self.temperature("lower"), self.temperature("upper"), not self.flag("strict")
        return self._range("lower", lower, upper, inclusive)

    def band(self, key: str, *, required: bool = False) -> TemperatureRange | None:
        """Take a pair such as ["20 degC", "25 degC"], an empty text leaving a side open; or a table.

        The table has `lower` and `upper`, with `strict` where its ends are not included, or `nominal` alone.

        Parameters
        ----------
        key : str
            Of this table.
        required : bool
            Whether its absence is a fault.

        Returns
        -------
        TemperatureRange or None
            None where it is absent or at fault.
        """
        value = self.take(key)
        if isinstance(value, dict):
            return self._band_of(self._inner(value, key))
        if value is None:
            if required:
                self.fault(key, "nothing", "a pair of temperatures", f"write {key} = ['2 degC', '8 degC']")
            return None
        if not isinstance(value, list) or len(value) != 2:
            self.fault(key, repr(value), "a pair of temperatures", f"write {key} = ['2 degC', '8 degC']")
            return None
        if all(isinstance(part, str) and not part for part in value):
            self.fault(key, repr(value), "at least one temperature", f"write {key} = ['2 degC', '8 degC']")
            return None
        stated = {str(i): part for i, part in enumerate(value) if not isinstance(part, str) or part}
        pair = self._inner(stated, key)
        return self._range(key, pair.temperature("0"), pair.temperature("1"), inclusive=True)

    @staticmethod
    def _band_of(table: TomlTable) -> TemperatureRange | None:
        stated, found = any(key in table for key in ("lower", "upper", "nominal")), table.range()
        if not stated:
            table.fault("", "no temperature", "lower, upper or nominal", "add upper = '25 degC'")
        table.done()
        return found

    def _range(self, key: str, lower: float | None, upper: float | None, inclusive: bool) -> TemperatureRange | None:
        if lower is not None and upper is not None and lower > upper:
            self.fault(key, f"{lower:g} to {upper:g} °C", "the lower limit first", "exchange the two")
            return None
        return None if lower is None and upper is None else TemperatureRange(lower, upper, inclusive)

    def period(self, key: str) -> CalendarPeriod | float | None:
        """Take a shelf life: { months = 9 } or { days = 90 } on the calendar, or an exact duration as text."""
        value = self.take(key)
        if isinstance(value, dict):
            size = self._inner(value, key)
            months, days = size.number("months"), size.number("days")
            size.done()
            if months or days:
                return CalendarPeriod(months or 0, days or 0)
            self.fault(key, repr(value), "months or days", f"write {key} = {{ months = 9 }}")
            return None
        self._left[key] = value
        return self.duration(key)

    def when(self, name: str = "when") -> dict[str, tuple[str, ...]]:
        """Take the condition under which a limit holds: each key with the one value or the values it may have.

        Parameters
        ----------
        name : str
            The key.

        Returns
        -------
        dict of str to tuple of str
            Empty where it is absent or at fault.
        """
        value = self.take(name, default={})
        if not isinstance(value, dict):
            self.fault(name, repr(value), "a table", f"write {name} = {{ indication = 'ALL' }}")
            return {}
        found = {key: tuple(part) if isinstance(part, list) else (part,) for key, part in value.items()}
        for key, values in found.items():
            if not values or not all(isinstance(part, str) and part for part in values):
                self.fault(f"{name}.{key}", repr(value[key]), "a text or a list of texts", "write the value in quotes")
                return {}
            if key in {*RESERVED, *AMOUNTS} or not key.isidentifier():
                self.fault(f"{name}.{key}", repr(key), "a name that no column of the events has", "choose another name")
                return {}
        return found
