"""Deadlines as JSON, schema `atmp-logistics/deadlines/1`: the same input gives the same bytes."""

from __future__ import annotations

from typing import Any

from atmp_logistics.core.instants import SECOND, iso
from atmp_logistics.planning.deadlines_result import Deadlines, EventDeadline, TherapyDeadlines
from atmp_logistics.report.deadlines.therapy_words import (
    renamed,
    running_words,
    safe_state,
)
from atmp_logistics.report.shared.encoder import ENCODER
from atmp_logistics.timing.constraints import Shortfall, Statement
from atmp_logistics.timing.nodes import container_of, event_of

SCHEMA = "atmp-logistics/deadlines/1"


def render_json(found: Deadlines) -> str:
    """Return deadlines as JSON text, schema `atmp-logistics/deadlines/1`."""
    document = {
        "schema": SCHEMA,
        "now": iso(found.now_us),
        "tz": found.tz,
        "library": found.library,
        "catalogue": found.catalogue,
        "inputs": [{"name": one.name, "sha256": one.sha256, "rows": one.rows} for one in found.inputs],
        "statements": list(found.statements),
        "therapies": [_therapy_json(found, one) for one in found.therapies],
    }
    return ENCODER.encode(document) + "\n"


def _therapy_json(found: Deadlines, one: TherapyDeadlines) -> dict[str, Any]:
    return {
        "therapy_id": one.therapy_id,
        "product": one.product.slug,
        "revision": one.product.citation.revision,
        "containers": list(one.containers),
        "mode": {key: list(values) for key, values in one.mode.items()},
        "contradiction": None if one.contradiction is None else _short_json(one.contradiction, one),
        "cannot": [_short_json(short, one) for short in one.cannot],
        "unpromised": [_short_json(short, one) for short in one.unpromised],
        "not_counted": [renamed(note, one) for note in one.notes],
        "remarks": [renamed(remark, one) for remark in one.remarks],
        "clocks": [
            {
                "code": clock.statement.code,
                "event": event_of(clock.statement.later),
                "container": container_of(clock.statement.later),
                "since": iso(clock.since_us),
                "until": iso(clock.until_us),
                "left_s": clock.left_us / SECOND,
                "obligation": clock.statement.obligation,
                "words": running_words(clock, one, found),
                "citation": _cited(clock.statement),
            }
            for clock in one.running
        ],
        "events": [_event_json(found, one, event) for event in one.events],
    }


def _event_json(found: Deadlines, one: TherapyDeadlines, event: EventDeadline) -> dict[str, Any]:
    number = container_of(event.node)
    return {
        "event": event_of(event.node),
        "container": number,
        "container_id": one.containers[number - 1] if number else None,
        "decided": event.decided,
        "not_before": iso(event.not_before_us),
        "safe_by": iso(event.safe_by_us),
        "safe": safe_state(event, found.now_us),
        "last_possible": iso(event.last_possible_us),
        "safe_because": [_said_json(part, one) for part in event.because],
        "possible_because": [_said_json(part, one) for part in event.possible_because],
        "after": [_said_json(part, one) for part in event.after],
    }


def _said_json(statement: Statement, one: TherapyDeadlines) -> dict[str, Any]:
    return {
        "kind": statement.kind.value,
        "code": statement.code,
        "words": renamed(statement.words, one),
        "source": statement.source,
        "obligation": statement.obligation,
        "citation": _cited(statement),
    }


def _cited(statement: Statement) -> dict[str, str] | None:
    cited = statement.citation
    if cited is None:
        return None
    return {key: getattr(cited, key) for key in ("label", "section", "revision", "url", "evidence")}


def _short_json(short: Shortfall, one: TherapyDeadlines) -> dict[str, Any]:
    return {
        "short_s": short.short_us / SECOND,
        "even_at_best": not short.possible,
        "statements": [_said_json(part, one) for part in short.statements],
        "remedies": [renamed(remedy, one) for remedy in short.remedies],
    }
