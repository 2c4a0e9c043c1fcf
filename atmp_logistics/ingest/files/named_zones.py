"""The zone that a heading names: an offset, UTC, a place, or abbreviations such as PST/PDT, and what those can mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

from atmp_logistics.core.columns import Column
from atmp_logistics.core.errors import DisprovedAnswer, Fault
from atmp_logistics.core.instants import SECOND, iso, moment, zone
from atmp_logistics.ingest.files.zone_words import (
    BRACKETS,
    HOURS,
    OFFSET,
    UTC_CAMEL,
    UTC_WORD,
    WORD,
    available,
    is_pair_of_gmt,
    is_unsure,
    names_in,
    offsets_in,
    places_in,
    season_in,
    without_full_names,
)

_ENDS_IN_OFFSET = re.compile(r"\d{4}-\d{2}-\d{2}[T ][\d:.,]+\s*(Z|z|[+-]\d{2}(?::?\d{2})?)")


@dataclass(frozen=True, slots=True)
class NamedZone:
    """What a heading says of the zone of its times.

    `fixed` is the zone where the heading settles it, an offset or a place; `names` are the abbreviations; `summer` says
    whether it speaks of summer time, or of winter time.
    """

    heading: str
    fixed: tzinfo | None
    names: tuple[str, ...]
    summer: bool | None = None

    @property
    def wording(self) -> str:
        """The zone, as a message names it."""
        if self.fixed is not None:
            return str(self.fixed)
        season = "" if self.summer is None else "summer time" if self.summer else "winter time"
        return " ".join(filter(None, ("/".join(self.names), season)))

    @property
    def doubtful(self) -> NamedZone | None:
        """What the heading says beside a zone that it settles; None where that is all."""
        return replace(self, fixed=None) if self.names or self.summer is not None else None

    def contradicts(self, instants: Column, tz: tzinfo) -> float | None:
        """Return the first instant at which the heading cannot mean a zone, None where it always can."""
        known = instants[~np.isnan(instants)]
        _, first = np.unique(np.floor(known / (900 * SECOND)), return_index=True)
        return next((float(at) for at in known[np.sort(first)] if not self.can_be(moment(at), tz)), None)

    def can_be(self, at: datetime, tz: tzinfo) -> bool:
        """Say whether the heading can mean a zone at one time."""
        local = at.astimezone(tz)
        if self.fixed is not None:
            return at.astimezone(self.fixed).utcoffset() == local.utcoffset()
        if self.summer is not None and self.summer != (
            _is_summer(at, tz) if isinstance(tz, ZoneInfo) else self.summer and bool(local.utcoffset())
        ):
            return False
        if not self.names:
            return True
        if len(self.names) > 1:
            if isinstance(tz, ZoneInfo) and tz in _places_with(self.names, at.year):
                return True
            return local.utcoffset() in _meant(self.names, at)
        return local.tzname() == self.names[0] or local.utcoffset() in self._possible(at, tz)

    def _possible(self, at: datetime, tz: tzinfo) -> set[timedelta]:
        """Return the offsets that one abbreviation can mean: at that time in a place, at any in a clock never set."""
        elsewhen = _elsewhen(self.names[0], at) if isinstance(tz, ZoneInfo) else set()
        return _offsets(self.names) - elsewhen

    def refused(self, instants: Column, tz: tzinfo, where: Callable[[int], str], stated: str) -> Iterator[Fault]:
        """Refuse a zone that the heading cannot mean; `stated` says who states the zone."""
        at = self.contradicts(instants, tz)
        if at is None:
            return
        place = int(np.nonzero(instants == at)[0][0])
        found = f"times read in {tz}, {stated}, under the heading {self.heading!r}"
        expected = f"a zone that {self.wording} can mean at {iso(at)}"
        fix = "state the zone of the clock that wrote these times, or leave it out where the heading says it"
        fix += "; if the heading is wrong, correct it"
        yield Fault(where(place), found, expected, fix, DisprovedAnswer)


def zone_named(heading: str, where: str = "heading") -> NamedZone | None:
    """Return the zone that a heading names, None where it names none.

    Returns
    -------
    NamedZone | None

    Raises
    ------
    DisprovedAnswer
        For a heading that names two different ones, or speaks of UTC without saying what is meant.

    Examples
    --------
    >>> zone_named("Time (UTC)").wording, zone_named("Date Time, GMT+01:00").wording
    ('UTC', 'UTC+01:00')
    >>> zone_named("Date-Time (PST/PDT)").names
    ('PST', 'PDT')
    >>> zone_named("Timestamp") is None, zone_named("stamp [Europe/Berlin]").wording
    (True, 'Europe/Berlin')
    """
    text, full = without_full_names(heading.replace("\u2212", "-").replace("±0", "+0"))
    if is_unsure(text):
        raise _unclear(heading, where, "one zone, and none that can be understood in two ways")
    fixed = {str(one): one for one in (*offsets_in(text), *places_in(text))}
    rest = OFFSET.sub(" ", text)
    if (UTC_WORD.search(rest) or UTC_CAMEL.search(rest)) and not is_pair_of_gmt(rest):
        fixed["UTC"] = UTC
    names, summer = tuple(dict.fromkeys((*full, *names_in(rest)))), season_in(heading)
    if len(fixed) > 1:
        raise _unclear(heading, where, f"one zone, and not {' and '.join(sorted(fixed))}")
    found = fixed or names or summer is not None
    return NamedZone(heading, next(iter(fixed.values()), None), names, summer) if found else None


def _unclear(heading: str, where: str, expected: str) -> DisprovedAnswer:
    return DisprovedAnswer([Fault(where, f"the heading {heading!r}", expected, "correct the heading", DisprovedAnswer)])


def without_zone(heading: str) -> str:
    """Return a heading without the zone that it names.

    Examples
    --------
    >>> without_zone("Time (UTC)"), without_zone("time_utc"), without_zone("thaw_end [GMT+01:00]")
    ('Time', 'time', 'thaw_end')
    """
    out = BRACKETS.sub(lambda match: "" if zone_named(match[0]) else match[0], heading)
    out = UTC_CAMEL.sub("", UTC_WORD.sub("", OFFSET.sub("", without_full_names(out)[0])))
    out = WORD.sub(lambda match: "" if [*names_in(match[0])] else match[0], out)
    return re.sub(r"[\s_]+(?=[\s_])", "", out).strip(" _,;-/")


def _is_summer(at: datetime, tz: ZoneInfo) -> bool:
    """Say whether clocks in a zone stand at their summer time, however the zone calls it."""
    offsets = [datetime(at.year, month, 15, 12, tzinfo=tz).utcoffset() or timedelta() for month in (1, 4, 7, 10)]
    return max(offsets) > min(offsets) and at.astimezone(tz).utcoffset() == max(offsets)


def _offsets(names: tuple[str, ...]) -> set[timedelta]:
    return {timedelta(hours=hours) for name in names for hours in HOURS.get(name, ())}


def _elsewhen(name: str, at: datetime) -> set[timedelta]:
    """Return the offsets that an abbreviation means at other times of the year, and at this time nowhere."""
    places = _places_with((name,), at.year)
    now = {here.utcoffset() for place in places if (here := at.astimezone(place)).tzname() == name}
    months = [datetime(at.year, month, 15, 12, tzinfo=place) for place in places for month in (1, 4, 7, 10)]
    return {month.utcoffset() or timedelta() for month in months if month.tzname() == name} - now


def _meant(names: tuple[str, ...], at: datetime) -> set[timedelta]:
    """Return the offsets that several abbreviations together can mean at one time: of the places that use them all."""
    places = _places_with(names, at.year)
    return {at.astimezone(place).utcoffset() or timedelta() for place in places} or _offsets(names)


@cache
def _places_with(names: tuple[str, ...], year: int) -> tuple[ZoneInfo, ...]:
    """Return the zones that use all of some abbreviations within a year."""
    out = []
    for name in sorted(available()):
        try:
            place = ZoneInfo(name)
        except (OSError, ValueError):
            continue
        used = {datetime(year, month, 15, 12, tzinfo=place).tzname() for month in (1, 4, 7, 10)}
        out += [place] if used >= set(names) else []
    return tuple(out)


def contradicting_offsets(
    cells: Sequence[str], instants: Column, named: NamedZone, where: Callable[[int], str]
) -> Iterator[Fault]:
    """Refuse a time whose own offset the heading cannot mean: of the two one is wrong."""
    fix = "correct the one that is wrong, or remove it"
    for i, cell in enumerate(cells):
        match = _ENDS_IN_OFFSET.fullmatch(cell)
        if match is None or np.isnan(instants[i]):
            continue
        tz = UTC if match[1] in "Zz" else zone(match[1] if len(match[1]) > 3 else f"{match[1]}:00")
        if not named.can_be(moment(instants[i]), tz):
            expected = f"an offset that {named.wording} can mean there, as the heading {named.heading!r} states"
            yield Fault(where(i), repr(cell), expected, fix, DisprovedAnswer)
            return
