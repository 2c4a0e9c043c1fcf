"""A stretch of time in every container, from one event to another, each end as bounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.columns import Column, Mask

#: Which instance counts of a stretch's start and of its end, each "first" or "last".
Sides = tuple[str, str]
#: Bounds on a start and on an end, in every container.
Ends = tuple[Column, Column, Column, Column]
#: Where a stretch surely does not, and surely does, run backwards.
Order = tuple[Mask, Mask]
#: Returns bounds on an event, of one of its instances, in some containers: on its instant, or its written minute.
Bounded = Callable[..., tuple[Column, Column]]


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of time in every container, each end with its bounds.

    The certain extent runs from the latest start to the earliest end, the possible one from the earliest start to the
    latest end: what surely happened is measured on the one, what may have happened on the other. `may_reverse` says
    where neither times nor facts rule out that it ended before it began: then nothing is known of it. `is_reversed`
    says where its end is written in an earlier minute than its start; None where nobody had to ask.
    """

    start_lo: Column
    start_hi: Column
    end_lo: Column
    end_hi: Column
    may_reverse: Mask
    is_reversed: Mask | None = None

    def length_us(self) -> tuple[Column, Column]:
        """Return bounds on how long the stretch lasted, in microseconds."""
        lower, upper = self.end_lo - self.start_hi, self.end_hi - self.start_lo
        lower = np.where(self.may_reverse, lower, np.maximum(lower, 0.0))
        return lower, upper if self.is_reversed is None else np.where(self.is_reversed, np.minimum(upper, 0.0), upper)
