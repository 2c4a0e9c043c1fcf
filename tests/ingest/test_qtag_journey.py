"""A transport log, judged as a pharmacist would: its excursions bracket what the device itself recorded.

The device measures every minute and logs less often, and its limits (2.0 and 8.0 °C) are the label's here. A made-up
log everywhere; a real one as well where it is at hand.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from logger_kit import REAL
from places import MADE_UP, SHARED
from typer.testing import CliRunner

from atmp_logistics import Verdict, assess
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.cli.app import app
from atmp_logistics.core.instants import iso
from atmp_logistics.evidence.temperature.excursions import excursions
from atmp_logistics.ingest import read_events, read_readings

STORE = "[[storage]]\ncode='transit'\nfrom='transport_start'\nuntil='transport_end'\nlower='2 degC'\nupper='8 degC'"


@dataclass(frozen=True)
class Journey:
    """A log, its transport, its interval, and the device's own alarms: start, minutes, whether it is warm."""

    path: Path
    transport: tuple[str, str]
    interval_min: int
    alarms: tuple[tuple[str, int, bool], ...]
    printed: tuple[str, str]


MADE_UP_JOURNEY = Journey(
    MADE_UP / "qtag_made_up.txt",
    ("2031-03-04T06:15Z", "2031-03-04T08:35Z"),
    5,
    (("2031-03-04T06:51", 19, False), ("2031-03-04T08:01", 24, True)),
    ("mean: 5.257 °C (the device prints 5.2)", "mkt: 5.672 °C (the device prints 5.6)"),
)
REAL_JOURNEY = Journey(
    REAL / "berlinger_qtag" / "qtag_CLm_doc_LR_RCPJ00010_02.txt",
    ("2022-11-08T05:00Z", "2022-11-09T01:15Z"),
    10,
    (("2022-11-08T12:16", 145, False), ("2022-11-08T21:50", 205, True)),
    ("mean: 5.461 °C (the device prints 5.4)", "mkt: 10.584 °C (the device prints 10.5)"),
)
JOURNEYS = pytest.mark.parametrize("journey", [MADE_UP_JOURNEY, *([REAL_JOURNEY] if SHARED else [])])


def judged(journey):
    rows = [("T1", name, at) for name, at in zip(("transport_start", "transport_end"), journey.transport, strict=True)]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))
    return assess(events, read_readings(journey.path, tz="UTC"), sandbox_product(STORE))


def minutes(clock: str) -> float:
    return pd.Timestamp(f"{clock}Z").timestamp() / 60


@JOURNEYS
def test_the_excursions_bracket_the_devices_own_alarms(journey):
    result = judged(journey)
    assert result.verdict is Verdict.DEVIATES
    part = result.parts[0]
    phase = part.evidence.phase("transport_start", "transport_end")
    store = part.evidence.product.storage[0]
    found = excursions(part.exposure, 0, float(phase.start_lo[0]), float(phase.end_hi[0]), store.range)
    for start, lasted_min, warm in journey.alarms:
        near = [
            one
            for one in found
            if one.warm is warm and abs(one.start_us / 60e6 - minutes(start)) <= journey.interval_min
        ]
        assert len(near) == 1, [iso(one.start_us) for one in found]
        assert abs((near[0].end_us - near[0].start_us) / 60e6 - lasted_min) <= 2 * journey.interval_min


@JOURNEYS
def test_inspect_reproduces_the_devices_mean_and_kinetic_mean(journey):
    run = CliRunner().invoke(app, ["inspect", str(journey.path), "--tz", "UTC"])
    assert run.exit_code == 0
    assert [line for line in journey.printed if line not in run.output] == [], run.output
    assert "DIFFERS" not in run.output
