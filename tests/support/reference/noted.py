"""D504: whether the readings show the excursions that somebody noted (docs, D504)."""

from reference.containers import Container
from reference.measure import Phase, View
from reference.record import Record, band_phase
from reference.temperature import as_range
from reference.values import C, I, exact, seconds
from reference.when import When


def d504(record: Record, container: Container):
    """An excursion that somebody noted lets nothing conform unless the readings of its time show it."""
    noted = pairs(container)
    if noted:
        missed = sum(not shown(record, container, one) for one in noted)
        yield "noted-excursion", "excursions", I if missed else C, (missed, missed), None, set()


def pairs(container: Container):
    """Each excursion noted, from its start to its end; None where one of the two, or its time, is not there."""
    rows = [row for row in container.rows if row.event in {"excursion_start", "excursion_end"}]
    found, opened = [None for row in rows if row.at is None], None
    for row in sorted([row for row in rows if row.at is not None], key=lambda row: (row.at, row.event)):
        if row.event == "excursion_start":
            found += [None] if opened else []
            opened = row
        else:
            found.append((container.clock.when(opened), container.clock.when(row)) if opened else None)
            opened = None
    return found + ([None] if opened else [])


def shown(record: Record, container: Container, noted):
    """Whether a reading between the two, in a phase with a binding range, lies outside that range."""
    if noted is None or container.contradicts:
        return False
    if longer_than_permitted(record, container, noted):
        return False
    phases = [
        (record.phase(container, store.starts, store.ends, limit=store), store.range, store)
        for store in record.product.storage
    ]
    phases += [
        (band_phase(record, container, window), window.within, window)
        for window in record.product.windows
        if window.within is not None
    ]
    return any(
        in_every_world(record, container, phase, as_range(limits, record), noted)
        for phase, limits, limit in phases
        if limit.obligation == "shall" and record.applies(limit, container)
    )


def longer_than_permitted(record: Record, container: Container, noted: tuple[When, When]):
    """ "One that a label permits for so long stays open where the record notes a longer one than that." """
    took = seconds(noted[0].until(noted[1])[1])
    return any(
        allowance.at_most_s is not None
        and allowance.obligation == "shall"
        and record.applies(allowance, container) is not False
        and took > allowance.at_most_s
        for allowance in record.product.allowances
    )


def in_every_world(record: Record, container: Container, phase: Phase, limits, noted: tuple[When, When]):
    views = record.met[id(container)].views(phase)
    return all(
        any(noted[0].hi <= t <= noted[1].lo and is_out(value, limits, view) for t, value in points(view))
        for view in views
    )


def points(view: View):
    return [(t, value) for stand, a, b in view.overlaps(view.certain) for t, value in stand.points if a <= t <= b]


def is_out(value, limits, view: View):
    low = limits.lower_degC is not None and value + view.guard < exact(limits.lower_degC)
    return low or (limits.upper_degC is not None and value - view.guard > exact(limits.upper_degC))
