"""Was the product still within its shelf life?

Why it matters
--------------
After its shelf life nobody has shown what the product is. For frozen cells it is months, for fresh ones hours, and
the printed expiry governs: it is allowed to its last moment, in the site's zone.

Sources
-------
The product's own label; each finding names its section. A printed expiry (column `expiry`) decides where there is
one; where there is none, that of the Single European Code (column `sec`). Else the shelf life runs from
`manufacturing_end`: exact hours as such; months and days on the calendar, to the
same clock time surely and to the end of that day possibly. The event by which both are judged is the one that the label
names (`[expiry]`); without one, a shelf life is judged at the end of its storage phase, and a printed expiry at the
end of the last storage phase that holds for the container, whatever the order of the tables in the product file.

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
>>> from atmp_logistics.assessment.sandbox import try_rule
>>> store = (
...     "[[storage]]\\ncode='fresh'\\nfrom='product_received'\\nuntil='administration_end'\\nupper='25 degC'\\n"
...     "shelf_life='2 h'"
... )
>>> try_rule("S301", store, "manufacturing_end 08:00, administration_end 09:59")
'fresh conforms [60, 60] s'
>>> try_rule("S301", store, "manufacturing_end 08:00, administration_end 10:01")
'fresh deviates [-60, -60] s'
>>> try_rule("S301", store, "administration_end 10:01")
'fresh indeterminate [None, 7200] s'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from atmp_logistics.core.columns import Column, Index
from atmp_logistics.core.event_kinds import EVENTS, comes_before, ends_of
from atmp_logistics.core.instants import SECOND, CalendarPeriod
from atmp_logistics.core.limits import StorageCondition
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.translatable import joined
from atmp_logistics.core.verdict import CONFORMS, DEVIATES, Limit, compare
from atmp_logistics.core.wording import between, clock, duration, event, listed
from atmp_logistics.evidence.events.coded_expiry import SEC
from atmp_logistics.evidence.events.condition_cases import Held, limits_that_hold
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.finding_words import missing_events, words_on_contradiction
from atmp_logistics.rules.findings import FindingTable, Ground, Words, finding_table, ground_of
from atmp_logistics.rules.limit_numbers import numbers_of
from atmp_logistics.rules.rule_phrases import log, say
from atmp_logistics.rules.shelf_life_end import last_instant_of_life

CODE = "S301"
_TIME_LEFT = Limit(lower=0.0, unit="s")
_ORDER = tuple(EVENTS)
#: In each case that may hold, the events of which the last is that by which an expiry is judged.
Ends = tuple[tuple[str, ...], ...]


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
    """Compare the time left when each shelf life is judged, to its end or to the printed expiry, with zero."""
    del exposure
    expiry = evidence.product.expiry
    for store in evidence.product.storage:
        if store.shelf_life is not None:
            cited = replace(store, citation=store.shelf_life_citation or store.citation)
            yield _judged(evidence, cited, ((_judged_by(evidence, store),),), store, np.arange(len(evidence)))
    anything = expiry or Requirement(code="expiry", citation=evidence.product.citation)
    printed = ~np.isnan(evidence.expiry_upper)
    for rows, sets in limits_that_hold(evidence, evidence.product.storage) if printed.any() else ():
        ends, covered = _last_events(evidence, sets)
        if not covered and printed[rows].any():
            yield _judged(evidence, anything, ends, None, rows[printed[rows]])


def _judged_by(evidence: Evidence, store: StorageCondition) -> str:
    """Return the event by which a storage's shelf life is judged: the one that the label says, else its phase's end."""
    return evidence.product.expiry.by if evidence.product.expiry else store.ends


def _last_events(evidence: Evidence, sets: Sequence[Held]) -> tuple[Ends, bool]:
    """Return the events by which a printed expiry is judged in each case, and whether a storage is by the same.

    `sets` are the storages that may hold: their places in the product. A binding shelf life that is judged by the same
    event, in every case, says what there is to say of the printed expiry.
    """
    stores, expiry = evidence.product.storage, evidence.product.expiry
    ends = [(expiry.by,) if expiry else _ends_of_last(stores[i] for i in held) for held in sets]
    binding = {i for i, one in enumerate(stores) if one.shelf_life is not None and one.obligation == "shall"}
    covered = [
        any((_judged_by(evidence, stores[i]),) == events for i in binding.intersection(held))
        for held, events in zip(sets, ends, strict=True)
    ]
    return tuple(sorted(set(ends))), all(covered) and len(set(ends)) == 1


def _ends_of_last(stores: Iterable[StorageCondition]) -> tuple[str, ...]:
    """Return the ends of those storage phases that nature puts before no other's; of none, the administration."""
    ends = list(dict.fromkeys(store.ends for store in stores)) or ["administration"]
    last = (one for one in ends if not any(one != other and _is_never_after(one, other) for other in ends))
    return tuple(sorted(last, key=lambda name: _ORDER.index(ends_of(name)[1])))


def _is_never_after(one: str, other: str) -> bool:
    """Say whether by nature one end is never later than another, which may be the last that it can mean."""
    return comes_before(one, other) or ends_of(one)[1] == other


