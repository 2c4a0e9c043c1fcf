"""Columns of pint quantities as numbers and their one unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from atmp_logistics.core.errors import Fault, MissingUnit
from atmp_logistics.core.units import is_quantity, magnitude_and_unit
from atmp_logistics.core.wording import and_more
from atmp_logistics.ingest.files.row_labels import row_numbers

_FIX = "give the whole column one unit: quantities of one unit, or numbers and the unit in the heading"


def without_unit(column: pd.Series[Any], heading: str, where: str, faults: list[Fault]) -> tuple[pd.Series[Any], str]:
    """Return a column without the unit of its quantities, and that unit; "" for a column of anything else.

    Parameters
    ----------
    column : Series
    heading, where : str
        What it is called, and what its table is, for messages.
    faults : list of Fault
        What is wrong is added to it.

    Examples
    --------
    >>> from atmp_logistics.core.units import quantity
    >>> column, unit = without_unit(pd.Series([quantity(4.5, "degC"), None]), "temperature", "table", [])
    >>> column.tolist(), unit
    ([4.5, nan], 'degree_Celsius')
    """
    if isinstance(column.dtype, np.dtype) and column.dtype.kind != "O":
        return column, ""
    if isinstance(column.dtype, (pd.StringDtype, pd.CategoricalDtype, pd.DatetimeTZDtype, pd.ArrowDtype)):
        return column, ""
    cells = list(column)
    found = {i: magnitude_and_unit(cell) for i, cell in enumerate(cells) if is_quantity(cell)}
    if not found:
        return column, ""
    numbers = [_number(found[i][0] if i in found else cell) for i, cell in enumerate(cells)]  # type: ignore[index]
    units = {unit for _, unit in filter(None, found.values())}
    labels = row_numbers(column.index)
    bare = [i for i, cell in enumerate(cells) if i not in found and not _is_missing(cell)]
    wrong = [i for i in found if numbers[i] is None]
    for said, bad in (("a number without a unit beside quantities", bare), ("a quantity that is no one number", wrong)):
        faults += [_fault(where, heading, said, labels, bad)] if bad else []
    if len(units) > 1:
        faults.append(
            Fault(f"{where}, column {heading}", f"the units {' and '.join(sorted(units))}", "one", _FIX, MissingUnit)
        )
    return pd.Series([np.nan if one is None else one for one in numbers], column.index, np.float64), min(units)


def _fault(where: str, heading: str, said: str, labels: Sequence[int], bad: Sequence[int]) -> Fault:
    place = f"{where}, row {labels[bad[0]]}, column {heading}"
    return Fault(place, said + and_more(bad), "a quantity in each row", _FIX, MissingUnit)


def _is_missing(cell: object) -> bool:
    return cell is None or cell is pd.NA or cell is pd.NaT or (isinstance(cell, float) and np.isnan(cell))


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def numbers_of_array(value: object) -> tuple[Any, str] | None:
    """Return the numbers and the unit of a quantity that is a whole column; None of anything else."""
    found = magnitude_and_unit(value)
    return found if found is not None and np.ndim(found[0]) == 1 else None  # type: ignore[arg-type]
