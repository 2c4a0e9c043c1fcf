"""Units of temperature by any of their spellings, and columns of temperatures in °C.

A column is computed in floating point and rounded once, to 1e-6 °C: the same as exact arithmetic for every tenth of a
degree Fahrenheit, as a test holds.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from atmp_logistics.core.columns import Column

#: Absolute zero; a colder reading is a fault code, not a temperature.
ABSOLUTE_ZERO_DEGC = -273.15

#: Hotter than any store, shipper or bath, and colder than boiling nitrogen, -196 °C, by more than a sensor errs: fault
#: codes such as 850, 9999 or -200, and no temperatures.
HOTTEST_DEGC, COLDEST_DEGC = 200.0, -199.0
# fmt: off
_SPELLINGS = {
    "degC": (
        "c", "°c", "degc", "deg c", "ºc", "˚c", "℃", "oc", "celsius", "degree_celsius", "degrees celsius",
        "centigrade", "cel", "cels", "celcius", "degreec", "degreesc",
    ),
    "degF": (
        "f", "°f", "degf", "deg f", "ºf", "˚f", "℉", "of", "fahrenheit", "degree_fahrenheit", "degrees fahrenheit",
        "fah", "fahr", "farenheit", "fahrenheight", "degreef", "degreesf",
    ),
    "K": (
        "k", "kelvin", "kel",
    ),
}
# fmt: on
_UNITS = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings}


def temperature_unit(text: str) -> str | None:
    """Return `degC`, `degF` or `K` for any of their spellings, None for anything else.

    Examples
    --------
    >>> temperature_unit("°F"), temperature_unit("Celsius"), temperature_unit("deg. F"), temperature_unit("%RH")
    ('degF', 'degC', 'degF', None)
    """
    plain = text.strip().casefold()
    return _UNITS.get(plain) or _UNITS.get("".join(plain.replace("&deg;", "°").replace(".", "").split()))


def temperatures_degC(values: ArrayLike, unit: str) -> Column:
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
    with np.errstate(over="ignore"):  # what is beyond all numbers is no temperature, as its bounds say
        if unit == "degF":
            column = (column - 32.0) * 5.0 / 9.0
        elif unit == "K":
            column = column - 273.15
        return np.round(column, 6) + 0.0


def shortest_decimals(narrow: NDArray[np.floating[Any]]) -> Column:
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
