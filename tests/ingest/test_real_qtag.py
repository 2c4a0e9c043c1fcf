"""A real transport log, judged as a pharmacist would: its excursions bracket what the device itself recorded.

The device measures every minute and logs every ten, and its limits (2.0 and 8.0 °C) are the label's here.
"""

from pathlib import Path

import pandas as pd
import pytest
from places import SHARED, real
from typer.testing import CliRunner

from atmp_logistics import Verdict, assess
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.cli.app import app
from atmp_logistics.core.instants import iso
from atmp_logistics.evidence.temperature.excursions import excursions
from atmp_logistics.ingest import read_events, read_readings

FILE = Path(SHARED) / "loggers" / "berlinger_qtag" / "qtag_CLm_doc_LR_RCPJ00010_02.txt"
pytestmark = real
STORE = "[[storage]]\ncode='transit'\nfrom='transport_start'\nuntil='transport_end'\nlower='2 degC'\nupper='8 degC'"
INTERVAL_MIN = 10


def judged():
    rows = [("T1", "transport_start", "2022-11-08T05:00Z"), ("T1", "transport_end", "2022-11-09T01:15Z")]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))
    return assess(events, read_readings(FILE, tz="UTC"), sandbox_product(STORE))


def minutes(clock: str) -> float:
    return pd.Timestamp(f"{clock}Z").timestamp() / 60


@pytest.mark.parametrize(
    ("start", "lasted_min", "warm"),
    [("2022-11-08T12:16", 145, False), ("2022-11-08T21:50", 205, True)],
)
def test_the_excursions_bracket_the_devices_own_alarms(start, lasted_min, warm):
    result = judged()
    assert result.verdict is Verdict.DEVIATES
    part = result.parts[0]
    phase = part.evidence.phase("transport_start", "transport_end")
    store = part.evidence.product.storage[0]
    found = excursions(part.exposure, 0, float(phase.start_lo[0]), float(phase.end_hi[0]), store.range)
    near = [one for one in found if one.warm is warm and abs(one.start_us / 60e6 - minutes(start)) <= INTERVAL_MIN]
    assert len(near) == 1, [iso(one.start_us) for one in found]
    assert abs((near[0].end_us - near[0].start_us) / 60e6 - lasted_min) <= 2 * INTERVAL_MIN


def test_inspect_reproduces_the_devices_mean_and_kinetic_mean():
    run = CliRunner().invoke(app, ["inspect", str(FILE), "--tz", "UTC"])
    assert run.exit_code == 0
    assert "mean: 5.461 °C (the device prints 5.4)" in run.output
    assert "mkt: 10.584 °C (the device prints 10.5)" in run.output
    assert "DIFFERS" not in run.output
