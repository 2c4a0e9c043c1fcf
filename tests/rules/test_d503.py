"""D503: what a logger prints of its own readings, beside what they give. The tables are the rule."""

import pandas as pd
import pytest
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st
from logger_kit import ELITECH, QTAG, edited

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product, try_rule
from atmp_logistics.core.instants import zone
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.ingest import read_events, read_readings
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.readings.read_log import read_log
from atmp_logistics.records.device_summary import agrees, contains
from atmp_logistics.records.site_profile import Site

STORE = "[[storage]]\ncode='fridge'\nfrom='product_received'\nuntil='storage_out'\nlower='2 degC'\nupper='8 degC'"
EVENTS = "product_received 08:00, storage_out 09:00"
LOG = "08:00 4.0, 08:30 6.04, 09:00 5.0"  # mean 5.0133
C, I, D, NONE = "conforms", "indeterminate", "deviates", ""

#: What the device prints; what D503 finds; how many contradictions.
SPEC = [
    ("", NONE, 0),
    ("highest 6.0", C, 0),  # cut to a tenth
    ("highest 6.1", C, 0),
    ("highest 7.9", C, 0),  # it measures more often than it logs
    ("highest 24.5", I, 1),  # and met at some time what the label does not allow
    ("highest 5.95", C, 0),
    ("highest 5.9", I, 1),
    ("lowest 4.0", C, 0),
    ("lowest 2.0", C, 0),
    ("lowest -30", I, 1),
    ("lowest 4.1", C, 0),
    ("lowest 4.2", I, 1),
    ("mean 5.0", C, 0),
    ("mean 5.01", C, 0),
    ("mean 5.1", I, 1),
    ("mean 4.9", I, 1),
    ("mkt 5.0", C, 0),
    ("mkt 6.5", I, 1),
    ("lowest 4.0, highest 6.0, mean 5.0", C, 0),
    ("lowest 4.5, highest 5.5, mean 5.0", I, 2),
    ("highest 8.1", I, 1),  # 8.0 or less is all that its readings show
    ("highest 12.4@08:10", I, 1),
    ("highest 12.4@08:00", I, 1),  # the edges belong to the phase
    ("highest 12.4@09:00", I, 1),
    ("highest 12.4@07:50", C, 0),  # before the receipt
    ("highest 12.4@09:10", C, 0),
    ("lowest -1@08:10", I, 1),
    ("lowest -1@07:50", C, 0),
    ("highest 6.0@08:30, lowest 3.0@08:10", C, 0),
    ("highest 7.9@08:10", C, 0),
]


@pytest.mark.parametrize(("prints", "verdict", "count"), SPEC)
def test_spec(prints, verdict, count):
    found = try_rule("D503", STORE, EVENTS, LOG, prints=prints)
    assert found == (f"device-record {verdict} [{count}, {count}] contradictions" if verdict else "")


@pytest.mark.parametrize(
    ("printed", "computed", "expected"),
    [
        (5.4, 5.461, True),
        (5.5, 5.461, True),
        (5.46, 5.461, True),
        (5.6, 5.461, False),
        (5.3, 5.461, False),
        (-24.0, -24.087, True),
        (-24.1, -24.087, True),
        (-24.2, -24.087, False),
        (-23.9, -24.087, False),
        (0.0, -0.04, True),
        (0.0, 0.04, True),
    ],
)
def test_a_printed_mean_is_cut_or_rounded(printed, computed, expected):
    assert agrees(printed, computed) is expected


@pytest.mark.parametrize(
    ("printed", "computed", "highest", "expected"),
    [
        (8.0, 8.0, True, True),
        (8.0, 8.1, True, True),
        (8.0, 8.11, True, False),
        (-18.0, -18.07, False, True),
        (-18.0, -18.2, False, False),
        (-40.0, -18.2, False, True),
    ],
)
def test_no_reading_lies_beyond_a_printed_extreme(printed, computed, highest, expected):
    assert contains(printed, computed, highest=highest) is expected


DESK = "07:40 {}, 07:50 4.0, 08:00 4.0, 08:30 4.0, 09:00 4.0"


