"""The containers of one product judged by each version of its label that may judge one of a therapy's containers.

A version judges the therapy whole, so that clocks over all its containers, and their order, are never split; each
container takes the findings of the version in force on its day. Where several versions may be in force, they count as
a condition that is not stated: one verdict where all agree, else indeterminate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

import numpy as np

from atmp_logistics.assessment.deviating_by_now import deviating_by_now
from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.core.columns import Index, Mask
from atmp_logistics.core.product import Product
from atmp_logistics.core.verdict import CONFORMS, INDETERMINATE, Verdict
from atmp_logistics.evidence.events.build_evidence import build_evidence
from atmp_logistics.evidence.events.conditions import check_values
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.in_store import with_now, without_now
from atmp_logistics.evidence.events.label_in_force import LabelVersions, PossibleVersions, possible_versions
from atmp_logistics.evidence.events.roster import Roster
from atmp_logistics.evidence.events.written_times import table_as_taken
from atmp_logistics.evidence.temperature.build_exposure import expose
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.temperature_log import TemperatureLog
from atmp_logistics.rules import Rule
from atmp_logistics.rules import c401_identity as identity
from atmp_logistics.rules import c403_reconciliation as reconciliation
from atmp_logistics.rules import d502_completeness as completeness
from atmp_logistics.rules.evidence_counts import capped_by_evidence
from atmp_logistics.rules.findings import FindingTable, Words, kind_of, settle_conditions
from atmp_logistics.rules.limits_not_asked import containers_asked, finding_of_nothing_asked, findings_on_half_asked
from atmp_logistics.rules.receipt_outcomes import findings_on_receipts
from atmp_logistics.rules.unread_limits import findings_on_unread_limits

_DAY = "log the time of administration start: its day says which version of the label judges"
#: A version of a label, and the findings by it.
FindingsByVersion = tuple[Product, list[FindingTable]]


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
    now_us: float | None = None

    def evidence(self, product: Product, roll: Roster, others: Sequence[Product] = ()) -> Evidence:
        """Return what is known of some containers, with what is stated of those that are still in store."""
        found = build_evidence(self.events.table, roll, product, self.site, self.tz, self.when, others)
        return found if self.now_us is None else with_now(found, self.now_us, (product, *others))

    def exposure(self, evidence: Evidence) -> Exposure:
        """Return the temperatures that containers met."""
        return expose(evidence, table_as_taken(self.events.table, evidence), self.log)

    def part(self, evidence: Evidence, versions: tuple[Product, ...] = ()) -> ProductResult:
        """Ask every rule of some containers."""
        exposure = self.exposure(evidence)
        findings = self._findings(evidence, exposure)
        findings += findings_on_unread_limits(evidence, self.rules)
        findings += findings_on_half_asked(findings, evidence)
        findings += completeness.findings_on_unmentioned_containers(evidence)
        findings += findings_on_receipts(evidence)
        findings += reconciliation.findings_on_outcomes(evidence) if reconciliation.CODE in self.rules else ()
        findings += () if identity.CODE in self.rules else identity.findings_on_mismatches(evidence)
        counted = list(capped_by_evidence(findings, evidence.product))
        return ProductResult(evidence, exposure, tuple(settle_conditions(counted, evidence)), versions)

    def _findings(self, evidence: Evidence, exposure: Exposure) -> list[FindingTable]:
        """Return what every rule finds; what is stated of the containers still in store can only make it deviate."""
        still = evidence.still
        if still is None or not still.containers.any():
            found = list(self._judged(evidence, exposure))
        else:
            before = without_now(evidence)
            known = list(self._judged(before, self.exposure(before)))
            found = deviating_by_now(known, self._judged(evidence, exposure), evidence)
        for _ in self.rules:
            self.done()
        return found

    def _judged(self, evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
        for rule in self.rules.values():
            yield from rule.judge(evidence, exposure)


def results_of(request: AssessRequest, label: LabelVersions, roll: Roster) -> Iterator[ProductResult]:
    """Yield the containers of one product, apart by the versions of its label that may judge them."""
    if label.by_day:
        yield from _parts_by_day(request, label.versions, roll)
    else:
        yield request.part(request.evidence(label.versions[0], roll))


def _parts_by_day(request: AssessRequest, versions: Sequence[Product], roll: Roster) -> Iterator[ProductResult]:
    all_containers = request.evidence(versions[-1], roll, versions)
    possible = possible_versions(all_containers, versions, request.events)
    judged = _by_version(request, versions, roll, all_containers, possible)
    for rows, which in _alike(possible.may):
        judged_rows, part = judged[which[0]]
        if len(which) == 1 and len(rows) == len(judged_rows) and not possible.unknown[rows].any():
            yield part
        else:
            each = [(*judged[i], versions[i]) for i in which]
            evidence = request.evidence(versions[which[-1]], roll.among(rows), versions)
            yield _part(evidence, request, each, rows, possible)


def _by_version(
    request: AssessRequest,
    versions: Sequence[Product],
    roll: Roster,
    all_containers: Evidence,
    possible: PossibleVersions,
) -> dict[int, tuple[Index, ProductResult]]:
    """Judge, by each version that a container of theirs may need, those therapies whole."""
    needed = [np.nonzero(all_containers.over_therapy(may.astype(np.float64), np.maximum))[0] for may in possible.may]
    check_values(
        request.events,
        [(version, roll.among(rows)) for version, rows in zip(versions, needed, strict=True) if len(rows)],
        request.when,
    )
    judged = dict[int, tuple[Index, ProductResult]]()
    for i, (version, rows) in enumerate(zip(versions, needed, strict=True)):
        if len(rows):
            whole = len(rows) == len(roll)
            evidence = all_containers if whole else request.evidence(version, roll.among(rows), versions)
            judged[i] = rows, request.part(replace(evidence, product=version), (version,))
    return judged


def _alike(may: Mask) -> Iterator[tuple[Index, tuple[int, ...]]]:
    """Yield the containers that the same versions may judge, in the order of the first of them, with those versions."""
    patterns, first, pattern_of = np.unique(may.T, axis=0, return_index=True, return_inverse=True)
    for number in np.argsort(first):
        yield np.nonzero(pattern_of.reshape(-1) == number)[0], tuple(np.nonzero(patterns[number])[0].tolist())


def _part(
    evidence: Evidence,
    request: AssessRequest,
    each: Sequence[tuple[Index, ProductResult, Product]],
    rows: Index,
    possible: PossibleVersions,
) -> ProductResult:
    """Return containers with the findings of each version that may judge them, as one verdict where all agree."""
    exposure, unknown = request.exposure(evidence), possible.unknown[rows]
    by_version = list[FindingsByVersion]()
    for judged_rows, part, version in each:
        new_row = np.full(len(possible.unknown), -1, np.int64)
        new_row[rows] = np.arange(len(rows))
        tables = [_moved(table, new_row[judged_rows]) for table in part.judged if not is_record(table)]
        by_version.append((version, tables))
    versions = tuple(version for version, _ in by_version)
    judged = [*_agreed(by_version, len(rows), unknown), *_unasked(by_version, evidence, unknown)]
    judged += records(evidence, exposure, versions) if completeness.CODE in request.rules else []
    return ProductResult(evidence, exposure, tuple(judged), versions)


def is_record(table: FindingTable) -> bool:
    """Say whether a finding counts the events that the label names: it depends on all the containers it is asked of."""
    return table.rule == completeness.CODE and table.code == completeness.RECORD


def records(evidence: Evidence, exposure: Exposure, versions: Sequence[Product]) -> Iterator[FindingTable]:
    """Yield how complete containers' records are, by each version of the label that may judge them."""
    for version in versions or (evidence.product,):
        yield from completeness.judge(replace(evidence, product=version), exposure)


