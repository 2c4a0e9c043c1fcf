"""Deadlines from a half-filled record: what runs, what is to come, what is refused, and how it is said."""

import json
import re
from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from atmp_logistics import assess, deadlines, load_product, read_events
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.cli.deadlines import exit_code_of
from atmp_logistics.core.errors import AmbiguousLocalTime, AtmpError, ConditionError, NaiveTime, UsageError
from atmp_logistics.records.read_site import parse_site
from atmp_logistics.report.deadlines.files import render_deadlines_ics

STOCKHOLM = "Europe/Stockholm"
STEPS = {"thaw": "2 to 4 min", "thaw_end -> administration_start": "3 to 10 min", "administration": "5 to 15 min"}
DAY = "2026-11-24"


def record(text, *, day=DAY, tz=STOCKHOLM, resolution="0 s", **columns):
    """An events table from "B1: thaw_start 10:32, thaw_end; B2: thaw_start": no time, to come."""
    rows = []
    for part in text.split(";"):
        name, _, own = (
            part.rpartition(":") if part.strip()[:2] in {"B1", "B2", "B3"} and ":" in part[:4] else ("", "", part)
        )
        if part.strip()[:3] in {"B1:", "B2:", "B3:"}:
            name, own = part.strip()[:2], part.strip()[3:]
        for one in own.split(","):
            event, _, at = one.strip().partition(" ")
            time = at if len(at) > 5 or not at else f"{day} {at}"
            rows.append({"therapy_id": "T1", "container_id": name.strip(), "event": event, "time": time, **columns})
    return read_events(pd.DataFrame(rows), tz=tz, resolution=resolution)


def at(clock, day=DAY):
    return pd.Timestamp(f"{day} {clock}", tz=STOCKHOLM)


def row(found, event, container=None):
    own = found.table[found.table["event"] == event]
    return own[own["container"] == container].iloc[0] if container else own.iloc[0]


def test_the_countdown_says_since_when_until_when_and_how_long_is_left():
    found = deadlines(record("thaw_end 10:36, administration_end"), "kymriah-eu", now=f"{DAY} 10:44")
    assert found.clocks["words"].tolist() == [
        "Thaw end 10:36. Administration end must come by 11:06 (within 30 min; Kymriah SmPC (EMA), third-party copy 6.3, 6.6). 22 min left."
    ]
    assert found.clocks["left_s"].tolist() == [22 * 60]


def test_a_clock_that_has_run_out_says_by_how_much_and_the_other_bag_goes_on():
    rows = "B1: thaw_start 10:32, thaw_end 10:36, administration_start 10:40, administration_end; B2: thaw_start"
    found = deadlines(record(rows), "kymriah-eu", now=f"{DAY} 11:10", steps={**STEPS, "administration": "5 to 25 min"})
    assert "Overrun by 4 min." in found.clocks["words"][0]
    assert found.clocks["left_s"][0] == -240
    therapy = found.therapies[0]
    assert therapy["thaw_start[2]"].not_before_us >= found.now_us
    assert any("longer than stated (5 to 25 min)" in remark for remark in therapy.remarks)


def test_two_bags_have_the_examples_numbers():
    rows = "B1: thaw_start, thaw_end, administration_start, administration_end; B2: thaw_start"
    slot = {"administration_end": {"latest": f"{DAY} 11:30"}}
    found = deadlines(record(rows), "kymriah-eu", now=f"{DAY} 10:20", steps=STEPS, anchors=slot)
    first, second = row(found, "thaw_start", 1), row(found, "thaw_start", 2)
    assert (first["safe_by"], first["last_possible"], first["safe"]) == (at("10:32"), at("11:10"), "ahead")
    assert (second["safe_by"], second["last_possible"], second["not_before"]) == (at("11:01"), at("11:20"), at("10:30"))
    late = deadlines(record(rows), "kymriah-eu", now=f"{DAY} 10:44", steps=STEPS, anchors=slot)
    assert row(late, "thaw_start", 1)["safe"] == "passed"
    text = str(late)
    assert "Thaw start of bag B1: the safe moment, 10:32, has passed." in text.replace("\n  ", " ")
    assert all(len(line) <= 80 for line in text.splitlines())


