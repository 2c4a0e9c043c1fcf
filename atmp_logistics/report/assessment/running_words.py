"""The storages that have not ended by the record, in words: what runs, since when, and what the log says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

import numpy as np
import pandas as pd

from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.instants import MINUTE_S, instant, zone
from atmp_logistics.core.translatable import Number
from atmp_logistics.core.wording import between, clock, degrees, duration
from atmp_logistics.report.assessment.result_phrases import phrase


@dataclass(frozen=True, slots=True, eq=False)
class Running:
    """The storages that are told as running: rows of `Assessment.running`, by therapy and container."""

    table: pd.DataFrame
    rows: dict[tuple[str, str], list[int]]
    tz: tzinfo | None

    def of(self, who: tuple[str, str]) -> Iterator[str]:
        """Yield a line for each storage of a container that runs."""
        yield from (_line(self.table.iloc[i], self.tz) for i in self.rows.get(who, ()))


def running_words(result: Assessment) -> Running:
    """Return the storages that are told as running.

    Every one is told where the call states that it runs; where nobody states it, those in which, by the last readings,
    an excursion goes on.
    """
    if not result.holds_readings:
        return Running(pd.DataFrame(), {}, None)
    table = result.running
    told = table[table["stated"] | (table["going_on"] == "yes")]
    rows: dict[tuple[str, str], list[int]] = {}
    for i, who in enumerate(zip(told["therapy_id"], told["container_id"], strict=True)):
        rows.setdefault(who, []).append(i)
    return Running(told, rows, _zone_of(result))


def slope_words(result: Assessment, running: Running, most: int) -> tuple[list[str], int]:
    """Return so many lines on when a limit would be crossed at the present slope, and how many more there are."""
    if not running.rows:
        return [], 0
    slopes = result.present_slopes
    keys = zip(slopes["therapy_id"], slopes["container_id"], strict=True)
    told = np.array([who in running.rows for who in keys], bool)
    found = slopes[(slopes["crossing"] != "none") & told]
    lines = [_slope_line(row, running.tz) for _, row in found.head(most).iterrows()]
    return lines, len(found) - len(lines)


def _zone_of(result: Assessment) -> tzinfo | None:
    return zone(result.tz) if result.tz else None


def _line(row: Any, tz: tzinfo | None) -> str:
    begun = _from_to(row["since_earliest"], row["since_latest"], tz)
    head = phrase("running.begun", code=row["code"], since=begun) if begun else row["code"]
    key = "running.stated" if row["stated"] else "running.not_stated"
    return phrase(key, head=head, at=_at(row["at"], tz), now=_now(row, tz))


def _now(row: Any, tz: tzinfo | None) -> str:
    """Return what the log says of the moment: what goes on, or how far the last reading is from the limit."""
    if pd.isna(row["last_reading"]):
        return phrase("running.no_reading")
    key = "running.within" if row["margin_degC"] >= 0 else "running.beyond"
    value, margin = degrees(row["last_degC"]), degrees(abs(row["margin_degC"]))
    last = phrase(key, value=value, at=_at(row["last_reading"], tz), margin=margin)
    if row["going_on"] == "no":
        return last
    side = "warm" if row["side"] == "warmer" else "cold"
    maybe = "" if row["going_on"] == "yes" else "perhaps_"
    extreme = row["extreme_upper_degC"] if side == "warm" else row["extreme_lower_degC"]
    far = row["extreme_lower_degC"] if side == "warm" else row["extreme_upper_degC"]
    shown = far if pd.notna(far) and abs(far) != float("inf") else extreme
    since = _from_to(row["beyond_since_earliest"], row["beyond_since_latest"], tz)
    reached = phrase("running.extreme", value=degrees(shown)) if abs(shown) != float("inf") else ""
    long = between(row["beyond_for_lower_s"], row["beyond_for_upper_s"])
    begun = since or clock(float("nan"), tz)
    return phrase(f"running.{maybe}{side}", extreme=reached, since=begun, long=long, last=last)


def _slope_line(row: Any, tz: tzinfo | None) -> str:
    minutes = max(round(row["until_limit_s"] / MINUTE_S), 1)
    return phrase(
        "running.slope",
        who=" / ".join(filter(None, (row["therapy_id"], row["container_id"]))),
        code=row["code"],
        crossing=phrase("running.leaves" if row["crossing"] == "leaves the range" else "running.comes_back"),
        limit=degrees(row["limit_degC"]),
        until=duration(minutes * MINUTE_S),
        value=degrees(row["last_degC"]),
        at=_at(row["last_reading"], tz),
        slope=Number(f"{row['slope_degC_per_h']:+.3g}"),
        count=row["readings"],
    )


def _from_to(early: Any, late: Any, tz: tzinfo | None) -> str:
    """Return an instant's bounds in words; "" where neither is known."""
    known = [_at(one, tz) for one in (early, late) if not pd.isna(one)]
    if len(known) == 2:
        return known[0] if known[0] == known[1] else phrase("running.range", first=known[0], last=known[1])
    if not known:
        return ""
    return phrase("running.by" if pd.isna(early) else "running.or_later", at=known[0])


def _at(time: Any, tz: tzinfo | None) -> str:
    return clock(instant(time.to_pydatetime()), tz)
