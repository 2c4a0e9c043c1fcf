"""Which logger stood for which container when: by the events, by the call, by the profile, or as the only one there is.

At each instant and container the first of these that says anything counts:

1. an event that names a logger, from this event on; `none` says that no logger stands from then on;
2. the call, and
3. the site's profile: a logger for a phase by its code, or everywhere;
4. nothing stated, and one logger is all that was read: it stands for the one storage that can hold for the container,
   from `storage_in` where that was logged, until the first `storage_out`, and for nothing else. A logger that a row of
   the record names at an event that opens no storage, for the material or for another container, is not unstated.

A logger that an event names, or that stands everywhere, travels; any other stays in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from atmp_logistics.core.columns import Index, Mask
from atmp_logistics.core.limits import StorageCondition, TimeWindow
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.known_events import NO
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.bounded_instants import BoundedInstants, Reach, first_and_last_event
from atmp_logistics.evidence.temperature.limit_phase import may_meet_phase
from atmp_logistics.evidence.temperature.logger_periods import LoggerPeriods, merged_periods
from atmp_logistics.evidence.temperature.logger_rows import LoggerRows, events_naming, logger_rows
from atmp_logistics.evidence.temperature.named_loggers import NamedPeriods, first_named_times, named_periods
from atmp_logistics.evidence.temperature.stated_loggers import (
    BASES,
    StatedLoggers,
    limits_with_loggers,
    only_storage_of,
)
from atmp_logistics.records.logger_places import LoggerPlace

#: What an event writes as its logger_id where from then on no logger stands for the container.
NO_LOGGER = "none"
#: At this event, and where a storage begins, a row names the logger of the store.
_STORED = "storage_in"


@dataclass(frozen=True, repr=False)
class LoggerAssignment(ShortRepr):
    """Which logger stood for which container when, asked phase by phase.

    `is_unstated` says that the log holds every logger that the call has read, one, and that no row of the record names
    it but at an event that opens a storage of the label.
    """

    evidence: Evidence
    places: StatedLoggers
    rows: LoggerRows
    is_unstated: bool

    @classmethod
    def of(
        cls,
        evidence: Evidence,
        table: pd.DataFrame,
        places: StatedLoggers,
        *,
        is_whole: bool,
        named_at: Iterable[str] = (),
    ) -> LoggerAssignment:
        """Take what the rows of a table state beside what the call and the profile do.

        `named_at` are the events at which rows that the table does not hold name the only logger.
        """
        unstated = is_whole and len(places.loggers) == 1 and not places.stated
        if unstated:
            opening = {_STORED, *(store.starts for store in evidence.product.storage)}
            unstated = {*events_naming(places.loggers[0], table), *named_at} <= opening
        return cls(evidence, places, logger_rows(table, evidence), unstated)

    @property
    def reach(self) -> Reach:
        """How far each event can be after another, by facts."""
        return self.evidence.network.reach

    @property
    def loggers(self) -> tuple[str, ...]:
        """The loggers of the log."""
        return self.places.loggers

    @cached_property
    def runs(self) -> NamedPeriods:
        """What the events state."""
        return named_periods(self.rows, self.reach)

    @cached_property
    def _first(self) -> tuple[Mask, BoundedInstants]:
        return first_named_times(self.rows, len(self.evidence))

    @cached_property
    def named(self) -> LoggerPeriods:
        """The stretches of the loggers that events name and the log holds."""
        logger = pd.Index(np.array(self.loggers, object)).get_indexer(np.array(self.rows.names, object))
        runs, code = self.runs, np.asarray(logger, np.int64)[self.runs.code]
        kept = runs.sure & (code >= 0)
        each = LoggerPeriods(runs.container, code, runs.begin, runs.end, np.ones(len(code), bool))
        return each.take(kept).ordered()

    @cached_property
    def unsure(self) -> Mask:
        """In which containers a logger that events name may have stood, and not for sure."""
        out, runs = np.zeros(len(self.evidence), bool), self.runs
        loggers = pd.Index(np.array(self.loggers, object))
        held = loggers.get_indexer(np.array(self.rows.names, object)) >= 0
        if len(runs.code):
            out[runs.container[~runs.sure & held[runs.code]]] = True
        return out

    @cached_property
    def lacking(self) -> tuple[str, ...]:
        """The loggers that events name and the log does not hold."""
        return tuple(sorted({*self.rows.names} - {NO_LOGGER, *self.loggers}))

    @cached_property
    def unassigned(self) -> tuple[Index, tuple[str, ...]] | None:
        """The storage code for which the only logger there is stands, by container; None where anything is stated."""
        if not self.is_unstated:
            return None
        only, codes = only_storage_of(self.evidence)
        itself = [i for i, name in enumerate(self.rows.names) if name == self.loggers[0]]
        only = only.copy()
        only[self.rows.container[np.isin(self.rows.code, itself)]] = -1
        return only, codes

    def undecided(self) -> Mask:
        """Say for which containers the only logger there is could stand for several storages, and so for none."""
        only, _ = only_storage_of(self.evidence)
        return (only < 0) & (len(self.evidence.product.storage) > 0)

    @cached_property
    def every(self) -> LoggerPeriods:
        """All stretches of all loggers, whatever limit they count for."""
        if not self.loggers or not len(self.evidence):
            return LoggerPeriods.none()
        return merged_periods([self.named, *self.placed, *map(self._of_unassigned, self.evidence.product.storage)])

    def during(self, requirement: Requirement) -> LoggerPeriods:
        """Return the stretches of the loggers that count for a limit, a container's together and in time order."""
        if not self.loggers or not len(self.evidence):
            return LoggerPeriods.none()
        stores = [] if isinstance(requirement, TimeWindow) else self.evidence.product.storage
        if isinstance(requirement, StorageCondition):
            stores = [store for store in stores if store.code == requirement.code]
        return merged_periods([self.named, *self.placed, *map(self._of_unassigned, stores)])

    @cached_property
    def placed(self) -> list[LoggerPeriods]:
        """The stretches of the loggers that the call and the profile state, each where no other goes before it."""
        return [self._unrivalled(one, self._every_stated) for one in self._every_stated]

    @cached_property
    def _every_stated(self) -> list[tuple[int, int, LoggerPeriods]]:
        """What the call and the profile state, phase by phase: who says it, of which logger, from when to when."""
        found: list[tuple[int, int, LoggerPeriods]] = []
        for rank, basis in enumerate(BASES):
            for logger, place in self.places.by(basis):
                found += [(rank, logger, one) for one in self._stated(logger, place) if len(one)]
        return found

    def _stated(self, logger: int, place: LoggerPlace) -> Iterator[LoggerPeriods]:
        """Yield the stretches of one logger as stated, phase by phase, until an event names one."""
        everyone = np.arange(len(self.evidence))
        if place.everywhere:
            begin, end = first_and_last_event(self.evidence)
            yield LoggerPeriods.of_one(everyone, logger, begin, self._until_named(end), travels=True)
        for limit in limits_with_loggers(self.evidence.product):
            if limit.code in place.codes:
                rows, (begin, end) = np.nonzero(self.evidence.applies(limit) != NO)[0], self._ends(limit)
                yield LoggerPeriods.of_one(rows, logger, begin, self._until_named(end), travels=False)

    def _unrivalled(
        self, one: tuple[int, int, LoggerPeriods], every: list[tuple[int, int, LoggerPeriods]]
    ) -> LoggerPeriods:
        """Return what of a logger's stretches is left where others go before it, or are stated beside it."""
        rank, logger, out = one
        for other_rank, other, stretches in every:
            if other_rank < rank or (other_rank == rank and other != logger):
                out = out.without(stretches, self.reach)
        return out

    def _of_unassigned(self, store: StorageCondition) -> LoggerPeriods:
        """Return from when to when the only logger stands for a storage."""
        if self.unassigned is None:
            return LoggerPeriods.none()
        only, codes = self.unassigned
        rows = np.nonzero((only == codes.index(store.code)) & (self.evidence.applies(store) != NO))[0]
        begin, end = self._ends(store)
        if (stored := self.evidence.recorded["storage_in"]).any():
            begin = begin.last_of(BoundedInstants.of_event(self.evidence, "storage_in", "first"), self.reach).or_else(
                stored, begin
            )
        if (left := self.evidence.recorded["storage_out"]).any():
            end = end.first_of(BoundedInstants.of_event(self.evidence, "storage_out", "first"), self.reach).or_else(
                left, end
            )
        return LoggerPeriods.of_one(rows, 0, begin, self._until_named(end), travels=False)

    def unassigned_in(self, store: StorageCondition) -> Mask:
        """Say in which containers the only logger, which nobody assigned, stands for a storage."""
        out = np.zeros(len(self.evidence), bool)
        out[self._of_unassigned(store).container] = True
        return out

    def _until_named(self, end: BoundedInstants) -> BoundedInstants:
        """Return the ends of stretches, no later than the first event that names a logger of the container's own."""
        have, first = self._first
        return end.first_of(first, self.reach).or_else(have, end) if have.any() else end

    def _ends(self, limit: Requirement) -> tuple[BoundedInstants, BoundedInstants]:
        """Return when a limit's phase begins and ends for each container."""
        starts, ends = limit.moments
        return BoundedInstants.of_event(self.evidence, starts, "first"), BoundedInstants.of_event(
            self.evidence, ends, "last"
        )

    def assigned(self, limit: Requirement, phase: Phase) -> Mask:
        """Say in which containers a logger that somebody assigned can have stood in a limit's phase.

        It does not matter whether there are readings of it: to lose them must not bring a stated band back.
        """
        out, runs = np.zeros(len(self.evidence), bool), self.runs
        other = np.array([name != NO_LOGGER for name in self.rows.names], bool)
        if len(runs.code):
            meets = may_meet_phase(self.evidence, runs.container, runs.may_begin, runs.may_end, limit, phase)
            out[runs.container[other[runs.code] & meets]] = True
        for _, _, one in self._every_stated:
            meets = may_meet_phase(self.evidence, one.container, one.begin, one.end, limit, phase)
            out[one.container[meets]] = True
        return out
