"""How a CSV is written: plainly, or as Excel opens it where the decimal sign is a comma."""

from __future__ import annotations

from typing import Any, Literal, get_args

from atmp_logistics.core.errors import Fault, UsageError, refuse

CsvStyle = Literal["plain", "excel"]


def csv_style(value: Any, where: str = "style") -> CsvStyle:
    """Return a style of CSV.

    Returns
    -------
    {'plain', 'excel'}

    Raises
    ------
    UsageError
        For any other.

    Examples
    --------
    >>> csv_style("excel")
    'excel'
    """
    if not isinstance(value, str) or value not in get_args(CsvStyle):
        refuse([Fault(where, repr(value)[:60], "'plain' or 'excel'", "write one of them", UsageError)])
    return "excel" if value == "excel" else "plain"
