"""Clocks and orders of a product file: each between two events, refused where it cannot be meant."""

from __future__ import annotations

from typing import Any

from atmp_logistics.core.event_kinds import EVENTS, comes_before, ends_of
from atmp_logistics.core.limits import Precondition, TimeWindow
from atmp_logistics.core.requirement import Instance
from atmp_logistics.core.toml_table import TomlTable

SCOPES = ("container", "therapy", "next container", "next dose", "next instance")
INSTANCES = ("first", "last")


#: The keys of which a window needs one.
_DAYS = ("at_least_days", "at_most_days", "day_numbers", "give_or_take_days", "no_day_zero")
_LIMITS = ("at_least", "at_most", *_DAYS, "within")


def read_window(item: TomlTable, common: dict[str, Any]) -> TimeWindow:
    """Read a clock between two events; `common` is what every limit has."""
    stated = any(key in item for key in _LIMITS)
    starts, ends = item.moment("starts"), item.moment("ends")
    window = TimeWindow(
        **common,
        starts=starts,
        ends=ends,
        at_least_s=item.duration("at_least"),
        at_most_s=item.duration("at_most"),
        **_days(item),
        within=item.band("within"),
        within_from=item.moment("within_from") if "within_from" in item else None,
        scope=item.text("scope", one_of=SCOPES) or "container",  # type: ignore[arg-type]
        starts_of=item.when("starts_of"),
        ends_of=item.when("ends_of"),
        starts_instance=_instance(item, "starts_instance", starts, "first"),
        ends_instance=_instance(item, "ends_instance", ends, "last"),
        strict=item.flag("strict"),
        until_first=item.flag("until_first"),
        unless=item.text("unless"),
    )
    if not stated:
        item.fault("", "no limit", "at_most, at_least, their _days kin, or within", "add at_most = '30 min'")
    _makes_sense(window, item)
    return window


def ends_of_clock(item: TomlTable, key: str, starts: str, ends: str) -> None:
    """Refuse a stretch within one container that has no length, or that nature runs the other way."""
    if starts and ends and (_backwards(starts, ends) or starts == ends):
        item.fault(
            key, f"a clock from {starts} to {ends}", "an end that comes after its start", "exchange or correct them"
        )


def _makes_sense(window: TimeWindow, item: TomlTable) -> None:
    exact = (window.at_least_s, window.at_most_s)
    days = (window.at_least_days, window.at_most_days)
    if exact != (None, None) and days != (None, None):
        item.fault("", "both an exact duration and calendar days", "one of them", "make two windows of it")
    for least, most in (exact, days):
        if least is not None and most is not None and least > most:
            item.fault("at_least", f"{least:g}, above at_most {most:g}", "at_least below at_most", "exchange the two")
    if window.until_first and window.scope != "therapy":
        item.fault("until_first", f"true in the scope {window.scope!r}", "the scope 'therapy'", "remove it")
    _instances_recur(window, item)
    if (window.starts_of or window.ends_of) and window.scope != "therapy":
        item.fault(
            "starts_of", f"containers of the scope {window.scope!r}", "the scope 'therapy'", "add scope = 'therapy'"
        )
    if (window.starts_of or window.ends_of) and window.until_first:
        item.fault("until_first", "true beside starts_of or ends_of", "one of them", "remove it")
    if window.scope == "container" and window.starts != window.ends:
        ends_of_clock(item, "ends", window.starts, window.ends)


def _instances_recur(window: TimeWindow, item: TomlTable) -> None:
    """Refuse a step from one instance to the next of an event that happens once."""
    same = window.starts == window.ends
    if (
        window.scope == "next instance"
        and window.starts
        and not (same and window.starts in EVENTS and _recurs(window.starts))
    ):
        found = f"a step from {window.starts} to the next {window.ends}"
        item.fault("ends", found, "one event that recurs, as both starts and ends", "name it twice")
    elif window.scope == "container" and same:
        ends_of_clock(item, "ends", window.starts, window.ends)


def _instance(item: TomlTable, key: str, name: str, usual: Instance) -> Instance:
    """Read which instance counts of an event; one of an event that happens once is refused."""
    found = item.text(key, one_of=INSTANCES)
    if found and found != usual and name and not _recurs(name):
        item.fault(key, f"an instance of {name}, which happens once", "an event that recurs", "remove it")
    return found or usual  # type: ignore[return-value]


def _recurs(name: str) -> bool:
    return all(end in EVENTS and EVENTS[end].recurs for end in ends_of(name))


def _days(item: TomlTable) -> dict[str, Any]:
    """Read a span in calendar days: as such, or as two numbers on the label's own count of days, give or take some."""
    least, most = item.number("at_least_days"), item.number("at_most_days")
    pair, slack = item.take("day_numbers"), item.number("give_or_take_days")
    without_zero = item.flag("no_day_zero")
    if pair is None:
        if slack is not None or without_zero:
            item.fault("day_numbers", "nothing", "a pair of day numbers", "write day_numbers = [1, 10]")
        return {"at_least_days": least, "at_most_days": most}
    if not (isinstance(pair, list) and len(pair) == 2 and all(type(day) is int and abs(day) < 10_000 for day in pair)):
        item.fault("day_numbers", repr(pair)[:60], "a pair of day numbers", "write day_numbers = [1, 10]")
        return {}
    if without_zero and 0 in pair:
        item.fault("day_numbers", repr(pair), "no day 0, as no_day_zero says", "correct one of them")
    apart = pair[1] - pair[0] - (without_zero and pair[0] < 0 < pair[1])
    if apart < 0 or least is not None or most is not None:
        item.fault(
            "day_numbers", repr(pair), "the earlier day first, and no at_least_days or at_most_days", "correct it"
        )
        return {}
    return {"at_least_days": max(apart - (slack or 0), 0), "at_most_days": apart + (slack or 0)}


def _backwards(starts: str, ends: str) -> bool:
    """Say whether nature puts the latest end of a clock before its earliest start."""
    return ends_of(starts)[0] != ends_of(ends)[1] and comes_before(ends, starts)


def read_precondition(item: TomlTable, common: dict[str, Any]) -> Precondition:
    """Read an order of two events; `common` is what every limit has."""
    scope = item.text("scope", one_of=SCOPES) or "container"
    before, after = item.moment("before"), item.moment("after")
    before_of, after_of = item.when("before_of"), item.when("after_of")
    if scope == "container":
        ends_of_clock(item, "after", before, after)
    if scope in {"next dose", "next instance"}:
        item.fault("scope", repr(scope), "container, therapy or next container", "choose one of them")
    if (before_of or after_of) and scope != "therapy":
        item.fault("before_of", f"containers of the scope {scope!r}", "the scope 'therapy'", "add scope = 'therapy'")
    return Precondition(
        **common,
        before=before,
        after=after,
        scope=scope,  # type: ignore[arg-type]
        before_instance=_instance(item, "before_instance", before, "last"),
        before_of=before_of,
        after_of=after_of,
    )
