"""The parts of one dose record, worked out, and which fields they fill."""

from __future__ import annotations

from dataclasses import dataclass

from atmp_logistics.core.record_id import UNKNOWN_ID
from atmp_logistics.report.dose_record.decisions_table import decisions_table
from atmp_logistics.report.dose_record.judged_limits import (
    ContainerFindings,
    checks_by_container,
    limits_by_container,
    what_decides,
)
from atmp_logistics.report.dose_record.ledger_rows import LEDGER_COLUMNS, ledger_rows
from atmp_logistics.report.dose_record.logged_times import known_events, times_table
from atmp_logistics.report.dose_record.phase_readings import PhaseOfRecord, phases_of_record
from atmp_logistics.report.dose_record.record_basis import files_table, statements
from atmp_logistics.report.dose_record.record_head import head_facts, identity_facts, identity_table
from atmp_logistics.report.dose_record.record_parts import Cell, Facts, Table
from atmp_logistics.report.dose_record.record_source import RecordSource
from atmp_logistics.report.dose_record.recorded_excursions import COLUMNS, excursions_table
from atmp_logistics.report.dose_record.therapy_line import TherapyLine, therapy_line
from atmp_logistics.report.dose_record.verified_files import Verified, verified


@dataclass(frozen=True, slots=True)
class RecordParts:
    """The parts of a record, by their names in its template; no excursions and ledger where no readings are held."""

    head: Facts
    whose: Facts
    containers: Table
    times: Table
    limits: list[ContainerFindings]
    checks: list[ContainerFindings]
    decides: list[Cell]
    phases: list[PhaseOfRecord]
    excursions: Table | None
    ledger: Table | None
    line: TherapyLine | None
    statements: tuple[str, ...]
    files: Table
    decisions: Table
    verification: Verified | None

    @classmethod
    def of(cls, source: RecordSource) -> RecordParts:
        """Return the parts of the record of one therapy."""
        events = known_events(source)
        return cls(
            head_facts(source, UNKNOWN_ID), identity_facts(source), identity_table(source), times_table(source, events),
            limits_by_container(source), checks_by_container(source), [*what_decides(source)],
            [*phases_of_record(source)], *_of_readings(source),
            therapy_line(source, events), statements(source), files_table(source), decisions_table(source),
            verified(source),
        )  # fmt: skip

    @property
    def held(self) -> list[str]:
        """The fields that the parts fill; where there is no excursion, or nothing to decide, the record says so."""
        tables = [self.containers, self.times, self.files, *(one.table for one in (*self.limits, *self.checks))]
        of_phases = [one for phase in self.phases for one in (phase.facts, phase.loggers, phase.devices)]
        pictures = ["picture" for phase in self.phases if phase.picture]
        of_line = ["therapy_line"] if self.line else []
        others = ["decides", "statements", *self._of_excursions, *self._of_persons]
        every: list[Facts | Table] = [self.head, self.whose, self.decisions, *tables, *of_phases]
        return [*(name for one in every for name in one.held), *pictures, *of_line, *others]

    @property
    def _of_persons(self) -> list[str]:
        """The fields of decisions where none was given, which the record says, and that of the last verification."""
        decided = [] if self.decisions.rows else self.decisions.columns
        return [*decided, *(["last_verification"] if self.verification else [])]

    @property
    def _of_excursions(self) -> list[str]:
        """The fields of excursions and of the ledger; a table without a row says that there is none."""
        tables = ((self.excursions, COLUMNS), (self.ledger, LEDGER_COLUMNS))
        return [name for one, every in tables if one is not None for name in (one.held if one.rows else every)]


def _of_readings(source: RecordSource) -> tuple[Table | None, Table | None]:
    """Return the excursions and the ledger; none where the result holds no readings."""
    return (excursions_table(source), ledger_rows(source)) if source.result.holds_readings else (None, None)
