"""The words for zones in a heading: offsets, UTC, places, abbreviations, names in full, winter and summer time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from atmp_logistics.core.instants import zone

#: The hours by which each abbreviation can be ahead of UTC.
HOURS: dict[str, tuple[float, ...]] = {
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
#: Abbreviations that stand for two, one in winter and one in summer, and German ones.
_BOTH = {
    "ET": ("EST", "EDT"),
    "CT": ("CST", "CDT"),
    "MT": ("MST", "MDT"),
    "PT": ("PST", "PDT"),
    "CE(S)T": ("CET", "CEST"),
    "ME(S)Z": ("CET", "CEST"),
    "EE(S)T": ("EET", "EEST"),
    "WE(S)T": ("WET", "WEST"),
    "MEZ": ("CET",),
    "MESZ": ("CEST",),
    "WEZ": ("WET",),
    "WESZ": ("WEST",),
    "OEZ": ("EET",),
    "OESZ": ("EEST",),
}
#: Names in full. What Windows calls a standard time is a place's time the year round.
_IN_FULL: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"(?:w\. |western )?(?:central )?europe(?:an)? summer time", ("CEST",)),
    (r"(?:w\. europe|central europe|central european|romance) (?:standard )?time", ("CET", "CEST")),
    (r"(?:w\. europe|central europe|central european|romance) daylight time", ("CEST",)),
    (r"mitteleuropäische sommerzeit|centraleuropeisk sommartid|midden-europese zomertijd", ("CEST",)),
    (r"mitteleuropäische (?:normal|winter)?zeit|centraleuropeisk (?:normal|vinter)?tid", ("CET", "CEST")),
    (r"midden-europese (?:standaard|winter)?tijd", ("CET", "CEST")),
    (r"gmt standard time", ("GMT", "BST")),
    (r"(?:gmt (?:daylight|summer)|british summer) time", ("BST",)),
    (r"(?:fle|gtb|e\. europe) standard time", ("EET", "EEST")),
    (r"(?:fle|gtb|e\. europe) daylight time", ("EEST",)),
    *(
        pair
        for word, letter in (("eastern", "E"), ("central", "C"), ("mountain", "M"), ("pacific", "P"))
        for pair in (
            (rf"{word} daylight time", (f"{letter}DT",)),
            (rf"{word} (?:standard )?time|(?<=[\[(]){word}(?=[\])])", (f"{letter}ST", f"{letter}DT")),
        )
    ),
)
_FULL = tuple((re.compile(rf"(?<![^\W_]){form}(?![^\W_])", re.IGNORECASE), names) for form, names in _IN_FULL)
#: These are words of other meanings too, and name a zone only where they stand in brackets.
_ONLY_IN_BRACKETS = {"ET", "CT", "MT", "PT", "CAT", "EAT", "ART", "WIT", "GST", "NST", "AST", "IST", "HST", "NPT"}

BRACKETS = re.compile(r"[\[({]((?:[^\[\](){}]|\(S\))+)[\])}]")
OFFSET = re.compile(
    r"(?<![^\W_])(?:UTC|GMT|UT)\s?([+-])\s?(\d{1,2})(?::?([0-5]\d))?\s?h?(?![^\W_])|(?<=[a-z])UTC([+-])(\d{1,2})(?!\d)",
    re.IGNORECASE,
)
#: An offset that ends a heading, without brackets: its four digits are no number of a logger.
_LAST_OFFSET = re.compile(r"(?<=[^\W\d])[\s_]([+-])(\d{2}):?([0-5]\d)(?![\w:])")
#: A Z, for UTC, that ends the name of a column of times: time_z, timestampZ.
_LAST_Z = re.compile(r"(?:[Tt]ime|[Ss]tamp|TIME|STAMP|_ts|(?<!\w)ts)(?:_[Zz]|Z)(?!\w)")
_BARE_OFFSET = re.compile(r"([+-])(\d{2})(?::?([0-5]\d))?|([+-])(\d{1,2})\s?h")
_PLACE = re.compile(r"(?<![\w/])[A-Z][A-Za-z]+(?:/[A-Za-z0-9_+-]+){1,2}|(?<!\w)[A-Z]{3}\d[A-Z]{3}(?!\w)")
UTC_WORD = re.compile(
    r"(?<![^\W_])(?:utc|gmt|zulu|coordinated universal time|universal time|greenwich(?: mean time)?|"
    r"u\.t\.c\.?|world time|weltzeit|temps universel|tiempo universal|(?<=[\[(])(?:ut|tu)(?=[\])]))(?![^\W_])",
    re.IGNORECASE,
)
UTC_CAMEL = re.compile(r"(?<=[a-z])(?:UTC|Utc|GMT)(?![a-z])|^utc(?=[A-Z])")
WORD = re.compile(r"(?<![^\W_])[A-Z]{2,4}(?:\(S\)[A-Z])?(?![^\W_])")
#: What beside UTC makes it no statement that the times are in UTC.
_UNSURE = re.compile(
    r"(?:utc|gmt)\W*(?:\d|plus|minus|offset|differ)|(?<!\w)(?:local|lokal|no|not|non|ej|inte|ikke|nicht|kein|offset|plus|minus)(?!\w)",
    re.IGNORECASE,
)
_WINTER = re.compile(
    r"winter.?(?:time|zeit)|(?:normal|vinter)tid|normalzeit|heure d.hiver|"
    r"(?:no|without|ohne|utan|sans|uden|uten) (?:dst|daylight|summer|sommer|sommar)",
    re.IGNORECASE,
)
_SUMMER = re.compile(
    r"summer.?time|somm?er.?(?:zeit|tid)|sommartid|heure d.été|daylight.?(?:time|saving)|(?<!\w)DST(?!\w)",
    re.IGNORECASE,
)


def without_full_names(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a text without the zones that it names in full, and their abbreviations.

    Examples
    --------
    >>> without_full_names("Time (GMT Standard Time)"), without_full_names("Time (Pacific Daylight Time)")[1]
    (('Time ( )', ('GMT', 'BST')), ('PDT',))
    """
    found: tuple[str, ...] = ()
    for form, names in _FULL:
        if form.search(text):
            text, found = form.sub(" ", text), (*found, *names)
    return text, found


