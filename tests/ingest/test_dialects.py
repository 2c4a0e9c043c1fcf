"""Each logger dialect against a made-up file of its shape, against broken ones, and against real exports."""

from timeit import repeat

import numpy as np
import pytest
from logger_kit import ELITECH, QTAG, REAL, edited
from places import MADE_UP

from atmp_logistics.core.errors import (
    AmbiguousDateOrder,
    AtmpError,
    InputError,
    MissingUnit,
    NaiveTime,
    NotATable,
    UnknownColumn,
    UnreadableNumber,
    UnreadableTime,
)
from atmp_logistics.core.instants import zone
from atmp_logistics.ingest.files.file import File, open_file
from atmp_logistics.ingest.loggers import (
    all_dialects,
    elitech,
    hobo,
    qtag,
)
from atmp_logistics.ingest.readings.read_log import read_log
from atmp_logistics.ingest.readings.read_readings import read_readings
from atmp_logistics.records.provenance import span_of
from atmp_logistics.records.site_profile import Site

HOBO, HOBO_F = MADE_UP / "hobo_made_up.csv", MADE_UP / "hobo_made_up_fahrenheit.csv"
#: The families of each folder of real exports; a folder that is not here holds tables and messages of people.


def text_of(path):
    return open_file(path).text()[0]


def read_text(text, tz="+00:00"):
    return read_log(File("log.txt", text.encode()), tz and zone(tz), Site())


def said_of(log):
    return " | ".join(log.provenance[0].assumptions)


def rows_of(log):
    return list(zip(log.time_us.tolist(), log.temperature_degC.tolist(), strict=True))


def recognised_by(text):
    return [dialect.NAME for dialect in all_dialects() if dialect.recognises(text)]


# Golden: what the made-up files hold


def test_qtag_golden():
    log = read_readings(QTAG, tz="Europe/Stockholm")
    assert (len(log), log.loggers, log.interval_s) == (30, ("TEST00042",), {"TEST00042": 300.0})
    assert span_of(log.time_us) == ("2031-03-04T05:12:00Z", "2031-03-04T07:37:00Z")
    assert (log.temperature_degC.min(), log.temperature_degC.max()) == (0.7, 10.2)
    assert log.provenance[0].dialect == "Berlinger Q-tag"
    assert log.provenance[0].assumptions == (
        "times are the logger's own clock; its 'Zone: 0.00' is not taken for an offset from UTC",
        "the file states no unit: this family writes °C",
        "dates read as %Y-%m-%d %H:%M: the format's own order; local times read in Europe/Stockholm",
    )


def test_qtag_details():
    details = dict(read_readings(QTAG, tz="+01:00").provenance[0].details)
    high, low = details.pop("alarms")
    assert details == {
        "model": "Q-tag CLm doc LR",
        "serial": "TEST00042",
        "firmware": "9.9.99x",
        "start": "2031-03-04 06:12",
        "stop": "2031-03-04 08:41",
        "mkt_activation_energy_kJ_per_mol": 83.0,
        "mean_degC": 5.2,
        "mkt_degC": 5.6,
        "lowest_degC": 0.6,
        "highest_degC": 10.4,
        "readings_out_of_limits": 9,
        "signature": "fits the text, by the key in the file",
    }
    assert high == {
        "type": 2,
        "limit_degC": 8.0,
        "delay_min": 10,
        "starts": [
            {
                "start": "2031-03-04 08:01",
                "minutes": 24,
                "triggered_at": "2031-03-04 08:11",
                "end": "2031-03-04 08:25",
                "extreme_degC": 10.4,
            }
        ],
    }
    assert (low["type"], low["limit_degC"], low["delay_min"]) == (3, 2.0, 15)
    assert (low["starts"][0]["end"], low["starts"][0]["extreme_degC"]) == (None, None)


