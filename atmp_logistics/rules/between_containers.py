"""The time between the containers of one kind and those of another, such as two components, over one therapy.

A container of which nobody stated its kind may be of either; where none is surely of a kind, nothing is known of it.
"""

from __future__ import annotations

import numpy as np

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.limits import When
from atmp_logistics.evidence.events.evidence import NO, YES, Evidence, Phase, Sides

Pair = tuple[Column, Column]


def shortest_between(evidence: Evidence, starts: str, starts_of: When, ends: str, ends_of: When, sides: Sides) -> Phase:
    """Return the stretch from the last start among some containers to the first end among others.

    `sides` says which instance counts in each container of an event that recurs.
    """
    return evidence.stretch(
        lambda bounds: (
            *_last(evidence, bounds(starts, sides[0]), starts_of),
            *_first(evidence, bounds(ends, sides[1]), ends_of),
        )
    )


def longest_between(evidence: Evidence, starts: str, starts_of: When, ends: str, ends_of: When, sides: Sides) -> Phase:
    """Return the stretch from the first start among some containers to the last end among others.

    `sides` says which instance counts in each container of an event that recurs.
    """
    return evidence.stretch(
        lambda bounds: (
            *_first(evidence, bounds(starts, sides[0]), starts_of),
            *_last(evidence, bounds(ends, sides[1]), ends_of),
        )
    )


def _first(evidence: Evidence, each: Pair, which: When) -> Pair:
    """Return bounds on when an event came first among the containers of a kind, from bounds of each."""
    lower, upper = each
    belongs = evidence.belongs(which)
    low = evidence.over_therapy(np.where(belongs == NO, np.inf, lower), np.minimum)
    high = evidence.over_therapy(np.where(belongs == YES, upper, np.inf), np.minimum)
    return np.where(_any_surely(evidence, which), low, -np.inf), high


def _last(evidence: Evidence, each: Pair, which: When) -> Pair:
    """Return bounds on when an event came last among the containers of a kind, from bounds of each."""
    lower, upper = each
    belongs = evidence.belongs(which)
    low = evidence.over_therapy(np.where(belongs == YES, lower, -np.inf), np.maximum)
    high = evidence.over_therapy(np.where(belongs == NO, -np.inf, upper), np.maximum)
    return low, np.where(_any_surely(evidence, which), high, np.inf)


def _any_surely(evidence: Evidence, which: When) -> Mask:
    return evidence.over_therapy((evidence.belongs(which) == YES).astype(np.float64), np.maximum) > 0
