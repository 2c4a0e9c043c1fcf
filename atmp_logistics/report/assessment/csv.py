"""The findings as a table, a row each, and as CSV for a spreadsheet."""

from __future__ import annotations

import numpy as np
import pandas as pd

from atmp_logistics.assessment.finding_ids import identified
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.csv_style import CsvStyle
from atmp_logistics.core.finding import Finding
from atmp_logistics.core.typed_table import NUMBER, TEXT, TIME, VERDICT, table_of_rows
from atmp_logistics.report.shared.csv_text import csv_text

_TYPES = {
    **dict.fromkeys(("therapy_id", "container_id", "product", "rule", "code"), TEXT),
    "verdict": VERDICT,
    "obligation": TEXT,
    **dict.fromkeys(("measured_lower", "measured_upper", "limit_lower", "limit_upper"), NUMBER),
    "unit": TEXT,
    **dict.fromkeys(("start", "end"), TIME),
    **dict.fromkeys(("why", "decide_by", "label", "section", "revision", "url", "evidence"), TEXT),
    **dict.fromkeys(("other_side_lower", "other_side_upper"), NUMBER),
    "id": TEXT,
}


def _row(name: str, finding: Finding) -> dict[str, object]:
    """Return a finding and its id as one row of the tidy table."""
    cited, limit, measured, other = finding.citation, finding.limit, finding.measured, finding.other_side
    start, end = (
        pd.Timestamp(at, unit="us", tz="UTC") if at is not None else pd.NaT for at in (finding.start, finding.end)
    )
    return {
        "container_id": finding.container_id or "",
        **{name: getattr(finding, name) for name in ("therapy_id", "product", "rule", "code")},
        "verdict": finding.verdict.value,
        "obligation": finding.obligation,
        "measured_lower": measured.lower,
        "measured_upper": measured.upper,
        "limit_lower": np.nan if limit is None or limit.lower is None else limit.lower,
        "limit_upper": np.nan if limit is None or limit.upper is None else limit.upper,
        "unit": finding.unit,
        "start": start,
        "end": end,
        "why": finding.why,
        "decide_by": finding.decide_by,
        **{name: getattr(cited, name) for name in ("label", "section", "revision", "url", "evidence")},
        "other_side_lower": np.nan if other is None else other.lower,
        "other_side_upper": np.nan if other is None else other.upper,
        "id": name,
    }


def frame_of(result: Assessment) -> pd.DataFrame:
    """Return the findings as a table; see `Assessment.findings`."""
    return table_of_rows(_TYPES, (_row(*named) for named in identified(result)))


def render_csv(result: Assessment, style: CsvStyle = "plain") -> str:
    """Return the findings as CSV text; an empty cell is not known or not bounded.

    Times are in UTC, and local in the style of Excel where a zone is stated.

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
    >>> render_csv(assess_sandbox(sandbox_product(""), "thaw_end 10:04")).splitlines()[0][:40]
    'therapy_id,container_id,product,rule,cod'
    """
    table = result.findings.replace([float("inf"), float("-inf")], float("nan"))
    return csv_text(table, style, result.tz, date_format="%Y-%m-%dT%H:%M:%SZ")
