"""One therapy under way: the moments of its events to come, from the times of those that were."""

import numpy as np

from atmp_logistics.timing.compiled import compile_template
from atmp_logistics.timing.windows import Known, windows


def windows_of(template, times, now, *, by=None, absent=()):
    """Return the windows of a therapy's events to come; what is stated in `by` comes by then, and nothing before now.

    `times` holds a row for each node of the template, NaN where its event is to come.
    """
    recorded = [node for node, at in zip(template.nodes, times[:, 0], strict=True) if not np.isnan(at)]
    lo, hi = np.where(np.isnan(times), -np.inf, times), np.where(np.isnan(times), np.inf, times)
    for node, place in template.places.items():
        if node not in recorded and node not in absent:
            lo[place] = now
            hi[place] = (by or {}).get(node, np.inf)
    return windows(compile_template(template, recorded, absent=absent), Known(lo, hi))
