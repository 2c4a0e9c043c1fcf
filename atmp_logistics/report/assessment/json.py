"""The result as JSON, schema `atmp-logistics/assessment/1`: the same input gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from atmp_logistics.assessment.product_result import ProductResult, by_container
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.finding import Finding
from atmp_logistics.core.identity_check import Check
from atmp_logistics.core.instants import iso
from atmp_logistics.core.label_notes import label_record
from atmp_logistics.core.verdict import Bounds, Verdict
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.set_aside import SetAside
from atmp_logistics.report.assessment.notes import filed_records, note_records
from atmp_logistics.report.shared.encoder import ENCODER, citation_record
from atmp_logistics.report.shared.what_judged import file_records, plugin_records, profile_record

SCHEMA = "atmp-logistics/assessment/1"


def render_json(result: Assessment) -> str:
    """Return the whole result as JSON text.

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
    >>> import json
    >>> result = assess_sandbox(sandbox_product(""), "thaw_end 10:04")
    >>> json.loads(render_json(result))["verdict"]
    'indeterminate'
    """
    return "".join(pieces_of(result))


def pieces_of(result: Assessment) -> Iterator[str]:
    """Yield the JSON text in pieces, a container at a time, so that a large result is never held as text."""
    document = {
        "schema": SCHEMA,
        "verdict": result.verdict.value,
        **({"what_if": list(result.what_if)} if result.what_if else {}),
        "library": result.library,
        "catalogue": result.catalogue,
        "inputs": [_input(source) for source in result.inputs],
        "profile": profile_record(result.profile),
        "plugins": plugin_records(result.plugins),
        "statements": list(result.statements),
        "not_assessed": list(result.not_assessed),
        **({"set_aside": [_set_aside(each) for each in result.set_aside]} if result.set_aside else {}),
        "products": [_product(part) for part in result.parts],
        "consignments": [],
    }
    yield ENCODER.encode(document).removesuffix("]\n}")
    end = ""
    for row in (row for part in result.parts for row in _consignments(part)):
        yield ("," if end else "") + "\n  " + ENCODER.encode(row).replace("\n", "\n  ")
        end = "\n "
    yield f"{end}]\n}}\n"


def _input(source: Provenance) -> dict[str, Any]:
    return {
        "name": source.name,
        "sha256": source.sha256,
        "dialect": source.dialect,
        "rows": source.rows,
        "first": source.first,
        "last": source.last,
        "assumptions": list(source.assumptions),
    }


def _set_aside(aside: SetAside) -> dict[str, Any]:
    names = ("code", "where", "file", "row", "column", "found", "expected", "fix")
    faults = [{name: getattr(fault, name) for name in names} for fault in aside.faults]
    return {"therapy_id": aside.therapy_id, "faults": faults}


def _product(part: ProductResult) -> dict[str, Any]:
    """Return which product file judged, and the codes of what its label forbids and demands."""
    product = part.evidence.product
    return {
        "slug": product.slug,
        "file": product.source,
        "files": file_records(part.files),
        "label": product.citation.label,
        "revision": product.citation.revision,
        "url": product.citation.url,
        "evidence": product.citation.evidence,
        **label_record(product),
        "prohibitions": [prohibition.code for prohibition in product.prohibitions],
        "instructions": [instruction.code for instruction in product.demanded],
        "stated_none": [
            {"rule": one.states_none_of, "code": one.code, "note": one.note, "citation": citation_record(one.citation)}
            for one in product.stated_none
        ],
        "checks_not_assessed": [_check(check) for check in product.checks],
    }


def _check(check: Check) -> dict[str, Any]:
    """Return a check of identity that the label demands, and that no rule judges."""
    return {
        "code": check.code,
        "at": check.at,
        "identifiers": list(check.identifiers),
        "persons": check.persons,
        "obligation": check.obligation,
        "citation": citation_record(check.citation),
    }


def _consignments(part: ProductResult) -> Iterator[dict[str, Any]]:
    evidence = part.evidence
    for row, findings in by_container(part):
        yield {
            "therapy_id": str(evidence.therapy[row]),
            "container_id": str(evidence.container[row]) or None,
            "product": evidence.product.slug,
            "verdict": Verdict.of(part.verdicts[row]).value,
            "notes": note_records(evidence, row),
            **({"filed": filed_records(evidence, row)} if evidence.event_rows.columns else {}),
            "findings": [_finding(finding) for finding in findings()],
        }


def _finding(finding: Finding) -> dict[str, Any]:
    limit = finding.limit
    stated = (
        {"lower": limit.lower, "upper": limit.upper, "unit": limit.unit, "inclusive": limit.inclusive}
        if limit
        else None
    )
    return {
        "rule": finding.rule,
        "code": finding.code,
        "verdict": finding.verdict.value,
        "obligation": finding.obligation,
        "limit": stated,
        "measured": _bounds(finding.measured, finding.unit),
        **({"other_side": _bounds(finding.other_side, finding.unit)} if finding.other_side else {}),
        "start": iso(finding.start),
        "end": iso(finding.end),
        "events": list(finding.events),
        "why": finding.why,
        "decide_by": finding.decide_by,
        "citation": citation_record(finding.citation),
    }


def _bounds(measured: Bounds, unit: str) -> dict[str, Any]:
    return {"lower": _number(measured.lower), "upper": _number(measured.upper), "unit": unit}


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