def test_hobo_golden():
    log = read_readings(HOBO)
    assert (len(log), log.loggers, log.interval_s) == (12, ("90000017",), {})
    assert span_of(log.time_us) == ("2031-03-30T00:00:00Z", "2031-03-30T02:45:00Z"), (
        "the offset holds over the DST night"
    )
    assert (log.temperature_degC.min(), log.temperature_degC.max()) == (4.331, 9.127)
    sensors = "LGR S/N: 90000017, SEN S/N: 900000"
    left_out = f"'RH, % ({sensors}19)', 'DewPt, °C ({sensors}18)'"
    order = "dates read as %m/%d/%y %H:%M:%S: the only order in which every row is a date"
    assert log.provenance[0].assumptions == (
        "3 rows are status marks (Host Connected, Stopped, End Of File), not readings",
        f"columns that are no temperature of the product are left out: {left_out}",
        f"{order}; the file states the fixed offset +01:00",
    )
    assert log.provenance[0].details == {
        "plot_title": "Made up 3",
        "serial": "90000017",
        "sensor_serial": "90000018",
        "label": "Shelf 3",
        "status_marks": {"Coupler Detached": 1, "Host Connected": 1, "Stopped": 1, "End Of File": 1},
    }


def test_hobo_in_fahrenheit_and_another_zone_holds_the_same_readings():
    one, other = read_readings(HOBO), read_readings(HOBO_F)
    assert one.time_us.tolist() == other.time_us.tolist()
    assert np.abs(one.temperature_degC - other.temperature_degC).max() < 0.001
    assert "%m/%d/%y %I:%M:%S %p" in said_of(other)
    assert other.provenance[0].details["plot_title"] == ""


def test_elitech_golden():
    log = read_readings(ELITECH)
    assert (len(log), log.loggers, log.interval_s) == (12, ("EFI000000001",), {"EFI000000001": 300.0})
    assert span_of(log.time_us) == ("2031-05-06T10:08:09Z", "2031-05-06T11:03:09Z")
    assert (log.temperature_degC.min(), log.temperature_degC.max()) == (1.7, 4.1)
    assert log.provenance[0].assumptions == (
        "dates read as %Y-%m-%d %H:%M:%S: the format's own order; the file states the fixed offset -03:00",
    )
    assert log.provenance[0].details == {
        "model": "RC-5+",
        "serial": "EFI000000001",
        "sensor": "Temperature(Internal)",
        "firmware": "V0,1",
        "first_reading": "2031-05-06 07:08:09",
        "last_reading": "2031-05-06 08:03:09",
        "readings_declared": 12,
        "highest_degC": 4.1,
        "lowest_degC": 1.7,
        "mean_degC": 2.8,
        "mkt_degC": 2.8,
    }


# What is said and not refused


def test_qtag_missing_readings_stay_as_missing():
    log = read_text(edited(QTAG, "\t0.7\tx", "\t--.-"))
    assert (len(log), int(np.isnan(log.temperature_degC).sum())) == (30, 1)
    assert "temperatures missing: 1" in said_of(log)


def test_qtag_states_its_unit():
    log = read_text(edited(QTAG, " Zone: 0.00", " Zone: 0.00\n Temp unit: F"))
    assert log.temperature_degC.max() == pytest.approx((10.2 - 32) / 1.8, abs=1e-6)
    assert "states no unit" not in said_of(log)
    assert log.provenance[0].details["highest_degC"] == pytest.approx((10.4 - 32) / 1.8, abs=1e-6)


def test_qtag_says_how_many_readings_were_due():
    log = read_text(edited(QTAG, "\t2031-03-04 07:02\t0.7\tx\r\n", ""))
    assert "from start to stop 30 readings were due and the file holds 29" in said_of(log)
    log = read_text(edited(QTAG, "TS Stop: 2031-03-04 08:41", "TS Stop:"))
    assert "the file states no stop" in said_of(log)


def test_qtag_says_that_it_was_changed():
    log = read_text(edited(QTAG, "\t0.7\tx", "\t2.7\tx"))
    assert "the signature at the end does not fit the text: the file was changed after the logger wrote it" in said_of(
        log
    )
    assert log.provenance[0].details["signature"] == "does not fit the text"
    key = text_of(QTAG).partition("Public Key: ")[2][:128]
    assert "is of another form than is known" in said_of(read_text(edited(QTAG, key, key[:64])))


def test_qtag_without_a_reading():
    lines = text_of(QTAG).splitlines()
    log = read_text("\n".join(line for line in lines if not line.startswith("\t2031")))
    assert len(log) == 0
    assert "the file holds no reading" in said_of(log)


def test_qtag_user_text_is_no_key():
    log = read_text(edited(QTAG, "box 7, T AL: 99.0", "box 7, Logging Interval: 600, Serial: 1"))
    assert log.interval_s == {"TEST00042": 300.0}