def test_a_plan_that_cannot_work_any_more_says_by_how_much_and_why():
    rows = "B1: thaw_start, thaw_end, administration_start, administration_end; B2: thaw_start"
    slot = {"administration_end": {"latest": f"{DAY} 11:30"}}
    found = deadlines(record(rows), "kymriah-eu", now=f"{DAY} 11:17", steps=STEPS, anchors=slot)
    short = found.therapies[0].cannot[0]
    assert short.short_us == 7 * 60e6
    text = str(found).replace("\n  ", " ")
    assert "No longer possible" in text
    assert "7 min short even if every step is at its fastest" in text


def test_without_steps_nothing_safe_is_guessed():
    found = deadlines(record("B1: thaw_start, thaw_end, administration_end"), "kymriah-eu", now=f"{DAY} 10:20")
    thaw = row(found, "thaw_start")
    assert pd.isna(thaw["safe_by"])
    assert thaw["safe"] == "not known"
    running = deadlines(record("thaw_end 10:36, administration_end"), "kymriah-eu", now=f"{DAY} 10:44")
    assert row(running, "administration_start")["safe"] == "not known"
    assert row(running, "administration_end")["safe_by"] == at("11:06")
    assert "state how long these take: administration" in str(running).replace("\n  ", " ")


def test_a_lost_end_of_thaw_counts_from_the_earliest_that_it_can_have_been():
    found = deadlines(
        record("thaw_start 10:32, thaw_end, administration_start 10:40"), "kymriah-eu", now=f"{DAY} 10:44"
    )
    assert row(found, "administration_end")["last_possible"] == at("11:02")
    assert "which is not in the record and was not before 10:32" in found.clocks["words"][0]
    assert not (found.table["event"] == "thaw_end").any(), "it is past"


def test_the_resolution_of_the_clock_is_kept_free_at_both_ends():
    site = parse_site({"tz": STOCKHOLM, "resolution": "1 min"})
    events = record("thaw_end 10:36, administration_end", resolution=None)
    found = deadlines(events, "kymriah-eu", now=f"{DAY} 10:44", site=site)
    last = row(found, "administration_end")["last_possible"]
    assert last == at("11:04")
    begun = "thaw_start 10:32, thaw_end 10:36, administration_start 10:40"
    kept = record(f"{begun}, administration_end 11:04", resolution=None)
    over = record(f"{begun}, administration_end 11:05", resolution=None)
    verdicts = [
        assess(one, product="kymriah-eu", site=site, rules=["W201"], when={"indication": "ALL"}) for one in (kept, over)
    ]
    own = [one.findings.set_index("code").loc["post-thaw", "verdict"] for one in verdicts]
    assert own == ["conforms", "indeterminate"]


def test_a_fact_of_the_site_is_a_duration_that_somebody_stated():
    fact = {"starts": "thaw_start", "ends": "thaw_end", "at_most": "15 min", "basis": "SOP 12"}
    site = parse_site({"tz": STOCKHOLM, "fact": [fact]})
    steps = {"administration": "5 to 15 min"}
    slot = {"administration_end": {"latest": f"{DAY} 11:30"}}
    found = deadlines(record("thaw_start"), "kymriah-eu", now=f"{DAY} 10:00", site=site, steps=steps, anchors=slot)
    assert row(found, "thaw_start")["safe_by"] == at("11:00")
    with pytest.raises(UsageError, match="the fact"):
        deadlines(record("thaw_start"), "kymriah-eu", now=f"{DAY} 10:00", site=site, steps={"thaw": "20 to 30 min"})


def test_calendar_days_end_at_the_local_midnight_even_across_the_clock_change():
    product = sandbox_product(
        "[[window]]\ncode='days'\nstarts='lymphodepletion_end'\nends='administration_end'\nat_least_days=2\nat_most_days=4\n"
        "scope='therapy'"
    )
    events = record("lymphodepletion_end 2026-10-23 09:00, administration_end")
    found = deadlines(events, product, now="2026-10-24 09:00", steps={"administration": "1 h"})
    own = row(found, "administration_end")
    assert own["not_before"] == at("00:00", "2026-10-25")
    assert own["last_possible"].floor("s") == at("23:59:59", "2026-10-27")
    assert own["last_possible"].utcoffset() == timedelta(hours=1)
    start = row(found, "administration_start")
    assert start["last_possible"].floor("s") == at("22:59:59", "2026-10-27")


