"""How long a step took in a cohort's own log, as the distribution to simulate with."""

from __future__ import annotations

import pandas as pd

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.core.instants import SECOND
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.timing.durations.measured import Empirical
from atmp_logistics.timing.steps import read_steps


def measured(log: EventLog, step: object, source: str = "") -> Empirical:
    """Return the durations of a step in a log: of every container whose record holds both ends once.

    Parameters
    ----------
    log : EventLog
        From `read_events`.
    step : str or pair of str
        A stage such as ``thaw``, or two events, as in ``simulate``.
    source : str
        Who says so; the log's name by default.

    Raises
    ------
    UsageError
        When no container has both ends, or where one ended before it began.

    Examples
    --------
    >>> from atmp_logistics import read_events
    >>> rows = [("T1", "thaw_start", "10:00"), ("T1", "thaw_end", "10:03"), ("T2", "thaw_start", "11:00")]
    >>> table = [(who, event, f"2026-11-10T{at}Z") for who, event, at in rows]
    >>> log = read_events(pd.DataFrame(table, columns=["therapy_id", "event", "time"]))
    >>> print(measured(log, "thaw"))
    1 measured, 3 to 3 min (DataFrame: 1 of 2 with both ends logged once)
    """
    asked = read_steps({step: "1 min"})[0]
    ends = [_once(log.table, event) for event in (asked.starts, asked.ends)]
    by = ["therapy_id", "container_id"]
    if any(EVENTS[event].scope != "container" for event in (asked.starts, asked.ends)):
        by = ["therapy_id"]
    seen = pd.concat([end[by] for end in ends]).drop_duplicates()
    once = [end.drop_duplicates(by, keep=False).dropna() for end in ends]
    both = once[0].merge(once[1], on=by, suffixes=("_start", "_end"))
    where = f"steps.{asked.name}"
    took_s = (both["time_end"] - both["time_start"]).to_numpy(float) / SECOND
    backwards = both.loc[took_s < 0, "therapy_id"].tolist()
    faults = []
    if not len(both):
        fix = "log both, or state the step as a range"
        faults = [Fault(where, f"no container with {asked.starts} and {asked.ends}", "at least one", fix, UsageError)]
    if backwards:
        found = f"{len(backwards)} that ended before they began, the first of therapy {backwards[0]}"
        faults = [Fault(where, found, "durations that are not negative", "check the times in the log", UsageError)]
    refuse(faults)
    name = source or log.provenance.name
    return Empirical.of(took_s, f"{name}: {len(both)} of {len(seen)} with both ends logged once")


def _once(table: pd.DataFrame, event: str) -> pd.DataFrame:
    return table.loc[table["event"] == event, ["therapy_id", "container_id", "time"]]
