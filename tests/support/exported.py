"""Records that exports are tried on: events of every kind, and logs of which more is said than readings."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from atmp_logistics import export, read_events
from atmp_logistics.records.devices import Device, Extreme
from atmp_logistics.records.logger_places import CALL, LoggerPlace
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.temperature_log import TemperatureLog, Trips

ALL = ("csv", "parquet", "process-mining", "xes", "epcis", "fhir")
BOTH = ("csv", "parquet", "epcis", "fhir")
ENDINGS = {"process-mining": "csv", "epcis": "json", "fhir": "json"}
MADE = "2026-11-25T08:00Z"
MINUTE = 60e6
NAN = float("nan")
DEVICE = Device(
    {"serial": "7"},
    True,
    ("it prints 9 °C, its readings give 12 °C",),
    (Extreme(4.0, False, 0.0, MINUTE, 4.0),),
    (MINUTE,),
)
ROWS = {
    "minutes and seconds": [{"event": "thaw_end", "time": "2026-11-10 10:04"}, {"event": "opened", "time": "2026-11-10 10:34:12"}],
    "a time that nobody knows": [{"event": "opened", "time": None}, {"event": "thaw_end", "time": "2026-11-10 10:04"}],
    "the repeated hour": [{"event": "thaw_end", "time": "2026-10-25T02:30+02:00"}, {"event": "opened", "time": "2026-10-25T02:30+01:00"}],
    "microseconds": [{"event": "thaw_end", "time": "2026-11-10T10:04:00.000001Z"}],
    "what a pharmacy files": [
        {
            "event": "product_received", "time": "2026-11-10 09:00", "outcome": "accepted", "note": '=cold, "dry"\nbox <&>',
            "batch": "007", "expiry": "2027-03", "performed_by": "Ö. Å.", "custodian": "+46 8", "location": "tank 3", "device": "@3",
        }
    ],
    "an open expiry": [{"event": "thaw_end", "time": "2026-11-10 10:04", "expiry": pd.Timestamp("2027-03-31")}],
    "no container": [{"container_id": "", "event": "dispensed", "time": "2026-11-10 10:04"}],
    "dispensed": [{"container_id": "B 2", "event": "dispensed", "time": "2026-11-10 10:04", "expiry": "2027-03-31"}],
    "an identifier that is a URI": [{"container_id": "urn:epc:id:sgtin:4012345.011111.9876", "event": "opened", "time": "2026-11-10 10:04"}],
    "two therapies, mixed": [
        {"therapy_id": name, "event": event, "time": f"2026-11-10 10:0{i}"}
        for i, (name, event) in enumerate([("T1", "thaw_start"), ("T2", "thaw_start"), ("T1", "thaw_end"), ("T2", "thaw_end")])
    ],
    "only named": [{"thaw_end": "2026-11-10 10:04", "opened": ""}, {"container_id": "B2", "thaw_end": "", "opened": ""}],
}  # fmt: skip


def events_of(rows, **options):
    rows = [{"therapy_id": "T1", "container_id": "B1", **row} for row in rows]
    return read_events(pd.DataFrame(rows), tz="Europe/Stockholm", **options)


def readings_of(**more):
    codes, values = np.array([0, 0, 0, 1, 1, 1]), np.array([4.0, NAN, 5.123456, -80.0, 1e-6, -196.0])
    return replace(
        TemperatureLog(codes, np.arange(6) * MINUTE, values, ("A", "B b"), {}, (Provenance("drawn"),)), **more
    )


LOGS = {
    "plain": readings_of(),
    "declared": readings_of(interval_s={"B b": 60.0}),
    "places": readings_of(
        places=(LoggerPlace("A", ("frozen", "post-thaw"), False, CALL), LoggerPlace("B b", (), True, CALL))
    ),
    "devices": readings_of(devices={"A": DEVICE}),
    "trips": readings_of(
        trips=Trips(np.array([0, 2, 3, 4]), np.array([60.0, NAN, 60.0, 60.0])), interval_s={"B b": 60.0}
    ),
    "all of it": readings_of(
        loggers=("A", "B b", "C"),
        devices={"A": DEVICE},
        places=(LoggerPlace("C", ("frozen",), False, CALL),),
        trips=Trips(np.array([0, 2, 3]), np.array([60.0, NAN, NAN])),
    ),
    "a logger without readings": readings_of(
        loggers=("A", "B b", "C"), places=(LoggerPlace("C", ("frozen",), False, CALL),)
    ),
}


def written(folder, to, events, readings=None, name="x", **more):
    return export(events, readings, to=to, path=Path(folder, f"{name}.{ENDINGS.get(to, to)}"), made_at=MADE, **more)