def test_a_printed_expiry_and_a_shelf_life_bound_what_they_are_judged_by():
    events = record("B1: product_received 09:00, storage_out", expiry="2026-11-24")
    found = deadlines(events, "kymriah-eu", now=f"{DAY} 10:00")
    assert row(found, "storage_out")["last_possible"].floor("s") == at("23:59:59")
    made = record("manufacturing_end 2026-03-01 12:00; B1: product_received 09:00, storage_out")
    assert row(deadlines(made, "kymriah-eu", now=f"{DAY} 10:00"), "storage_out")["last_possible"] == at(
        "12:00", "2026-12-01"
    )
    neither = deadlines(record("B1: product_received 09:00, storage_out"), "kymriah-eu", now=f"{DAY} 10:00")
    assert any("shelf life 9 months" in note for note in neither.therapies[0].notes)


def test_modes_are_shown_apart_where_they_differ_and_once_where_they_do_not():
    events = record("lymphodepletion_end 2026-11-20 09:00, premedication, B1: thaw_start".replace(", B1:", "; B1:"))
    found = deadlines(events, "kymriah-eu", now=f"{DAY} 10:00")
    assert [one.mode for one in found] == [{"indication": ("ALL", "DLBCL")}, {"indication": ("FL",)}]
    settled = deadlines(events, "kymriah-eu", now=f"{DAY} 10:00", when={"indication": "FL"})
    assert [one.mode for one in settled] == [{}]
    assert row(settled, "administration_end")["last_possible"].date() == datetime(2026, 11, 26).date()
    thawed = deadlines(record("thaw_end 10:36"), "kymriah-eu", now=f"{DAY} 10:44")
    assert [one.mode for one in thawed] == [{}], "no limit to come depends on the indication"
    assert "lymphodepletion-to-infusion: lymphodepletion end is not in the record" in thawed.therapies[0].notes


def test_a_record_that_contradicts_itself_gives_no_deadline_and_says_why():
    found = deadlines(record("thaw_start 10:46, thaw_end 10:36, administration_end"), "kymriah-eu", now=f"{DAY} 11:00")
    assert found.table.empty
    assert found.clocks.empty
    assert found.therapies[0].contradiction.short_us == 10 * 60e6
    text = str(found)
    assert "The record contradicts itself, so it gives no deadline." in text
    assert "thaw start recorded 10:46" in text


@pytest.mark.parametrize("given_up", ["thaw_start 10:00, thaw_end 10:04, discarded 10:10", "receipt_rejected 10:10"])
def test_a_bag_that_was_given_up_has_nothing_to_come(given_up):
    rows = f"B1: {given_up}, administration_end; B2: thaw_start"
    found = deadlines(record(rows), "kymriah-eu", now=f"{DAY} 10:20")
    assert set(found.table["container"]) == {2}


def test_nothing_to_come_says_so():
    rows = "product_received 09:00, storage_out 10:00, thaw_start 10:32, thaw_end 10:36, administration_start 10:40, administration_end 10:55"
    found = deadlines(record(rows), "kymriah-eu", now=f"{DAY} 11:00")
    assert found.table.empty
    assert "nothing is to come" in str(found)


@pytest.mark.parametrize(
    ("error", "says", "asked"),
    [
        (UsageError, "row 1, column time: found thaw_end at 2026-11-24 09:36Z, expected a time that is not after now", {"now": f"{DAY} 10:34"}),
        (NaiveTime, "now: found 2026-11-24 10:44:00 without a zone", {"tz": None}),
        (AmbiguousLocalTime, "now", {"now": "2026-10-25 02:30"}),
        (AtmpError, "now: found 'soon'", {"now": "soon"}),
        (UsageError, "steps.thawing", {"steps": {"thawing": "2 min"}}),
        (UsageError, "steps.thaw: found 4 min to 2 min", {"steps": {"thaw": "4 to 2 min"}}),
        (UsageError, "steps.thaw", {"steps": {"thaw": "-2 min"}}),
        (UsageError, "ended by thaw and by", {"steps": {"thaw": "2 min", "product_received -> thaw_end": "3 min"}}),
        (UsageError, "which nature puts first", {"steps": {"thaw_end -> thaw_start": "2 min"}}),
        (UsageError, "an event to come", {"anchors": {"thaw_end": f"{DAY} 10:50"}}),
        (ConditionError, "found 'indicaton'", {"when": {"indicaton": "ALL"}}),
        (ConditionError, "indication 'MCL'", {"when": {"indication": "MCL"}}),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(error, says, asked):
    zoned = record("thaw_start 10:32, thaw_end 10:36, administration_end", tz=STOCKHOLM)
    if asked.get("tz", STOCKHOLM) is None:
        rows = [("T1", "thaw_end", f"{DAY}T10:36+01:00")]
        zoned = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))
    with pytest.raises(error) as refused:
        deadlines(zoned, "kymriah-eu", **{"now": f"{DAY} 10:44", **asked})
    assert says in str(refused.value)


