"""How large a file may be that is read, unpacked: bounded where nothing is stated, more where a call states more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from atmp_logistics.core.errors import UsageError

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
    if max_size_MB is not None and not 0 < max_size_MB < 1e9:
        fix = "state how many MB a file may unpack to, such as 200"
        raise UsageError([UsageError.fault("max_size_MB", f"{max_size_MB:g}", "a positive number of MB", fix)])
    token = _STATED.set(max_size_MB)
    try:
        yield
    finally:
        _STATED.reset(token)


def most_bytes(kind: str) -> int:
    """Return how many bytes a file of a kind may unpack to."""
    stated = _STATED.get()
    return MOST_BYTES[kind] if stated is None else round(stated * 1e6)


def stated_size_MB() -> float | None:
    """Return what `size_limit` states, for a process that reads for this one."""
    return _STATED.get()
