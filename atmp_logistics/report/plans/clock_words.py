"""The times of a plan in words: local, to the minute where they are whole, never on the wrong side of a limit.

A time by which something must happen is rounded down, a time before which it must not is rounded up. A local time that
occurs twice is shown with its offset.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from math import ceil, floor, inf, isfinite, isnan

from atmp_logistics.core.instants import SECOND, moment, readings_of
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.core.product import Product
from atmp_logistics.planning.planned_event import PlannedEvent

#: What stands where nothing bounds a time.
OPEN = "-"


def local(instant_us: float, tz: tzinfo, *, up: bool = False) -> datetime:
    """Return an instant on the local clock, to the second: rounded down, or up.

    Examples
    --------
    >>> from datetime import UTC
    >>> [local(1.5e6, UTC, up=up).second for up in (False, True)]
    [1, 2]
    """
    seconds = (ceil if up else floor)(instant_us / SECOND)
    return moment(seconds * SECOND).astimezone(tz)


def clock(at: datetime) -> str:
    """Return a clock time, with its seconds where it has some and its offset where it occurs twice.

    Examples
    --------
    >>> from atmp_logistics.core.instants import zone
    >>> stockholm = zone("Europe/Stockholm")
    >>> [clock(datetime(2026, 10, 25, hour, 30, tzinfo=stockholm, fold=1)) for hour in (2, 4)]
    ['02:30+01:00', '04:30']
    """
    text = f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
    twice = at.tzinfo is not None and len(readings_of(at.replace(tzinfo=None, microsecond=0), at.tzinfo)) > 1
    return text + (offset(at) if twice else "")


def offset(at: datetime) -> str:
    """Return a time's offset from UTC.

    Examples
    --------
    >>> from atmp_logistics.core.instants import zone
    >>> offset(datetime(2026, 7, 1, tzinfo=zone("Europe/Stockholm")))
    '+02:00'
    """
    text = f"{at:%z}"
    return f"{text[:3]}:{text[3:5]}"


def day_name(day: date) -> str:
    """Return a date with its weekday, whatever the machine's language.

    Examples
    --------
    >>> day_name(date(2026, 11, 24))
    'Tue 2026-11-24'
    """
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[day.weekday()]} {day.isoformat()}"


def time_on_day(instant_us: float, tz: tzinfo, on: date | None, *, up: bool = False) -> str:
    """Return an instant as a clock time on a day, with its date before it where it is of another day.

    Examples
    --------
    >>> from datetime import UTC
    >>> time_on_day(0.0, UTC, date(1970, 1, 1)), time_on_day(0.0, UTC, date(1970, 1, 2))
    ('00:00', '01-01 00:00')
    >>> time_on_day(float("inf"), UTC, None)
    '-'
    """
    if not isfinite(instant_us):
        return OPEN
    at = local(instant_us, tz, up=up)
    if at.date() == on:
        return clock(at)
    near = on is not None and abs(at.date() - on) < timedelta(days=180)
    return f"{at:%m-%d} {clock(at)}" if near else f"{at:%Y-%m-%d} {clock(at)}"


def safe_time_on_day(instant_us: float, tz: tzinfo, on: date | None) -> str:
    """Return the time by which an event is safe: "none" where no time is, "?" where a duration was not stated.

    Examples
    --------
    >>> from datetime import UTC
    >>> [safe_time_on_day(us, UTC, date(1970, 1, 1)) for us in (0.0, float("inf"), float("-inf"), float("nan"))]
    ['00:00', '-', 'none', '?']
    """
    if isnan(instant_us):
        return "?"
    return "none" if instant_us == -inf else time_on_day(instant_us, tz, on)


def planned_on_day(event: PlannedEvent, tz: tzinfo, on: date | None) -> str:
    """Return the planned time of an event, or the two times between which it is expected."""
    if not event.is_planned:
        return OPEN
    first, last = time_on_day(event.planned_us, tz, on), time_on_day(event.planned_until_us, tz, on, up=True)
    return first if first == last else f"{first} to {last}"


def full_time(instant_us: float, tz: tzinfo, *, up: bool = False) -> str:
    """Return an instant as local date and time with its offset; nothing where nothing bounds it.

    Examples
    --------
    >>> from datetime import UTC
    >>> full_time(0.0, UTC), full_time(float("inf"), UTC)
    ('1970-01-01 00:00+00:00', '')
    """
    if not isfinite(instant_us):
        return ""
    at = local(instant_us, tz, up=up)
    return at.isoformat(" ", "seconds" if at.second else "minutes")


def day_of(event: PlannedEvent, tz: tzinfo) -> date | None:
    """Return the local day of an event: that of its planned time, else of the first time that bounds it."""
    times = (event.planned_us, event.safe_by_us, event.last_possible_us, event.not_before_us)
    return next((local(us, tz).date() for us in times if isfinite(us)), None)


def heading_day(event: PlannedEvent, tz: tzinfo) -> date | None:
    """Return the day under which an event stands; None for one that only has to wait, whose day nobody knows."""
    times = (event.planned_us, event.safe_by_us, event.last_possible_us)
    return next((local(us, tz).date() for us in times if isfinite(us)), None)


def container_word(product: Product) -> str:
    """Return the word for a container of a product, the last of its description.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> container_word(load_product("kymriah-eu"))
    'bag'
    """
    return product.container.split()[-1]


def names_of_containers(container_ids: Sequence[str], product: Product) -> str:
    """Return which identifier each number stands for; nothing where no container is named.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> names_of_containers(("B7", "B3"), load_product("kymriah-eu"))
    'bag 1 is B7, bag 2 is B3'
    """
    word = container_word(product)
    return ", ".join(f"{word} {number} is {in_one_line(name)}" for number, name in enumerate(container_ids, 1))


def with_container_word(text: str, product: Product) -> str:
    """Return a sentence in which a numbered container has the product's word for it.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> with_container_word("thaw of container 2 takes at most 4 min", load_product("kymriah-eu"))
    'thaw of bag 2 takes at most 4 min'
    """
    return re.sub(r"\bcontainer (?=\d)", f"{container_word(product)} ", text)


def event_name(event: PlannedEvent, product: Product, containers: int = 2) -> str:
    """Return an event in words, with its container's number where there are several."""
    words = f"{f'{event.side} ' if event.side else ''}{event.event.replace('_', ' ')}"
    alone = event.container is None or containers == 1
    return words if alone else f"{words}, {container_word(product)} {event.container}"
