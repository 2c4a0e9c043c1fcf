"""Identifiers in the words of a finding: which values, in which rows, beside which events, and how they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from atmp_logistics.core.look_alikes import difference_in_words
from atmp_logistics.core.wording import event
from atmp_logistics.evidence.events.evidence import Evidence

#: The values that some rows say in a column, each with its rows, by their places in the table.
Values = Mapping[str, Sequence[int]]
#: So many rows of one value are named.
_NAMED = 3


def words_on_one_value(evidence: Evidence, each: Mapping[str, Values]) -> str:
    """Return which identifiers of a container are one in all rows that hold them."""
    said = [
        f"{_column(column)} {value!r} ({evidence.event_rows.said(rows)})"
        for column, values in each.items()
        for value, rows in values.items()
    ]
    return f"one value in all rows that hold it: {', '.join(said)}"


def words_on_differences(evidence: Evidence, apart: Mapping[str, Values]) -> tuple[str, str]:
    """Return which identifiers differ and in which rows, and what would decide where it may be typing alone."""
    said = [f"{_column(column)} differs{_how(values)}: {_listed(evidence, values)}" for column, values in apart.items()]
    return "; ".join(said), "look at the labels, and correct the rows that are written otherwise"


def _how(values: Values) -> str:
    """Return in which way two values differ that may be one; "" of any that are surely apart, and of more than two."""
    words = difference_in_words(*values) if len(values) == 2 else ""
    return f" {words}" if words else ""


def _listed(evidence: Evidence, values: Values) -> str:
    return ", ".join(f"{value!r} ({_where(evidence, rows)})" for value, rows in values.items())


def _where(evidence: Evidence, rows: Sequence[int]) -> str:
    """Return the first of some rows, and their events."""
    table = evidence.event_rows.table
    events = dict.fromkeys(event(str(table["event"].iloc[row])) for row in rows[:_NAMED])
    more = f" and {len(rows) - _NAMED} more" if len(rows) > _NAMED else ""
    return f"{evidence.event_rows.said(rows[:_NAMED])}{more}, {', '.join(events)}"


def _column(name: str) -> str:
    return name.replace("_", " ")