@pytest.mark.parametrize(
    ("desk", "prints", "expected"),
    [
        (21, "highest 35", I),  # a warm desk does not show a hot one
        (21, "highest 21", C),
        (21, "highest 21.1", C),
        (21, "highest 21.2", I),
        (35, "highest 35", C),
        (35, "highest 35@07:40", C),
        (35, "highest 35@07:45", C),  # not in the phase
        (35, "highest 35@08:10", I),  # the desk's reading is another time's
        (-9, "lowest -9", C),
        (-9, "lowest -20", I),
        (-9, "lowest -9@08:20", I),
    ],
)
def test_an_extreme_is_shown_by_a_reading_of_its_size_at_its_time(desk, prints, expected):
    found = try_rule("D503", STORE, EVENTS, DESK.format(desk), prints=prints)
    assert found.split()[1] == expected


ALLOWED = STORE + "\n[[allowance]]\ncode='short'\nstorage='fridge'\nupper='25 degC'\nat_most='2 h'"


@pytest.mark.parametrize(
    ("prints", "verdict"),
    [
        ("", C),
        ("highest 12.0@08:30", C),  # a reading shows it, and the label permits it
        ("highest 12.1@08:30", C),
        ("highest 12.4@08:30", I),
        ("highest 12.0@08:20", I),
        ("highest 30", I),
    ],
)
def test_an_extreme_beside_a_permitted_excursion(prints, verdict):
    result = assess_sandbox(sandbox_product(ALLOWED), EVENTS, "08:00 4.0, 08:30 12.0, 09:00 4.0", prints=prints)
    assert result.verdict.value == verdict


def test_the_extreme_of_a_permitted_excursion_may_leave_what_is_permitted():
    result = assess_sandbox(sandbox_product(ALLOWED), EVENTS, "08:00 4.0, 08:30 25.0, 09:00 4.0", prints="highest 25.1")
    assert result.verdict.value == I


def test_a_window_s_band_is_left_too():
    window = "[[window]]\ncode='use'\nstarts='thaw_end'\nends='administration_end'\nat_most='1 h'\nwithin=['18 degC','25 degC']"
    events = "thaw_end 08:00, administration_end 08:30"
    for prints, verdict in (("highest 30@08:10", I), ("highest 30@08:50", C), ("highest 25", C), ("lowest 17", I)):
        assert try_rule("D503", window, events, "08:00 20, 08:30 20, 09:00 20", prints=prints).split()[1] == verdict


def test_an_accuracy_that_guards_holds_for_extremes_too():
    site = Site(accuracy_degC=0.5, decision_rule="guarded")
    assert try_rule("D503", STORE, EVENTS, LOG, prints="highest 7.4", site=site).split()[1] == C
    assert try_rule("D503", STORE, EVENTS, LOG, prints="highest 7.6", site=site).split()[1] == I


def test_an_uncertain_receipt_leaves_an_extreme_near_it_open():
    readings = "07:50 4.0, 08:00 4.0, 08:30 4.0, 09:00 4.0"
    for seconds, verdict in ((0.0, C), (600.0, I)):
        site = Site(resolution_s=seconds, max_gap_s=3600.0)
        assert try_rule("D503", STORE, EVENTS, readings, prints="highest 12@07:52", site=site).split()[1] == verdict


def test_it_goes_along_with_every_rule_about_temperature():
    product = sandbox_product(STORE)
    assert assess_sandbox(product, EVENTS, LOG, prints="highest 12@08:10", rules=("T101",)).verdict.value == I
    assert assess_sandbox(product, EVENTS, LOG, prints="highest 12@08:10", rules=("D501",)).verdict.value == I


#: The other limits' readings; what the device prints; the container's verdict.
VERDICTS = [
    (LOG, "", C),
    (LOG, "highest 6.0", C),
    (LOG, "highest 5.0", I),
    ("08:00 4.0, 08:30 12.0, 09:00 5.0", "highest 12.0", D),
    ("08:00 4.0, 08:30 12.0, 09:00 5.0", "highest 5.0", D),
    ("08:00 4.0, 09:00 5.0", "highest 5.0", I),
]


@pytest.mark.parametrize(("readings", "prints", "verdict"), VERDICTS)
def test_a_contradiction_only_takes_a_verdict_away(readings, prints, verdict):
    assert assess_sandbox(sandbox_product(STORE), EVENTS, readings, prints=prints).verdict.value == verdict


PRINTS = st.dictionaries(st.sampled_from(["lowest", "highest", "mean", "mkt"]), st.integers(-50, 300), max_size=4)


