"""A table as CSV in which a spreadsheet finds no formula."""

from __future__ import annotations

from typing import Any

import pandas as pd

from atmp_logistics.core.text_marks import marked


def csv_text(table: pd.DataFrame, **how: Any) -> str:
    """Return a table as CSV; a column with a cell that a spreadsheet would run is marked as text (docs/reading.md).

    Parameters
    ----------
    table : DataFrame
    **how
        What `DataFrame.to_csv` takes.

    Examples
    --------
    >>> print(csv_text(pd.DataFrame({"bag": ["=1+1"], "lower": [-1.5]})).replace("\\r", ""), end="")
    'bag,lower
    '=1+1,-1.5
    """
    shown = table.copy(deep=False)
    for name in table.select_dtypes(["object", "string"]).columns:
        heading, cells = marked(name, [cell if isinstance(cell, str) else "" for cell in table[name]])
        if heading != name:
            shown[name] = cells
            shown = shown.rename(columns={name: heading})
    return str(shown.to_csv(index=False, lineterminator="\r\n", **how))
