"""What each family's file prints of the device's own measuring, as it reaches a verdict."""

import json

import pandas as pd
import pytest
from logger_kit import MADE_UP, read_text, text_of

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.ingest import read_events
from atmp_logistics.ingest.readings.joined_files import joined_logs
from atmp_logistics.records.log_summary import summaries
from atmp_logistics.records.site_profile import Site

STORE = "[[storage]]\ncode='fridge'\nfrom='product_received'\nuntil='storage_out'\nlower='2 degC'\nupper='8 degC'\n"
C, I, D = "conforms", "indeterminate", "deviates"
FRIDGE, QTAG = MADE_UP / "fridgetag_made_up_2l.txt", MADE_UP / "qtag_made_up.txt"


def judged(log, since, until, limits=STORE):
    rows = [("T1", "product_received", since), ("T1", "storage_out", until)]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))
    return assess(events, log, sandbox_product(limits), site=Site(resolution_s=0.0))


def of_record(log, since, until, limits=STORE):
    result = judged(log, since, until, limits)
    (found,) = [one for one in result if one.rule == "D503"]
    return found.verdict.value, found.measured.upper, found.why


# --- Fridge-tag: each day's extremes with their time, and the minutes beyond the device's limits -------------------------
DAY = """ {number}:
  Date: {date}
  Min T: {low}, TS Min T: {low_at}
  Max T: {high}, TS Max T: {high_at}
  Avrg T: +5.0
  Alarm:
   0:
    t Acc: {below}
   1:
    t Acc: {above}
  Int Sensor timeout:
   t AccST: 0
  Events: 0
"""
EVEN = {"low": "+5.0", "low_at": "12:00", "high": "+5.0", "high_at": "12:10", "below": 0, "above": 0}


def fridge(*, rows=None, **day):
    """A Fridge-tag of one day, 5.0 °C each quarter of an hour from 10:03 to 16:48, its signature as it stood."""
    text = text_of(FRIDGE).replace("\r\n", "\n")
    head, tail = text[: text.index(" 1:\n  Date")], text[text.index("Cert:") :]
    head = head.replace("TS Report Creation: 2031-05-06 09:00", "TS Report Creation: 2031-05-05 17:00")
    head = "\n".join(
        " TS Report Creation: 2031-05-05 17:05" if line.startswith(" TS Report Creation") else line
        for line in head.splitlines()
    )
    times = [f"{minute // 60:02}:{minute % 60:02}" for minute in range(603, 1012, 15)]
    values = dict.fromkeys(times, "5.0") | (rows or {})
    data = "".join(f"\t2031-05-05 {at}\t{value}\n" for at, value in sorted(values.items()))
    block = DAY.format(number=1, date="2031-05-05", **EVEN | day)
    return read_text(f"{head}\n{block}Data:\n\tyyyy-MM-dd hh:mm\tT\tOut of limits\n{data}{tail}", "+02:00")


RECEIVED, OUT = "2031-05-05T10:30+02:00", "2031-05-05T16:30+02:00"


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ({}, 0),
        ({"high": "+7.9"}, 0),
        ({"high": "+12.4"}, 1),
        ({"high": "+12.4", "above": 31}, 2),
        ({"above": 31}, 1),
        ({"below": 3}, 1),
        ({"low": "+1.2"}, 1),
        ({"high": "+12.4", "high_at": "10:05"}, 0),  # before the receipt
        ({"high": "+12.4", "high_at": "16:50"}, 0),  # after the store
        ({"high": "+12.4", "high_at": "---"}, 1),  # at some time of that day
        ({"high": "+12.4", "high_at": "12:03", "rows": {"12:03": "12.4"}}, 0),
        ({"high": "+12.5", "high_at": "12:03", "rows": {"12:03": "12.4"}}, 0),
        ({"high": "+12.4", "high_at": "12:10", "rows": {"12:03": "12.4"}}, 1),
        ({"high": "+12.4", "high_at": "---", "rows": {"12:03": "12.4"}}, 0),
        ({"high": "+12.4", "high_at": "12:03", "above": 20, "rows": {"12:03": "12.4"}}, 0),
        ({"high": "+12.4", "high_at": "12:03", "above": 90, "rows": {"12:03": "12.4"}}, 1),  # not in one reading
        ({"high": "+8.0", "rows": {"12:03": "12.4"}}, 1),  # a reading beyond its day's highest
        ({"high": "+5.0", "rows": {"12:03": "5.1"}}, 0),
    ],
)
def test_a_fridge_tag_s_day(day, count):
    verdict, found, _ = of_record(fridge(**day), RECEIVED, OUT)
    assert (verdict, found) == (I if count else C, count)


