"""Each time is as exact as it is written, in every format; two different minutes keep their order."""

import io
import json
import re
from datetime import datetime

import openpyxl
import pandas as pd
import pytest
from test_fhir import EPCIS, EPCIS_SITE, R5

from atmp_logistics import assess, read_events
from atmp_logistics.assessment.sandbox import sandbox_product, try_rule
from atmp_logistics.assessment.streaming.assess_files import assess_files
from atmp_logistics.cli.app import app
from atmp_logistics.core.errors import QuantityError
from atmp_logistics.records.read_site import parse_site
from atmp_logistics.records.site_profile import Site

MINUTE = 60e6
WITHIN_30 = "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\n"
ONE_AT_A_TIME = (
    "[[precondition]]\ncode='one-at-a-time'\nbefore='administration_end'\nafter='thaw_start'\nscope='next container'\n"
)
DAY = "2026-11-10"


def long_table(*times, offset="Z"):
    events = ("thaw_start", "thaw_end", "administration_start", "administration_end")
    rows = [("T1", event, f"{DAY}T{at}{offset}" if at else "") for event, at in zip(events, times, strict=False)]
    return pd.DataFrame(rows, columns=["therapy_id", "event", "time"])


def doubts(log):
    return (log.table["doubt_us"] / MINUTE).tolist()


def csv_of(table, folder, name="events.csv"):
    table.to_csv(folder / name, index=False)
    return folder / name


# ---------------------------------------------------------------- how exact a time is


@pytest.mark.parametrize(
    ("times", "found"),
    [
        (("10:04", "10:34"), [1, 1]),
        (("10:04:00", "10:34:00"), [1, 1]),
        (("10:04:00", "10:34:00.000"), [1, 1]),
        (("10:04:00", "10:34:07"), [0, 0]),
        (("10:04:00", "10:34:00.250"), [0, 0]),
        (("10:04", "10:34:07"), [1, 0]),
        (("10:04", "10:10:00", "10:34:07"), [1, 0, 0]),
        (("10:04", "10:10:00"), [1, 1]),
        (("10:04:07", "", "10:34:00"), [0, 0, 0]),
    ],
)
@pytest.mark.parametrize("offset", ["Z", "+01:00", "+05:30"])
def test_a_column_of_a_csv_or_a_frame_is_as_exact_as_it_is_written(times, found, offset, tmp_path):
    table = long_table(*times, offset=offset)
    assert doubts(read_events(table)) == found
    assert doubts(read_events(csv_of(table, tmp_path))) == found
    # A note in quotes keeps the file from the reader of plain columns.
    quoted = table.assign(note='a "word"')
    assert doubts(read_events(csv_of(quoted, tmp_path, "quoted.csv"))) == found


def test_a_time_that_two_columns_join_is_as_exact_as_its_clock():
    frame = pd.DataFrame(
        {"therapy_id": "T1", "event": ["thaw_start", "thaw_end"], "date": DAY, "time of day": ["10:00", "10:04:10"]}
    )
    assert doubts(read_events(frame, tz="UTC")) == [1, 0]


def test_each_column_of_one_row_a_container_is_judged_by_itself():
    wide = pd.DataFrame(
        {
            "therapy_id": ["T1", "T1"], "container_id": ["B1", "B2"],
            "thaw_start": [f"{DAY} 10:00:00", f"{DAY} 10:40:00"], "thaw_end": [f"{DAY} 10:04:00", f"{DAY} 10:44:10"],
        }
    )  # fmt: skip
    log = read_events(wide, tz="UTC")
    exact = dict(zip(zip(log.table["container_id"], log.table["event"], strict=True), doubts(log), strict=True))
    assert exact == {("B1", "thaw_start"): 1, ("B2", "thaw_start"): 1, ("B1", "thaw_end"): 0, ("B2", "thaw_end"): 0}


