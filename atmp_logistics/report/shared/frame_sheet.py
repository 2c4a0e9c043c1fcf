"""A table of the library as a sheet of a workbook."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from atmp_logistics.core.printable import printable
from atmp_logistics.report.shared.local_columns import with_local_times
from atmp_logistics.report.shared.workbook import CELL_CHARACTERS, Value, Worksheet

#: How many characters wide a time is.
_TIME = 19
#: Over so many rows the widths of texts are measured.
_MEASURED = 1000


def frame_sheet(title: str, table: pd.DataFrame, tz: str | None = None) -> Worksheet:
    """Return a table as a sheet: local times beside those in UTC, as their headings say; a null as an empty cell.

    Examples
    --------
    >>> table = pd.DataFrame({"at": pd.to_datetime(["2026-11-10T10:00Z"]), "size": [1.5]})
    >>> frame_sheet("a", table).headings, frame_sheet("a", table, "Europe/Stockholm").headings[0]
    (['at [UTC]', 'size'], 'at [Europe/Stockholm, UTC+01:00]')
    """
    shown = with_local_times(table, tz)
    headings = list(map(str, shown.columns))
    widths = [max(len(heading), _width(shown.iloc[:, i])) for i, heading in enumerate(headings)]
    return Worksheet(title, headings, _rows(shown), widths)


def _width(column: pd.Series) -> int:
    if column.dtype.kind == "M":
        return _TIME
    return max((len(str(value)) for value in column.head(_MEASURED) if not pd.isna(value)), default=0)


def _rows(table: pd.DataFrame) -> Iterable[tuple[Value, ...]]:
    return zip(*(_values(table.iloc[:, i]) for i in range(table.shape[1])), strict=True)


def _values(column: pd.Series) -> list[Value]:
    """Return what cells hold of a column; each text that it repeats is made once."""
    null, seen = column.isna().tolist(), dict[str, str]()
    held: list[Value] = []
    for value, is_null in zip(column.astype(object).tolist(), null, strict=True):
        if is_null:
            held.append(None)
        elif isinstance(value, str):
            held.append(seen[value] if value in seen else seen.setdefault(value, shown_text(value)))
        else:
            held.append(value.to_pydatetime(warn=False) if isinstance(value, pd.Timestamp) else value)
    return held


def shown_text(text: str) -> str:
    r"""Return a text as a cell shows it: without signs that nobody sees, and saying where it was cut.

    Examples
    --------
    >>> shown_text("A\x1b"), len(shown_text("A" * 40_000))
    ('A\\x1b', 32767)
    """
    seen = printable(text)
    if len(seen) <= CELL_CHARACTERS:
        return seen
    said = f" ... cut here: the text has {len(seen)} characters, and JSON holds it whole"
    return seen[: CELL_CHARACTERS - len(said)] + said
