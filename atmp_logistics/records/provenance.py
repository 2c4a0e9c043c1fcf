"""Where a record came from, and what was assumed in reading it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.frozen_dict import frozen
from atmp_logistics.core.instants import iso
from atmp_logistics.core.short_repr import Described


@dataclass(frozen=True, slots=True, repr=False)
class Provenance(Described):
    """Where a record came from and what was assumed in reading it; the report prints all of it.

    Attributes
    ----------
    name, sha256, dialect : str
        The file, the hash of its bytes, and the format that it was read as.
    rows : int
    first, last : str or None
        The first and the last instant, in UTC.
    assumptions : tuple of str
        What was assumed in reading it, in words.
    details : mapping
        What a logger prints of itself: serial number, interval, alarms, its summary; of a file with several loggers
        under the key `loggers`, by their names.
    """

    name: str
    sha256: str = ""
    dialect: str = ""
    rows: int = 0
    first: str | None = None
    last: str | None = None
    assumptions: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    def _described(self) -> str:
        span = f", {self.first} to {self.last}" if self.first else ""
        return f"{self.name}{f' ({self.dialect})' if self.dialect else ''}, {self.rows} rows{span}"

    def __post_init__(self) -> None:
        object.__setattr__(self, "details", frozen(self.details))


def span_of(times: NDArray[np.float64]) -> tuple[str | None, str | None]:
    """Return the first and the last of some instants as ISO 8601 in UTC; None where there is none.

    Examples
    --------
    >>> span_of(np.array([np.nan, 60e6, 0.0]))
    ('1970-01-01T00:00:00Z', '1970-01-01T00:01:00Z')
    """
    known = times[np.isfinite(times)]
    return (iso(known.min()), iso(known.max())) if len(known) else (None, None)
