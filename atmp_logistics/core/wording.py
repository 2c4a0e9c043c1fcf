"""Durations, clock times in a zone, temperatures, events and conditions of containers, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from datetime import tzinfo
from functools import cache, lru_cache
from math import isfinite, isnan

from atmp_logistics.core.instants import DAY_S, HOUR_S, MINUTE_S, SECOND, moment
from atmp_logistics.core.requirement import When
from atmp_logistics.core.translatable import Joined, Message, Number, joined, phrase_table, said

_UNITS = ((DAY_S, "d"), (HOUR_S, "h"), (MINUTE_S, "min"))


def duration(seconds: float, *, exact: bool = False) -> str:
    """Return a duration in words, to the second and in at most three units.

    Parameters
    ----------
    seconds : float
        Infinite where nothing bounds it.
    exact : bool
        Return every unit, to the microsecond: what a plan counts with.

    Returns
    -------
    str
        With the units.

    Examples
    --------
    >>> duration(2040), duration(95 * 60), duration(26.5 * 3600), duration(90), duration(float("inf"))
    ('34 min', '1 h 35 min', '1 d 2 h 30 min', '1 min 30 s', 'without end')
    >>> duration(5400.25), duration(5400.25, exact=True), duration(0.0), duration(0.0, exact=True)
    ('1 h 30 min', '1 h 30 min 0.25 s', '0 s', '0 min')
    """
    return _duration(float(seconds), exact)


@lru_cache(maxsize=1 << 16)
def _duration(seconds: float, exact: bool) -> str:
    if not isfinite(seconds):
        return "nan" if isnan(seconds) else said("core", "time.without_end")
    rest, parts = round(abs(seconds) * SECOND) if exact else round(abs(seconds)) * int(SECOND), []
    for size, unit in _UNITS:
        count, rest = divmod(rest, int(size * SECOND))
        parts += [_counted(unit, f"{count}")] if count else []
    parts += [_counted("s", f"{rest / SECOND:.8g}")] if rest else []
    if not parts:
        return _counted("min" if exact else "s", "0")
    amount = joined(" ", parts if exact else parts[:3])
    return joined("", ["-", amount]) if seconds < 0 else amount


def _counted(unit: str, count: str) -> Message:
    return said("core", f"unit.{unit}", count=Number(count))


def number(value: float) -> Number:
    """Return a number of at most six digits, with the decimal sign of the language that it is said in.

    Examples
    --------
    >>> number(2.0), number(0.5).in_language("sv")
    ('2', '0,5')
    """
    return Number(f"{value:g}")


def days(count: float) -> Message:
    """Return a number of calendar days.

    Examples
    --------
    >>> days(1.0), days(14), days(1).in_language("sv")
    ('1 day', '14 days', '1 dag')
    """
    return said("core", "unit.one_day") if count == 1 else said("core", "unit.days", count=number(count))


def listed(texts: Iterable[str], between: str = "and") -> Joined:
    """Return texts with a word between them.

    Examples
    --------
    >>> listed(["a", "b", "c"]), listed(["a", "b"], "or").in_language("sv")
    ('a and b and c', 'a eller b')
    """
    return joined(said("core", f"list.{between}"), texts)


def kept_free(kept_s: float, what: str = "of which {} are kept free") -> str:
    """Return how much of a limit is kept free for how finely times are written, behind a comma; nothing where none is.

    Parameters
    ----------
    kept_s : float
        Twice the resolution of the written times, in seconds.
    what : str
        What is done with it, `{}` where its length stands.

    Returns
    -------
    str

    Examples
    --------
    >>> print(f"within 30 min{kept_free(120.0)}")
    within 30 min, of which 2 min are kept free because times are written to the minute
    >>> kept_free(2.0)[-13:], kept_free(600.0)[-15:], kept_free(0.0)
    ('to the second', 'to within 5 min', '')
    """
    if not kept_s:
        return ""
    finest = {HOUR_S: "to the hour", MINUTE_S: "to the minute", 1.0: "to the second"}
    how = finest.get(kept_s / 2, f"to within {duration(kept_s / 2, exact=True)}")
    return f", {what.format(duration(kept_s, exact=True))} because times are written {how}"


def durations(*durations_s: float) -> str:
    """Return one duration, or two as a range, in the largest unit that the longest fills once.

    Returns
    -------
    str

    Examples
    --------
    >>> durations(300.0), durations(600.0, 5400.0)
    ('5 min', '0.17 to 1.5 h')
    """
    longest = max(durations_s)
    size, unit = next(((size, unit) for size, unit in (*_UNITS, (1.0, "s")) if longest >= size), (MINUTE_S, "min"))
    return f"{' to '.join(f'{round(one / size, 2):g}' for one in durations_s)} {unit}"


def step_length(shortest_s: float, longest_s: float) -> str:
    """Return how long a step takes, in words.

    Returns
    -------
    str

    Examples
    --------
    >>> step_length(120.0, 240.0), step_length(300.0, 300.0), step_length(0.0, 240.0), step_length(50.0, 90.0)
    ('2 to 4 min', '5 min', 'up to 4 min', '50 s to 1 min 30 s')
    >>> step_length(0.0, float("inf")), step_length(120.0, float("inf"))
    ('a time that nobody stated', 'at least 2 min')
    """
    low, high = duration(shortest_s, exact=True), duration(longest_s, exact=True)
    if not isfinite(longest_s):
        return f"at least {low}" if shortest_s else "a time that nobody stated"
    if shortest_s == longest_s:
        return low
    if not shortest_s:
        return f"up to {high}"
    (number, *unit), (_, *last) = low.split(), high.split()
    return f"{number if len(unit) == 1 and unit == last else low} to {high}"


def between(lower: float, upper: float) -> str:
    """Return bounds on a duration.

    Examples
    --------
    >>> between(600, 600), between(600, 3600), between(600, float("inf"))
    ('10 min', '10 min to 1 h', 'at least 10 min')
    """
    if not isfinite(upper):
        return bounds_in_words(duration(max(lower, 0.0) if isfinite(lower) else 0.0), None)
    if not isfinite(lower):
        return bounds_in_words(None, duration(upper))
    return duration(lower) if lower == upper else bounds_in_words(duration(lower), duration(upper))


def bounds_in_words(lower: str | None, upper: str | None) -> Message:
    """Return bounds of which one may be lacking, each in words.

    Examples
    --------
    >>> bounds_in_words("2", days(9)), bounds_in_words(None, duration(1800.0)).in_language("sv")
    ('2 to 9 days', 'högst 30 min')
    """
    if lower is None:
        return said("core", "bounds.at_most", upper=upper)
    if upper is None:
        return said("core", "bounds.at_least", lower=lower)
    return said("core", "bounds.range", lower=lower, upper=upper)


def clock(instant_us: float, tz: tzinfo | None) -> str:
    """Return an instant as local date and time with its offset, or in UTC where no zone is stated.

    Parameters
    ----------
    instant_us : float
        Microseconds since 1970 in UTC; infinite or NaN where nobody knows.
    tz : tzinfo or None
        The zone to show it in.

    Returns
    -------
    str
        To the minute; to the second where it has seconds.

    Examples
    --------
    >>> from atmp_logistics.core.instants import zone
    >>> clock(0.0, zone("Europe/Stockholm")), clock(0.0, None), clock(float("inf"), None)
    ('1970-01-01 01:00+01:00', '1970-01-01 00:00Z', 'an unknown time')
    """
    if not isfinite(instant_us):
        return said("core", "time.unknown")
    at = moment(instant_us)
    form = "seconds" if at.second or at.microsecond else "minutes"
    at = at.replace(microsecond=0)
    text = at.astimezone(tz).isoformat(" ", form) if tz else at.isoformat(" ", form)
    return text.replace("+00:00", "Z")


def degrees(value: float) -> str:
    """Return a temperature.

    Parameters
    ----------
    value : float
        In °C.

    Returns
    -------
    str
        With its unit.

    Examples
    --------
    >>> degrees(24.3)
    '24.3 °C'
    """
    return said("core", "unit.degC", value=Number(f"{round(value, 4):.8g}"))


def event(name: str) -> str:
    """Return an event's name in words.

    Parameters
    ----------
    name : str
        An event or a stage of the vocabulary.

    Returns
    -------
    str
        Its words, with blanks.

    Examples
    --------
    >>> event("thaw_end")
    'thaw end'
    """
    return _event(name)


@cache
def _event(name: str) -> str:
    key = f"event.{name}"
    return said("core", key) if key in phrase_table("core", "en") else name.replace("_", " ")


def and_more(items: Sized) -> str:
    """Return how many there are beside the first, as the end of what is said of it; "" where there is none.

    Examples
    --------
    >>> and_more([2, 3, 5]), and_more([2])
    (', and 2 more', '')
    """
    return said("core", "list.more", count=len(items) - 1) if len(items) > 1 else ""


def named_containers(which: When) -> str:
    """Return the containers that a condition names, in words.

    Examples
    --------
    >>> named_containers({"component": ("CD8",)}), named_containers({})
    ('component CD8', 'every container')
    """
    if not which:
        return said("core", "containers.every")
    return listed(joined(" ", [key, listed(values, "or")]) for key, values in which.items())
