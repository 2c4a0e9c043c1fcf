"""What a result offers to whom has to decide on it: forms for deviations, and decisions beside its findings."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cached_property
from typing import Any, Self

from atmp_logistics.assessment.decided_findings import Decided, decided_findings
from atmp_logistics.assessment.deviation import Deviation, deviations_of
from atmp_logistics.assessment.finding_ids import identified
from atmp_logistics.core.arguments import Arguments, text, yes_or_no
from atmp_logistics.core.errors import AtmpError, Fault, refuse
from atmp_logistics.core.instants import zone
from atmp_logistics.core.wording import clock
from atmp_logistics.records.decision import Decision
from atmp_logistics.records.read_decision import load_decision
from atmp_logistics.timing.now import Moment, read_now


class DecidedOn:
    """A result on whose findings persons decide."""

    @cached_property
    def decided(self) -> tuple[Decided, ...]:
        """Each finding on which a person decided, with the decision; a finding's decisions in time order."""
        own: Any = self
        whole = own if own.whole is None else own.whole
        found = decided_findings(whole, own.decisions)
        shown = {name for name, _ in identified(own, {one.finding.therapy_id for one in found})} if found else set()
        return tuple(one for one in found if one.id in shown)

    def with_decisions(self, *paths: str | os.PathLike[str]) -> Self:
        """Return the same result with what persons decided on its findings: shown beside them, in every report.

        Verdicts and exit code stay those of the evidence.

        Parameters
        ----------
        *paths : path
            Decision files, or deviation forms that are filled in (docs/deviations.md), in any order. Each decision on
            a finding names by hash the one before it, which has to be given too.

        Returns
        -------
        Assessment
            With `decisions` and `decided`.

        Raises
        ------
        DecisionError
            With every fault of the files: no reason, no person, no time; a finding that is not there; other inputs;
            an earlier decision that is not named.
        """
        faults, read, own = list[Fault](), list[Decision](), self
        for path in paths:
            try:
                read.append(load_decision(path))
            except AtmpError as error:
                faults += error.faults
        refuse(faults)
        found: Self = replace(own, decisions=(*own.decisions, *read))  # type: ignore[attr-defined, type-var]
        _ = found.decided
        return found

    def deviations(
        self, *, indeterminate: bool = False, opened_at: Moment | None = None, opened_by: str | None = None
    ) -> tuple[Deviation, ...]:
        """Return a deviation form for each container that deviates, filled in with what the record holds.

        Parameters
        ----------
        indeterminate : bool
            Whether containers that nothing decides, and therapies that were set aside, get one too.
        opened_at : str or datetime, optional
            When they are opened; a time without an offset is in the zone of the result. No clock is read.
        opened_by : str, optional
            Who opens them.

        Returns
        -------
        tuple of Deviation
            Each is written by `to_toml` (a file to fill in) and `to_html` (a page to print).
        """
        call = Arguments()
        wanted = call(yes_or_no, indeterminate, "indeterminate")
        own: Any = self
        tz = zone(own.tz) if own.tz else None
        at = (
            None if opened_at is None else call(lambda value, where: read_now(value, tz, where), opened_at, "opened_at")
        )
        by = call(text, opened_by, "opened_by")
        call.refuse()
        said = "" if at is None else clock(at, tz)
        found = deviations_of(self, indeterminate=bool(wanted))
        return tuple(replace(one, opened_at=said, opened_by=by or "") for one in found)
