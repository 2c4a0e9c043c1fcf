"""The unit gate: text or a pint Quantity in, plain degrees Celsius and seconds out, and Quantity back on request.

The only module that knows pint. Temperatures are parsed here and not by pint, because `Quantity("5 degC")` raises
on pint 0.25, `"5 C"` is five coulomb, and floats make `46.4 degF <= 8 degC` false. Each temperature is computed
exactly and rounded once, to 1e-6 °C; everything later compares only degrees Celsius.
"""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import inf, isfinite, isnan, nan
from numbers import Real
from tokenize import TokenError
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from atmp_logistics.core.errors import QuantityError, refuse
from atmp_logistics.core.instants import DAY_S, HOUR_S, MINUTE_S
from atmp_logistics.core.printable import value_in_words
from atmp_logistics.core.temperature_units import temperature_unit

if TYPE_CHECKING:
    from pint import Quantity as Quantity  # noqa: PLC0414  other modules take the type from here

_SECONDS = {
    unit: seconds
    for seconds, units in {
        1.0: ("s", "sec", "second", "seconds"),
        MINUTE_S: ("min", "mins", "minute", "minutes"),
        HOUR_S: ("h", "hr", "hrs", "hour", "hours"),
        DAY_S: ("d", "day", "days"),
        7 * DAY_S: ("week", "weeks"),
    }.items()
    for unit in units
}
#: No number of more digits than a float takes.
_TEMPERATURE = re.compile(r"([+-]?\d{1,300}(?:[.,]\d{1,300})?)\s*([^\d\s].*)")
#: What numpy counts exactly; its months and years differ in length, and its generic unit is none.
_NUMPY_UNITS = frozenset(["W", "D", "h", "m", "s", "ms", "us", "ns"])
_DURATION_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([A-Za-z]+)\s*")
_MEASURE = re.compile(r"([+-]?\d{1,12}(?:[.,]\d{1,12})?)\s*([A-Za-z%°µμ][\w %°²³·/*^().-]{0,40})")


def temperature_degC(value: object, where: str = "temperature") -> float:
    """Return a temperature in °C, computed exactly and rounded once to 1e-6 °C.

    Parameters
    ----------
    value : str or pint.Quantity
        Such as ``"-120 degC"``, ``"46,4 °F"``, ``"277.15 K"``.
    where : str
        How the refusal names the place.

    Returns
    -------
    float

    Raises
    ------
    QuantityError
        For a bare number, another dimension, or a temperature difference.

    Examples
    --------
    >>> temperature_degC("46.4 degF") <= temperature_degC("8 °C")
    True
    >>> temperature_degC(8)
    Traceback (most recent call last):
    atmp_logistics.core.errors.QuantityError: temperature: found 8 without a unit, expected a temperature with its \
unit. Fix: write it as text, such as '8 degC'.
    """
    if isinstance(value, str):
        match = _TEMPERATURE.fullmatch(value.strip().replace("\u2212", "-"))
        unit = match and temperature_unit(match[2])
        if match and unit:
            return exact_degC(Fraction(Decimal(match[1].replace(",", "."))), unit)
    elif is_quantity(value) and (unit := temperature_unit(str(value.units))):  # type: ignore[attr-defined]
        number = number_of(value.magnitude)  # type: ignore[attr-defined]
        if isfinite(number):
            return exact_degC(Fraction(repr(number)), unit)
    return refuse_quantity(value, where, "a temperature with its unit", "8 degC")


def delta_degC(value: object, where: str = "difference") -> float:
    """Return a temperature difference, such as an accuracy of ``"0.5 degC"``, in °C; it has no offset.

    Examples
    --------
    >>> delta_degC("0.9 degF")
    0.5
    """
    text = f"{value.magnitude!r} {value.units}" if is_quantity(value) else value  # type: ignore[attr-defined]
    match = _TEMPERATURE.fullmatch(text.strip()) if isinstance(text, str) else None
    unit = temperature_unit(match[2].removeprefix("delta_")) if match else None
    if match is None or unit is None:
        refuse_quantity(value, where, "a temperature difference with its unit", "0.5 degC")
    size = Fraction(Decimal(match[1].replace(",", ".")))
    return round(float(size * 5 / 9 if unit == "degF" else size), 6)


