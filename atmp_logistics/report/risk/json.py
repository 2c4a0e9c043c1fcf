"""The risk of a start as JSON, schema `atmp-logistics/risk/1`: the same seed gives the same bytes."""

from __future__ import annotations

import pandas as pd

from atmp_logistics.core.instants import iso
from atmp_logistics.planning.risk import Risk
from atmp_logistics.report.shared.encoder import ENCODER

SCHEMA = "atmp-logistics/risk/1"


def render_json(risk: Risk) -> str:
    """Return a risk as JSON text, times in UTC."""
    document = {
        "schema": SCHEMA,
        "product": risk.plan.product.slug,
        **({"what_if": list(risk.plan.product.what_if)} if risk.plan.product.what_if else {}),
        "library": risk.plan.library,
        "catalogue": risk.plan.catalogue,
        "event": risk.node,
        "modes": [dict(mode) for mode in risk.branch.modes],
        "n": risk.n,
        "seed": risk.seed,
        "interval": "Wilson, 95 %",
        "drawn": list(risk.drawn),
        "curve": _records(risk.curve),
        "limits": _records(risk.limits),
    }
    return ENCODER.encode(document) + "\n"


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    plain = frame.copy()
    plain["start"] = [iso(pd.Timestamp(at).value // 1000) for at in plain["start"]]
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]
