"""What a finding says of a time window: how long it took, from what to what, the limit, and what would decide."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import isfinite

from atmp_logistics.core.limits import TimeWindow
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.core.translatable import joined, said
from atmp_logistics.core.verdict import CONFORMS, DEVIATES, Limit
from atmp_logistics.core.wording import (
    between,
    bounds_in_words,
    clock,
    days,
    duration,
    event,
    listed,
    named_containers,
    number,
)
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.rules.finding_words import has_other_containers, missing_events, words_on_contradiction
from atmp_logistics.rules.findings import Words
from atmp_logistics.rules.rule_phrases import log, say

#: Stages of which a label names no end: both are judged.
_STAGES = ("administration", "preparation", "thaw", "collection")


@dataclass(frozen=True, eq=False, repr=False)
class WindowWords(ShortRepr):
    """The words on one window and limit; what is the same for every container is made once."""

    evidence: Evidence
    window: TimeWindow
    limit: Limit

    def __call__(self, lower: float, upper: float, verdict: int, row: int) -> Words:
        """Return why one container's stretch keeps its window or not, and what would decide it.

        Parameters
        ----------
        lower, upper : float
            Bounds on the stretch, in the limit's unit.
        verdict : int
            What the comparison says.
        row : int
            The container's place.
        """
        if broken := words_on_contradiction(self.evidence, row):
            return broken
        over = _over(lower, upper, self.limit) if verdict == DEVIATES else ""
        either = self._either if verdict != CONFORMS else ""
        named = {"of": self._from_to, "limit": self._allowed, "over": over, "either": either}
        size = _size(lower, upper, self.limit.unit)
        return say("window.took", size=size, **named, excepted=self._excepted), self._decided_by(row)

    def _decided_by(self, row: int) -> str:
        if self._logged[row] and self._is_exactness_all:
            return say("window.exactly")
        missing = () if self._logged[row] else self._ends
        return _decide(self.evidence, self.window, self.limit, row, missing)

    @cached_property
    def _is_exactness_all(self) -> bool:
        """Whether nothing but exact times can decide a container whose two events are logged."""
        has_names = self.window.starts_of or self.window.ends_of or self.window.scope != "container"
        return not (has_names or self._either or self.limit.unit == "d")

    @cached_property
    def _either(self) -> str:
        return _either_end(self.window)

    @cached_property
    def _from_to(self) -> str:
        return _from_to(self.window, self.limit)

    @cached_property
    def _allowed(self) -> str:
        return _allowed(self.limit)

    @cached_property
    def _excepted(self) -> str:
        return say("window.excepted", what=self.window.unless) if self.window.unless else ""

    @property
    def _ends(self) -> tuple[str, str]:
        return self.window.starts, self.window.ends

    @cached_property
    def _logged(self) -> list[bool]:
        """Which containers' records hold both events with their times."""
        starts, ends = map(self.evidence.is_logged, self._ends)
        found: list[bool] = (starts & ends).tolist()
        return found


def _from_to(window: TimeWindow, limit: Limit) -> str:
    """Return the two events of a window, and of which containers each is."""
    start, end = event(window.starts), event(window.ends)
    if window.starts_of or window.ends_of:
        of = {"start_of": named_containers(window.starts_of), "end_of": named_containers(window.ends_of)}
        return say("window.named", start=start, end=end, **of)
    if window.scope == "next instance":
        return say("window.next_shortest" if limit.upper is None else "window.next_longest", start=start)
    key = "until_first" if window.scope == "therapy" and window.until_first else window.scope.replace(" ", "_")
    return say(f"window.{key}", start=start, end=end)


def _in_unit(value: float, unit: str) -> str:
    """Return an amount of time in words.

    Examples
    --------
    >>> _in_unit(90.0, "s"), _in_unit(1.0, "d"), _in_unit(14.0, "d")
    ('1 min 30 s', '1 day', '14 days')
    """
    return duration(value) if unit == "s" else days(value)


def _size(lower: float, upper: float, unit: str) -> str:
    """Return bounds on a stretch, in words.

    Examples
    --------
    >>> from math import inf
    >>> _size(0.0, inf, "s"), _size(600.0, inf, "s"), _size(-inf, 600.0, "s")
    ('an unknown time', 'at least 10 min', 'at most 10 min')
    >>> _size(2.0, 3.0, "d"), _size(1.0, 1.0, "d"), _size(2.0, inf, "d"), _size(-inf, 9.0, "d"), _size(-inf, inf, "d")
    ('2 to 3 days', '1 day', 'at least 2 days', 'at most 9 days', 'an unknown number of days')
    """
    if not isfinite(upper) and lower <= 0:
        return said("core", "time.unknown") if unit == "s" else say("window.unknown_days")
    if unit == "s":
        return between(lower, upper)
    if not isfinite(upper):
        return bounds_in_words(_in_unit(lower, unit), None)
    if not isfinite(lower):
        return bounds_in_words(None, _in_unit(upper, unit))
    return _in_unit(lower, unit) if lower == upper else bounds_in_words(number(lower), _in_unit(upper, unit))


def _allowed(limit: Limit) -> str:
    """Return a limit in words."""
    least, most = ("at_least", "at_most") if limit.inclusive else ("more_than", "less_than")
    sides: list[str] = []
    if limit.lower:
        sides.append(said("core", f"bounds.{least}", lower=_in_unit(limit.lower, limit.unit)))
    if limit.upper is not None:
        sides.append(said("core", f"bounds.{most}", upper=_in_unit(limit.upper, limit.unit)))
    return say("window.limit", sides=listed(sides))


def _over(lower: float, upper: float, limit: Limit) -> str:
    """Return by how much a stretch that deviates does so, in words."""
    if upper < 0:
        return say("window.reversed")
    if limit.upper is not None and lower >= limit.upper:
        excess = lower - limit.upper
        return say("window.over", excess=_in_unit(excess, limit.unit)) if excess else say("window.not_less")
    lack = (limit.lower or 0.0) - upper
    return say("window.short", lack=_in_unit(lack, limit.unit)) if lack else say("window.not_more")


def _either_end(window: TimeWindow) -> str:
    """Return of which of a window's events the label does not say which end counts, in words."""
    stages = [name for name in (window.starts, window.ends) if name in _STAGES]
    return joined("", [say("window.either_end", event=event(name)) for name in stages])


def _decide(evidence: Evidence, window: TimeWindow, limit: Limit, row: int, possibly_missing: tuple[str, ...]) -> str:
    """Return what would decide a window that is indeterminate for a container."""
    if missing := missing_events(evidence, row, possibly_missing):
        return log(missing)
    named = [*window.starts_of, *window.ends_of, *(["dose"] if window.scope == "next dose" else [])]
    if unstated := [key for key in dict.fromkeys(named) if not evidence.conditions[key][row]]:
        return say("state.of_every_container", keys=listed(unstated))
    if limit.unit == "d" and evidence.tz is None:
        return say("state.zone_of_days")
    if window.scope != "container" and has_other_containers(evidence, row):
        return say("log.of_every_container", start=event(window.starts), end=event(window.ends))
    if _either_end(window):
        at = clock(evidence.bounds(window.ends, "last")[0][row], evidence.tz)
        return say("window.ask_holder", at=at)
    return say("window.exactly")
