"""Which of some limits hold together for a container: by what is stated of it, and in every case of what is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import numpy as np
import pandas as pd

from atmp_logistics.core.columns import Index
from atmp_logistics.core.condition_values import values_of
from atmp_logistics.core.requirement import Requirement, When
from atmp_logistics.evidence.events.evidence import Evidence

#: The places of the limits that hold together, among those asked about.
Held = tuple[int, ...]


def limits_that_hold(
    evidence: Evidence, limits: Sequence[Requirement], given: When | None = None
) -> Iterator[tuple[Index, tuple[Held, ...]]]:
    """Yield containers of which the same is stated, with every set of limits that may hold together for them.

    Parameters
    ----------
    evidence : Evidence
    limits : sequence of Requirement
    given : mapping, optional
        The condition of another limit, which is taken to hold.

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
    >>> limit = "[[window]]\\ncode='{0}'\\nstarts='thaw_end'\\nends='administration_end'\\nat_most='1 h'\\n"
    >>> limit += "when={{dose='{1}'}}\\n"
    >>> product = sandbox_product(limit.format("first", 1) + limit.format("second", 2))
    >>> evidence = assess_sandbox(product, "B1: thaw_end 10:00 dose=1; B2: thaw_end 10:00").parts[0].evidence
    >>> [(rows.tolist(), held) for rows, held in limits_that_hold(evidence, product.windows)]
    [([1], ((0,), (1,), ())), ([0], ((0,),))]
    """
    keys = sorted({key for limit in limits for key in limit.when})
    if not keys:
        yield np.arange(len(evidence)), (tuple(range(len(limits))),)
        return
    for rows, stated in containers_stated_alike(evidence, keys):
        cases = possible_conditions(evidence, stated, given or {})
        sets = (tuple(i for i, limit in enumerate(limits) if holds(limit.when, case)) for case in cases)
        yield rows, tuple(dict.fromkeys(sets))


def containers_stated_alike(evidence: Evidence, keys: Sequence[str]) -> Iterator[tuple[Index, dict[str, str]]]:
    """Yield the places of containers of which the same is stated, and what that is; "" where nothing is."""
    table = pd.DataFrame({key: evidence.conditions[key] for key in keys}, dtype=object)
    for values, rows in table.groupby(list(keys), sort=True).indices.items():
        of_keys = values if isinstance(values, tuple) else (values,)
        yield np.asarray(rows, np.int64), dict(zip(keys, map(str, of_keys), strict=True))


def possible_conditions(evidence: Evidence, stated: Mapping[str, str], given: When) -> Iterator[dict[str, str]]:
    """Yield what may be true of containers: what is stated of them, and each value of what is not."""
    choices = [
        (value,) if value else given[key] if key in given else values_of(evidence.product, key)
        for key, value in stated.items()
    ]
    for values in product(*choices):
        yield dict(zip(stated, values, strict=True))


def holds(when: When, case: Mapping[str, str]) -> bool:
    """Say whether a limit's condition holds in a case."""
    return all(case[key] in values for key, values in when.items())
