"""W201: the time between each window's two events against its limits; it may not run backwards."""

from itertools import pairwise
from math import inf

from reference.containers import Container
from reference.elapsed import clock_verdict, days_of, stretch
from reference.groups import first_and_last
from reference.orders import next_container
from reference.record import Record, instances_of, of_several
from reference.values import seconds


def w201(record: Record, container: Container):
    """The time between each window's two events against its limits; it may not run backwards."""
    for window in record.product.windows:
        days = window.at_least_days is not None or window.at_most_days is not None
        least, most = (window.at_least_days, window.at_most_days) if days else (window.at_least_s, window.at_most_s)
        if least is None and most is None:
            continue
        limits = (least, most, not window.strict)
        if window.scope == "next dose":
            yield from from_dose_to_dose(record, container, window, limits, days)
            continue
        if window.scope == "next container":
            yield from next_container(record, container, window, window.starts, window.ends, limits, days)
            continue
        if of_several(window):
            yield from shortest_and_longest(record, container, window, limits, days)
            continue
        start, end, took = record.clock(container, window)
        bounds = days_of(start, end, took, record.tz) if days else tuple(map(seconds, took))
        yield (
            window.code,
            "d" if days else "s",
            clock_verdict(bounds, limits),
            bounds,
            window,
            backwards(record, container, window),
        )


def from_dose_to_dose(record: Record, container: Container, window, limits, days):
    """At least so long is asked from the last of the dose before to each container, at most so long of both doses."""
    least, most, inclusive = limits
    for side, own in (("least", (least, None, inclusive)), ("most", (None, most, inclusive))):
        if own[:2] != (None, None):
            for found in next_container(record, container, window, window.starts, window.ends, own, days):
                yield (*found, side)


def backwards(record: Record, container: Container, window):
    """Whether a therapy has a container whose own clock may have run backwards."""
    if window.scope != "therapy":
        return set()
    own = [one.elapsed(window.starts, window.ends, instances_of(window))[0] for one in record.therapy(container)]
    return {"backwards-therapy"} if min(own) < 0 else set()


def shortest_and_longest(record: Record, container: Container, window, limits, days):
    """At least so long is asked of the shortest stretch, at most so long (and not backwards) of the longest."""
    least, most, inclusive = limits
    shortest, longest = (instances_apart if window.scope == "next instance" else groups_apart)(
        record, container, window, days
    )
    unit = "d" if days else "s"
    if least is not None and shortest is not None:
        verdict = clock_verdict(shortest, (least, None, inclusive))
        yield window.code, unit, verdict, shortest, window, set(), "least"
    if most is not None and longest is not None:
        verdict = clock_verdict(longest, (None, most, inclusive))
        yield window.code, unit, verdict, longest, window, set(), "most"


def groups_apart(record: Record, container: Container, window, days):
    """From the last start to the first end, and from the first start to the last end, of those named.

    "`*_instance` counts also with `starts_of`/`ends_of`" (issue F).
    """
    sides = instances_of(window)
    first_start, last_start = first_and_last(record, container, window.starts, window.starts_of, sides[0])
    first_end, last_end = first_and_last(record, container, window.ends, window.ends_of, sides[1])
    return [
        stretch(start, end, start.until(end), record, days)
        for start, end in ((last_start, first_end), (first_start, last_end))
    ]


def rows_of(container: Container, kind):
    return [row for row in container.rows if row.event == kind]


def instances_apart(record: Record, container: Container, window, days):
    """The shortest and the longest time between two instances that follow each other; None where there is one.

    Of a record without any, nobody knows how many there were. Sorted, each instance is as near to its time as it was written. One whose time nobody wrote can lie anywhere. The
    therapy's own may stand once for each container, with one time.
    """
    rows = [(row.at, row.container) for row in rows_of(container, window.starts)]
    times = [None for at, _ in rows if at is None]
    for at in {at for at, _ in rows if at is not None}:
        times += [at] * max(rows.count((at, name)) for _, name in rows)
    if not times:
        return (-inf, inf), (-inf, inf)
    if len(times) < 2:
        return None, None
    if container.contradicts:
        return (-inf, inf), (-inf, inf)
    doubt = {row.at: container.clock.doubt(row) for row in rows_of(container, window.starts)}
    known, steps = sorted(t for t in times if t is not None), []
    for one, other in pairwise(known):
        r, q = doubt[one], doubt[other]
        took = max(other - one - r - q, 0), other - one + r + q
        lower, upper = stretch((one - r, one + r), (other - q, other + q), took, record, days)
        steps.append((max(lower, 0), upper))
    least, most = min((upper for _, upper in steps), default=inf), max((lower for lower, _ in steps), default=0)
    if len(known) < len(times):
        return (0, least), (0, inf)
    return (min(lower for lower, _ in steps), least), (most, max(upper for _, upper in steps))
