"""What a model answers: an interval with a middle, whether the data reach there, their source, and how badly it misses.

An estimate is for planning and for understanding. It is never evidence: a verdict comes from labels and records alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING, Any, ClassVar

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.short_repr import Described, ShortRepr
from atmp_logistics.core.shown import Shown
from atmp_logistics.core.units import quantity

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from atmp_logistics.core.units import Quantity

_PINT = {"%": "percent"}
#: Units in which a share of the value says nothing: a temperature has an offset, a percentage is a share itself.
_NO_SHARE = ("degC", "%")


@dataclass(frozen=True, slots=True, repr=False)
class Miss(ShortRepr):
    """One measured point beside what the model says of it; `sd` is the point's own standard deviation.

    Examples
    --------
    >>> print(Miss("40 mL", 221.0, 203.92, "s", sd=12.0))
    40 mL: measured 221 s (SD 12), model 203.9 s, off by -17.1 s (-7.7 %)
    """

    what: str
    measured: float
    model: float
    unit: str
    sd: float | None = None

    @property
    def difference(self) -> float:
        """Model less measurement, in `unit`."""
        return self.model - self.measured

    @property
    def relative(self) -> float:
        """Model less measurement, as a share of the measurement."""
        return self.difference / self.measured

    def __str__(self) -> str:
        sd = "" if self.sd is None else f" (SD {self.sd:g})"
        share = "" if self.unit in _NO_SHARE or not self.measured else f" ({100 * self.relative:+.1f} %)"
        said, off = (
            f"model {self.model:.4g} {self.unit}",
            f"off by {round(self.difference, 9):+.3g} {_points(self.unit)}{share}",
        )
        return f"{self.what}: measured {self.measured:.4g} {self.unit}{sd}, {said}, {off}"


@dataclass(frozen=True, slots=True, repr=False)
class Estimate(Described, Shown):
    """A model's answer; it has no verdict, and a person decides what follows.

    Parameters
    ----------
    what : str
        What is estimated, in words.
    lower, central, upper : float
        In `unit`; ±inf where nothing bounds it.
    unit : str
        Such as "s", "h", "d", "kg", "%", "degC".
    interval : str
        What the interval is made of.
    sources : tuple of Citation
        Where the numbers were read.
    misfit : tuple of Miss
        The model beside every point that was measured.
    doubts : tuple of str
        Why the data do not reach this far; without any, the estimate is valid.

    Examples
    --------
    >>> paper = Citation("Anon 2020", evidence="paper")
    >>> print(Estimate("thaw of 40 mL", 160.0, 204.0, 248.0, "s", "worst miss and 2 SD", (paper,)))
    thaw of 40 mL: 204 s, from 160 to 248 s (worst miss and 2 SD). Source: Anon 2020 (paper)
    """

    _readers: ClassVar[str] = "models"
    what: str
    lower: float
    central: float
    upper: float
    unit: str
    interval: str
    sources: tuple[Citation, ...]
    misfit: tuple[Miss, ...] = ()
    doubts: tuple[str, ...] = ()

    def _described(self) -> str:
        return f"{self.what}, {self.answer}{', not valid here' * bool(self.doubts)}"

    def __post_init__(self) -> None:
        if not self.lower <= self.central <= self.upper:
            raise ValueError(f"{self.what}: {self.central} does not lie between {self.lower} and {self.upper}")

    @property
    def valid(self) -> bool:
        """Whether the data behind the model reach the question."""
        return not self.doubts

    @property
    def quantity(self) -> Quantity[Any]:
        """The central value with its unit."""
        return quantity(self.central, _PINT.get(self.unit, self.unit))

    @property
    def bounds(self) -> tuple[Quantity[Any], Quantity[Any]]:
        """The interval's two ends with their unit."""
        unit = _PINT.get(self.unit, self.unit)
        return quantity(self.lower, unit), quantity(self.upper, unit)

    def doubted(self, doubts: Iterable[str], lowest: float = 0.0, highest: float = inf) -> Estimate:
        """Return the same with doubts, its interval as wide as nature allows; without any doubt, this one.

        Examples
        --------
        >>> one = Estimate("thaw of 90 mL", 400.0, 459.0, 518.0, "s", "worst miss and 2 SD", ())
        >>> one.doubted([]) is one, one.doubted(["beyond the data"]).upper, one.doubted(["beyond the data"]).valid
        (True, inf, False)
        """
        added = tuple(doubts)
        if not added:
            return self
        nothing = "nothing bounds it there"
        return replace(self, lower=lowest, upper=highest, interval=nothing, doubts=(*self.doubts, *added))

    @property
    def answer(self) -> str:
        """The central value, the interval and what it is made of, in words."""
        unit = "°C" if self.unit == "degC" else self.unit
        return f"{self.central:.4g} {unit}, from {self.lower:.4g} to {self.upper:.4g} {unit} ({self.interval})"

    def __str__(self) -> str:
        doubt = f" NOT VALID HERE: {'; '.join(self.doubts)}." if self.doubts else ""
        source = f" Source: {'; '.join(map(str, self.sources))}" if self.sources else ""
        return f"{self.what}: {self.answer}.{doubt}{source}"

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the interval; see `report.models.plot.plot_estimates` for several."""
        axes: Axes = self._reader("plot").plot_estimates([self], ax)
        return axes


def _points(unit: str) -> str:
    return "points" if unit == "%" else unit
