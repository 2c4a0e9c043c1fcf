"""The same readings, asked of spans: each span of a container's time stands as a container of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from atmp_logistics.core.columns import Column, Index
from atmp_logistics.core.intervals import IntervalSet
from atmp_logistics.evidence.temperature.exposure import Exposure


def exposure_of_spans(exposure: Exposure, spans: IntervalSet) -> Exposure:
    """Return an exposure that has a container for each of some spans, with the loggers of the span's own container."""
    first, stop = (np.searchsorted(exposure.container, spans.container, side) for side in ("left", "right"))
    count = np.asarray(stop - first, np.int64)
    span = np.repeat(np.arange(len(spans)), count)
    period = first[span] + np.arange(len(span)) - np.repeat(np.cumsum(count) - count, count)
    travels = stand = None
    if exposure.travels is not None and exposure.stand is not None:
        travels = exposure.travels[period]
        stand = exposure.stand.take((np.cumsum(exposure.travels) - 1)[period][travels])
    # A span of one instant is met by a logger that stood until, or from, that instant as well.
    moment, at = (spans.begin == spans.end)[span], spans.begin[span]
    since, until = exposure.since[period], exposure.until[period]
    since, until = np.where(moment & (since == at), at - 1, since), np.where(moment & (until == at), at + 1, until)
    return replace(
        exposure, container=span, logger=exposure.logger[period], since=since, until=until, count=len(spans),
        travels=travels, stand=stand, doubtful=None, standing=None,
        _views={}, _met_before={}, _pieces_before={}, _last_series={},
    )  # fmt: skip


def span_extremes(exposure: Exposure, spans: IntervalSet, *, surely: bool = False) -> tuple[Column, Column]:
    """Return the coldest and the warmest temperature of each span, in °C; ±inf where it has none."""
    if not len(spans):
        return np.empty(0), np.empty(0)
    return exposure_of_spans(exposure, spans).pieces(spans.begin, spans.end, surely=surely).extremes()


def span_loggers(exposure: Exposure, spans: IntervalSet) -> list[str]:
    """Return the loggers that stood in each span, in their order and joined by commas; "" where none did."""
    names: list[dict[str, None]] = [{} for _ in range(len(spans))]
    own = exposure_of_spans(exposure, spans)
    begin, end = spans.begin[own.container], spans.end[own.container]
    stood = np.where(begin < end, (own.since < end) & (own.until > begin), (own.since <= end) & (own.until >= begin))
    for span, logger in zip(own.container[stood].tolist(), own.logger[stood].tolist(), strict=True):
        names[span][own.loggers[logger]] = None
    return [", ".join(filter(None, found)) for found in names]


def places_at_once(places: Index, values: Column, fold: np.ufunc, out: Column) -> Column:
    """Return a column with values folded into it at their places."""
    fold.at(out, places, values)
    return out