def test_all_events_after_now_are_refused_at_once():
    with pytest.raises(UsageError) as refused:
        deadlines(
            record("thaw_start 10:32, thaw_end 10:36, administration_start 10:40"), "kymriah-eu", now=f"{DAY} 10:20"
        )
    assert len(refused.value.faults) == 3


def test_json_holds_the_same_and_is_the_same_bytes(tmp_path):
    events = record("B1: thaw_end 10:36, administration_end; B2: thaw_start")
    paths = [tmp_path / "one.json", tmp_path / "two.json"]
    for path in paths:
        deadlines(events, "kymriah-eu", now=f"{DAY} 10:44", steps=STEPS).to_json(path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    document = json.loads(paths[0].read_text("utf-8"))
    assert document["schema"] == "atmp-logistics/deadlines/1"
    assert document["now"] == "2026-11-24T09:44:00Z"
    clock = document["therapies"][0]["clocks"][0]
    assert (clock["code"], clock["until"], clock["left_s"]) == ("post-thaw", "2026-11-24T10:06:00Z", 1320.0)
    assert clock["citation"]["section"] == "6.3, 6.6"
    ends = next(one for one in document["therapies"][0]["events"] if one["event"] == "administration_end")
    assert ends["container_id"] == "B1"
    assert [one["code"] for one in ends["safe_because"]]


def test_a_notebook_shows_no_markup_of_the_record():
    rows = [("<b>T</b>", "thaw_end", f"{DAY}T10:36+01:00")]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))
    shown = deadlines(events, "kymriah-eu", now=f"{DAY}T10:44+01:00")._repr_html_()
    assert "<b>T</b>" not in shown
    assert "&lt;b&gt;T&lt;/b&gt;" in shown


def test_components_that_nobody_stated_are_named_and_stated_ones_are_ordered():
    unstated = deadlines(record("B1: storage_out 10:00; B2: storage_out"), "breyanzi-eu", now=f"{DAY} 10:05")
    assert load_product("breyanzi-eu").preconditions
    assert not any("cd8" in one.code for event in unstated.therapies[0].events for one in event.after)
    rows = [
        {"therapy_id": "T1", "container_id": bag, "component": component, "event": event, "time": time}
        for bag, component in (("B1", "CD8"), ("B2", "CD4"))
        for event, time in (("storage_out", f"{DAY} 10:00"), ("administration_start", ""), ("administration_end", ""))
    ]
    stated = deadlines(
        read_events(pd.DataFrame(rows), tz=STOCKHOLM, resolution="0 s"),
        "breyanzi-eu",
        now=f"{DAY} 10:05",
        steps={"administration": "5 to 10 min"},
    )
    after = stated.therapies[0]["administration_start[2]"]
    assert [one.code for one in after.after][-1] == "cd8-before-cd4"
    assert row(stated, "administration_start", 2)["safe_by"] == at("11:50")
    assert row(stated, "administration_start", 1)["safe_by"] == at("11:40")


