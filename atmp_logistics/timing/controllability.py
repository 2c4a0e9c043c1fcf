"""Can every limit be kept however long the steps take that nobody controls? Exactly, and what it leaves to the rest.

A step's end is not decided but seen. A plan can be carried through if, at every moment, what has been seen so far is
enough to choose what to do next: it is then dynamically controllable. Three rules, applied until nothing changes,
decide it and leave a matrix of bounds that every such way of acting keeps: what two bounds say together; what must
wait for a step's end, or for the last moment at which it can come; and what comes before a step's end cannot see it.
After Morris and Muscettola (AAAI 2005) and Cairo and Rizzi (TIME 2017, doi 10.4230/LIPIcs.TIME.2017.8), whose networks
hold no conditional bounds. Whoever sees an end may act at that very moment.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.timing.closure import Closure, Why


def control(bounds: Closure, shortest: Sequence[float], longest: Sequence[float]) -> bool:
    """Close bounds under every length that steps can take; return False when the bounds cannot be promised.

    Parameters
    ----------
    bounds : Closure
        All statements, the steps' own lengths among them; changed in place. Its `steps` are the steps.
    shortest, longest : sequence of float
        Of each step, in microseconds; finite.

    Returns
    -------
    bool

    Examples
    --------
    >>> import numpy as np
    >>> def can(required, shortest=4.0, longest=7.0):
    ...     bounds = Closure.of({"starts": 0, "ends": 1, "next": 2}, [], ((0, 1),))
    ...     for i, j, most in [(0, 1, longest), (1, 0, -shortest), *required]:
    ...         _ = bounds.lower(i, j, most, Why.STATEMENT, 0)
    ...     return control(bounds, [shortest], [longest])
    >>> can([(1, 2, 3.0), (2, 1, 0.0)]), can([(1, 2, 3.0), (2, 1, -3.0)])
    (True, True)
    >>> can([(2, 1, 3.0), (1, 2, -1.0)]), can([(2, 1, 5.0), (1, 2, -2.0)])
    (False, True)
    """
    width = np.array(longest) - np.array(shortest)
    sees = np.full(len(bounds.at_most), 0.0)
    for (_, end), size in zip(bounds.steps, width, strict=True):
        sees[end] = size
    rounds = len(bounds.at_most) * (len(bounds.steps) + 1) + 2
    for _ in range(rounds):
        if not bounds.close() or _squeezed(bounds, shortest, longest):
            return False
        changed = [_rules(bounds, i, shortest[i], longest[i], sees) for i in range(len(bounds.steps))]
        if not any(changed):
            return True
    return False


def _squeezed(bounds: Closure, shortest: Sequence[float], longest: Sequence[float]) -> bool:
    """Say whether the bounds would have a step take no longer, or no shorter, than it can."""
    return any(
        bounds.at_most[start, end] < most or bounds.at_most[end, start] < -least
        for (start, end), least, most in zip(bounds.steps, shortest, longest, strict=True)
    )


def _rules(bounds: Closure, step: int, shortest: float, longest: float, sees: NDArray[np.float64]) -> bool:
    """Apply what one step means to every other node; say whether any bound was lowered."""
    start, end = bounds.steps[step]
    wait = np.maximum(bounds.at_most[:, end] - longest, -shortest)
    wait[[start, end]] = np.inf
    blind = np.where(bounds.at_most[end] < sees, bounds.at_most[end] + shortest, np.inf)
    blind[[start, end]] = np.inf
    clamped = wait > bounds.at_most[:, end] - longest
    changed = [
        bounds.lower(int(i), start, float(wait[i]), Why.THEN_SHORTEST if clamped[i] else Why.THEN_LONGEST, step)
        for i in np.nonzero(wait < bounds.at_most[:, start])[0]
    ]
    changed += [
        bounds.lower(start, int(j), float(blind[j]), Why.SHORTEST_THEN, step)
        for j in np.nonzero(blind < bounds.at_most[start])[0]
    ]
    return any(changed)
