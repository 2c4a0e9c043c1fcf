"""A view of a result: one therapy, or one container, with the findings that it has in the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.core.columns import Index
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.lookup_errors import UnknownContainer

#: An `Assessment`, which makes its own views.
Result = Any
#: A therapy, or a therapy and one of its containers.
Key = str | tuple[str, str | None]
#: So many names are told in a refusal.
_NAMED = 5
_EXPECTED = "a therapy_id, or a therapy_id and a container_id"
_FIX = "write result['T1'], or result['T1', 'B1'] for one of its containers"


def only(result: Result, key: Key) -> Result:
    """Return a view of a result that shows one therapy or one container; a therapy that is set aside is shown whole.

    Raises
    ------
    UnknownContainer
        Where the result holds none of this name.
    """
    name = _name(key)
    if name is None:
        raise UsageError([Fault("result[...]", repr(key)[:80], _EXPECTED, _FIX, UsageError)])
    found = [(part, _places(part, *name)) for part in result.parts]
    parts = tuple(replace(part, shown=places) for part, places in found if len(places))
    aside = tuple(one for one in result.set_aside if one.therapy_id == name[0])
    refuse([] if parts or aside else [_unknown(result, *name)])
    shown, every = sum(map(len, parts)) + len(aside), sum(result.counts.values())
    said = f"only {' / '.join(filter(None, name))} is shown: {shown} of {every} containers of the record"
    whole = result if result.whole is None else result.whole
    return replace(result, parts=parts, set_aside=aside, statements=(*result.statements, said), whole=whole)


def rows_of(result: Result, table: pd.DataFrame) -> pd.DataFrame:
    """Return those rows of a table of the whole result that are about the containers of a view."""
    keys = ["therapy_id", "container_id"]
    shown = pd.MultiIndex.from_frame(result.consignments[keys])
    return table[pd.MultiIndex.from_frame(table[keys]).isin(shown)].reset_index(drop=True)


def check_readings(result: Result, asked: str) -> None:
    """Refuse what is worked out of readings where a result does not hold them.

    Raises
    ------
    UsageError
    """
    if not result.holds_readings:
        found = "a result of assess_files, which holds no readings"
        fix = "judge with assess the therapies that you ask about, or see result.findings"
        raise UsageError([Fault(f"result.{asked}", found, "a result that holds its readings", fix, UsageError)])


def holds(result: Result, key: object) -> bool:
    """Say whether a result holds a therapy or a container."""
    name = _name(key)
    if name is None:
        return False
    return name[0] in _set_aside(result) or any(len(_places(part, *name)) for part in result.parts)


def _name(key: Any) -> tuple[str, str | None] | None:
    """Return a therapy and a container, None for all of them; nothing for what names neither."""
    if isinstance(key, str):
        return key, None
    if isinstance(key, tuple) and len(key) == 2 and isinstance(key[0], str) and isinstance(key[1], str | None):
        return key[0], key[1] or ""
    return None


def _places(part: ProductResult, therapy: str, container: str | None) -> Index:
    evidence, places = part.evidence, part.places
    own = evidence.therapy[places] == therapy
    if container is not None:
        own &= evidence.container[places] == container
    return np.asarray(places[own], np.int64)


def _unknown(result: Result, therapy: str, container: str | None) -> Fault:
    """Return the fault of a name that the result does not hold, with the nearest that it does."""
    therapies = {name for name, _ in _names(result)} | _set_aside(result)
    if container is None or therapy not in therapies:
        what, sought, known = "therapy", therapy, therapies
    else:
        what, sought = f"container of {therapy}", container
        known = {name for own, name in _names(result) if own == therapy}
    fix = f"choose one of {_some(sorted(known))}, as in result.consignments{nearest(sought, sorted(known))}"
    return Fault("result[...]", repr(sought), f"a {what} of the result", fix, UnknownContainer)


def _some(names: list[str]) -> str:
    """Return the first of some names, and how many more there are."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(map(repr, names[:_NAMED])) + more


def _set_aside(result: Result) -> set[str]:
    return {one.therapy_id for one in result.set_aside}


def _names(result: Result) -> Iterator[tuple[str, str]]:
    for part in result.parts:
        own = part.evidence.therapy[part.places], part.evidence.container[part.places]
        yield from zip(*(column.tolist() for column in own), strict=True)
