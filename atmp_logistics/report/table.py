"""The findings as CSV, for a spreadsheet."""

from __future__ import annotations

from atmp_logistics.assessment import Assessment


def render_csv(result: Assessment) -> str:
    """Return the findings as CSV text, times in UTC; an empty cell is not known or not bounded.

    Examples
    --------
    >>> from atmp_logistics.trial import trial_product, try_out
    >>> render_csv(try_out(trial_product(""), "thaw_end 10:04")).splitlines()[0][:40]
    'therapy_id,container_id,product,rule,cod'
    """
    table = result.findings.replace([float("inf"), float("-inf")], float("nan"))
    return str(table.to_csv(index=False, lineterminator="\r\n", date_format="%Y-%m-%dT%H:%M:%SZ"))
