"""What a table of findings must hold that a plug-in's rule returns; each thing that it does not is a fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from atmp_logistics.core.verdict import CONFORMS, DEVIATES, INDETERMINATE, Limit, compare
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.rules.findings import FindingTable

#: What was found, and what was expected.
Found = tuple[str, str]
_COLUMNS = ("lower", "upper", "verdict", "start", "end")


def answer_faults(table: Any, code: str, evidence: Evidence) -> Iterator[Found]:
    """Yield what is wrong with what a rule returned.

    Parameters
    ----------
    table : object
        One of the values that `judge` yielded.
    code : str
        The rule's code.
    evidence : Evidence
        What it was asked about.

    Returns
    -------
    iterator of (str, str)
        What was found, and what was expected; the first kind of fault alone, since the next would follow from it.
    """
    if not isinstance(table, FindingTable):
        yield f"an answer of the type {type(table).__name__}", "what finding_table returns"
        return
    checks = (_statement_faults(table, code), _column_faults(table, evidence), _number_faults(table))
    yield from next((found for found in map(list, checks) if found), [])


def _statement_faults(table: FindingTable, code: str) -> Iterator[Found]:
    if table.rule != code:
        yield f"a finding of the rule {table.rule!r}", f"one of {code!r}"
    if table.requirement is None or table.rests_on is not None:
        yield "a finding that does not rest on the limit it was made for", "what finding_table returns"
        return
    stated = table.code, table.citation, table.obligation
    own = table.requirement.code, table.requirement.citation, table.requirement.obligation
    if stated != own:
        yield f"a finding on {table.requirement.code!r} that states another code, citation or obligation", "its limit's"
    limit: object = table.limit
    if not isinstance(limit, Limit | None):
        yield f"a limit of the type {type(limit).__name__}", "a Limit, or None"


def _column_faults(table: FindingTable, evidence: Evidence) -> Iterator[Found]:
    rows, count = table.rows, len(evidence)
    if not isinstance(rows, np.ndarray) or rows.ndim != 1 or rows.dtype.kind not in "iu":
        yield "rows that are no column of whole numbers", "the places of containers"
        return
    if len(np.unique(rows)) != len(rows) or (len(rows) and not (rows.min() >= 0 and rows.max() < count)):
        yield f"rows that are no places of {count} containers, each once", f"numbers from 0 to {count - 1}"
    other = zip(("other_side", "other_side"), table.other_side or (), strict=False)
    for name, column in (*((name, getattr(table, name)) for name in _COLUMNS), *other):
        if not isinstance(column, np.ndarray) or column.shape != rows.shape or column.dtype.kind not in "iuf":
            yield f"{name} of another length than rows", f"a column of {len(rows)} numbers"


def _number_faults(table: FindingTable) -> Iterator[Found]:
    """Yield verdicts that are none, and those that the bounds they were made from deny."""
    known = np.isin(table.verdict, (CONFORMS, INDETERMINATE, DEVIATES))
    if not known.all():
        codes = sorted(set(table.verdict[~known].tolist()))
        yield f"verdict codes {', '.join(map(str, codes))}", "CONFORMS, INDETERMINATE or DEVIATES"
        return
    decided = table.verdict != INDETERMINATE
    if (decided & (np.isnan(table.lower) | np.isnan(table.upper))).any():
        yield "a verdict on what is not a number (NaN)", "INDETERMINATE where nothing was measured"
    if (table.lower > table.upper).any():
        yield "a lower bound above the upper one", "the lower first"
    if table.limit is not None:
        said = compare(table.lower, table.upper, table.limit)
        if (decided & (table.verdict != said)).any():
            yield f"a verdict that its bounds and its limit ({table.limit}) do not give", "what compare gives, or less"
