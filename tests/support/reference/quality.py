"""D501: how long nobody looked, in each phase that asks for a log."""

from reference.containers import Container
from reference.record import Record, band_phase
from reference.temperature import stated_bands
from reference.values import C, I, seconds


def d501(record: Record, container: Container):
    met = record.met[id(container)]
    phases = [
        (store, record.phase(container, store.starts, store.ends, limit=store)) for store in record.product.storage
    ]
    phases += [
        (window, band_phase(record, container, window))
        for window in record.product.windows
        if window.within is not None
    ]
    for requirement, phase in phases:
        stated = list(stated_bands(record, container, requirement))
        if stated and not (met.was_assigned(phase) or container.contradicts):
            continue
        gap = met.unmonitored(phase)
        verdict = C if gap[1] == 0 and met.was_seen(phase) else I
        yield (
            requirement.code,
            "s",
            verdict,
            tuple(map(seconds, gap)),
            requirement,
            {"hand-over"} if met.in_doubt(phase) else set(),
        )
