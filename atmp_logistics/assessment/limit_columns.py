"""What the tables of a result say of a limit: whose phase it is, and by which version of which label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.core.columns import Index
from atmp_logistics.core.limits import Budget, StorageCondition, TimeWindow
from atmp_logistics.core.typed_table import TEXT
from atmp_logistics.evidence.events.evidence import Evidence

_PHASES = {StorageCondition: "storage", TimeWindow: "window", Budget: "budget"}
LIMIT = dict.fromkeys(("therapy_id", "container_id", "product", "revision", "code", "phase"), TEXT)


def versions_of(part: ProductResult) -> Iterator[Evidence]:
    """Yield the evidence by each version of the label that may judge."""
    for version in part.versions or (part.evidence.product,):
        yield replace(part.evidence, product=version)


def limit_columns(evidence: Evidence, limit: StorageCondition | TimeWindow | Budget, at: Index) -> dict[str, Any]:
    """Return the columns of a limit for some containers, by their places."""
    phase = next(word for kind, word in _PHASES.items() if isinstance(limit, kind))
    told = {"product": evidence.product.slug, "revision": evidence.product.citation.revision, "code": limit.code}
    names = {"therapy_id": evidence.therapy[at], "container_id": evidence.container[at]}
    return {**names, **{name: np.full(len(at), text, object) for name, text in {**told, "phase": phase}.items()}}
