"""A limit judged over columns that are kept as they are, where no condition leaves any of their containers out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.evidence import Column, Evidence
from atmp_logistics.product import Requirement
from atmp_logistics.rules.judged import Judged, Words, judged
from atmp_logistics.verdict import Limit


def of_all(
    rule: str,
    requirement: Requirement,
    limit: Limit | None,
    measured: tuple[Column, Column],
    verdict: NDArray[np.int8],
    *,
    evidence: Evidence,
    extent: tuple[Column, Column],
    events: Iterable[str],
    words: Callable[[int], Words],
    unit: str = "s",
    rows: NDArray[np.int64],
    of_record: bool = False,
) -> Judged:
    """Return columns as `judged` does, without copying them where the requirement has no condition."""
    if requirement.when:
        return judged(
            rule, requirement, limit, measured, verdict, evidence=evidence, extent=extent, events=events, words=words,
            unit=unit, rows=rows, of_record=of_record,
        )  # fmt: skip
    return Judged(
        rule=rule,
        code=requirement.code,
        citation=requirement.citation,
        limit=limit,
        unit=unit,
        events=tuple(dict.fromkeys(events)),
        rows=rows,
        lower=measured[0],
        upper=measured[1],
        verdict=verdict,
        start=extent[0],
        end=extent[1],
        words=lambda i: words(int(rows[i])),
        obligation=requirement.obligation,
        of_record=of_record,
        requirement=requirement,
    )