def test_a_fridge_tag_s_day_is_said_with_its_time():
    said = of_record(fridge(high="+12.4", above=31), RECEIVED, OUT)[2]
    assert "it measured 12.4 °C at 2031-05-05 10:10Z, between its readings, of which it logged no reading" in said
    assert "it counted 31 min above 8 °C" in said
    said = of_record(fridge(high="+6.0", rows={"12:03": "7.2"}), RECEIVED, OUT)[2]
    assert said.endswith("it prints 6 °C as its highest of 2031-05-05, its readings give 7.2 °C")


def test_inspect_says_what_no_reading_shows():
    said = [line for one in summaries(fridge(high="+12.4", above=31)) for line in one.lines()]
    assert "the device itself: highest 12.4 °C at 2031-05-05T10:10:00Z, which no reading shows" in said
    day = "2031-05-04T22:00:00Z to 2031-05-05T22:00:00Z"
    assert f"the device itself: 31 min above 8 °C, {day}, which no reading shows" in said
    assert not [line for one in summaries(fridge()) for line in one.lines() if "itself" in line]


def test_a_device_s_limit_within_the_label_s_range_says_nothing_of_the_label():
    assert of_record(fridge(above=31), RECEIVED, OUT, STORE.replace("8 degC", "25 degC"))[0] == C
    assert of_record(fridge(above=31), RECEIVED, OUT, STORE.replace("8 degC", "7 degC"))[0] == I


def test_only_the_container_that_was_there_at_that_time():
    log = fridge(high="+12.4")
    assert judged(log, RECEIVED, "2031-05-05T11:30+02:00").verdict.value == C
    assert judged(log, "2031-05-05T11:45+02:00", OUT).verdict.value == I


# --- Q-tag: extremes and alarms with their time ------------------------------------------------------------------------
def qtag(old="", new="", *more):
    text = text_of(QTAG).replace("\r\n", "\n")
    for was, now in [(old, new), *more]:
        assert was in text
        text = text.replace(was, now)
    return read_text(text, "+00:00")


COLD, WARM = ("2031-03-04T06:15Z", "2031-03-04T06:50Z"), ("2031-03-04T07:15Z", "2031-03-04T07:55Z")


def test_a_q_tag_s_extremes_are_of_their_time():
    assert of_record(qtag(), *COLD)[:2] == (C, 0)
    assert of_record(qtag(), *WARM)[:2] == (C, 0)
    moved = qtag("TS Max T: 2031-03-04 08:13", "TS Max T: 2031-03-04 07:35")
    assert of_record(moved, *WARM)[:2] == (I, 1)
    assert of_record(moved, *COLD)[:2] == (C, 0)


def test_a_q_tag_s_alarm_is_of_its_time_or_its_span():
    alarm = "TS S: 2031-03-04 08:01, t A: 24, TS A: 2031-03-04 08:11, TS E: 2031-03-04 08:25, T M: 10.4, TS M: 2031-03-04 08:13"
    early = alarm.replace("08:01", "07:31").replace("08:25", "07:39").replace("08:13", "07:35").replace("10.4", "25.0")
    assert of_record(qtag(alarm, early), *WARM)[:2] == (I, 1)
    assert of_record(qtag(alarm, early), *COLD)[:2] == (C, 0)
    spanned = early.partition(", TS M")[0]
    assert of_record(qtag(alarm, spanned), *WARM)[:2] == (I, 1)
    counted = spanned.partition(", T M")[0]
    assert "it counted 24 min above 8 °C" in of_record(qtag(alarm, counted), *WARM)[2]


# --- Elitech: the whole report's, and the minutes beyond its thresholds -------------------------------------------------
ELITECH = MADE_UP / "elitech_made_up.csv"
TRIP = ("2031-05-06T07:10-03:00", "2031-05-06T08:00-03:00")
WIDE = STORE.replace("2 degC", "1 degC")
EMPTY_ROW = "Alarm Threshold,Alarm Delay,Over-limit Duration,Over-limit Times,Alarm Status\n"


@pytest.mark.parametrize(
    ("row", "verdict", "said"),
    [
        ("", C, ""),
        ("H1: >8.0°C,0H30M,0D 0H 12M 0S,1,Alarm", I, "it counted 12 min above 8 °C"),
        ("L1: <1.0°C,0H30M,0H3M,1,OK", I, "it counted 3 min below 1 °C"),
        ("H1: >8.0°C,0H30M,0H0M,0,OK", C, ""),
        ("H1: >3.0°C,0H30M,0H12M,0,OK", C, ""),  # within the label's range
        ("H1: >46.4°F,0H30M,0H12M,0,OK", I, "it counted 12 min above 8 °C"),
        ("H1: >60.0%RH,0H30M,0H12M,0,OK", C, ""),
    ],
)
def test_an_elitech_s_time_beyond_its_thresholds(row, verdict, said):
    text = text_of(ELITECH).replace("\r\n", "\n")
    assert EMPTY_ROW in text
    log = read_text(text.replace(EMPTY_ROW, f"{EMPTY_ROW}{row}\n" if row else EMPTY_ROW), None)
    found = of_record(log, *TRIP, WIDE)
    assert found[0] == verdict
    assert said in found[2]