def _moved(table: FindingTable, new_row: Index) -> FindingTable:
    """Return a table's findings on the containers that have a new row, with those rows."""
    at = new_row[table.rows]
    kept = np.nonzero(at >= 0)[0]
    columns = {name: getattr(table, name)[kept] for name in ("lower", "upper", "verdict", "start", "end")}
    other = None if table.other_side is None else (table.other_side[0][kept], table.other_side[1][kept])
    return replace(table, rows=at[kept], words=lambda i: table.words(int(kept[i])), other_side=other, **columns)


def _agreed(by_version: Sequence[FindingsByVersion], count: int, unknown: Mask) -> Iterator[FindingTable]:
    """Yield the findings of each version: indeterminate where another differs, or where none may be in force."""
    kinds = {
        kind_of(table): np.zeros((len(by_version), count), np.int8) for _, tables in by_version for table in tables
    }
    for i, (_, tables) in enumerate(by_version):
        for table in tables:
            verdicts = kinds[kind_of(table)][i]
            verdicts[table.rows] = np.maximum(verdicts[table.rows], table.verdict)
    apart = {
        kind: (verdicts.max(axis=0) != verdicts.min(axis=0)) | (unknown & (verdicts.max(axis=0) != CONFORMS))
        for kind, verdicts in kinds.items()
    }
    for version, tables in by_version:
        for table in tables:
            yield _open_where(table, apart[kind_of(table)][table.rows], version)


def _open_where(table: FindingTable, apart: Mask, version: Product) -> FindingTable:
    """Return a finding that is indeterminate where the versions of the label that may judge do not agree."""
    if not apart.any():
        return table

    def words(i: int) -> Words:
        why, decide_by = table.words(i)
        if not apart[i]:
            return why, decide_by
        by = f"by the label's revision {version.citation.revision}"
        return f"{by} ({Verdict.of(table.verdict[i]).value} there): {why}", _DAY

    return replace(table, verdict=np.where(apart, INDETERMINATE, table.verdict).astype(np.int8), words=words)


def _unasked(by_version: Sequence[FindingsByVersion], evidence: Evidence, unknown: Mask) -> Iterator[FindingTable]:
    """Yield the containers of which a version that may judge asks nothing, or that may have no version."""
    asked = [containers_asked(tables, replace(evidence, product=version))[1] for version, tables in by_version]
    rows = np.nonzero(unknown | (np.any(asked, axis=0) & ~np.all(asked, axis=0)))[0]

    def words(row: int) -> Words:
        if unknown[row]:
            return "the day of use may be one on which no version of this label was in force", _DAY
        return "a version of the label that may judge asks nothing of what is asked about", _DAY

    if len(rows):
        yield finding_of_nothing_asked(evidence, rows, words)