def test_whoever_keeps_to_the_deadlines_conforms():
    """Each next event at its safe moment, one after the other, recorded as it happens: the record conforms."""
    rows = {("B1", "thaw_start"): "10:20", ("B2", "thaw_start"): ""}
    order = [
        (bag, event)
        for bag in ("B1", "B2")
        for event in ("thaw_start", "thaw_end", "administration_start", "administration_end")
    ]
    took = {"thaw_end": 4, "administration_start": 10, "administration_end": 15}
    for bag, event in order[1:]:
        table = [
            {"therapy_id": "T1", "container_id": b, "event": e, "time": t and f"{DAY} {t}"}
            for (b, e), t in rows.items()
        ]
        last = max(t for t in rows.values() if t)
        found = deadlines(read_events(pd.DataFrame(table), tz=STOCKHOLM), "kymriah-eu", now=f"{DAY} {last}", steps=STEPS,
                          anchors={"administration_end": {"latest": f"{DAY} 11:30"}})  # fmt: skip
        when = at(last) + timedelta(minutes=took[event]) if event in took else row(found, event, int(bag[1]))["safe_by"]
        rows[bag, event] = f"{when:%H:%M}"
    table = [{"therapy_id": "T1", "container_id": b, "event": e, "time": f"{DAY} {t}"} for (b, e), t in rows.items()]
    result = assess(read_events(pd.DataFrame(table), tz=STOCKHOLM), product="kymriah-eu", rules=["W202", "W203"])
    found = result.findings[result.findings["code"] != "availability"]
    assert set(found["verdict"]) == {"conforms"}
    assert rows["B2", "administration_end"] == "11:30"


def test_now_may_be_a_clock_time_of_the_day_of_the_last_event():
    log = record("B1: thaw_start 10:32, thaw_end 10:36")
    found, whole = (deadlines(log, "kymriah-eu", now=now, steps=STEPS) for now in ("10.44", "2026-11-24 10:44"))
    assert found.table.equals(whole.table)
    assert "now is 2026-11-24 10:44, on the day of the last event of the record" in found.statements
    with pytest.raises(AtmpError, match="now: found"):
        deadlines(record("B1: thaw_start, thaw_end"), "kymriah-eu", now="10:44", steps=STEPS)


def test_each_clock_that_runs_is_in_the_calendar():
    found = deadlines(record("B1: thaw_start 10:32, thaw_end 10:36"), "kymriah-eu", now="2026-11-24 10:44", steps=STEPS)
    text = render_deadlines_ics(found).decode().replace("\r\n ", "")
    assert "clock until 11:06: administration end of bag 1 within 30 min of thaw end of bag 1" in text


def test_what_no_moment_saves_is_too_late_and_has_no_safe_moment():
    found = deadlines(
        record("B1: thaw_end 10:35"), "kymriah-eu", now="2026-11-24 11:25", steps={"administration": "5 to 15 min"}
    )
    assert row(found, "administration_end")["safe"] == "too late"
    assert row(found, "administration_start")["safe"] == "too late"
    assert pd.isna(row(found, "administration_end")["safe_by"])
    assert pd.isna(row(found, "administration_end")["last_possible"])
    assert "too late  too late" in str(found)
    assert "Administration start is too late, whenever it happens: administration end within 30 min" in " ".join(
        str(found).split()
    )
    assert "too late" in found._repr_html_()
    assert json.loads(found.to_json())["therapies"][0]["events"][0]["safe"] == "too late"


def test_the_other_bag_has_its_own_time():
    text = "B1: thaw_start 10:32, thaw_end 10:35, administration_start 11:00, administration_end; B2: storage_out, thaw_start"
    found = deadlines(record(text), "kymriah-eu", now="2026-11-24 11:25", steps=STEPS)
    assert row(found, "administration_end", 1)["safe"] == "too late"
    assert row(found, "thaw_start", 2)["safe"] != "too late"


@pytest.mark.parametrize("thaw", ["thaw_end 10:35", "thaw_start 10:32, thaw_end 10:35, administration_start 10:38"])
def test_a_row_without_a_time_before_what_is_logged_is_unlogged_and_not_to_come(thaw):
    found = deadlines(record(f"B1: storage_out, {thaw}"), "kymriah-eu", now="2026-11-24 10:40", steps=STEPS)
    assert "storage_out" not in set(found.table["event"])
    assert "not logged, and before what is: storage out" in str(found)
    assert "No longer possible" not in str(found)


def test_a_store_that_is_still_to_be_left_is_to_come():
    found = deadlines(
        record("B1: product_received 09:00, storage_out"), "kymriah-eu", now="2026-11-24 10:40", steps=STEPS
    )
    assert "storage_out" in set(found.table["event"])


