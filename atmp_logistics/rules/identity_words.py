"""Identifiers in the words of a finding: which values, in which rows, beside which events, and how they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from atmp_logistics.core.look_alikes import difference_in_words
from atmp_logistics.core.translatable import joined
from atmp_logistics.core.wording import event
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.rules.rule_phrases import column_in_words, say

#: The values that some rows say in a column, each with its rows, by their places in the table.
Values = Mapping[str, Sequence[int]]
#: So many rows of one value are named.
_NAMED = 3


def words_on_one_value(evidence: Evidence, each: Mapping[str, Values]) -> str:
    """Return which identifiers of a container are one in all rows that hold them."""
    said = [
        say("identity.value", column=column_in_words(column), value=repr(value), rows=evidence.event_rows.said(rows))
        for column, values in each.items()
        for value, rows in values.items()
    ]
    return say("identity.one_value", values=joined(", ", said))


def words_on_differences(evidence: Evidence, apart: Mapping[str, Values]) -> tuple[str, str]:
    """Return which identifiers differ and in which rows, and what would decide where it may be typing alone."""
    said = [
        say("identity.differs", column=column_in_words(column), how=_how(values), values=_listed(evidence, values))
        for column, values in apart.items()
    ]
    return joined("; ", said), say("identity.look")


def _how(values: Values) -> str:
    """Return in which way two values differ that may be one; "" of any that are surely apart, and of more than two."""
    words = difference_in_words(*values) if len(values) == 2 else ""
    return say("identity.how", difference=words) if words else ""


def _listed(evidence: Evidence, values: Values) -> str:
    said = (say("identity.at", value=repr(value), where=_where(evidence, rows)) for value, rows in values.items())
    return joined(", ", said)


def _where(evidence: Evidence, rows: Sequence[int]) -> str:
    """Return the first of some rows, and their events."""
    table = evidence.event_rows.table
    events = dict.fromkeys(event(str(table["event"].iloc[row])) for row in rows[:_NAMED])
    more = say("identity.more", count=len(rows) - _NAMED) if len(rows) > _NAMED else ""
    return say("identity.where", rows=evidence.event_rows.said(rows[:_NAMED]), more=more, events=joined(", ", events))
