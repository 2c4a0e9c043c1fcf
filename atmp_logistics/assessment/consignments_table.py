"""The containers of a result as a table: one row each, with its verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.core.typed_table import TEXT, VERDICT, typed_table, verdict_words
from atmp_logistics.core.verdict import INDETERMINATE
from atmp_logistics.records.set_aside import SetAside

_TYPES = {"therapy_id": TEXT, "container_id": TEXT, "product": TEXT, "verdict": VERDICT}


def consignments_table(parts: Sequence[ProductResult], aside: Sequence[SetAside]) -> pd.DataFrame:
    """Return one row a container that is shown, and one a therapy that is set aside: undecided, and of no product."""
    none = np.full(len(aside), "", object)

    def joined(column: Callable[[ProductResult], Any], of_aside: Any) -> Any:
        return np.concatenate([*(column(part)[part.places] for part in parts), of_aside])

    columns = {
        "therapy_id": joined(lambda part: part.evidence.therapy, np.array([one.therapy_id for one in aside], object)),
        "container_id": joined(lambda part: part.evidence.container, none),
        "product": joined(lambda part: np.full(len(part.evidence), part.evidence.product.slug, object), none),
        "verdict": verdict_words(joined(lambda part: part.verdicts, np.full(len(aside), INDETERMINATE, np.int8))),
    }
    return typed_table(_TYPES, columns)
