"""Numbers, bounds and local times of a dose record in words, by the phrases of its language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import partial
from math import inf, isfinite

import numpy as np
import pandas as pd

from atmp_logistics.core.finding import Finding
from atmp_logistics.core.instants import moment
from atmp_logistics.core.phrases_by_key import Phrases
from atmp_logistics.core.translatable import Number
from atmp_logistics.core.verdict import Bounds, Limit
from atmp_logistics.core.wording import clock, degrees, duration

#: Returns a number in words, with its unit.
InWords = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Words:
    """How a record says numbers and times: its phrases, and the zone in which it shows times."""

    say: Phrases
    tz: tzinfo | None
    zone: str

    def local(self, us: float) -> str:
        """Return an instant as local date and time, without its offset."""
        at = moment(us).replace(microsecond=0)
        return at.astimezone(self.tz or UTC).replace(tzinfo=None).isoformat(" ", "seconds" if at.second else "minutes")

    def offset(self, us: float) -> str:
        """Return the offset of local time from UTC at an instant.

        Examples
        --------
        >>> from atmp_logistics.core.instants import zone
        >>> from atmp_logistics.core.phrases_by_key import phrases_of
        >>> Words(phrases_of("report/dose_record"), zone("Europe/Stockholm"), "Europe/Stockholm").offset(0.0)
        '+01:00'
        """
        return moment(us).astimezone(self.tz or UTC).isoformat()[-6:]

    def at(self, us: float | None) -> str:
        """Return an instant with its offset; nothing where it is not known."""
        return clock(us, self.tz) if us is not None and isfinite(us) else ""

    def span(self, lower_us: float, upper_us: float) -> str:
        """Return bounds on an instant."""
        if isfinite(lower_us) and isfinite(upper_us):
            low, high = self.at(lower_us), self.at(upper_us)
            return low if low == high else self.say("text.between", lower=low, upper=high)
        if isfinite(lower_us):
            return self.say("text.from_on", lower=self.at(lower_us))
        return self.say("text.until", upper=self.at(upper_us)) if isfinite(upper_us) else self.say("text.unknown")

    def bounds(self, bounds: Bounds, unit: str) -> str:
        """Return what was measured, in its unit; a length of time of which nothing is known is not known."""
        if is_unknown_length(bounds, unit):
            return self.say("text.unknown")
        return self.between(bounds.lower, bounds.upper, self.in_unit(unit))

    def between(self, lower: float, upper: float, number: InWords) -> str:
        """Return bounds on a number."""
        if isfinite(lower) and isfinite(upper):
            low, high = number(lower), number(upper)
            return low if low == high else self.say("text.between", lower=low, upper=high)
        if isfinite(lower):
            return self.say("text.at_least", lower=number(lower))
        return self.say("text.at_most", upper=number(upper)) if isfinite(upper) else self.say("text.unbounded")

    def allowed(self, limit: Limit) -> str:
        """Return what a limit allows."""
        lower = -inf if limit.lower is None or is_mere_start(limit) else limit.lower
        words = self.between(lower, inf if limit.upper is None else limit.upper, self.in_unit(limit.unit))
        return words if limit.inclusive else self.say("text.exclusive", limit=words)

    def in_unit(self, unit: str) -> InWords:
        """Return how numbers of a unit are said."""
        known: dict[str, InWords] = {"s": _duration, "degC": degrees, "d": partial(self._counted, "text.days")}
        return known.get(unit, partial(self._counted, "text.counted", unit=unit))

    def _counted(self, key: str, number: float, **named: str) -> str:
        return self.say(key, count=Number(f"{number:g}"), **named)

    def margin(self, finding: Finding) -> str:
        """Return how far what was measured is within its limit, or beyond it; nothing where it has no limit."""
        unknown = is_unknown_length(finding.measured, finding.unit)
        worst, best = (-inf, inf) if unknown else margins(finding)
        known = [self._one_margin(one, finding.unit) for one in dict.fromkeys((worst, best)) if isfinite(one)]
        if not known:
            return "" if finding.limit is None else self.say("text.unknown")
        if isfinite(worst) and isfinite(best):
            return known[0] if len(known) == 1 else self.say("text.to_margin", worst=known[0], best=known[1])
        key, name = ("text.at_least", "lower") if isfinite(worst) else ("text.at_most", "upper")
        return self.say(key, **{name: known[0]})

    def _one_margin(self, margin: float, unit: str) -> str:
        return self.say("text.within" if margin >= 0 else "text.beyond", margin=self.in_unit(unit)(abs(margin)))


def is_unknown_length(bounds: Bounds, unit: str) -> bool:
    """Say whether bounds on a length of time say nothing: it can be none, and it can be any.

    Examples
    --------
    >>> is_unknown_length(Bounds(-60.0), "s"), is_unknown_length(Bounds(60.0), "s"), is_unknown_length(Bounds(), "degC")
    (True, False, False)
    """
    return unit in ("s", "d") and bounds.lower <= 0 and not isfinite(bounds.upper)


def is_mere_start(limit: Limit) -> bool:
    """Say whether the lower end of a limit is that of any clock, which nobody has to be told.

    Examples
    --------
    >>> is_mere_start(Limit(0.0, 1800.0, "s")), is_mere_start(Limit(0.0, 8.0, "degC"))
    (True, False)
    """
    return limit.lower == 0 and limit.upper is not None and limit.unit in ("s", "d")


def margins(finding: Finding) -> tuple[float, float]:
    """Return the least and the most by which a measured value is within its limit; below 0 it is beyond.

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
    >>> window = "[[window]]\\ncode='post-thaw'\\nstarts='thaw_end'\\nends='administration_end'\\nat_most='30 min'"
    >>> result = assess_sandbox(sandbox_product(window), "thaw_end 10:04, administration_end 10:24")
    >>> next(margins(finding) for finding in result if finding.rule == "W201")
    (600.0, 600.0)
    """
    limit, measured = finding.limit, finding.measured
    if limit is None:
        return -inf, inf
    ends = [] if limit.upper is None else [(limit.upper - measured.upper, limit.upper - measured.lower)]
    if limit.lower is not None and not (is_mere_start(limit) and measured.lower >= 0):
        ends.append((measured.lower - limit.lower, measured.upper - limit.lower))
    worst = min((low for low, _ in ends), default=-inf)
    return worst, min((high for _, high in ends), default=inf)


def _duration(seconds: float) -> str:
    """Return a duration to the second; one that would be rounded to nothing, as it is."""
    return duration(seconds, exact=bool(seconds) and abs(seconds) < 0.5)


def instants_of(times: pd.Series) -> list[float]:
    """Return a column of times as instants in microseconds; NaN where one is not known.

    Examples
    --------
    >>> instants_of(pd.Series(pd.to_datetime(["1970-01-01T00:01Z", None], utc=True)))
    [60000000.0, nan]
    """
    known = times.dt.tz_convert(None).to_numpy("datetime64[us]")
    return [float("nan") if np.isnat(one) else float(one.astype(np.int64)) for one in known]
