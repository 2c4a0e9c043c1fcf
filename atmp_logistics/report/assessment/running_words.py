"""The storages that have not ended by the record, in words: what runs, since when, and what the log says of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

import pandas as pd

from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.instants import MINUTE_S, instant, zone
from atmp_logistics.core.wording import between, clock, degrees, duration

#: Lines about the storages that are running, by therapy and container.
Running = dict[tuple[str, str], list[str]]
ESTIMATES = "Estimates, which decide nothing: when a limit would be crossed at the present slope of the log"


def running_words(result: Assessment) -> Running:
    """Return, by therapy and container, a line for each storage that runs.

    Every one is told where the call states that it runs; where nobody states it, those in which, by the last readings,
    an excursion goes on.
    """
    out: Running = {}
    if result.holds_readings:
        tz, running = _zone_of(result), result.running
        for _, row in running[running["stated"] | (running["going_on"] == "yes")].iterrows():
            out.setdefault((row["therapy_id"], row["container_id"]), []).append(_line(row, tz))
    return out


def slope_words(result: Assessment) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield, with therapy and container, when a limit would be crossed at the present slope, where one would be."""
    if result.holds_readings:
        tz, slopes = _zone_of(result), result.present_slopes
        for _, row in slopes[slopes["crossing"] != "none"].iterrows():
            yield (row["therapy_id"], row["container_id"]), _slope_line(row, tz)


def _zone_of(result: Assessment) -> tzinfo | None:
    return zone(result.tz) if result.tz else None


def _line(row: Any, tz: tzinfo | None) -> str:
    begun = _from_to(row["since_earliest"], row["since_latest"], tz)
    head = f"{row['code']}, begun {begun}" if begun else row["code"]
    if row["stated"]:
        state = f"still in store at {_at(row['at'], tz)}, as stated"
    else:
        state = f"its end is not in the record; if it was still in store at {_at(row['at'], tz)}, the last reading"
    return f"{head}: {state}: {_now(row, tz)}"


def _now(row: Any, tz: tzinfo | None) -> str:
    """Return what the log says of the moment: what goes on, or how far the last reading is from the limit."""
    if pd.isna(row["last_reading"]):
        return "no reading"
    last = f"{degrees(row['last_degC'])} at {_at(row['last_reading'], tz)}, the last reading"
    last += f", {degrees(abs(row['margin_degC']))} {'within' if row['margin_degC'] >= 0 else 'beyond'} the limit"
    if row["going_on"] == "no":
        return last
    side = "warm" if row["side"] == "warmer" else "cold"
    maybe = "" if row["going_on"] == "yes" else "perhaps "
    extreme = row["extreme_upper_degC"] if side == "warm" else row["extreme_lower_degC"]
    far = row["extreme_lower_degC"] if side == "warm" else row["extreme_upper_degC"]
    shown = far if pd.notna(far) and abs(far) != float("inf") else extreme
    since = _from_to(row["beyond_since_earliest"], row["beyond_since_latest"], tz)
    said = f"{maybe}too {side}" + (f", {degrees(shown)}" if abs(shown) != float("inf") else "")
    long = between(row["beyond_for_lower_s"], row["beyond_for_upper_s"])
    return f"{said}, since {since or 'an unknown time'}, for {long} so far; {last}"


def _slope_line(row: Any, tz: tzinfo | None) -> str:
    minutes = max(round(row["until_limit_s"] / MINUTE_S), 1)
    what = f"{row['code']} {row['crossing']} at {degrees(row['limit_degC'])} about {duration(minutes * MINUTE_S)}"
    last = f"after the last reading, {degrees(row['last_degC'])} at {_at(row['last_reading'], tz)}"
    slope = f"{row['slope_degC_per_h']:+.3g} °C an hour"
    return f"{what} {last}, if it goes on by {slope} as in the {row['readings']} readings up to it"


def _from_to(early: Any, late: Any, tz: tzinfo | None) -> str:
    """Return an instant's bounds in words; "" where neither is known."""
    known = [_at(one, tz) for one in (early, late) if not pd.isna(one)]
    if len(known) == 2:
        return known[0] if known[0] == known[1] else f"{known[0]} to {known[1]}"
    if not known:
        return ""
    return f"by {known[0]}" if pd.isna(early) else f"{known[0]} or later"


def _at(time: Any, tz: tzinfo | None) -> str:
    return clock(instant(time.to_pydatetime()), tz)
