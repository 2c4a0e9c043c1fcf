"""The containers of one product judged by each version of its label that may judge one of a therapy's containers.

A version judges the therapy whole, so that clocks over all its containers, and their order, are never split; each
container takes what its own version found. Where several versions may be a container's own, they are as a condition
that nobody stated: one verdict where all agree, else indeterminate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

import numpy as np

from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.core.columns import Index, Mask
from atmp_logistics.core.product import Product
from atmp_logistics.core.verdict import CONFORMS, INDETERMINATE, Verdict
from atmp_logistics.evidence.events.build_evidence import build_evidence
from atmp_logistics.evidence.events.conditions import check_values
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.label_in_force import LabelVersions, PossibleVersions, possible_versions
from atmp_logistics.evidence.events.roster import Roster
from atmp_logistics.evidence.events.written_times import table_as_taken
from atmp_logistics.evidence.temperature.build_exposure import expose
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.records.logs import EventLog, TemperatureLog
from atmp_logistics.records.site_profile import Site
from atmp_logistics.rules import Rule
from atmp_logistics.rules import d502_completeness as completeness
from atmp_logistics.rules.evidence_counts import capped_by_evidence
from atmp_logistics.rules.findings import FindingTable, Words, kind_of, settle_conditions
from atmp_logistics.rules.limits_not_asked import containers_asked, finding_of_nothing_asked, findings_on_half_asked
from atmp_logistics.rules.unread_limits import findings_on_unread_limits

_DAY = "log the time of administration start: its day says which version of the label judges"
#: A version of a label, and what its rules found.
Found = tuple[Product, list[FindingTable]]


@dataclass(frozen=True, slots=True)
class AssessRequest:
    """What is asked: by which rules, of which record, with what the site and the call state."""

    events: EventLog
    log: TemperatureLog | None
    site: Site
    tz: tzinfo | None
    when: Mapping[str, str]
    rules: Mapping[str, Rule]
    done: Callable[[], None]

    def evidence(self, product: Product, roll: Roster, others: Sequence[Product] = ()) -> Evidence:
        """Return what is known of some containers."""
        return build_evidence(self.events.table, roll, product, self.site, self.tz, self.when, others)

    def exposure(self, evidence: Evidence) -> Exposure:
        """Return what containers met."""
        return expose(evidence, table_as_taken(self.events.table, evidence), self.log)

    def part(self, evidence: Evidence, versions: tuple[Product, ...] = ()) -> ProductResult:
        """Ask every rule of some containers."""
        exposure, found = self.exposure(evidence), list[FindingTable]()
        for rule in self.rules.values():
            found += rule.judge(evidence, exposure)
            self.done()
        found += findings_on_unread_limits(evidence, self.rules)
        found += [*findings_on_half_asked(found, evidence), *completeness.findings_on_unmentioned_containers(evidence)]
        counted = list(capped_by_evidence(found, evidence.product))
        return ProductResult(evidence, exposure, tuple(settle_conditions(counted, evidence)), versions)


def results_of(asking: AssessRequest, label: LabelVersions, roll: Roster) -> Iterator[ProductResult]:
    """Yield the containers of one product, apart by the versions of its label that may judge them."""
    if label.by_day:
        yield from _parts_by_day(asking, label.versions, roll)
    else:
        yield asking.part(asking.evidence(label.versions[0], roll))


def _parts_by_day(asking: AssessRequest, versions: Sequence[Product], roll: Roster) -> Iterator[ProductResult]:
    everyone = asking.evidence(versions[-1], roll, versions)
    possible = possible_versions(everyone, versions, asking.events)
    judged = _by_version(asking, versions, roll, everyone, possible)
    for rows, which in _alike(possible.may):
        alone = judged[which[0]]
        if len(which) == 1 and len(rows) == len(alone[0]) and not possible.unknown[rows].any():
            yield alone[1]
        else:
            each = [(*judged[i], versions[i]) for i in which]
            evidence = asking.evidence(versions[which[-1]], roll.among(rows), versions)
            yield _part(evidence, asking, each, rows, possible)


def _by_version(
    asking: AssessRequest, versions: Sequence[Product], roll: Roster, everyone: Evidence, possible: PossibleVersions
) -> dict[int, tuple[Index, ProductResult]]:
    """Judge, by each version that a container of theirs may need, those therapies whole."""
    needed = [np.nonzero(everyone.over_therapy(may.astype(np.float64), np.maximum))[0] for may in possible.may]
    check_values(
        asking.events,
        [(one, roll.among(rows)) for one, rows in zip(versions, needed, strict=True) if len(rows)],
        asking.when,
    )
    judged = dict[int, tuple[Index, ProductResult]]()
    for i, (version, rows) in enumerate(zip(versions, needed, strict=True)):
        if len(rows):
            whole = len(rows) == len(roll)
            own = everyone if whole else asking.evidence(version, roll.among(rows), versions)
            judged[i] = rows, asking.part(replace(own, product=version), (version,))
    return judged


def _alike(may: Mask) -> Iterator[tuple[Index, tuple[int, ...]]]:
    """Yield the containers that the same versions may judge, in the order of the first of them, with those versions."""
    patterns, first, place = np.unique(may.T, axis=0, return_index=True, return_inverse=True)
    for number in np.argsort(first):
        yield np.nonzero(place.reshape(-1) == number)[0], tuple(np.nonzero(patterns[number])[0].tolist())


def _part(
    evidence: Evidence,
    asking: AssessRequest,
    each: Sequence[tuple[Index, ProductResult, Product]],
    rows: Index,
    possible: PossibleVersions,
) -> ProductResult:
    """Return containers with what each version that may judge them found, as one verdict where all agree."""
    exposure, unknown = asking.exposure(evidence), possible.unknown[rows]
    found = list[Found]()
    for judged_rows, part, version in each:
        place = np.full(len(possible.unknown), -1, np.int64)
        place[rows] = np.arange(len(rows))
        found.append((version, [_moved(one, place[judged_rows]) for one in part.judged if not is_record(one)]))
    versions = tuple(version for version, _ in found)
    judged = [*_agreed(found, len(rows), unknown), *_unasked(found, evidence, unknown)]
    judged += records(evidence, exposure, versions) if completeness.CODE in asking.rules else []
    return ProductResult(evidence, exposure, tuple(judged), versions)


def is_record(one: FindingTable) -> bool:
    """Say whether a finding counts the events that the label names: it depends on all the containers it is asked of."""
    return one.rule == completeness.CODE and one.code == completeness.RECORD


def records(evidence: Evidence, exposure: Exposure, versions: Sequence[Product]) -> Iterator[FindingTable]:
    """Yield how complete containers' records are, by each version of the label that may judge them."""
    for version in versions or (evidence.product,):
        yield from completeness.judge(replace(evidence, product=version), exposure)


