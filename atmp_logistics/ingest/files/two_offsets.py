"""EPCIS events that state their offset from UTC twice, in the time and in a field beside it: do the two agree?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from atmp_logistics.ingest.files.strict_json import is_text

OFFSET_KEY = "eventTimeZoneOffset"
_OFFSET = re.compile(r"([+-])(\d{2})(?::?(\d{2}))?")
_AT_END = re.compile(r".*\d[T ].*(?P<offset>[+-]\d{2}(?::?\d{2})?)", re.IGNORECASE)


def disagreeing_offsets(events: Sequence[Mapping[str, Any]]) -> tuple[int, str, str] | None:
    """Return the first event whose time has another offset than its `eventTimeZoneOffset`, and what is wrong.

    A time in UTC states an instant and no clock of a place: it agrees with every offset. What is no time or no offset
    is left to those who read it.

    Returns
    -------
    tuple[int, str, str] or None
        The place of the event, what was found, and what was expected; None where all agree.

    Examples
    --------
    >>> utc = {"eventTime": "2026-11-10T07:30Z", "eventTimeZoneOffset": "-01:00"}
    >>> disagreeing_offsets([utc])
    >>> disagreeing_offsets([utc, {**utc, "eventTime": "2026-11-10T08:30+01:00"}])[:2]
    (1, "'-01:00' beside the eventTime '2026-11-10T08:30+01:00'")
    """
    wrong = [i for i, event in enumerate(events) if _disagree(event.get("eventTime"), event.get(OFFSET_KEY))]
    if not wrong:
        return None
    event = events[wrong[0]]
    more = f", and {len(wrong)} such events" if len(wrong) > 1 else ""
    found = f"'{event[OFFSET_KEY]}' beside the eventTime '{event['eventTime']}'{more}"
    return wrong[0], found, "the offset that eventTime has, or an eventTime in UTC (Z)"


def _disagree(time: object, offset: object) -> bool:
    at_end = _AT_END.fullmatch(time.strip()) if is_text(time) else None
    of_time = _minutes(at_end["offset"]) if at_end else None
    of_place = _minutes(offset.strip()) if is_text(offset) else None
    return None not in (of_time, of_place) and of_time not in (0, of_place)


def _minutes(written: str) -> int | None:
    match = _OFFSET.fullmatch(written)
    return None if match is None else int(f"{match[1]}1") * (60 * int(match[2]) + int(match[3] or 0))
