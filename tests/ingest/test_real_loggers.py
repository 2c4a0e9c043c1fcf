"""What each real file is read to: one table over all of them, held against the bytes by a second, small reading.

The files stand outside the repository; without ATMP_SHARED this is skipped. `test_logger_files` holds made-up files of
the same shapes against the same classes, everywhere.
"""

from typing import Any

from logger_kit import REAL, recognised_by
from places import real
from second_reading import (
    COMMA,
    CUT,
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
    text_of,
)

from atmp_logistics.core.errors import (
    AmbiguousChannel,
    AmbiguousDateOrder,
    AtmpError,
    ConflictingReadings,
    InputError,
    MissingUnit,
    NaiveTime,
    NotATable,
    TimesOutOfOrder,
    UnknownColumn,
    UnknownDialect,
    UnknownEvent,
    UnreadableNumber,
    UnreadableTime,
)
from atmp_logistics.ingest.loggers import (
    elitech,
    ems_brno,
    epcis,
    fg2,
    fridgetag,
    gp5w,
    hanwell,
    hobo,
    ibutton,
    logr,
    meaco,
    miniclima,
    qtag,
    rbr,
    rotronic,
    saveris,
    tandd,
    tinytag,
    tomst,
    trend,
)

HOBO_2 = {
    "rows": 399,
    "first": "2010-08-18T21:00:00Z",
    "last": "2010-09-04T11:00:00Z",
    "offset": "-07:00",
    "answers": {},
}
HOBO_1 = {**HOBO_2, "rows": 398, "last": "2010-09-04T10:00:00Z"}
AB_C, AB_F = (("1.344", "20.865"), ("0.632", "20.984")), (("34.419", "69.557"), ("33.138", "69.771"))
U23 = {"first": "2021-04-08T21:00:00Z", "spans": (("7.469", "20.222"),), "unit": "°C", "offset": "+02:00"}
U23_48 = {**U23, "rows": 48, "last": "2021-04-09T08:45:00Z"}
YMD = rf"(?P<at>\d\d\.\d\d\.\d\d \d\d:\d\d:\d\d),{NUMBER},"
UNIT = Refused(MissingUnit, "found no unit, expected °C, °F or K. Fix: state it: --unit C|F|K")
NO_TEMPERATURE = "no temperature column"
IN_C: dict[str, Any] = {"tz": "UTC", "unit": "C"}
TABLE: dict[str, tuple[Any, ...]] = {
    "berlinger_fridgetag/fridgetag2E_160400343949_202503171012.txt": (Days(5, "2025-03-13", "2025-03-17", 4.9, 13.2),),
    "berlinger_fridgetag/fridgetag2E_160400343951_202506111034_20250611T083422Z.txt": (
        Days(60, "2025-04-13", "2025-06-11", -3.3, 30.2),
    ),
    "berlinger_fridgetag/fridgetag2L_test.txt": (
        Log(
            TAG_ROW,
            MINUTE,
            53,
            "2022-05-02T04:44:00Z",
            "2022-06-08T10:11:00Z",
            (("4.3", "27.5"),),
            "C",
            said=("the signature at the end does not fit the text: the file was changed after the logger wrote it",),
        ),
        Refused(NaiveTime, "without a zone", {}),
        Told(
            loggers=("130500109088",),
            interval_s=300.0,
            words=("the history names 38 days, and readings stand for 3 of them",),
            no_words=("readings beyond", "disagrees"),
        ),
    ),
    "berlinger_fridgetag/fridgetag2_130400191542.txt": (Days(60, "2022-12-17", "2023-02-14", 14.7, 19.5),),
    "berlinger_fridgetag/v2fixture_alarm_breaches.txt": (Days(2, "2025-04-02", "2025-04-03", -2.0, 12.0, "none"),),
    "berlinger_fridgetag/v2fixture_invalid_bad_indent.txt": (Refused(InputError, "'Conf' with nothing in it"),),
    "berlinger_fridgetag/v2fixture_invalid_malformed_temp.txt": (
        Refused(InputError, "row 8, day 1, Min T: found 'abc', expected a temperature"),
    ),
    "berlinger_fridgetag/v2fixture_invalid_truncated.txt": (
        Refused(InputError, "no Min T, expected a temperature: the file was cut or edited"),
    ),
    "berlinger_fridgetag/v2fixture_missing_temps.txt": (Days(3, "2025-03-02", "2025-03-04", 3.5, 6.0, "none"),),
    "berlinger_fridgetag/v2fixture_negative_temps.txt": (Days(2, "2025-02-02", "2025-02-03", -23.0, -17.5, "none"),),
    "berlinger_qtag/qtag_CLm_doc_LR_RCPJ00010_02.txt": (
        Log(TAG_ROW, MINUTE, 124, "2022-11-08T04:49:00Z", "2022-11-09T01:19:00Z", (("0.9", "24.3"),), "°C"),
        Refused(NaiveTime, "without a zone", {}),
        Told(
            details={"mean_degC": 5.4, "mkt_degC": 10.5, "signature": "fits the text, by the key in the file"},
            no_words=("were due", "disagrees"),
            interval_s=600.0,
        ),
        QtagAlarms(600, {1: (2.0, False), 2: (8.0, True)}),
    ),
    "elitech/RC5plus_EFI234105840_Ext_Temp_first700rows_converted.csv": (
        Log(
            rf"^\d+,(?P<at>[\d-]{{10}} [\d:]{{8}}),{NUMBER},,",
            ISO,
            673,
            "2023-10-04T13:20:18Z",
            "2023-10-04T15:12:18Z",
            (("24.2", "26.7"),),
            "°C",
            "+02:00",
            {},
            said=("the report declares 16063 readings and holds 673: the file was cut or filtered",),
        ),
        ElitechSpan(7200, 10, 673),
        Told(
            {},
            ("EFI234105840",),
            10.0,
            {
                "readings_declared": 16063,
                "first_reading": "2023-10-04 15:20:18",
                "highest_degC": 26.7,
                "lowest_degC": 23.7,
                "mean_degC": 24.0,
            },
        ),
    ),
    "ems_brno/00_2025_11_05.csv": (
        Log(
            rf"^(?P<at>[\d-]{{10}} [\d:]{{8}});(?:NA|[\d,]+);{COMMA};",
            ISO,
            100,
            "2025-05-18T22:00:00Z",
            "2025-05-21T00:00:00Z",
            (("8,605", "21,8654"),),
            "oC",
            said=("decimal comma throughout",),
        ),
        Told(loggers=("00_2025_11_05.csv",), words=("'1. SWP [-bar] GB Delm.'",)),
    ),
    "epcis_json/gs1_SensorDataExample1.jsonld": (
        Reports(
            3,
            "2019-04-02T13:05:00Z",
            "2019-04-02T13:55:00Z",
            26.0,
            26.2,
            said=("times of readings are the sensor element's (3)",),
        ),
        Refused(UnknownEvent, "'inspecting', which the vocabulary does not know", {}, events=True),
    ),
    "epcis_json/gs1_SensorDataExample2.jsonld": (
        Intervals("2019-04-02T12:55:01+00:00", "2019-04-02T13:55:00+00:00", 26.0, 26.2),
    ),
    "epcis_json/gs1_SensorDataExample4.jsonld": (
        Reports(1, "2019-04-02T13:55:00Z", "2019-04-02T13:55:00Z", 26.0, 26.0),
    ),
    "epcis_json/gs1_SensorDataExample6.jsonld": (
        Intervals("2019-04-01T14:00:00+00:00", "2019-04-02T13:59:59.999000+00:00", 12.4, 13.8),
    ),
    "epcis_json/gs1_SensorDataExample9.jsonld": (
        Reports(
            0,
            logger="urn:epc:id:sgtin:4012345.011111.9876",
            said=("reports of an alarm or an error, kept in the details: 2", "the file holds no reading"),
        ),
    ),
    "epcis_json/openepcis_ObjectEvent_with_invalid_eventTime_format.json": (
        Refused(UnreadableTime, "$.epcisBody.eventList[0].eventTime: found '22-07-2026'", {}),
        Refused(UnreadableTime, "$.epcisBody.eventList[0].eventTime: found '22-07-2026'", {}, events=True),
    ),
    "epcis_json/openepcis_ObjectEvent_with_sensorData.json": (
        Reports(3, "2019-04-02T13:05:00Z", "2019-04-02T13:55:00Z", 26.0, 26.2, said=(CUT,)),
    ),
    "epcis_json/openepcis_SensorData_with_combined_events.json": (
        Refused(TimesOutOfOrder, "found 2019-04-02T13:05:00Z after 2019-04-02T13:55:00Z", {}),
        Refused(ConflictingReadings, "26.2 and 26 °C at 2019-04-02T13:55:00Z", {"on_clock_jump": "split"}),
    ),
    "eventlog/eventdatar_patients.csv": (
        Refused(UnknownDialect, EXPORT_OF),
        Events(
            "patient",
            "handling",
            ("time",),
            1199,
            500,
            "2017-01-02T11:41:53Z",
            "2018-05-04T23:53:27Z",
            {
                "patient": "therapy_id",
                "handling": "event",
                "employee": "custodian",
                "registration_type": "lifecycle",
                "handling_id": "ignore",
            },
            {"Registration": "storage", "Triage and Assessment": "excursion", "Blood test": "antibody_test"},
            ("antibody_test with a start and no end: taken as the moment, 199 times",),
        ),
    ),
    "eventlog/pm4py_interval_event_log.csv": (
        Refused(UnknownDialect, EXPORT_OF),
        Refused(UnknownEvent, "'place order', expected an activity or an event", {}, events=True),
        Events(
            "case:concept:name",
            "concept:name",
            ("start_timestamp", "time:timestamp"),
            1598,
            199,
            "2015-01-05T09:00:07Z",
            "2015-02-06T16:22:22Z",
            {},
            "transport",
            events=frozenset({"transport_start", "transport_end"}),
        ),
    ),
    "eventlog/pm4py_running-example-transformed.csv": (
        Refused(UnknownDialect, EXPORT_OF),
        Events(
            "CaseID",
            "Activity",
            ("Timestamp",),
            42,
            6,
            "2010-12-30T10:02:00Z",
            "2011-01-24T13:56:00Z",
            {"CaseID": "therapy_id", "Activity": "event", "Timestamp": "time", "Resource": "custodian"},
            "handover",
        ),
    ),
    "eventlog/pm4py_running-example.csv": (
        Refused(InputError, "'Costs'", {}, events=True),
        Refused(UnknownDialect, EXPORT_OF),
        Events(
            "case:concept:name",
            "concept:name",
            ("time:timestamp",),
            42,
            6,
            "2010-12-30T10:02:00Z",
            "2011-01-24T13:56:00Z",
            dict.fromkeys(("Activity", "Resource", "Costs", "case:creator"), "ignore"),
            "handover",
            ("the first column has no heading and counts the rows: left out",),
        ),
    ),
    "geoprecision/FG2_399.csv": (
        Log(
            rf"^\d+,(?P<at>[\d.]{{10}} [\d:]{{8}}),SKIP{NUMBER}",
            "%d.%m.%Y %H:%M:%S",
            589,
            "2018-09-05T15:29:18Z",
            "2018-09-30T03:00:00Z",
            (
                ("18.445", "23.2381"),
                ("18.4922", "25.0865"),
                ("18.657", "23.2932"),
                ("18.2723", "23.2696"),
                ("18.5785", "24.9527"),
            ),
            "oC",
            said=("the trailer 'Decode OK, n Lines' is missing: the file was cut",),
        ),
        Told({"tz": "UTC", "channel": "#1(oC)"}, ("E53117",), 3600.0),
    ),
    "geoprecision/GP5W.csv": (
        Refused(TimesOutOfOrder, "row 1118, column time: found 2015-06-15T22:57:03Z after 2015-06-16T00:00:00Z"),
        Pieces(
            rf"^\d+,(?P<at>[\d.]{{10}} [\d:]{{8}}),{NUMBER}",
            "%d.%m.%Y %H:%M:%S",
            1118,
            "2015-04-30T15:36:51Z",
            "2015-06-16T00:00:00Z",
            (("17.7377", "24.7774"),),
            "oC",
            answers={"tz": "UTC", "on_clock_jump": "split"},
            loggers=2,
        ),
        Told(
            {"tz": "UTC", "on_clock_jump": "split"},
            ("E50A6A/1", "E50A6A/2"),
            details={"parameters_changed_rows": [1117]},
            no_words=("count on by one",),
        ),
    ),
    "hanwell/Hanwell_1.csv": (
        Log(
            rf"^(?P<at>[\d:]{{8}} \d\d/\w+/\d{{4}}),{NUMBER},",
            "%H:%M:%S %d/%b/%Y",
            10,
            "2025-11-21T00:00:00Z",
            "2025-11-21T04:30:00Z",
            (("18.3", "18.5"),),
            "C",
            said=(CUT,),
        ),
        Told(details={"readings_declared": 10}, loggers=None, no_words=("declares", "states")),
    ),
    "ibutton/ibuttonr_10a.csv": (
        Log(
            rf"^(?P<at>\d+/\d+/\d\d \d+:\d\d:\d\d [AP]M),C,{NUMBER}",
            "%d/%m/%y %I:%M:%S %p",
            1577,
            "2012-10-11T12:11:00Z",
            "2012-12-16T04:11:00Z",
            (("16", "24.5"),),
            "C",
        ),
        Told(loggers=("590000002E1BCC21",), interval_s=3600.0, details={"readings_declared": 1577}),
    ),
    "lascar_elusb/bio46_RH_Winter2018.csv": (
        Refused(UnknownColumn, "the column 'Site'"),
        Log(
            rf'^"5","(?P<at>[\d-]{{10}} [\d:]{{8}}) -0800",{NUMBER},',
            ISO,
            1499,
            "2018-01-19T08:00:00Z",
            "2018-01-29T17:40:00Z",
            (("3", "19"),),
            None,
            "-08:00",
            {"dialect": "table", "columns": {"Date_time": "time", "Temp": "temperature"}, "unit": "C"},
            said=("columns left out: 'Site', 'RH', 'Dewpoint'",),
        ),
    ),
    "logr/LogR_v1.csv": (
        Refused(AmbiguousChannel, "11 temperature channels, expected one channel; there are 1: 'p0' [no unit]"),
        Refused(MissingUnit, "found no unit", {"tz": "UTC", "channel": 4}),
        Log(
            rf"^(?P<at>[\d-]{{10}} \d+:\d\d),SKIP{NUMBER}",
            MINUTE,
            99,
            "2019-05-17T00:00:00Z",
            "2019-05-21T02:00:00Z",
            (
                ("-2.817", "28.283"),
                ("0.244", "21.395"),
                ("2.779", "4.589"),
                ("-0.503", "-0.418"),
                ("-0.22", "-0.211"),
                ("-0.116", "-0.106"),
                ("0", "0.005"),
                ("-0.033", "-0.025"),
                ("-0.074", "-0.063"),
                ("-0.057", "-0.048"),
                ("0.272", "0.281"),
            ),
            None,
            answers=IN_C,
        ),
    ),
    "meaco/Meaco_1.csv": (
        UNIT,
        Log(
            rf'^"[^"]*","Archive 1","(?P<at>[^"]+)",{NUMBER},',
            MINUTE,
            10,
            "2025-11-06T15:59:00Z",
            "2025-11-06T18:09:00Z",
            (("21.21", "23.06"),),
            None,
            answers=IN_C,
        ),
        Told(IN_C, ("Archive 1",)),
    ),
    "meaco/Meaco_2.csv": (Refused(UnknownColumn, f"{NO_TEMPERATURE} ('LUX', 'UV')"),),
    "meaco/Meaco_3.csv": (
        UNIT,
        Log(
            rf'^"(?P<at>\d\d/[^"]+)",{NUMBER},',
            "%d/%m/%Y %H:%M",
            10,
            "2025-12-31T00:04:00Z",
            "2025-12-31T01:33:00Z",
            (("17.24", "17.26"),),
            None,
            answers=IN_C,
        ),
        Refused(AmbiguousDateOrder, "dmy, as the file proves", {**IN_C, "date_order": "mdy"}),
        Told(IN_C, ("00",)),
    ),
    "miniclima/miniClima_1.csv": (
        Log(
            rf"^(?P<at>[\d.]{{8}},[\d:]{{8}});{NUMBER};",
            "%d.%m.%y,%H:%M:%S",
            10,
            "2025-08-07T00:00:00Z",
            "2025-08-07T03:00:00Z",
            (("22", "22"),),
            "°C",
            said=("temperatures are whole degrees",),
        ),
        Told(no_words=("timediffernce",)),
    ),
    "onset_hobo/lr_H08-030-08_HOBOware.csv": (
        Log(
            rf"^\d+,(?P<at>[\d/]{{8}} [\d:]{{8}} [AP]M),{NUMBER},",
            "%m/%d/%y %I:%M:%S %p",
            997,
            "2000-05-25T17:52:42Z",
            "2000-06-05T19:28:42Z",
            (("36.43", "37.20"),),
            "°F",
            "-07:00",
            {},
        ),
        Told({}, ("274341",), words=("only order in which every row is a date",)),
    ),
    "onset_hobo/lr_hobo-positive-number-1.txt": (
        Log(
            rf"^(?P<at>[\d/]{{8}} [\d:]{{8}});SKIP{NUMBER};",
            "%y/%m/%d %H:%M:%S",
            spans=AB_F,
            unit="°F",
            separator=";",
            **HOBO_2,
        ),
    ),
    "onset_hobo/lr_hobo2.csv": (
        Refused(UnknownDialect, "the headings 'Date', 'Time', 'cm_0'"),
        Refused(
            UnknownColumn,
            "the column 'Time' beside another of its meaning",
            {**IN_C, "columns": {"Date": "time", "cm_0": "temperature"}},
        ),
    ),
    "onset_hobo/lr_hobo_1_AB.csv": (
        Log(
            rf"^\d+,(?P<at>[\d/]{{8}},[\d:]{{8}} [AP]M),SKIP{NUMBER},",
            "%m/%d/%y,%I:%M:%S %p",
            spans=AB_C,
            unit="°C",
            **HOBO_1,
        ),
    ),
    "onset_hobo/lr_hobo_1_AB_Details.txt": (Refused(InputError, "the details of a HOBO logger and no readings"),),
    "onset_hobo/lr_hobo_1_AB_classic.csv": (
        Log(
            rf"^(?P<at>[\d/]{{8}} [\d:]{{8}}\.0)\tSKIP{NUMBER}\t",
            "%m/%d/%y %H:%M:%S.%f",
            spans=AB_C,
            unit="°C",
            separator="\t",
            said=(
                "the details declare 21723 samples and the file holds 399: it was cut or filtered",
                "the offset is the one that the details block states for the first row: GMT-07:00",
            ),
            **HOBO_2,
        ),
    ),
    "onset_hobo/lr_hobo_1_AB_defaults.csv": (
        Log(
            rf"^\d+,(?P<at>[\d/]{{8}} [\d:]{{8}}  [AP]M),SKIP{NUMBER},",
            "%m/%d/%y %I:%M:%S  %p",
            spans=AB_F,
            unit="°F",
            **HOBO_1,
        ),
    ),
    "onset_hobo/lr_hobo_1_AB_minimal.txt": (
        Log(
            rf"^(?P<at>[\d-]{{8}} [\d:]{{8}});SKIP{COMMA};",
            "%d-%m-%y %H:%M:%S",
            spans=tuple((low.replace(".", ","), high.replace(".", ",")) for low, high in AB_F),
            unit="°F",
            separator=";",
            **HOBO_2,
        ),
    ),
    "onset_hobo/lr_hobo_1_AB_var3.csv": (
        Refused(UnreadableNumber, "'20865', and no decimal sign in any row: the size of a number is not known"),
    ),
    "onset_hobo/myclim_20024354.txt": (
        Log(
            rf"^(?P<at>[\d.]{{10}} [\d:]{{8}});{NUMBER};",
            "%d.%m.%Y %H:%M:%S",
            49,
            last="2021-04-09T09:00:00Z",
            said=("3 rows are status marks (Coupler Attached, Host Connected, Stopped, End Of File), not readings",),
            **{**U23, "offset": "+00:00"},
        ),
        Refused(NaiveTime, "without a zone", {}),
    ),
    "onset_hobo/myclim_20024354_comma.csv": (
        Log(rf"^\d+,{YMD}", "%y.%m.%d %H:%M:%S", answers={}, **U23_48),
        Told(
            {},
            ("20024354",),
            words=(
                "3 rows are status marks (Coupler Attached, Host Connected, Stopped, ",
                "keeps the readings' interval over midnight",
            ),
        ),
        Refused(
            AmbiguousDateOrder, "with the order dmy stated, expected ymd, as the file proves", {"date_order": "dmy"}
        ),
    ),
    "onset_hobo/myclim_20024354_fahrenheit.csv": (
        Log(
            rf"^\d+,{YMD}",
            "%m.%d.%y %H:%M:%S",
            49,
            "2021-04-08T21:00:00Z",
            "2021-04-09T09:00:00Z",
            (("45.444", "68.400"),),
            "°F",
            answers={},
        ),
    ),
    "onset_hobo/myclim_20024354_minimal.csv": (
        Log(
            rf"^{YMD}",
            "%y.%m.%d %H:%M:%S",
            49,
            last="2021-04-09T09:00:00Z",
            answers={"tz": "+02:00"},
            **U23,
        ),
        Refused(NaiveTime, "without a zone", {}),
    ),
    "onset_hobo/myclim_20024354_minimal_title.csv": (
        Log(rf"^{YMD}", "%y.%m.%d %H:%M:%S", answers={"tz": "+02:00"}, **U23_48),
    ),
    "onset_hobo/myclim_20024354_semicolon.txt": (
        Log(rf"^\d+;{YMD.replace(',', ';')}", "%y.%m.%d %H:%M:%S", answers={}, **U23_48),
    ),
    "onset_hobo/myclim_20847126_empty.txt": (Empty(),),
    "onset_hobo/user_21498648.csv": (Refused(NotATable, "10 cells under 7 headings, and 57 such rows"),),
    "rbr/RBR_01.dat": (Refused(NotATable, "355 rows without times, where the header declares 1001 samples"),),
    "rotronic/Rotronic_1.csv": (
        Log(
            rf"^(?P<at>\d\d/\d\d/\d{{4}},[\d:]{{8}}),[\d.]+,{NUMBER}",
            "%d/%m/%Y,%H:%M:%S",
            10,
            "2020-01-24T13:37:22Z",
            "2020-01-29T01:37:22Z",
            (("20", "20.6"),),
            "°C",
            said=(CUT, "the last row, 33, has no line end: its temperature is read as 20.3"),
        ),
        Told(loggers=("A00000000",), interval_s=1800.0),
    ),
    "rotronic/Rotronic_2.xls": (
        Log(
            rf"^(?P<at>\d\d/\d\d/\d{{4}}\t[\d:]{{8}})\t[\d.]+\t{NUMBER}",
            "%d/%m/%Y\t%H:%M:%S",
            10,
            "2020-01-24T13:08:35Z",
            "2020-01-29T01:08:35Z",
            (("22.2", "23.2"),),
            "°C",
            said=(CUT, "encoding read as cp1252"),
        ),
        Told(loggers=("A00000000",), interval_s=43200.0),
    ),
    "tandd/Case_1_A0000000.csv": (
        Log(
            TANDD_ROW,
            ISO,
            10,
            "2021-08-21T08:06:00Z",
            "2021-08-21T10:21:00Z",
            (("22.7", "23.0"),),
            "C",
            said=("the unit stands as '\ufffdC', its degree sign lost: read as °C",),
        ),
        Told(words=("degree sign lost",)),
    ),
    "tandd/TandD_1.csv": (
        Log(TANDD_ROW, ISO, 10, "2021-08-21T08:06:00Z", "2021-08-21T10:21:00Z", (("22.7", "23.0"),), "°C"),
        Told(words=("encoding read as cp1252",)),
    ),
    "tandd/TandD_2.csv": (
        Log(
            rf"^(?P<at>[\d-]{{10}} [\d:]{{8}}),[\d.]+,[\d.]+,[\d.]+,{NUMBER},",
            ISO,
            10,
            "2021-11-12T15:51:00Z",
            "2021-11-12T18:06:00Z",
            (("20.5", "20.6"),),
            "°C",
        ),
        Told(words=("up to 29 s apart",)),
    ),
    "testo_saveris/Saveris_Data_head.csv": (
        Log(
            rf"^(?P<at>[\d-]{{10}}T[\d:]{{8}})Z,(?P<logger>[^,]+),{NUMBER},",
            "%Y-%m-%dT%H:%M:%S",
            25,
            "2026-04-03T03:00:00Z",
            "2026-04-03T11:00:00Z",
            (("20.5", "25.7"),),
            "℃",
            loggers=7,
            repeats=7,
            answers={},
        ),
    ),
    "tinytag/TinyTag_1.csv": (
        UNIT,
        Log(
            rf"^\d+,(?P<at>[^,]+),{NUMBER},",
            ISO,
            10,
            "2021-07-26T14:26:00Z",
            "2021-07-26T18:56:00Z",
            (("20.873", "20.887"),),
            None,
            answers=IN_C,
        ),
        Told(IN_C, words=("the unit °C is stated by the caller",)),
    ),
    "tinytag/TinyTag_2.csv": (
        Log(
            rf"^\d+,(?P<at>[^,]+),{NUMBER},",
            ISO,
            10,
            "2021-09-01T08:58:00Z",
            "2021-09-01T13:28:00Z",
            (("19.9", "20.2"),),
            "°C",
            said=("the unit °C is taken from the logger's type, 'Tinytag Ultra H°C/%RH'",),
        ),
    ),
    "tomst/tomst_94184102.csv": (
        Refused(AmbiguousChannel, "3 temperature channels, expected one channel; there are 1: 'T1' [no unit]"),
        Log(
            rf"^\d+;(?P<at>[\d.]{{10}} [\d:]{{5}});4;SKIP{NUMBER};",
            "%Y.%m.%d %H:%M",
            49,
            "2020-10-16T00:00:00Z",
            "2020-10-16T12:00:00Z",
            (("9.75", "10"), ("8.875", "9.5"), ("8.25", "9.25")),
            None,
            answers={"unit": "C"},
            separator=";",
        ),
    ),
    "tomst/tomst_conflict_92201076.csv": (
        UNIT,
        Refused(ConflictingReadings, "rows 159 and 160: found 3.6875 and 3.7875 °C", {"unit": "C"}),
    ),
    "trend_bms/Trend_1.csv": (
        Log(
            rf"^(?P<at>\d\d-\w+-\d\d [\d:]+ [ap]m),{NUMBER}",
            "%d-%b-%y %I:%M:%S %p",
            10,
            "2021-09-01T00:30:00Z",
            "2021-09-01T05:00:00Z",
            (("20.5", "20.7"),),
            "°C",
            said=(CUT,),
        ),
        Told(loggers=("P0025",), interval_s=1800.0),
    ),
    "trend_bms/Trend_2.csv": (Refused(UnknownColumn, NO_TEMPERATURE),),
}


