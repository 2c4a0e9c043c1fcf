"""Had one custodian the container at every moment?

Why it matters
--------------
Whoever has a container answers for it. Between a release and a receipt that nobody logged a bag stands in a corridor,
and no temperature record says whose it was; and where two have it, neither looks after it.

Sources
-------
The hand-overs that the record states. ISO 21973 asks for an unbroken chain of custody in the transport of cells for
therapeutic use; that is the way between sites, and a finding says whether it lies there or inside a site. No label puts
a number to a hand-over: its two sides are one moment, unless the site's profile states how far apart they may be logged
(`[custody]`, `at_most`). Custody is asked of a container of which a row names a custodian, or one side of a hand-over;
with `required = true`, of every container.

Common causes
-------------
A courier whose custody nobody writes down; a bag left for a ward that signs later; a pharmacy that notes who works, and
not who has the container; a release typed under the date of the day before.

What to do
----------
Deviates: find out where the container was, and who looked after it. Indeterminate: log the side of the hand-over that
the finding names, with its custodian and its time.

Examples
--------
>>> from atmp_logistics.assessment.sandbox import try_rule
>>> left = "handover_released 10:00 custodian=Laboratory, handover_received {} custodian=Pharmacy"
>>> try_rule("C402", "", left.format("10:00"))
'custody conforms [0, 0] s'
>>> try_rule("C402", "", left.format("11:00"))
'custody deviates [3600, 3600] s'
>>> try_rule("C402", "", "storage_in 10:00 custodian=Laboratory, storage_out 11:00 custodian=Pharmacy")
'custody indeterminate [0, None] s'
>>> try_rule("C402", "", "storage_in 10:00, storage_out 11:00")
''
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.columns import Index, Mask
from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.verdict import Limit
from atmp_logistics.evidence.events.custody_chain import NO_ROW, NOT_NAMED, CustodyChanges, custody_changes
from atmp_logistics.evidence.events.custody_rows import HANDOVERS, CustodyRows, custody_rows, says_custody
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.records.site_profile import Site
from atmp_logistics.rules.custody_words import words_of_changes
from atmp_logistics.rules.finding_words import words_on_contradiction
from atmp_logistics.rules.findings import FindingTable, Words, finding_table

CODE = "C402"
#: What happens to a container at whoever sends it, whose custodians a hospital's record rarely holds.
_AT_SENDER = ("shipper_sealed", "shipper_expires", "product_dispatched", "transport_start", "transport_end")
_CUSTODY = Requirement(
    code="custody", citation=Citation("the hand-overs that the record states, and the site's profile")
)


def is_asked(table: pd.DataFrame, site: Site) -> bool:
    """Say whether a record says anything of custody, or the site wants it asked."""
    return site.terms.custody or says_custody(table)


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
    """Measure every change of custody of the containers whose record names a custodian."""
    del exposure
    terms = evidence.site.terms
    if not is_asked(evidence.event_rows.table, evidence.site):
        return
    rows = custody_rows(evidence)
    asked = np.full(len(evidence), terms.custody)
    asked[rows.place[rows.asks]] = True
    changes = custody_changes(rows, len(evidence))
    changes = changes.joined(_not_named(evidence, rows, asked))
    about = np.nonzero(asked)[0]
    lower, upper = np.zeros(len(evidence)), np.where(evidence.sound, 0.0, np.inf)
    own = evidence.sound[changes.place]
    np.maximum.at(lower, changes.place[own], changes.lower[own])
    np.maximum.at(upper, changes.place, changes.upper)
    limit = Limit(upper=terms.at_most_s, unit="s")
    yield finding_table(
        CODE, _CUSTODY, limit, (lower[about], upper[about]), evidence=evidence, events=HANDOVERS, unit="s",
        words=partial(_words, evidence, changes, limit), of_record=True, rows=about,
    )  # fmt: skip


def _not_named(evidence: Evidence, rows: CustodyRows, asked: Mask) -> CustodyChanges:
    """Return for each container that is asked its first row, where that comes before any custodian.

    A site that requires custody asks from the first row of a container or its material on, and else from its receipt.
    """
    first, row = _first_row(evidence, whole=evidence.site.terms.custody)
    named = np.full(len(evidence), np.inf)
    own = rows.asks & np.isfinite(rows.low)
    np.minimum.at(named, rows.place[own], rows.low[own])
    place = np.nonzero(asked & ~_is_named_by(first, named))[0]
    nothing = np.zeros(len(place))
    kind, one = np.full(len(place), NOT_NAMED), np.full(len(place), NO_ROW)
    return CustodyChanges(place, kind, one, row[place], nothing, nothing + np.inf)


def _is_named_by(first: Index, named: Index) -> Mask:
    return np.asarray(np.isfinite(named) & (named <= first), bool)


def _first_row(evidence: Evidence, *, whole: bool) -> tuple[Index, Index]:
    """Return when each container's first row is, and which row that is: of the whole record, or of who received it."""
    time, row = np.full(len(evidence), np.inf), np.full(len(evidence), NO_ROW)
    for name, kind in EVENTS.items():
        if kind.scope == "therapy" or (not whole and (kind.scope == "material" or name in _AT_SENDER)):
            continue
        own = evidence.event_rows.rows(name)
        order = np.lexsort((own.time_us, own.place))
        first = order[np.unique(own.place[order], return_index=True)[1]]
        first = first[own.time_us[first] < time[own.place[first]]]
        time[own.place[first]], row[own.place[first]] = own.time_us[first], own.row[first]
    return time, row


def _words(evidence: Evidence, changes: CustodyChanges, limit: Limit, row: int) -> Words:
    if broken := words_on_contradiction(evidence, row):
        return broken
    return words_of_changes(evidence, changes.of(row), limit)
