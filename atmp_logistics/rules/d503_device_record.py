"""Do the loggers' own records bear out their readings?

Why it matters
--------------
A logger that prints its highest temperature as 8.4 °C cannot have logged 10.2 °C. Where its summary and its readings
contradict each other, one of them was changed, mixed up or misread, and nobody can tell which from here.

Sources
-------
What the device prints of its own readings: lowest, highest, mean, mean kinetic temperature. It measures more often
than it logs, so that its extremes may lie beyond its readings; no reading may lie beyond its extremes by more than
0.1 °C. Means are printed cut or rounded to a tenth. Its alarms are by its own limits and judge nothing here.

Common causes
-------------
A cell edited in the export; rows of another logger pasted in; readings taken out; a summary of another trip; a unit
or a channel that is not the one that the device summed up.

What to do
----------
Read the logger out again and judge the untouched file. If it still contradicts itself, keep the logger and ask its
maker: its readings decide nothing until then.

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

from atmp_logistics.evidence import Evidence
from atmp_logistics.exposure import Exposure
from atmp_logistics.product import Requirement
from atmp_logistics.records import Device
from atmp_logistics.rules.judged import Judged, Words, judged
from atmp_logistics.verdict import CONFORMS, INDETERMINATE, Citation

CODE = "D503"
_RECORD = Requirement(code="device-record", citation=Citation("what the logger prints of its own readings"))


def judge(evidence: Evidence, exposure: Exposure) -> Iterator[Judged]:
    """Count, for each container, the contradictions in the records of the loggers that stood for it."""
    found = _by_container(exposure)
    rows = np.array(sorted(found), np.int64)
    if not len(rows):
        return
    count = np.array([sum(len(device.disagreements) for device in found[row].values()) for row in rows], np.float64)
    verdict = np.where(count > 0, INDETERMINATE, CONFORMS).astype(np.int8)
    nowhere = np.full(len(rows), np.nan)
    yield judged(
        CODE, _RECORD, None, (count, count), verdict, evidence=evidence, extent=(nowhere, nowhere), events=(),
        words=partial(_words, found), unit="contradictions", of_record=True, rows=rows,
    )  # fmt: skip


def _by_container(exposure: Exposure) -> dict[int, dict[str, Device]]:
    """Return for each container the loggers that stood for it and print a summary of their readings."""
    found: dict[int, dict[str, Device]] = {}
    for row, place in zip(exposure.container.tolist(), exposure.logger.tolist(), strict=True):
        name = exposure.loggers[place]
        device = exposure.devices.get(name)
        if device is not None and device.prints:
            found.setdefault(row, {})[name] = device
    return found


def _words(found: dict[int, dict[str, Device]], row: int) -> Words:
    said = [
        f"logger {name}: {contradiction}" if name else contradiction
        for name, device in found[row].items()
        for contradiction in device.disagreements
    ]
    why = "; ".join(said) or "what the logger prints of its readings agrees with them"
    return why, "the logger read out again, its file untouched" if said else None
