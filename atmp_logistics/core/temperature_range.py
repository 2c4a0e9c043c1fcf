"""Ranges of temperatures as labels print them, in °C."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from atmp_logistics.core.product_checks import Checked
from atmp_logistics.core.translatable import Message, Number, said
from atmp_logistics.core.units import quantity

if TYPE_CHECKING:
    from atmp_logistics.core.units import Quantity


@dataclass(frozen=True, slots=True)
class TemperatureRange(Checked):
    """A range of temperatures, open on a side that the label does not name.

    A label that prints one temperature and no tolerance states no range: `nominal_degC` keeps what it prints, and only
    the site's tolerance makes a range of it.

    Attributes
    ----------
    lower_degC, upper_degC : float or None
        The two ends, None where the label names none.
    inclusive : bool
        Whether both ends belong to the range.
    nominal_degC : float or None
        The one temperature that the label prints without a tolerance.

    Examples
    --------
    >>> str(TemperatureRange(upper_degC=-120.0)), str(TemperatureRange(2.0, 8.0))
    ('≤ -120 °C', '2 to 8 °C')
    """

    lower_degC: float | None = None
    upper_degC: float | None = None
    inclusive: bool = True
    nominal_degC: float | None = None

    def with_tolerance(self, tolerance_degC: float | None) -> TemperatureRange:
        """Return a nominal temperature as the range that a site's tolerance makes of it; any other as it is.

        Returns
        -------
        TemperatureRange

        Examples
        --------
        >>> str(TemperatureRange(nominal_degC=4.0).with_tolerance(2.0))
        '2 to 6 °C'
        >>> TemperatureRange(nominal_degC=4.0).with_tolerance(3.3).lower_degC
        0.7
        """
        if self.nominal_degC is None or tolerance_degC is None:
            return self
        lower, upper = (round(self.nominal_degC + sign * tolerance_degC, 6) for sign in (-1, 1))
        return TemperatureRange(lower, upper)

    @property
    def lower(self) -> Quantity[Any] | None:
        """The lower end as a pint quantity."""
        return None if self.lower_degC is None else quantity(self.lower_degC, "degC")

    @property
    def upper(self) -> Quantity[Any] | None:
        """The upper end as a pint quantity."""
        return None if self.upper_degC is None else quantity(self.upper_degC, "degC")

    @property
    def nominal(self) -> Quantity[Any] | None:
        """The one temperature that the label prints without a tolerance, as a pint quantity."""
        return None if self.nominal_degC is None else quantity(self.nominal_degC, "degC")

    def __str__(self) -> str:
        return str(self.in_words)

    @property
    def in_words(self) -> Message:
        """The range in words that can be said in other languages.

        Examples
        --------
        >>> TemperatureRange(2.0, 8.5).in_words.in_language("sv")
        '2 till 8,5 °C'
        """
        return _in_words(self)


@lru_cache(maxsize=1 << 10)
def _in_words(limits: TemperatureRange) -> Message:
    if limits.nominal_degC is not None:
        return said("core", "temperature.nominal", value=_number(limits.nominal_degC))
    below, above = ("≤", "≥") if limits.inclusive else ("<", ">")
    if limits.lower_degC is None:
        if limits.upper_degC is None:
            return said("core", "temperature.any")
        return said("core", "temperature.most", sign=below, upper=_number(limits.upper_degC))
    if limits.upper_degC is None:
        return said("core", "temperature.least", sign=above, lower=_number(limits.lower_degC))
    found = said("core", "temperature.range", lower=_number(limits.lower_degC), upper=_number(limits.upper_degC))
    return found if limits.inclusive else said("core", "temperature.exclusive", range=found)


def _number(value: float) -> Number:
    return Number(f"{value:g}")