def duration_s(value: object, where: str = "duration") -> float:
    """Return an exact duration in seconds; months and years are calendar periods and are refused.

    Parameters
    ----------
    value : str, datetime.timedelta, numpy.timedelta64 or pint.Quantity
        Such as ``"30 min"``, ``"2 h 30 min"``, ``"14 days"``.
    where : str
        How the refusal names the place.

    Returns
    -------
    float

    Raises
    ------
    QuantityError
        For a bare number, a month, or another dimension.

    Examples
    --------
    >>> duration_s("2 h 30 min")
    9000.0
    >>> duration_s("9 months")
    Traceback (most recent call last):
    atmp_logistics.core.errors.QuantityError: duration: found '9 months', expected an exact duration in s, min, h, \
days or weeks. Fix: months differ in length: write a calendar period, such as { months = 9 }.
    """
    if isinstance(value, timedelta):
        # A pandas Timedelta has nanoseconds, which `total_seconds` may leave out.
        return value // timedelta(microseconds=1) / 1e6 + getattr(value, "nanoseconds", 0) / 1e9
    if isinstance(value, np.timedelta64) and np.datetime_data(value)[0] in _NUMPY_UNITS and not np.isnat(value):
        return float(value / np.timedelta64(1, "s"))
    if isinstance(value, str):
        parts = _DURATION_PART.findall(value)
        rest = _DURATION_PART.sub("", value).strip()
        if parts and not rest and all(unit.casefold() in _SECONDS for _, unit in parts):
            sizes = (Decimal(size.replace(",", ".")) * int(_SECONDS[unit.casefold()]) for size, unit in parts)
            return float(sum(sizes))
        if re.search(r"month|year", value, re.IGNORECASE):
            fix = "months differ in length: write a calendar period, such as { months = 9 }"
            expected = "an exact duration in s, min, h, days or weeks"
            refuse([QuantityError.fault(where, repr(value), expected, fix)])
    elif is_quantity(value) and value.check("[time]"):  # type: ignore[attr-defined]
        number = number_of(value.magnitude)  # type: ignore[attr-defined]
        if not isnan(number):
            return float(value.to("second").magnitude)  # type: ignore[attr-defined]
    return refuse_quantity(value, where, "a duration with its unit", "30 min")


def measure(value: object, unit: str, where: str, expected: str, example: str) -> float:
    """Return a quantity of any other kind as a plain number in `unit`: a mass, an area, a share, an energy.

    Parameters
    ----------
    value : str or pint.Quantity
        Such as ``"7.3 lb"``, ``"40 %"``, ``"240 cm²"``.
    unit : str
        What is asked for, as pint spells it. Temperatures, which have offsets, have their own gate.
    where, expected, example : str
        How the refusal names the place, what belongs there, and what would be right.

    Returns
    -------
    float

    Raises
    ------
    QuantityError
        For a bare number, another dimension, or a number that is not finite.

    Examples
    --------
    >>> measure("10 lb", "kg", "charge", "a mass", "3.3 kg")
    4.5359237
    >>> measure("40 %", "dimensionless", "share", "a share", "40 %")
    0.4
    """
    import pint

    given = value
    if isinstance(value, str) and (match := _MEASURE.fullmatch(value.strip().replace("\u2212", "-"))):
        try:
            given = quantity(float(match[1].replace(",", ".")), match[2])
        except (pint.PintError, TokenError, ArithmeticError, AssertionError, SyntaxError, TypeError, ValueError):
            given = None
    if is_quantity(given):
        try:
            number = float(given.to(unit).magnitude)  # type: ignore[attr-defined]
        except (pint.PintError, ArithmeticError, TypeError, ValueError):
            number = inf
        if isfinite(number):
            return round(number, 12)
    return refuse_quantity(value, where, f"{expected} with its unit", example)


