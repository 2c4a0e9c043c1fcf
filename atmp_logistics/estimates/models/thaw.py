"""How long does a bag take to thaw?

What it is
----------
Seconds per millilitre, one number for one kind of bag, by least squares through the origin of measured thaw times. The
interval is the worst miss of that bag, in proportion, and twice its largest standard deviation; it holds every
published mean with two of its own standard deviations. `measured` gives a published point itself.

Source
------
Tisagenlecleucel in bags of ethylene vinyl acetate, from -150 °C in a water bath of 37 °C to full melt, mean and
standard deviation: EJHP 2022;29(Suppl 1):A153, abstract 5PSQ-107.

Where it holds
--------------
Bags, bath and starting temperature as in the source, within the volumes measured: 30 to 50 mL in the 250 mL bag. No
other bath temperature, start, material or product was measured; measure your own thaws and `fit` them. A line that
misses any of its points by more than a tenth does not describe that bag, and its estimates are not valid anywhere.

How badly it misses
-------------------
In the 250 mL bag by no more than 8 %. The 50 mL bag is missed by -18 % and +6 %: one number does not describe it, and
its 20 mL take longer (191 s) than 30 mL in the large bag (155 s), since the thickness of the fill governs and not its
volume.

Examples
--------
>>> print(EVA_250_mL.predict("40 mL"))  # doctest: +ELLIPSIS
thaw of 40 mL in a 250 mL EVA bag: 203.9 s, from 156.2 to 251.7 s (worst miss of that bag and twice its largest SD)...
>>> EVA_50_mL.predict("20 mL").doubts[0]
'its line misses a measured point by 18 %: one number does not describe this bag'
>>> EVA_50_mL.measured("20 mL").upper
251.0
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.amounts import amount
from atmp_logistics.core.citation import Citation
from atmp_logistics.core.errors import Fault, OutsideModel, refuse
from atmp_logistics.estimates.estimate import Estimate, Miss
from atmp_logistics.estimates.fitting import measured as checked

#: A line that misses a point of its own by more than this share does not describe the bag.
WORST_MISS = 0.10
_EJHP = Citation(
    "EJHP 2022;29(Suppl 1):A153, 5PSQ-107",
    section="abstract",
    url="https://ejhp.bmj.com/content/29/Suppl_1/A153.2",
    evidence="paper",
)


@dataclass(frozen=True, slots=True)
class ThawTimes:
    """Measured thaw times of one kind of bag, and the line through them; made by `fit`."""

    bag: str
    fill_mL: tuple[float, ...]
    time_s: tuple[float, ...]
    sd_s: tuple[float, ...]
    source: Citation

    @property
    def slope_s_per_mL(self) -> float:
        """Seconds for each millilitre, by least squares through the origin."""
        fill, time = np.array(self.fill_mL), np.array(self.time_s)
        return float(fill @ time / (fill @ fill))

    def misfit(self) -> tuple[Miss, ...]:
        """Return the line beside every measured point."""
        slope = self.slope_s_per_mL
        points = zip(self.fill_mL, self.time_s, self.sd_s, strict=True)
        return tuple(
            Miss(f"{fill:g} mL in a {self.bag}", time, slope * fill, "s", sd or None) for fill, time, sd in points
        )

    def predict(self, fill: object) -> Estimate:
        """Return the time to full melt of a volume.

        Parameters
        ----------
        fill : str
            Such as ``"40 mL"``.

        Examples
        --------
        >>> EVA_250_mL.predict("70 mL").doubts
        ('measured from 30 to 50 mL only',)
        """
        volume, misfit = amount(fill, "mL", "fill"), self.misfit()
        central, worst = self.slope_s_per_mL * volume, max(abs(miss.relative) for miss in misfit)
        half = worst * central + 2 * max(self.sd_s)
        what = f"thaw of {volume:g} mL in a {self.bag}"
        interval = "worst miss of that bag and twice its largest SD"
        poor = f"its line misses a measured point by {100 * worst:.0f} %: one number does not describe this bag"
        doubts = (poor,) if worst > WORST_MISS else ()
        bounds = max(central - half, 0.0), central, central + half
        estimate = Estimate(what, *bounds, "s", interval, (self.source,), misfit, doubts)
        lowest, highest = min(self.fill_mL), max(self.fill_mL)
        beyond = [] if lowest <= volume <= highest else [f"measured from {lowest:g} to {highest:g} mL only"]
        return estimate.doubted(beyond)

    def measured(self, fill: object) -> Estimate:
        """Return the measured time of a volume that was measured, with two standard deviations.

        Raises
        ------
        OutsideModel
            For any other volume.
        """
        volume = amount(fill, "mL", "fill")
        if volume not in self.fill_mL:
            known = ", ".join(f"{one:g}" for one in self.fill_mL)
            fix = "ask predict() for a volume between them"
            refuse([Fault(f"thaw in a {self.bag}", f"{volume:g} mL", f"one of {known} mL", fix, OutsideModel)])
        i = self.fill_mL.index(volume)
        mean, spread = self.time_s[i], 2 * self.sd_s[i]
        what = f"thaw of {volume:g} mL in a {self.bag}, as measured"
        return Estimate(what, max(mean - spread, 0.0), mean, mean + spread, "s", "mean and 2 SD", (self.source,))


def fit(
    bag: str,
    fill_mL: Sequence[float],
    time_s: Sequence[float],
    sd_s: Sequence[float] | None = None,
    source: Citation | None = None,
) -> ThawTimes:
    """Fit your own thaws of one kind of bag, from one starting temperature in one bath.

    Parameters
    ----------
    bag : str
        Its name, as estimates will say it.
    fill_mL, time_s : sequence of float
        Volumes [mL] and times to full melt [s], at least two points.
    sd_s : sequence of float, optional
        Standard deviations [s] of points that are means.
    source : Citation, optional
        Where they were measured.

    Raises
    ------
    OutsideModel
        For fewer than two points, or a value that is not above zero.

    Examples
    --------
    >>> round(fit("our bag", [30.0, 60.0], [150.0, 310.0]).slope_s_per_mL, 3)
    5.133
    """
    where = f"thaw in a {bag}"
    spread = [0.0] * len(fill_mL) if sd_s is None else sd_s
    fills, times, sds = checked(where, {"fill_mL": fill_mL, "time_s": time_s, "sd_s": spread}, least=2)
    if not ((fills > 0).all() and (times > 0).all() and (sds >= 0).all()):
        fix = "give volumes in mL and times in s"
        refuse([Fault(where, "a value below zero, or an empty bag", "values above zero", fix, OutsideModel)])
    return ThawTimes(
        bag, tuple(fills.tolist()), tuple(times.tolist()), tuple(sds.tolist()), source or Citation("your data")
    )


EVA_50_mL = fit("50 mL EVA bag", [10.0, 20.0], [124.0, 191.0], [5.0, 30.0], _EJHP)
EVA_250_mL = fit("250 mL EVA bag", [30.0, 40.0, 50.0], [155.0, 221.0, 240.0], [16.0, 12.0, 6.0], _EJHP)


def misfit() -> tuple[Miss, ...]:
    """Return the lines of both bags beside every published point."""
    return (*EVA_250_mL.misfit(), *EVA_50_mL.misfit())
