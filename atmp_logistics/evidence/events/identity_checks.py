"""The checks of identity that a record logs: when, what was compared, by whom, and with what outcome.

A check serves an event that waits for it where it surely came before it, and no other event that waits for a check came
between the two. What may be so, may serve.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from atmp_logistics.core.check_outcomes import says_equal
from atmp_logistics.core.columns import Index
from atmp_logistics.core.event_kinds import EVENTS, comes_before, ends_of
from atmp_logistics.core.look_alikes import as_typed_alike
from atmp_logistics.core.person_names import may_be_one, names_nobody
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.identifier_rows import IDENTIFYING, IdentifierRows
from atmp_logistics.evidence.events.record_rows import minute_of
from atmp_logistics.evidence.events.roster import KINDS

CHECK = "identity_check"
#: What counts as one of two identifiers: a product's code is the same on every container of the product.
COUNTED = tuple(name for name in IDENTIFYING if name != "product_code")
#: What may be said of a check: it is as it must be, it surely is not, or nobody can tell.
GOOD, OPEN, BAD = "good", "open", "bad"


@dataclass(frozen=True, slots=True)
class RowSpan:
    """When the event of a row happened: its bounds, and the minute in which it is written, NaN where nobody knows."""

    row: int
    earliest: float
    latest: float
    minute: float

    def is_before(self, other: RowSpan) -> bool:
        """Say whether it surely came before another, or at the same moment."""
        return self.latest <= other.earliest or self.minute < other.minute


def spans_of(evidence: Evidence, name: str, place: int) -> list[RowSpan]:
    """Return when each row of an event of one container happened, in the order of the table."""
    own, rows, site = evidence.event_rows.rows(name).of(place), evidence.event_rows, evidence.site
    untimed, is_ordered = set(evidence.untimed_rows.tolist()), evidence.minutes is not None
    spans = []
    for row, time in sorted(zip(own.row.tolist(), own.time_us.tolist(), strict=True)):
        doubt = rows.doubt_us([row], site.resolution_s)
        earliest = -np.inf if np.isnan(time) or row in untimed else time - doubt
        latest = np.inf if np.isnan(time) else time + doubt
        minute = float(minute_of(np.array([time]))[0]) if is_ordered and np.isfinite(earliest) else np.nan
        spans.append(RowSpan(row, earliest, latest, minute))
    return spans


def waiting_for(evidence: Evidence, at: str, place: int) -> list[RowSpan]:
    """Return when each event of one container happened that waits for a check; one that others show, at any time."""
    name = ends_of(at)[0]
    if found := spans_of(evidence, name, place):
        return found
    later = (other for other in EVENTS if comes_before(at, other) or other == ends_of(at)[1])
    shown = any(len(evidence.event_rows.rows(other).of(place).row) for other in later if other != name)
    return [RowSpan(-1, -np.inf, np.inf, np.nan)] if shown else []


def serving(checks: Sequence[RowSpan], waits: RowSpan, marks: Iterable[RowSpan]) -> Iterator[tuple[RowSpan, bool]]:
    """Yield the checks that may serve an event that waits, and whether they surely do.

    Parameters
    ----------
    checks : sequence of RowSpan
    waits : RowSpan
        The event that waits for a check.
    marks : iterable of RowSpan
        Every event that waits for one.
    """
    others = [mark for mark in marks if mark != waits]
    for check in checks:
        between = [(check.is_before(mark), mark.is_before(waits)) for mark in others if not waits.is_before(mark)]
        if waits.is_before(check) and not check.is_before(waits):
            continue
        if any(before and after for before, after in between):
            continue
        clear = all(mark.is_before(check) or waits.is_before(mark) for mark in others)
        yield check, check.is_before(waits) and clear


def containers_with_checks(evidence: Evidence) -> Index:
    """Return the containers of those therapies in which any check is logged."""
    roll = evidence.event_rows.roll
    count = np.diff(roll.first)  # a therapy that is only expected has containers and no event
    logged = np.zeros(len(count), bool)
    logged[roll.therapy[roll.kind == KINDS.index(CHECK)]] = True
    whose = np.repeat(np.arange(len(count)), count)
    return np.nonzero(logged[whose])[0] if len(whose) else np.empty(0, np.int64)


def outcome_of(evidence: Evidence, row: int) -> tuple[str, str]:
    """Return what the outcome of a check's row says, and its words as they are written."""
    table = evidence.event_rows.table
    text = str(table["outcome"].iloc[row]) if "outcome" in table else ""
    return {True: GOOD, False: BAD, None: OPEN}[says_equal(text)], text


def persons_of(evidence: Evidence, row: int) -> tuple[str, str]:
    """Return who did a check and who saw it done; "" where nobody is named."""
    table = evidence.event_rows.table
    done, seen = (str(table[name].iloc[row]) if name in table else "" for name in ("performed_by", "witnessed_by"))
    return done, seen


def are_two(done: str, seen: str) -> str:
    """Say whether two names are of two persons: surely not where they are one text, open where they may be of one.

    Examples
    --------
    >>> are_two("AB", "CD"), are_two("AB", "A.B."), are_two("AB", "AB"), are_two("AB", ""), are_two("AB", "ditto")
    ('good', 'open', 'bad', 'open', 'open')
    """
    if names_nobody(done) or names_nobody(seen):
        return OPEN
    if done == seen:
        return BAD
    return OPEN if may_be_one(done, seen) else GOOD


def compared(found: Iterable[IdentifierRows], row: int, place: int) -> tuple[dict[str, str], bool, bool]:
    """Return what identifiers a check's row has in common with other rows, and whether any may, or surely does, differ.

    Parameters
    ----------
    found : iterable of IdentifierRows
    row : int
        The check's, by its place in the table.
    place : int
        The container's.
    """
    equal, maybe, surely = dict[str, str](), False, False
    for one in found:
        own = one.place == place
        at = np.nonzero(own & (one.row == row))[0]
        if not len(at):
            continue
        others = own & (one.line != one.line[at[0]])
        same, alike = one.code[others] == one.code[at[0]], one.alike[others] == one.alike[at[0]]
        maybe, surely = maybe or not same.all(), surely or not (alike | ~one.sure[others] | ~one.sure[at[0]]).all()
        if len(same) and same.all():
            equal[one.column] = str(one.names[one.code[at[0]]])
    return equal, maybe, surely


def independent(equal: dict[str, str]) -> list[str]:
    """Return the columns whose identifiers count as apart: none of them is written in another.

    Examples
    --------
    >>> independent({"identity": "COI-7", "patient_pseudonym": "7", "batch": "L1", "product_code": "S1"})
    ['identity', 'batch']
    """
    texts = {name: as_typed_alike(text) for name, text in equal.items() if name in COUNTED}
    kept: list[str] = []
    for name in sorted(texts, key=lambda name: (-len(texts[name]), COUNTED.index(name))):
        if not any(texts[name] in texts[other] for other in kept):
            kept.append(name)
    return sorted(kept, key=COUNTED.index)
