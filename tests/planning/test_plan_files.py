"""What a plan is written to: a calendar that is parsed back, a run sheet that is read back."""

from datetime import UTC, datetime, timedelta

import icalendar
import pandas as pd
import pytest
from planned_samples import at, by_hand

from atmp_logistics import read_events
from atmp_logistics.core.errors import AtmpError
from atmp_logistics.planning.planned_event import Policy
from atmp_logistics.report.plans.calendar import render_ics
from atmp_logistics.report.plans.run_sheet import HEADINGS, render_run_sheet, run_sheet


def entries(data):
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def test_a_calendar_holds_what_a_person_decides_in_utc():
    plan = by_hand()
    found = {str(one["summary"]): one for one in entries(render_ics(plan))}
    assert list(found) == [
        "Kymriah: lymphodepletion end, safe by 10:00",
        "Kymriah: thaw start, bag 1, safe by 10:32",
        "Kymriah: administration start, bag 1, safe by 10:46",
        "Kymriah: thaw start, bag 2, safe by 11:01",
        "Kymriah: administration start, bag 2, safe by 11:15",
        "Kymriah: clock until 11:04: infused within 30 min of the end of thaw",
    ]
    thaw = found["Kymriah: thaw start, bag 2, safe by 11:01"]
    assert thaw.decoded("dtstart") == datetime(2026, 11, 24, 9, 42, tzinfo=UTC)
    assert thaw.decoded("dtend") == datetime(2026, 11, 24, 10, 1, tzinfo=UTC)
    assert "Safe by: 2026-11-24 11:01+01:00" in str(thaw["description"])
    assert "Because: the slot ends 11:30 (stated)" in str(thaw["description"])


def test_a_moment_in_a_calendar_lasts_a_minute():
    one = entries(render_ics(by_hand()))[1]
    assert one.decoded("dtend") - one.decoded("dtstart") == timedelta(minutes=1)


def test_the_same_plan_gives_the_same_calendar():
    assert render_ics(by_hand()) == render_ics(by_hand())
    assert b"DTSTAMP:20261124T090000Z" in render_ics(by_hand())


def test_the_stamp_is_the_callers():
    for now in ("2026-11-20 12:00", "2026-11-20T11:00Z", datetime(2026, 11, 20, 11, tzinfo=UTC)):
        assert b"DTSTAMP:20261120T110000Z" in render_ics(by_hand(), now=now)
    for now in ("soon", ""):
        with pytest.raises(AtmpError, match="now: found"):
            render_ics(by_hand(), now=now)


_NOW, _LATER = "2026-11-20 12:00", "2026-11-20 12:01"


def _ids(plan, **options):
    return [str(one["uid"]) for one in entries(render_ics(plan, **options))]


def test_entries_of_one_reference_and_a_later_file_take_the_place_of_earlier_ones():
    early, late = by_hand(), by_hand(day="2026-11-22")
    assert _ids(early, reference="T1", now=_NOW) == _ids(late, reference="T1", now=_LATER)
    assert _ids(early, reference="T1", now=_NOW) != _ids(early, reference="T2", now=_NOW)
    assert len(set(_ids(early, reference="T1", now=_NOW))) == len(_ids(early, reference="T1", now=_NOW))
    first, second = (
        entries(render_ics(plan, reference="T1", now=now))[0] for plan, now in ((early, _NOW), (late, _LATER))
    )
    assert second["sequence"] == first["sequence"] + 1
    assert second.decoded("dtstamp") > first.decoded("dtstamp")


@pytest.mark.parametrize("reference", ["", "T1"])
def test_without_the_time_at_which_they_were_made_no_plan_takes_the_place_of_another(reference):
    early, late = by_hand(), by_hand(day="2026-11-22")
    assert not set(_ids(early, reference=reference)) & set(_ids(late, reference=reference))
    assert _ids(early, reference=reference) == _ids(by_hand(), reference=reference)


def test_a_title_names_the_therapy():
    assert all(str(one["summary"]).startswith("T1 Kymriah: ") for one in entries(render_ics(by_hand(), reference="T1")))


def test_each_clock_of_the_label_is_an_entry():
    clock = entries(render_ics(by_hand()))[-1]
    assert clock.decoded("dtend") - clock.decoded("dtstart") == timedelta(minutes=30)
    assert "Says: " in str(clock["description"])


@pytest.mark.parametrize(("reminder", "minutes"), [("10 min", 10), (timedelta(minutes=5), 5)])
def test_a_calendar_reminds_so_long_before(reminder, minutes):
    for one in entries(render_ics(by_hand(), reminder=reminder)):
        (alarm,) = one.walk("VALARM")
        assert alarm.decoded("trigger") == -timedelta(minutes=minutes)
        assert str(alarm["action"]) == "DISPLAY"


def test_a_calendar_may_stay_silent():
    assert b"VALARM" not in render_ics(by_hand(), reminder="0 min")
    with pytest.raises(AtmpError, match="reminder"):
        render_ics(by_hand(), reminder=10)


def test_a_calendars_lines_are_folded_and_end_as_the_standard_has_them():
    data = render_ics(by_hand())
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert data.endswith(b"END:VCALENDAR\r\n")


def test_a_run_sheet_has_an_event_tables_headings():
    sheet = run_sheet(by_hand(), "T1")
    assert list(sheet.columns) == list(HEADINGS)
    assert sheet["time"].tolist() == [""] * 9
    assert sheet["container_id"].tolist() == ["", "1", "1", "1", "1", "2", "2", "2", "2"]
    assert (
        sheet["note"][1]
        == "planned 2026-11-24 10:32+01:00; safe by 2026-11-24 10:32+01:00; last possible 2026-11-24 11:10+01:00"
    )
    assert sheet["note"][2].startswith(
        "not before 2026-11-24 10:34+01:00; expected 2026-11-24 10:34+01:00 to 2026-11-24 10:36+01:00"
    )


def test_a_filled_run_sheet_is_read_back(tmp_path):
    plan = by_hand()
    plan.to_run_sheet(tmp_path / "sheet.csv", "T1", ("B7", "B3"))
    sheet = pd.read_csv(tmp_path / "sheet.csv", dtype=str, keep_default_na=False)
    sheet["time"] = [f"2026-11-24 10:{5 * i + 5:02d}" for i in range(len(sheet))]
    log = read_events(sheet, tz="Europe/Stockholm")
    assert log.table["event"].tolist() == [one.event for one in plan.branch.events]
    assert log.table["container_id"].tolist() == ["", *["B7"] * 4, *["B3"] * 4]
    assert log.table["time"][1] == at("2026-11-24T10:10+01:00")
    assert set(log.table["product"]) == {"kymriah-eu"}


def test_a_sheet_without_its_therapy_is_refused_until_it_is_filled_in(tmp_path):
    (tmp_path / "sheet.csv").write_text(render_run_sheet(by_hand()), "utf-8")
    with pytest.raises(AtmpError, match="expected the therapy's identifier"):
        read_events(tmp_path / "sheet.csv", tz="Europe/Stockholm")


@pytest.mark.parametrize("names", [("B1",), ("B1", "B1"), ("B1", "B2", "B3")])
def test_a_name_for_each_container_or_none(names):
    with pytest.raises(AtmpError, match="2 different names"):
        run_sheet(by_hand(), "T1", names)


def test_what_comes_when_it_comes_is_no_appointment():
    assert all(one.policy is not Policy.EXPECTED for one in by_hand().branch.events if one.is_decided)