def test_hobo_reads_its_other_headings():
    rows = "21.04.2031 22:00:00,4.1\n21.04.2031 22:15:00,4.2\n"
    log = read_text(f"Date Time,Temp (°C)  #777\n{rows}", "Europe/Stockholm")
    assert (log.loggers, span_of(log.time_us)) == (("777",), ("2031-04-21T20:00:00Z", "2031-04-21T20:15:00Z"))
    assert "states no offset from UTC" in said_of(log)
    apart = '"#","Date","Time, GMT-07:00","Temp, °F (LGR S/N: 5)"\n1,04/21/31,01:00:00 PM,41.0\n'
    assert span_of(read_text(apart).time_us) == ("2031-04-21T20:00:00Z", "2031-04-21T20:00:00Z")
    assert read_text("Date Time,Temp (°C) c:1\n21.04.2031 22:00:00.0,4.1\n").loggers == ("",)


def test_hobo_keeps_a_row_without_temperature_that_is_no_mark():
    log = read_text(edited(HOBO, "8.346,63.800,0.146", ",,"))
    assert (len(log), int(np.isnan(log.temperature_degC).sum())) == (12, 1)
    log = read_text(edited(HOBO, "8.346,63.800,0.146,,", ",63.800,,Logged,"))
    assert (len(log), int(np.isnan(log.temperature_degC).sum())) == (12, 1), "a measurement beside its mark"


def test_hobo_without_a_reading():
    lines = text_of(HOBO).splitlines()
    log = read_text("\n".join([*lines[:2], lines[-1]]))
    assert len(log) == 0
    assert "1 row is a status mark (End Of File), not a reading" in said_of(log)
    assert "the file holds no reading" in said_of(log)
    assert len(read_text("\n".join(lines[:2]))) == 0


def test_hobo_says_what_was_taken_out():
    lines = text_of(HOBO).splitlines(keepends=True)
    assert "do not count on by one" in said_of(read_text("".join(lines[:6] + lines[7:])))
    assert "no row is marked End Of File" in said_of(read_text("".join(lines[:-1])))


def test_elitech_says_that_it_was_cut():
    lines = text_of(ELITECH).splitlines(keepends=True)
    cut = "the report declares 12 readings and holds 9: the file was cut or filtered"
    assert cut in said_of(read_text("".join(lines[:-3])))
    other_end = edited(ELITECH, "Last Reading,2031-05-06 08:03:09", "Last Reading,2031-05-06 09:03:09")
    assert "names '2031-05-06 09:03:09' as its last reading" in said_of(read_text(other_end))
    uncounted = edited(ELITECH, "Current Readings,12", ",")
    assert "does not say how many readings" in said_of(read_text(uncounted))


def test_elitech_without_a_zone_or_a_reading():
    no_zone = edited(ELITECH, "Time Zone,UTC -03:00", ",")
    assert "states no time zone" in said_of(read_text(no_zone))
    with pytest.raises(NaiveTime):
        read_text(no_zone, None)
    empty = read_text(text_of(ELITECH).partition("\n1,2031")[0] + "\n")
    assert len(empty) == 0
    assert "the file holds no reading" in said_of(empty)


def test_elitech_leaves_humidity_out_and_says_so():
    text = edited(ELITECH, "Temperature°C,", "Temperature°C,Humidity%RH").replace(".4,,", ".4,55.0,")
    assert "'Humidity%RH' is no temperature" in said_of(read_text(text))


def test_elitech_in_fahrenheit():
    log = read_text(edited(ELITECH, "Temperature°C", "Temperature°F"))
    assert log.temperature_degC.max() == pytest.approx((4.1 - 32) / 1.8, abs=1e-6)


# What is refused, and in which words

