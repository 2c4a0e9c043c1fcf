"""An event log without the therapies that are set aside, and the therapies that a fault in its rows is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from atmp_logistics.core.errors import Fault, UnknownProduct
from atmp_logistics.core.fault_places import rows_in
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.row_names import FILE
from atmp_logistics.records.set_aside import SetAside, joined


def log_without(log: EventLog, aside: Iterable[SetAside]) -> EventLog:
    """Return a log without the rows of some therapies, which it names from then on.

    Returns
    -------
    EventLog
    """
    whole = joined(log.set_aside, aside)
    names = {each.therapy_id for each in whole}
    kept = ~log.table["therapy_id"].isin(names).to_numpy(bool)
    containers = tuple(pair for pair in log.containers if pair[0] not in names)
    gone = log.table[~kept]
    pairs = (*log.containers, *zip(gone["therapy_id"], gone["container_id"], strict=True))
    return replace(
        log,
        table=log.table[kept].reset_index(drop=True),
        containers=containers,
        set_aside=whole,
        loggers_aside=loggers_in(log.loggers_aside, gone.get("logger_id", ())),
        containers_aside=tuple(dict.fromkeys((*log.containers_aside, *(one for one in pairs if one[0] in names)))),
    )


def loggers_in(*several: Iterable[str]) -> tuple[str, ...]:
    """Return the loggers that columns of rows name, each once.

    Examples
    --------
    >>> loggers_in(("A",), ["", "B", "A"])
    ('A', 'B')
    """
    return tuple(dict.fromkeys(str(name) for names in several for name in names if name))


def therapies_of(log: EventLog, fault: Fault) -> tuple[str, ...]:
    """Return the therapies that a fault is about: the one that it names, or those of the rows that it names.

    An unknown product is that of all rows that name it.

    Returns
    -------
    tuple of str
        Empty where it names neither, or a row that the log does not hold.
    """
    if fault.therapy_id:
        return (fault.therapy_id,)
    found = list[str]()
    for named in rows_in(fault.where):
        if FILE not in log.table and named.file not in {None, log.provenance.name}:
            return ()
        own = log.table[log.table[FILE] == named.file] if FILE in log.table else log.table
        rows = own[own["row"].isin(named.rows)]
        if set(rows["row"]) != set(named.rows):
            return ()
        if fault.error is UnknownProduct and len(rows):
            rows = log.table[log.table["product"].isin(rows["product"])]
        found += rows["therapy_id"].tolist()
    return tuple(dict.fromkeys(map(str, found)))
