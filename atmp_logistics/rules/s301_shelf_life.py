"""Was the product still within its shelf life?

Why it matters
--------------
After its shelf life nobody has shown what the product is. For frozen cells it is months, for fresh ones hours, and
the printed expiry governs: it is allowed to its last moment, in the site's zone.

Sources
-------
The product's own label; each finding names its section. A printed expiry (column `expiry`) decides where there is
one. Else the shelf life runs from `manufacturing_end`: exact hours as such; months and days on the calendar, to the
same clock time surely and to the end of that day possibly.

Common causes
-------------
An infusion put off for weeks; the month alone printed and its last day forgotten; the expiry on a sheet in another
folder.

What to do
----------
Deviates: do not decide alone, ask the marketing authorisation holder. Indeterminate: copy the printed expiry into
the events table.

Examples
--------
>>> from atmp_logistics.trial import trial
>>> store = (
...     "[[storage]]\\ncode='fresh'\\nfrom='product_received'\\nuntil='administration_end'\\nupper='25 degC'\\n"
...     "shelf_life='2 h'"
... )
>>> trial("S301", store, "manufacturing_end 08:00, administration_end 09:59")
'fresh conforms [60, 60] s'
>>> trial("S301", store, "manufacturing_end 08:00, administration_end 10:01")
'fresh deviates [-60, -60] s'
>>> trial("S301", store, "administration_end 10:01")
'fresh indeterminate [None, 7200] s'
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import numpy as np

from atmp_logistics.evidence import YES, Column, Evidence
from atmp_logistics.exposure import Exposure
from atmp_logistics.product import Expiry, Requirement, StorageCondition
from atmp_logistics.rules.judged import Judged, Words, judged
from atmp_logistics.rules.words import between, check_times, clock, event, missing_events, span
from atmp_logistics.timeline import SECOND, CalendarPeriod, end_of_day, instant, moment
from atmp_logistics.verdict import CONFORMS, DEVIATES, Limit, compare

CODE = "S301"
_DAY = 86400 * SECOND
_TIME_LEFT = Limit(lower=0.0, unit="s")


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[Judged]:
    """Compare the time left at the end of each storage phase, to its expiry, with zero."""
    del exposure
    stores = [store for store in evidence.product.storage if store.shelf_life is not None]
    held = np.zeros(len(evidence), bool)
    for store in stores:
        last = store.ends == _ends(evidence) and not _is_strict(evidence.product.expiry)
        held |= (evidence.applies(store) == YES) & (store.obligation == "shall") & last
        cited = replace(store, citation=store.shelf_life_citation or store.citation)
        yield _judged(evidence, cited, store.ends, store, np.arange(len(evidence)))
    alone = np.nonzero(~np.isnan(evidence.expiry_upper) & ~held)[0]
    if len(alone):
        yield _judged(evidence, _anything(evidence), _ends(evidence), None, alone)


def _anything(evidence: Evidence) -> Requirement:
    """Return the requirement of a printed expiry where no binding shelf life is judged by it at the last phase."""
    return evidence.product.expiry or Requirement(code="expiry", citation=evidence.product.citation)


def _ends(evidence: Evidence) -> str:
    """Return the event by which a printed expiry is judged: the one the label says, else the end of its last phase."""
    if evidence.product.expiry is not None:
        return evidence.product.expiry.by
    stores = evidence.product.storage
    return stores[-1].ends if stores else "administration"


def _judged(
    evidence: Evidence, requirement: Requirement, ends: str, store: StorageCondition | None, rows: np.ndarray
) -> Judged:
    used_lo, used_hi = evidence.bounds(ends, "last")
    last_lo, last_hi = _last_instant(evidence, store)
    measured = ((last_lo - used_hi) / SECOND, (last_hi - used_lo) / SECOND)
    measured = (
        np.nan_to_num(measured[0], nan=-np.inf, posinf=np.inf, neginf=-np.inf)[rows],
        np.nan_to_num(measured[1], nan=np.inf, posinf=np.inf, neginf=-np.inf)[rows],
    )
    limit = _limit(requirement)
    verdict = compare(*measured, limit)
    words = partial(_words, evidence, ends, store, (last_lo, last_hi), limit)
    events = ("manufacturing_end", ends) if store else (ends,)
    extent = (np.full(len(rows), np.nan), used_hi[rows])
    return judged(
        CODE,
        requirement,
        limit,
        measured,
        verdict,
        evidence=evidence,
        extent=extent,
        events=events,
        words=words,
        rows=rows,
    )


def _limit(requirement: Requirement) -> Limit:
    """Return the time that must be left: none, or more than none where the label says before."""
    return replace(_TIME_LEFT, inclusive=not _is_strict(requirement))


def _is_strict(requirement: Requirement | None) -> bool:
    return isinstance(requirement, Expiry) and requirement.strict


def _last_instant(evidence: Evidence, store: StorageCondition | None) -> tuple[Column, Column]:
    """Return bounds on the last instant of each container's shelf life: as printed, else as computed."""
    printed = ~np.isnan(evidence.expiry_upper)
    lower, upper = np.full(len(evidence), -np.inf), np.full(len(evidence), np.inf)
    if store is not None and not printed.all():
        made_lo, made_hi = evidence.bounds("manufacturing_end")
        lower, upper = _computed(store.shelf_life, made_lo, made_hi, evidence)
    return np.where(printed, evidence.expiry_lower, lower), np.where(printed, evidence.expiry_upper, upper)


