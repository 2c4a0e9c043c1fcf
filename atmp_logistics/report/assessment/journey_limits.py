"""The limits of some containers as rows: clocks as shares of their limit, and what else did not conform, in words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.core.instants import DAY_S
from atmp_logistics.core.verdict import Limit, Verdict
from atmp_logistics.core.wording import between, duration
from atmp_logistics.report.assessment.journey_moments import container_name
from atmp_logistics.report.assessment.temperature_plot import ASIDE
from atmp_logistics.report.shared.contrast import Ink
from atmp_logistics.report.shared.named_rows import name_rows, name_x
from atmp_logistics.rules.findings import FindingTable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: How far beyond its limit a clock is drawn; what ran longer ends in an arrow.
_FARTHEST = 2.0
#: So many rows of what did not conform; the others are counted.
_MOST = 12
_HATCH = {Verdict.CONFORMS: "", Verdict.DEVIATES: "xxx", Verdict.INDETERMINATE: "////"}
#: So many letters stand beside a row: two lines.
_REASON = 74


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One limit of one container: its name, what was found in words, and how much of it was used.

    `lower` and `upper` are shares of the limit; both NaN where it is no clock.
    """

    name: str
    found: str
    verdict: Verdict
    obligation: str
    lower: float = np.nan
    upper: float = np.nan
    least: float = np.nan
    most: float = np.nan

    @property
    def is_clock(self) -> bool:
        """Whether it is drawn as a share of its limit."""
        return not np.isnan(self.upper)


def limit_rows(part: ProductResult, rows: Sequence[int], pictured: frozenset[str] = frozenset()) -> list[LimitRow]:
    """Return the clocks of some containers, then what else did not conform and no picture shows.

    `pictured` are the codes of limits on temperature that have a picture of their own.
    """
    clocks = [_clock(table, i, _prefix(part, rows, row)) for row in rows for table, i in clocks_of(part, row)]
    others = [
        _other(table, i, _prefix(part, rows, row))
        for row in rows
        for table, i in _others(part, row)
        if not (table.rule in {"T101", "T102", "D501"} and table.code in pictured)
    ]
    more = [LimitRow(f"and {len(others) - _MOST} more", "in result.findings", Verdict.INDETERMINATE, "shall")]
    return [*clocks, *others[:_MOST], *(more if len(others) > _MOST else [])]


def _prefix(part: ProductResult, rows: Sequence[int], row: int) -> str:
    return f"{container_name(part.evidence, row)}: " if len(rows) > 1 else ""


def clocks_of(part: ProductResult, row: int) -> Iterator[tuple[FindingTable, int]]:
    """Yield each time window that was judged of a container, and its row there."""
    for table in part.judged:
        if table.rule == "W201" and table.limit is not None:
            yield from ((table, int(i)) for i in np.nonzero(table.rows == row)[0][:1])


def _others(part: ProductResult, row: int) -> Iterator[tuple[FindingTable, int]]:
    """Yield each other binding finding of a container that does not conform."""
    open_codes = _left_open_by_temperature(part, row)
    for table in part.judged:
        if table.obligation == "shall" and (table.rule != "W201" or table.limit is None):
            places = np.nonzero((table.rows == row) & (table.verdict != Verdict.CONFORMS.code))[0]
            yield from ((table, int(i)) for i in places if table.rule != "D501" or table.code not in open_codes)


def _left_open_by_temperature(part: ProductResult, row: int) -> frozenset[str]:
    """Return the codes of limits on temperature that stay open: what lacks readings is said with these."""
    tables = [table for table in part.judged if table.rule in {"T101", "T102"}]
    return frozenset(
        table.code for table in tables if (table.verdict[table.rows == row] != Verdict.CONFORMS.code).any()
    )


def _other(table: FindingTable, i: int, prefix: str) -> LimitRow:
    verdict = Verdict.of(table.verdict[i])
    found = _short(_reason(table, i, verdict))
    return LimitRow(f"{prefix}{table.code} ({table.rule})", found, verdict, table.obligation)


def _short(words: str) -> str:
    """Return words that have room beside a row; the whole stands in the finding."""
    return textwrap.shorten(words, _REASON, placeholder=" …")


def _reason(table: FindingTable, i: int, verdict: Verdict) -> str:
    """Return the verdict and why; of an indeterminate one, what would decide it."""
    why, decide_by = table.words(i)
    words = (decide_by or why) if verdict is Verdict.INDETERMINATE else why
    return f"{ASIDE[table.obligation]}{verdict.value}: {words}"


