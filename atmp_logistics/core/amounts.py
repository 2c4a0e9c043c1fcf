"""Volumes, masses and weights, and how much may be given in a time."""

from __future__ import annotations

import re
from decimal import Decimal
from math import isnan

from atmp_logistics.core.units import is_quantity, number_of, quantity, refuse_quantity

_AMOUNT = re.compile(r"(\d{1,9}(?:[.,]\d{1,9})?)\s*([a-zA-Z]+)")
_AMOUNTS: dict[str, dict[str, Decimal]] = {
    "mL": {
        unit: Decimal(size) for unit, size in (("mL", 1), ("ml", 1), ("cL", 10), ("dL", 100), ("L", 1000), ("l", 1000))
    },
    "kg": {"kg": Decimal(1), "g": Decimal("0.001")},
    "g": {"g": Decimal(1), "mg": Decimal("0.001")},
}
_RATE = re.compile(r"(\d{1,9}(?:[.,]\d{1,9})?)\s*(mL|ml|L|l|g|mg)\s*(/\s*kg)?\s*/\s*(min|h|d)")


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

    Returns
    -------
    float

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
        refuse_quantity(value, where, f"{what} with its unit, above zero", example)
    return float(number * size)


def rate(value: object, where: str = "rate") -> tuple[float, str]:
    """Return how much of something may be given in a time, and in which unit: by the hour, or by the day.

    Parameters
    ----------
    value : str or pint.Quantity
        A Quantity in days is by the day, any other by the hour.
    where : str
        How the refusal names the place.

    Returns
    -------
    most : float
    unit : str
        Such as ``mL/kg/h``.

    Raises
    ------
    QuantityError
        For anything else.

    Examples
    --------
    >>> rate("4 mL/min"), rate("2.6 mL/kg/h"), rate("1 g/kg/d")
    ((240.0, 'mL/h'), (2.6, 'mL/kg/h'), (1.0, 'g/kg/d'))
    """
    text = rate_text(value, value)
    match = _RATE.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None or not (number := Decimal(match[1].replace(",", "."))):
        refuse_quantity(value, where, "an amount in a time, with its unit, above zero", "4 mL/min")
    base = "mL" if match[2] in _AMOUNTS["mL"] else "g"
    times, by = {"min": (60, "h"), "h": (1, "h"), "d": (1, "d")}[match[4]]
    return float(number * _AMOUNTS[base][match[2]] * times), f"{base}{'/kg' if match[3] else ''}/{by}"


def rate_text(value: object, otherwise: object) -> object:
    """Return a Quantity of an amount in a time as text, such as ``"240 mL/h"``; what is none stays as it is.

    Examples
    --------
    >>> rate_text(quantity(4.0, "mL/min"), None), rate_text(quantity(1.0, "g/kg/day"), None)
    ('240.0 mL/h', '1.0 g/kg/d')
    """
    if not is_quantity(value):
        return otherwise
    by = ("day", "d") if "day" in str(value.units) else ("hour", "h")  # type: ignore[attr-defined]
    for base, per_kg in ((base, per_kg) for base in ("mL", "g") for per_kg in ("", "/kg")):
        # A mass for a mass is no dimension: only units that name the body weight are for each kilogram.
        fits = value.check(f"[{'volume' if base == 'mL' else 'mass'}]{'/[mass]' * bool(per_kg)}/[time]")  # type: ignore[attr-defined]
        if fits and not isnan(number := number_of(value.magnitude)):  # type: ignore[attr-defined]
            size = round(number * float(quantity(1.0, str(value.units)).to(f"{base}{per_kg}/{by[0]}").magnitude), 9)  # type: ignore[attr-defined]
            return f"{size!r} {base}{per_kg}/{by[1]}"
    return None
