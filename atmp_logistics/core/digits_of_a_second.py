"""Digits of a second below the microsecond: zeros say nothing and are read; others would be lost, and are refused."""

from __future__ import annotations

import re

from atmp_logistics.core.errors import Fault, UnreadableTime

_FINER = re.compile(r":\d{2}[.,]\d{6}(?=\d*[1-9])")


def is_finer(cell: str) -> bool:
    """Say whether an ISO 8601 time has digits below the microsecond that are not 0.

    Examples
    --------
    >>> is_finer("2026-11-10T10:00:00.1234560Z"), is_finer("2026-11-10T10:00:00.1234567Z")
    (False, True)
    """
    return len(cell) > 26 and _FINER.search(cell) is not None


def too_fine(cell: str, where: str) -> Fault:
    """Return the fault of a time that is written more finely than to the microsecond."""
    expected = "at most six digits of a second, or zeros after them"
    return Fault(where, repr(cell), expected, "export the times to the microsecond, or to the second", UnreadableTime)
