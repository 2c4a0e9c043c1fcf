"""Tables that leave the library: each column has its type whether or not there is a row (docs/tables.md).

Names (of therapies, containers, products, limits, loggers) are never null: where none is named they are the empty text,
because pandas leaves rows with a null out of `groupby`, `pivot_table` and `value_counts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column
from atmp_logistics.core.verdict import Verdict

#: Text, NaN where there is none.
TEXT = pd.StringDtype(na_value=np.nan)
NUMBER, WHOLE, YES_OR_NO = np.dtype(np.float64), pd.Int64Dtype(), np.dtype(np.bool_)
COUNT = np.dtype(np.int64)
#: An instant in UTC, NaT where it is not known or there is none.
TIME = pd.DatetimeTZDtype("us", "UTC")
#: The three words in the order of their gravity.
VERDICT = pd.CategoricalDtype([verdict.value for verdict in Verdict], ordered=True)

#: The type of a table's columns, in their order.
Types = Mapping[str, Any]


def time_in(zone: tzinfo) -> pd.DatetimeTZDtype:
    """Return the type of instants that are shown in a zone."""
    return pd.DatetimeTZDtype("us", zone)


def typed_table(types: Types, columns: Mapping[str, Any]) -> pd.DataFrame:
    """Return columns as a table of these types.

    Parameters
    ----------
    types : mapping of str to dtype
    columns : mapping of str to array_like, shape (n,)

    Examples
    --------
    >>> typed_table({"rule": TEXT, "verdict": VERDICT}, {"rule": ["T101"], "verdict": ["deviates"]}).dtypes.tolist()
    [<StringDtype(na_value=nan)>, CategoricalDtype(categories=['conforms', 'indeterminate', 'deviates'], ordered=True, \
categories_dtype=str)]
    """
    return pd.DataFrame({name: pd.array(columns[name], dtype=kind) for name, kind in types.items()})


def joined_tables(types: Types, parts: Iterable[Mapping[str, Any]], order: Sequence[str]) -> pd.DataFrame:
    """Return the columns of several parts as one table of these types, its rows in an order of columns.

    Examples
    --------
    >>> parts = [{"therapy_id": ["T2"], "lower": [1.0]}, {"therapy_id": ["T1"], "lower": [2.0]}]
    >>> joined_tables({"therapy_id": TEXT, "lower": NUMBER}, parts, ["therapy_id"])["lower"].tolist()
    [2.0, 1.0]
    """
    tables = [typed_table(types, columns) for columns in ({name: [] for name in types}, *parts)]
    return pd.concat(tables, ignore_index=True).sort_values([*order], kind="stable", ignore_index=True)


def table_of_rows(types: Types, rows: Iterable[Sequence[Any] | Mapping[str, Any]]) -> pd.DataFrame:
    """Return rows as a table of these types; each row in their order, or by their names.

    Examples
    --------
    >>> types = {"therapy_id": TEXT, "start": TIME, "lower": NUMBER}
    >>> table_of_rows(types, []).dtypes.equals(table_of_rows(types, [("T1", pd.NaT, 1.0)]).dtypes)
    True
    """
    held = [tuple(row[name] for name in types) if isinstance(row, Mapping) else tuple(row) for row in rows]
    columns = zip(*held, strict=True) if held else ([] for _ in types)
    return typed_table(types, dict(zip(types, map(list, columns), strict=True)))


def verdict_words(codes: NDArray[np.int8]) -> pd.Categorical:
    """Return a column of verdicts, as numbers, as the ordered words.

    Examples
    --------
    >>> (verdict_words(np.array([0, 2], np.int8)) >= "indeterminate").tolist()
    [False, True]
    """
    return pd.Categorical.from_codes(codes, dtype=VERDICT)


def times_of(instants_us: Column) -> pd.DatetimeIndex:
    """Return a column of instants, in microseconds, as times in UTC; NaT where one is not known.

    Examples
    --------
    >>> times_of(np.array([0.0, np.inf])).tolist()
    [Timestamp('1970-01-01 00:00:00+0000', tz='UTC'), NaT]
    """
    known = np.isfinite(instants_us)
    whole = np.where(known, instants_us, 0.0).astype("datetime64[us]")
    whole[~known] = np.datetime64("NaT")
    return pd.DatetimeIndex(whole, tz="UTC")
