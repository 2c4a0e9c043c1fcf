"""What the rows of a record say of custody: who has a container, who lets it go, who takes it, and who is not named.

A row that names a custodian says that this one has the container. Beside `handover_released` it lets the container go,
beside `handover_received`, a receipt or a dispatch it takes it; a row that names both sides, `from_custodian` too, is a
whole hand-over at one moment. A transport without a name is noted, since a courier may have had the container.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.core.columns import Codes, Column, Index, Mask, Names
from atmp_logistics.core.exactness import exactness_of
from atmp_logistics.core.name_codes import numbered
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.record_rows import minute_of
from atmp_logistics.evidence.events.roster import KINDS
from atmp_logistics.records.row_names import FILE

#: What a row says of the custodian that it names: takes it from another at one moment, takes it, has it, lets it go;
#: and, without a name, that a transport begins or ends. Of rows of one time, in this order.
PASSES, TAKES, HAS, LETS_GO, SETS_OUT, ARRIVES = range(6)
HANDOVERS = ("handover", "handover_released", "handover_received")
#: Transport between sites, which a courier has, and inside one.
BETWEEN_SITES = (("material_dispatched", "material_received"), ("product_dispatched", "product_received"))
_ACTS = {
    "handover": PASSES, "handover_released": LETS_GO, "handover_received": TAKES, "product_received": TAKES,
    "material_received": TAKES, "product_dispatched": TAKES, "material_dispatched": TAKES, "transport_start": TAKES,
    "dispensed": TAKES, "received_at_bedside": TAKES,
}  # fmt: skip
_BEGINS = ("material_dispatched", "product_dispatched", "transport_start")
_ENDS = ("material_received", "product_received", "transport_end")
#: What says that somebody has the container by then, and perhaps had it before.
_BY_THEN = (*_BEGINS, "dispensed", "received_at_bedside")


def _of_kinds(names: Iterable[str]) -> Mask:
    return np.isin(np.array(KINDS), list(names))


_ACT_OF = np.array([_ACTS.get(name, HAS) for name in KINDS], np.int8)
_IS_HANDOVER, _IS_BEGIN, _IS_END = _of_kinds(HANDOVERS), _of_kinds(_BEGINS), _of_kinds(_ENDS)
_IS_BY_THEN, _IS_RELEASE = _of_kinds(_BY_THEN), _of_kinds(["handover_released"])
_IS_TRANSPORT_END = _of_kinds(["transport_end"])


@dataclass(frozen=True, slots=True, repr=False)
class CustodyRows(ShortRepr):
    """Rows about custody, once for each container that they are about, each container's in the order of their times.

    Names are numbers of `names`; 0 is nobody. `low` and `high` bound the true time in microseconds, NaN where the row
    has none. `sided` are events that are a hand-over by themselves, `by_then` those that may come after the custody
    begins, and `transported` the end of a transport.
    """

    place: Index
    row: Index
    act: NDArray[np.int8]
    who: Index
    whence: Index
    low: Column
    high: Column
    minute: Column
    file: Codes
    sided: Mask
    by_then: Mask
    transported: Mask
    names: Names
    keeps_order: bool

    def taken(self, own: Index | Mask) -> CustodyRows:
        """Return some of the rows, in the order in which they are named."""
        whole = {"names", "keeps_order"}
        columns = (getattr(self, name) if name in whole else getattr(self, name)[own] for name in self.__slots__)
        return CustodyRows(*columns)

    @property
    def asks(self) -> Mask:
        """Which rows make custody a question of their container: those with a custodian, or one side of a hand-over."""
        sided = self.sided & ((self.act == TAKES) | (self.act == LETS_GO))
        return np.asarray((self.act < SETS_OUT) & ((self.who > 0) | (self.whence > 0) | sided), bool)

    def size_s(self, one: Index, other: Index) -> tuple[Column, Column]:
        """Return bounds on how far apart two rows lie in time, in seconds, whichever came first."""
        least, most = self.low[other] - self.high[one], self.high[other] - self.low[one]
        if self.keeps_order:
            ordered = self.file[one] == self.file[other]
            least = np.where(ordered & (self.minute[other] > self.minute[one]), np.maximum(least, 0.0), least)
            most = np.where(ordered & (self.minute[other] < self.minute[one]), np.minimum(most, 0.0), most)
        apart = np.where(self.row[one] == self.row[other], 0.0, np.maximum(np.maximum(least, -most), 0.0))
        widest = np.where(self.row[one] == self.row[other], 0.0, np.maximum(np.abs(most), np.abs(least)))
        return apart / 1e6, widest / 1e6


def says_custody(table: pd.DataFrame) -> bool:
    """Say whether any row of a record names a custodian, or is one side of a hand-over."""
    columns = [name for name in ("custodian", "from_custodian") if name in table]
    return any((table[name] != "").any() for name in columns) or bool(table["event"].isin(HANDOVERS[1:]).any())


def custody_rows(evidence: Evidence) -> CustodyRows:
    """Return what the rows of a record say of custody.

    Parameters
    ----------
    evidence : Evidence

    Returns
    -------
    CustodyRows
    """
    table, roll = evidence.event_rows.table, evidence.event_rows.roll
    (who, whence), names = _custodians(table)
    kind = roll.kind.astype(np.int64)
    named = (who > 0) | (whence > 0)
    unnamed = (_IS_BEGIN[kind] | _IS_END[kind]) & ~named
    row, place = roll.of_statements(np.nonzero(named | unnamed | _IS_HANDOVER[kind])[0])
    kind, who, whence, unnamed = kind[row], who[row], whence[row], unnamed[row]
    act = np.where((who > 0) & (whence > 0) & (who != whence) & ~_IS_RELEASE[kind], PASSES, _ACT_OF[kind])
    act = np.where((who == 0) & (whence > 0) & ~_IS_RELEASE[kind], PASSES, act)
    who = np.where(_IS_RELEASE[kind] & (whence > 0), whence, who)
    act = np.where(unnamed, np.where(_IS_BEGIN[kind], SETS_OUT, ARRIVES), act).astype(np.int8)
    exact = exactness_of(table, evidence.site.resolution_s)
    time = np.where(np.isin(row, evidence.untimed_rows), np.nan, table["time"].to_numpy(np.float64)[row])
    doubt = np.broadcast_to(exact.of(row), row.shape)
    file = pd.factorize(table[FILE])[0][row] if FILE in table else np.zeros(len(row), np.int64)
    found = CustodyRows(
        place, row, act, who, whence, time - doubt, time + doubt, minute_of(time), file, _IS_HANDOVER[kind],
        _IS_BY_THEN[kind], _IS_TRANSPORT_END[kind], names, exact.keeps_order,
    )  # fmt: skip
    return found.taken(_in_order(found, time))


def _custodians(table: pd.DataFrame) -> tuple[list[Index], Names]:
    """Return the number of the custodian, and of the one before, of each row, and the names by their numbers."""
    each = [numbered(table[name]) for name in ("custodian", "from_custodian") if name in table]
    names = sorted({"", *(str(name) for _, own in each for name in own)})
    number = {name: i for i, name in enumerate(names)}
    found = {
        name: np.array([number[str(one)] for one in own], np.int64)[codes]
        for name, (codes, own) in zip(
            [one for one in ("custodian", "from_custodian") if one in table], each, strict=True
        )
    }
    nobody = np.zeros(len(table), np.int64)
    return [found.get("custodian", nobody), found.get("from_custodian", nobody)], np.array(names, object)


def _in_order(found: CustodyRows, time: Column) -> Index:
    """Return the order of rows by container and time: of one time, first those of whom the record names first.

    Who lets a container go had it before.
    """
    pair = found.place * len(found.names) + found.who
    _, number = np.unique(pair, return_inverse=True)
    first = np.full(number.max(initial=-1) + 1, np.inf)
    np.fmin.at(first, number, time - (found.act == LETS_GO))
    return np.lexsort((found.row, found.who, found.act, first[number], time, found.place))
