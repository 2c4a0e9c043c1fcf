"""The result as JSON, schema `atmp-logistics/assessment/1`: the same input gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from atmp_logistics.assessment.finding_ids import hash_of_inputs, id_of_aside
from atmp_logistics.assessment.identity_asked import checks_not_assessed
from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.identity_check import Check
from atmp_logistics.core.label_notes import label_record
from atmp_logistics.core.sealed_json import sealed
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.report.assessment.decided import decision_records
from atmp_logistics.report.assessment.findings_json import findings_of_containers
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
    return sealed(_unsealed(result))


def _unsealed(result: Assessment) -> Iterator[str]:
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
        **({"decisions": decision_records(result)} if result.decisions else {}),
        **({"set_aside": [*_set_aside(result)]} if result.set_aside else {}),
        "products": [_product(part) for part in result.parts],
        "consignments": [],
    }
    yield ENCODER.encode(document).removesuffix("]\n}")
    end, read = "", hash_of_inputs(result.inputs)
    for row in (row for part in result.parts for row in _consignments(part, read)):
        yield ("," if end else "") + "\n  " + row
        end = "\n "
    yield f"{end}]"


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


def _set_aside(result: Assessment) -> Iterator[dict[str, Any]]:
    """Yield each therapy that was set aside, with the id of what is said of it, and its faults."""
    names, read = ("code", "where", "file", "row", "column", "found", "expected", "fix"), hash_of_inputs(result.inputs)
    for each in result.set_aside:
        faults = [{name: getattr(fault, name) for name in names} for fault in each.faults]
        yield {"id": id_of_aside(each, read), "therapy_id": each.therapy_id, "faults": faults}


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
        "checks_not_assessed": [
            _check(check) for check, count in checks_not_assessed(part).items() if count == len(part)
        ],
    }


def _check(check: Check) -> dict[str, Any]:
    """Return a check of identity that the label demands, and that was not judged."""
    return {
        "code": check.code,
        "at": check.at,
        "identifiers": list(check.identifiers),
        "persons": check.persons,
        "obligation": check.obligation,
        "citation": citation_record(check.citation),
    }


def _consignments(part: ProductResult, read: str) -> Iterator[str]:
    """Yield each container as text, at its place in the document."""
    evidence = part.evidence
    product, has_filed = ENCODER.encode(evidence.product.slug), bool(evidence.event_rows.columns)
    for row, findings in findings_of_containers(part, read):
        container = str(evidence.container[row])
        filed = f'\n   "filed": {_list(filed_records(evidence, row))},' if has_filed else ""
        yield (
            f'{{\n   "therapy_id": {ENCODER.encode(str(evidence.therapy[row]))},'
            f'\n   "container_id": {ENCODER.encode(container) if container else "null"},'
            f'\n   "product": {product},\n   "verdict": "{Verdict.of(part.verdicts[row]).value}",'
            f'\n   "notes": {_list(note_records(evidence, row))},{filed}\n   "findings": {_joined(findings)}\n  }}'
        )


def _list(records: list[dict[str, Any]]) -> str:
    return ENCODER.encode(records).replace("\n", "\n   ") if records else "[]"


def _joined(findings: list[str]) -> str:
    texts = ",\n    ".join(findings)
    return f"[\n    {texts}\n   ]" if findings else "[]"