#: The families whose exports stand in each folder.
FAMILIES = {
    "berlinger_fridgetag": (fridgetag.NAME,),
    "berlinger_qtag": (qtag.NAME,),
    "elitech": (elitech.NAME,),
    "ems_brno": (ems_brno.NAME,),
    "epcis_json": (epcis.NAME,),
    "geoprecision": (fg2.NAME, gp5w.NAME),
    "hanwell": (hanwell.NAME,),
    "ibutton": (ibutton.NAME,),
    "logr": (logr.NAME,),
    "meaco": (meaco.NAME,),
    "miniclima": (miniclima.NAME,),
    "onset_hobo": (hobo.NAME,),
    "rbr": (rbr.NAME,),
    "rotronic": (rotronic.NAME,),
    "tandd": (tandd.NAME,),
    "testo_saveris": (saveris.NAME,),
    "tinytag": (tinytag.NAME,),
    "tomst": (tomst.NAME,),
    "trend_bms": (trend.NAME,),
}

#: A table that people put together.
PUT_TOGETHER = {"onset_hobo/lr_hobo2.csv"}


def files() -> list[str]:
    every = (path for path in REAL.rglob("*") if path.is_file())
    return sorted(str(path.relative_to(REAL)) for path in every if path.name != "MANIFEST.csv")