def _judged(
    evidence: Evidence, requirement: Requirement, ends: Ends, store: StorageCondition | None, rows: Index
) -> FindingTable:
    used_lo, used_hi = _used(evidence, ends)
    last_lo, last_hi = last_instant_of_life(evidence, store)
    measured = ((last_lo - used_hi) / SECOND, (last_hi - used_lo) / SECOND)
    measured = (
        np.nan_to_num(measured[0], nan=-np.inf, posinf=np.inf, neginf=-np.inf)[rows],
        np.nan_to_num(measured[1], nan=np.inf, posinf=np.inf, neginf=-np.inf)[rows],
    )
    limit = _limit(evidence)
    words = partial(_words, evidence, ends, store, (last_lo, last_hi), limit)
    names = [*(["manufacturing_end"] if store else []), *(name for case in ends for name in case)]
    table = finding_table(
        CODE, requirement, limit, measured, compare(*measured, limit), evidence=evidence, words=words, rows=rows,
        extent=(np.full(len(rows), np.nan), used_hi[rows]), events=names,
    )  # fmt: skip
    return replace(table, rests_on=tuple(_grounds(evidence, store, table)))


def _grounds(evidence: Evidence, store: StorageCondition | None, table: FindingTable) -> Iterator[Ground]:
    """Yield what decides: a shelf life where no expiry is printed, and the event by which the label judges."""
    if store is not None:
        computed, limit = np.isnan(evidence.expiry_upper[table.rows]), table.limit
        yield Ground(store, table.citation, numbers_of(store, limit), computed)
    if expiry := evidence.product.expiry:
        yield ground_of(expiry, say("expiry.by_event", event=event(expiry.by)))


def _used(evidence: Evidence, ends: Ends) -> tuple[Column, Column]:
    """Return bounds on the last of some events, over every case of which they are."""
    each = [[evidence.bounds(name, "last") for name in case] for case in ends]
    lower = np.minimum.reduce([np.maximum.reduce([one[0] for one in case]) for case in each])
    return lower, np.maximum.reduce([one[1] for case in each for one in case])


def _limit(evidence: Evidence) -> Limit:
    """Return the time that must be left: none, or more than none where the label says before."""
    expiry = evidence.product.expiry
    return replace(_TIME_LEFT, inclusive=not (expiry is not None and expiry.strict))


def _words(
    evidence: Evidence,
    ends: Ends,
    store: StorageCondition | None,
    last: tuple[Column, Column],
    limit: Limit,
    row: int,
) -> Words:
    if broken := words_on_contradiction(evidence, row):
        return broken
    used, what = _used(evidence, ends), listed(map(event, _names(ends)), "or")
    lower, upper = (last[0][row] - used[1][row]) / SECOND, (last[1][row] - used[0][row]) / SECOND
    printed = not np.isnan(evidence.expiry_upper[row])
    basis = _expiry_in_words(evidence, row) if printed else say("expiry.life", life=_life(store))
    at = clock(float(last[1][row]), evidence.tz)
    allowed = say("expiry.at", basis=basis, at=at) if np.isfinite(last[1][row]) else basis
    verdict = compare([lower], [upper], limit)[0]
    if verdict == CONFORMS:
        return say("expiry.before", what=what, by=between(lower, upper), allowed=allowed), None
    if verdict == DEVIATES:
        return say("expiry.after", what=what, by=duration(-upper), allowed=allowed), None
    asks = joined("; ", _asks(evidence, ends, store, row, printed=printed))
    return say("expiry.unknown", what=what, basis=basis), asks


def _expiry_in_words(evidence: Evidence, row: int) -> str:
    """Return which expiry decides: the printed one, else that of the Single European Code."""
    is_coded = SEC in evidence.event_rows.table and row not in evidence.event_rows.stated("expiry")
    return say("expiry.coded" if is_coded else "expiry.printed")


def _asks(evidence: Evidence, ends: Ends, store: StorageCondition | None, row: int, *, printed: bool) -> Iterator[str]:
    """Yield what would decide whether a container was used within its life."""
    missing = missing_events(evidence, row, _names(ends))
    if missing:
        yield log(missing)
    if not printed and not evidence.has("manufacturing_end", row):
        yield say("expiry.copy_or_log")
    elif not missing and evidence.tz is None and (printed or _is_on_calendar(store)):
        yield say("state.zone")
    elif not missing and len(ends) > 1:
        yield say("state.of_container", keys=listed(_unstated(evidence, row)))
    elif not missing:
        yield say("expiry.as_printed" if printed else "expiry.copy")


def _names(ends: Ends) -> tuple[str, ...]:
    """Return the events by which an expiry is judged in any case, each once."""
    return tuple(dict.fromkeys(name for case in ends for name in case))


def _unstated(evidence: Evidence, row: int) -> list[str]:
    """Return the conditions of the label's storages that nobody stated of a container."""
    keys = dict.fromkeys(key for store in evidence.product.storage for key in store.when)
    return [key for key in keys if not evidence.conditions[key][row]]


def _is_on_calendar(store: StorageCondition | None) -> bool:
    return store is not None and isinstance(store.shelf_life, CalendarPeriod)


def _life(store: StorageCondition | None) -> str:
    life = store.shelf_life if store else None
    return life.in_words if isinstance(life, CalendarPeriod) else duration(life or 0.0)
