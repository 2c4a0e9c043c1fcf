"""Changes of custody in words: the two rows of each, and what to log where something is not."""

from __future__ import annotations

import numpy as np

from atmp_logistics.core.verdict import CONFORMS, DEVIATES, Limit, compare
from atmp_logistics.core.wording import between, clock, event
from atmp_logistics.evidence.events import custody_chain as chain
from atmp_logistics.evidence.events.custody_chain import NO_ROW, CustodyChanges
from atmp_logistics.evidence.events.custody_rows import BETWEEN_SITES
from atmp_logistics.evidence.events.evidence import Evidence

_LOG_BOTH = "log both sides of the hand-over: handover_released and handover_received, each with its custodian"
#: Why a change of each kind is open, and what to log.
_OPEN = {
    chain.NO_HANDOVER: ("the custodian changes between {rows} without a hand-over", _LOG_BOTH),
    chain.NO_RELEASE: (
        "{other} takes the container, and no release by the custodian before is logged{since}",
        "log handover_released with the custodian who let it go, or name that one in the column from_custodian",
    ),
    chain.NO_RECEIPT: (
        "{one} lets the container go, and nobody is logged as taking it{until}",
        "log handover_received with the custodian who took it",
    ),
    chain.NOT_HELD: (
        "custody runs backwards or past a custodian: {other} lets go what it is not logged as having taken{since}",
        "check the custodian and the time of the two rows, or log handover_received",
    ),
    chain.HAS_AGAIN: (
        "{one} lets the container go, and {other} has it without having taken it again",
        "log handover_received, or check the time of the two rows",
    ),
    chain.TWICE: (
        "{rows} say the same side of a hand-over twice",
        "log what lies between the two, or check them",
    ),
    chain.NO_NAME: (
        "{other} is a hand-over of which one side is not named",
        "name the custodian who takes the container, and in from_custodian the one who lets it go",
    ),
    chain.NO_TIME: ("{one} has no time, so the order of custodians is not known", "log the time of that row"),
    chain.NOT_NAMED: (
        "no custodian is named at {other}",
        "name the custodian in the column custodian, from the collection or the receipt on",
    ),
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
        return f"one custodian at every moment that the record shows, with {count} hand-over{'s' * (count != 1)}", None
    return "; ".join(said), "; ".join(dict.fromkeys(decide)) or None


def _change(evidence: Evidence, changes: CustodyChanges, i: int) -> tuple[str, str]:
    """Return one change in words, and what would decide it."""
    one, other = int(changes.one[i]), int(changes.other[i])
    if changes.kind[i] == chain.MEASURED:
        return _measured(evidence, changes, i)
    why, log = _OPEN[int(changes.kind[i])]
    rows = " and ".join(_row(evidence, row) for row in (one, other) if row != NO_ROW)
    return why.format(
        rows=rows,
        one=_row(evidence, one),
        other=_row(evidence, other),
        since=f"; before: {_row(evidence, one)}" if one != NO_ROW else "",
        until=f" before {_row(evidence, other)}" if other != NO_ROW else "",
    ), log


def _measured(evidence: Evidence, changes: CustodyChanges, i: int) -> tuple[str, str]:
    one, other = int(changes.one[i]), int(changes.other[i])
    times = evidence.event_rows.table["time"].to_numpy(np.float64)
    what = "two custodians at once for" if times[other] < times[one] else "without a custodian for"
    length = between(float(changes.lower[i]), float(changes.upper[i]))
    where = _where(evidence, int(changes.place[i]), float(min(times[one], times[other])))
    decide = "state [custody] at_most in the site's profile, log the hand-over in one row, or to the second"
    return f"{what} {length} {where}: {_row(evidence, one)}, and {_row(evidence, other)}", decide


def _where(evidence: Evidence, place: int, time: float) -> str:
    """Say whether a moment lies in a transport between sites, which a courier has, or inside one."""
    for starts, ends in BETWEEN_SITES:
        out, back = (evidence.event_rows.rows(name).of(place).time_us for name in (starts, ends))
        if (out <= time).any() and not (back <= time).any():
            return "in the transport between sites"
    return "inside a site"


def _row(evidence: Evidence, row: int) -> str:
    """Return one row: its event, custodian, time and place in the file."""
    if row == NO_ROW:
        return "the start of the record"
    cells = evidence.event_rows.table.iloc[row]
    sides = [str(cells.get(name) or "") for name in ("from_custodian", "custodian")]
    who = " to ".join(repr(side) for side in sides if side) or "nobody named"
    time = float(cells["time"])
    when = clock(time, evidence.tz) if np.isfinite(time) else "without its time"
    return f"{event(str(cells['event']))} by {who}, {when} ({evidence.event_rows.said([row])})"
