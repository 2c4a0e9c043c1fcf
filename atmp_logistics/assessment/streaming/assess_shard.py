"""One shard judged by the same `assess` as a whole record; its findings are small: columns and words.

A request tells each shard what only the whole record knows: the rules chosen, the labels, and the loggers that a row of
a product's containers names and no file holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.label_versions import is_record, records
from atmp_logistics.assessment.product_result import Label, ProductResult
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.assessment.streaming.shards import Shard
from atmp_logistics.assessment.streaming.spill import read_back
from atmp_logistics.catalogue.catalogue import Catalogue
from atmp_logistics.core.checks import being_read
from atmp_logistics.core.errors import Fault
from atmp_logistics.core.instants import moment
from atmp_logistics.core.product import Product
from atmp_logistics.evidence.temperature.interpolation import joined_readings
from atmp_logistics.evidence.temperature.interval_notes import IntervalNote, interval_notes
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.temperature_log import TemperatureLog
from atmp_logistics.rules.findings import FindingTable, Words

_COMPLETENESS = "D502"
#: A logger's name that no row can name: control characters are refused.
_NO_LOGGER = "\0"


class LoadedCatalogue(Catalogue):
    """Products by slug, read already: a worker on another machine has not their files."""

    is_whole = False

    def __init__(self, products: Mapping[str, tuple[Product, ...]]) -> None:
        super().__init__(dict.fromkeys(products, ()))
        self.products = dict(products)

    def __reduce__(self) -> tuple[Any, ...]:
        return LoadedCatalogue, (self.products,)

    def versions(self, slug: str) -> tuple[Product, ...]:
        """Return every version of a label, the oldest first."""
        return self.products[slug]


@dataclass(frozen=True, slots=True)
class ShardRequest:
    """What is asked of a shard.

    Attributes
    ----------
    product, site, when, on
        As for `assess`.
    rules : tuple of str
        The codes of the rules that judge.
    catalogue : LoadedCatalogue
        The labels that may judge.
    now : float or None
        The moment at which what is in store is stated to be there, in microseconds.
    lacking : mapping of Label to tuple of str
        The loggers that rows of a label's containers name and no file holds.
    """

    product: Product | str | None
    site: Site
    when: Mapping[str, str]
    rules: tuple[str, ...]
    catalogue: LoadedCatalogue
    on: date | None
    now: float | None = None
    lacking: Mapping[Label, tuple[str, ...]] = field(default_factory=dict)


def requests_of(request: ShardRequest, shards: Iterable[Shard], bare: Assessment) -> Iterator[ShardRequest]:
    """Yield each shard's request: of the conditions stated, those that a label of its own therapies knows."""
    labels = [(set(part.evidence.therapy), part.evidence.conditions) for part in bare.parts if request.when]
    for shard in shards:
        own = set(shard.events.table["therapy_id"]) if shard.events is not None else set()
        own |= {therapy for therapy, _ in (*shard.expected, *(shard.events.containers if shard.events else ()))}
        known = {key for therapies, keys in labels if not own.isdisjoint(therapies) for key in keys}
        yield replace(request, when={key: value for key, value in request.when.items() if key in known})


@dataclass(frozen=True, slots=True)
class WrittenWords:
    """The words of a finding's rows, written already.

    Attributes
    ----------
    why : tuple of str
    decide_by : tuple of (str or None)
    """

    why: tuple[str, ...]
    decide_by: tuple[str | None, ...]

    def __call__(self, i: int) -> Words:
        """Return why, and what would decide, of row i."""
        return self.why[i], self.decide_by[i]


@dataclass(frozen=True, slots=True)
class LabelFindings:
    """The findings on those containers of a label that a shard has.

    Attributes
    ----------
    label : Label
    therapy, container : array of str
    tables : tuple of FindingTable
    """

    label: Label
    therapy: NDArray[np.object_]
    container: NDArray[np.object_]
    tables: tuple[FindingTable, ...]


@dataclass(frozen=True, slots=True)
class ShardFindings:
    """The findings of a shard.

    Attributes
    ----------
    labels : tuple of LabelFindings
    interval_notes : tuple of (str, IntervalNote)
        How far the readings of a logger are joined, of each logger that this shard tells of.
    faults : tuple of Fault
        What two files hold differently; a shard with faults is not judged.
    """

    labels: tuple[LabelFindings, ...] = ()
    interval_notes: tuple[tuple[str, IntervalNote], ...] = ()
    faults: tuple[Fault, ...] = ()


@being_read()
def assess_shard(task: tuple[Shard, ShardRequest]) -> ShardFindings:
    """Return the findings of a shard on what is asked of it."""
    shard, request = task
    log, faults = read_back(shard.readings) if shard.readings is not None else (None, ())
    if faults:
        return ShardFindings(faults=faults)
    log = log if log is None or len(log) else _with_one_reading(log)
    notes = _interval_notes(log, request.site) if log is not None else {}
    told = tuple((name, notes[name]) for name in shard.tells if name in notes)
    if shard.events is None:
        return ShardFindings(interval_notes=told)
    result = assess(
        shard.events,
        log,
        request.product,
        site=request.site,
        when=request.when,
        rules=request.rules,
        containers=shard.expected,
        catalogue=request.catalogue,
        on=request.on,
        now=None if request.now is None else moment(request.now),
    )
    return ShardFindings(tuple(_label_findings(part, request) for part in result.parts), told)


def _interval_notes(log: TemperatureLog, site: Site) -> dict[str, IntervalNote]:
    """Return how far each logger's readings are joined, as the whole record notes it."""
    readings = joined_readings(log, site.max_gap_s)
    columns = readings.time, readings.value, readings.joined
    return interval_notes(log, readings.rhythm, columns, readings.row).each(log.loggers)


def _with_one_reading(log: TemperatureLog) -> TemperatureLog:
    """Return loggers without a reading as part of a log that has some: an empty one would be no log at all."""
    code, zero = np.array([len(log.loggers)]), np.zeros(1)
    loggers = (*log.loggers, _NO_LOGGER)
    return replace(log, logger=code, time_us=zero, temperature_degC=zero, loggers=loggers, trips=None)


def _label_findings(part: ProductResult, request: ShardRequest) -> LabelFindings:
    """Return the findings on one label's containers; words that are alike are held once."""
    tables = _as_whole_record(part, request.lacking.get(part.label, ()), request.rules)
    memory: dict[str, str] = {}
    written = tuple(replace(table, words=_written(table, memory)) for table in tables)
    return LabelFindings(part.label, part.evidence.therapy, part.evidence.container, written)


def _as_whole_record(part: ProductResult, lacking: tuple[str, ...], rules: Sequence[str]) -> Iterator[FindingTable]:
    """Yield the findings, with the completeness of the record as the whole record has it."""
    again = _COMPLETENESS in rules and lacking != part.exposure.lacking
    yield from (table for table in part.judged if not (again and is_record(table)))
    if again:
        yield from records(part.evidence, replace(part.exposure, lacking=lacking), part.versions)


def _written(table: FindingTable, memory: dict[str, str]) -> WrittenWords:
    """Return the words of every row, written; `memory` holds those written before."""
    pairs = [table.words(i) for i in range(len(table.rows))]
    why = tuple(memory.setdefault(text, text) for text, _ in pairs)
    return WrittenWords(why, tuple(text and memory.setdefault(text, text) for _, text in pairs))