def is_unsure(text: str) -> bool:
    """Say whether a heading that speaks of UTC may mean something else: an offset that is not understood, or none.

    Examples
    --------
    >>> is_unsure("Time (UTC offset +1)"), is_unsure("local time, not UTC"), is_unsure("Time (UTC)")
    (True, True, False)
    """
    rest = OFFSET.sub(" ", text)
    return bool((UTC_WORD.search(rest) or UTC_CAMEL.search(rest)) and _UNSURE.search(rest))


def season_in(text: str) -> bool | None:
    """Say whether a heading states summer time (True) or winter time (False); None for neither, or both.

    Examples
    --------
    >>> season_in("Tid (normaltid)"), season_in("Time (DST)"), season_in("Time (no DST)"), season_in("Time")
    (False, True, False, None)
    """
    winter, summer = _WINTER.search(text), _SUMMER.search(_WINTER.sub(" ", text))
    return None if bool(winter) == bool(summer) else bool(summer)


def offsets_in(text: str) -> Iterator[tzinfo]:
    """Yield the offsets that a heading names."""
    for match in OFFSET.finditer(text):
        yield zone(f"{match[1] or match[4]}{match[2] or match[5]}:{match[3] or '00'}")
    for found in BRACKETS.finditer(text):
        inner = found[1].strip()
        if bare := _BARE_OFFSET.fullmatch(inner):
            yield zone(f"{bare[1] or bare[4]}{bare[2] or bare[5]}:{bare[3] or '00'}")
        elif inner in {"Z", "z"}:
            yield UTC
    if last := _LAST_OFFSET.search(OFFSET.sub(" ", text)):
        yield zone(f"{last[1]}{last[2]}:{last[3]}")
    if _LAST_Z.search(text):
        yield UTC


def places_in(text: str) -> Iterator[tzinfo]:
    """Yield the places that a heading names, as the zones' database does; a city alone only in brackets."""
    for match in _PLACE.finditer(text):
        if match[0] in available():
            yield ZoneInfo(match[0])
    for match in BRACKETS.finditer(text):
        city = _cities().get("_".join(match[1].split()).casefold())
        if city:
            yield ZoneInfo(city)


@cache
def available() -> frozenset[str]:
    """Return the names of all zones."""
    return frozenset(available_timezones())


@cache
def _cities() -> dict[str, str]:
    """Return each city's zone, by the city's name alone."""
    areas = ("Africa/", "America/", "Asia/", "Australia/", "Europe/", "Pacific/", "Atlantic/", "Indian/")
    names = sorted((name for name in available() if name.startswith(areas)), reverse=True)
    return {name.rpartition("/")[2].casefold(): name for name in names}


def is_pair_of_gmt(text: str) -> bool:
    """Say whether GMT stands as the winter's half of a pair, as in GMT/BST."""
    return bool(re.search(r"\bGMT\s*[/|,]\s*(?:BST|IST)\b|\b(?:BST|IST)\s*[/|,]\s*GMT\b", text))


def names_in(text: str) -> Iterator[str]:
    """Yield the abbreviations in a heading."""
    bracketed = re.split(r"[\s,/|;]+", " ".join(match[1] for match in BRACKETS.finditer(text)))
    gmt = is_pair_of_gmt(text)
    for match in WORD.finditer(text):
        name = match[0]
        if name in _ONLY_IN_BRACKETS and name not in bracketed:
            continue
        if name in HOURS and (gmt or name not in {"UTC", "GMT"}):
            yield name
        yield from _BOTH.get(name, ())
