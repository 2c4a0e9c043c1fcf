"""How long does a passive 2 to 8 °C shipper hold?

What it is
----------
What its qualification showed, and nothing more: a duration, the outside temperatures it was shown against, and how long
its coolant was conditioned. The interval begins at that duration and is open above, since a qualification ends with its
clock and not with its ice. There is no physics in it, and no extrapolation.

Source
------
Vacuum-insulated shippers shown to hold five days against ISTA 7D summer and winter, with phase-change coolant
conditioned for at least 72 h: a vendor's claim (BioTouch Global). The ISTA profile's temperatures were not read; give
those of your shipper's own report.

Where it holds
--------------
For the profiles named and a conditioning no shorter. An outside temperature counts as covered where, at every hour, it
lies between the coldest and the warmest profile of the same report; a warmer, colder or longer one is not, and the
shipper then holds for nothing that anybody showed.

How badly it misses
-------------------
It cannot be said: a claim of a duration has no curve to miss.

Examples
--------
>>> print(VACUUM_INSULATED.hold("ISTA 7D summer", conditioned="72 h"))  # doctest: +ELLIPSIS
hold of a vacuum-insulated shipper in ISTA 7D summer: 5 d, from 5 to inf d (as qualified; it may hold for longer)...
>>> VACUUM_INSULATED.hold("ISTA 7D summer", conditioned="24 h").doubts
('its coolant was conditioned for 24 h, less than 72 h',)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.errors import Fault, OutsideModel, refuse
from atmp_logistics.core.instants import DAY_S, HOUR_S
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.units import duration_s
from atmp_logistics.estimates.estimate import Estimate, Miss
from atmp_logistics.estimates.fitting import measured

_BIOTOUCH = Citation(
    "BioTouch Global, temperature control solutions",
    url="https://biotouchglobal.com/2023/10/temperature-control-solutions/",
    evidence="vendor",
)


@dataclass(frozen=True, slots=True)
class Profile:
    """Outside temperatures over time, joined by straight lines; without numbers, only the profile's name.

    Examples
    --------
    >>> Profile("summer", (0.0, 12.0, 24.0), (25.0, 35.0, 25.0)).name
    'summer'
    """

    name: str
    time_h: tuple[float, ...] = ()
    temperature_degC: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.time_h or self.temperature_degC:
            columns = {"time_h": self.time_h, "temperature_degC": self.temperature_degC}
            time, _ = measured(f"profile {self.name}", columns, least=2)
            if time[0] != 0 or not (np.diff(time) > 0).all():
                fix, expected = "sort the rows, and count from the packing", "rising times from 0 h"
                refuse([Fault(f"profile {self.name}", "times that do not", expected, fix, OutsideModel)])


@dataclass(frozen=True, slots=True)
class Qualification:
    """What one shipper was shown to do.

    Parameters
    ----------
    shipper : str
        Its name, as estimates will say it.
    duration : str
        How long it held, such as ``"5 days"``.
    conditioned : str
        How long its coolant had been conditioned, such as ``"72 h"``.
    profiles : tuple of Profile
        What it held against.
    source : Citation
    """

    shipper: str
    duration: str
    conditioned: str
    profiles: tuple[Profile, ...]
    source: Citation

    def hold(self, profile: str, conditioned: str) -> Estimate:
        """Return how long it was shown to hold against a profile, in days.

        Raises
        ------
        OutsideModel
            For a profile that it was not shown against.
        """
        names = [one.name for one in self.profiles]
        if profile not in names:
            fix = f"name one of them, or give your route's temperatures to hold_in{nearest(profile, names)}"
            refuse([Fault(self.shipper, f"the profile {profile!r}", f"one of {', '.join(names)}", fix, OutsideModel)])
        return self._estimate(profile).doubted(self._conditioning(conditioned))

    def hold_in(self, outside: Profile, conditioned: str) -> Estimate:
        """Return how long it was shown to hold where outside temperatures lie within its profiles', in days.

        No longer than they are given for: what comes after the last of them was not looked at.

        Raises
        ------
        OutsideModel
            When the qualification's profiles hold no temperatures.
        """
        if not outside.time_h or not all(profile.time_h for profile in self.profiles):
            fix = "copy the profiles of the shipper's report, or name one of them to hold()"
            refuse([Fault(self.shipper, "a profile without temperatures", "temperatures", fix, OutsideModel)])
        doubts = [*self._conditioning(conditioned), *self._uncovered(outside)]
        return self._estimate(outside.name, outside.time_h[-1]).doubted(doubts)

    def _estimate(self, profile: str, until_h: float = inf) -> Estimate:
        days = min(duration_s(self.duration, "duration") / DAY_S, until_h / 24)
        what, interval = f"hold of a {self.shipper} in {profile}", "as qualified; it may hold for longer"
        return Estimate(what, days, days, inf, "d", interval, (self.source,))

    def _conditioning(self, conditioned: str) -> Iterator[str]:
        if duration_s(conditioned, "conditioned") < duration_s(self.conditioned, "conditioned"):
            yield f"its coolant was conditioned for {conditioned}, less than {self.conditioned}"

    def _uncovered(self, outside: Profile) -> Iterator[str]:
        """Say where the outside leaves the profiles: lines cross only at their corners, so that these are enough."""
        end = outside.time_h[-1]
        shown_h = min(duration_s(self.duration) / HOUR_S, *(profile.time_h[-1] for profile in self.profiles))
        if end > shown_h:
            yield f"{outside.name} lasts {end:g} h, longer than the {shown_h:g} h that it was shown for"
        corners = sorted({time for one in (outside, *self.profiles) for time in one.time_h if time <= end})
        crossings = _crossings(self.profiles, corners)
        times = np.array(sorted({*corners, *crossings}))
        met = np.interp(times, outside.time_h, outside.temperature_degC)
        shown = np.array([np.interp(times, one.time_h, one.temperature_degC) for one in self.profiles])
        beyond = (met < shown.min(axis=0)) | (met > shown.max(axis=0))
        if beyond.any():
            first = int(beyond.argmax())
            yield f"at {times[first]:g} h it is {met[first]:g} °C outside, where {_span(shown[:, first])} was shown"


def _crossings(profiles: Sequence[Profile], corners: Sequence[float]) -> Iterator[float]:
    """Yield where two profiles cross between corners: there the range they span is narrowest."""
    lines = np.array([np.interp(corners, one.time_h, one.temperature_degC) for one in profiles])
    for i, first in enumerate(lines):
        for second in lines[i + 1 :]:
            gap = first - second
            for k in np.nonzero(gap[:-1] * gap[1:] < 0)[0].tolist():
                yield float(corners[k] + (corners[k + 1] - corners[k]) * gap[k] / (gap[k] - gap[k + 1]))


def _span(shown: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> str:
    return f"{shown.min():g} to {shown.max():g} °C"


VACUUM_INSULATED = Qualification(
    "vacuum-insulated shipper", "5 days", "72 h", (Profile("ISTA 7D summer"), Profile("ISTA 7D winter")), _BIOTOUCH
)


def misfit() -> tuple[Miss, ...]:
    """Return nothing: a claim of a duration leaves no point to miss."""
    return ()
