"""A call of `assess_files`, its arguments read: every file read once, each shard judged, their findings joined."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from atmp_logistics.assessment.assess import Progress, assess
from atmp_logistics.assessment.container_ids import with_unique_containers
from atmp_logistics.assessment.readings_of_call import check_stated_places, stated_places
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.assessment.streaming.assess_shard import (
    LoadedCatalogue,
    ShardFindings,
    ShardRequest,
    assess_shard,
    requests_of,
)
from atmp_logistics.assessment.streaming.first_pass import spill_files
from atmp_logistics.assessment.streaming.join import joined_assessment
from atmp_logistics.assessment.streaming.pictured_readings import with_pictured_readings
from atmp_logistics.assessment.streaming.resources import Resources
from atmp_logistics.assessment.streaming.shards import loggers_to_read, shards_of
from atmp_logistics.assessment.streaming.spill import SpilledRuns
from atmp_logistics.assessment.streaming.whole_record import WholeRecord, log_without_readings
from atmp_logistics.assessment.streaming.with_plugins import with_plugins
from atmp_logistics.assessment.streaming.workers import Workers
from atmp_logistics.catalogue.catalogue import Catalogue
from atmp_logistics.core.checks import being_read
from atmp_logistics.core.product import Product
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.readings.folders import readings_files
from atmp_logistics.ingest.readings.placed_files import Given
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.site_profile import Site
from atmp_logistics.rules import all_rules, not_assessed, plugin_sources, select, with_needed
from atmp_logistics.timing.now import Moment


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
    now : str, datetime or numpy.datetime64, or None
        As for `assess`.
    """

    events: EventLog
    readings: Given | None
    answers: Answers
    request: ShardRequest
    catalogue: Catalogue
    expected: tuple[tuple[str, str], ...]
    progress: Progress | None = None
    now: Moment | None = None

    @being_read()
    def assess(self, resources: Resources, rules: tuple[str, ...] | None) -> Assessment:
        """Return the assessment: every file read once, each shard judged, their findings joined."""
        bare = self._without_findings()
        chosen = all_rules() if rules is None else select(rules)
        chosen = with_needed(chosen, self._versions(bare))
        bare = replace(
            bare,
            not_assessed=not_assessed(chosen, self.events.table, self.request.site),
            plugins=plugin_sources(chosen),
        )
        with (
            tempfile.TemporaryDirectory(prefix="atmp-logistics-", dir=resources.folder) as name,
            resources.started_workers() as (readers, judges),
        ):
            runs, inputs = self._spilled(Path(name), resources, readers)
            bare = self._with_stated_loggers(replace(bare, inputs=(*bare.inputs, *inputs)), runs)
            runs = runs if runs is not None and len(runs) else None
            whole = WholeRecord.of(bare, self.events, runs)
            request = replace(self.request, rules=tuple(chosen), catalogue=self._labels(bare), lacking=whole.lacking)
            request = replace(request, now=bare.now_us)
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
            now=self.now,
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
        # Whether an id is in two therapies, no shard can tell.
        asked = replace(request, site=replace(request.site, unique_containers=False))
        tasks = list(zip(shards, requests_of(asked, shards, whole.bare), strict=True))
        found = dict[int, ShardFindings]()
        for place, findings in judges.run(with_plugins(assess_shard), tasks):
            found[place] = findings
            if self.progress:
                self.progress(len(found), len(shards))
        result = joined_assessment(
            whole, [found[place] for place in range(len(shards))], runs, max_gap_s, request.rules
        )
        parts = with_unique_containers(result.parts, self.events, request.site, request.rules)
        result = replace(result, parts=parts)
        return with_pictured_readings(result, self.events, runs, limits.readings, stated)


def _stated_loggers(runs: SpilledRuns | None, site: Site) -> list[int]:
    """Return the places of the loggers that the call or the profile states to stand for something."""
    stated = {place.logger for place in (*(runs.places if runs else ()), *site.loggers)}
    return [i for i, name in enumerate(runs.names) if name in stated] if runs else []