@settings(max_examples=draws(60), derandomize=True, database=None, deadline=None)
@given(st.sampled_from([LOG, "08:00 4.0, 08:30 12.0, 09:00 5.0", "08:00 4.0, 09:00 5.0"]), PRINTS)
def test_whatever_a_device_prints_no_verdict_becomes_better(readings, prints):
    said = ", ".join(f"{name} {tenths / 10}" for name, tenths in prints.items())
    without = assess_sandbox(sandbox_product(STORE), EVENTS, readings).verdict
    with_it = assess_sandbox(sandbox_product(STORE), EVENTS, readings, prints=said).verdict
    assert with_it in {without, Verdict.INDETERMINATE}
    assert (without is Verdict.DEVIATES) is (with_it is Verdict.DEVIATES)


def test_an_agreeing_device_makes_nothing_conform():
    assert assess_sandbox(sandbox_product(""), EVENTS, LOG, prints="highest 6.0").verdict.value == I


def test_it_says_what_contradicts_and_what_would_decide():
    result = assess_sandbox(sandbox_product(STORE), EVENTS, LOG, prints="highest 5.0")
    (found,) = [one for one in result if one.rule == "D503"]
    assert found.why == "it prints 5 °C as its highest, its readings give 6.04 °C"
    assert found.decide_by == "the logger read out again, its file untouched, with its own alarm record"
    assert "it prints 5 °C as its highest" in str(result)


def test_only_containers_that_the_logger_stood_for():
    """Two loggers, one of which contradicts itself; each container names its own."""
    first = read_log(File("a.txt", edited(QTAG, "Max T: 10.4", "Max T: 8.0").encode()), zone("UTC"), Site())
    other = edited(QTAG, "TEST00042", "TEST00043")
    rows = [
        ("T1", "B1", "product_received", "2031-03-04T06:20Z", "TEST00042"),
        ("T1", "B2", "product_received", "2031-03-04T06:20Z", "TEST00043"),
        ("T1", "B1", "storage_out", "2031-03-04T07:00Z", ""),
        ("T1", "B2", "storage_out", "2031-03-04T07:00Z", ""),
    ]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "container_id", "event", "time", "logger_id"]))
    assert first.devices["TEST00042"].disagreements == ("it prints 8 °C as its highest, its readings give 10.2 °C",)
    from atmp_logistics.ingest.readings.joined_files import joined_logs

    log = joined_logs([first, read_log(File("b.txt", other.encode()), zone("UTC"), Site())])
    result = assess(events, log, sandbox_product(STORE), rules=["D503"])
    assert {one.container_id: one.verdict.value for one in result} == {"B1": I, "B2": C}
    (said,) = {one.why for one in result if one.container_id == "B1"}
    assert said.startswith("logger TEST00042: it prints 8 °C")


def test_a_contradiction_is_said_wherever_the_file_is_read():
    text = edited(QTAG, "Avrg T: 5.2", "Avrg T: 4.2")
    log = read_log(File("a.txt", text.encode()), zone("UTC"), Site())
    (said,) = [note for note in log.provenance[0].assumptions if "disagrees" in note]
    assert said == (
        "the own record of the logger TEST00042 disagrees with its readings: "
        "it prints 4.2 °C as its mean, its readings give 5.2567 °C"
    )


def test_a_mean_is_not_held_against_a_file_that_says_it_was_cut(tmp_path):
    lines = ELITECH.read_text("utf-8").splitlines(keepends=True)
    path = tmp_path / "log.csv"
    path.write_text("".join(lines[:-6]), "utf-8")
    log = read_readings(path)
    assert "declares 12 readings and holds 6" in " | ".join(log.provenance[0].assumptions)
    (device,) = log.devices.values()
    assert (device.prints, device.disagreements) == (True, ())


def test_its_own_alarms_judge_nothing():
    """The Q-tag's alarms are by its own limits: printed by `inspect`, and no finding."""
    log = read_readings(QTAG, tz="UTC")
    rows = [("T1", "product_received", "2031-03-04T06:15Z"), ("T1", "storage_out", "2031-03-04T06:50Z")]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))
    result = assess(events, log, sandbox_product(STORE))
    assert log.provenance[0].details["alarms"]
    assert result.verdict.value == C