def _moved(one: FindingTable, place: Index) -> FindingTable:
    """Return what was found of some of the containers, with the places that they have among these alone."""
    at = place[one.rows]
    kept = np.nonzero(at >= 0)[0]
    columns = {name: getattr(one, name)[kept] for name in ("lower", "upper", "verdict", "start", "end")}
    other = None if one.other_side is None else (one.other_side[0][kept], one.other_side[1][kept])
    return replace(one, rows=at[kept], words=lambda i: one.words(int(kept[i])), other_side=other, **columns)


def _agreed(found: Sequence[Found], count: int, unknown: Mask) -> Iterator[FindingTable]:
    """Yield what each version found: indeterminate where another, or none that was in force, would say otherwise."""
    kinds = {kind_of(one): np.zeros((len(found), count), np.int8) for _, own in found for one in own}
    for i, (_, own) in enumerate(found):
        for one in own:
            each = kinds[kind_of(one)][i]
            each[one.rows] = np.maximum(each[one.rows], one.verdict)
    apart = {
        kind: (each.max(axis=0) != each.min(axis=0)) | (unknown & (each.max(axis=0) != CONFORMS))
        for kind, each in kinds.items()
    }
    for version, own in found:
        for one in own:
            yield _open_where(one, apart[kind_of(one)][one.rows], version)


def _open_where(one: FindingTable, apart: Mask, version: Product) -> FindingTable:
    """Return a finding that is indeterminate where the versions of the label that may judge do not agree."""
    if not apart.any():
        return one

    def words(i: int) -> Words:
        why, decide_by = one.words(i)
        if not apart[i]:
            return why, decide_by
        by = f"by the label's revision {version.citation.revision}"
        return f"{by} ({Verdict.of(one.verdict[i]).value} there): {why}", _DAY

    return replace(one, verdict=np.where(apart, INDETERMINATE, one.verdict).astype(np.int8), words=words)


def _unasked(found: Sequence[Found], evidence: Evidence, unknown: Mask) -> Iterator[FindingTable]:
    """Yield the containers of which a version that may judge asks nothing, or that may have no version."""
    asked = [containers_asked(own, replace(evidence, product=version))[1] for version, own in found]
    rows = np.nonzero(unknown | (np.any(asked, axis=0) & ~np.all(asked, axis=0)))[0]

    def words(row: int) -> Words:
        if unknown[row]:
            return "the day of use may be one on which no version of this label was in force", _DAY
        return "a version of the label that may judge asks nothing of what is asked about", _DAY

    if len(rows):
        yield finding_of_nothing_asked(evidence, rows, words)
