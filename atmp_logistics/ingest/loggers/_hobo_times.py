"""A HOBO's times: the zone its heading states, halves of the day in words, the offset of a details block."""

from __future__ import annotations

import re

#: The heading of the times: alone, with a fixed offset, or with the word that HOBOconnect takes from the telephone.
HEADING = re.compile(r"(?:Date )?Time(?:, GMT([+-]\d{2}:\d{2}))?|Date-Time \(([^()]+)\)")
#: The halves of the day as computers set to Czech and to Swedish write them, beside AM and PM.
HALVES = {"dop.": "AM", "odp.": "PM", "fm": "AM", "em": "PM"}
_HALF = re.compile(r"(.*\d) ([^\W\d]\S*)")
_SAMPLE = re.compile(r"(\S+) (\d{1,2}:\d{2}:\d{2}) GMT([+-]\d{2}:\d{2})( [AP]M)?")
_CLOCK = re.compile(r"(\S+) (\d{1,2}):(\d{2}:\d{2})(?:\.0+)?(?: ([AP]M))?")


def in_english(time: str) -> str:
    """Return a time with AM or PM for the half of the day in another language; other words stay and are refused.

    Examples
    --------
    >>> in_english("04.08.21 11:00:00 odp."), in_english("08/18/10 02:00:00 PM")
    ('04.08.21 11:00:00 PM', '08/18/10 02:00:00 PM')
    """
    match = _HALF.fullmatch(time)
    return f"{match[1]} {HALVES[match[2]]}" if match and match[2] in HALVES else time


def offset_of(sample: str, time: str) -> str | None:
    """Return the offset of a details block's sample time, where it is the very time of a row; else None.

    Examples
    --------
    >>> offset_of("08/18/31 02:00:00 GMT-07:00 PM", "08/18/31 14:00:00.0")
    '-07:00'
    >>> offset_of("08/18/31 02:00:00 GMT-07:00 PM", "08/18/31 15:00:00.0") is None
    True
    """
    match = _SAMPLE.fullmatch(sample)
    if not match:
        return None
    clock = _clock(f"{match[1]} {match[2]}{match[4] or ''}")
    return match[3] if clock is not None and clock == _clock(time) else None


def _clock(time: str) -> tuple[str, int, str] | None:
    """Return a time's date as written, its hour of 24, and its minutes and seconds."""
    match = _CLOCK.fullmatch(time.upper())
    if not match:
        return None
    date, hour, rest, half = match.groups("")
    return date, int(hour) % 12 + 12 * (half == "PM") if half else int(hour), rest
