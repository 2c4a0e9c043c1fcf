"""What each made-up file is read to: one table over all of them, held against the bytes by a second, small reading.

The made-up files have the shapes of the real ones, which stand outside the repository: `test_real_loggers` holds those
against the same classes.
"""

from typing import Any

import pytest
from places import MADE_UP, MADE_UP_EVENTS
from second_reading import (
    COMMA,
    EXPORT_OF,
    ISO,
    MINUTE,
    NUMBER,
    TAG_ROW,
    TANDD_ROW,
    Days,
    ElitechSpan,
    Empty,
    Events,
    Intervals,
    Log,
    Pieces,
    QtagAlarms,
    Refused,
    Reports,
    Told,
    apart,
    series,
)

from atmp_logistics.core.errors import (
    AmbiguousChannel,
    AmbiguousDateOrder,
    DisprovedAnswer,
    InputError,
    MissingUnit,
    NaiveTime,
    NoReadings,
    TimesOutOfOrder,
    UnknownColumn,
    UnknownDialect,
    UnknownEvent,
    UnreadableNumber,
)
from atmp_logistics.ingest.files.file import open_file
from atmp_logistics.ingest.loggers import all_dialects

UNIT = Refused(MissingUnit, "found no unit, expected °C, °F or K. Fix: state it: --unit C|F|K")
IN_C: dict[str, Any] = {"tz": "UTC", "unit": "C"}
HOBO: dict[str, Any] = {"rows": 12, "first": "2031-03-30T00:00:00Z", "last": "2031-03-30T02:45:00Z", "answers": {}}
TWO: dict[str, Any] = {"rows": 12, "first": "2031-04-21T20:00:00Z", "last": "2031-04-22T01:30:00Z", "answers": {}}
ELITECH: dict[str, Any] = {
    "form": ISO,
    "rows": 12,
    "first": "2031-05-06T10:08:09Z",
    "last": "2031-05-06T11:03:09Z",
    "unit": "°C",
    "offset": "-03:00",
    "answers": {},
}
ELITECH_TOLD = Told({}, ("EFI000000001",), 300.0, {"highest_degC": 4.1, "lowest_degC": 1.7, "readings_declared": 12})
TABLE: dict[str, tuple[Any, ...]] = {
    "benchlink_made_up.csv": (
        Told(
            {"tz": "UTC", "channel": 1},
            ("benchlink_made_up.csv",),
            words=("'121 (VDC)'", "'Alarm 101', 'Alarm 102', 'Alarm 121'"),
            no_words=("count on by one", "year 2000"),
        ),
        Refused(NaiveTime, "without a zone", {"channel": 1}),
        Refused(AmbiguousChannel, "2 temperature channels"),
    ),
    "campbell_made_up.dat": (
        Told(
            {"tz": "UTC"},
            ("10001",),
            details={"station": "Made_up", "table": "Fridges", "process": "Smp"},
            words=("'BattV_Min', 'Door'", "the logger's own panel is left out: 'PTemp_C'"),
            no_words=("count on by one",),
        ),
        Refused(NaiveTime, "without a zone", {}),
    ),
    "chart_mve_made_up.csv": (
        Log(
            rf"^(?P<at>\d\d/\d\d/\d{{4}},\d\d:\d\d),SKIP{NUMBER}",
            "%d/%m/%Y,%H:%M",
            4,
            "2031-08-23T06:00:00Z",
            "2031-08-23T09:00:00Z",
            (("-188.4", "-186.9"), ("-194.9", "-194.7")),
            "C",
            said=("newest first throughout: read from the end",),
        ),
    ),
    "elitech_made_up.csv": (
        Log(rf"^\d+,(?P<at>[\d-]{{10}} [\d:]{{8}}),{NUMBER}", spans=(("1.7", "4.1"),), **ELITECH),
        ELITECH_TOLD,
        ElitechSpan(-10800, 300, 12),
    ),
    "elitech_made_up_semicolon.csv": (
        Log(rf"^\d+;(?P<at>[\d-]{{10}} [\d:]{{8}});{COMMA}", spans=(("1,7", "4,1"),), **ELITECH),
        ELITECH_TOLD,
        ElitechSpan(-10800, 300, 12),
    ),
    "elitech_text_made_up.txt": (
        Log(
            rf"^\d+\t(?P<at>[\d-]{{10}} [\d:]{{8}})\t\t{COMMA}",
            ISO,
            5,
            "2031-07-01T06:00:00Z",
            "2031-07-01T07:00:00Z",
            (("4,2", "5,9"),),
            "C",
            answers={},
            missing=(1,),
            said=("decimal comma throughout",),
        ),
        Told({}, ("MADEUP51",), words=("no genuine export was seen",)),
    ),
    "elitech_text_made_up_marks.txt": (
        Log(
            rf"^\d+\t(?P<at>[\d-]{{10}} [\d:]{{8}})\t(?:Mark|\*)?\t{COMMA}",
            ISO,
            6,
            "2031-07-01T06:00:00Z",
            "2031-07-01T07:15:00Z",
            (("4,2", "5,9"),),
            "C",
            answers={},
            missing=(2,),
            said=("rows that were marked, which are readings like the others: Mark (1), * (1)",),
        ),
    ),
    "ems_brno_made_up.csv": (
        Log(
            rf"^(?P<at>[\d-]{{10}} [\d:]{{8}});{COMMA};",
            ISO,
            6,
            "2031-07-01T22:00:00Z",
            "2031-07-02T00:30:00Z",
            (("-0,41", "5,13"),),
            "oC",
            missing=(1,),
            said=("decimal comma throughout",),
        ),
        Told(words=("'2. Humidity [%]'",), loggers=("ems_brno_made_up.csv",)),
    ),
    "epcis_made_up_readings.json": (
        Reports(
            3,
            "2031-06-01T08:05:00Z",
            "2031-06-01T08:55:00Z",
            4.5,
            8.25,
            "urn:epc:id:giai:9999999.A1",
            ("times of readings are the sensor element's (3)",),
        ),
        Refused(UnknownEvent, "'inspecting', which the vocabulary does not know", {}, events=True),
    ),
    "epcis_made_up_alarms.json": (
        Reports(
            0,
            logger="urn:epc:id:sgtin:9999999.000001.7",
            said=("reports of an alarm or an error, kept in the details: 2", "the file holds no reading"),
        ),
    ),
    "epcis_made_up_interval.json": (Intervals("2031-06-01T06:00:00+00:00", "2031-06-01T08:30:00+00:00", 3.9, 7.7),),
    "epcis_made_up.json": (
        Told(
            {},
            ("urn:epc:id:giai:9999999.A1", "urn:epc:id:sgtin:9999999.000001.7"),
            words=("($.epcisBody.eventList[5])", "the sensor element's (2), the report's own (3), the event's (1)"),
        ),
    ),
    "epcis_made_up_statistics.json": (Refused(NoReadings, "2 intervals' lowest and highest, no readings", {}),),
    "fg2_made_up.txt": (
        Log(
            rf"^\d+,(?P<at>[\d.]{{10}} [\d:]{{8}}),SKIP{NUMBER}",
            "%d.%m.%Y %H:%M:%S",
            6,
            "2031-04-05T08:12:33Z",
            "2031-04-05T10:30:00Z",
            (("-61.5", "-60.9375"), ("3.0625", "3.3125")),
            "oC",
            missing=(1, 0),
        ),
        Told({"tz": "UTC", "channel": "#1(oC)"}, ("E5BEEF",), 1800.0, words=("lines in angle brackets",)),
    ),
    "fridgetag_made_up.txt": (Days(4, "2031-03-01", "2031-03-04", -1.2, 21.6),),
    "fridgetag_made_up_us.txt": (Days(4, "2031-03-01", "2031-03-04", -1.2, 21.6, "none"),),
    "fridgetag_made_up_2l.txt": (
        Log(TAG_ROW, MINUTE, 10, "2031-05-05T10:03:00Z", "2031-05-06T08:48:00Z", (("1.9", "8.3"),), "C"),
        Told(loggers=("900500000023",), interval_s=900.0, no_words=("was changed", "disagrees", "readings beyond")),
        Refused(NaiveTime, "without a zone", {}),
    ),
    "gp5w_made_up.txt": (
        Log(
            rf"^\d+,(?P<at>[\d.]{{10}} [\d:]{{8}}),SKIP{NUMBER}",
            "%d.%m.%Y %H:%M:%S",
            6,
            "2031-04-05T09:17:42Z",
            "2031-04-05T14:00:00Z",
            (("4.9", "7.8125"), ("-18.5", "-17.75")),
            "oC",
        ),
        Told({"tz": "UTC", "channel": 1}, ("E5F00D",), no_words=("count on by one",)),
    ),
    "gp5w_made_up_set_back.txt": (
        Refused(TimesOutOfOrder, "row 11, column time: found 2031-04-05T13:57:03Z after 2031-04-05T14:00:00Z"),
        Pieces(
            rf"^\d+,(?P<at>[\d.]{{10}} [\d:]{{8}}),{NUMBER}",
            "%d.%m.%Y %H:%M:%S",
            7,
            "2031-04-05T09:17:42Z",
            "2031-04-05T14:00:00Z",
            (("4.9", "7.8125"),),
            "oC",
            answers={"tz": "UTC", "on_clock_jump": "split"},
            loggers=2,
        ),
        Told(
            {"tz": "UTC", "on_clock_jump": "split"}, ("E5F00D/1", "E5F00D/2"), details={"parameters_changed_rows": [10]}
        ),
    ),
    "govee_made_up.csv": (
        Log(
            rf"^(?P<at>[\d-]{{10}} [\d:]{{8}}),\d,{NUMBER},",
            ISO,
            8,
            "2031-09-10T23:57:00Z",
            "2031-09-11T00:04:00Z",
            (("36.5", "38.12"),),
            "Fahrenheit",
        ),
    ),
    "govee_made_up_celsius.csv": (
        Log(
            rf"^(?P<at>[\d-]{{10}} [\d:]{{8}}),{NUMBER},",
            ISO,
            6,
            "2031-09-11T06:30:00Z",
            "2031-09-11T07:45:00Z",
            (("-18.2", "-16.9"),),
            "Celsius",
        ),
        Told(loggers=("govee_made_up_celsius.csv",), interval_s=900.0),
    ),
    "gp5w_made_up_wide.csv": (
        Log(
            rf"^\d+,(?P<at>[\d.]{{10}} [\d:]{{8}}),SKIPSKIP{NUMBER}",
            "%d.%m.%Y %H:%M:%S",
            5,
            "2031-10-25T20:30:00Z",
            "2031-10-26T08:00:01Z",
            (("4.4375", "5.125"), ("-0.75", "4.0625")),
            "oC",
        ),
        Told({"tz": "UTC", "channel": 1}, ("E5CAFE",), words=("'#2:%rH'",)),
    ),
    "hanwell_made_up.csv": (
        Log(
            rf"^(?P<at>[\d:]{{8}} \d\d/\w+/\d{{4}}),{NUMBER},",
            "%H:%M:%S %d/%b/%Y",
            6,
            "2031-09-30T22:30:00Z",
            "2031-10-01T01:00:00Z",
            (("4.4", "8.2"),),
            "C",
        ),
        Told(loggers=("0007-00031",), details={"readings_declared": 6}, no_words=("declares", "states")),
    ),
    "hobo_made_up.csv": (
        Log(
            rf"^\d+,(?P<at>[\d/]{{8}} [\d:]{{8}}),{NUMBER},",
            "%m/%d/%y %H:%M:%S",
            spans=(("4.331", "9.127"),),
            unit="°C",
            offset="+01:00",
            said=("3 rows are status marks (Host Connected, Stopped, End Of File), not readings",),
            **HOBO,
        ),
        Told({}, ("90000017",), words=("only order in which every row is a date",)),
        Refused(
            AmbiguousDateOrder, "with the order dmy stated, expected mdy, as the file proves", {"date_order": "dmy"}
        ),
    ),
    "hobo_made_up_classic.txt": (
        Log(
            rf"^(?P<at>[\d/]{{8}} [\d:]{{8}}\.0)\tSKIP{NUMBER}\t",
            "%m/%d/%y %H:%M:%S.%f",
            spans=(("-1.784", "4.112"), ("4.690", "5.018")),
            unit="°C",
            offset="+01:00",
            separator="\t",
            said=("the offset is the one that the details block states for the first row: GMT+01:00",),
            **TWO,
        ),
    ),
    "hobo_made_up_connect.csv": (
        Log(
            rf"^\d+,(?P<at>[\d/]{{10}} [\d:]{{8}}),{NUMBER},",
            "%m/%d/%Y %H:%M:%S",
            6,
            "2031-05-13T06:07:23Z",
            "2031-05-13T07:22:23Z",
            (("5.09", "7.02"),),
            "°C",
            "+02:00",
            {"tz": "+02:00"},
        ),
    ),
    "hobo_made_up_connect_autumn.csv": (
        Told(
            {"tz": "Europe/Stockholm"},
            ("hobo_made_up_connect_autumn.csv",),
            words=("2031-10-26 02:07:23 to 2031-10-26 02:52:23 and 7 more such times, which occurred twice",),
            no_words=("count on by one",),
        ),
        Refused(DisprovedAnswer, "a zone that CET/CEST can mean", {"tz": "+01:00"}),
    ),
    "hobo_made_up_fahrenheit.csv": (
        Log(
            rf"^\d+,(?P<at>[\d/]{{8}} [\d:]{{8}}  [AP]M),{NUMBER},",
            "%m/%d/%y %I:%M:%S  %p",
            spans=(("39.796", "48.429"),),
            unit="°F",
            offset="-05:00",
            **HOBO,
        ),
    ),
    "hobo_made_up_minimal.txt": (
        Log(
            rf"^(?P<at>[\d-]{{8}} [\d:]{{8}});SKIP{COMMA};",
            "%d-%m-%y %H:%M:%S",
            spans=(("28,789", "39,402"), ("40,442", "41,032")),
            unit="°F",
            offset="+01:00",
            separator=";",
            **TWO,
        ),
    ),
    "hobo_made_up_empty.txt": (Empty(),),
    "hobo_made_up_no_decimal_sign.csv": (
        Refused(UnreadableNumber, "'4521', and no decimal sign in any row: the size of a number is not known"),
    ),
    "ibutton_made_up.txt": (
        Log(
            rf"^(?P<at>\d+/\d+/\d\d \d+:\d\d:\d\d [AP]M),C,{NUMBER}",
            "%d/%m/%y %I:%M:%S %p",
            8,
            "2031-03-05T22:30:00Z",
            "2031-03-06T02:00:00Z",
            (("4.5", "6.5"),),
            "C",
        ),
        Told(loggers=("00000000000MADE1",), interval_s=1800.0, details={"readings_declared": 8}),
    ),
    "ibutton_made_up_ds1923.txt": (
        Log(
            rf"^(?P<at>[\d-]{{8}} \d+:\d\d:\d\d),C,{COMMA}",
            "%d-%m-%y %H:%M:%S",
            10,
            "2031-03-08T23:10:05Z",
            "2031-03-09T00:40:05Z",
            (("4,516", "8,267"),),
            "C",
            said=("decimal comma throughout",),
        ),
    ),
    "kestrel_made_up.csv": (
        Log(
            rf"^(?P<at>[\d-]{{10}} [\d:]{{8}}),{NUMBER},",
            ISO,
            12,
            "2031-06-09T22:30:05Z",
            "2031-06-10T02:10:05Z",
            (("4.5", "7.3"),),
            "°C",
        ),
        Told(loggers=("9000031",), details={"model": "D2AG"}, no_words=("saved again", "damaged")),
        Refused(NaiveTime, "without a zone", {}),
    ),
    "lascar_made_up.txt": (
        Log(
            rf"^\d+,(?P<at>\d\d/\d\d/\d{{4}} [\d:]{{8}}),{NUMBER},",
            "%d/%m/%Y %H:%M:%S",
            9,
            "2031-02-13T22:00:30Z",
            "2031-02-14T00:00:30Z",
            (("3.5", "8.5"),),
            "°C",
        ),
    ),
    "lascar_made_up_alone.txt": (
        Log(
            rf"^\d+,(?P<at>[\d-]{{10}} [\d:]{{8}}),{NUMBER},",
            ISO,
            6,
            "2031-08-02T22:05:00Z",
            "2031-08-03T08:05:00Z",
            (("-72.5", "-68.5"),),
            "°C",
        ),
        Told(loggers=("070000517",), words=("its degree sign lost",)),
    ),
    "lascar_made_up_fahrenheit.txt": (
        Log(
            rf"^\d+,(?P<at>[\d-]{{10}} [\d:]{{8}}),{NUMBER},",
            ISO,
            7,
            "2031-01-30T22:40:00Z",
            "2031-01-31T01:40:00Z",
            (("36.5", "48.5"),),
            "°F",
        ),
        Told(loggers=("070000733",), words=("provisional in °F",)),
    ),
    "logr_made_up.csv": (
        Refused(AmbiguousChannel, "3 temperature channels, expected one channel; there are 1: 'p0.5' [no unit]"),
        Refused(MissingUnit, "found no unit", {"tz": "UTC", "channel": 3}),
        Log(
            rf"^(?P<at>[\d-]{{10}} \d+:\d\d),SKIP{NUMBER}",
            MINUTE,
            4,
            "2031-09-09T00:00:00Z",
            "2031-09-09T03:00:00Z",
            (("4.871", "8.375"), ("4.25", "4.75"), ("-0.012", "0")),
            None,
            answers=IN_C,
            missing=(0, 1, 0),
        ),
    ),
    "logtag_made_up_humidity.csv": (
        Log(
            rf"^\d,(?P<at>[\d-]{{10}},[\d:]{{8}}),{NUMBER},[\d.]+(?:,(?:Pause|Alert))?$",
            "%Y-%m-%d,%H:%M:%S",
            7,
            "2031-06-07T08:00:00Z",
            "2031-06-07T09:00:00Z",
            (("5.1", "8.4"),),
            "°C",
            answers={"tz": "UTC"},
            missing=(2,),
        ),
        Told(loggers=("MADEUP0000000007",), interval_s=600.0, words=("Sensor error (1)",)),
    ),
    "logtag_made_up.csv": (
        Log(
            rf"^\d+,(?P<at>[\d-]{{10}},[\d:]{{8}}),{NUMBER}",
            "%Y-%m-%d,%H:%M:%S",
            7,
            "2031-06-07T08:00:00Z",
            "2031-06-07T09:00:00Z",
            (("5.1", "8.4"),),
            "°C",
        ),
        Told(loggers=("MADEUP0000000007",), interval_s=600.0),
    ),
    "madgetech_made_up.csv": (
        Told(
            {"tz": "+01:00"},
            ("M00031",),
            600.0,
            {"readings_declared": 12, "name": "Box 31"},
            ("'Humidity (%RH)'",),
            ("cut", "count on by one", "the last reading"),
        ),
        Refused(NaiveTime, "expected one of +01:00 and +00:00, stated", {}),
        Refused(DisprovedAnswer, "stated is Europe/Stockholm", {"tz": "Europe/Stockholm"}),
    ),
    "meaco_made_up.csv": (
        UNIT,
        Log(
            rf'^"[^"]*","(?P<logger>[^"]+)","(?P<at>[^"]+)",{NUMBER},',
            MINUTE,
            5,
            "2031-08-09T14:59:00Z",
            "2031-08-09T15:18:00Z",
            (("4.06", "5.21"),),
            None,
            loggers=2,
            answers=IN_C,
        ),
    ),
    "meaco_made_up_light.csv": (Refused(UnknownColumn, "no temperature column ('LUX', 'UV')"),),
    "meaco_made_up_one.csv": (
        UNIT,
        Log(
            rf'^"(?P<at>\d\d/[^"]+)",{NUMBER},',
            "%d/%m/%Y %H:%M",
            4,
            "2031-08-29T23:44:00Z",
            "2031-08-30T00:13:00Z",
            (("4.25", "8.31"),),
            None,
            answers=IN_C,
        ),
        Told(IN_C, ("71",)),
        Refused(AmbiguousDateOrder, "dmy, as the file proves", {**IN_C, "date_order": "mdy"}),
    ),
    "miniclima_made_up.csv": (
        Log(
            rf"^(?P<at>[\d.]{{8}},[\d:]{{8}});{NUMBER};",
            "%d.%m.%y,%H:%M:%S",
            4,
            "2031-10-11T23:00:00Z",
            "2031-10-12T00:30:00Z",
            (("4", "9"),),
            "°C",
            said=("temperatures are whole degrees",),
        ),
        Told(no_words=("timediffernce",)),
    ),
    "qtag_made_up.txt": (
        Log(TAG_ROW, MINUTE, 30, "2031-03-04T06:12:00Z", "2031-03-04T08:37:00Z", (("0.7", "10.2"),), "°C"),
        QtagAlarms(300, {2: (8.0, True), 3: (2.0, False)}),
        Told(loggers=("TEST00042",), interval_s=300.0, no_words=("disagrees", "were due")),
        Refused(NaiveTime, "without a zone", {}),
    ),
    "rbr_made_up.txt": (
        Log(
            rf"^(?P<at>[\d/]{{10}} [\d:]{{8}}) ++SKIP(?!-14){NUMBER}",
            "%Y/%m/%d %H:%M:%S",
            5,
            "2031-08-09T06:00:00Z",
            "2031-08-10T14:00:00Z",
            (("4.0625", "4.5"), ("3.25", "8.0625")),
            "°C",
            separator=" +",
            missing=(1, 1),
        ),
        Told({"tz": "UTC", "channel": 1}, ("099123",), 28800.0, words=("200 s ahead of the computer's",)),
    ),
    "rbr_made_up_untimed.txt": (
        Told({"tz": "UTC", "channel": 2}, ("099123",), 600.0, words=("the rows carry no time",)),
    ),
    "rotronic_made_up.csv": (
        Log(
            rf"^(?P<at>\d\d/\d\d/\d{{4}},[\d:]{{8}}),[\d.]+,{NUMBER}",
            "%d/%m/%Y,%H:%M:%S",
            5,
            "2031-06-17T23:20:11Z",
            "2031-06-18T00:40:11Z",
            (("4.6", "8.3"),),
            "°C",
        ),
        Told(loggers=("X70000001",), interval_s=1200.0),
    ),
    "rotronic_made_up_tab.txt": (
        Refused(AmbiguousDateOrder, "2031-06-07 (dmy) or 2031-07-06 (mdy)"),
        Log(
            rf"^(?P<at>\d\d/\d\d/\d{{4}}\t[\d:]{{8}})\t[\d.]+\t{NUMBER}",
            "%d/%m/%Y\t%H:%M:%S",
            5,
            "2031-06-07T23:20:11Z",
            "2031-06-08T00:40:11Z",
            (("4.6", "8.3"),),
            "C",
            answers={"tz": "UTC", "date_order": "dmy"},
        ),
    ),
    "saveris_made_up.csv": (
        Log(
            rf"^(?P<at>[\d-]{{10}}T[\d:]{{8}})Z,(?P<logger>[^,]+),{NUMBER},",
            "%Y-%m-%dT%H:%M:%S",
            8,
            "2031-10-11T03:00:00Z",
            "2031-10-11T06:00:00Z",
            (("-78.4", "9.2"),),
            "℃",
            loggers=2,
            repeats=1,
            answers={},
        ),
    ),
    "sensorpush_made_up.csv": (
        Log(
            rf"^(?P<at>[\d-]{{10}} [\d:]{{8}}),{NUMBER},",
            ISO,
            10,
            "2031-03-04T22:50:00Z",
            "2031-03-05T00:40:00Z",
            (("3.4125", "5.2350"),),
            "°C",
        ),
        Told(loggers=("sensorpush_made_up.csv",), interval_s=600.0, words=("hold that calibration",)),
    ),
    "sensorpush_made_up_fahrenheit.csv": (
        Log(
            rf"^(?P<at>[\d-]{{10}} [\d:]{{8}}),{NUMBER}",
            ISO,
            6,
            "2031-06-07T08:09:00Z",
            "2031-06-07T08:14:00Z",
            (("38.1245", "39.4475"),),
            "°F",
        ),
    ),
    "tandd_made_up.csv": (
        Log(
            TANDD_ROW.replace('","[^"]*","[^"]*', ""),
            ISO,
            5,
            "2031-07-08T21:30:00Z",
            "2031-07-09T00:30:00Z",
            (("4.4", "8.2"),),
            "°C",
        ),
        Told(words=("encoding read as cp1252",)),
    ),
    "tandd_made_up_spreadsheet.csv": (
        Log(
            rf"^(?P<at>[\d-]{{10}} [\d:]{{8}}),[\d.]+,[\d.]+,{NUMBER},",
            ISO,
            5,
            "2031-07-08T21:30:00Z",
            "2031-07-09T00:30:00Z",
            (("4.4", "8.2"),),
            "C",
        ),
        Told(words=("its degree sign lost", "up to 16 s apart")),
    ),
    "tinytag_made_up.csv": (
        Log(
            rf"^\d+,(?P<at>[^,]+),{NUMBER} °C,",
            ISO,
            5,
            "2031-04-02T08:05:00Z",
            "2031-04-02T08:45:00Z",
            (("4.1", "8.2"),),
            "°C",
        ),
    ),
    "tinytag_made_up_two.csv": (
        Log(
            rf"^\d+,(?P<at>[^,]+),SKIP{NUMBER}",
            ISO,
            2,
            "2031-04-02T08:05:00Z",
            "2031-04-02T08:15:00Z",
            (("4.1", "4.2"), ("-20.5", "-20.1")),
            None,
            answers=IN_C,
        ),
        Told({**IN_C, "channel": 1}, ("700051",), words=("the unit °C is stated by the caller",)),
    ),
    "tinytag_made_up_type.csv": (
        Log(
            rf"^\d+,(?P<at>[^,]+),{NUMBER},",
            ISO,
            3,
            "2031-04-02T08:05:00Z",
            "2031-04-02T08:35:00Z",
            (("-81.125", "-79.875"),),
            "°C",
            said=("the unit °C is taken from the logger's type, 'Made Up °C/%RH'",),
        ),
    ),
    "tomst_made_up.txt": (
        Refused(AmbiguousChannel, "3 temperature channels, expected one channel; there are 1: 'T1' [no unit]"),
        Log(
            rf"^\d+;(?P<at>[\d.]{{10}} [\d:]{{5}});8;SKIP(?!-100){NUMBER};",
            "%Y.%m.%d %H:%M",
            8,
            "2031-03-14T22:45:00Z",
            "2031-03-15T00:30:00Z",
            (("6.25", "6.5"), ("4.875", "5.25"), ("2.125", "4")),
            None,
            answers={"unit": "C"},
            separator=";",
            missing=(0, 2, 0),
        ),
    ),
    "tomst_made_up_day_first.txt": (
        UNIT,
        Told({"unit": "C"}, words=("a date and no time of day, midnight", "decimal comma throughout")),
    ),
    "trend_made_up.csv": (
        Log(
            rf"^(?P<at>\d\d-\w+-\d\d [\d:]+ [ap]m),{NUMBER}",
            "%d-%b-%y %I:%M:%S %p",
            5,
            "2031-11-30T23:45:00Z",
            "2031-12-01T01:00:00Z",
            (("4.5", "8.4"),),
            "°C",
        ),
        Told(loggers=("P0071",), interval_s=900.0),
    ),
    "trend_made_up_humidity.csv": (Refused(UnknownColumn, "no temperature column"),),
}
EVENTS: dict[str, tuple[Any, ...]] = {
    "process_mining_made_up.csv": (
        Refused(UnknownDialect, EXPORT_OF),
        Refused(InputError, "'Price'", {}, events=True),
        Events(
            "case:concept:name",
            "concept:name",
            ("time:timestamp",),
            5,
            2,
            "2031-01-08T08:02:00Z",
            "2031-07-09T06:15:00Z",
            dict.fromkeys(("Step", "Clerk", "Price", "case:author"), "ignore"),
            "handover",
            ("the first column has no heading and counts the rows: left out",),
        ),
    ),
    "process_mining_spans_made_up.csv": (
        Refused(UnknownEvent, "'fetch the crate', expected an activity or an event", {}, events=True),
        Events(
            "case:concept:name",
            "concept:name",
            ("start_timestamp", "time:timestamp"),
            6,
            2,
            "2031-01-08T08:02:00Z",
            "2031-01-08T12:05:44Z",
            {},
            "transport",
            events=frozenset({"transport_start", "transport_end"}),
        ),
    ),
    "starts_made_up.csv": (
        Events(
            "visitor",
            "treatment",
            ("moment",),
            5,
            2,
            "2031-05-02T08:41:53Z",
            "2031-05-03T08:20:00Z",
            {
                "visitor": "therapy_id",
                "treatment": "event",
                "nurse": "custodian",
                "stage": "lifecycle",
                "treatment_id": "ignore",
                "moment": "time",
            },
            {"Check in": "storage", "Look over": "excursion", "Take blood": "antibody_test"},
            ("antibody_test with a start and no end: taken as the moment, 1 times",),
            frozenset({"storage_in", "excursion_start", "antibody_test"}),
        ),
    ),
}