def quantity(value: float, unit: str) -> Quantity[Any]:
    """Return a plain number as a pint Quantity of the application's registry.

    Examples
    --------
    >>> print(quantity(8.0, "degC").units)
    degree_Celsius
    """
    import pint

    registry: pint.UnitRegistry[Any] = pint.get_application_registry()  # type: ignore[no-untyped-call]
    return registry.Quantity(value, unit)


def time_quantity(size_s: float | None) -> Quantity[Any] | None:
    """Return seconds as a pint Quantity, in the largest unit of which they are a whole number; None stays.

    Examples
    --------
    >>> print(time_quantity(5400.0), time_quantity(7200.0), time_quantity(None))
    90 minute 2 hour None
    """
    if size_s is None:
        return None
    units = ((DAY_S, "day"), (HOUR_S, "hour"), (MINUTE_S, "minute"))
    unit_s, unit = next(((unit_s, unit) for unit_s, unit in units if size_s and size_s % unit_s == 0), (1.0, "second"))
    size = size_s / unit_s
    return quantity(int(size) if size.is_integer() else size, unit)


def several_quantities(value: object) -> object:
    """Return a Quantity of several numbers as a list of one each; anything else as it is.

    Examples
    --------
    >>> [str(one) for one in several_quantities(quantity([20.0, 25.0], "degC"))]
    ['20.0 degree_Celsius', '25.0 degree_Celsius']
    """
    if is_quantity(value) and isinstance(numbers := value.magnitude, (list, tuple, np.ndarray)):  # type: ignore[attr-defined]
        return [quantity(float(one), str(value.units)) for one in numbers]  # type: ignore[attr-defined]
    return value


def parts_of_quantity(value: Any) -> tuple[Any, str] | None:
    """Return what a Quantity holds, whatever that is, and its unit as text; None of anything else."""
    return (value.magnitude, str(value.units)) if is_quantity(value) else None


def exact_degC(number: Fraction, unit: str) -> float:
    """Return an exact number in °C, °F or K as °C, rounded once to 1e-6 °C.

    Examples
    --------
    >>> exact_degC(Fraction(77), "degF")
    25.0
    """
    if unit == "degF":
        number = (number - 32) * Fraction(5, 9)
    elif unit == "K":
        number -= Fraction("273.15")
    return round(float(number), 6) + 0.0


def is_quantity(value: object) -> bool:
    """Say whether a value is a pint Quantity, of whatever registry."""
    names = ("magnitude", "units", "check")
    return not isinstance(value, type) and all(hasattr(value, name) for name in names)


def number_of(magnitude: Any) -> float:
    """Return the one number of a Quantity, NaN where it holds anything else."""
    return float(magnitude) if isinstance(magnitude, (Real, Decimal)) else nan


def magnitude_and_unit(value: object) -> tuple[object, str] | None:
    """Return the number or numbers of a pint Quantity, and its unit in words; None of what is no Quantity.

    Examples
    --------
    >>> magnitude_and_unit(quantity(4.5, "degC")), magnitude_and_unit(4.5)
    ((4.5, 'degree_Celsius'), None)
    """
    return (value.magnitude, str(value.units)) if is_quantity(value) else None  # type: ignore[attr-defined]


def _quantity_in_words(value: object) -> str:
    """Return a Quantity of one number as text, such as ``30 degree_Celsius``; "" for anything else."""
    parts = parts_of_quantity(value)
    return f"{parts[0]:g} {parts[1]}" if parts is not None and isinstance(parts[0], (int, float)) else ""


def refuse_quantity(value: object, where: str, expected: str, example: str) -> NoReturn:
    """Refuse a value that is no quantity of the wanted kind, and say what would be one."""
    bare = isinstance(value, (int, float)) or (isinstance(value, str) and re.fullmatch(r"\s*[+-]?[\d.,]+\s*", value))
    found = f"{value!r} without a unit" if bare else _quantity_in_words(value) or value_in_words(value)
    raise QuantityError([QuantityError.fault(where, found, expected, f"write it as text, such as {example!r}")])