def test_the_start_and_the_end_of_activities_are_columns_of_their_own():
    frame = pd.DataFrame(
        {
            "therapy_id": "T1", "event": ["thaw", "administration"],
            "start": [f"{DAY}T10:00:00Z", f"{DAY}T10:08:00Z"], "end": [f"{DAY}T10:04:10Z", f"{DAY}T10:20:00Z"],
        }
    )  # fmt: skip
    log = read_events(frame)
    exact = dict(zip(log.table["event"], doubts(log), strict=True))
    assert exact == {"thaw_start": 1, "administration_start": 1, "thaw_end": 0, "administration_end": 0}


def test_datetimes_of_a_frame_and_of_parquet_are_to_the_minute_where_all_seconds_are_nought(tmp_path):
    for seconds, found in ((0, 1), (7, 0)):
        table = long_table("10:04", "10:34")
        table["time"] = pd.to_datetime(table["time"]) + pd.to_timedelta([0, seconds], unit="s")
        table.to_parquet(tmp_path / "events.parquet")
        assert doubts(read_events(table)) == [found] * 2
        assert doubts(read_events(tmp_path / "events.parquet")) == [found] * 2


def workbook(path, form, *moments):
    book = openpyxl.Workbook()
    book.active.append(["therapy_id", "event", "time"])
    for event, at in zip(("thaw_end", "administration_end"), moments, strict=True):
        book.active.append(["T1", event, at])
        book.active.cell(book.active.max_row, 3).number_format = form
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("form", "second", "found"),
    [
        ("yyyy-mm-dd hh:mm", 0, 1),
        ("yyyy-mm-dd hh:mm", 7, 1),
        ("yyyy-mm-dd hh:mm:ss", 0, 1),
        ("yyyy-mm-dd hh:mm:ss", 7, 0),
        ("[$-41D]d mmm yyyy h:mm", 7, 1),
        ('d.m.yyyy h"h "mm"s"', 7, 1),
    ],
)
def test_a_cell_of_a_workbook_is_as_exact_as_it_is_shown(form, second, found, tmp_path):
    moments = datetime(2026, 11, 10, 10, 4), datetime(2026, 11, 10, 10, 34, second)
    log = read_events(workbook(tmp_path / "events.xlsx", form, *moments), tz="UTC")
    assert doubts(log) == [found] * 2


def of_message(message, path, site=None, **seconds):
    """Return the doubts of a message's events, by their names, with other seconds in the times of some elements."""
    text = json.dumps(message)
    for element, second in seconds.items():
        text = re.sub(rf'("{element}": "[^"]*T\d\d:\d\d):\d\d', rf"\1:{second}", text)
    path.write_text(text, "utf-8")
    log = read_events(path, site=site)
    return dict(zip(log.table["event"], doubts(log), strict=True))


def test_an_element_of_a_message_is_a_column(tmp_path):
    path = tmp_path / "message.json"
    minute = {"collection_start": 1, "collection_end": 1, "dispensed": 1}
    assert of_message(R5, path, start="00", end="00", whenHandedOver="00") == minute
    assert of_message(R5, path, start="00", end="00", whenHandedOver="07") == minute | {"dispensed": 0}
    assert set(of_message(EPCIS, path, EPCIS_SITE, eventTime="00").values()) == {1}
    assert set(of_message(EPCIS, path, EPCIS_SITE, eventTime="07").values()) == {0}


# ---------------------------------------------------------------- who states it


def verdict(table, **how):
    return assess(read_events(table), product=sandbox_product(WITHIN_30), rules=["W201"], **how).verdict.value


def test_thirty_minutes_written_to_the_minute_are_thirty_give_or_take():
    assert verdict(long_table("", "14:08", "", "14:38")) == "indeterminate"
    assert verdict(long_table("", "14:08:10", "", "14:38:10")) == "conforms"
    assert verdict(long_table("", "14:08:10", "", "14:38:11")) == "deviates"
    assert verdict(long_table("", "14:08", "", "14:36")) == "conforms"
    assert verdict(long_table("", "14:08", "", "14:41")) == "deviates"


