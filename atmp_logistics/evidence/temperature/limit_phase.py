"""Where the periods of loggers lie beside the phase of a limit: before it, after it, or in it from its very begin."""

from __future__ import annotations

from functools import partial

import numpy as np

from atmp_logistics.core.columns import Index, Mask
from atmp_logistics.core.event_kinds import ends_of
from atmp_logistics.core.limits import TimeWindow
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.evidence.temperature.bounded_instants import ANY_EVENT, BoundedInstants, not_after, written_before
from atmp_logistics.evidence.temperature.logger_periods import LoggerPeriods


def ends_of_phase(requirement: Requirement) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return the event, and which instance of it, at the two ends of a limit's phase; a window's of its band.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> ends_of_phase(load_product("kymriah-eu").storage[0])
    (('product_received', 'first'), ('storage_out', 'last'))
    """
    starts, ends = requirement.moments
    if not isinstance(requirement, TimeWindow):
        return (starts, "first"), (ends, "last")
    first = "first" if requirement.within_from else requirement.starts_instance
    return (requirement.within_from or starts, first), (ends, requirement.ends_instance)


def may_meet_phase(
    evidence: Evidence, container: Index, begin: BoundedInstants, end: BoundedInstants, limit: Requirement, phase: Phase
) -> Mask:
    """Say which periods, at their longest, can have a part in a limit's phase.

    Parameters
    ----------
    container : ndarray of int
        The container of each period.
    begin, end : BoundedInstants
        The earliest begin and the latest end of each period.
    """
    early, late = _first_and_last_node(evidence, limit)
    moment = (phase.start_lo == phase.end_hi)[container]
    meets = (begin.lo < phase.end_hi[container]) & (end.hi > phase.start_lo[container])
    meets |= moment & (begin.lo <= phase.end_hi[container]) & (end.hi >= phase.start_lo[container])
    reach = evidence.network.reach
    apart = not_after(late, begin.earliest, reach) | not_after(end.latest, early, reach)
    return np.asarray(meets & ~apart, bool)


def beside_phase(evidence: Evidence, periods: LoggerPeriods, requirement: Requirement) -> tuple[Mask, Mask, Mask]:
    """Say which periods begin no later than a limit's phase, end no earlier, and lie wholly before or after it.

    One row of a record is one time: a logger that the event names which opens the phase stands from its very begin.
    Of two events whose order facts leave open, two different written minutes say which came first.
    """
    early, late = _first_and_last_node(evidence, requirement)
    reach, begin, until = evidence.network.reach, periods.begin, periods.end
    before = partial(written_before, evidence, container=periods.container)
    opens = not_after(begin.latest, early, reach) | before(begin.latest, early)
    closes = not_after(late, until.earliest, reach) | before(late, until.earliest)
    apart = not_after(late, begin.earliest, reach) | not_after(until.latest, early, reach)
    ends = [end for name, _ in ends_of_phase(requirement) for end in ends_of(name)]
    held = [evidence.recorded[name][periods.container] for name in ends]
    opens |= (begin.latest == ANY_EVENT) & held[0] & held[1]
    closes |= (until.earliest == ANY_EVENT) & held[2] & held[3]
    return opens, closes, apart


def _first_and_last_node(evidence: Evidence, requirement: Requirement) -> tuple[int, int]:
    """Return the rows of the evidence of the first event of a limit's phase, and of its last."""
    (start, first), (end, last) = ends_of_phase(requirement)
    return evidence.row(ends_of(start)[0], first), evidence.row(ends_of(end)[1], last)
