"""A scenario as JSON, schema `atmp-logistics/scenario/1`: the same request gives the same bytes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from atmp_logistics.catalogue.edition import edition_of
from atmp_logistics.core.instants import iso
from atmp_logistics.estimates.simulation.scenario import Scenario
from atmp_logistics.report.scenarios.text import NO_VERDICT
from atmp_logistics.report.shared.encoder import ENCODER
from atmp_logistics.report.shared.what_judged import file_records

SCHEMA = "atmp-logistics/scenario/1"


def render_json(scenario: Scenario) -> str:
    """Return a scenario's answers as JSON text.

    Examples
    --------
    >>> from atmp_logistics import simulate
    >>> scenario = simulate("kymriah-eu", steps={"thaw": "3 min", "administration": "20 min"}, n=100)
    >>> import json
    >>> json.loads(render_json(scenario))["probability"]["value"]
    1.0
    """
    request, share = scenario.request, scenario.probability
    document = {
        "schema": SCHEMA,
        "name": scenario.name,
        "is": NO_VERDICT,
        "library": scenario.library,
        "catalogue": edition_of(request.product.files),
        "product": {
            "slug": request.product.slug,
            "file": request.product.source,
            "files": file_records(request.product.files),
            "label": request.product.citation.label,
            "revision": request.product.citation.revision,
            **({"what_if": list(request.product.what_if)} if request.product.what_if else {}),
        },
        "n": request.n,
        "seed": request.seed,
        "containers": request.containers,
        "start": {key or "first event": iso(us) for key, us in request.start.at_us.items()},
        "by": {key: iso(us) for key, us in request.by.at_us.items()},
        "when": dict(request.when),
        "conditions": [dict(condition) for condition in request.conditions],
        "tz": request.tz,
        "stated": list(scenario.stated),
        "policy": list(scenario.policy),
        "probability": {"value": share.value, "lower": _round(share.lower), "upper": _round(share.upper)},
        "limits": _rows(scenario.table),
        "margins": _rows(scenario.margins),
        "failures": _rows(scenario.failures),
        "sensitivity": {
            "limit": scenario.prepared.checks[scenario.hardest].name,
            "method": "first-order variance share over 50 equal groups, and Spearman's rank correlation",
            "steps": _rows(scenario.sensitivity),
        },
        "cost": _rows(scenario.cost),
        "not_judged": list(scenario.prepared.not_judged),
    }
    return ENCODER.encode(document) + "\n"


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): _plain(value) for key, value in row.items()} for row in table.to_dict("records")]


def _plain(value: Any) -> Any:
    """Return a cell as JSON holds it: numbers rounded beyond what a machine's last bit could change."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if pd.isna(value):
        return None
    return int(value) if float(value).is_integer() and not isinstance(value, float) else _round(float(value))


def _round(value: float) -> float:
    return round(value, 9) + 0.0