HOBO_ONE = '"Date Time, GMT+02:00","Temp, °C (LGR S/N: 1)"'
HOBO_BARE = f"{HOBO_ONE}\n04/21/31 10:00:00,20865\n04/21/31 10:15:00,-410\n"
QTAG_FIRST, ELITECH_FIRST = "\t2031-03-04 06:12\t5.1\t\r\n", "2031-05-06 07:08:09,3.4"
REFUSED = [
    (edited(QTAG, "\r\nSig: ", "\r\n"), InputError, "the file was cut or edited"),
    (text_of(QTAG).rstrip()[:-6], InputError, "the signature block at the end is missing"),
    (text_of(QTAG).partition("Cert:")[0], InputError, "the signature block at the end is missing"),
    (text_of(QTAG).partition("Data:")[0], InputError, "daily extremes are no readings"),
    (edited(QTAG, "\tT\tOut", "\tF\tOut"), InputError, "the headings"),
    (edited(QTAG, QTAG_FIRST, ""), InputError, "'2031-03-04 06:12', the header's TS Start"),
    (edited(QTAG, "08:41", "07:50"), InputError, "10 readings after the header's TS Stop"),
    (edited(QTAG, "Interval: 5", "Interval: 5 min"), InputError, "a number of minutes"),
    (edited(QTAG, "\t4.8\t", "\t4.8\ty"), InputError, "at most an 'x'"),
    (edited(QTAG, "\t4.8\t", "\t4.8 4.9 \t\t"), InputError, "at most an 'x'"),
    (edited(QTAG, "\t4.8\t", "\t4,8\t"), UnreadableNumber, "'4,8'"),
    (edited(QTAG, "03-04 06:22", "02-30 06:22"), UnreadableTime, "row 49"),
    (edited(ELITECH, ELITECH_FIRST, "2031-05-06 07:08:10,3.4"), InputError, "the report's First Reading"),
    (edited(ELITECH, "No.,Time,", "No.;Time;"), InputError, "a temperature with its unit"),
    (edited(ELITECH, "No.,Time", "No.,Zeit"), InputError, "without headings"),
    (edited(ELITECH, "Temperature°C", "Temperature"), MissingUnit, "no unit"),
    (edited(ELITECH, "Temperature°C", "Temperature*C"), MissingUnit, "a temperature with its unit"),
    (edited(ELITECH, "Temperature°C,", "Temperature°C,Temperature°C"), InputError, "2 temperature channels"),
    (edited(ELITECH, "Temperature°C,", "Temperature°C,Door"), UnknownColumn, "the column 'Door'"),
    (edited(ELITECH, "Temperature°C", "Humidity%RH"), UnknownColumn, "no temperature column"),
    (edited(ELITECH, ",3.3,,", ",3,3,"), NotATable, "decimal commas add cells"),
    (edited(ELITECH, ",3.3,", ',"3,3",'), UnreadableNumber, "'3,3'"),
    (edited(ELITECH, "0:5:0", "5min"), InputError, "hours:minutes:seconds"),
    (edited(ELITECH, "UTC -03:00", "Brasilia"), InputError, "an offset such as UTC +02:00"),
    (edited(ELITECH, "Readings,12", "Readings,12k"), InputError, "a number"),
    (edited(ELITECH, '"V0,1"', '"V0,1'), NotATable, "no CSV"),
    (edited(HOBO, '","', '";"'), NotATable, "1 cells under 9 headings"),
    (edited(HOBO, '","', '"\t"'), NotATable, "1 cells under 9 headings"),
    ("Details\nSeries: Temp, °C\n\tDevices\n", InputError, "no readings"),
    ("#,Date-Time (CEST),Ch:1 - Temperature   (°C)\n1,10/21/2031 13:17:23,17,97\n", NotATable, "4 cells"),
    (edited(HOBO, "Time, GMT+01:00", "Time, CEST"), InputError, "'Date Time, CEST'"),
    (edited(HOBO, "RH, %", "Temp, °C"), InputError, "2 temperature channels"),
    (edited(HOBO, "Temp, °C", "DewPt, °C"), UnknownColumn, "no temperature column"),
    (edited(HOBO, "Temp, °C", "Max: Temp, °C"), UnknownColumn, "not a statistic"),
    (edited(HOBO, "Temp, °C", "Temp"), MissingUnit, "no unit"),
    (edited(HOBO, "Temp, °C", "Temp, *C"), MissingUnit, "a temperature with its unit"),
    (edited(HOBO, "RH, %", "RH"), UnknownColumn, "nothing but 'Logged'"),
    (edited(HOBO, "3.679,Logged", "3.679,97"), UnknownColumn, "nothing but 'Logged'"),
    (edited(HOBO, "4.474,55.000", "4,474,55,000"), InputError, "11 cells under 9 headings, and 1 such rows"),
    (edited(HOBO, "4.474", '"4,474"'), UnreadableNumber, "'4,474', a comma"),
    (edited(HOBO, "4.474", "(4.474)"), UnreadableNumber, "(4.474)"),
    (edited(HOBO, "4.474", "4.474-"), UnreadableNumber, "4.474-"),
    (edited(HOBO, '"RH, %', '"R"H, %'), NotATable, "no CSV"),
    (HOBO_BARE, UnreadableNumber, "no decimal sign in any row"),
    (f"{HOBO_ONE}\n04/05/31 10:00:00,4.1\n04/05/31 10:15:00,4.2\n", AmbiguousDateOrder, "2031-04-05"),
    (f"{HOBO_ONE}\nyesterday,4.1\n", UnreadableTime, "'yesterday'"),
    (f"{HOBO_ONE}\n,4.1\n", UnreadableTime, "a date and a time of day"),
    (f"{HOBO_ONE}\n04/21/31 10:00:00,4.1\n04/21/31 10:15,4.2\n", UnreadableTime, "row 3"),
]


