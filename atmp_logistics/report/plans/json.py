"""A plan as JSON, schema `atmp-logistics/plan/1`: the same plan gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isfinite
from typing import Any

from atmp_logistics.core.instants import SECOND, iso
from atmp_logistics.core.label_notes import label_record
from atmp_logistics.planning.plan_branch import PlanBranch
from atmp_logistics.planning.plan_result import Plan
from atmp_logistics.planning.planned_event import PlannedEvent
from atmp_logistics.report.shared.encoder import ENCODER, citation_record
from atmp_logistics.report.shared.what_judged import file_records, profile_record
from atmp_logistics.timing.constraints import Shortfall, Statement

SCHEMA = "atmp-logistics/plan/1"


def render_json(plan: Plan) -> str:
    """Return the whole plan as JSON text, times in UTC, null where nothing bounds one."""
    cited = plan.product.citation
    document = {
        "schema": SCHEMA,
        "product": plan.product.slug,
        "label": {
            "label": cited.label,
            "revision": cited.revision,
            "url": cited.url,
            "evidence": cited.evidence,
            **label_record(plan.product),
        },
        "files": file_records(plan.files),
        "profile": profile_record(plan.profile),
        "library": plan.library,
        "catalogue": plan.catalogue,
        "containers": plan.containers,
        "container_ids": list(plan.container_ids),
        "expiries": list(plan.expiries),
        "conditions": [dict(own) for own in plan.conditions],
        "tz": plan.tz,
        "anchors": list(plan.anchors),
        "stated": list(plan.stated),
        "branches": [_branch_json(branch) for branch in plan.branches],
    }
    return ENCODER.encode(document) + "\n"


def _branch_json(branch: PlanBranch) -> dict[str, Any]:
    return {
        "modes": [dict(mode) for mode in branch.modes],
        "works": branch.works,
        "shortfall": _shortfall_json(branch.shortfall) if branch.shortfall else None,
        "notes": list(branch.notes),
        "events": [_event_json(event) for event in branch.events],
    }


def _event_json(event: PlannedEvent) -> dict[str, Any]:
    return {
        "event": event.event,
        "instance": event.side or None,
        "container": event.container,
        "decided": event.is_decided,
        "policy": event.policy.value,
        "not_before": iso(event.not_before_us),
        "planned": iso(event.planned_us),
        "planned_until": iso(event.planned_until_us),
        "safe_by": iso(event.safe_by_us),
        "last_possible": iso(event.last_possible_us),
        "because": list(statements_json(event.because)),
        "possible_because": list(statements_json(event.possible_because)),
        "opens": [iso(event.opens[0]), iso(event.opens[1])] if event.opens else None,
    }


def statements_json(statements: Iterable[Statement]) -> Iterator[dict[str, Any]]:
    """Yield statements as JSON has them."""
    for statement in statements:
        cited = statement.citation
        yield {
            "kind": statement.kind.value,
            "code": statement.code or None,
            "words": statement.words,
            "source": statement.source or None,
            "obligation": statement.obligation,
            "earlier": statement.earlier,
            "later": statement.later,
            "at_least_s": statement.at_least_us / SECOND if isfinite(statement.at_least_us) else None,
            "at_most_s": statement.at_most_us / SECOND if isfinite(statement.at_most_us) else None,
            "citation": citation_record(cited) if cited else None,
        }


def _shortfall_json(short: Shortfall) -> dict[str, Any]:
    return {
        "short_s": short.short_us / SECOND,
        "possible_at_fastest": short.possible,
        "statements": list(statements_json(short.statements)),
        "remedies": list(short.remedies),
    }
