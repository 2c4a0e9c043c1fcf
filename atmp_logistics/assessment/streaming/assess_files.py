"""More than memory, more than a machine: files of readings judged in shards, as `assess` judges them all at once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from atmp_logistics.assessment.assess import Progress, assess
from atmp_logistics.assessment.parts import Label
from atmp_logistics.assessment.readings_of_call import check_stated_places, stated_places
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.assessment.streaming.assess_shard import Labels, ShardRequest, Task, judge
from atmp_logistics.assessment.streaming.batches import begins_plain, room_of
from atmp_logistics.assessment.streaming.first_pass import Sizes, survey
from atmp_logistics.assessment.streaming.join import Joint
from atmp_logistics.assessment.streaming.shards import Room, Shard, asked_of, loggers_of, shards_of
from atmp_logistics.assessment.streaming.spill import SpilledRuns, take_up
from atmp_logistics.assessment.streaming.workers import Threads, Workers, dask_workers
from atmp_logistics.catalogue.catalogue import Catalogue, load_catalogue
from atmp_logistics.core.checks import being_read
from atmp_logistics.core.errors import AtmpError, Fault, UsageError, refuse
from atmp_logistics.core.product import Product
from atmp_logistics.core.reading_times import DateOrder
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.evidence.events.written_times import table_as_taken, with_exactness_of_rows
from atmp_logistics.evidence.temperature.build_exposure import expose, standing_of
from atmp_logistics.evidence.temperature.interval_notes import notes_of
from atmp_logistics.evidence.temperature.logger_notes import loggers_for_nothing, notes_on_unassigned_loggers
from atmp_logistics.evidence.temperature.logger_notes import notes_of as notes_on_standing
from atmp_logistics.ingest import read_events
from atmp_logistics.ingest.answers import Answers, Decimal, OnClockJump
from atmp_logistics.ingest.readings.folders import readings_files
from atmp_logistics.ingest.readings.placed_files import Given
from atmp_logistics.ingest.readings.read_readings import answers_of
from atmp_logistics.records.logs import EventLog, Provenance, TemperatureLog
from atmp_logistics.records.site_profile import Site
from atmp_logistics.rules import all_rules, not_assessed, select, with_needed

#: The memory that a process keeps to, and the least that it can do with, in bytes.
MEMORY, LEAST = 1 << 30, 1 << 29
#: Readings that take more than this as text are streamed unasked.
MANY_BYTES = 1 << 28
#: What Python and the libraries hold before a reading is read, and what a reading holds while it is judged, in bytes.
_BEFORE, _EACH = 300 << 20, 100
_ROWS_OF_EVENTS = 50_000
#: Of how many containers of each verdict a page shows pictures, as `report.html` has it.
PICTURED = 20


@dataclass(frozen=True, slots=True)
class Means:
    """What the work is done with: sizes, threads, where pieces are set down, and whose workers."""

    sizes: Sizes
    room: Room
    threads: int = 2
    folder: Path | None = None
    workers: int | None = None
    cluster: str | None = None

    @classmethod
    def within(cls, memory: int, folder: str | Path | None, workers: int | None, cluster: str | None) -> Means:
        """Return what fits into so much memory.

        Raises
        ------
        UsageError
            For less memory than it takes, and workers both here and elsewhere.
        """
        refuse(_usage(memory, workers, cluster))
        most = (memory - _BEFORE) // _EACH
        sizes = Sizes(memory >> 6, min(1 << 20, memory >> 10), memory >> 4)
        return cls(sizes, Room(most // 3, _ROWS_OF_EVENTS, most), 2, Path(folder) if folder else None, workers, cluster)

    @contextmanager
    def hands(self, place: Path) -> Iterator[tuple[Workers, Workers]]:
        """Return who reads the files, and who judges."""
        if self.workers is None and self.cluster is None:
            yield Threads(self.threads), Threads()
            return
        with dask_workers(self.workers, self.cluster, place) as found:
            yield found, found


def _usage(memory: int, workers: int | None, cluster: str | None) -> Iterator[Fault]:
    if memory < LEAST:
        fix = "give at least half a GiB"
        yield Fault("memory", f"{memory:,} bytes", f"at least {LEAST:,}", fix, UsageError)
    if workers is not None and cluster is not None:
        yield Fault("workers", "workers here and a cluster", "one of them", "leave one out", UsageError)
    if workers is not None and workers < 1:
        yield Fault("workers", str(workers), "one worker or more", "give their number", UsageError)


def assess_files(
    events: EventLog | str | Path,
    readings: Given | None = None,
    product: Product | str | None = None,
    *,
    tz: str | None = None,
    logger_tz: str | None = None,
    date_order: DateOrder | None = None,
    unit: str | None = None,
    decimal: Decimal | None = None,
    channel: str | int | None = None,
    dialect: str | None = None,
    on_clock_jump: OnClockJump = "refuse",
    site: Site | None = None,
    when: Mapping[str, str] | None = None,
    rules: Iterable[str] | None = None,
    containers: Iterable[tuple[str, str]] = (),
    catalogue: Catalogue | None = None,
    on: date | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    memory: int = MEMORY,
    folder: str | Path | None = None,
    progress: Progress | None = None,
    resolution: object = None,
) -> Assessment:
    """Judge files of readings that need not fit into memory, here or by Dask's workers; see `assess`.

    The result is that of `assess` on the same records read at once, byte for byte where it is written. Readings are set
    down by logger in a temporary folder, 16 bytes each, which is gone afterwards.

    Parameters
    ----------
    events : EventLog or path
        From `read_events`, or its file; all events are held in memory.
    readings : path, sequence of paths, or mapping of str to path or paths, optional
        Plain CSV or Parquet of any size (docs/scale.md), a folder of such files, and small files of any other kind; a
        mapping says what the logger of each file stands for, as for `read_readings`.
    product, site, when, rules, containers, catalogue, on
        As for `assess`.
    tz : str, optional
        The zone of local times, and of the loggers' where `logger_tz` is not given.
    logger_tz : str, optional
        The zone of the loggers' local times.
    date_order, unit, decimal, channel, dialect, on_clock_jump
        As for `read_readings`; with any but the unit, no CSV is plain, and all are read whole.
    workers : int, optional
        So many processes on this machine, by Dask.
    cluster : str, optional
        The address of a Dask scheduler, such as ``"tcp://10.0.0.5:8786"``. Its workers must see the files and `folder`
        under the same paths.
    memory : int
        Bytes that a process keeps to.
    folder : path, optional
        Where the temporary folder is made; the system's own by default.
    progress : callable, optional
        Called with how many of how many shards are judged.
    resolution : str, datetime.timedelta or pint.Quantity, optional
        As for `assess`.

    Raises
    ------
    AtmpError
        As `read_events`, `read_readings` and `assess` do, and where a large file is no plain one.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     events, log = Path(folder, "events.csv"), Path(folder, "log.csv")
    ...     _ = events.write_text("therapy_id,event,time\\nT1,thaw_end,2026-11-10T10:04Z\\n", "utf-8")
    ...     _ = log.write_text("time,temperature [°C]\\n2026-11-10T10:00Z,4.4\\n", "utf-8")
    ...     assess_files(events, log, "kymriah-eu")
    <Assessment: indeterminate, 1 container>
    """
    means = Means.within(memory, folder, workers, cluster)
    profile, known = site or Site(), load_catalogue() if catalogue is None else catalogue
    if not isinstance(events, EventLog):
        events = read_events(events, tz=tz, site=profile, conditions=known.condition_names)
    events = with_exactness_of_rows(events, resolution)
    of_loggers = replace(profile, tz=profile.zone_name(tz))
    answers = answers_of(of_loggers, logger_tz, date_order, unit, decimal, channel, dialect, on_clock_jump)
    asked = ShardRequest(product, profile, dict(when or {}), (), Labels({}), on)
    call = Call(events, readings, answers, asked, known, tuple(containers), progress)
    return call.answer(means, None if rules is None else tuple(rules))


def are_many(
    readings: Given,
    *,
    tz: str | None = None,
    unit: str | None = None,
    site: Site | None = None,
    **answers: Any,
) -> bool:
    """Say whether readings are more than are held at once without need, and so written that they can be streamed.

    Parameters
    ----------
    readings : as for `assess_files`
    tz, unit, site, **answers
        As for `read_readings`.
    """
    profile = site or Site()
    stated = answers_of(profile, tz, unit=unit, **answers)
    try:
        sources = readings_files(readings)
        return sum(room_of(source.path) for source in sources) > MANY_BYTES and all(
            begins_plain(source, stated, profile) for source in sources
        )
    except (OSError, AtmpError):
        return False


@dataclass(frozen=True, slots=True)
class Call:
    """What is judged, and by what."""

    events: EventLog
    readings: Given | None
    answers: Answers
    asked: ShardRequest
    catalogue: Catalogue
    expected: tuple[tuple[str, str], ...]
    progress: Progress | None = None

    @being_read()
    def answer(self, means: Means, rules: tuple[str, ...] | None) -> Assessment:
        """Read, judge shard by shard, and join."""
        frame = self._frame()
        chosen = all_rules() if rules is None else select(rules)
        chosen = with_needed(chosen, self._every(frame))
        frame = replace(frame, not_assessed=not_assessed(chosen))
        with (
            tempfile.TemporaryDirectory(prefix="atmp-logistics-", dir=means.folder) as name,
            means.hands(Path(name)) as hands,
        ):
            runs, inputs = self._survey(Path(name), means, hands[0])
            frame = self._stated(replace(frame, inputs=(*frame.inputs, *inputs)), runs)
            asked = replace(self.asked, rules=tuple(chosen), labels=self._labels(frame))
            return self._joined(frame, asked, runs, means.room, hands[1])

    def _frame(self) -> Assessment:
        """Return the assessment without a single rule: who is there, which label judges whom; faults show here."""
        asked = self.asked
        return assess(
            self.events,
            None,
            asked.product,
            site=asked.site,
            when=asked.when,
            rules=(),
            containers=self.expected,
            catalogue=self.catalogue,
            on=asked.on,
        )

    def _survey(self, place: Path, means: Means, hands: Workers) -> tuple[SpilledRuns | None, tuple[Provenance, ...]]:
        if self.readings is None:
            return None, ()
        sources = readings_files(self.readings)
        runs, inputs = survey(sources, self.answers, self.asked.site, place, means.sizes, hands)
        return runs, (*inputs, *sources.folders)

    def _stated(self, frame: Assessment, runs: SpilledRuns | None) -> Assessment:
        """Return the assessment with what the call states of its loggers, which is known once the files are read."""
        if runs is None:
            return frame
        log = TemperatureLog(*(np.empty(0),) * 3, runs.names, {}, (), places=runs.places)  # type: ignore[arg-type]
        check_stated_places(log, self.asked.site, self._every(frame), self.catalogue)
        said = stated_places(runs.places, self.asked.site, runs.names)
        return replace(frame, statements=(*frame.statements, *said))

    def _every(self, frame: Assessment) -> list[Product]:
        """Return every label that may judge, and, where the day of use chooses one, its other versions."""
        by_day = {part.evidence.product.slug for part in frame.parts if part.versions}
        alone = [part.evidence.product for part in frame.parts if not part.versions]
        return [*alone, *(version for slug in sorted(by_day) for version in self.catalogue.versions(slug))]

    def _labels(self, frame: Assessment) -> Labels:
        """Return every version of the labels that a shard may ask for."""
        if isinstance(self.asked.product, Product):
            return Labels({})
        slugs = {part.evidence.product.slug for part in frame.parts}
        return Labels({slug: self.catalogue.versions(slug) for slug in sorted(slugs)})

    def _joined(
        self, frame: Assessment, asked: ShardRequest, runs: SpilledRuns | None, room: Room, hands: Workers
    ) -> Assessment:
        heard = runs if runs is not None and len(runs) else None
        whole = _WholeRecord.of(frame, self.events, heard)
        joint = Joint(whole.frame)
        placed = _placed(heard, asked.site)
        shards = list(
            shards_of(self.events, self.expected, heard, asked_of(heard, asked.site.max_gap_s, room), room, placed)
        )
        question = replace(asked, lacking=whole.lacking)
        tasks = [
            Task(shard, question, known) for shard, known in zip(shards, _known(frame, shards, asked), strict=True)
        ]
        for number, (shard, found) in enumerate(hands.run(judge, tasks), start=1):
            joint.take(shard, found)
            if self.progress:
                self.progress(number, len(shards))
        refuse(dict.fromkeys(fault for shard in sorted(joint.faults) for fault in joint.faults[shard]))
        notes = notes_of(heard.names, joint.said, asked.site.max_gap_s) if heard else []
        return _shown(joint.result(notes, whole.notes, whole.unheard), self.events, heard, room, placed)


def _known(frame: Assessment, shards: Sequence[Shard], asked: ShardRequest) -> Iterator[frozenset[str]]:
    """Return for each shard the conditions that the labels of its own therapies know."""
    labels = [(set(part.evidence.therapy), part.evidence.conditions) for part in frame.parts if asked.when]
    for shard in shards:
        own = set(shard.events.table["therapy_id"]) if shard.events is not None else set()
        own |= {therapy for therapy, _ in (*shard.expected, *(shard.events.containers if shard.events else ()))}
        yield frozenset(key for therapies, keys in labels if not own.isdisjoint(therapies) for key in keys)


def _placed(runs: SpilledRuns | None, site: Site) -> list[int]:
    """Return the places of the loggers that the call or the profile states to stand for something."""
    said = {place.logger for place in (*(runs.places if runs else ()), *site.loggers)}
    return [i for i, name in enumerate(runs.names) if name in said] if runs else []


def _shown(
    result: Assessment, events: EventLog, runs: SpilledRuns | None, room: Room, placed: Sequence[int]
) -> Assessment:
    """Return the result with the readings of the few containers of each verdict that a page shows in pictures.

    Those whose loggers hold more than a shard may have none.
    """
    if runs is None:
        return result
    parts = []
    for part in result.parts:
        first = [np.nonzero(part.verdicts == verdict.code)[0][:PICTURED] for verdict in Verdict]
        loggers = loggers_of(events, set(part.evidence.therapy[np.concatenate(first)]), runs, room.readings, placed)
        table = table_as_taken(events.table, part.evidence)
        exposure = expose(part.evidence, table, take_up(runs.of(loggers))[0]) if loggers else part.exposure
        parts.append(
            replace(part, exposure=replace(exposure, lacking=part.exposure.lacking, notes=part.exposure.notes))
        )
    return replace(result, parts=tuple(parts))


@dataclass(frozen=True, slots=True)
class _WholeRecord:
    """What no shard can know: by label, the loggers that nobody has readings of, and what is noted of who stands.

    `unheard` is what is said of the loggers that stand for no container.
    """

    frame: Assessment
    lacking: Mapping[Label, tuple[str, ...]]
    notes: Mapping[Label, tuple[str, ...]]
    unheard: tuple[str, ...] = ()

    @classmethod
    def of(cls, frame: Assessment, events: EventLog, runs: SpilledRuns | None) -> _WholeRecord:
        """Take from the loggers that a label's rows name those that have readings; ask the names who stands for whom.

        `frame` holds no readings, so that all loggers that are named are lacking there.
        """
        names = set(runs.names) if runs is not None else set()
        parts, lacking, notes = [], dict[Label, tuple[str, ...]](), dict[Label, tuple[str, ...]]()
        heard = set[str]()
        for part in frame.parts:
            label, named = part.label, part.exposure.lacking
            lacking[label] = tuple(name for name in named if name not in names)
            if runs is not None:
                log = TemperatureLog(*(np.empty(0),) * 3, runs.names, {}, (), places=runs.places)  # type: ignore[arg-type]
                standing = standing_of(part.evidence, table_as_taken(events.table, part.evidence), log)
                notes[label] = notes_on_standing(standing)
                heard |= {runs.names[i] for i in np.unique(standing.every.logger).tolist()} | loggers_for_nothing(
                    standing
                )
            parts.append(replace(part, exposure=replace(part.exposure, lacking=lacking[label])))
        unheard = notes_on_unassigned_loggers(runs.names, heard) if runs is not None and parts else ()
        return cls(replace(frame, parts=tuple(parts)), lacking, notes, unheard)
