"""What the rows of a record say that a container and its patient are: identifiers, and where they are not one.

A batch, a donation, a product code belong to a container; the patient, to the therapy and every row of it. Rows of the
starting material have identifiers of their own, but for the patient of an autologous product, who is the donor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from atmp_logistics.core.columns import Codes, Column, Index, Mask, Names
from atmp_logistics.core.event_columns import CONTAINER_COLUMNS
from atmp_logistics.core.look_alikes import as_typed_alike
from atmp_logistics.core.name_codes import numbered
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.evidence.events.roster import OF_MATERIAL, Roster
from atmp_logistics.records.row_names import FILE

#: What tells whose a container is: the same in every row of a therapy.
OF_PATIENT = ("identity", "patient_pseudonym")
#: What is printed on a container.
OF_CONTAINER = tuple(name for name in CONTAINER_COLUMNS if name not in (*OF_PATIENT, "parent_container"))
IDENTIFYING = (*OF_PATIENT, *OF_CONTAINER)


@dataclass(frozen=True, slots=True, repr=False)
class IdentifierRows(ShortRepr):
    """What rows say in one column, once for each container that they say it of, as numbers of `names`.

    `alike` numbers the same names again, with one number for those that are easily taken for each other; `line` numbers
    the rows of the files: one of them may hold several events, and says what it says once. `sure` is False where a row
    that names no container says what another container of the therapy bears: it may speak of that one alone.
    """

    column: str
    row: Index
    place: Index
    code: Codes
    names: Names
    alike: Codes
    line: Index
    sure: Mask

    def rows_of(self, place: int) -> dict[str, list[int]]:
        """Return each value that is said of one container with its rows, in the order of the table."""
        own = np.nonzero(self.place == place)[0]
        found: dict[str, list[int]] = {}
        for row, code in sorted(zip(self.row[own].tolist(), self.code[own].tolist(), strict=True)):
            found.setdefault(str(self.names[code]), []).append(row)
        return found

    def differing(self, count: int) -> tuple[Mask, Mask, Mask]:
        """Return of each container whether it is said twice, has values surely apart, and has values apart at all."""
        each = np.unique(np.stack([self.place, self.line]), axis=1)[0]
        said = np.bincount(each, minlength=count) > 1
        surely = _apart(self.alike[self.sure], self.place[self.sure], count)
        return said, surely, _apart(self.code, self.place, count)


def _apart(code: Codes, place: Index, count: int) -> Mask:
    """Say of which containers two different numbers stand."""
    least, most = np.full(count, np.iinfo(np.int64).max), np.full(count, -1)
    np.minimum.at(least, place, code)
    np.maximum.at(most, place, code)
    return np.asarray(least < most)


def identifier_rows(
    table: pd.DataFrame, roll: Roster, columns: Sequence[str], *, autologous: bool
) -> list[IdentifierRows]:
    """Return what the rows of a table say of containers in each of some columns that the table has.

    Parameters
    ----------
    table : DataFrame
        `EventLog.table`.
    roll : Roster
        The containers to look at, and which of them each row is about.
    columns : sequence of str
        Of `IDENTIFYING`, or another column of which a container has one value.
    autologous : bool
        Whether the donor of the starting material is the patient.
    """
    return [_rows(table, roll, column, autologous=autologous) for column in columns if column in table]


def _rows(table: pd.DataFrame, roll: Roster, column: str, *, autologous: bool) -> IdentifierRows:
    codes, names = numbered(table[column])
    filled = np.nonzero(~np.equal(names, "")[codes])[0]
    if column not in OF_PATIENT or not autologous:
        filled = filled[~OF_MATERIAL[roll.kind[filled]]]
    row, place = roll.of_therapies(filled) if column in OF_PATIENT else roll.of_statements(filled)
    folded, _ = pd.factorize(np.array([as_typed_alike(str(name)) for name in names], object))
    code = codes[row].astype(np.int64)
    sure = np.ones(len(row), bool) if column in OF_PATIENT else ~_of_others(roll, row, place, code)
    return IdentifierRows(column, row, place, code, names, folded[code], _lines(table)[row], sure)


def _of_others(roll: Roster, row: Index, place: Index, code: Codes) -> Mask:
    """Say where a row that names no container says what rows of another container of its therapy say of that one."""
    if roll.own is None or not len(row):
        return np.zeros(len(row), bool)
    own, many = roll.own[row] == place, int(code.max()) + 1
    therapy, container = roll.group[place] * many + code, place * many + code
    return np.asarray(~own & np.isin(therapy, therapy[own]) & ~np.isin(container, container[own]))


def _lines(table: pd.DataFrame) -> Index:
    """Return a number for each row of a table that is that of its row in its file."""
    row = table["row"].to_numpy(np.int64)
    if FILE not in table:
        return row
    file, names = pd.factorize(table[FILE])
    return np.asarray(row * len(names) + file)


def mismatches(found: Sequence[IdentifierRows], count: int) -> tuple[Index, Column, Column]:
    """Return the containers of which anything is said twice, and bounds on how many columns contradict themselves."""
    twice, surely, possibly = np.zeros(count, bool), np.zeros(count), np.zeros(count)
    for one in found:
        said, apart, differing = one.differing(count)
        twice |= said
        surely += apart
        possibly += differing
    rows = np.nonzero(twice)[0]
    return rows, surely[rows], possibly[rows]
