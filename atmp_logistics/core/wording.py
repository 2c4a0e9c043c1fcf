"""Durations, clock times in a zone, temperatures, events and conditions of containers, in words."""

from __future__ import annotations

from datetime import tzinfo

import numpy as np

from atmp_logistics.core.instants import moment
from atmp_logistics.core.product import When


def span(seconds: float) -> str:
    """Return a duration as a pharmacist says it.

    Examples
    --------
    >>> span(2040), span(95 * 60), span(26.5 * 3600), span(90), span(float("inf"))
    ('34 min', '1 h 35 min', '1 d 2 h 30 min', '1 min 30 s', 'without end')
    """
    if not np.isfinite(seconds):
        return "without end"
    rest, parts = round(abs(seconds)), []
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {unit}")
    return ("-" if seconds < 0 else "") + (" ".join(parts[:3]) or "0 s")


def between(lower: float, upper: float) -> str:
    """Return bounds on a duration.

    Examples
    --------
    >>> between(600, 600), between(600, 3600), between(600, float("inf"))
    ('10 min', '10 min to 1 h', 'at least 10 min')
    """
    if not np.isfinite(upper):
        return f"at least {span(max(lower, 0.0) if np.isfinite(lower) else 0.0)}"
    if not np.isfinite(lower):
        return f"at most {span(upper)}"
    return span(lower) if lower == upper else f"{span(lower)} to {span(upper)}"


def clock(instant_us: float, tz: tzinfo | None) -> str:
    """Return an instant as local date and time with its offset, or in UTC where no zone is stated.

    Examples
    --------
    >>> from atmp_logistics.core.instants import zone
    >>> clock(0.0, zone("Europe/Stockholm")), clock(0.0, None), clock(float("inf"), None)
    ('1970-01-01 01:00+01:00', '1970-01-01 00:00Z', 'an unknown time')
    """
    if not np.isfinite(instant_us):
        return "an unknown time"
    at = moment(instant_us)
    form = "seconds" if at.second or at.microsecond else "minutes"
    at = at.replace(microsecond=0)
    text = at.astimezone(tz).isoformat(" ", form) if tz else at.isoformat(" ", form)
    return text.replace("+00:00", "Z")


def degrees(value: float) -> str:
    """Return a temperature.

    Examples
    --------
    >>> degrees(24.3)
    '24.3 °C'
    """
    return f"{round(value, 4):.8g} °C"


def event(name: str) -> str:
    """Return an event's name in words.

    Examples
    --------
    >>> event("thaw_end")
    'thaw end'
    """
    return name.replace("_", " ")


def who(which: When) -> str:
    """Return the containers that a condition names, in words.

    Examples
    --------
    >>> who({"component": ("CD8",)}), who({})
    ('component CD8', 'every container')
    """
    return " and ".join(f"{key} {' or '.join(values)}" for key, values in which.items()) or "every container"
