"""What the rows of an event table state of containers in one column: a product, an expiry, a logger, a condition."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from atmp_logistics.core.columns import Codes, Index, Names
from atmp_logistics.core.name_codes import numbered
from atmp_logistics.evidence.events.roster import OF_MATERIAL, Roster


@dataclass(frozen=True, slots=True)
class StatedValues:
    """What rows state of containers in one column: which row, of which container, and what, as numbers of `names`."""

    row: Index
    place: Index
    code: Codes
    names: Names

    @property
    def value(self) -> Names:
        """What each row states."""
        return self.names[self.code]


def stated_values(table: pd.DataFrame, roll: Roster, column: str) -> StatedValues:
    """Return what the rows of a table state in a column, once for each container that they state it of."""
    codes, names = numbered(table[column])
    rows = _filled(codes, names)
    if column not in ("product", "note"):
        rows = rows[~OF_MATERIAL[roll.kind[rows]]]
    row, at = roll.of_statements(rows)
    return StatedValues(row, at, codes[row], names)


def _filled(codes: Codes, names: Names) -> Index:
    """Return the rows in which a column is not left empty."""
    empty = np.equal(names, "")
    return np.empty(0, np.int64) if empty.all() else np.nonzero(~empty[codes])[0]