@pytest.mark.parametrize(
    ("text", "columns", "said"),
    [
        (
            "B1: thaw_end 10:04, administration_start 10:20, administration_end 10:50; B2: thaw_start",
            {},
            "administration end of bag B1 within 30 min of thaw end of bag B1 (LABEL 6.3, 6.6): recorded thaw end of bag B1 10:04, administration end of bag B1 10:50, 46 min",
        ),
        (
            "B1: thaw_start 10:00, thaw_end 10:04, administration_end 10:33; B2: thaw_start 10:22, thaw_end",
            {},
            "thaw start of bag B2 only after administration end of bag B1 (LABEL 6.6): recorded administration end of bag B1 10:33, thaw start of bag B2 10:22",
        ),
        (
            "B1: storage_out 10:00, thaw_start; B2: thaw_start",
            {"expiry": "2026-11-23"},
            "storage out of bag B1 by the printed expiry, 2026-11-23 to its end (LABEL): recorded 10:00",
        ),
    ],
)
def test_a_limit_that_the_record_has_broken_is_named(text, columns, said):
    found = deadlines(record(text, **columns), "kymriah-eu", now=f"{DAY} 11:00")
    said = said.replace("LABEL", "Kymriah SmPC (EMA), third-party copy")
    assert said in json.loads(found.to_json())["therapies"][0]["not_kept"]
    assert exit_code_of(found) == 1
    assert f"NOT KEPT: {said}" in " ".join(str(found).split())


def test_days_that_the_record_has_broken_are_named_and_kept_ones_are_not():
    for day, count in (("2026-11-15", 1), ("2026-11-18", 0)):
        events = record(
            f"lymphodepletion_start {day} 09:00; B1: administration_start 10:20, administration_end 10:25, storage_in"
        )
        [therapy] = deadlines(events, "carvykti-eu", now=f"{DAY} 10:30")
        assert len(therapy.not_kept) == count
    events = record("lymphodepletion_start 2026-11-15T09:00Z; B1: administration_end 2026-11-24T10:20Z", tz=None)
    [therapy] = deadlines(events, "carvykti-eu", now=f"{DAY} 10:30Z")
    assert therapy.not_kept == (), "no zone, no days"


def test_what_is_broken_only_by_the_doubt_of_written_times_is_not_named():
    text = "B1: thaw_end 10:04, administration_end {}; B2: thaw_start"
    for ended, count in (("10:35", 0), ("10:36", 0), ("10:37", 1)):
        found = deadlines(record(text.format(ended), resolution=None), "kymriah-eu", now=f"{DAY} 11:00")
        assert len(found.therapies[0].not_kept) == count


def test_limits_of_days_stand_apart_from_those_of_minutes_and_kept_minutes_are_said():
    events = record("lymphodepletion_end 2026-11-20 09:00; B1: thaw_end 10:36, administration_end", resolution=None)
    text = " ".join(str(deadlines(events, "kymriah-eu", now=f"{DAY} 10:44", when={"indication": "ALL"})).split())
    assert (
        text.index("Limits of minutes and hours") < text.index("must come by 11:04") < text.index("of days and months")
    )
    assert "within 30 min, of which 2 min are kept free because times are written to the minute;" in text
    page = deadlines(events, "kymriah-eu", now=f"{DAY} 10:44", when={"indication": "ALL"})._repr_html_()
    assert page.index("<h4>Limits of minutes and hours</h4>") < page.index("<h4>Limits of days and months</h4>")


def test_what_is_set_says_of_which_container():
    events = record("B1: thaw_start 10:32, thaw_end; B2: thaw_start")
    found = deadlines(events, "kymriah-eu", now=f"{DAY} 10:33", anchors={"administration_end": "by 2026-11-24 11:30"})
    said = "administration end of every container by 2026-11-24 11:30+01:00 (each of the 2, so the whole therapy)"
    assert f"Set: {said}" in " ".join(str(found).split())
    assert f"Set: {said}" in found._repr_html_()
    assert json.loads(found.to_json())["therapies"][0]["anchors"] == [said]


TWO = "B1: thaw_start 10:00, thaw_end; B2: thaw_start"


