"""Columns of times as a person reads them in a file: local time, whose heading says zone and offset, and UTC beside."""

from __future__ import annotations

import pandas as pd

from atmp_logistics.core.instants import zone

#: The heading of a column of times in UTC.
IN_UTC = "{} [UTC]"
_WITH_OFFSET = "%Y-%m-%d %H:%M:%S%z"


def with_local_times(table: pd.DataFrame, tz: str | None = None) -> pd.DataFrame:
    """Return a table in which each column of times is two: local time, then UTC; in UTC alone, where no zone is stated.

    Parameters
    ----------
    table : DataFrame
    tz : str, optional
        The zone of local times; each column's own by default.

    Returns
    -------
    DataFrame
        Local times without a zone, since the heading says it; as text with their offsets where these differ.

    Examples
    --------
    >>> table = pd.DataFrame({"at": pd.to_datetime(["2026-11-10T10:00Z"]), "n": [1]})
    >>> list(with_local_times(table, "Europe/Stockholm")), list(with_local_times(table))
    (['at [Europe/Stockholm, UTC+01:00]', 'at [UTC]', 'n'], ['at [UTC]', 'n'])
    """
    columns = list[pd.Series]()
    for i, kind in enumerate(table.dtypes):
        column = table.iloc[:, i]
        columns += _with_utc(column, tz) if isinstance(kind, pd.DatetimeTZDtype) else [column]
    return pd.concat(columns, axis="columns") if columns else table


def _with_utc(column: pd.Series, tz: str | None) -> list[pd.Series]:
    """Return a column of times as local time and in UTC."""
    local = column.dt.tz_convert(zone(tz)) if tz else column
    name, utc = tz or str(local.dt.tz), column.dt.tz_convert("UTC").rename(IN_UTC.format(column.name))
    if name == "UTC":
        return [utc]
    offsets = [f"UTC{at[:3]}:{at[3:]}" for at in local.dropna().dt.strftime("%z").unique()]
    if len(offsets) < 2:
        return [local.dt.tz_localize(None).rename(f"{column.name} [{', '.join([name, *offsets])}]"), utc]
    return [local.dt.strftime(_WITH_OFFSET).fillna("").rename(f"{column.name} [{name}, each with its offset]"), utc]
