"""Numbers that mean "no reading": which are read so, that they are counted, and that none of it makes anything conform."""

import numpy as np
import pytest
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st

from atmp_logistics.core.errors import AtmpError
from atmp_logistics.ingest import read_readings
from atmp_logistics.ingest.readings.fault_codes import AFTER_OTHERS, ANYWHERE, FaultCodes
from atmp_logistics.records.read_site import parse_site
from atmp_logistics.records.site_profile import Site

KNOWN = FaultCodes(known=True)


def table(tmp_path, values, site=None, name="log.csv", heading="temperature [°C]"):
    rows = [f"2026-11-10T{8 + i // 60:02}:{i % 60:02}Z,{value}" for i, value in enumerate(values)]
    path = tmp_path / name
    path.write_text("\n".join([f"time,{heading}", *rows, ""]), "utf-8")
    return read_readings(path, site=site)


def lost(log):
    return np.nonzero(np.isnan(log.temperature_degC))[0].tolist()


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ([-176.3, -176.3, -127.0, -127.0, -127.0], [2, 3, 4]),
        ([5.1, 85, 85, 5.2], [1, 2]),
        ([5.1, -40, 5.2, -40, -40], [3, 4]),
        ([-127, -127, -127], [0, 1, 2]),  # the next month of a sensor that is not there
        ([85, 85], [0, 1]),
        ([-40.0, -40, -40], []),  # a freezer at -40 °C, from its start
        ([-40, -40, -39.5, -40, -40], [3, 4]),
        ([5.1, 85, 5.2], []),  # once: a reading like another
        ([-126.9, -127, -127.1], []),
        ([-127.01, -127.01], []),
        ([5, -127, "", -127], [1, 2, 3]),  # a row that holds a time alone parts no run
        ([-200, -199.1, -199, -196], [0, 1]),
        ([201, 200], [0]),
    ],
)
def test_known_codes_of_a_table(tmp_path, values, missing):
    assert lost(table(tmp_path, values)) == missing


def test_what_was_read_as_missing_is_said_with_its_number(tmp_path):
    (source,) = table(tmp_path, [5, -127, -127, 5, 85, 85, 85]).provenance
    assert "fault code -127 °C: 2 readings kept as missing" in source.assumptions
    assert "fault code 85 °C: 3 readings kept as missing" in source.assumptions
    assert any("-200" in note for note in table(tmp_path, [-200, 5]).provenance[0].assumptions)


def test_a_code_in_another_unit_is_the_same_code(tmp_path):
    assert lost(table(tmp_path, [41, -196.6, -196.6], heading="temperature [°F]")) == [1, 2]
    assert lost(table(tmp_path, [278.15, 146.15, 146.15], heading="temperature [K]")) == [1, 2]


def test_a_sites_own_codes_count_wherever_they_stand(tmp_path):
    site = parse_site({"readings": {"fault_codes": ["-99.9 degC", "185 degF"]}})
    assert lost(table(tmp_path, [-99.9, 5, 85, -99.8, -127, -127], site)) == [0, 2, 4, 5]
    assert "loggers write -99.9, 85 °C where they have no reading" in site.statements()


def test_a_site_can_state_that_no_temperature_is_a_code(tmp_path):
    site = parse_site({"readings": {"fault_codes": []}})
    assert lost(table(tmp_path, [5, -40, -40, -127, -127, -200], site)) == [5]
    assert "no temperature that a logger writes is a fault code" in site.statements()
    assert Site().statements() == ()


@pytest.mark.parametrize("codes", ["-127 degC", [-127], ["-127"], ["0.5 h"], [["-127 degC"]]])
def test_codes_without_a_unit_are_refused(codes):
    with pytest.raises(AtmpError, match="fault_codes"):
        parse_site({"readings": {"fault_codes": codes}})


def test_a_known_family_has_its_own_codes_alone(tmp_path):
    rows = "".join(f"{i};2031.01.02 03:{i:02};4;{t};{t};{t};1551;202;0;\n" for i, t in enumerate([5, -40, -40, 85, 85]))
    path = tmp_path / "family.csv"
    path.write_text(rows, "utf-8")
    log = read_readings(path, unit="C", channel=1)
    assert lost(log) == []


# ---------------------------------------------------------------- said slowly


def slowly(values):
    """Return the places of known codes: repeated beside each other, missing rows left out, and -40 after other values."""
    rows = [(i, value) for i, value in enumerate(values) if not np.isnan(value)]
    found = []
    for k, (i, value) in enumerate(rows):
        beside = [rows[j][1] for j in (k - 1, k + 1) if 0 <= j < len(rows)]
        after = any(other != value for _, other in rows[:k])
        if value in beside and (value in ANYWHERE or (value in AFTER_OTHERS and after)):
            found.append(i)
    return found


VALUES = st.lists(st.sampled_from([-127.0, 85.0, -40.0, 5.0, float("nan")]), max_size=12)


@settings(max_examples=draws(500), deadline=None, derandomize=True)
@given(st.lists(VALUES, max_size=4))
def test_codes_are_found_logger_by_logger(loggers):
    logger = np.repeat(np.arange(len(loggers)), [len(own) for own in loggers])
    value = np.array([one for own in loggers for one in own], float)
    found, at = KNOWN.found(logger, value), 0
    for own in loggers:
        assert np.nonzero(found[at : at + len(own)])[0].tolist() == slowly(own)
        at += len(own)


@settings(max_examples=draws(300), deadline=None, derandomize=True)
@given(VALUES, st.integers(0, 12))
def test_a_file_in_parts_never_hides_a_code(values, cut):
    from atmp_logistics.records.temperature_log import TemperatureLog

    parts = [np.array(values[:cut], float), np.array(values[cut:], float)]
    logs = [
        TemperatureLog(np.zeros(len(own), np.int64), np.arange(len(own)) * 60e6, own, ("A",), {}, ()) for own in parts
    ]
    if slowly(values):
        assert any(KNOWN.may_be_in(log) for log in logs)


def test_codes_in_a_stream_are_those_of_the_whole_file(tmp_path, monkeypatch):
    from dataclasses import replace

    import atmp_logistics as atmp
    from atmp_logistics.assessment.sandbox import sandbox_product
    from atmp_logistics.assessment.streaming.resources import BatchSizes, Resources, ShardLimits
    from atmp_logistics.report.assessment.json import render_json

    label = sandbox_product("[[storage]]\ncode='s'\nfrom='product_received'\nuntil='storage_out'\nupper='-120 degC'")
    values = [-150.5, -151.0] * 40 + [-127.0] * 30
    read = table(tmp_path, values)
    rows = "therapy_id,event,time\nT,product_received,2026-11-10T08:10:00Z\nT,storage_out,2026-11-10T09:40:00Z\n"
    (tmp_path / "events.csv").write_text(rows, "utf-8")
    whole = atmp.assess(atmp.read_events(tmp_path / "events.csv"), read, label)
    within = Resources.within
    for largest in (10**9, 10):
        means = [BatchSizes(500, 150, largest), ShardLimits(500, 12, 10**6)]
        monkeypatch.setattr(
            Resources, "within", lambda *given, m=means: replace(within(*given), sizes=m[0], limits=m[1])
        )
        ask = (tmp_path / "events.csv", tmp_path / "log.csv", label)
        if largest == 10:
            with pytest.raises(AtmpError, match="may be fault codes"):
                atmp.assess_files(*ask)
        else:
            assert render_json(atmp.assess_files(*ask)) == render_json(whole)
    assert whole.verdict.value == "indeterminate"
