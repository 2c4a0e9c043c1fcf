"""Quantiles of durations of which some are censored, with their confidence limits. lifelines is imported here alone.

Where every duration is exact or open above, the curve is Kaplan and Meier's; where some are known between bounds, it is
Turnbull's. A quantile is where the curve crosses its level, the middle of a stretch that lies exactly on it: without
censored cases the median is everybody's median. Limits invert the curve's log-log band (Brookmeyer and Crowley,
Biometrics 38 (1982) 29-41). Where some are known between bounds, the lower limit is that of a record in which each of
them ended at its earliest, and the upper one at its latest: the doubt about them widens the limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.errors import Fault, UsageError
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.estimates.cohort.turnbull import turnbull


@dataclass(frozen=True, slots=True, repr=False)
class Curve(ShortRepr):
    """A falling step function: the share still running after each of some durations, in seconds."""

    time_s: Column
    share: Column

    def crossing(self, level: float, tolerance: float) -> float:
        """Return where the curve comes down to a level, the middle of a stretch on it; inf where it never does."""
        reached = np.nonzero(self.share <= level + tolerance)[0]
        if not len(reached):
            return np.inf
        first = reached[0]
        below = np.nonzero(self.share < level - tolerance)[0]
        if self.share[first] < level - tolerance or not len(below):
            return float(self.time_s[first])
        return float((self.time_s[first] + self.time_s[below[0]]) / 2)


@dataclass(frozen=True, slots=True)
class Quantile:
    """One quantile in seconds: what the estimate is at least and at most, and its confidence limits.

    `least_s` and `most_s` differ where the bounds of the durations leave the estimate itself open; infinite is "not
    reached".
    """

    level: float
    least_s: float
    most_s: float
    lower_s: float
    upper_s: float


@dataclass(frozen=True, slots=True, repr=False)
class DurationEstimate(ShortRepr):
    """What a sample of durations says: the curve at its earliest and latest, its confidence band, and quantiles."""

    method: str
    earliest: Curve
    latest: Curve
    lower: Curve
    upper: Curve
    quantiles: tuple[Quantile, ...]
    note: str = ""


def estimate_durations(
    lower_s: Column, upper_s: Column, levels: Sequence[float] = (0.25, 0.5, 0.75), confidence: float = 0.95
) -> DurationEstimate:
    """Return the distribution of durations known as bounds.

    Parameters
    ----------
    lower_s, upper_s : ndarray of float64, shape (n,)
        Bounds of each duration, equal where it is exact; `upper_s` infinite where it is open above (right-censored).
    levels : sequence of float
        The quantiles, each between 0 and 1.
    confidence : float
        The level of the limits, pointwise.

    Examples
    --------
    >>> days = np.array([20.0, 24.0, 30.0, 41.0]) * 86400
    >>> [q.most_s / 86400 for q in estimate_durations(days, days).quantiles]
    [22.0, 27.0, 35.5]
    """
    order = np.lexsort((upper_s, lower_s))
    lower_s, upper_s = lower_s[order], upper_s[order]
    open_above = np.isinf(upper_s)
    if ((lower_s == upper_s) | open_above).all():
        curve, low, high = kaplan_meier(lower_s, ~open_above, confidence)
        return _estimate("Kaplan-Meier", (curve, curve, low, high), levels, len(lower_s))
    found = turnbull(lower_s, upper_s)
    share = 1.0 - np.cumsum(found.mass)
    ends = np.isfinite(found.until)
    earliest, latest = Curve(found.since[ends], share[ends]), Curve(found.until[ends], share[ends])
    low = kaplan_meier(lower_s, ~open_above, confidence)[1]
    high = kaplan_meier(np.where(open_above, lower_s, upper_s), ~open_above, confidence)[2]
    note = "" if found.slope < 1e-3 else f"the estimate has not settled: its likelihood may rise by {found.slope:.1%}"
    return _estimate("Turnbull", (earliest, latest, low, high), levels, len(lower_s), note)


def _estimate(
    method: str, curves: tuple[Curve, Curve, Curve, Curve], levels: Sequence[float], count: int, note: str = ""
) -> DurationEstimate:
    tolerance = min(1e-6, 0.1 / max(count, 1))
    quantiles = tuple(
        Quantile(level, *(curve.crossing(1.0 - level, tolerance) for curve in curves)) for level in levels
    )
    return DurationEstimate(method, *curves, quantiles, note)


def kaplan_meier(duration_s: Column, ended: Mask, confidence: float) -> tuple[Curve, Curve, Curve]:
    """Return the product-limit curve and its confidence band, log-log, Greenwood's variance.

    The log-log band has no value where nobody is left. There its upper side is the exact limit (Clopper and Pearson's)
    for none left of those who came after the last censored case, times what it was at that case.

    Raises
    ------
    UsageError
        When lifelines is not installed.
    """
    if not ended.any():
        flat = Curve(np.empty(0), np.empty(0))
        return flat, flat, flat
    try:
        from lifelines import KaplanMeierFitter
    except ImportError as error:
        fix = 'install the extra: pip install "atmp-logistics[cohort]"'
        raise UsageError([Fault("cohort statistics", "no lifelines", "the library", fix, UsageError)]) from error
    fitted = KaplanMeierFitter(alpha=1.0 - confidence).fit(duration_s, ended)
    time = fitted.survival_function_.index.to_numpy(np.float64)
    share = fitted.survival_function_.iloc[:, 0].to_numpy(np.float64)
    band = fitted.confidence_interval_.to_numpy(np.float64)
    gone = share <= 0
    low = np.where(gone, 0.0, band[:, 0])
    high = np.where(gone, band[~gone, 1].min(initial=1.0), band[:, 1])
    high[gone] = np.minimum(high[gone], _none_left(Curve(time, high), duration_s, ended, confidence))
    return Curve(time, share), Curve(time, low), Curve(time, high)


def _none_left(high: Curve, duration_s: Column, ended: Mask, confidence: float) -> float:
    """Return the upper limit of the share still running where the estimate is that nobody is."""
    censored = duration_s[~ended].max(initial=-np.inf)
    after = int((duration_s > censored).sum())
    share = high.share[high.time_s <= censored][-1] if np.isfinite(censored) else 1.0
    return float(share * (1.0 - ((1.0 - confidence) / 2) ** (1.0 / max(after, 1))))
