"""What each budget, allowance and storage of a label had at the beginning, what was spent of it, and what is left."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite, isnan
from typing import Any

from atmp_logistics.report.dose_record.record_parts import PROSE, Cell, Table
from atmp_logistics.report.dose_record.record_source import RecordSource

LEDGER_COLUMNS = ("container_id", "account", "label_revision", "counted", "budget_before", "spent", "budget_after")


def ledger_rows(source: RecordSource) -> Table:
    """Return the stability ledger of a therapy: one row a container, account and revision of its label."""
    rows: Iterator[Any] = source.result.ledger.itertuples(index=False)
    return Table(LEDGER_COLUMNS, tuple(_row(source, one) for one in rows))


def _row(source: RecordSource, one: Any) -> tuple[Cell, ...]:
    words, number = source.words, source.words.in_unit(one.unit)
    left = ""
    if not isnan(one.allowed):
        left = words.between(one.left_lower, one.left_upper, number)
    unbounded = not isfinite(one.spent_upper) and one.spent_lower <= 0
    return (
        Cell(source.named({one.container_id})),
        Cell(f"{words.say.event(one.code) if one.kind == 'thaws' else one.code} ({words.say(f'account.{one.kind}')})"),
        Cell(one.revision),
        Cell(one.band, PROSE),
        Cell("" if isnan(one.allowed) else number(one.allowed)),
        Cell(words.say("text.unknown") if unbounded else words.between(one.spent_lower, one.spent_upper, number)),
        Cell(left),
    )