@real
def test_every_real_file_has_the_outcomes_of_the_table():
    assert sorted(TABLE) == files()
    wrong = []
    for name, outcomes in TABLE.items():
        for outcome in outcomes:
            try:
                outcome.check(REAL / name)
            except (AssertionError, AtmpError, KeyError) as error:
                wrong.append(f"{name}, {type(outcome).__name__}: {error}")
    assert not wrong, "\n".join(wrong)


@real
def test_real_files_are_recognised_by_their_own_dialect_alone():
    for name in files():
        folder = name.partition("/")[0]
        expected = () if name in PUT_TOGETHER else FAMILIES.get(folder, ())
        found = recognised_by(text_of(REAL / name))
        assert len(found) == bool(expected), name
        assert set(found) <= set(expected), name


@real
def test_the_same_readings_stand_in_several_real_files():
    hobo = ["_1_AB.csv", "_1_AB_defaults.csv", "_1_AB_classic.csv", "-positive-number-1.txt", "_1_AB_minimal.txt"]
    for channel in (1, 2):
        logs = [series(REAL / f"onset_hobo/lr_hobo{name}", channel=channel) for name in hobo]
        assert [len(log) for log in logs] == [398, 398, 399, 399, 399]
        assert len(set.intersection(*map(set, logs))) == 398
        assert max(apart(one, other) for one in logs for other in logs) <= 0.001
    names = ["_comma.csv", "_fahrenheit.csv", "_semicolon.txt", ".txt", "_minimal.csv", "_minimal_title.csv"]
    zones = [None, None, None, "UTC", "+02:00", "+02:00"]
    logs = [series(REAL / f"onset_hobo/myclim_20024354{name}", tz=tz) for name, tz in zip(names, zones, strict=True)]
    assert len(set.intersection(*map(set, logs))) == 48
    assert set(map(len, logs)) == {48, 49}
    assert max(apart(one, other) for one in logs for other in logs) < 0.001
    with_sign, without = (series(REAL / f"tandd/{name}", tz="UTC") for name in ("TandD_1.csv", "Case_1_A0000000.csv"))
    assert with_sign == without
    examples = ("gs1_SensorDataExample1.jsonld", "openepcis_ObjectEvent_with_sensorData.json")
    one, other = (series(REAL / f"epcis_json/{name}") for name in examples)
    assert one == other
