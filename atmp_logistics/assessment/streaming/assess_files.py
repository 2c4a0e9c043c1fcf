"""Files of readings larger than memory, judged in shards: the same result as `assess` of all at once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atmp_logistics.assessment.assess import Progress, assess
from atmp_logistics.assessment.readings_of_call import check_stated_places, stated_places
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.assessment.streaming.assess_shard import (
    LoadedCatalogue,
    ShardFindings,
    ShardRequest,
    assess_shard,
    requests_of,
)
from atmp_logistics.assessment.streaming.batches import begins_plain, bytes_as_text
from atmp_logistics.assessment.streaming.first_pass import spill_files
from atmp_logistics.assessment.streaming.join import joined_assessment
from atmp_logistics.assessment.streaming.pictured_readings import with_pictured_readings
from atmp_logistics.assessment.streaming.resources import MEMORY, Resources
from atmp_logistics.assessment.streaming.shards import loggers_to_read, shards_of
from atmp_logistics.assessment.streaming.spill import SpilledRuns
from atmp_logistics.assessment.streaming.whole_record import WholeRecord, log_without_readings
from atmp_logistics.assessment.streaming.with_plugins import with_plugins
from atmp_logistics.assessment.streaming.workers import Workers
from atmp_logistics.catalogue.catalogue import Catalogue, load_catalogue
from atmp_logistics.core.checks import being_read
from atmp_logistics.core.errors import AtmpError
from atmp_logistics.core.product import Product
from atmp_logistics.core.reading_times import DateOrder
from atmp_logistics.evidence.events.written_times import with_exactness_of_rows
from atmp_logistics.ingest import read_events
from atmp_logistics.ingest.answers import Answers, Decimal, OnClockJump, answers_of
from atmp_logistics.ingest.readings.folders import readings_files
from atmp_logistics.ingest.readings.placed_files import Given
from atmp_logistics.records.logs import EventLog, Provenance
from atmp_logistics.records.product_names import with_slugs
from atmp_logistics.records.site_profile import Site
from atmp_logistics.rules import all_rules, not_assessed, plugin_sources, select, with_needed

if TYPE_CHECKING:
    from atmp_logistics.ingest.events.several_files import EventSource

#: Readings that take more than this as text are streamed unasked.
MANY_BYTES = 1 << 28


def assess_files(
    events: EventLog | EventSource | Sequence[EventSource],
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
    columns: Mapping[str, str] | None = None,
    heading_row: int | None = None,
    time_format: str | None = None,
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
    worksheet: str | Iterable[str] | None = None,
) -> Assessment:
    """Judge files of readings that need not fit into memory, here or by workers; see `assess`.

    The result is that of `assess` on the same records read at once, byte for byte where it is written. Readings are set
    down by logger in a temporary folder, 16 bytes each, which is gone afterwards.

    Parameters
    ----------
    events : EventLog, path, or sequence of paths
        From `read_events`, or what it reads; all events are held in memory.
    readings : path, sequence of paths, or mapping of str to path or paths, optional
        Plain CSV or Parquet of any size (docs/scale.md), a folder of such files, and small files of any other kind; a
        mapping says what the logger of each file stands for, as for `read_readings`.
    product : Product or str, optional
        As for `assess`.
    tz : str, optional
        The zone of local times, and of the loggers' where `logger_tz` is not given.
    logger_tz : str, optional
        The zone of the loggers' local times.
    date_order : {'dmy', 'mdy', 'ymd'}, optional
        As for `read_readings`, like the following ones; with any but the unit, no CSV is plain, and all are read whole.
    unit : {'C', 'F', 'K'}, optional
        The unit of files that name none.
    decimal : {'.', ','}, optional
        The decimal sign of files that do not prove it.
    channel : str or int, optional
        The product's temperature channel: its heading or its number.
    dialect : str, optional
        The logger family, or ``"table"``.
    on_clock_jump : {'refuse', 'split'}
        What to do with a log whose clock steps back.
    columns : mapping of str to str, optional
        What each column of a readings table is.
    heading_row : int, optional
        The row that heads a readings table; 0 where none does.
    time_format : str, optional
        How a readings table writes its times.
    site : Site, optional
        As for `assess`, like the following ones.
    when : mapping, optional
        Conditions on which limits depend.
    rules : iterable of str, optional
        Codes or their beginnings.
    containers : iterable of (therapy_id, container_id), optional
        Containers that are expected.
    catalogue : Catalogue, optional
        Where products are looked up.
    on : date, optional
        The day whose label judges.
    workers : int, optional
        So many processes on this machine, which take work from this one alone.
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
    worksheet : str or iterable of str, optional
        The sheet to read of a workbook with several.

    Returns
    -------
    Assessment
        As of `assess`.

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
    resources = Resources.within(memory, folder, workers, cluster)
    profile, known = site or Site(), load_catalogue() if catalogue is None else catalogue
    if not isinstance(events, EventLog):
        events = read_events(
            events, tz=tz, site=profile, conditions=known.condition_names, date_order=date_order, worksheet=worksheet
        )
    events = with_exactness_of_rows(with_slugs(events, profile.products), resolution)
    of_loggers = replace(profile, tz=profile.zone_name(tz))
    stated = (date_order, unit, decimal, channel, dialect, on_clock_jump, columns, worksheet, heading_row, time_format)
    answers = answers_of(of_loggers, logger_tz, *stated)
    request = ShardRequest(product, profile, dict(when or {}), (), LoadedCatalogue({}), on)
    call = FilesCall(events, readings, answers, request, known, tuple(containers), progress)
    return call.assess(resources, None if rules is None else tuple(rules))


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
        return sum(bytes_as_text(source.path) for source in sources) > MANY_BYTES and all(
            begins_plain(source, stated, profile) for source in sources
        )
    except (OSError, AtmpError):
        return False


