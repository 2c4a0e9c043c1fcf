"""A table as CSV in which a spreadsheet finds no formula."""

from __future__ import annotations

from typing import Any

import pandas as pd

from atmp_logistics.core.csv_style import CsvStyle, csv_style
from atmp_logistics.core.text_marks import marked
from atmp_logistics.report.shared.local_columns import with_local_times

#: What tells Excel that a file is UTF-8.
_MARK = "\ufeff"
_TIME = "%Y-%m-%d %H:%M:%S"


def csv_text(table: pd.DataFrame, style: CsvStyle = "plain", tz: str | None = None, **how: Any) -> str:
    """Return a table as CSV; a column with a cell that a spreadsheet would run is marked as text (docs/reading.md).

    Parameters
    ----------
    table : DataFrame
    style : {'plain', 'excel'}
        ``excel``: for Excel where the decimal sign is a comma.
    tz : str, optional
        The zone of local times in the style of Excel, beside which UTC stands; each column's own by default.
    **how
        What `DataFrame.to_csv` takes, for the plain style.

    Examples
    --------
    >>> print(csv_text(pd.DataFrame({"bag": ["=1+1"], "lower": [-1.5]})).replace("\\r", ""), end="")
    'bag,lower
    '=1+1,-1.5
    >>> table = pd.DataFrame({"lower": [-1.5], "start": pd.to_datetime(["2026-11-10T10:00Z"])})
    >>> print(csv_text(table, "excel", "Europe/Stockholm").lstrip("\\ufeff").replace("\\r", ""), end="")
    lower;start [Europe/Stockholm, UTC+01:00];start [UTC]
    -1,5;2026-11-10 11:00:00;2026-11-10 10:00:00
    """
    if csv_style(style) == "plain":
        return _written(table, **how)
    return _MARK + _written(with_local_times(table, tz), sep=";", decimal=",", date_format=_TIME)


def _written(table: pd.DataFrame, **how: Any) -> str:
    shown = table.copy(deep=False)
    for name in table.select_dtypes(["object", "string"]).columns:
        heading, cells = marked(name, [cell if isinstance(cell, str) else "" for cell in table[name]])
        if heading != name:
            shown[name] = cells
            shown = shown.rename(columns={name: heading})
    return str(shown.to_csv(index=False, lineterminator="\r\n", **how))