@pytest.mark.parametrize("key", [("T1", "B1"), "T1/B1", "B1"])
def test_a_printed_expiry_of_a_container_is_an_argument(key):
    text = "B1: product_received 09:00, storage_out; B2: product_received 09:00, storage_out"
    found = deadlines(record(text), "kymriah-eu", now=f"{DAY} 10:00", expiry={key: "2026-11-25"})
    own = row(found, "storage_out", 1)["last_possible"], row(found, "storage_out", 2)["last_possible"]
    assert own[0].floor("s") == at("23:59:59", "2026-11-25")
    assert pd.isna(own[1])
    assert "expiry of T1/B1 is 2026-11-25, as stated in the call" in found.statements
    column = deadlines(record(text, expiry="2026-11-25"), "kymriah-eu", now=f"{DAY} 10:00")
    both = deadlines(record(text), "kymriah-eu", now=f"{DAY} 10:00", expiry=date(2026, 11, 25))
    assert both.table.equals(column.table)


def test_a_condition_of_a_container_is_an_argument_as_a_column_is():
    events = record("lymphodepletion_end 2026-11-20 09:00; B1: thaw_start; B2: thaw_start")
    stated = {("T1", "B1"): {"indication": "FL"}, "B2": {"indication": "FL"}}
    one, all_ = (
        deadlines(events, "kymriah-eu", now=f"{DAY} 10:00", when=when) for when in (stated, {"indication": "FL"})
    )
    assert one.table.equals(all_.table)
    assert "indication of T1/B2 is FL, as stated in the call" in one.statements


@pytest.mark.parametrize(
    ("columns", "asked", "says"),
    [
        ({}, {"expiry": {"B9": "2027-01"}}, "expiry B9: found 'B9', expected a container: T1/B1, T1/B2"),
        ({}, {"expiry": {"B1": "2027-13-01"}}, "expiry B1: found '2027-13-01'"),
        ({}, {"expiry": {"B1": ""}}, "a printed expiry"),
        ({}, {"expiry": 5}, "expiry: found 5, expected a printed expiry"),
        ({}, {"expiry": "unknown"}, "leave it empty if nobody knows"),
        ({}, {"expiry": {"B1": "2027-01", "T1/B1": "2027-01"}}, "two expiries of one container"),
        ({"expiry": "2027-02"}, {"expiry": {"B1": "2027-01"}}, "found '2027-01', expected '2027-02', as in the record"),
        (
            {},
            {"when": {"B1": {"indication": "XX"}}},
            "when B1 indication: found indication 'XX', expected ALL, DLBCL, FL",
        ),
        ({}, {"when": {"B9": {"indication": "FL"}}}, "when B9: found 'B9'"),
        ({}, {"when": {"indication": "ALL", "B1": {"indication": "FL"}}}, "indication stated twice"),
        (
            {"indication": "ALL"},
            {"when": {"B1": {"indication": "FL"}}},
            "when indication of T1/B1: found 'FL', expected 'ALL', as in the record",
        ),
        ({"indication": "ALL"}, {"when": {"indication": "FL"}}, "indication"),
    ],
)
def test_what_contradicts_the_record_or_means_no_container_is_refused(columns, asked, says):
    conditions = {"indication"} & set(columns)
    events = record(TWO, **columns) if not conditions else _with_conditions(columns)
    with pytest.raises(AtmpError, match=re.escape(says)):
        deadlines(events, "kymriah-eu", now=f"{DAY} 10:10", **asked)


def _with_conditions(columns):
    rows = [
        {"therapy_id": "T1", "container_id": name, "event": event, "time": time, **columns}
        for name, event, time in (
            ("B1", "thaw_start", f"{DAY} 10:00"),
            ("B1", "thaw_end", ""),
            ("B2", "thaw_start", ""),
        )
    ]
    return read_events(pd.DataFrame(rows), tz=STOCKHOLM, conditions=["indication"])


def test_a_container_of_two_therapies_is_called_by_both():
    rows = [(therapy, "B1", "thaw_start", f"{DAY} 10:00") for therapy in ("T1", "T2")]
    rows += [("T3", "", "thaw_start", f"{DAY} 10:00")]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "container_id", "event", "time"]), tz=STOCKHOLM)
    ask = {"product": "kymriah-eu", "now": f"{DAY} 10:10"}
    with pytest.raises(UsageError, match="found 'B1', of 2 therapies, expected one container"):
        deadlines(events, expiry={"B1": "2027-01"}, **ask)
    found = deadlines(events, expiry={"T2/B1": "2027-01", "T3": "2027-02"}, **ask)
    assert [words for words in found.statements if "expiry" in words] == [
        "expiry of T2/B1 is 2027-01, as stated in the call",
        "expiry of T3 is 2027-02, as stated in the call",
    ]
