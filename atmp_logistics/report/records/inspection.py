"""What a logger file is: recognised, assumed, its first rows, a small plot, and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from rich.console import RenderableType
from rich.table import Table

from atmp_logistics.core.errors import Fault
from atmp_logistics.core.instants import iso
from atmp_logistics.evidence.temperature.interpolation import joined_readings_with_notes
from atmp_logistics.ingest.readings.as_written import WrittenLog
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.log_summary import Summary, summaries
from atmp_logistics.records.provenance import Provenance, span_of
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.span_summary import SpanSummary
from atmp_logistics.records.temperature_log import TemperatureLog
from atmp_logistics.report.shared.terminal import Text

_FIRST_ROWS = 5
_SPAN_ROWS = 62
_PLOT = (8, 68)


def inspection_of(log: TemperatureLog, site: Site) -> Iterable[RenderableType]:
    """Yield what a log is as rich renderables."""
    yield from _source(log.provenance[0])
    yield from (Text(note) for note in joined_readings_with_notes(log, site.max_gap_s)[1])
    for summary in summaries(log):
        yield from _logger(log, summary)


def written_of(source: Provenance, logs: Iterable[WrittenLog], faults: Iterable[Fault]) -> Iterable[RenderableType]:
    """Yield what a log is before somebody stated what its file does not say, and what that is."""
    yield from _source(source)
    yield from (Text(f"to be stated: {fault}", "bold") for fault in faults)
    for log in logs:
        unit = log.unit or "in the file's own unit, which it does not name"
        yield Text()
        yield Text(f"logger {log.logger or source.name}{f', {log.channel}' * bool(log.channel)}", "bold")
        yield Text(f"  {log.rows} readings, {log.missing} missing, as written from {log.first} to {log.last}")
        if log.lowest is not None and log.highest is not None:
            yield Text(f"  lowest: {log.lowest:g}, highest: {log.highest:g} {unit}")
        if log.interval_s:
            yield Text(f"  the file declares a reading each {log.interval_s:g} s")
        yield from _rows_as_written(log)


def _rows_as_written(log: WrittenLog) -> Iterable[RenderableType]:
    table = Table(box=None, padding=(0, 2))
    table.add_column("time, as written")
    table.add_column("temperature, as written", justify="right")
    for time, value in log.first_rows:
        table.add_row(Text(time), Text(value))
    yield Text()
    yield table


def summary_of(summary: SpanSummary) -> Iterable[RenderableType]:
    """Yield what a device's statement of spans is as rich renderables; it holds no readings, and says so."""
    yield from _source(summary.provenance[0])
    for name in summary.frame["logger_id"].unique().tolist():
        spans = summary.frame[summary.frame["logger_id"] == name]
        yield Text()
        yield Text(f"logger {name or '(not named)'}", "bold")
        yield Text(
            f"  {len(spans)} {summary.kind}{'s' * (len(spans) != 1)}, no readings: excursions have no length here"
        )
        yield Text(f"  {_moments(spans['begins'], summary.kind)[0]} to {_moments(spans['ends'], summary.kind)[-1]}")
        stated = spans[["lowest_degC", "highest_degC"]].notna().any().all()
        extremes = f"lowest: {spans['lowest_degC'].min():g} °C, highest: {spans['highest_degC'].max():g} °C"
        yield Text(f"  {extremes if stated else 'no extremes stated'}")
        yield Text()
        yield _span_rows(spans, summary.kind)


def _span_rows(spans: pd.DataFrame, kind: str) -> Table:
    """Return the spans as a table; of more than a terminal holds, the first and how many more there are."""
    table = Table(box=None, padding=(0, 2))
    shown = spans.head(_SPAN_ROWS)
    when = {"day": ["begins"]}.get(kind, ["begins", "ends"])
    for heading in ["day"] if kind == "day" else ["begins (UTC)", "ends (UTC)"]:
        table.add_column(heading)
    for heading in ("lowest [°C]", "highest [°C]", "mean [°C]"):
        table.add_column(heading, justify="right")
    values = shown[["lowest_degC", "highest_degC", "mean_degC"]].to_numpy(np.float64)
    cells = [["" if np.isnan(value) else f"{value:g}" for value in row] for row in values.tolist()]
    for i, row in enumerate(zip(*(_moments(shown[column], kind) for column in when), strict=True)):
        table.add_row(*row, *cells[i])
    if len(spans) > _SPAN_ROWS:
        table.add_row(f"... {len(spans) - _SPAN_ROWS} more")
    return table


