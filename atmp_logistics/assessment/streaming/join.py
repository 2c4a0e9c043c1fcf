"""The judgements of shards put together into the one assessment that the whole record would have given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from atmp_logistics.assessment.parts import Label, Part
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.assessment.streaming.assess_shard import JudgedPart, Judgement
from atmp_logistics.core.errors import Fault
from atmp_logistics.evidence.temperature.interval_notes import IntervalNote
from atmp_logistics.rules.findings import FindingTable


@dataclass(slots=True)
class Joint:
    """What has come in so far, by the places of the shards: findings by label, and what is wrong."""

    frame: Assessment
    judged: dict[Label, dict[int, tuple[FindingTable, ...]]] = field(default_factory=dict)
    said: dict[str, IntervalNote] = field(default_factory=dict)
    faults: dict[int, tuple[Fault, ...]] = field(default_factory=dict)
    places: dict[Label, pd.MultiIndex] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for part in self.frame.parts:
            who = [part.evidence.therapy, part.evidence.container]
            self.places[part.label] = pd.MultiIndex.from_arrays(who)

    def take(self, shard: int, found: Judgement) -> None:
        """Take in what one shard came to; taken twice, it is the same."""
        self.said.update(found.said)
        self.faults[shard] = found.faults
        for part in found.parts:
            self.judged.setdefault(part.label, {})[shard] = self._placed(part)

    def _placed(self, part: JudgedPart) -> tuple[FindingTable, ...]:
        """Return a shard's findings with the places that their containers have in the whole record."""
        who = pd.MultiIndex.from_arrays([part.therapy, part.container])
        places = self.places[part.label].get_indexer(who)
        if (places < 0).any() or (np.diff(places) <= 0).any():
            raise RuntimeError("a shard judged containers that the record has not, or in another order")
        return tuple(replace(one, rows=places[one.rows].astype(np.int64)) for one in part.judged)

    def result(
        self, notes: Iterable[str], extra: Mapping[Label, tuple[str, ...]], last: Iterable[str] = ()
    ) -> Assessment:
        """Return the assessment: `notes` on gaps, `extra` ones of each label that the whole record has, `last` ones."""
        parts = tuple(self._part(part) for part in self.frame.parts)
        said = dict.fromkeys(notes if parts else ())
        for part in parts:
            said |= dict.fromkeys(extra.get(part.label, ()))
        said |= dict.fromkeys(last)
        return replace(self.frame, parts=parts, statements=(*self.frame.statements, *said))

    def _part(self, part: Part) -> Part:
        own = self.judged.get(part.label, {})
        return replace(part, judged=tuple(one for shard in sorted(own) for one in own[shard]))
