"""What a logger prints of itself: what it says it measured, beside what its readings show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from atmp_logistics.core.frozen_dict import frozen
from atmp_logistics.records.device_summary import CUT_DEGC


@dataclass(frozen=True, slots=True)
class Extreme:
    """An extreme that a device says it measured, and the farthest reading of the same stretch of time.

    Attributes
    ----------
    temperature_degC : float
        The extreme; where `minutes` is stated, a limit of the device that was passed.
    highest : bool
        Whether it is a highest, else a lowest.
    since_us, until_us : float
        The first and the last instant that it can be of.
    logged_degC : float
        The farthest reading of that stretch; NaN where no reading can show it.
    is_timed : bool
        Whether the device prints when it was.
    minutes : float or None
        How long the device counted beyond the limit.
    around_degC : float
        The farthest reading of that stretch and of one logging interval before and after it.
    """

    temperature_degC: float
    highest: bool
    since_us: float
    until_us: float
    logged_degC: float
    is_timed: bool = True
    minutes: float | None = None
    around_degC: float = float("nan")


def is_shown(extreme: Extreme) -> bool:
    """Say whether a reading of the same stretch of time shows an extreme that a device says it measured.

    Examples
    --------
    >>> [is_shown(Extreme(12.4, True, 0.0, 60e6, logged)) for logged in (12.3, 12.2, float("nan"))]
    [True, False, False]
    """
    short = (extreme.temperature_degC - extreme.logged_degC) * (1 if extreme.highest else -1)
    return short < 0 if extreme.minutes is not None else short <= CUT_DEGC + 1e-6


@dataclass(frozen=True, slots=True)
class Device:
    """What a logger prints of itself.

    Attributes
    ----------
    details : mapping
        As in `Provenance.details`.
    prints : bool
        Whether it prints any number of its readings.
    disagreements : tuple of str
        What of it its readings contradict, in words.
    extremes : tuple of Extreme
        What it measured; its readings need not show it.
    off_scale_us : tuple of float
        The instants at which it says that it was warmer or colder than its scale: no line is drawn over them.
    """

    details: Mapping[str, Any]
    prints: bool = False
    disagreements: tuple[str, ...] = ()
    extremes: tuple[Extreme, ...] = ()
    off_scale_us: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "details", frozen(self.details))
