"""Deadlines as JSON, schema `atmp-logistics/deadlines/1`: the same input gives the same bytes."""

from __future__ import annotations

from typing import Any

from atmp_logistics.core.instants import SECOND, iso
from atmp_logistics.core.label_notes import label_record
from atmp_logistics.planning.deadlines_result import Deadlines, EventDeadline, TherapyDeadlines
from atmp_logistics.report.deadlines.therapy_words import (
    renamed,
    running_words,
    safe_state,
)
from atmp_logistics.report.shared.encoder import ENCODER, citation_record
from atmp_logistics.report.shared.what_judged import file_records, profile_record
from atmp_logistics.timing.constraints import Shortfall, Statement
from atmp_logistics.timing.nodes import container_of, event_of

SCHEMA = "atmp-logistics/deadlines/1"


def render_json(deadlines: Deadlines) -> str:
    """Return deadlines as JSON text, schema `atmp-logistics/deadlines/1`."""
    document = {
        "schema": SCHEMA,
        "now": iso(deadlines.now_us),
        "tz": deadlines.tz,
        "library": deadlines.library,
        "catalogue": deadlines.catalogue,
        "inputs": [{"name": source.name, "sha256": source.sha256, "rows": source.rows} for source in deadlines.inputs],
        "profile": profile_record(deadlines.profile),
        "statements": list(deadlines.statements),
        "therapies": [_therapy_json(deadlines, therapy) for therapy in deadlines.therapies],
    }
    return ENCODER.encode(document) + "\n"


def _therapy_json(deadlines: Deadlines, therapy: TherapyDeadlines) -> dict[str, Any]:
    return {
        "therapy_id": therapy.therapy_id,
        "product": therapy.product.slug,
        "revision": therapy.product.citation.revision,
        "files": file_records(therapy.product.files),
        "label": label_record(therapy.product),
        "containers": list(therapy.containers),
        "mode": {key: list(values) for key, values in therapy.mode.items()},
        "anchors": [renamed(line, therapy) for line in therapy.anchors],
        "not_kept": [renamed(line, therapy) for line in therapy.not_kept],
        "contradiction": None if therapy.contradiction is None else _short_json(therapy.contradiction, therapy),
        "cannot": [_short_json(short, therapy) for short in therapy.cannot],
        "unpromised": [_short_json(short, therapy) for short in therapy.unpromised],
        "not_counted": [renamed(note, therapy) for note in therapy.notes],
        "remarks": [renamed(remark, therapy) for remark in therapy.remarks],
        "clocks": [
            {
                "code": clock.statement.code,
                "event": event_of(clock.statement.later),
                "container": container_of(clock.statement.later),
                "since": iso(clock.since_us),
                "until": iso(clock.until_us),
                "left_s": clock.left_us / SECOND,
                "obligation": clock.statement.obligation,
                "words": running_words(clock, therapy, deadlines),
                "citation": citation_record(clock.statement.citation) if clock.statement.citation else None,
            }
            for clock in therapy.running
        ],
        "events": [_event_json(deadlines, therapy, event) for event in therapy.events],
    }


def _event_json(deadlines: Deadlines, therapy: TherapyDeadlines, event: EventDeadline) -> dict[str, Any]:
    number = container_of(event.node)
    return {
        "event": event_of(event.node),
        "container": number,
        "container_id": therapy.containers[number - 1] if number else None,
        "decided": event.decided,
        "not_before": iso(event.not_before_us),
        "safe_by": iso(event.safe_by_us),
        "safe": safe_state(event, deadlines.now_us),
        "last_possible": iso(event.last_possible_us),
        "safe_because": [_statement_json(part, therapy) for part in event.because],
        "possible_because": [_statement_json(part, therapy) for part in event.possible_because],
        "after": [_statement_json(part, therapy) for part in event.after],
    }


def _statement_json(statement: Statement, therapy: TherapyDeadlines) -> dict[str, Any]:
    return {
        "kind": statement.kind.value,
        "code": statement.code,
        "words": renamed(statement.words, therapy),
        "source": statement.source,
        "obligation": statement.obligation,
        "citation": citation_record(statement.citation) if statement.citation else None,
    }


def _short_json(short: Shortfall, therapy: TherapyDeadlines) -> dict[str, Any]:
    return {
        "short_s": short.short_us / SECOND,
        "even_at_best": not short.possible,
        "statements": [_statement_json(part, therapy) for part in short.statements],
        "remedies": [renamed(remedy, therapy) for remedy in short.remedies],
    }
