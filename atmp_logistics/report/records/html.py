"""Records in a notebook: a log with its numbers and its curve, events by kind, a finding."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch
from html import escape

import numpy as np

from atmp_logistics.core.finding import Finding
from atmp_logistics.core.wording import event
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.log_summary import summaries
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.temperature_log import TemperatureLog
from atmp_logistics.report.records.log_plot import LOGGERS, figure_of
from atmp_logistics.report.shared.html_table import html_table, left_out
from atmp_logistics.report.shared.page import block, escaped, linked, list_of_items, verdict_mark
from atmp_logistics.report.shared.style import data_uri, svg_of

#: So many files and loggers are described; the others are counted.
_SHOWN = 12


@singledispatch
def render_fragment(record: object) -> str:
    """Return a record as HTML.

    Raises
    ------
    TypeError
        For a type that has no reader here.
    """
    raise TypeError(f"no reader in a notebook for {type(record).__name__}")


@render_fragment.register
def _log(log: TemperatureLog) -> str:
    """Return a log as HTML: where it came from, each logger in numbers, and its curve."""
    found = list(summaries(log))
    named = [
        f"<b>{escape(summary.logger or 'logger not named')}</b>{list_of_items(summary.lines())}"
        for summary in found[:_SHOWN]
    ]
    parts = [
        *_sources(log.provenance, "log.provenance"),
        *named,
        left_out(len(found) - _SHOWN, "loggers", "log.loggers"),
    ]
    if 0 < len(log.loggers) <= LOGGERS and np.isfinite(log.temperature_degC).any():
        parts.append(f'<img alt="readings" src="{data_uri(svg_of(figure_of(log)))}">')
    return block(*parts)


@render_fragment.register
def _events(log: EventLog) -> str:
    """Return events as HTML: where they came from, and how often each happened."""
    frame = log.table
    counts = frame.groupby("event", sort=False, observed=True).size()
    rows = [[escape(event(str(name))), str(count)] for name, count in counts.items()]
    table = html_table(["event", "times"], rows, words=1)
    therapies = frame["therapy_id"].nunique()
    many = f"<p>{therapies} therap{'ies' if therapies != 1 else 'y'}, {len(frame)} events</p>"
    joined = [list_of_items(log.notes_on_joining)] if log.sources else []
    return block(*_sources(log.inputs, "log.inputs"), *joined, many, table)


@render_fragment.register
def _finding(finding: Finding) -> str:
    """Return a finding as HTML: the verdict, why, what would decide it, and its source."""
    container = " / ".join(filter(None, (finding.therapy_id, finding.container_id)))
    head = verdict_mark(finding.verdict, obligation=finding.obligation)
    lines = [f"{head} {finding.rule} {escape(finding.code)}, {escape(container)}<br>{escaped(finding.why)}"]
    lines += [f"<br><i>would decide it:</i> {escaped(finding.decide_by)}"] if finding.decide_by else []
    lines.append(f'<br><span class="said">says: {linked(str(finding.citation), finding.citation.url)}</span>')
    return block(*lines)


def _sources(sources: tuple[Provenance, ...], whole: str) -> Iterator[str]:
    for source in sources[:_SHOWN]:
        span = f", {source.first} to {source.last}" if source.first else ""
        yield f"<p><b>{escape(source.name)}</b> ({escape(source.dialect)}): {source.rows} rows{escape(span)}</p>"
        yield list_of_items(f"assumed: {note}" for note in source.assumptions)
    yield left_out(len(sources) - _SHOWN, "files", whole)
