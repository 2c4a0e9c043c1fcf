"""Cohort statistics in a notebook, with what they rest on."""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch

from atmp_logistics.estimates.cohort.published import PublishedComparison
from atmp_logistics.estimates.cohort.therapy_intervals import MEANS, Intervals
from atmp_logistics.report.cohort.text import sheet_of
from atmp_logistics.report.shared.sheet import Sheet


@singledispatch
def render_fragment(result: object) -> str:
    """Return a result as HTML: its table, with its notes."""
    return sheet_of(result).html()


@render_fragment.register
def _intervals(intervals: Intervals) -> str:
    """Return what is known of an interval: how many therapies of each status, and what the status means."""
    rows = [[str(status), str(count), MEANS[str(status)]] for status, count in intervals.counts.items() if count]
    return Sheet(intervals.name, ["status", "therapies", "meaning"], rows, words=3).html()


@render_fragment.register
def _comparison(comparison: PublishedComparison) -> str:
    """Return a comparison with what was published, each figure with its source."""
    sheet = sheet_of(comparison)
    rows = [[*row, source] for row, source in zip(sheet.rows, comparison.table["source"], strict=True)]
    return replace(sheet, headings=[*sheet.headings, "source"], rows=rows).html()
