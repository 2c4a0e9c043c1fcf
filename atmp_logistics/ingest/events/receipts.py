"""What came of a receipt, from the column outcome: an event of its own, so that the rules can see it.

A word that is not known beside `receipt_checked` or `product_received` is refused: it may say that the product was
rejected. So is a word that rejects, quarantines or discards beside any event but a receipt, whatever else stands there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from atmp_logistics.core.check_outcomes import says_equal
from atmp_logistics.core.errors import ConflictingRecord, Fault
from atmp_logistics.core.event_kinds import OUTCOMES, event_name, names_an_end, receipt_event
from atmp_logistics.core.exactness import AS_WRITTEN, DOUBT

CHECKED, RECEIVED = "receipt_checked", "product_received"
#: What a row of the outcome holds besides its time: any other cell stays with the receipt.
_WHO = ("therapy_id", "container_id", "time", "row", DOUBT, AS_WRITTEN)
_KINDS = frozenset(OUTCOMES.values())
_CHECK = "identity_check"
_RECEIPTS = f"{CHECKED} or {RECEIVED}"
_WORDS = "accepted, rejected or quarantined"


@dataclass(frozen=True, slots=True)
class Receipts:
    """The events with those that receipts have for their outcome, what is noted of them, and what was refused."""

    frame: pd.DataFrame
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def with_outcomes(frame: pd.DataFrame, where: Callable[[int], str], *, wide: bool, is_read: bool = False) -> Receipts:
    """Read the outcomes of receipts as events.

    Parameters
    ----------
    frame : DataFrame
        The events of a table, by their places.
    where : callable
        From an event's place to where its outcome stands.
    wide : bool
        Whether one row holds all events of a container: its outcome is then that of its receipt.
    is_read : bool
        Whether the table is a log as a frame: an outcome that was read as an event of its own is one already.

    Returns
    -------
    Receipts
    """
    if "outcome" not in frame or not (frame["outcome"] != "").any():
        return Receipts(frame)
    frame = _of_the_receipt(frame) if wide else frame
    meant = frame["outcome"].map({word: receipt_event(word) for word in frame["outcome"].unique()})
    known, filled = meant.notna(), frame["outcome"] != ""
    checked, received = frame["event"] == CHECKED, frame["event"] == RECEIVED
    against = frame["outcome"].map({word: names_an_end(word) for word in frame["outcome"].unique()}).astype(bool)
    accepted = (meant == "receipt_accepted") & frame["event"].isin(_KINDS)
    of_check = {word: says_equal(word) is not None for word in frame["outcome"].unique()}
    against &= ~((frame["event"] == _CHECK) & frame["outcome"].map(of_check).astype(bool))
    other = ~checked & ~received & (against | accepted) & (meant != frame["event"]) & ~_says_itself(frame)
    unknown = (checked | received) & filled & ~known
    faults = [*_unknown(frame, unknown, where), *_elsewhere(frame, other, where)]
    more = frame[received & known].assign(event=meant[received & known])
    if is_read:
        key = ["therapy_id", "container_id", "time", "event"]
        more = more[~more.set_index(key).index.isin(frame.set_index(key).index)]
    columns = [name for name in frame if name not in (*_WHO, "event")]
    for name in columns:
        more[name] = np.nan if frame[name].dtype.kind == "f" else ""
    read = frame.assign(event=frame["event"].where(~(checked & known), meant))
    notes = [_note(CHECKED, meant[checked & known]), _note(RECEIVED, more["event"])]
    return Receipts(pd.concat([read, more]) if len(more) else read, [*filter(None, notes)], faults)


def notes_on_open_receipts(events: pd.Series[str]) -> list[str]:
    """Say how many receipts were checked without a word of what came of it."""
    count = int((events == CHECKED).sum())
    return [f"{CHECKED} without an outcome: {count}; whether the product was accepted is not logged"] if count else []


def _of_the_receipt(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave the outcome of a row that holds a receipt with its receipt alone."""
    checked = frame["row"].isin(frame.loc[frame["event"] == CHECKED, "row"])
    received = frame["row"].isin(frame.loc[frame["event"] == RECEIVED, "row"])
    own = np.where(checked, frame["event"] == CHECKED, ~received | (frame["event"] == RECEIVED))
    return frame.assign(outcome=frame["outcome"].where(own, ""))


def _says_itself(frame: pd.DataFrame) -> pd.Series[bool]:
    """Say which rows have an event that ends a container, and its own word as its outcome."""
    names = frame["outcome"].map({word: event_name(word) for word in frame["outcome"].unique()})
    return names.eq(frame["event"])


def _unknown(frame: pd.DataFrame, rows: pd.Series[bool], where: Callable[[int], str]) -> Iterator[Fault]:
    """Yield a fault for each word beside a receipt that says none of what can come of it."""
    fix = f"write {_WORDS}; what else is to be said belongs in the column reason or note"
    yield from _each(frame[rows], where, repr, f"the outcome of a receipt: {_WORDS}", fix)


def _elsewhere(frame: pd.DataFrame, rows: pd.Series[bool], where: Callable[[int], str]) -> Iterator[Fault]:
    """Yield a fault for each word that rejects, quarantines or discards beside an event that is no receipt."""
    words = f"a row of its own, {', '.join(sorted(_KINDS))}, discarded or returned; or put the word in reason"
    for event, own in frame[rows].groupby("event", sort=False):
        is_check = event == _CHECK
        expected = "the outcome of a check: match or mismatch" if is_check else f"such an outcome beside {_RECEIPTS}"
        fix = f"write match or mismatch; what became of the container is {words}" if is_check else f"write {words}"
        yield from _each(own, where, lambda word, event=event: f"{word!r} beside {event}", expected, fix)  # type: ignore[misc]


def _each(
    rows: pd.DataFrame, where: Callable[[int], str], found: Callable[[str], str], expected: str, fix: str
) -> Iterator[Fault]:
    for word, own in rows.groupby("outcome", sort=False):
        more = f" and {len(own) - 1} more rows" if len(own) > 1 else ""
        yield Fault(where(int(own.index[0])) + more, found(str(word)), expected, fix, ConflictingRecord)


def _note(event: str, kinds: Iterable[str]) -> str:
    counts = Counter(kinds)
    said = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
    beside = "by its outcome" if event == CHECKED else "with an outcome, which is an event of its own"
    return f"{event} read {beside}: {said}" if counts else ""