@pytest.mark.parametrize(("text", "error", "words"), REFUSED, ids=[str(i) for i in range(len(REFUSED))])
def test_refused(text, error, words):
    assert len(recognised_by(text)) == 1, "it must be refused for what it is"
    with pytest.raises(error) as refusal:
        read_text(text)
    assert words in str(refusal.value)
    assert all(fault.where and fault.found and fault.expected and fault.fix for fault in refusal.value.faults)


@pytest.mark.parametrize("path", [QTAG, HOBO, HOBO_F])
def test_a_local_clock_needs_a_zone(path):
    text = text_of(path).replace(", GMT+01:00", "").replace(", GMT-05:00", "")
    with pytest.raises(NaiveTime):
        read_text(text, None)


# No cut and no lost line may end in a traceback, or read as more than is there


@pytest.mark.parametrize("path", [QTAG, HOBO, HOBO_F, ELITECH], ids=lambda path: path.name)
def test_a_cut_file_is_refused_or_holds_fewer_readings(path):
    text = text_of(path)
    whole = rows_of(read_text(text))
    read = set()
    for end in range(len(text.rstrip())):
        try:
            rows = rows_of(read_text(text[:end]))
        except AtmpError:
            continue
        rows = [row for row in rows if not np.isnan(row[1])]  # a mark can be cut off
        read.add(len(rows))
        assert rows == whole[: len(rows)]
    assert read >= (set() if path == QTAG else set(range(len(whole))))
    assert path != QTAG or not read


@pytest.mark.parametrize("path", [QTAG, HOBO, HOBO_F, ELITECH], ids=lambda path: path.name)
def test_a_lost_line_never_adds_or_changes_a_reading(path):
    lines = text_of(path).splitlines(keepends=True)
    whole = set(read_text("".join(lines)).temperature_degC)
    for i in range(len(lines)):
        try:
            log = read_text("".join(lines[:i] + lines[i + 1 :]))
        except AtmpError:
            continue
        assert set(log.temperature_degC) <= whole


# Recognition


def test_each_made_up_file_is_its_own_dialects():
    paths = (QTAG, HOBO, HOBO_F, ELITECH)
    names = (qtag.NAME, hobo.NAME, hobo.NAME, elitech.NAME)
    assert [recognised_by(text_of(path)) for path in paths] == [[name] for name in names]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "time,temperature\n2031-01-01T00:00Z,4.0\n",
        "time,temperature [°C]\n",
        "Date Time,Temp\n",
        "Date,Time,cm_0\n",
        '"#","Date Time","Temp"\n',
        "Data Report\n",
        "Details\nSeries: 4\n",
        "Plot Title: made up\ntime,temperature\n",
    ],
)
def test_nothing_else_is_recognised(text):
    assert recognised_by(text) == []


#: The headings of a plain table, and 5 MB of its rows.
CANONICAL = "time,temperature [°C]\n" + "2031-03-04T18:00:00Z,4.25\n" * 200_000


@pytest.mark.parametrize("text", [CANONICAL, *map(text_of, sorted(MADE_UP.iterdir()))])
def test_the_beginning_of_a_file_is_enough_to_recognise_it(text):
    assert recognised_by(text[:8192]) == recognised_by(text)


@pytest.mark.bench
def test_recognising_costs_less_than_five_milliseconds():
    largest = max(REAL.glob("*/*"), key=lambda path: path.stat().st_size, default=QTAG)
    for text in (CANONICAL, text_of(largest), "a" * 5_000_000, ";" * 5_000_000, "\n" * 5_000_000):
        assert min(repeat(lambda text=text: recognised_by(text), number=1, repeat=7)) < 5e-3