@dataclass(frozen=True, slots=True)
class FilesCall:
    """A call of `assess_files`, its arguments read.

    Attributes
    ----------
    events : EventLog
    readings : path, sequence of paths, or mapping, or None
    answers : Answers
        What the call states of its loggers' files.
    request : ShardRequest
        What the call asks of every shard; its rules and labels are not known yet.
    catalogue : Catalogue
    expected : tuple of (therapy_id, container_id)
    progress : callable or None
    """

    events: EventLog
    readings: Given | None
    answers: Answers
    request: ShardRequest
    catalogue: Catalogue
    expected: tuple[tuple[str, str], ...]
    progress: Progress | None = None

    @being_read()
    def assess(self, resources: Resources, rules: tuple[str, ...] | None) -> Assessment:
        """Return the assessment: every file read once, each shard judged, their findings joined."""
        bare = self._without_findings()
        chosen = all_rules() if rules is None else select(rules)
        chosen = with_needed(chosen, self._versions(bare))
        bare = replace(bare, not_assessed=not_assessed(chosen), plugins=plugin_sources(chosen))
        with (
            tempfile.TemporaryDirectory(prefix="atmp-logistics-", dir=resources.folder) as name,
            resources.started_workers() as (readers, judges),
        ):
            runs, inputs = self._spilled(Path(name), resources, readers)
            bare = self._with_stated_loggers(replace(bare, inputs=(*bare.inputs, *inputs)), runs)
            runs = runs if runs is not None and len(runs) else None
            whole = WholeRecord.of(bare, self.events, runs)
            request = replace(self.request, rules=tuple(chosen), catalogue=self._labels(bare), lacking=whole.lacking)
            return self._joined(whole, request, runs, resources, judges)

    def _without_findings(self) -> Assessment:
        """Return the assessment by no rule: the containers and the label of each; faults of the call show here."""
        request = self.request
        return assess(
            self.events,
            None,
            request.product,
            site=request.site,
            when=request.when,
            rules=(),
            containers=self.expected,
            catalogue=self.catalogue,
            on=request.on,
        )

    def _spilled(
        self, folder: Path, resources: Resources, readers: Workers
    ) -> tuple[SpilledRuns | None, tuple[Provenance, ...]]:
        """Return where each logger's readings were spilled, and the files that were read."""
        if self.readings is None:
            return None, ()
        sources = readings_files(self.readings)
        runs, inputs = spill_files(sources, self.answers, self.request.site, folder, resources.sizes, readers)
        return runs, (*inputs, *sources.folders)

    def _with_stated_loggers(self, bare: Assessment, runs: SpilledRuns | None) -> Assessment:
        """Return the assessment with what the call states of its loggers, which is known once the files are read."""
        if runs is None:
            return bare
        site = self.request.site
        check_stated_places(log_without_readings(runs), site, self._versions(bare), self.catalogue)
        return replace(bare, statements=(*bare.statements, *stated_places(runs.places, site, runs.names)))

    def _versions(self, bare: Assessment) -> list[Product]:
        """Return every label that may judge, and, where the day of use chooses one, its other versions."""
        by_day = {part.evidence.product.slug for part in bare.parts if part.versions}
        alone = [part.evidence.product for part in bare.parts if not part.versions]
        return [*alone, *(version for slug in sorted(by_day) for version in self.catalogue.versions(slug))]

    def _labels(self, bare: Assessment) -> LoadedCatalogue:
        """Return every version of the labels that a shard may ask for."""
        if isinstance(self.request.product, Product):
            return LoadedCatalogue({})
        slugs = {part.evidence.product.slug for part in bare.parts}
        return LoadedCatalogue({slug: self.catalogue.versions(slug) for slug in sorted(slugs)})

    def _joined(
        self, whole: WholeRecord, request: ShardRequest, runs: SpilledRuns | None, resources: Resources, judges: Workers
    ) -> Assessment:
        """Return the assessment of all shards; `runs` are None where there is no reading."""
        stated, limits, max_gap_s = _stated_loggers(runs, request.site), resources.limits, request.site.max_gap_s
        shards = list(
            shards_of(self.events, self.expected, runs, loggers_to_read(runs, max_gap_s, limits), limits, stated)
        )
        tasks = list(zip(shards, requests_of(request, shards, whole.bare), strict=True))
        found = dict[int, ShardFindings]()
        for place, findings in judges.run(with_plugins(assess_shard), tasks):
            found[place] = findings
            if self.progress:
                self.progress(len(found), len(shards))
        result = joined_assessment(whole, [found[place] for place in range(len(shards))], runs, max_gap_s)
        return with_pictured_readings(result, self.events, runs, limits.readings, stated)


def _stated_loggers(runs: SpilledRuns | None, site: Site) -> list[int]:
    """Return the places of the loggers that the call or the profile states to stand for something."""
    stated = {place.logger for place in (*(runs.places if runs else ()), *site.loggers)}
    return [i for i, name in enumerate(runs.names) if name in stated] if runs else []
