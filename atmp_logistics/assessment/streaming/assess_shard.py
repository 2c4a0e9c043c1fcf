"""One shard judged as a whole record is, by the same `assess`; what comes back is small: columns and words.

What a record says as a whole, and no shard can know of itself, is told to each: the rules chosen, the labels, and the
loggers that some row of a product's containers names and no file holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.label_versions import is_record, records
from atmp_logistics.assessment.parts import Label, Part
from atmp_logistics.assessment.streaming.shards import Shard
from atmp_logistics.assessment.streaming.spill import take_up
from atmp_logistics.catalogue.catalogue import Catalogue
from atmp_logistics.core.checks import being_read
from atmp_logistics.core.errors import Fault
from atmp_logistics.core.product import Product
from atmp_logistics.evidence.temperature.interpolation import joined_readings
from atmp_logistics.evidence.temperature.interval_notes import IntervalNote as SaidOfLogger
from atmp_logistics.evidence.temperature.interval_notes import interval_notes
from atmp_logistics.records.logs import TemperatureLog
from atmp_logistics.records.site_profile import Site
from atmp_logistics.rules.findings import FindingTable, Words

_COMPLETENESS = "D502"
#: A logger's name that no row can name: control characters are refused.
_NOBODY = "\0"


class Labels(Catalogue):
    """Products by slug that need no file any more: what a worker on another machine is given."""

    is_whole = False

    def __init__(self, products: Mapping[str, tuple[Product, ...]]) -> None:
        super().__init__(dict.fromkeys(products, ()))
        self.products = dict(products)

    def __reduce__(self) -> tuple[Any, ...]:
        return Labels, (self.products,)

    def versions(self, slug: str) -> tuple[Product, ...]:
        """Return every version of a label, the oldest first."""
        return self.products[slug]


@dataclass(frozen=True, slots=True)
class ShardRequest:
    """What is asked of every shard alike; `lacking` are the loggers that nobody has readings of, by label."""

    product: Product | str | None
    site: Site
    when: Mapping[str, str]
    rules: tuple[str, ...]
    labels: Labels
    on: date | None
    lacking: Mapping[Label, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WrittenWords:
    """The words of a finding's rows, made already."""

    why: tuple[str, ...]
    decide_by: tuple[str | None, ...]

    def __call__(self, i: int) -> Words:
        """Return why, and what would decide, of row i."""
        return self.why[i], self.decide_by[i]


@dataclass(frozen=True, slots=True)
class JudgedPart:
    """A label's containers of one shard: who they are, and what was found of them."""

    label: Label
    therapy: NDArray[np.object_]
    container: NDArray[np.object_]
    judged: tuple[FindingTable, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a shard comes to, and what is said of each logger that it tells of."""

    parts: tuple[JudgedPart, ...] = ()
    said: tuple[tuple[str, SaidOfLogger], ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A shard, what is asked of it, and the conditions that its own labels know: another's means nothing there."""

    shard: Shard
    question: ShardRequest
    conditions: frozenset[str] = frozenset()


@being_read()
def judge(task: Task) -> Judgement:
    """Judge one shard."""
    shard, asked = task.shard, task.question
    log, faults = take_up(shard.readings) if shard.readings is not None else (None, ())
    if faults:
        return Judgement(faults=faults)
    log = log if log is None or len(log) else _with_one_reading(log)
    said = _said_of(log, asked.site) if log is not None else {}
    told = tuple((name, said[name]) for name in shard.tells if name in said)
    if shard.events is None:
        return Judgement(said=told)
    result = assess(
        shard.events,
        log,
        asked.product,
        site=asked.site,
        when={key: value for key, value in asked.when.items() if key in task.conditions},
        rules=asked.rules,
        containers=shard.expected,
        catalogue=asked.labels,
        on=asked.on,
    )
    return Judgement(tuple(_judged(part, asked) for part in result.parts), told)


def _said_of(log: TemperatureLog, site: Site) -> dict[str, SaidOfLogger]:
    """Return what is said of each logger's rhythm, as the whole record says it."""
    readings = joined_readings(log, site.max_gap_s)
    columns = readings.time, readings.value, readings.joined
    return interval_notes(log, readings.rhythm, columns, readings.row).each(log.loggers)


def _with_one_reading(log: TemperatureLog) -> TemperatureLog:
    """Return loggers without a reading as part of a log that has some: an empty one would be no log at all."""
    nobody, one = np.array([len(log.loggers)]), np.zeros(1)
    return replace(log, logger=nobody, time_us=one, temperature_degC=one, loggers=(*log.loggers, _NOBODY), trips=None)


def _judged(part: Part, asked: ShardRequest) -> JudgedPart:
    """Return what was found of one label's containers."""
    evidence = part.evidence
    found = _of_whole_record(part, asked.lacking.get(part.label, ()), asked.rules)
    memory: dict[str, str] = {}
    judged = tuple(replace(one, words=_said(one, memory)) for one in found)
    return JudgedPart(part.label, evidence.therapy, evidence.container, judged)


def _of_whole_record(part: Part, lacking: tuple[str, ...], rules: Sequence[str]) -> Iterator[FindingTable]:
    """Yield what was found, with the completeness of the record as the whole record has it."""
    again = _COMPLETENESS in rules and lacking != part.exposure.lacking
    yield from (one for one in part.judged if not (again and is_record(one)))
    if again:
        yield from records(part.evidence, replace(part.exposure, lacking=lacking), part.versions)


def _said(one: FindingTable, memory: dict[str, str]) -> WrittenWords:
    """Make the words of every row; those that are alike are held once."""
    pairs = [one.words(i) for i in range(len(one.rows))]
    why = tuple(memory.setdefault(said, said) for said, _ in pairs)
    return WrittenWords(why, tuple(said and memory.setdefault(said, said) for _, said in pairs))
