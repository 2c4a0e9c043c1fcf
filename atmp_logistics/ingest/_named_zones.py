"""The zone that a heading names: an offset, UTC, a place, or abbreviations such as PST/PDT, and what those can mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.errors import DisprovedAnswer, Fault
from atmp_logistics.timeline import SECOND, iso, moment, zone

Column = NDArray[np.float64]
#: The hours by which each abbreviation can be ahead of UTC.
_HOURS: dict[str, tuple[float, ...]] = {
    **dict.fromkeys(("UTC", "GMT", "WET"), (0,)),
    **dict.fromkeys(("CET", "WEST", "WAT"), (1,)),
    **dict.fromkeys(("CEST", "EET", "SAST", "CAT"), (2,)),
    **dict.fromkeys(("EEST", "MSK", "TRT", "EAT", "IDT"), (3,)),
    **dict.fromkeys(("ICT", "WIB"), (7,)),
    **dict.fromkeys(("HKT", "SGT", "AWST", "PHT", "WITA"), (8,)),
    **dict.fromkeys(("JST", "KST", "WIT"), (9,)),
    "GST": (4,),
    "PKT": (5,),
    "NPT": (5.75,),
    "ACST": (9.5,),
    "AEST": (10,),
    "ACDT": (10.5,),
    "AEDT": (11,),
    "NZST": (12,),
    "NZDT": (13,),
    "BST": (1, 6),
    "IST": (1, 2, 5.5),
    "NST": (-3.5,),
    "NDT": (-2.5,),
    "EST": (-5,),
    "EDT": (-4,),
    "CST": (-6, 8),
    "CDT": (-5,),
    "MST": (-7, 8),
    "MDT": (-6,),
    "PST": (-8, 8),
    "PDT": (-7,),
    "AKST": (-9,),
    "AKDT": (-8,),
    "HST": (-10,),
    "HDT": (-9,),
    "AST": (-4, 3),
    "ADT": (-3,),
    "BRT": (-3,),
    "ART": (-3,),
}
#: Names of two abbreviations at once, one in winter and one in summer, and the words that programs write in full.
_PAIRS = {
    "ET": ("EST", "EDT"),
    "CT": ("CST", "CDT"),
    "MT": ("MST", "MDT"),
    "PT": ("PST", "PDT"),
    "CE(S)T": ("CET", "CEST"),
    "ME(S)Z": ("CET", "CEST"),
    "EE(S)T": ("EET", "EEST"),
    "WE(S)T": ("WET", "WEST"),
}
_ENGLISH = {"MEZ": "CET", "MESZ": "CEST"}
_NORTH_AMERICAN = {"eastern": "E", "central": "C", "mountain": "M", "pacific": "P"}
#: These are words of other meanings too, and name a zone only where they stand in brackets alone.
_ONLY_IN_BRACKETS = {"ET", "CT", "MT", "PT", "CAT", "EAT", "ART", "WIT", "GST", "NST", "AST", "IST", "HST", "NPT"}

_BRACKETS = re.compile(r"[\[({]((?:[^\[\](){}]|\(S\))+)[\])}]")
_OFFSET = re.compile(r"(?<![^\W_])(?:UTC|GMT)\s?([+-])\s?(\d{1,2})(?::?([0-5]\d))?(?!\d)", re.IGNORECASE)
_BARE_OFFSET = re.compile(r"()([+-])(\d{2}):?([0-5]\d)")
_PLACE = re.compile(r"(?<![\w/])[A-Z][A-Za-z]+(?:/[A-Za-z0-9_+-]+){1,2}")
_UTC = re.compile(
    r"(?<![^\W_])(?:utc|gmt|zulu|coordinated universal time|universal time|greenwich mean time)(?![^\W_])",
    re.IGNORECASE,
)
_CAMEL_UTC = re.compile(r"(?<=[a-z])(?:UTC|Utc|GMT)(?![a-z])|^utc(?=[A-Z])")
_IN_FULL = re.compile(r"\b(eastern|central|mountain|pacific)\s+(standard |daylight )?time\b", re.IGNORECASE)
_IN_FULL_CENTRAL = re.compile(r"\bcentral european (standard |summer )?time\b", re.IGNORECASE)
_ENDS_IN_OFFSET = re.compile(r"\d{4}-\d{2}-\d{2}[T ][\d:.,]+\s*(Z|z|[+-]\d{2}(?::?\d{2})?)")
_WORD = re.compile(r"(?<![^\W_])[A-Z]{2,4}(?:\(S\)[A-Z])?(?![^\W_])")


@dataclass(frozen=True, slots=True)
class NamedZone:
    """What a heading says of the zone of its times.

    `fixed` is the zone where the heading settles it, an offset or a place; `names` are the abbreviations.
    """

    heading: str
    fixed: tzinfo | None
    names: tuple[str, ...]

    @property
    def said(self) -> str:
        """The zone, as a message names it."""
        return str(self.fixed) if self.fixed is not None else "/".join(self.names)

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
        if len(self.names) > 1:
            if isinstance(tz, ZoneInfo) and tz in _places_with(self.names, at.year):
                return True
            return local.utcoffset() in _meant(self.names, at)
        return local.tzname() == self.names[0] or local.utcoffset() in _offsets(self.names)

    def refused(self, instants: Column, tz: tzinfo, where: Callable[[int], str], stated: str) -> Iterator[Fault]:
        """Refuse a zone that the heading cannot mean; `stated` says whose word the zone is."""
        at = self.contradicts(instants, tz)
        if at is None:
            return
        place = int(np.nonzero(instants == at)[0][0])
        found = f"times read in {tz}, {stated}, under the heading {self.heading!r}"
        expected = f"a zone that {self.said} can mean at {iso(at)}"
        fix = "state the zone of the clock that wrote these times, or leave it out where the heading says it"
        fix += "; if the heading is wrong, correct it"
        yield Fault(where(place), found, expected, fix, DisprovedAnswer)


def zone_named(heading: str, where: str = "heading") -> NamedZone | None:
    """Return the zone that a heading names, None where it names none.

    Raises
    ------
    DisprovedAnswer
        For a heading that names two different ones.

    Examples
    --------
    >>> zone_named("Time (UTC)").said, zone_named("Date Time, GMT+01:00").said, zone_named("Date-Time (PST/PDT)").names
    ('UTC', 'UTC+01:00', ('PST', 'PDT'))
    >>> zone_named("Timestamp") is None, zone_named("stamp [Europe/Berlin]").said
    (True, 'Europe/Berlin')
    """
    text = heading.replace("\u2212", "-").replace("±0", "+0")
    fixed = {*_offsets_in(text), *_places_in(text)}
    rest = _OFFSET.sub(" ", text)
    fixed |= {UTC} if (_UTC.search(rest) or _CAMEL_UTC.search(rest)) and not _pair_of_gmt(rest) else set()
    names = tuple(dict.fromkeys(_names_in(rest)))
    if len({str(one) for one in fixed}) > 1:
        found = " and ".join(sorted(map(str, fixed)))
        raise DisprovedAnswer(
            [Fault(where, f"the heading {heading!r}", f"one zone, and not {found}", "correct it", DisprovedAnswer)]
        )
    return NamedZone(heading, next(iter(fixed), None), names) if fixed or names else None


def without_zone(heading: str) -> str:
    """Return a heading without the zone that it names.

    Examples
    --------
    >>> without_zone("Time (UTC)"), without_zone("time_utc"), without_zone("thaw_end [GMT+01:00]")
    ('Time', 'time', 'thaw_end')
    """
    out = _BRACKETS.sub(lambda match: "" if zone_named(match[0]) else match[0], heading)
    out = _CAMEL_UTC.sub("", _UTC.sub("", _OFFSET.sub("", out)))
    out = _WORD.sub(lambda match: "" if [*_names_in(match[0])] else match[0], out)
    return re.sub(r"[\s_]+(?=[\s_])", "", out).strip(" _,;-/")


def _offsets_in(text: str) -> Iterator[tzinfo]:
    for match in _OFFSET.finditer(text):
        yield zone(f"{match[1]}{match[2]}:{match[3] or '00'}")
    for match in _BRACKETS.finditer(text):
        inner = match[1].strip()
        if _BARE_OFFSET.fullmatch(inner):
            yield zone(inner)
        elif inner in {"Z", "z"}:
            yield UTC


def _places_in(text: str) -> Iterator[tzinfo]:
    for match in _PLACE.finditer(text):
        if match[0] in _known_places():
            yield ZoneInfo(match[0])


@cache
def _known_places() -> frozenset[str]:
    return frozenset(name for name in available_timezones() if "/" in name)


def _pair_of_gmt(text: str) -> bool:
    """Say whether GMT stands as the winter's half of a pair, as in GMT/BST."""
    return bool(re.search(r"\bGMT\s*[/|,]\s*(?:BST|IST)\b|\b(?:BST|IST)\s*[/|,]\s*GMT\b", text))


