"""How often each limit is kept in simulated runs, by how much, and what went wrong: as tables, one row a limit."""

from __future__ import annotations

import pandas as pd

from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.typed_table import COUNT, NUMBER, TEXT, WHOLE, YES_OR_NO, table_of_rows
from atmp_logistics.estimates.simulation.limit_checks import LimitCheck
from atmp_logistics.estimates.simulation.prepared import PreparedSimulation
from atmp_logistics.estimates.simulation.runs import SimulatedRuns
from atmp_logistics.estimates.simulation.sample_statistics import Share, quantile

_LIMITS = {
    "limit": TEXT, "container": WHOLE, "asks": TEXT,
    **dict.fromkeys(("probability", "lower", "upper", "open", "margin_1_in_20", "margin_median"), NUMBER),
    "unit": TEXT, "waited_for": YES_OR_NO, "obligation": TEXT, "counted": YES_OR_NO, "source": TEXT,
}  # fmt: skip
_MARGINS = {
    "limit": TEXT, "container": WHOLE, **dict.fromkeys(("quantile", "margin", "lower", "upper"), NUMBER), "unit": TEXT,
}  # fmt: skip
_FAILURES = {"what": TEXT, "runs": COUNT, "share": NUMBER, "limit": TEXT, "container": WHOLE}
#: The shares of runs at which margins are told.
QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95)


def kept_share(runs: SimulatedRuns, i: int) -> Share:
    """Return the share of runs that surely keep check i."""
    return Share(int((runs.margins[i] >= 0).sum()), runs.margins.shape[1])


def open_share(runs: SimulatedRuns, i: int) -> float:
    """Return the share of runs in which the label's wording leaves open whether check i is kept."""
    if i not in runs.broken:
        return 0.0
    return float(((runs.margins[i] < 0) & ~runs.broken[i]).mean())


def limits_table(prepared: PreparedSimulation, runs: SimulatedRuns) -> pd.DataFrame:
    """Return one row a limit and container: how often it was kept or left open, and by how much it was kept."""
    rows = [_row(prepared, runs, i, check) for i, check in enumerate(prepared.checks)]
    return table_of_rows(_LIMITS, rows)


def _row(prepared: PreparedSimulation, runs: SimulatedRuns, i: int, check: LimitCheck) -> dict[str, object]:
    share = kept_share(runs, i)
    low, middle = (_in_unit(quantile(runs.margins[i], q), check)[0] for q in (0.05, 0.5))
    return {
        "limit": check.code,
        "container": check.container or None,
        "asks": check.required,
        "probability": share.value,
        "lower": share.lower,
        "upper": share.upper,
        "open": open_share(runs, i),
        "margin_1_in_20": low,
        "margin_median": middle,
        "unit": check.unit,
        "waited_for": check.is_waited_for and share.count == share.n,
        "obligation": check.obligation,
        "counted": prepared.counted[i],
        "source": check.source,
    }


def _in_unit(values: tuple[float, ...], check: LimitCheck) -> list[float]:
    return [value / (SECOND if check.unit == "s" else 1.0) for value in values]


def margins_table(prepared: PreparedSimulation, runs: SimulatedRuns) -> pd.DataFrame:
    """Return one row a limit, container and quantile of its margin, with the quantile's interval."""
    rows = []
    for i, check in enumerate(prepared.checks):
        for share in QUANTILES:
            at, lower, upper = _in_unit(quantile(runs.margins[i], share), check)
            rows.append((check.code, check.container or None, share, at, lower, upper, check.unit))
    return table_of_rows(_MARGINS, rows)


def failures_table(prepared: PreparedSimulation, runs: SimulatedRuns) -> pd.DataFrame:
    """Return one row for everything that went wrong in some run, the most frequent first."""
    rows = []
    for i, check in enumerate(prepared.checks):
        count = int((runs.margins[i] < 0).sum())
        if count and prepared.counted[i]:
            rows.append((check.broken, count, count / prepared.request.n, check.code, check.container or None))
    return table_of_rows(_FAILURES, rows).sort_values("runs", ascending=False, kind="stable", ignore_index=True)


def hardest_check(prepared: PreparedSimulation, runs: SimulatedRuns) -> int:
    """Return the place of the check that fewest runs keep; of several, the one with the least margin in 1 of 20 runs.

    What the runs keep because people in them wait for it is no such limit while there is another.
    """
    counted = [i for i in range(len(prepared.checks)) if prepared.counted[i]]
    by_chance = [i for i in counted if not prepared.checks[i].is_waited_for or kept_share(runs, i).value < 1]
    return min(by_chance or counted, key=lambda i: (kept_share(runs, i).count, _scaled_margin(runs, i)))


def _scaled_margin(runs: SimulatedRuns, i: int) -> float:
    """Return the margin of 1 of 20 runs beside that of the middle run, so that minutes and days compare."""
    low, middle = quantile(runs.margins[i], 0.05)[0], quantile(runs.margins[i], 0.5)[0]
    return low / abs(middle) if middle else low