def test_every_file_is_in_the_table():
    assert sorted(TABLE) == sorted(path.name for path in MADE_UP.iterdir())
    assert EVENTS.keys() <= {path.name for path in MADE_UP_EVENTS.iterdir()}


OUTCOMES = [
    pytest.param(folder / name, outcome, id=f"{name}-{type(outcome).__name__}")
    for folder, table in ((MADE_UP, TABLE), (MADE_UP_EVENTS, EVENTS))
    for name, outcomes in table.items()
    for outcome in outcomes
]


@pytest.mark.parametrize(("path", "outcome"), OUTCOMES)
def test_outcome(path, outcome):
    outcome.check(path)


def test_no_file_has_two_readers():
    for path in MADE_UP.iterdir():
        text = open_file(path).text()[0]
        assert sum(dialect.recognises(text) for dialect in all_dialects()) <= 1, path.name


# The same readings in two files


@pytest.mark.parametrize(
    ("one", "other", "answers"),
    [
        ("hobo_made_up.csv", "hobo_made_up_fahrenheit.csv", {}),
        ("hobo_made_up_classic.txt", "hobo_made_up_minimal.txt", {"channel": 1}),
        ("hobo_made_up_classic.txt", "hobo_made_up_minimal.txt", {"channel": 2}),
        ("elitech_made_up.csv", "elitech_made_up_semicolon.csv", {}),
        ("tandd_made_up.csv", "tandd_made_up_spreadsheet.csv", {"tz": "UTC"}),
    ],
)
def test_two_renderings_of_one_logger_hold_the_same_readings(one, other, answers):
    one, other = (series(MADE_UP / name, **answers) for name in (one, other))
    assert one.keys() == other.keys()
    assert apart(one, other) <= 0.001
