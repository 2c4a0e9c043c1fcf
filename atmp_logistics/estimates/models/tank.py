"""How long until a tank that lost its nitrogen is too warm?

What it is
----------
Linear warming between two published bounds. There is no middle: the central value is half way between the bounds, and
the lower one is to be planned with.

Source
------
A cord blood bank's spokesman: an unopened tank warms from -170 °C, its alarm, to -150 °C in "around three to five
days" (The Straits Times). That is 0.28 to 0.17 K/h, as a mean over those 20 K.

Where it holds
--------------
Between -170 and -150 °C, in an unopened tank of that bank; no other tank was published. Filling, lid, age and size all
matter: state the two rates of your own with `TankWarming`.

How badly it misses
-------------------
It cannot be said: there are two bounds in words and no curve.

Examples
--------
>>> print(PUBLISHED.time_to("-150 degC", start="-170 degC"))  # doctest: +ELLIPSIS
time from -170 to -150 °C in an unopened tank: 96 h, from 72 to 120 h (two published bounds and half way)...
>>> PUBLISHED.time_to("-130 degC", start="-150 degC").valid
False
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.errors import Fault, OutsideModel, refuse
from atmp_logistics.core.instants import HOUR_S
from atmp_logistics.core.temperature_units import ABSOLUTE_ZERO_DEGC
from atmp_logistics.core.units import duration_s, temperature_degC
from atmp_logistics.estimates.estimate import Estimate, Miss

_SINGAPORE = Citation(
    "The Straits Times, how Singapore cord blood firms ensure safe storage",
    url="https://www.straitstimes.com/singapore/how-singapore-cord-blood-firms-ensure-safe-storage",
    evidence="news",
)
_INTERVAL = "two published bounds and half way"


@dataclass(frozen=True, slots=True)
class TankWarming:
    """An unopened tank that warms by no less than `slowest` and no more than `fastest`, between two temperatures.

    Parameters
    ----------
    slowest_K_per_h, fastest_K_per_h : float
        Kelvin an hour.
    coldest_degC, warmest_degC : float
        Where the rates were seen.
    source : Citation
    """

    slowest_K_per_h: float
    fastest_K_per_h: float
    coldest_degC: float
    warmest_degC: float
    source: Citation

    def __post_init__(self) -> None:
        if not 0 < self.slowest_K_per_h <= self.fastest_K_per_h:
            found = f"{self.slowest_K_per_h:g} to {self.fastest_K_per_h:g} K/h"
            refuse(
                [
                    Fault(
                        "a tank's warming", found, "two rates above zero, the slowest first", "order them", OutsideModel
                    )
                ]
            )

    def time_to(self, limit: object, start: object) -> Estimate:
        """Return how long until a tank at `start` reaches `limit`; both are texts such as ``"-150 degC"``.

        Raises
        ------
        OutsideModel
            When the limit is no warmer than the start.
        """
        low, high = temperature_degC(start, "start"), temperature_degC(limit, "limit")
        if high <= low:
            found, fix = f"a limit of {high:g} °C", "the tank has reached it already"
            refuse([Fault("a tank's warming", found, f"one above its start of {low:g} °C", fix, OutsideModel)])
        soonest, latest = (high - low) / self.fastest_K_per_h, (high - low) / self.slowest_K_per_h
        what = f"time from {low:g} to {high:g} °C in an unopened tank"
        estimate = Estimate(what, soonest, (soonest + latest) / 2, latest, "h", _INTERVAL, (self.source,))
        return estimate.doubted(self._doubts(low, high))

    def temperature_after(self, time: object, start: object) -> Estimate:
        """Return the temperature of a tank that was at `start` and has warmed for a time, such as ``"6 h"``."""
        low, hours = temperature_degC(start, "start"), duration_s(time, "time") / HOUR_S
        coolest, warmest = low + hours * self.slowest_K_per_h, low + hours * self.fastest_K_per_h
        what = f"temperature {hours:g} h after {low:g} °C in an unopened tank"
        estimate = Estimate(what, coolest, (coolest + warmest) / 2, warmest, "degC", _INTERVAL, (self.source,))
        return estimate.doubted(self._doubts(low, warmest), lowest=ABSOLUTE_ZERO_DEGC)

    def _doubts(self, low: float, high: float) -> Iterator[str]:
        if low < self.coldest_degC or high > self.warmest_degC:
            yield f"published from {self.coldest_degC:g} to {self.warmest_degC:g} °C only"


PUBLISHED = TankWarming(20 / 120, 20 / 72, -170.0, -150.0, _SINGAPORE)


def misfit() -> tuple[Miss, ...]:
    """Return nothing: two bounds leave no point to miss."""
    return ()
