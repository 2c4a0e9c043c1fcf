"""Deadlines as tables: the events to come, and the clocks that run."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

import pandas as pd

from atmp_logistics.core.instants import SECOND
from atmp_logistics.core.typed_table import NUMBER, TEXT, WHOLE, YES_OR_NO, table_of_rows, time_in
from atmp_logistics.planning.deadlines_result import Deadlines, EventDeadline, TherapyDeadlines
from atmp_logistics.report.deadlines.therapy_words import (
    mode_words,
    renamed,
    running_words,
    safe_state,
    version_words,
)
from atmp_logistics.timing.constraints import Kind, Statement
from atmp_logistics.timing.nodes import container_of, event_of

_CONTAINER = dict.fromkeys(("therapy_id", "container_id", "product", "mode"), TEXT)


def frame_of(deadlines: Deadlines) -> pd.DataFrame:
    """Return one row for each event to come; times in the zone, NaT where nothing bounds one or it is not known."""
    rows = [_row(deadlines, therapy, event) for therapy in deadlines.therapies for event in therapy.events]
    time = time_in(deadlines.zone)
    types = {
        **_CONTAINER, "event": TEXT, "container": WHOLE, "decided": YES_OR_NO, "not_before": time, "safe_by": time,
        "safe": TEXT, "last_possible": time, "because": TEXT, "source": TEXT,
    }  # fmt: skip
    return table_of_rows(types, rows)


def _row(deadlines: Deadlines, therapy: TherapyDeadlines, event: EventDeadline) -> dict[str, object]:
    because = event.because or event.possible_because
    return {
        **_container(therapy, event.node),
        "event": event_of(event.node),
        "container": container_of(event.node),
        "decided": event.decided,
        "not_before": _stamp(event.not_before_us, deadlines),
        "safe_by": _stamp(event.safe_by_us, deadlines),
        "safe": safe_state(event, deadlines.now_us),
        "last_possible": _stamp(event.last_possible_us, deadlines),
        "because": "; ".join(renamed(str(part), therapy) for part in because),
        "source": "; ".join(_sources(because)),
    }


def _container(therapy: TherapyDeadlines, node: str) -> dict[str, object]:
    number = container_of(node)
    container = therapy.containers[number - 1] if number else ""
    return {
        "therapy_id": therapy.therapy_id,
        "container_id": container,
        "product": therapy.product.slug,
        "mode": (mode_words(therapy.mode) + version_words(therapy.product)).lstrip(", "),
    }


def _sources(statements: Iterable[Statement]) -> list[str]:
    limits = [one for one in statements if one.kind is Kind.REQUIREMENT and one.citation]
    return list(dict.fromkeys(str(one.citation) for one in limits))


def _stamp(at_us: float, deadlines: Deadlines) -> pd.Timestamp:
    if not isfinite(at_us):
        return pd.NaT  # type: ignore[return-value]
    return pd.Timestamp(int(at_us), unit="us", tz="UTC").tz_convert(deadlines.zone)


def clocks_frame(deadlines: Deadlines) -> pd.DataFrame:
    """Return one row for each clock that runs; `left_s` is below zero where it has run out."""
    rows = [
        {
            **_container(therapy, clock.statement.later),
            "code": clock.statement.code,
            "event": event_of(clock.statement.later),
            "since": _stamp(float("nan") if clock.since_us is None else clock.since_us, deadlines),
            "until": _stamp(clock.until_us, deadlines),
            "left_s": clock.left_us / SECOND,
            "obligation": clock.statement.obligation,
            "words": running_words(clock, therapy, deadlines),
            "source": clock.statement.source,
        }
        for therapy in deadlines.therapies
        for clock in therapy.running
    ]
    time = time_in(deadlines.zone)
    types = {
        **_CONTAINER, "code": TEXT, "event": TEXT, "since": time, "until": time, "left_s": NUMBER, "obligation": TEXT,
        "words": TEXT, "source": TEXT,
    }  # fmt: skip
    return table_of_rows(types, rows)
