"""The time between two events of one container, or of some containers of a therapy, such as two components.

A container of which nobody stated its kind may be of either; where none is surely of a kind, nothing is known of it.
"""

from __future__ import annotations

import numpy as np

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.requirement import When
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.known_events import NO, YES
from atmp_logistics.evidence.events.phase import Bounded, Phase
from atmp_logistics.timing.scopes import Stretch, StretchEnd

Pair = tuple[Column, Column]


def phase_between(evidence: Evidence, stretch: Stretch) -> Phase:
    """Return a stretch in every container: its own, or that of all or of named containers of its therapy.

    Parameters
    ----------
    evidence : Evidence
    stretch : Stretch
        One whose ends are of the container itself, of every container, or of named ones.

    Returns
    -------
    Phase
    """
    return evidence.stretch(
        lambda bounds: (*_picked(evidence, bounds, stretch.start), *_picked(evidence, bounds, stretch.end))
    )


def _picked(evidence: Evidence, bounds: Bounded, end: StretchEnd) -> Pair:
    """Return bounds on one end of a stretch: the container's own, or the first or the last among several."""
    each = bounds(end.event, end.instance)
    if end.of == "own":
        return each
    return (_first if end.pick == "first" else _last)(evidence, each, end.named)


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