def test_the_call_goes_before_the_profile_and_both_before_what_is_written():
    table, minute = long_table("", "14:08", "", "14:38"), Site(resolution_s=60.0)
    exact = Site(resolution_s=0.0)
    assert verdict(table, site=exact) == "conforms"
    assert verdict(table, site=minute, resolution="0 s") == "conforms"
    assert verdict(table, site=exact, resolution="1 min") == "indeterminate"
    assert verdict(long_table("", "14:08:10", "", "14:38:10"), site=minute) == "indeterminate"
    told = read_events(table, resolution="0 s")
    assert assess(told, product=sandbox_product(WITHIN_30), site=minute, rules=["W201"]).verdict.value == "conforms"


@pytest.mark.parametrize(
    ("times", "how", "said"),
    [
        (("14:08", "14:38"), {}, "event times are written to the minute, and taken as ± 1 min"),
        (("14:08:10", "14:38:00"), {}, "event times are written with seconds, and taken as exact"),
        (("14:08", "14:38:10"), {}, "event times as written: 1 to the minute, taken as ± 1 min, and 1 with seconds, taken as exact"),
        (("14:08", "14:38"), {"site": Site(resolution_s=0.0)}, "event times are taken as exact, as stated"),
        (("14:08", "14:38"), {"site": Site(resolution_s=60.0), "resolution": "0 s"}, "how finely event times are written is as called, and not the profile's 1 min"),
        (("14:08", "14:38"), {"resolution": "5 min"}, "event times are written to 5 min, and taken as ± that"),
    ],
)  # fmt: skip
def test_the_result_says_which(times, how, said):
    result = assess(read_events(long_table(*times)), product=sandbox_product(WITHIN_30), **how)
    assert said in result.statements


def test_a_resolution_that_is_no_duration_is_refused():
    with pytest.raises(QuantityError):
        read_events(long_table("10:04"), resolution="5")
    assert parse_site({"resolution": "0 s"}).resolution_s == 0.0
    assert parse_site({}).resolution_s is None


def test_the_commands_take_a_resolution(tmp_path):
    from typer.testing import CliRunner

    path = csv_of(long_table("", "14:08", "", "14:38").assign(product="kymriah-eu"), tmp_path)
    run = CliRunner().invoke(app, ["validate", str(path), "--rules", "W201"])
    assert "written to the minute" in run.stdout
    exact = CliRunner().invoke(app, ["validate", str(path), "--rules", "W201", "--resolution", "0s"])
    assert "taken as exact" in exact.stdout
    refused = CliRunner().invoke(app, ["validate", str(path), "--resolution", "soon"])
    assert refused.exit_code == 2
    left = CliRunner().invoke(
        app, ["deadlines", str(csv_of(long_table("14:00", "14:08"), tmp_path)), "--product", "kymriah-eu",
              "--now", "2026-11-10T14:10Z", "--resolution", "0 s"]
    )  # fmt: skip
    assert "taken as exact" in left.stdout


# ---------------------------------------------------------------- the order of written minutes

MINUTES = Site(resolution_s=60.0)


@pytest.mark.parametrize(
    ("site", "found"),
    [
        (Site(resolution_s=0.0), "conforms [60, 60] s"),
        (MINUTES, "conforms [0, 180] s"),
        (Site(resolution_s=30.0), "conforms [0, 120] s"),
        (Site(resolution_s=120.0), "indeterminate [-180, 300] s"),
    ],
)
def test_two_different_minutes_keep_their_order_but_not_under_a_wider_resolution(site, found):
    events = "B1: thaw_start 10:00, administration_end 10:33; B2: thaw_start 10:34"
    assert try_rule("W202", ONE_AT_A_TIME, events, site=site) == f"one-at-a-time {found}"


def test_events_of_one_minute_have_no_order():
    events = "B1: thaw_start 10:00, administration_end 10:33; B2: thaw_start 10:33"
    assert try_rule("W202", ONE_AT_A_TIME, events, site=MINUTES) == "one-at-a-time indeterminate [-120, 120] s"


def test_a_row_with_seconds_and_one_without_keep_the_order_of_their_minutes():
    rows = [("B1", "thaw_start", "10:00"), ("B1", "administration_end", "10:33:50"), ("B2", "thaw_start", "10:34")]
    frame = pd.DataFrame(
        [("T1", bag, event, f"{DAY}T{at}Z") for bag, event, at in rows],
        columns=["therapy_id", "container_id", "event", "time"],
    )
    result = assess(read_events(frame), product=sandbox_product(ONE_AT_A_TIME), rules=["W202"])
    found = result.findings.iloc[0]
    assert (found["verdict"], found["measured_lower"], found["measured_upper"]) == ("conforms", 0.0, 70.0)


