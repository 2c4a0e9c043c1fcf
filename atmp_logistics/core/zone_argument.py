"""A zone as a call states it: by its name, or as an object of the standard library, pytz or dateutil."""

from __future__ import annotations

from datetime import timedelta, tzinfo
from typing import Any

from atmp_logistics.core.arguments import refused
from atmp_logistics.core.instants import zone

#: What stands for a zone in a call.
Zone = str | tzinfo
_EXPECTED = "a zone: its name, a ZoneInfo, a zone of pytz or dateutil, or a fixed offset in whole minutes up to 14 h"
_FIX = "write it as 'Europe/Stockholm' or '+01:00'"


def zone_name(value: object, where: str) -> str | None:
    """Return the name of a zone, or its fixed offset; None stays, and an empty text is none.

    Results name the zone that was used, so a zone without a name is refused, and so is the machine's own.

    Examples
    --------
    >>> from datetime import timezone
    >>> from zoneinfo import ZoneInfo
    >>> zone_name(ZoneInfo("Europe/Stockholm"), "tz"), zone_name(timezone(timedelta(hours=-3.5)), "tz")
    ('Europe/Stockholm', '-03:30')
    """
    if value is None or (isinstance(value, str) and not value):
        return None
    name = value if isinstance(value, str) else _name_of(value)
    if name is None or not name.strip():
        refused(value, where, _EXPECTED, _FIX)
    zone(name, where)
    return name


def _name_of(value: object) -> str | None:
    """Return the name of a zone object, or its fixed offset; None where it has neither."""
    if not isinstance(value, tzinfo) or type(value).__name__ == "tzlocal":
        return None
    own: Any = value
    named = getattr(own, "key", None) or getattr(own, "zone", None) or _name_in_path(getattr(own, "_filename", None))
    return named if isinstance(named, str) else _fixed_offset(value)


def _name_in_path(path: object) -> str | None:
    """Return the name of a zone that dateutil read from a file: its path in the folder of zones."""
    if not isinstance(path, str):
        return None
    return path.replace("\\", "/").rpartition("zoneinfo/")[2]


def _fixed_offset(value: tzinfo) -> str | None:
    """Return an offset that never changes, as text; None where there is none, or one of seconds."""
    offset = value.utcoffset(None)
    if offset is None or offset % timedelta(minutes=1):
        return None
    if not offset:
        return "UTC"
    minutes = abs(offset) // timedelta(minutes=1)
    return f"{'-' if offset < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"
