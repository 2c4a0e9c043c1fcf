"""What the rows of one kind of event file beside it, for each container: a seal's number, who did it, which batch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.errors import UsageError, refuse
from atmp_logistics.core.event_columns import FILED
from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.core.likeness import nearest
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.roster import KINDS
from atmp_logistics.evidence.events.row_statements import stated_values


def filed_cells(evidence: Evidence, event: str, column: str) -> NDArray[np.object_]:
    """Return for each container the texts that the rows of an event file in a column, each once, as a tuple.

    Parameters
    ----------
    evidence : Evidence
        What `judge` is given.
    event : str
        An event of the vocabulary, such as ``"product_received"``.
    column : str
        A column that a pharmacy files, such as ``"seal"`` or ``"performed_by"`` (docs/event_tables.md).

    Returns
    -------
    ndarray of object, shape (n,)
        A tuple of texts for each container, in the order of the record; an empty one where nothing is filed.

    Raises
    ------
    UsageError
        For an event or a column that the vocabulary does not hold.

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
    >>> result = assess_sandbox(sandbox_product(""), "A: product_received 08:00 seal=S-1; B: product_received 08:00")
    >>> filed_cells(result.parts[0].evidence, "product_received", "seal").tolist()
    [('S-1',), ()]
    """
    for name, known, what in ((event, EVENTS, "event"), (column, FILED, "column")):
        fix = f"name one of them{nearest(name, known)}"
        refuse([UsageError.fault(what, repr(name), ", ".join(known), fix)] if name not in known else ())
    found = [dict[str, None]() for _ in range(len(evidence))]
    table, roll = evidence.event_rows.table, evidence.event_rows.roll
    if column in table:
        stated = stated_values(table, roll, column)
        own = roll.kind[stated.row] == KINDS.index(event)
        for place, text in zip(stated.place[own].tolist(), stated.value[own].tolist(), strict=True):
            found[place][str(text)] = None
    cells = np.empty(len(found), object)
    cells[:] = [tuple(each) for each in found]
    return cells
