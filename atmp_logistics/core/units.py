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
from math import inf, isfinite
from tokenize import TokenError
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
from numpy.typing import ArrayLike, NDArray

from atmp_logistics.core.errors import Fault, QuantityError, refuse

if TYPE_CHECKING:
    from pint import Quantity as Quantity  # noqa: PLC0414  other modules take the type from here

#: Absolute zero; a colder reading is a fault code, not a temperature.
ABSOLUTE_ZERO_DEGC = -273.15

_SPELLINGS = {
    "degC": (
        "c",
        "°c",
        "degc",
        "deg c",
        "ºc",
        "˚c",
        "℃",
        "oc",
        "celsius",
        "degree_celsius",
        "degrees celsius",
        "centigrade",
        "cel",
        "cels",
        "celcius",
        "degreec",
        "degreesc",
    ),
    "degF": (
        "f",
        "°f",
        "degf",
        "deg f",
        "ºf",
        "˚f",
        "℉",
        "of",
        "fahrenheit",
        "degree_fahrenheit",
        "degrees fahrenheit",
        "fah",
        "fahr",
        "farenheit",
        "fahrenheight",
        "degreef",
        "degreesf",
    ),
    "K": ("k", "kelvin", "kel"),
}
#: Hotter than any store, shipper or bath, and colder than boiling nitrogen, -196 °C, by more than a sensor errs: fault
#: codes such as 850, 9999 or -200, and no temperatures.
HOTTEST_DEGC, COLDEST_DEGC = 200.0, -199.0
_UNITS = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings}
_SECONDS = {
    unit: seconds
    for seconds, units in {
        1: ("s", "sec", "second", "seconds"),
        60: ("min", "mins", "minute", "minutes"),
        3600: ("h", "hr", "hrs", "hour", "hours"),
        86400: ("d", "day", "days"),
        604800: ("week", "weeks"),
    }.items()
    for unit in units
}
_TEMPERATURE = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*([^\d\s].*)")
_DURATION_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([A-Za-z]+)\s*")
_AMOUNT = re.compile(r"(\d{1,9}(?:[.,]\d{1,9})?)\s*([a-zA-Z]+)")
_AMOUNTS: dict[str, dict[str, Decimal]] = {
    "mL": {
        unit: Decimal(size) for unit, size in (("mL", 1), ("ml", 1), ("cL", 10), ("dL", 100), ("L", 1000), ("l", 1000))
    },
    "kg": {"kg": Decimal(1), "g": Decimal("0.001")},
    "g": {"g": Decimal(1), "mg": Decimal("0.001")},
}
_MEASURE = re.compile(r"([+-]?\d{1,12}(?:[.,]\d{1,12})?)\s*([A-Za-z%°µμ][\w %°²³·/*^().-]{0,40})")
_RATE = re.compile(r"(\d{1,9}(?:[.,]\d{1,9})?)\s*(mL|ml|L|l|g|mg)\s*(/\s*kg)?\s*/\s*(min|h|d)")


def temperature_unit(text: str) -> str | None:
    """Return `degC`, `degF` or `K` for any of their spellings, None for anything else.

    Examples
    --------
    >>> temperature_unit("°F"), temperature_unit("Celsius"), temperature_unit("deg. F"), temperature_unit("%RH")
    ('degF', 'degC', 'degF', None)
    """
    plain = text.strip().casefold()
    return _UNITS.get(plain) or _UNITS.get("".join(plain.replace("&deg;", "°").replace(".", "").split()))


def temperature_degC(value: object, where: str = "temperature") -> float:
    """Return a temperature in °C, computed exactly and rounded once to 1e-6 °C.

    Parameters
    ----------
    value : str or pint.Quantity
        Such as ``"-120 degC"``, ``"46,4 °F"``, ``"277.15 K"``.
    where : str
        How the refusal names the place.

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
            return _exact_degC(Fraction(Decimal(match[1].replace(",", "."))), unit)
    elif _is_quantity(value) and (unit := temperature_unit(str(value.units))):  # type: ignore[attr-defined]
        return _exact_degC(Fraction(repr(float(value.magnitude))), unit)  # type: ignore[attr-defined]
    return _refuse(value, where, "a temperature with its unit", "8 degC")


def temperatures_degC(values: ArrayLike, unit: str) -> NDArray[np.float64]:
    """Return a column of temperatures in °C, each rounded once to 1e-6 °C; NaN stays NaN.

    A narrow float (float32, float16) counts as its shortest decimal: 46.4 stored in 32 bits is 46.4, as in a text.

    Examples
    --------
    >>> temperatures_degC([46.4, 35.6], "degF").tolist()
    [8.0, 2.0]
    """
    given = np.asarray(values)
    column = (
        shortest_decimals(given) if given.dtype in (np.float32, np.float16) else given.astype(np.float64, copy=False)
    )
    if unit == "degF":
        column = (column - 32.0) * 5.0 / 9.0
    elif unit == "K":
        column = column - 273.15
    return np.round(column, 6) + 0.0


def shortest_decimals(narrow: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Return the shortest decimal that a narrow float can stand for, as float64.

    Examples
    --------
    >>> shortest_decimals(np.array([46.4, 0.1, np.nan, 1e-7], np.float32)).tolist()
    [46.4, 0.1, nan, 1e-07]
    """
    out = narrow.astype(np.float64)
    left = np.nonzero(np.isfinite(out))[0]
    for places in range(7):
        rounded = np.round(out[left], places)
        fits = rounded.astype(narrow.dtype) == narrow[left]
        out[left[fits]] = rounded[fits]
        left = left[~fits]
        if not len(left):
            break
    out[left] = [float(str(value)) for value in narrow[left]]
    return out


