"""Do the loggers' own records bear out their readings?

Why it matters
--------------
A logger that prints its highest temperature as 8.4 °C cannot have logged 10.2 °C. Where its summary and its readings
contradict each other, one of them was changed, mixed up or misread, and nobody can tell which from here. And a logger
that measures each minute and logs each tenth knows of an excursion that its readings do not show.

Sources
-------
What the device prints of its own readings: lowest, highest, mean, mean kinetic temperature. It measures more often
than it logs, so that its extremes may lie beyond its readings; no reading may lie beyond its extremes by more than
0.1 °C. An extreme that leaves a binding range which no reading leaves was met at a time that nobody knows.
Means are printed cut or rounded to a tenth. Its alarms are by its own limits: they judge nothing here, but what was met
in them was met.

Common causes
-------------
A cell edited in the export; rows of another logger pasted in; readings taken out; a summary of another trip; a unit
or a channel that is not the one that the device summed up.

What to do
----------
Read the logger out again and judge the untouched file. If it still contradicts itself, keep the logger and ask its
maker: its readings decide nothing until then. An extreme that no reading shows: read the logger's own alarm record,
or ask its maker when it was met.

Examples
--------
>>> from atmp_logistics.trial import trial
>>> store = "[[storage]]\\ncode='fridge'\\nfrom='product_received'\\nuntil='storage_out'\\nupper='8 degC'"
>>> events = "product_received 08:00, storage_out 09:00"
>>> trial("D503", store, events, "08:00 4.0, 08:30 5.0, 09:00 4.5", prints="highest 5.4, mean 4.5")
'device-record conforms [0, 0] contradictions'
>>> trial("D503", store, events, "08:00 4.0, 08:30 7.9, 09:00 4.5", prints="highest 5.4")
'device-record indeterminate [1, 1] contradictions'
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from atmp_logistics.device_record import CUT_DEGC, extremes_of
from atmp_logistics.evidence import Evidence
from atmp_logistics.exposure import Exposure
from atmp_logistics.product import Requirement, TemperatureRange
from atmp_logistics.records import Device
from atmp_logistics.rules.judged import Judged, Words, judged
from atmp_logistics.verdict import CONFORMS, INDETERMINATE, Citation

CODE = "D503"
_RECORD = Requirement(code="device-record", citation=Citation("what the logger prints of its own readings"))


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[Judged]:
    """Count, for each container, the contradictions in the records of the loggers that stood for it."""
    said = _by_logger(evidence, exposure)
    asked = np.isin(exposure.logger, list(said))
    if not asked.any():
        return
    pairs = np.unique(np.column_stack([exposure.container[asked], exposure.logger[asked]]), axis=0)
    each = np.zeros(len(exposure.loggers))
    each[list(said)] = [len(found) for found in said.values()]
    rows = np.unique(pairs[:, 0])
    count = np.bincount(pairs[:, 0], each[pairs[:, 1]], exposure.count)[rows].astype(np.float64)
    verdict = np.where(count > 0, INDETERMINATE, CONFORMS).astype(np.int8)
    nowhere = np.full(len(rows), np.nan)
    yield judged(
        CODE, _RECORD, None, (count, count), verdict, evidence=evidence, extent=(nowhere, nowhere), events=(),
        words=partial(_words, exposure, said), unit="contradictions", of_record=True, rows=rows,
    )  # fmt: skip


def _by_logger(evidence: Evidence, exposure: Exposure) -> dict[int, list[str]]:
    """Return in words the contradictions in the record of each logger that prints a summary of its readings."""
    printing = {name for name, device in exposure.devices.items() if device.prints}
    if not printing:
        return {}
    lowest, highest = exposure.extremes_of_devices()
    found = {}
    for place, name in enumerate(exposure.loggers):
        if name in printing:
            device, whose = exposure.devices[name], f"logger {name}: " if name else ""
            logged = float(lowest[place]), float(highest[place])
            found[place] = [f"{whose}{said}" for said in (*device.disagreements, *_unseen(evidence, device, logged))]
    return found


def _unseen(evidence: Evidence, device: Device, logged: tuple[float, float]) -> Iterator[str]:
    """Yield in words each extreme that a device prints, that no reading shows, and that the label does not allow."""
    least, most = logged
    ranges = [limits.with_tolerance(evidence.site.tolerance_degC) for limits in _ranges(evidence)]
    if least > most:
        return
    lowest, highest = extremes_of(device.details)
    if highest > most + CUT_DEGC and any(_beyond(highest, most, limits.upper_degC, 1) for limits in ranges):
        yield f"it measured {highest:g} °C at a time between its readings, whose highest is {most:g} °C"
    if lowest < least - CUT_DEGC and any(_beyond(lowest, least, limits.lower_degC, -1) for limits in ranges):
        yield f"it measured {lowest:g} °C at a time between its readings, whose lowest is {least:g} °C"


def _beyond(printed: float, logged: float, limit: float | None, side: int) -> bool:
    """Say whether a printed extreme leaves a limit that no reading leaves, on its warm side (1) or its cold (-1)."""
    return limit is not None and (printed - limit) * side > 0 and (logged - limit) * side <= 0


def _ranges(evidence: Evidence) -> Iterator[TemperatureRange]:
    """Yield every range that the label binds."""
    yield from (store.range for store in evidence.product.storage if store.obligation == "shall")
    for window in evidence.product.windows:
        if window.within is not None and window.obligation == "shall":
            yield window.within


def _words(exposure: Exposure, said: dict[int, list[str]], row: int) -> Words:
    stood = dict.fromkeys(exposure.logger[exposure.container == row].tolist())
    found = [contradiction for logger in stood for contradiction in said.get(logger, ())]
    why = "; ".join(found) or "what the logger prints of its readings agrees with them"
    return why, "the logger read out again, its file untouched, with its own alarm record" if found else None
