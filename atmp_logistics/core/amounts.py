"""Volumes, masses and weights, and how much may be given in a time."""

from __future__ import annotations

import re
from decimal import Decimal

from atmp_logistics.core.units import rate_text, refuse_quantity

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