def test_written_minutes_in_the_wrong_order_contradict_nature():
    events = "thaw_start 10:00, thaw_end 10:05, administration_start 10:04, administration_end 10:10"
    assert try_rule("W203", WITHIN_30, events, site=MINUTES) == "natural-order indeterminate [1, 1] contradictions"
    same = events.replace("10:05", "10:04")
    assert try_rule("W203", WITHIN_30, same, site=MINUTES) == "natural-order conforms [0, 0] contradictions"
    assert "conforms" in try_rule("W203", WITHIN_30, events, site=Site(resolution_s=120.0))


def test_a_use_in_the_minute_after_the_end_of_its_container_contradicts_it():
    events = "discarded 10:33, thaw_start 10:34"
    assert try_rule("W203", WITHIN_30, events, site=MINUTES) == "natural-order indeterminate [1, 1] contradictions"
    assert "[0, 0]" in try_rule("W203", WITHIN_30, "thaw_start 10:33, discarded 10:34", site=MINUTES)


def test_a_short_phase_written_to_the_minute_did_not_run_backwards():
    clock = "[[window]]\ncode='w'\nstarts='product_received'\nends='transport_start'\nat_most='5 min'\n"
    events = "product_received 10:00, transport_start 10:01"
    assert try_rule("W201", clock, events, site=MINUTES) == "w conforms [0, 180] s"
    assert try_rule("W201", clock, events.replace("10:01", "10:00"), site=MINUTES) == "w indeterminate [-120, 120] s"


# ---------------------------------------------------------------- in shards, the whole file decides


def test_a_streamed_record_takes_its_times_as_the_whole_file_writes_them(tmp_path):
    rows = []
    for number in range(40):
        at = "10:00:07" if number == 39 else "10:00:00"
        rows += [(f"T{number}", "thaw_end", f"{DAY}T{at}Z"), (f"T{number}", "administration_end", f"{DAY}T10:30:00Z")]
    frame = pd.DataFrame(rows, columns=["therapy_id", "event", "time"])
    events, log = csv_of(frame, tmp_path), tmp_path / "log.csv"
    log.write_text("time,temperature [°C]\n2026-11-10T09:00Z,5\n", "utf-8")
    for resolution in (None, "1 min"):
        told = read_events(events)
        whole = assess(told, product=sandbox_product(WITHIN_30), resolution=resolution)
        streamed = assess_files(events, None, sandbox_product(WITHIN_30), resolution=resolution)
        one, other = io.StringIO(), io.StringIO()
        for result, out in ((whole, one), (streamed, other)):
            result.to_json(tmp_path / "result.json")
            out.write((tmp_path / "result.json").read_text("utf-8"))
        assert json.loads(one.getvalue())["consignments"] == json.loads(other.getvalue())["consignments"]
        assert whole.statements == streamed.statements
    assert not (read_events(events).table["doubt_us"] > 0).any()


def test_what_would_decide_a_therapy_does_not_hang_on_those_beside_it():
    limit = "[[window]]\ncode='thaw'\nstarts='thaw_start'\nends='thaw_end'\nscope='therapy'\nat_least='1 min'"
    rows = [("T1", "B1", "thaw_start", "06:55"), ("T1", "B1", "thaw_end", "06:56"), ("T2", "B1", "thaw_start", "07:00")]
    columns = ["therapy_id", "container_id", "event", "time"]
    for own in (rows, rows[:2]):
        frame = pd.DataFrame([(*row[:3], f"2026-11-10T{row[3]}Z") for row in own], columns=columns)
        result = assess(read_events(frame), product=sandbox_product(limit), rules=["W201"])
        (told,) = [one.decide_by for one in result if one.therapy_id == "T1" and one.rule == "W201"]
        assert told == "write the times more exactly than the limit is near"
