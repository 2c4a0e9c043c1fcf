"""Of how many containers a result says nothing about identity, since their records do not; it is never passed over."""

from __future__ import annotations

from collections.abc import Container, Iterable

import numpy as np

from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.core.identity_check import Check
from atmp_logistics.core.translatable import said
from atmp_logistics.rules.c401_identity import CODE

#: How the entry of `Assessment.not_assessed` begins.
IDENTITY = "identity"


def identity_not_assessed(parts: Iterable[ProductResult], chosen: Container[str]) -> tuple[str, ...]:
    """Return what a result says of the containers of which no identifier is said twice and no check is asked for.

    Parameters
    ----------
    parts : iterable of ProductResult
    chosen : container of str
        The codes of the rules that judged.

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
    >>> one, two = "A: thaw_start 10:00 batch=L1, thaw_end 10:05 batch=L1", "B: thaw_end 10:05"
    >>> for record in (one, two, f"{one}; {two}"):
    ...     print(identity_not_assessed(assess_sandbox(sandbox_product(""), record).parts, ["C401"]))
    ()
    ('identity',)
    ('identity of 1 of 2 containers',)
    """
    if CODE not in chosen:
        return ()
    asked = every = 0
    for part in parts:
        found = [one.rows for one in part.judged if one.rule == CODE]
        asked += len(np.unique(np.concatenate([np.empty(0, np.int64), *found])))
        every += len(part.evidence)
    if asked == every and every:
        return ()
    if not asked:
        return (IDENTITY,)
    return (said("rules", "unassessed.identity_of", count=every - asked, every=every),)


def checks_not_assessed(part: ProductResult) -> dict[Check, int]:
    """Return the label's checks of identity that were judged of no container, or not of all, and of how many not."""
    found = dict[Check, int]()
    for check in part.evidence.product.checks:
        rows = [one.rows for one in part.judged if one.rule == CODE and one.requirement == check]
        count = len(part.places) - int(np.isin(part.places, np.concatenate([np.empty(0, np.int64), *rows])).sum())
        if count:
            found[check] = count
    return found