def _names_in(text: str) -> Iterator[str]:
    bracketed = " ".join(match[1] for match in _BRACKETS.finditer(text))
    gmt = _pair_of_gmt(text)
    for match in _WORD.finditer(text):
        name = match[0]
        if name in _ONLY_IN_BRACKETS and name not in re.split(r"[\s,/|;]+", bracketed):
            continue
        if name in _PAIRS:
            yield from _PAIRS[name]
        elif (name in _HOURS or name in _ENGLISH) and (gmt or name not in {"UTC", "GMT"}):
            yield _ENGLISH.get(name, name)
    for match in _IN_FULL.finditer(text):
        letter, which = _NORTH_AMERICAN[match[1].casefold()], (match[2] or "").strip().casefold()
        yield from {"standard": (f"{letter}ST",), "daylight": (f"{letter}DT",)}.get(
            which, (f"{letter}ST", f"{letter}DT")
        )
    for match in _IN_FULL_CENTRAL.finditer(text):
        which = (match[1] or "").strip().casefold()
        yield from {"standard": ("CET",), "summer": ("CEST",)}.get(which, ("CET", "CEST"))


def _offsets(names: tuple[str, ...]) -> set[timedelta]:
    return {timedelta(hours=hours) for name in names for hours in _HOURS.get(name, ())}


def _meant(names: tuple[str, ...], at: datetime) -> set[timedelta]:
    """Return the offsets that several abbreviations together can mean at one time: of the places that use them all."""
    places = _places_with(names, at.year)
    return {at.astimezone(place).utcoffset() or timedelta() for place in places} or _offsets(names)


@cache
def _places_with(names: tuple[str, ...], year: int) -> tuple[ZoneInfo, ...]:
    """Return the zones that use all of some abbreviations within a year."""
    out = []
    for name in sorted(available_timezones()):
        try:
            place = ZoneInfo(name)
        except (OSError, ValueError):
            continue
        used = {datetime(year, month, 15, 12, tzinfo=place).tzname() for month in (1, 4, 7, 10)}
        out += [place] if used >= set(names) else []
    return tuple(out)


def own_offsets(
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
            expected = f"an offset that {named.said} can mean there, as the heading {named.heading!r} states"
            yield Fault(where(i), repr(cell), expected, fix, DisprovedAnswer)
            return
