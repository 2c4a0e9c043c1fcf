"""What devices print of whole spans of time, which are no readings."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from atmp_logistics.core.same_content import SameContent
from atmp_logistics.core.short_repr import Described, counted
from atmp_logistics.records.provenance import Provenance


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class SpanSummary(Described, SameContent):
    """What devices print of whole spans of time: the lowest and highest of a day or an interval, perhaps a mean.

    These are no readings. The temperature between two extremes is not known: no excursion in them has a length, and no
    rule judges them.

    Attributes
    ----------
    frame : DataFrame
        Columns logger_id, begins, ends, lowest_degC, highest_degC, mean_degC; NaN where the device states none. Of a
        day, `begins` and `ends` are that calendar day on the logger's own clock, without a zone; of any other span,
        instants in UTC.
    kind : str
        What a row spans: "day", "interval".
    provenance : tuple of Provenance
        One a file.
    """

    frame: pd.DataFrame
    kind: str
    provenance: tuple[Provenance, ...]

    def _described(self) -> str:
        return f"{counted(self, self.kind)}; {', '.join(one.name for one in self.provenance)}"

    def __len__(self) -> int:
        return len(self.frame)
