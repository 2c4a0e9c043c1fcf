"""Events that a container's record lacks, and times of it that contradict each other, in the words of a finding."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from atmp_logistics.core.translatable import joined
from atmp_logistics.core.wording import clock, event
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.rules.rule_phrases import say


def missing_events(evidence: Evidence, row: int, names: tuple[str, ...]) -> list[str]:
    """Return those of the events that a container's record does not hold, in words.

    Parameters
    ----------
    evidence : Evidence
        What `judge` is given.
    row : int
        The container's place.
    names : tuple of str
        Events of the vocabulary.

    Returns
    -------
    list of str
        Each once, in words.

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
    >>> evidence = assess_sandbox(sandbox_product(""), "thaw_start 10:00").parts[0].evidence
    >>> missing_events(evidence, 0, ("thaw_start", "thaw_end"))
    ['thaw end']
    """
    return [event(name) for name in dict.fromkeys(names) if not evidence.has(name, row)]


def words_on_contradiction(evidence: Evidence, row: int) -> tuple[str, str] | None:
    """Return why a container whose record contradicts itself decides nothing, and what to do; None for any other."""
    pairs = evidence.contradictions.of(row)
    if not pairs:
        return None
    each = [say("contradiction.pair", one=event(one), other=event(other)) for one, other in pairs]
    said = joined("; ", each)
    return say("contradiction.why", pairs=said), say("contradiction.check", pairs=said)


def has_other_containers(evidence: Evidence, row: int) -> bool:
    """Say whether a container's therapy has others; those of one therapy stand together."""
    beside = evidence.therapy[max(row - 1, 0) : row + 2]
    return int((beside == evidence.therapy[row]).sum()) > 1


def lines_of_events(evidence: Evidence, row: int, names: Iterable[str]) -> str:
    """Return the rows of some events of one container, each with its time as written."""
    said = []
    for name in dict.fromkeys(names):
        own = evidence.event_rows.rows(name).of(row)
        for place, time in zip(own.row.tolist(), own.time_us.tolist(), strict=True):
            at = clock(time, evidence.tz) if np.isfinite(time) else say("line.without_time")
            said.append(say("line.of_event", event=event(name), rows=evidence.event_rows.said([place]), time=at))
    return joined("; ", said)
