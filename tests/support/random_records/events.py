"""Small event tables: an honest ward's, and what can go wrong in one."""

from dataclasses import replace
from random import Random

from random_records.labels import CONDITION, Label
from random_records.record import Line

#: The order of a therapy, and how many minutes may pass before each.
CHAIN = (
    ("product_dispatched", (0,)), ("product_received", (20, 30, 60)), ("storage_in", (0, 1, 5)),
    ("storage_out", (20, 30, 60)), ("thaw_start", (0, 1, 5)), ("thaw_end", (1, 4, 10)),
    ("preparation_start", (1, 5)), ("preparation_end", (1, 5)), ("administration_start", (0, 1, 5, 10)),
    ("administration_end", (1, 10, 20, 30)), ("discarded", (1, 10, -15)),
)  # fmt: skip
#: What may be decided at a receipt, in its order or not.
_ENDED = ("receipt_quarantined", "receipt_accepted")
DECISIONS = (
    *[()] * 12, ("receipt_checked",), ("receipt_rejected",), ("receipt_quarantined",), ("receipt_accepted",),
    _ENDED, _ENDED, _ENDED[::-1], _ENDED * 2,
)  # fmt: skip


def events_of(chance: Random, label: Label) -> tuple[Line, ...]:
    """Return the rows of one or two therapies, of one to three containers each."""
    by_minute, rows = chance.random() < 0.6, []
    for t in range(chance.choice([1, 1, 1, 2])):
        start, slow = 6 * 60, chance.choice([0, 5, 15])
        for c in range(chance.choice([1, 1, 2, 3])):
            rows += _container(chance, label, f"T{t + 1}", f"B{c + 1}", start, by_minute)
            start += slow
    rows = [_spoiled(chance, one) for one in rows]
    rows = [row for row in rows if row is not None] or [Line("T1", "B1", "product_received", 6 * 3600)]
    return (*rows, *_receipts(Random(repr(rows)), rows, by_minute))  # noqa: S311  records are drawn


def _container(chance: Random, label: Label, therapy, container, start, by_minute):
    kinds = label.kinds | set(chance.sample([kind for kind, _ in CHAIN], chance.choice([0, 1, 1, 2, 4])))
    if "discarded" in kinds and chance.random() < 0.7:
        kinds = kinds - {"discarded"}
    saved_at_once, rows, minute = chance.random() < 0.04, [], start
    for kind, waits in CHAIN:
        minute += 0 if saved_at_once and kind != "product_received" else chance.choice(waits)
        if kind in kinds:
            second = minute * 60 + (0 if by_minute else chance.choice([0, 0, 10, 30, 59]))
            rows.append(Line(therapy, container, kind, second, by_minute=by_minute and chance.random() < 0.8))
            if kind == "storage_out" and chance.random() < 0.15:
                rows += _again(chance, rows[-1], kinds)
    if rows and chance.random() < 0.05:
        at = chance.choice(rows).second
        more = [
            Line(therapy, container, f"excursion_{end}", at + 60 * k, by_minute=by_minute)
            for end, k in (("start", 5), ("end", 16))
        ]
        rows += more[: chance.choice([1, 2, 2, 2])]
    if label.conditional and rows and chance.random() < 0.6:
        value = chance.choice([*label.named, *label.named, "neither"] if len(label.named) == 1 else label.named)
        at = chance.randrange(len(rows))
        rows[at] = replace(rows[at], stated=((CONDITION, value),))
    if rows and chance.random() < 0.15:
        rows[0] = replace(rows[0], expiry=chance.choice(["2026-11-10", "2026-11-10T07:30:00+00:00", "2026-11"]))
    return rows


def _receipts(chance: Random, rows, by_minute):
    """Now and then what was decided at receipt, in its order or not; drawn apart, so that the rest stays as it is."""
    for first in {(row.therapy, row.container): row for row in reversed(rows) if row.second is not None}.values():
        second = first.second
        for kind in chance.choice(DECISIONS):
            second += 60 * chance.choice([0, 1, 1, 5, 10, 40])
            at = None if chance.random() < 0.1 else second
            yield Line(first.therapy, first.container, kind, at, by_minute=by_minute)


def _again(chance: Random, row: Line, kinds):
    """Back into the store and out once more, or out twice."""
    steps = chance.choice([("storage_in", "storage_out"), ("storage_out",), ("storage_in",)])
    if "storage_in" not in kinds and steps == ("storage_in",):
        return []
    rows = [replace(row, event=kind, second=row.second + 60 * chance.choice([0, 2, 5])) for kind in steps]
    return sorted(rows, key=lambda one: one.second)


def _spoiled(chance: Random, row: Line):
    """Now and then a time is lost, a row, or an order."""
    fate = chance.random()
    if fate < 0.04:
        return replace(row, second=None, by_minute=False)
    if fate < 0.06:
        return None
    if fate < 0.08:
        return replace(row, second=row.second + 60 * chance.choice([-20, -5, -1, 5]))
    return row
