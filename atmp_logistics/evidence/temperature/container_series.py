"""One container's readings in a span as one series: ends interpolated, and which of them are joined to the next."""

from __future__ import annotations

import numpy as np

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.evidence.temperature.interpolation import Readings
from atmp_logistics.evidence.temperature.met_parts import MetParts

#: Times, temperatures, and which of them are joined to the next.
Series = tuple[Column, Column, Mask]


def joined_series(readings: Readings, met: MetParts) -> Series:
    """Return what one container met in a span, in time order.

    Parameters
    ----------
    readings : Readings
    met : MetParts
        Of one container alone.
    """
    ends = zip(met.pieces.logger.tolist(), met.pieces.begin.tolist(), met.pieces.close.tolist(), strict=True)
    parts = [_segment(readings, *one) for one in ends]
    held = met.flats.watched
    for begin, close, value in zip(held.begin, held.close, held.value, strict=True):
        parts.append((np.array([begin, close]), np.full(2, value), np.array([True, False])))
    times, values, joined = (np.concatenate([np.empty(0), *(part[i] for part in parts)]) for i in range(3))
    order = np.lexsort((joined, times)) if len(held) else np.argsort(times, kind="stable")
    times, values, joined = times[order], values[order], joined[order].astype(bool)
    if len(held):
        again = (times[:-1] == times[1:]) & (values[:-1] == values[1:]) & ~joined[:-1]
        kept = np.append(~again, [True])
        times, values, joined = times[kept], values[kept], joined[kept]
    return times, values, joined


def _segment(readings: Readings, logger: int, begin: float, close: float) -> Series:
    """Return one logger's readings between two instants, with the temperatures at both by the lines that lead there."""
    own, extent = np.array([logger, logger]), np.array([begin, close])
    left = readings.place(own, extent, "right") - 1
    i, j = int(readings.place(own[:1], extent[:1], "left")[0]), int(left[1]) + 1
    time, value, joined = readings.time[i:j], readings.value[i:j], readings.joined[i:j].copy()
    ends = readings.value_at(own, extent, left)
    if len(joined):
        joined[-1] = joined[-1] and not np.isnan(ends[1]) and time[-1] < close
    if not np.isnan(ends[1]) and (not len(time) or time[-1] < close):
        time, value, joined = np.append(time, close), np.append(value, ends[1]), np.append(joined, False)
    if not np.isnan(ends[0]) and (not len(time) or time[0] > begin):
        time, value, joined = np.append(begin, time), np.append(ends[0], value), np.append(len(time) > 0, joined)
    return time, value, joined.astype(bool)
