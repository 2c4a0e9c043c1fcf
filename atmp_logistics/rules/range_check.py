"""What the two range rules share: an extreme of a phase against a range, and how to say where it was left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.translatable import joined
from atmp_logistics.core.verdict import DEVIATES, Limit, compare
from atmp_logistics.core.wording import bounds_in_words, clock, degrees, duration
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.excursions import Excursion, excursions
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.rule_phrases import say


@dataclass(frozen=True, slots=True)
class DecidingExtreme:
    """Bounds on the extreme that decides a range, and the verdict, one entry a container.

    `other_side` bounds the extreme on the other side where both were left, else NaN; None for a range with one side.
    """

    lower: Column
    upper: Column
    verdict: NDArray[np.int8]
    other_side: tuple[Column, Column] | None = None


def limit_of(limits: TemperatureRange) -> Limit:
    """Return a temperature range as a limit."""
    return Limit(limits.lower_degC, limits.upper_degC, "degC", limits.inclusive)


def deciding_extreme(met: tuple[Column, Column, Column, Column], limits: TemperatureRange) -> DecidingExtreme:
    """Compare the coldest and the warmest temperature with a range; report the one that decides.

    Parameters
    ----------
    met : tuple of ndarray
        Bounds on the coldest, then on the warmest, as `Exposure.extremes` gives them.
    limits : TemperatureRange
    """
    cold, warm = met[:2], met[2:]
    floor, ceiling = (
        Limit(limits.lower_degC, None, "degC", limits.inclusive),
        Limit(None, limits.upper_degC, "degC", limits.inclusive),
    )
    if limits.lower_degC is None or limits.upper_degC is None:
        bounds, limit = (warm, ceiling) if limits.lower_degC is None else (cold, floor)
        return DecidingExtreme(*bounds, compare(*bounds, limit))
    cold, warm = (cold[0], np.fmin(cold[1], warm[1])), (np.fmax(warm[0], cold[0]), warm[1])
    by_cold, by_warm = compare(*cold, floor), compare(*warm, ceiling)
    with np.errstate(invalid="ignore"):
        nearer = (cold[1] - limits.lower_degC) < (limits.upper_degC - warm[0])
    use_cold = (by_cold > by_warm) | ((by_cold == by_warm) & nearer)
    pick = np.where(use_cold, cold, warm)
    both = (by_cold == DEVIATES) & (by_warm == DEVIATES)
    rest = np.where(both, np.where(use_cold, warm, cold), np.nan)
    return DecidingExtreme(pick[0], pick[1], np.maximum(by_cold, by_warm), (rest[0], rest[1]))


def is_outside(values: Column, limits: TemperatureRange, guard_degC: float = 0.0) -> Mask:
    """Say which temperatures surely lie outside a range, by the loggers' accuracy where it guards.

    Examples
    --------
    >>> is_outside(np.array([2.0, 8.0, 8.1]), TemperatureRange(2.0, 8.0)).tolist()
    [False, False, True]
    """
    lower = -np.inf if limits.lower_degC is None else limits.lower_degC - guard_degC
    upper = np.inf if limits.upper_degC is None else limits.upper_degC + guard_degC
    beyond = (values < lower) | (values > upper)
    return np.asarray(beyond if limits.inclusive else beyond | (values == lower) | (values == upper))


@dataclass(frozen=True, slots=True)
class PhaseCoverage:
    """A phase, and for each container how much of it may lie without readings, in seconds."""

    phase: Phase
    gap_s: Column

    @classmethod
    def of(cls, exposure: Exposure, phase: Phase) -> PhaseCoverage:
        """Measure a phase."""
        return cls(phase, exposure.unmonitored_s(phase)[1])


def words_on_range(
    evidence: Evidence, exposure: Exposure, monitored: PhaseCoverage, limits: TemperatureRange, row: int, verdict: int
) -> tuple[str, str | None]:
    """Say what a container met in a phase: where it left the range, or what was not monitored."""
    phase, gap_s = monitored.phase, float(monitored.gap_s[row])
    since, until = float(phase.start_lo[row]), float(phase.end_hi[row])
    if verdict == DEVIATES:
        sure_since, sure_until = float(phase.start_hi[row]), float(phase.end_lo[row])
        return _left(evidence, excursions(exposure, row, sure_since, sure_until, limits, surely=True)), None
    times, values, _ = exposure.series(row, since, until)
    seen = _met(exposure.readings_of(row, since, until), values)
    if gap_s <= 0:
        how_long = duration((until - since) / SECOND)
        return say("range.seen_in", seen=seen, how_long=how_long), say("range.logger_or_rule")
    if not np.isfinite(gap_s):
        return say("range.no_end", seen=seen), say("log.both_ends")
    begun = clock(first_gap(exposure, row, since, until), evidence.tz)
    lacking = {
        "how_long": duration(gap_s),
        "where": say("range.from", begun=begun) if len(times) and np.isfinite(since) else "",
    }
    return say("range.gap", seen=seen, **lacking), say("range.readings_for", **lacking)


def _met(read: Column, met: Column) -> str:
    """Say what was met in a phase: seen is what was read; what only a line between two readings gives is said apart.

    Examples
    --------
    >>> _met(np.array([5.0, 6.0]), np.array([4.5, 5.0, 6.0])), _met(np.array([]), np.array([4.5, 5.0]))
    ('5 °C to 6 °C seen, 4.5 °C to 6 °C with the lines between readings', \
'no reading, 4.5 °C to 5 °C on the line between two')
    """
    if not len(met):
        return say("range.no_reading")
    whole = _from_to(met)
    if not len(read):
        return say("range.on_line", whole=whole)
    seen = _from_to(read)
    return say("range.seen", seen=seen) if seen == whole else say("range.seen_with_lines", seen=seen, whole=whole)


def _from_to(values: Column) -> str:
    """Return the coldest and the warmest of some temperatures, in words; once where they are one."""
    coldest, warmest = degrees(values.min()), degrees(values.max())
    return coldest if coldest == warmest else bounds_in_words(coldest, warmest)


def first_gap(exposure: Exposure, row: int, since: float, until: float) -> float:
    """Return the instant at which the first stretch without readings begins."""
    times, _, joined = exposure.series(row, since, until)
    if not len(times) or times[0] > since:
        return since
    return float(times[np.nonzero(~joined)[0][0]])


def _left(evidence: Evidence, found: list[Excursion]) -> str:
    """Say how often, how far and when a range was left, on each side: the worse one first."""
    if not found:
        return say("range.within_accuracy")
    sides = [[one for one in found if one.warm is warm] for warm in (True, False)]
    sides = sorted(filter(None, sides), key=lambda side: -max(one.beyond_degC for one in side))
    return joined(say("range.and_other_side"), [_on_one_side(evidence, side) for side in sides])


def _on_one_side(evidence: Evidence, found: list[Excursion]) -> str:
    worst = max(found, key=lambda one: one.beyond_degC)
    total = sum(one.end_us - one.start_us for one in found) / SECOND
    many = say("range.many", count=len(found), total=duration(total)) if len(found) > 1 else duration(total)
    when = {"since": clock(worst.start_us, evidence.tz), "until": clock(worst.end_us, evidence.tz)}
    side = "range.too_warm" if worst.warm else "range.too_cold"
    return say(side, extreme=degrees(worst.extreme_degC), many=many, **when)
