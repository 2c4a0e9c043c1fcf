"""What the statement that containers are still in store at a moment may change: what is open without it may deviate.

Every rule is asked twice, without the statement and with it. A finding that is indeterminate without it and deviates
with it deviates, in the words and numbers of the second answer; any other stays as it is without. So the statement
makes nothing conform, and takes back nothing that deviates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.core.verdict import DEVIATES, INDETERMINATE
from atmp_logistics.core.wording import clock
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.rules.findings import FindingTable, Words


def deviating_by_now(
    before: Iterable[FindingTable], now: Iterable[FindingTable], evidence: Evidence
) -> list[FindingTable]:
    """Return the findings without a statement, with those that deviate by it.

    Parameters
    ----------
    before : iterable of FindingTable
        What the rules find without the statement.
    now : iterable of FindingTable
        What they find with it.
    evidence : Evidence
        The evidence with it.
    """
    answers, seen = _numbered(now), Counter[tuple[object, ...]]()
    out = list[FindingTable]()
    for one in before:
        key = _key(one)
        other = answers.get((key, seen[key]))
        seen[key] += 1
        out.append(one if other is None else _with_deviations(one, other, evidence))
    return out


def _numbered(tables: Iterable[FindingTable]) -> dict[tuple[tuple[object, ...], int], FindingTable]:
    """Return tables by what they are about, and by which of several of that kind each is."""
    seen, out = Counter[tuple[object, ...]](), {}
    for one in tables:
        out[_key(one), seen[_key(one)]] = one
        seen[_key(one)] += 1
    return out


def _key(one: FindingTable) -> tuple[object, ...]:
    return one.rule, one.code, one.unit, one.obligation, one.events, one.limit


def _with_deviations(one: FindingTable, other: FindingTable, evidence: Evidence) -> FindingTable:
    """Return a finding that deviates where it is open in the first answer and deviates in the second."""
    place = np.full(len(evidence), -1, np.int64)
    place[other.rows] = np.arange(len(other.rows))
    at = place[one.rows]
    deviates = (one.verdict == INDETERMINATE) & (at >= 0)
    deviates[deviates] = other.verdict[at[deviates]] == DEVIATES
    if not deviates.any():
        return one
    columns = {name: getattr(one, name).copy() for name in ("lower", "upper", "verdict", "start", "end")}
    for name, column in columns.items():
        column[deviates] = getattr(other, name)[at[deviates]]
    stated = f"still in store at {clock(_now_of(evidence), evidence.tz)}, as stated"

    def words(i: int) -> Words:
        return (f"{other.words(int(at[i]))[0]}; {stated}", None) if deviates[i] else one.words(i)

    return replace(one, words=words, other_side=_sides(one, other, deviates, at), **columns)


def _now_of(evidence: Evidence) -> float:
    assert evidence.still is not None  # noqa: S101  nobody asks otherwise
    return evidence.still.now_us


def _sides(one: FindingTable, other: FindingTable, deviates: Mask, at: Index) -> tuple[Column, Column] | None:
    """Return the bounds on the other side of a range, of whichever answer counts."""
    if one.other_side is None or other.other_side is None:
        return one.other_side
    picked = tuple(
        _picked(mine, theirs, deviates, at) for mine, theirs in zip(one.other_side, other.other_side, strict=True)
    )
    return picked[0], picked[1]


def _picked(mine: Column, theirs: Column, deviates: Mask, at: Index) -> NDArray[np.float64]:
    out = mine.copy()
    out[deviates] = theirs[at[deviates]]
    return out
