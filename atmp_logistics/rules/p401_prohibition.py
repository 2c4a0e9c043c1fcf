"""Does the record show what the label forbids?

Why it matters
--------------
Cells that were thawed and frozen again are dead or dying, and nothing on the bag shows it. What a label forbids, it
forbids without a limit: once is too often.

Sources
-------
The product's own label; each finding names its section. A prohibition is judged only where the record holds an event
that the product file names for it; a record without such an event shows nothing, and gives no finding. Every other
prohibition is listed with the product, for people to keep.

Common causes
-------------
A bag put back into the tank when the infusion was put off; the wrong event chosen from a list.

What to do
----------
Deviates: hold the container, inform the marketing authorisation holder. Indeterminate: log the time of the event that
the finding names, or correct it.

Examples
--------
>>> from atmp_logistics.assessment.sandbox import try_rule
>>> limit = "[[prohibition]]\\ncode='refreeze'\\nforbids=['storage_in']\\nafter='thaw_start'"
>>> try_rule("P401", limit, "thaw_start 10:00, storage_in 10:20")
'refreeze deviates [1, 1] times'
>>> try_rule("P401", limit, "storage_in 09:00, thaw_start 10:00")
'refreeze conforms [0, 0] times'
>>> try_rule("P401", limit, "thaw_end 10:00, storage_in 09:58")
'refreeze indeterminate [0, 1] times'
>>> try_rule("P401", limit, "thaw_end 10:00")
''
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.limits import Prohibition
from atmp_logistics.core.verdict import CONFORMS, DEVIATES, Limit, compare
from atmp_logistics.core.wording import event, listed
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.finding_words import words_on_contradiction
from atmp_logistics.rules.findings import FindingTable, Words, finding_table
from atmp_logistics.rules.rule_phrases import say

CODE = "P401"
_NEVER = Limit(upper=0.0, unit="times")


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
    """Ask of each container whose record holds a forbidden event whether it came where it is forbidden."""
    del exposure
    for limit in evidence.product.prohibitions:
        none = np.zeros(len(evidence), bool)
        rows = np.nonzero(np.any([none, *(evidence.recorded[name] for name in limit.forbids)], axis=0))[0]
        if not len(rows):
            continue
        lower, upper = _shown(evidence, limit)
        measured = lower[rows], upper[rows]
        nowhere = np.full(len(rows), np.nan)
        yield finding_table(
            CODE, limit, _NEVER, measured, compare(*measured, _NEVER), evidence=evidence, extent=(nowhere, nowhere),
            events=(*limit.forbids, *filter(None, [limit.after])), rows=rows, unit="times", of_record=True,
            words=partial(_words, evidence, limit, (lower, upper)),
        )  # fmt: skip


def _shown(evidence: Evidence, limit: Prohibition) -> tuple[Column, Column]:
    """Return for every container whether it surely and whether it possibly happened, as 0 or 1."""
    surely, possibly = np.zeros(len(evidence), bool), np.zeros(len(evidence), bool)
    for name in limit.forbids:
        one, other = _after(evidence, name, limit.after)
        surely |= evidence.recorded[name] & one
        possibly |= evidence.recorded[name] & other
    return (surely & evidence.sound).astype(np.float64), (possibly | ~evidence.sound).astype(np.float64)


def _after(evidence: Evidence, name: str, after: str) -> tuple[Mask, Mask]:
    """Say for every container whether the last instance of an event surely, and possibly, came after another event."""
    if not after:
        return np.ones(len(evidence), bool), np.ones(len(evidence), bool)
    last, since = evidence.bounds(name, "last"), evidence.bounds(after, "first")
    surely, possibly = last[0] > since[1], last[1] >= since[0]
    if evidence.minutes is None:
        return surely, possibly
    minute, since_minute = evidence.written_minutes(name, "last"), evidence.written_minutes(after, "first")
    return surely | (minute[0] > since_minute[1]), possibly & ~(minute[1] < since_minute[0])


def _words(evidence: Evidence, limit: Prohibition, shown: tuple[Column, Column], row: int) -> Words:
    if broken := words_on_contradiction(evidence, row):
        return broken
    held = [event(name) for name in limit.forbids if evidence.recorded[name][row]]
    what: str = listed(held)
    if limit.after:
        what = say("forbidden.after", what=what, event=event(limit.after))
    verdict = compare([shown[0][row]], [shown[1][row]], _NEVER)[0]
    if verdict == DEVIATES:
        return say("forbidden.held", what=what), None
    if verdict == CONFORMS:
        return say("forbidden.none", what=what), None
    times = listed([*held, *([event(limit.after)] if limit.after else [])])
    return say("forbidden.unknown", what=what), say("forbidden.log_times", events=times)