def test_a_threshold_that_is_not_understood_is_said():
    text = text_of(ELITECH).replace("\r\n", "\n").replace(EMPTY_ROW, f"{EMPTY_ROW}zone 3,0H30M,long,1,Alarm\n")
    assert "alarm thresholds is not understood: 'zone 3, 0H30M, long, 1, Alarm'" in said_in(read_text(text, None))


def said_in(log):
    return " | ".join(log.provenance[0].assumptions)


RC51 = text_of(MADE_UP / "elitech_text_made_up.txt").replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("printed", "verdict"),
    [
        ("Maximum : 5,9°C / 60,1%RH", C),
        ("Maximum : 35,0°C / 60,1%RH", I),
        ("Maximum : 4,3°C / 60,1%RH", I),  # below a reading
        ("Maximum : 5,9", C),
        ("Maximum : 42,6°F / 60,1%RH", C),
        ("Minimum : -3,0°C / 50,0%RH", I),
        ("Minimum : 4,2°C", C),
        ("Average : 4,9°C", C),
        ("Average : 6,9°C", I),
        ("MKT : 9,9°C", I),
    ],
)
def test_an_rc_51h_s_statistics(printed, verdict):
    line = next(line for line in RC51.splitlines() if line.startswith("Maximum"))
    log = read_text(RC51.replace(line, printed), None)
    assert of_record(log, "2031-07-01T06:00Z", "2031-07-01T06:15Z")[0] == verdict


def test_a_statistic_of_an_rc_51h_that_is_no_temperature_is_said():
    line = next(line for line in RC51.splitlines() if line.startswith("Maximum"))
    assert "the header's 'Maximum' is 'none', no temperature" in said_in(
        read_text(RC51.replace(line, "Maximum : none"), None)
    )


# --- iButton: alarms that were fired ---------------------------------------------------------------------------------------
IBUTTON = text_of(MADE_UP / "ibutton_made_up.txt")


@pytest.mark.parametrize(
    ("fired", "limit", "verdict"),
    [
        ("None fired", "8 °C", C),
        ("Temperature High", "60 °C", I),
        ("Temperature High", "60 C", I),
        ("Temperature High", "140 °F", I),
        ("Temperature Low", "60 °C", I),  # its low limit is -20 °C
        ("Temperature High", "20 °C", C),  # within the label's range
    ],
)
def test_an_ibutton_s_alarm(fired, limit, verdict):
    lines = IBUTTON.splitlines()
    lines = [f"Active Alarms:  {fired}" if line.startswith("Active Alarms") else line for line in lines]
    lines = [f"High Temperature Alarm:  {limit}" if line.startswith("High Temp") else line for line in lines]
    log = read_text("\n".join(lines) + "\n", "+00:00")
    first, last = (pd.Timestamp(at, unit="us", tz="UTC").isoformat() for at in (log.time_us[0], log.time_us[-1]))
    assert judged(log, first, last, STORE.replace("8 degC", "50 degC")).verdict.value == verdict


def test_an_ibutton_s_alarm_that_is_not_understood_is_said():
    text = IBUTTON.replace("Active Alarms:  None fired", "Active Alarms:  3")
    assert "the header names active alarms, '3'" in said_in(read_text(text, "+00:00"))


# --- HOBO: the details block, and columns of extremes beside the readings ------------------------------------------------
HOBO = """"#","Date Time, GMT+00:00","Temp, °C (LGR S/N: 7, SEN S/N: 8)","Max: Temp, °C (LGR S/N: 7, SEN S/N: {})"
1,03/30/31 08:00:00,4.000,{}
2,03/30/31 08:15:00,5.000,{}
3,03/30/31 08:30:00,4.500,{}
4,03/30/31 08:45:00,4.000,{}
"""
SPAN = ("2031-03-30T08:20Z", "2031-03-30T08:40Z")


@pytest.mark.parametrize(
    ("sensor", "values", "verdict"),
    [
        (8, ("4.0", "5.0", "4.5", "4.0"), C),
        (8, ("4.0", "7.9", "4.5", "4.0"), C),
        (8, ("4.0", "5.0", "9.5", "4.0"), I),
        (8, ("9.5", "5.0", "4.5", "4.0"), C),  # over before the container came
        (8, ("4.0", "5.0", "", "4.0"), C),
        (9, ("4.0", "5.0", "9.5", "4.0"), C),  # another sensor's
    ],
)
def test_a_hobo_s_column_of_extremes(sensor, values, verdict):
    log = read_text(HOBO.format(sensor, *values), None)
    assert judged(log, *SPAN).verdict.value == verdict


