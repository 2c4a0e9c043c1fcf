"""Cohort statistics in a terminal, with what they rest on. Nothing is worked out here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch
from typing import Any

import numpy as np

from atmp_logistics.estimates.cohort.censored_statistics import IntervalStatistics, level_name
from atmp_logistics.estimates.cohort.control_charts import ControlChart
from atmp_logistics.estimates.cohort.legs import Legs
from atmp_logistics.estimates.cohort.published import DIFFER, PublishedComparison
from atmp_logistics.estimates.cohort.therapy_intervals import Intervals
from atmp_logistics.report.shared.sheet import Sheet, lines_of

#: How many therapies a terminal shows of a chart; the table holds all.
_SHOWN = 20


def number(value: float) -> str:
    """Return a duration to three figures or so; infinite is not reached.

    Examples
    --------
    >>> number(41.26), number(4.126), number(0.012), number(float("inf"))
    ('41.3', '4.13', '0.012', 'not reached')
    """
    if np.isnan(value):
        return "-"
    if np.isinf(value):
        return "not reached"
    size = abs(value)
    return f"{value:.{1 if size >= 10 else 2 if size >= 1 else 3}f}"


def estimated(least: float, most: float) -> str:
    """Return an estimate, as bounds where they differ as printed.

    Examples
    --------
    >>> estimated(41.26, 41.27), estimated(40.0, 41.0), estimated(40.0, float("inf"))
    ('41.3', '40.0 to 41.0', '40.0 or more')
    """
    first, last = number(least), number(most)
    if first == last:
        return first
    return f"{first} or more" if np.isinf(most) else f"{first} to {last}"


def limits(lower: float, upper: float) -> str:
    """Return confidence limits.

    Examples
    --------
    >>> limits(38.2, 44.0), limits(38.2, float("inf"))
    ('38.2 to 44.0', '38.2 or more')
    """
    return estimated(lower, upper) if np.isinf(upper) else f"{number(lower)} to {number(upper)}"


@singledispatch
def sheet_of(result: object) -> Sheet:
    """Return a result as a small table with its notes.

    Raises
    ------
    TypeError
        For a type that has no table here.
    """
    raise TypeError(f"no table for {type(result).__name__}")


@singledispatch
def render_text(result: object) -> str:
    """Return a result as plain text."""
    return sheet_of(result).text()


@render_text.register
def _intervals(intervals: Intervals) -> str:
    """Return an interval as the lines that count its therapies."""
    return lines_of(intervals.lines())


def _quantile(row: Mapping[Any, Any], name: str, unit: str) -> str:
    """Return one quantile and its limits; a dash where no therapy says anything."""
    cells = [row[f"{name}_{part}_{unit}"] for part in ("least", "most", "ci_lower", "ci_upper")]
    return f"{estimated(cells[0], cells[1])} ({limits(cells[2], cells[3])})" if row["used"] else "-"


@sheet_of.register
def _statistics(statistics: IntervalStatistics) -> Sheet:
    names = [level_name(level) for level in statistics.levels]
    rows = []
    for row in statistics.table.to_dict("records"):
        cells = [_quantile(row, name, statistics.unit) for name in names]
        rows.append([*(str(row[key]) for key in statistics.by), str(row["used"]), str(row["exact"]), *cells])
    heads = [*statistics.by, "used", "exact", *map(_called, names)]
    return Sheet(
        f"{statistics.intervals.name} [{statistics.unit}]", heads, rows, list(statistics.notes()), len(statistics.by),
        whole="statistics.table",
    )  # fmt: skip


def _called(name: str) -> str:
    return "median" if name == "p50" else name


@sheet_of.register
def _legs(legs: Legs) -> Sheet:
    unit = legs.unit
    rows = []
    for row in legs.table.to_dict("records"):
        share = "-" if np.isnan(row["share"]) else f"{row['share']:.0%}"
        cells = [_quantile(row, "p50", unit), number(row[f"mean_{unit}"]), share]
        rows.append([row["leg"], str(row["used"]), str(row["exact"]), *cells])
    heads = ["leg", "used", "exact", "median", "mean", "share"]
    return Sheet(f"{legs.whole.name}, by legs [{unit}]", heads, rows, list(legs.notes()))


@sheet_of.register
def _comparison(comparison: PublishedComparison) -> Sheet:
    unit, by = comparison.statistics.unit, comparison.statistics.by
    rows = []
    for row in comparison.table.to_dict("records"):
        n = "" if row["n"] is None or np.isnan(row["n"]) else f", {row['n']:.0f} {row['n_of']}"
        theirs = f"{row['product']}, {row['cohort']}{n}; {row['kind']}"
        apart = row["definition"] if row["definition"].startswith(DIFFER) else _apart(row, unit)
        rows.append([*(str(row[key]) for key in by), theirs, number(row[f"published_{unit}"]), apart])
    heads = [*by, "published", f"theirs [{unit}]", f"ours less theirs [{unit}]"]
    title = f"{comparison.statistics.intervals.name}, beside what was published"
    return Sheet(title, heads, rows, list(comparison.notes()), len(by) + 1, whole="comparison.table")


def _apart(row: Mapping[Any, Any], unit: str) -> str:
    """Return a difference with its limits, signed."""
    least, most, lower, upper = (row[f"difference_{part}_{unit}"] for part in ("least", "most", "ci_lower", "ci_upper"))
    if np.isinf(least):
        return "ours not reached"
    ours = f"{least:+.1f}" if f"{least:+.1f}" == f"{most:+.1f}" else f"{least:+.1f} to {most:+.1f}"
    return f"{ours} ({lower:+.1f} {'or more' if np.isinf(upper) else f'to {upper:+.1f}'})"


@sheet_of.register
def _chart(chart: ControlChart) -> Sheet:
    lines = [chart.lower_limit_s, chart.centre_s, chart.upper_limit_s]
    words = zip(("lower limit", "centre line", "upper limit"), lines, strict=True)
    rows = [[word, chart.said(line)] for word, line in words]
    signals = [f"signal: {signal.why}" for signal in chart.signals[:_SHOWN]] or ["no signal"]
    more = len(chart.signals) - _SHOWN
    signals += [f"and {more} more signals; the table holds all"] if more > 0 else []
    title = f"{chart.intervals.name}, control chart of {len(chart.place)} therapies"
    return Sheet(title, ["", ""], rows, [*signals, *chart.notes()])
