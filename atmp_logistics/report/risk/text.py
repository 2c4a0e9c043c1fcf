"""The risk of a start in a terminal: the curve, and in a sentence what it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pandas as pd
from rich.console import RenderableType
from rich.table import Table

from atmp_logistics.core.label_notes import what_if_note
from atmp_logistics.planning.planned_event import PlannedEvent
from atmp_logistics.planning.risk import Risk
from atmp_logistics.report.plans.clock_words import clock, day_name, event_name, offset, with_container_word
from atmp_logistics.report.shared.plain_text import A_PERSON_DECIDES, plain_text
from atmp_logistics.report.shared.terminal import Text

#: More starts than this are not shown.
_SHOWN = 24


def render_text(risk: Risk, width: int = 80) -> str:
    """Return a risk as plain text."""
    return plain_text(rich_text(risk), width)


def rich_text(risk: Risk) -> Iterator[RenderableType]:
    """Yield a risk as rich renderables."""
    yield Text(f"{risk.plan.product.name}: {start_name(risk)}, {risk.n} simulated days, seed {risk.seed}", "bold")
    if said := what_if_note(risk.plan.product):
        yield Text(said, "bold yellow")
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    for heading in ("start", "all met", "95 % interval"):
        table.add_column(heading)
    table.add_column("most frequent failure", overflow="fold")
    day = None
    for _, row in shown_starts(risk).iterrows():
        at = local_time(row["start"])
        if at.date() != day:
            day = at.date()
            table.add_row(Text(f"{day_name(day)} ({offset(at)})", "bold"))
        interval = f"{row['lower']:.3f} to {row['upper']:.3f}"
        table.add_row(f"  {clock(at)}", f"{row['probability']:.3f}", interval, failure(risk, row))
    yield table
    yield from (Text(line, "dim") for line in note_on_starts(risk))
    yield Text(sentence(risk))
    yield Text(f"Drawn: {'; '.join(risk.drawn)}", "dim")
    yield Text(f"Everybody acts as soon as they may. {A_PERSON_DECIDES}", "dim")


def shown_starts(risk: Risk) -> pd.DataFrame:
    """Return the starts that are shown: all, or of many as many as can be read, evenly apart."""
    return risk.curve.iloc[:: _every(risk)]


def note_on_starts(risk: Risk) -> Iterator[str]:
    """Yield what is not shown of the curve, and where all of it stands."""
    if _every(risk) > 1:
        yield f"{len(shown_starts(risk))} of {len(risk.curve)} starts are shown: risk.curve holds all"


def _every(risk: Risk) -> int:
    return max(1, -(-len(risk.curve) // _SHOWN))


def start_name(risk: Risk) -> str:
    """Return the event whose start is varied, in words."""
    return event_name(start_event(risk), risk.plan.product, risk.plan.containers)


def start_event(risk: Risk) -> PlannedEvent:
    """Return the event whose start is varied, as it is planned."""
    return risk.branch[risk.node]


def local_time(at: object) -> datetime:
    """Return a start of the curve, in the plan's zone."""
    stamp = pd.Timestamp(at)  # type: ignore[arg-type]
    return stamp.to_pydatetime()


def sentence(risk: Risk) -> str:
    """Return of one start how many of a hundred days it leaves, of several until when a start leaves how many."""
    curve = risk.curve
    if len(curve) == 1:
        row = curve.iloc[0]
        days = f"{row['probability'] * 100:.0f} of 100 simulated days stay within all limits"
        worst = f" Most frequent failure: {failure(risk, row)}." if row["most_frequent_failure"] else ""
        return f"Starting {clock(local_time(row['start']))}: {days}.{worst}"
    parts = []
    for share, words in ((0.95, "95 of 100 simulated days"), (0.5, "half of them")):
        enough = curve[curve["probability"] >= share]
        if len(enough):
            parts.append(f"{words} when started by {clock(local_time(enough.iloc[-1]['start']))}")
    return (
        f"All limits are met in at least {', and in at least '.join(parts)}." if parts else "No start meets all limits."
    )


def failure(risk: Risk, row: pd.Series) -> str:
    """Return the limit that a start misses most often, in words."""
    return with_container_word(str(row["most_frequent_failure"]), risk.plan.product)