def _computed(
    life: CalendarPeriod | float | None, made_lo: Column, made_hi: Column, evidence: Evidence
) -> tuple[Column, Column]:
    if not isinstance(life, CalendarPeriod):
        return made_lo + (life or 0.0) * SECOND, made_hi + (life or 0.0) * SECOND
    instants, place = np.unique(np.concatenate([made_lo, made_hi]), return_inverse=True)
    ends = np.array([_after(life, float(made), evidence) for made in instants], np.float64).reshape(-1, 2)[place]
    first, last = ends[: len(made_lo), 0], ends[len(made_lo) :, 1]
    return np.where(made_lo == made_hi, first, first - _DAY), last


def _after(life: CalendarPeriod, made: float, evidence: Evidence) -> tuple[float, float]:
    """Return the same clock time a calendar period later, and the end of that day.

    A later start can end earlier on the clock, where its month lacks its day: so a start that is not known to the
    instant is taken a day earlier.
    """
    if not np.isfinite(made):
        return made, made
    local = moment(made).astimezone(evidence.tz or UTC)
    day = life.after(local.date())
    same_clock = instant(datetime.combine(day, local.time(), tzinfo=local.tzinfo))
    slack = 0.0 if evidence.tz else 26 * 3600 * SECOND
    return same_clock - slack, max(end_of_day(day, evidence.tz)[1], same_clock) + slack


def _words(
    evidence: Evidence,
    ends: str,
    store: StorageCondition | None,
    last: tuple[Column, Column],
    limit: Limit,
    row: int,
) -> Words:
    if broken := check_times(evidence, row):
        return broken
    used = evidence.bounds(ends, "last")
    lower, upper = (last[0][row] - used[1][row]) / SECOND, (last[1][row] - used[0][row]) / SECOND
    printed = not np.isnan(evidence.expiry_upper[row])
    basis = "the printed expiry" if printed else f"the shelf life of {_life(store)}"
    allowed = f"{basis} ({clock(float(last[1][row]), evidence.tz)})" if np.isfinite(last[1][row]) else basis
    verdict = compare([lower], [upper], limit)[0]
    if verdict == CONFORMS:
        return f"{event(ends)} {between(lower, upper)} before the end of {allowed}", None
    if verdict == DEVIATES:
        return f"{event(ends)} {span(-upper)} after the end of {allowed}", None
    missing = missing_events(evidence, row, (ends,))
    asks = [f"log {missing[0]}"] if missing else []
    if not printed and not evidence.has("manufacturing_end", row):
        asks.append("copy the printed expiry into the column expiry, or log manufacturing end")
    return f"the record does not show whether {event(ends)} came before the end of {basis}", "; ".join(
        asks
    ) or "state the zone: --tz"


def _life(store: StorageCondition | None) -> str:
    life = store.shelf_life if store else None
    return str(life) if isinstance(life, CalendarPeriod) else span(life or 0.0)
