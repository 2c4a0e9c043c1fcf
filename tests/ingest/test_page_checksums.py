"""Parquet whose pages bear checksums is held against them: one flipped bit is refused, in memory and streamed."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from atmp_logistics import assess_files, read_events, read_readings
from atmp_logistics.assessment.streaming.batches import batches_of, spill_batch
from atmp_logistics.core.errors import NotATable
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.readings.fault_codes import FaultCodes
from atmp_logistics.ingest.readings.folders import readings_files
from atmp_logistics.records.site_profile import Site

ROWS = 5000
VALUES = np.random.default_rng(1).normal(5.0, 0.1, ROWS).round(6)
TIMES = pd.date_range("2026-11-10", periods=ROWS, freq="min", tz="UTC")


def written(path, columns, mark):
    """Write a file with checksums, and flip one bit of a value that stands as it is in a page."""
    how = {"compression": "none", "use_dictionary": False, "write_statistics": False}
    pq.write_table(pa.table(columns), path, write_page_checksum=True, **how)
    data = bytearray(path.read_bytes())
    data[data.index(mark)] ^= 1
    path.write_bytes(data)
    return path


@pytest.fixture
def damaged(tmp_path):
    columns = {"time": TIMES, "temperature [°C]": VALUES}
    return written(tmp_path / "log.parquet", columns, VALUES[ROWS // 2].tobytes())


def test_readings_are_refused(damaged):
    with pytest.raises(NotATable, match="a page does not match its checksum"):
        read_readings(damaged)


def test_batches_are_refused_by_whoever_reads_them(damaged, tmp_path):
    source = readings_files(damaged)[0]
    batches = batches_of(source, Answers(), Site(), 1 << 20)
    faults = [
        fault for i, batch in enumerate(batches) for fault in spill_batch(batch, tmp_path / str(i), FaultCodes()).faults
    ]
    assert ["checksum" in fault.found for fault in faults] == [True]


def test_streamed_readings_are_refused(damaged):
    rows = pd.DataFrame([("T1", "thaw_end", "2026-11-10T10:04Z")], columns=["therapy_id", "event", "time"])
    with pytest.raises(NotATable, match="a page does not match its checksum"):
        assess_files(read_events(rows), damaged, "kymriah-eu")


def test_events_are_refused(tmp_path):
    times = ["2026-11-10T10:04:00Z", "2026-11-10T10:34:00Z"]
    columns = {"therapy_id": ["T1", "T1"], "event": ["thaw_end", "administration_end"], "time": times}
    with pytest.raises(NotATable, match="a page does not match its checksum"):
        read_events(written(tmp_path / "events.parquet", columns, b"10:34"))
