"""Changes of custody in words: the two rows of each, and what to log where something is not."""

from __future__ import annotations

import numpy as np

from atmp_logistics.core.translatable import joined
from atmp_logistics.core.verdict import CONFORMS, DEVIATES, Limit, compare
from atmp_logistics.core.wording import between, clock, event, listed
from atmp_logistics.evidence.events import custody_chain as chain
from atmp_logistics.evidence.events.custody_chain import NO_ROW, CustodyChanges
from atmp_logistics.evidence.events.custody_rows import BETWEEN_SITES
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.rules.rule_phrases import say

#: The key of why a change of each kind is open; what to log has the same key in another table.
_OPEN = {
    chain.NO_HANDOVER: "no_handover",
    chain.NO_RELEASE: "no_release",
    chain.NO_RECEIPT: "no_receipt",
    chain.NOT_HELD: "not_held",
    chain.HAS_AGAIN: "has_again",
    chain.TWICE: "twice",
    chain.NO_NAME: "no_name",
    chain.NO_TIME: "no_time",
    chain.NOT_NAMED: "not_named",
}


def words_of_changes(evidence: Evidence, changes: CustodyChanges, limit: Limit) -> tuple[str, str | None]:
    """Return what is found of the custody of one container, the gravest first, and what would decide it.

    Parameters
    ----------
    evidence : Evidence
    changes : CustodyChanges
        Those of one container.
    limit : Limit
        How far apart the two sides of a hand-over may lie.
    """
    verdicts = compare(changes.lower, changes.upper, limit)
    said, decide = list[str](), list[str]()
    for i in np.argsort(-verdicts, kind="stable").tolist():
        if verdicts[i] == CONFORMS:
            continue
        text, log = _change(evidence, changes, i)
        said += [text]
        decide += [] if verdicts[i] == DEVIATES else [log]
    if not said:
        count = int(np.isin(changes.kind, (chain.MEASURED, chain.PASSED)).sum())
        return say("custody.one_handover") if count == 1 else say("custody.handovers", count=count), None
    return joined("; ", said), joined("; ", dict.fromkeys(decide)) or None


def _change(evidence: Evidence, changes: CustodyChanges, i: int) -> tuple[str, str]:
    """Return one change in words, and what would decide it."""
    one, other = int(changes.one[i]), int(changes.other[i])
    if changes.kind[i] == chain.MEASURED:
        return _measured(evidence, changes, i)
    key = _OPEN[int(changes.kind[i])]
    named = {
        "rows": listed(_row(evidence, row) for row in (one, other) if row != NO_ROW),
        "one": _row(evidence, one),
        "other": _row(evidence, other),
        "since": say("custody.since", row=_row(evidence, one)) if one != NO_ROW else "",
        "until": say("custody.until", row=_row(evidence, other)) if other != NO_ROW else "",
    }
    return say(f"custody.{key}", **named), say(f"log_custody.{key}")


def _measured(evidence: Evidence, changes: CustodyChanges, i: int) -> tuple[str, str]:
    one, other = int(changes.one[i]), int(changes.other[i])
    times = evidence.event_rows.table["time"].to_numpy(np.float64)
    what = "custody.two_at_once" if times[other] < times[one] else "custody.nobody"
    length = between(float(changes.lower[i]), float(changes.upper[i]))
    where = _where(evidence, int(changes.place[i]), float(min(times[one], times[other])))
    said = say(what, length=length, where=where, one=_row(evidence, one), other=_row(evidence, other))
    return said, say("log_custody.measured")


def _where(evidence: Evidence, place: int, time: float) -> str:
    """Say whether a moment lies in a transport between sites, which a courier has, or inside one."""
    for starts, ends in BETWEEN_SITES:
        out, back = (evidence.event_rows.rows(name).of(place).time_us for name in (starts, ends))
        if (out <= time).any() and not (back <= time).any():
            return say("custody.in_transport")
    return say("custody.inside")


def _row(evidence: Evidence, row: int) -> str:
    """Return one row: its event, custodian, time and place in the file."""
    if row == NO_ROW:
        return say("custody.start")
    cells = evidence.event_rows.table.iloc[row]
    sides = [str(cells.get(name) or "") for name in ("from_custodian", "custodian")]
    who = joined(say("custody.to"), [repr(side) for side in sides if side]) or say("custody.nobody_named")
    time = float(cells["time"])
    when = clock(time, evidence.tz) if np.isfinite(time) else say("custody.untimed")
    return say(
        "custody.row", event=event(str(cells["event"])), who=who, time=when, rows=evidence.event_rows.said([row])
    )
