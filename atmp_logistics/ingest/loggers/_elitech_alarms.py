"""An ElitechLog report's table of alarm thresholds: how long the device counted beyond each.

No report with an alarm was seen: what is read here is what the table's headings say, and a row of any other shape is
said and not guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from atmp_logistics.core.units import temperature_degC
from atmp_logistics.ingest.raw_logs import PrintedExtreme

_TITLE = "Alarm Threshold"
_LIMIT = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*(?:°|℃|℉)?\s*([CF])?")
_ABOVE = re.compile(r">|^H\d?\b|\bover\b|\babove\b|\bhigh|\bupper\b", re.IGNORECASE)
_BELOW = re.compile(r"<|^L\d?\b|\bunder\b|\bbelow\b|\blow|\blower\b", re.IGNORECASE)
_DURATION = re.compile(r"(?:(\d+)\s*D)?\s*(?:(\d+)\s*H)?\s*(?:(\d+)\s*M)?\s*(?:(\d+)\s*S)?", re.IGNORECASE)
_CLOCK = re.compile(r"(\d+):(\d{1,2}):(\d{1,2})")
_NOTHING = {"", "N/A", "--", "0"}


def over_limits(above: Sequence[Sequence[str]]) -> Iterator[PrintedExtreme]:
    """Yield each threshold beyond which the device counted some time, and how long.

    Examples
    --------
    >>> rows = [["Alarm Threshold", "Alarm Delay", "Over-limit Duration"], ["H1: >8.0°C", "0H30M", "0H31M"]]
    >>> [(one.temperature_degC, one.highest, one.minutes) for one in over_limits(rows)]
    [(8.0, True, 31.0)]
    """
    for cells in _alarm_rows(above):
        found = _printed(cells)
        if found is not None and found.minutes:
            yield found


def unread_limits(above: Sequence[Sequence[str]]) -> Iterator[str]:
    """Say which rows of the table are not understood."""
    for cells in _alarm_rows(above):
        if _printed(cells) is None:
            yield f"a row of the report's alarm thresholds is not understood: {', '.join(filter(None, cells))!r}"


def _alarm_rows(above: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    """Yield the rows between the table's headings and the summary, humidity left out."""
    inside = False
    for cells in above:
        inside = cells[0] == _TITLE or (inside and cells[0] not in {"Summary", "Maximum"})
        if inside and cells[0] not in {"", _TITLE} and "RH" not in cells[0]:
            yield [*cells, "", ""]


def _printed(cells: Sequence[str]) -> PrintedExtreme | None:
    """Return a row's threshold and how long the device was beyond it; None for a row of another shape."""
    high, low = bool(_ABOVE.search(cells[0])), bool(_BELOW.search(cells[0]))
    name = re.sub(r"^[HL]\d?\b", "", cells[0].strip())
    limit, minutes = _LIMIT.search(name), _minutes(cells[2].strip())
    if limit is None or minutes is None or high == low:
        return None
    unit = "F" if limit[2] == "F" or "℉" in cells[0] else "C"
    return PrintedExtreme(temperature_degC(f"{limit[1].replace(',', '.')} deg{unit}"), high, minutes=minutes)


def _minutes(text: str) -> float | None:
    """Return a duration in minutes, None for one that is not written as known.

    Examples
    --------
    >>> _minutes("0D 1H 31M 0S"), _minutes("0:10:00"), _minutes("N/A"), _minutes("long")
    (91.0, 10.0, 0.0, None)
    """
    if text in _NOTHING:
        return 0.0
    clock, words = _CLOCK.fullmatch(text), _DURATION.fullmatch(text)
    parts = (None, *clock.groups()) if clock else words.groups() if words else ()
    if not any(parts):
        return None
    days, hours, minutes, seconds = (float(part or 0) for part in parts)
    return 1440 * days + 60 * hours + minutes + seconds / 60