def delta_degC(value: object, where: str = "difference") -> float:
    """Return a temperature difference, such as an accuracy of ``"0.5 degC"``, in °C; it has no offset.

    Examples
    --------
    >>> delta_degC("0.9 degF")
    0.5
    """
    match = _TEMPERATURE.fullmatch(value.strip()) if isinstance(value, str) else None
    unit = temperature_unit(match[2].removeprefix("delta_")) if match else None
    if match is None or unit is None:
        _refuse(value, where, "a temperature difference with its unit", "0.5 degC")
    size = Fraction(Decimal(match[1].replace(",", ".")))
    return round(float(size * 5 / 9 if unit == "degF" else size), 6)


def duration_s(value: object, where: str = "duration") -> float:
    """Return an exact duration in seconds; months and years are calendar periods and are refused.

    Parameters
    ----------
    value : str, datetime.timedelta or pint.Quantity
        Such as ``"30 min"``, ``"2 h 30 min"``, ``"14 days"``.
    where : str
        How the refusal names the place.

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
        return value.total_seconds()
    if isinstance(value, str):
        parts = _DURATION_PART.findall(value)
        rest = _DURATION_PART.sub("", value).strip()
        if parts and not rest and all(unit.casefold() in _SECONDS for _, unit in parts):
            sizes = (Decimal(n.replace(",", ".")) * _SECONDS[unit.casefold()] for n, unit in parts)
            return float(sum(sizes))
        if re.search(r"month|year", value, re.IGNORECASE):
            fix = "months differ in length: write a calendar period, such as { months = 9 }"
            expected = "an exact duration in s, min, h, days or weeks"
            refuse([Fault(where, repr(value), expected, fix, QuantityError)])
    elif _is_quantity(value) and value.check("[time]"):  # type: ignore[attr-defined]
        return float(value.to("second").magnitude)  # type: ignore[attr-defined]
    return _refuse(value, where, "a duration with its unit", "30 min")


def amount(value: object, unit: str, where: str = "amount") -> float:
    """Return a volume in mL, a mass in g, or a body weight in kg.

    Parameters
    ----------
    value : str
        Such as ``"60 mL"`` or ``"71.5 kg"``.
    unit : {'mL', 'g', 'kg'}
        What is asked for.
    where : str
        How the refusal names the place.

    Raises
    ------
    QuantityError
        For a bare number, another dimension, or nothing at all.

    Examples
    --------
    >>> amount("0.06 L", "mL"), amount("71,5 kg", "kg")
    (60.0, 71.5)
    """
    match = _AMOUNT.fullmatch(value.strip()) if isinstance(value, str) else None
    size = _AMOUNTS[unit].get(match[2]) if match else None
    if match is None or size is None or not (number := Decimal(match[1].replace(",", "."))):
        what, example = {"mL": ("a volume", "60 mL"), "g": ("a mass", "2.5 g"), "kg": ("a weight", "71.5 kg")}[unit]
        _refuse(value, where, f"{what} with its unit, above zero", example)
    return float(number * size)


def rate(value: object, where: str = "rate") -> tuple[float, str]:
    """Return how much of something may be given in a time, and in which unit: by the hour, or by the day.

    Raises
    ------
    QuantityError
        For anything else.

    Examples
    --------
    >>> rate("4 mL/min"), rate("2.6 mL/kg/h"), rate("1 g/kg/d")
    ((240.0, 'mL/h'), (2.6, 'mL/kg/h'), (1.0, 'g/kg/d'))
    """
    match = _RATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or not (number := Decimal(match[1].replace(",", "."))):
        _refuse(value, where, "an amount in a time, with its unit, above zero", "4 mL/min")
    base = "mL" if match[2] in _AMOUNTS["mL"] else "g"
    times, by = {"min": (60, "h"), "h": (1, "h"), "d": (1, "d")}[match[4]]
    return float(number * _AMOUNTS[base][match[2]] * times), f"{base}{'/kg' if match[3] else ''}/{by}"


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
    if _is_quantity(given):
        try:
            number = float(given.to(unit).magnitude)  # type: ignore[attr-defined]
        except (pint.PintError, ArithmeticError, TypeError, ValueError):
            number = inf
        if isfinite(number):
            return round(number, 12)
    return _refuse(value, where, f"{expected} with its unit", example)


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


def _exact_degC(number: Fraction, unit: str) -> float:
    if unit == "degF":
        number = (number - 32) * Fraction(5, 9)
    elif unit == "K":
        number -= Fraction("273.15")
    return round(float(number), 6) + 0.0


def _is_quantity(value: object) -> bool:
    return hasattr(value, "magnitude") and hasattr(value, "units") and hasattr(value, "check")


def _refuse(value: object, where: str, expected: str, example: str) -> NoReturn:
    """Refuse a value that is no quantity of the wanted kind, and say what would be one."""
    bare = isinstance(value, (int, float)) or (isinstance(value, str) and re.fullmatch(r"\s*[+-]?[\d.,]+\s*", value))
    found = f"{value!r} without a unit" if bare else repr(value)
    raise QuantityError([Fault(where, found, expected, f"write it as text, such as {example!r}", QuantityError)])
