"""The statement that containers were still in store at a moment: of which phases and containers it says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.limits import StorageCondition
from atmp_logistics.core.short_repr import ShortRepr

#: The two events of a storage phase.
Ends = tuple[str, str]


@dataclass(frozen=True, slots=True, repr=False)
class StillInStore(ShortRepr):
    """The statement that containers were still in store at a moment, and what was known without it.

    Attributes
    ----------
    now_us : float
        The moment, in microseconds.
    phases : mapping of (str, str) to ndarray of bool
        Of each storage phase, by its two events, the containers that were still in it.
    against : ndarray of bool
        The containers whose records hold facts that contradict the statement: nothing of it is taken.
    low, high : ndarray of float64, shape (nodes, containers)
        Bounds of every event without the statement.
    """

    now_us: float
    phases: Mapping[Ends, Mask]
    against: Mask
    low: Column
    high: Column

    def of(self, store: StorageCondition) -> Mask:
        """Return the containers that were still in a storage's phase."""
        return self.phases[store.starts, store.ends]

    @property
    def containers(self) -> Mask:
        """The containers that were still in some storage phase."""
        return np.asarray(np.logical_or.reduce([np.zeros(len(self.against), bool), *self.phases.values()]), bool)