def _moments(column: pd.Series, kind: str) -> list[str]:
    return list(map(str, column.dt.strftime("%Y-%m-%d" if kind == "day" else "%Y-%m-%dT%H:%M:%SZ")))


def _source(source: Provenance) -> Iterable[RenderableType]:
    yield Text.assemble((source.name, "bold"), f": {source.dialect}, {source.rows} rows")
    yield Text(f"sha256 {source.sha256}", "dim")
    yield from (Text(f"assumed: {note}") for note in source.assumptions)


def events_of(log: EventLog) -> Iterable[RenderableType]:
    """Yield what an event table is as rich renderables: how often each event stands in it, and from when to when."""
    source, frame = log.provenance, log.table
    therapies = frame["therapy_id"].nunique()
    yield Text.assemble((source.name, "bold"), f": events, {source.dialect}, {source.rows} rows")
    yield Text(f"sha256 {source.sha256}", "dim")
    yield from (Text(f"assumed: {note}") for note in source.assumptions)
    yield Text(f"{therapies} therap{'ies' if therapies != 1 else 'y'}, {len(frame)} events")
    yield Text()
    table = Table(box=None, padding=(0, 1))
    for heading in ("event", "times", "first (UTC)", "last (UTC)"):
        table.add_column(heading, justify="right" if heading == "times" else "left")
    for event, rows in frame.groupby("event", sort=False, observed=True):
        table.add_row(
            str(event), str(len(rows)), *(at or "no time" for at in span_of(rows["time"].to_numpy(np.float64)))
        )
    yield table


def _logger(log: TemperatureLog, summary: Summary) -> Iterable[RenderableType]:
    rows = log.logger == log.loggers.index(summary.logger)
    time, value = log.time_us[rows], log.temperature_degC[rows]
    yield Text()
    yield Text(f"logger {summary.logger or '(not named)'}", "bold")
    yield from (Text(f"  {line}") for line in summary.lines())
    if not np.isfinite(value).any():
        return
    yield Text()
    yield _first_rows(time, value)
    yield Text()
    yield from map(Text, _plot(time, value))


def _first_rows(time: np.ndarray, value: np.ndarray) -> Table:
    table = Table(box=None, padding=(0, 2))
    table.add_column("time (UTC)")
    table.add_column("temperature [°C]", justify="right")
    for t, v in zip(time[:_FIRST_ROWS], value[:_FIRST_ROWS], strict=True):
        table.add_row(iso(t), "missing" if np.isnan(v) else f"{v:g}")
    return table


def _plot(time: np.ndarray, value: np.ndarray) -> list[str]:
    """Return the log as the lines of a small plot: each column from its coldest to its warmest reading."""
    height, width = _PLOT
    low, high = float(np.nanmin(value)), float(np.nanmax(value))
    scale = (high - low) or 1.0
    column = np.minimum(((time - time[0]) / ((time[-1] - time[0]) or 1.0) * width).astype(int), width - 1)
    level = np.round((value - low) / scale * (height - 1))
    grid = np.full((height, width), " ")
    for x in np.unique(column):
        levels = level[(column == x) & np.isfinite(level)].astype(int)
        if len(levels):
            grid[levels.min() : levels.max() + 1, x] = "█"
    labels = {height - 1: f"{high:.5g}", 0: f"{low:.5g}"}
    lines = [f"{labels.get(y, ''):>8} |{''.join(grid[y]).rstrip()}" for y in range(height - 1, -1, -1)]
    first, last = iso(time[0]) or "", iso(time[-1]) or ""
    return [*lines, f"{'':>9}{first}{last:>{width - len(first)}}"]
