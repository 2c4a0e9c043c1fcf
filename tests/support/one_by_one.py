"""Excursions one container at a time, as lists: the slow and obvious twin of the columns that T103 judges."""

import numpy as np

from atmp_logistics.core.instants import SECOND
from atmp_logistics.evidence.temperature.excursions import excursions


def measure(exposure, phase, limits, *, until_end):
    """Bounds on the number of excursions, and on the longest one's duration, of every container in turn.

    With `until_end` each excursion lasts until the phase ends.
    """
    rows = range(exposure.count)
    sure = [least(exposure, row, phase.start_hi[row], phase.end_lo[row], limits, until_end) for row in rows]
    may = [
        (np.inf, np.inf)
        if phase.may_reverse[row]
        else most(exposure, row, phase.start_lo[row], phase.end_hi[row], limits, until_end)
        for row in rows
    ]
    return tuple(([one[k] for one in sure], [one[k] for one in may]) for k in (0, 1))


def least(exposure, row, since, until, limits, until_end):
    """The least number of excursions, and the least the longest can have lasted."""
    if not since <= until:
        return 0.0, 0.0
    found = spans(exposure, row, since, until, limits, exposure.guard_degC)
    doubtful = spans(exposure, row, since, until, limits, -exposure.guard_degC)
    together = merged([*doubtful, *unmonitored(exposure, row, since, until)])
    count = sum(any(begin <= start and end <= close for start, end in found) for begin, close in together)
    return float(count), max(((until if until_end else end) - start for start, end in found), default=0.0) / SECOND


def most(exposure, row, since, until, limits, until_end):
    """The greatest number of excursions, and the most the longest can have lasted."""
    if not np.isfinite(until - since) or until < since:
        return np.inf, np.inf
    found = spans(exposure, row, since, until, limits, -exposure.guard_degC)
    gaps = unmonitored(exposure, row, since, until)
    together = merged([*found, *gaps])
    longest = max(((until if until_end else end) - start for start, end in together), default=0.0) / SECOND
    return np.inf if gaps else float(len(found) + doubtful_turns(exposure, row, since, until, limits)), longest


def spans(exposure, row, since, until, limits, guard_degC):
    """The stretches outside a range; two that the limit parts for an instant are one."""
    found = excursions(exposure, row, since, until, limits, guard_degC)
    return merged((one.start_us, one.end_us) for one in found)


def doubtful_turns(exposure, row, since, until, limits):
    """How many readings lie so near a limit that each may part an excursion in two."""
    value = exposure.series(row, since, until)[1]
    edges = [edge for edge in (limits.lower_degC, limits.upper_degC) if edge is not None]
    if not exposure.guard_degC or not edges:
        return 0
    return int(np.any([np.round(np.abs(value - edge), 6) <= exposure.guard_degC for edge in edges], axis=0).sum())


def unmonitored(exposure, row, since, until):
    """The stretches of a span in which nobody looked."""
    time, _, joined = exposure.series(row, since, until)
    lines = np.nonzero(joined)[0]
    begins = np.append(time[lines], until)
    reached = np.maximum.accumulate(np.append(since, time[lines + 1]))
    gaps = np.nonzero(begins > reached)[0]
    return [(float(reached[i]), float(begins[i])) for i in gaps]


def merged(spans):
    """Spans put together where they touch, in order."""
    out = []
    for begin, end in sorted(spans):
        if out and begin <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((begin, end))
    return out


def time_beyond_s(exposure, row, since, until, edge, inclusive):
    """The time above an edge, line by line."""
    time, value, joined = exposure.series(row, since, until)
    return (
        sum(
            (time[i + 1] - time[i]) * share_above(value[i], value[i + 1], edge, inclusive)
            for i in np.nonzero(joined)[0]
        )
        / SECOND
    )


def share_above(start, end, edge, inclusive):
    """The share of a straight line that lies above an edge."""
    if start == end:
        return float(start > edge or (inclusive and start == edge))
    return min(max((max(start, end) - edge) / abs(end - start), 0.0), 1.0)
