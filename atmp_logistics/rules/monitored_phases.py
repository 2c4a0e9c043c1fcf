"""The phases of a label that ask for a log: storages, and windows with a band."""

from __future__ import annotations

from collections.abc import Iterator

from atmp_logistics.core.limits import StorageCondition, TimeWindow
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.phase import Phase
from atmp_logistics.rules.t102_window_temperature import band_phase

#: A limit on a temperature, its phase in every container, and the events at the phase's two ends.
MonitoredPhase = tuple[StorageCondition | TimeWindow, Phase, tuple[str, str]]


def monitored_phases(evidence: Evidence) -> Iterator[MonitoredPhase]:
    """Yield the phases whose temperature a label limits, in the label's order."""
    for store in evidence.product.storage:
        yield store, evidence.phase(store.starts, store.ends), (store.starts, store.ends)
    for window in evidence.product.windows:
        if window.within is not None:
            yield window, band_phase(evidence, window), (window.within_from or window.starts, window.ends)
