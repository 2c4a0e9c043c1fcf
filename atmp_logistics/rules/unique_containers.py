"""One container id in two therapies, where a site states that its container ids are unique (C403).

No label asks it, and no therapy's own rows can show it. The same id in rows of two therapies deviates, in each of the
two. Ids that differ as typing differs, and an id that a row of the starting material or of a therapy set aside names,
or no row at all, may be another container's: these are open. So is one id in two therapies whose own names differ as
typing differs: they may be one therapy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial

import numpy as np

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.columns import Index
from atmp_logistics.core.look_alikes import difference_in_words
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.verdict import Limit, compare
from atmp_logistics.core.wording import event
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.shared_names import NO_ROW, SharedNames
from atmp_logistics.rules.c403_reconciliation import CODE
from atmp_logistics.rules.findings import FindingTable, Words, finding_table

UNIQUE = Requirement(code="unique-container", citation=Citation("what the site states of its container ids"))
_NONE = Limit(upper=0.0, unit="other therapies")
_DECIDE = "look at the labels of both containers, and correct the row that is wrong"
#: So many other therapies are named.
_NAMED = 3


def findings_on_shared_names(evidence: Evidence, shared: SharedNames, aside: Collection[str]) -> Iterator[FindingTable]:
    """Say of each container with an id in how many other therapies that id is.

    Parameters
    ----------
    evidence : Evidence
    shared : SharedNames
        Of the whole record.
    aside : collection of str
        The therapies that are set aside.
    """
    rows = np.nonzero(evidence.container != "")[0]
    if not len(rows):
        return
    at = np.full(len(evidence), NO_ROW, np.int64)
    at[rows] = shared.places(evidence.therapy[rows], evidence.container[rows])
    measured = shared.surely[at[rows]], shared.possibly[at[rows]]
    yield finding_table(
        CODE, UNIQUE, _NONE, measured, compare(*measured, _NONE), evidence=evidence, events=(), unit=_NONE.unit,
        words=partial(_words, evidence, shared, aside, at), of_record=True, rows=rows,
    )  # fmt: skip


def _words(evidence: Evidence, shared: SharedNames, aside: Collection[str], at: Index, row: int) -> Words:
    place, name = int(at[row]), str(evidence.container[row])
    others = shared.elsewhere(place, _NAMED) if shared.possibly[place] else []
    if not others:
        return f"no other therapy of the record names a container {name!r}", None
    listed = [_said(evidence, shared, aside, one, place) for one in (place, *others)]
    more = int(shared.possibly[place]) - len({shared.therapy[one] for one in others})
    listed += [f"{more} more"] if more > 0 else []
    does = f"{name!r} {'does' if shared.surely[place] else 'may'}"
    return f"the site states that no container id stands in two therapies, and {does}: {', '.join(listed)}", _DECIDE


def _said(evidence: Evidence, shared: SharedNames, aside: Collection[str], one: int, place: int) -> str:
    """Return one therapy with the row that names the id, and how its id and its own name differ."""
    therapy, name, row = str(shared.therapy[one]), str(shared.name[one]), int(shared.row[one])
    where = _where(evidence, row) if row != NO_ROW else "set aside" if therapy in aside else "no row of it"
    apart = difference_in_words(str(shared.therapy[place]), therapy) if one != place else ""
    alike = f", a therapy that differs {apart}" if apart else ""
    other = f"as {name!r}, which differs {difference_in_words(str(shared.name[place]), name)}, "
    return f"{other if name != shared.name[place] else ''}in therapy {therapy} ({where}{alike})"


def _where(evidence: Evidence, row: int) -> str:
    table = evidence.event_rows.table
    return f"{evidence.event_rows.said([row])}, {event(str(table['event'].iloc[row]))}"
