"""One limit judged over all containers, as columns; words are made only for the findings that somebody reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.columns import Column, Mask
from atmp_logistics.core.finding import Finding
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.core.translatable import joined, prose, said
from atmp_logistics.core.verdict import CONFORMS, INDETERMINATE, Bounds, Limit, Verdict, compare
from atmp_logistics.core.wording import named_containers
from atmp_logistics.evidence.events.condition_cases import holds, possible_conditions
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.known_events import MAYBE, NO
from atmp_logistics.rules.rule_phrases import how_to_state, say

#: Why, and what would decide it.
Words = tuple[str, str | None]


@dataclass(frozen=True, slots=True, repr=False)
class Ground(ShortRepr):
    """A limit on which a finding rests, and where it was read.

    `numbers` are those of the limit, in words; `rows` say in which rows of the finding it decides (None: in all);
    without `may_deviate` a deviation stands whatever the limit says.
    """

    limit: Requirement
    citation: Citation
    numbers: str
    rows: Mask | None = None
    may_deviate: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class WrittenWords(ShortRepr):
    """Sentences that are written out, one pair a row."""

    sentences: tuple[Words, ...]

    def __call__(self, i: int) -> Words:
        """Return those of row i."""
        return self.sentences[i]


@dataclass(frozen=True, slots=True, repr=False)
class FindingTable(ShortRepr):
    """What one rule found of one limit: a row for each container that it is about.

    `rows` are places in the evidence; `lower` and `upper` bound what was measured, in `unit`, and `other_side` what was
    on the other side of a range that was left on both, NaN where it was not; `words(i)` explains row i. `of_record`
    marks findings about the record itself, which can only take a verdict away. `rests_on` are the limits that decide,
    where these are others than the one that was asked about.
    """

    rule: str
    code: str
    citation: Citation
    limit: Limit | None
    unit: str
    events: tuple[str, ...]
    rows: NDArray[np.int64]
    lower: Column
    upper: Column
    verdict: NDArray[np.int8]
    start: Column
    end: Column
    words: Callable[[int], Words] = field(compare=False)
    obligation: str = "shall"
    of_record: bool = False
    requirement: Requirement | None = None
    other_side: tuple[Column, Column] | None = None
    rests_on: tuple[Ground, ...] | None = None

    def __reduce__(self) -> tuple[type[FindingTable], tuple[Any, ...]]:
        """Return how the table is pickled and copied: with its sentences written out, since what makes them is code."""
        written = replace(self, words=WrittenWords(tuple(map(self.words, range(len(self.rows))))))
        return FindingTable, tuple(getattr(written, each.name) for each in fields(written))

    def finding(self, i: int, evidence: Evidence) -> Finding:
        """Return row i as one finding, in words."""
        why, decide_by = self.words(i)
        at = int(self.rows[i])
        verdict = Verdict.of(self.verdict[i])
        return Finding(
            therapy_id=str(evidence.therapy[at]),
            container_id=str(evidence.container[at]) or None,
            product=evidence.product.slug,
            rule=self.rule,
            code=self.code,
            verdict=verdict,
            limit=self.limit,
            measured=Bounds(self.lower[i], self.upper[i]),
            unit=self.unit,
            start=_instant(self.start[i]),
            end=_instant(self.end[i]),
            events=self.events,
            why=why,
            decide_by=decide_by if verdict is Verdict.INDETERMINATE else None,
            citation=self.citation,
            obligation=self.obligation,
            other_side=self._other_side(i) if verdict is Verdict.DEVIATES else None,
        )

    def _other_side(self, i: int) -> Bounds | None:
        if self.other_side is None or np.isnan(self.other_side[0][i]):
            return None
        return Bounds(self.other_side[0][i], self.other_side[1][i])


def finding_table(
    rule: str,
    requirement: Requirement,
    limit: Limit | None,
    measured: tuple[Column, Column],
    verdict: NDArray[np.int8] | None = None,
    *,
    evidence: Evidence,
    extent: tuple[Column, Column] | None = None,
    events: Iterable[str],
    words: Callable[[int], Words],
    unit: str = "s",
    rows: NDArray[np.int64] | None = None,
    of_record: bool = False,
    other_side: tuple[Column, Column] | None = None,
) -> FindingTable:
    """Return columns over all containers as a `FindingTable` of those to which the limit applies.

    The one way in which a rule answers. Columns have an entry for each container, or one for each of `rows`.

    Parameters
    ----------
    rule : str
        The rule's code.
    requirement : Requirement
        The limit that was asked about, with its citation; it names the finding.
    limit : Limit or None
        What the label allows, in `unit`; None where nothing is compared.
    measured : pair of ndarray of float64, shape (n,)
        The lower and the upper bound of what was measured, in `unit`; NaN or infinite where nothing bounds it.
    verdict : ndarray of int8, shape (n,), optional
        `CONFORMS`, `INDETERMINATE` or `DEVIATES`; what `compare` says of `measured` and `limit` by default, and
        indeterminate without a limit.
    evidence : Evidence
        What the rule was asked about.
    extent : pair of ndarray of float64, shape (n,), optional
        The nominal start and end of what was measured, in microseconds since 1970 in UTC; not known by default.
    events : iterable of str
        The events that it rests on.
    words : callable
        From a container's place in the evidence to why, and what would decide an indeterminate finding (None: nothing).
    unit : str
        Of the bounds and the limit: ``"s"``, ``"degC"``, or what is counted.
    rows : ndarray of int, optional
        The containers that the columns are about, by their places in the evidence; all by default.
    of_record : bool
        Whether the finding is about the record itself, and can only take a verdict away.
    other_side : pair of ndarray of float64, shape (n,), optional
        Bounds on the other side of a range that was left on both, NaN where it was not.

    Returns
    -------
    FindingTable
        What `judge` yields.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from atmp_logistics.core.citation import Citation
    >>> two_containers = SimpleNamespace(container=["BAG-1", "BAG-2"])  # in the place of what `judge` is given
    >>> asked = Requirement(code="seal", citation=Citation("SOP 12"))
    >>> found = np.array([0.0, np.nan]), np.array([0.0, np.nan])
    >>> finding_table(
    ...     "SEAL101", asked, Limit(upper=0.0, unit="broken seals"), found, evidence=two_containers,
    ...     events=["product_received"], words=lambda row: ("the seal is whole", None), unit="broken seals",
    ... ).verdict.tolist()
    [0, 1]
    """
    if verdict is None:
        verdict = compare(*measured, limit or Limit())
    if extent is None:
        extent = np.full(len(verdict), np.nan), np.full(len(verdict), np.nan)
    about = np.arange(len(evidence.container)) if rows is None else rows
    # A limit without a condition leaves nobody out: its columns are kept as they are.
    keep = np.nonzero(evidence.applies(requirement)[about] != NO)[0] if requirement.when else slice(None)
    places = about[keep]
    return FindingTable(
        rule=rule,
        code=requirement.code,
        citation=requirement.citation,
        limit=limit,
        unit=unit,
        events=tuple(dict.fromkeys(events)),
        rows=places,
        lower=np.asarray(measured[0], np.float64)[keep],
        upper=np.asarray(measured[1], np.float64)[keep],
        verdict=np.asarray(verdict, np.int8)[keep],
        start=np.asarray(extent[0], np.float64)[keep],
        end=np.asarray(extent[1], np.float64)[keep],
        words=lambda i: words(int(places[i])),
        obligation=requirement.obligation,
        of_record=of_record,
        requirement=requirement,
        other_side=None if other_side is None else (other_side[0][keep], other_side[1][keep]),
    )


def ground_of(limit: Requirement, numbers: str, rows: Mask | None = None, *, may_deviate: bool = True) -> Ground:
    """Return a limit as what a finding rests on."""
    return Ground(limit, limit.citation, numbers, rows, may_deviate)


def agreed_verdicts(verdicts: Iterable[NDArray[np.int8]]) -> NDArray[np.int8]:
    """Return the verdict of each container in which all cases agree, indeterminate where they do not.

    Examples
    --------
    >>> agreed_verdicts([np.array([0, 0, 2], np.int8), np.array([0, 2, 2], np.int8)]).tolist()
    [0, 1, 2]
    """
    each = list(verdicts)
    worst, best = np.maximum.reduce(each), np.minimum.reduce(each)
    return np.where(worst == best, worst, INDETERMINATE).astype(np.int8)


def settle_conditions(found: list[FindingTable], evidence: Evidence) -> Iterator[FindingTable]:
    """Judge every branch of a condition that nobody stated: one verdict where all agree, else indeterminate.

    A branch in which no limit holds agrees only with conforming.
    """
    groups: dict[tuple[str, str, bool], list[FindingTable]] = {}
    for one in found:
        groups.setdefault(kind_of(one), []).append(one)
    for one in found:
        if one.requirement is None or not one.requirement.when:
            yield one
        else:
            yield _settled(one, groups[kind_of(one)], evidence)


def kind_of(one: FindingTable) -> tuple[str, str, bool]:
    """Return what branches of one limit share: the rule, the code, and whether it binds."""
    return one.rule, one.code, one.obligation == "shall"


def _settled(one: FindingTable, branches: list[FindingTable], evidence: Evidence) -> FindingTable:
    requirement = one.requirement
    assert requirement is not None  # noqa: S101  settle() asks only for these
    open_rows = np.nonzero(evidence.applies(requirement)[one.rows] == MAYBE)[0]
    if not len(open_rows):
        return one
    verdict = one.verdict.copy()
    for i in open_rows:
        found = _over_branches(branches, int(one.rows[i]), evidence)
        verdict[i] = found.pop() if len(found) == 1 else INDETERMINATE
    undecided = set(open_rows.tolist())

    def words(i: int) -> Words:
        why, decide_by = one.words(i)
        if i not in undecided:
            return why, decide_by
        branch = joined(", ", [named_containers({key: values}) for key, values in requirement.when.items()])
        keys = [key for key in requirement.when if evidence.conditions[key][one.rows[i]] == ""]
        there = said("core", f"verdict.{Verdict.of(one.verdict[i]).value}")
        return say("branch.open", branch=branch, verdict=there, why=prose(why)), how_to_state(keys)

    return replace(one, verdict=verdict, words=words)


def _over_branches(branches: list[FindingTable], row: int, evidence: Evidence) -> set[int]:
    """Return the verdicts that one container can have under the conditions that nobody stated of it."""
    held = [(b.requirement.when, _verdict_at(b, row)) for b in branches if b.requirement]
    keys = sorted({key for when, _ in held for key in when})
    stated = {key: str(evidence.conditions[key][row]) for key in keys}
    cases = possible_conditions(evidence, stated, {})
    return {max((verdict for when, verdict in held if holds(when, case)), default=CONFORMS) for case in cases}


def _verdict_at(one: FindingTable, row: int) -> int:
    places = np.nonzero(one.rows == row)[0]
    return int(one.verdict[places[0]]) if len(places) else CONFORMS


def _instant(value: float) -> int | None:
    return int(value) if np.isfinite(value) else None