# --- EPCIS: extremes of spans beside the readings of the same device -----------------------------------------------------
def epcis(low, high, begins="08:00", ends="08:30", device="A1"):
    def element(time, **report):
        metadata = {"deviceID": device if len(time) == 2 else "A1"}
        metadata |= {"startTime": time[0], "endTime": time[1]} if len(time) == 2 else {"time": time[0]}
        return {"sensorMetadata": metadata, "sensorReport": [{"type": "Temperature", "uom": "CEL", **report}]}

    at = [f"2031-06-01T{clock}:00.000Z" for clock in ("08:00", "08:15", "08:30")]
    elements = [element((time,), value=value) for time, value in zip(at, (4.5, 4.75, 5.0), strict=True)]
    span = tuple(f"2031-06-01T{clock}:00.000Z" for clock in (begins, ends))
    elements.append(element(span, minValue=low, maxValue=high))
    event = {"type": "ObjectEvent", "eventTime": at[2], "eventTimeZoneOffset": "+00:00", "action": "OBSERVE"}
    event |= {"epcList": ["urn:epc:id:sgtin:9999999.000001.7"], "sensorElementList": elements}
    body = {"@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"], "type": "EPCISDocument"}
    body |= {"schemaVersion": "2.0", "creationDate": at[2], "epcisBody": {"eventList": [event]}}
    return read_text(json.dumps(body), None)


@pytest.mark.parametrize(
    ("document", "verdict"),
    [
        (epcis(4.1, 5.3), C),
        (epcis(4.1, 9.9), I),
        (epcis(1.0, 5.3), I),
        (epcis(4.1, 9.9, "06:00", "07:00"), C),
        (epcis(4.1, 9.9, "06:00", "08:10"), I),  # it can have lain in the phase
    ],
)
def test_extremes_of_spans_beside_readings(document, verdict):
    assert judged(document, "2031-06-01T08:00Z", "2031-06-01T08:30Z").verdict.value == verdict


# --- several files of one logger -------------------------------------------------------------------------------------------
def test_each_file_s_extremes_stay_those_of_its_own_time():
    """Another trip of the same logger changes nothing, and two files lose nothing of what each of them prints."""
    one = text_of(ELITECH).replace("\r\n", "\n")
    other = one.replace("2031-05-06", "2031-06-06").replace('Maximum,"4,1°C"', 'Maximum,"35,0°C"')
    first, second = read_text(one, None), read_text(other, None)
    assert judged(joined_logs([first, second]), *TRIP, WIDE).verdict.value == C
    later = tuple(time.replace("05-06", "06-06") for time in TRIP)
    assert judged(second, *later, WIDE).verdict.value == I
    assert judged(joined_logs([first, second]), *later, WIDE).verdict.value == I
    assert judged(joined_logs([second, first]), *later, WIDE).verdict.value == I


# --- A budget, whose band may be left for a time ------------------------------------------------------------------------
ROOM = """[[budget]]
code = 'room'
band = ['8 degC', '25 degC']
from = 'product_received'
until = 'storage_out'
at_most = '60 min'
"""
WARM_ROWS = {"12:03": "20.0", "12:18": "20.0"}


def of_budget(log, limits=ROOM):
    rows = [("T1", "product_received", RECEIVED), ("T1", "storage_out", OUT)]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))
    return assess(events, {"everywhere": log}, sandbox_product(limits), site=Site(resolution_s=0.0)).verdict.value


@pytest.mark.parametrize(
    ("day", "verdict"),
    [
        ({}, C),
        ({"high": "+7.9"}, C),
        ({"above": 90}, I),
        ({"high": "+12.4"}, I),
        ({"high": "+35.0", "high_at": "10:05"}, C),  # before the budget begins
        ({"high": "+20.6", "high_at": "12:10", "above": 40, "rows": WARM_ROWS}, C),  # between two warm readings
        ({"high": "+20.6", "high_at": "14:10", "above": 40, "rows": WARM_ROWS}, I),
        ({"high": "+20.0", "high_at": "12:03", "above": 90, "rows": WARM_ROWS}, I),  # not in two readings
        ({"low": "+1.2"}, C),  # colder than the band costs nothing of it
    ],
)
def test_a_budget_hears_what_the_device_counted_beyond_its_foot(day, verdict):
    assert of_budget(fridge(**day)) == verdict


def test_a_budget_that_does_not_bind_hears_nothing():
    assert of_budget(fridge(above=90), STORE.replace("8 degC", "25 degC") + ROOM + "obligation = 'should'\n") == C