def _clock(table: FindingTable, i: int, prefix: str) -> LimitRow:
    limit, verdict = table.limit, Verdict.of(table.verdict[i])
    assert limit is not None  # noqa: S101  clocks_of() yields only those
    whole, size = limit.upper or limit.lower or 1.0, DAY_S if limit.unit == "d" else 1.0
    lower, upper = float(table.lower[i]), float(table.upper[i])
    unknown = lower <= 0 and not np.isfinite(upper)
    took = "not known" if unknown else between(lower * size, upper * size)
    words = _reason(table, i, verdict).removeprefix(ASIDE[table.obligation])
    said = words if verdict is Verdict.INDETERMINATE else verdict.value
    return LimitRow(
        f"{prefix}{table.code}\n{_asked(limit, size)}", _short(f"{took}; {ASIDE[table.obligation]}{said}"), verdict,
        table.obligation, max(lower / whole, 0.0), upper / whole,
        np.nan if limit.lower is None else limit.lower / whole, np.nan if limit.upper is None else limit.upper / whole,
    )  # fmt: skip


def _asked(limit: Limit, size: float) -> str:
    """Return what a clock may run, in words."""
    least = f"at least {duration(limit.lower * size)}" if limit.lower else ""
    most = f"at most {duration(limit.upper * size)}" if limit.upper is not None else ""
    return ", ".join(filter(None, (least, most)))


def draw_limit_rows(axes: Axes, rows: Sequence[LimitRow], ink: Ink) -> None:
    """Draw each clock as a share of its limit: from the least to the most that it can have run.

    Advice has no limit to break: its mark is dotted and its bar is not filled.
    """
    axes.set_xlim(0.0, _FARTHEST)
    for y, row in enumerate(rows):
        _draw_clock_row(axes, y, row, ink) if row.is_clock else _draw_word_row(axes, y, row, ink)
    name_rows(axes, [row.name for row in rows], ink, [row.found for row in rows])
    axes.set_xticks([0.0, 0.5, 1.0, 1.5, 2.0], ["0", "½", "the limit", "1½ ×", "2 ×"])
    axes.grid(visible=False)
    name_x(axes, "share of the limit; pale: surely run; strong: may have run; not filled, dotted: advice")


def _colour(row: LimitRow, ink: Ink) -> str:
    return {Verdict.CONFORMS: ink.inside, Verdict.DEVIATES: ink.beyond, Verdict.INDETERMINATE: ink.open}[row.verdict]


def _draw_clock_row(axes: Axes, y: int, row: LimitRow, ink: Ink) -> None:
    low, high, colour = min(row.lower, _FARTHEST), min(row.upper, _FARTHEST), _colour(row, ink)
    binds = row.obligation == "shall"
    fill: dict[str, Any] = {"height": 0.5, "edgecolor": colour, "linewidth": 0.8}
    if low > 0:
        axes.barh(y, low, facecolor=(colour, 0.25 if binds else 0.0), **fill)
    strong = (colour, 0.95 if not _HATCH[row.verdict] else 0.45)
    hatch = {"hatch": _HATCH[row.verdict], "linestyle": "-" if binds else ":"}
    left = min(low, _FARTHEST - 0.02)
    axes.barh(y, max(high - left, 0.015), left=left, facecolor=strong if binds else "none", **fill | hatch)
    if row.upper > _FARTHEST:
        axes.plot(0.98 * _FARTHEST, y, ">", color=ink.ink, markersize=7, zorder=4)
    for mark in (row.least, row.most):
        if np.isfinite(mark):
            look: dict[str, Any] = {
                "color": ink.ink,
                "linewidth": 1.8 if binds else 1.2,
                "linestyle": "-" if binds else (0, (1, 1.2)),
            }
            axes.plot([mark, mark], [y - 0.4, y + 0.4], zorder=3, **look)


def _draw_word_row(axes: Axes, y: int, row: LimitRow, ink: Ink) -> None:
    """Draw a limit that is no clock: a bar over the whole width, hatched by its verdict."""
    look: dict[str, Any] = {"facecolor": "none", "edgecolor": _colour(row, ink), "hatch": _HATCH[row.verdict]}
    axes.barh(y, _FARTHEST, height=0.34, linewidth=0.8, **look)
