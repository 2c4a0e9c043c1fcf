"""What a mapping holds in Python, as the table of a TOML file holds it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import numpy as np

from atmp_logistics.core.units import several_quantities


def as_table(value: Any) -> Any:
    """Return what a mapping holds in Python as what a TOML file holds: tuples are lists, moments are days.

    Examples
    --------
    >>> as_table({"within": ("20 degC", "25 degC"), "persons": np.int64(2), "retrieved": datetime(2026, 11, 22)})
    {'within': ['20 degC', '25 degC'], 'persons': 2, 'retrieved': datetime.date(2026, 11, 22)}
    """
    if isinstance(value, Mapping):
        return {key if isinstance(key, str) else repr(key): as_table(held) for key, held in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_table(held) for held in value]
    if isinstance(value, datetime) and value == value and value.time() == datetime.min.time():  # noqa: PLR0124  NaT
        return date(value.year, value.month, value.day)
    if isinstance(value, (np.bool_, np.integer)) and value.dtype.kind in "biu":  # numpy's spans are integers too
        return value.item()
    return several_quantities(value)
