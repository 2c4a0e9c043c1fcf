"""How large a file may be that is read, unpacked: bounded where nothing is stated, more where a call states more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from numbers import Real

import numpy as np

from atmp_logistics.core.errors import UsageError
from atmp_logistics.core.printable import value_in_words

#: How many bytes a file may have, or unpack to, by its kind; a text that is read cell by cell, and a text as bytes.
MOST_BYTES = {"xlsx": 32_000_000, "xls": 32_000_000, "parquet": 256_000_000, "cells": 64_000_000, "text": 500_000_000}
TOO_LARGE = "if it is meant to be so large, state --max-size in MB (in Python size_limit), or divide the file"
_STATED: ContextVar[float | None] = ContextVar("max_size_MB", default=None)


@contextmanager
def size_limit(max_size_MB: float | None) -> Iterator[None]:
    """Read files of up to so many MB, unpacked, while the block runs; of None, of the sizes that hold otherwise.

    Without it a workbook may unpack to 32 MB, Parquet to 256 MB, and a text may have 64 MB, or 500 MB where it is a
    plain table of readings. What a file of strangers may take of a machine is bounded by this alone.

    Parameters
    ----------
    max_size_MB : float or None
        In units of 10^6 bytes.

    Yields
    ------
    None
        While the block runs.

    Raises
    ------
    UsageError
        For what is no positive number.

    Examples
    --------
    >>> with size_limit(100):
    ...     most_bytes("xlsx")
    100000000
    >>> most_bytes("xlsx")
    32000000
    """
    stated_MB(max_size_MB)
    token = _STATED.set(max_size_MB)
    try:
        yield
    finally:
        _STATED.reset(token)


def stated_MB(value: object) -> float | None:
    """Return how many MB a file may have, as a call states it; None stays."""
    is_number = isinstance(value, Real) and not isinstance(value, (bool, np.timedelta64))
    if value is None or (is_number and 0 < value < 1e9):  # type: ignore[operator]
        return None if value is None else float(value)  # type: ignore[arg-type]
    fix = "state how many MB a file may unpack to, such as 200"
    raise UsageError([UsageError.fault("max_size_MB", value_in_words(value), "a positive number of MB", fix)])


def most_bytes(kind: str) -> int:
    """Return how many bytes a file of a kind may unpack to."""
    stated = _STATED.get()
    return MOST_BYTES[kind] if stated is None else round(stated * 1e6)


def stated_size_MB() -> float | None:
    """Return what `size_limit` states, for a process that reads for this one."""
    return _STATED.get()
