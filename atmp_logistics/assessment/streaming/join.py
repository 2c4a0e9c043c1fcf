"""The findings of shards joined into the one assessment that the whole record would have had."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from atmp_logistics.assessment.identity_asked import identity_not_assessed
from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.assessment.streaming.assess_shard import LabelFindings, ShardFindings
from atmp_logistics.assessment.streaming.spill import SpilledRuns
from atmp_logistics.assessment.streaming.whole_record import WholeRecord
from atmp_logistics.core.errors import refuse
from atmp_logistics.core.instants import zone
from atmp_logistics.evidence.temperature.interval_notes import notes_of
from atmp_logistics.rules.findings import FindingTable


def joined_assessment(
    whole: WholeRecord,
    shards: Sequence[ShardFindings],
    runs: SpilledRuns | None,
    max_gap_s: float | None,
    chosen: Container[str],
) -> Assessment:
    """Return the assessment of a record from the findings of its shards, in their order, by the rules chosen.

    Raises
    ------
    InputError
        With the faults of every shard.
    """
    refuse(dict.fromkeys(fault for shard in shards for fault in shard.faults))
    parts = tuple(_joined_part(part, shards) for part in whole.bare.parts)
    interval_notes = {name: note for shard in shards for name, note in shard.interval_notes}
    tz = zone(whole.bare.tz) if whole.bare.tz else None
    notes = dict.fromkeys(notes_of(runs.names, interval_notes, max_gap_s, tz) if runs and parts else ())
    for part in parts:
        notes |= dict.fromkeys(whole.notes.get(part.label, ()))
    notes |= dict.fromkeys(whole.unassigned)
    unasked = (*whole.bare.not_assessed, *identity_not_assessed(parts, chosen))
    return replace(whole.bare, parts=parts, statements=(*whole.bare.statements, *notes), not_assessed=unasked)


def _joined_part(part: ProductResult, shards: Sequence[ShardFindings]) -> ProductResult:
    """Return a label's containers with the findings that each shard has of some of them."""
    containers = pd.MultiIndex.from_arrays([part.evidence.therapy, part.evidence.container])
    label = part.label
    own = (findings for shard in shards for findings in shard.labels if findings.label == label)
    return replace(part, judged=tuple(table for findings in own for table in _placed(findings, containers)))


def _placed(findings: LabelFindings, containers: pd.MultiIndex) -> list[FindingTable]:
    """Return a shard's findings with the places that its containers have in the whole record."""
    places = containers.get_indexer(pd.MultiIndex.from_arrays([findings.therapy, findings.container]))
    if (places < 0).any() or (np.diff(places) <= 0).any():
        raise RuntimeError("a shard judged containers that the record has not, or in another order")
    return [replace(table, rows=places[table.rows].astype(np.int64)) for table in findings.tables]
