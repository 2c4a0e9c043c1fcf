"""The time between the containers of one kind and those of another, such as two components, over one therapy.

A container of which nobody stated its kind may be of either; where none is surely of a kind, nothing is known of it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.evidence import NO, YES, Column, Evidence, Phase, Sides
from atmp_logistics.product import When

Pair = tuple[Column, Column]


def shortest_between(evidence: Evidence, starts: str, starts_of: When, ends: str, ends_of: When, sides: Sides) -> Phase:
    """Return the stretch from the last start among some containers to the first end among others.

    `sides` says which instance counts in each container of an event that recurs.
    """
    return _phase(_last(evidence, starts, starts_of, sides[0]), _first(evidence, ends, ends_of, sides[1]))


def longest_between(evidence: Evidence, starts: str, starts_of: When, ends: str, ends_of: When, sides: Sides) -> Phase:
    """Return the stretch from the first start among some containers to the last end among others.

    `sides` says which instance counts in each container of an event that recurs.
    """
    return _phase(_first(evidence, starts, starts_of, sides[0]), _last(evidence, ends, ends_of, sides[1]))


def _phase(start: Pair, end: Pair) -> Phase:
    return Phase(*start, *end, ~(end[0] >= start[1]))


def _first(evidence: Evidence, name: str, which: When, side: str) -> Pair:
    """Return bounds on when an event came first among the containers of a kind."""
    lower, upper = evidence.bounds(name, side)
    belongs = evidence.belongs(which)
    low = evidence.over_therapy(np.where(belongs == NO, np.inf, lower), np.minimum)
    high = evidence.over_therapy(np.where(belongs == YES, upper, np.inf), np.minimum)
    return np.where(_any_surely(evidence, which), low, -np.inf), high


def _last(evidence: Evidence, name: str, which: When, side: str) -> Pair:
    """Return bounds on when an event came last among the containers of a kind."""
    lower, upper = evidence.bounds(name, side)
    belongs = evidence.belongs(which)
    low = evidence.over_therapy(np.where(belongs == YES, lower, -np.inf), np.maximum)
    high = evidence.over_therapy(np.where(belongs == NO, -np.inf, upper), np.maximum)
    return low, np.where(_any_surely(evidence, which), high, np.inf)


def _any_surely(evidence: Evidence, which: When) -> NDArray[np.bool_]:
    return evidence.over_therapy((evidence.belongs(which) == YES).astype(np.float64), np.maximum) > 0
