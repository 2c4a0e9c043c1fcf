"""Can the record be true?

Why it matters
--------------
An infusion that ends before the bag was thawed did not happen: a time is wrong, and nobody can say which. Whatever
is computed from it is wrong too, and a negative duration would keep every upper limit. So a record that contradicts
nature, or a fact that the site states, decides nothing, and no limit is judged by it.

Sources
-------
The order of nature in the vocabulary, and the facts of the site profile with their basis. Never a label: a broken
requirement is a deviation (W201, W202), not a contradiction.

Common causes
-------------
A typing error; two clocks; a date kept from the row above; a time zone or the night of the clock change.

What to do
----------
Check the times that the finding names against the paper record, correct them with a reason, and assess again.

Examples
--------
>>> from atmp_logistics.trial import trial
>>> trial("W203", "", "thaw_start 10:00, thaw_end 10:04")
'natural-order conforms [0, 0] contradictions'
>>> trial("W203", "", "thaw_end 10:04, administration_end 09:34")
'natural-order indeterminate [1, 1] contradictions'
>>> trial("W203", "", "thaw_end 10:04")
''
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.evidence import Evidence
from atmp_logistics.exposure import Exposure
from atmp_logistics.product import Requirement
from atmp_logistics.rules.judged import Judged, Words, judged
from atmp_logistics.rules.words import check_times
from atmp_logistics.verdict import CONFORMS, INDETERMINATE, Citation

CODE = "W203"
_NATURE = Requirement(code="natural-order", citation=Citation("the order of nature, and the site's facts"))


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[Judged]:
    """Say for each container in whose record two events have an order whether its times can all be true."""
    del exposure
    rows = np.nonzero(_comparable(evidence))[0]
    counted = np.zeros(len(evidence))
    counted[evidence.contradictions.rows] = evidence.contradictions.counts()
    pairs = counted if len(rows) == len(counted) else counted[rows]
    verdict = np.where(pairs == 0, CONFORMS, INDETERMINATE).astype(np.int8)
    nowhere = np.broadcast_to(np.nan, len(rows))
    yield judged(
        CODE, _NATURE, None, (pairs, pairs), verdict, evidence=evidence, extent=(nowhere, nowhere), events=(),
        words=partial(_words, evidence), unit="contradictions", of_record=True, rows=rows,
    )  # fmt: skip


def _comparable(evidence: Evidence) -> NDArray[np.bool_]:
    """Say for each container whether any two logged events have an order."""
    linked = np.isfinite(evidence.network.reach) & ~np.eye(len(evidence.network.nodes), dtype=bool)
    names = np.array([node.partition(":")[0] for node in evidence.network.nodes])
    linked &= names[:, None] != names[None, :]
    out, logged = np.zeros(len(evidence), bool), evidence.logged
    for i in np.nonzero(logged.any(axis=1) & linked.any(axis=1))[0]:
        out |= logged[i] & np.logical_or.reduce(logged[linked[i]])
    return out


def _words(evidence: Evidence, row: int) -> Words:
    return check_times(evidence, row) or ("no logged time contradicts another", None)
