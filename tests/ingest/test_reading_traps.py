"""Twenty traps that real logger files set, each with a made-up sample, and on the real file where one shows it.

In each of them a reader that guesses reads something: another day, another size, another zone, half of the readings.
"""

import io
import json
import re
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
import xlwt
from logger_kit import REAL
from places import MADE_UP, real

from atmp_logistics import Verdict, assess
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.core.errors import (
    AmbiguousDateOrder,
    AmbiguousLocalTime,
    ConflictingReadings,
    InputError,
    MissingUnit,
    NonexistentLocalTime,
    NoReadings,
    NotATable,
    TimesOutOfOrder,
    UnreadableNumber,
    UnreadableTime,
)
from atmp_logistics.ingest import read_events, read_readings
from atmp_logistics.ingest.files.file import open_file
from atmp_logistics.ingest.readings.read_summary import read_summary
from atmp_logistics.records.provenance import span_of
from atmp_logistics.records.site_profile import Site

STORE = "[[storage]]\ncode='transit'\nfrom='transport_start'\nuntil='transport_end'\nlower='2 degC'\nupper='8 degC'"


@pytest.fixture
def read(tmp_path):
    def run(text, name="log.txt", **answers):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_readings(path, **answers)

    return run


def made_up(name):
    return open_file(MADE_UP / name).text()[0]


def edited(name, old, new):
    text = made_up(name)
    assert old in text
    return text.replace(old, new)


def series(log):
    return dict(zip(log.time_us.tolist(), log.temperature_degC.tolist(), strict=True))


def said_of(log):
    return " | ".join(log.provenance[0].assumptions)


def missing(log):
    return int(np.isnan(log.temperature_degC).sum())


def apart(one, other):
    assert one.keys() == other.keys()
    return max(abs(one[at] - other[at]) for at in one)


#: A night in March 2031 that has no other reading than the day it is: twelve readings, hourly, over midnight.
NIGHT = [(datetime(2031, 3, 4, 18) + timedelta(hours=i), 4.25 + (i * 7 % 5) / 8) for i in range(12)]


def hobo(form, *, unit="C", separator=",", decimal=".", readings=NIGHT):
    """Write readings as HOBOware would with these settings."""
    rows = ["Date Time, GMT+01:00".join('""'), f'"Temp, °{unit} (LGR S/N: 90000099)"']
    lines = [separator.join(rows)]
    for at, value in readings:
        number = f"{value * 1.8 + 32 if unit == 'F' else value:.3f}".replace(".", decimal)
        lines.append(separator.join([at.strftime(form), number]))
    return "\n".join(lines) + "\n"


# 1 to 3: the order of day, month and year

ORDERS = ("%m/%d/%y %H:%M:%S", "%y/%m/%d %H:%M:%S", "%d-%m-%y %H:%M:%S")


def test_trap_01_one_series_in_three_orders_of_dates(read):
    texts = [hobo(ORDERS[0]), hobo(ORDERS[1], unit="F", separator=";"), hobo(ORDERS[2], separator=";", decimal=",")]
    logs = [series(read(text)) for text in texts]
    assert len(logs[0]) == 12
    assert max(apart(logs[0], other) for other in logs) <= 0.001
    assert span_of(np.array(list(logs[0])))[0] == "2031-03-04T17:00:00Z"


def test_trap_02_an_order_that_only_the_header_proves(read):
    text = made_up("ibutton_made_up.txt")
    assert "the header names the first reading's time" in said_of(read(text, tz="+01:00"))
    rows = re.sub(r"0[56]/03/31", "05/03/31", text.partition("\n06/03")[0])
    without = rows.replace("Mission Samples:  8", "Mission Samples:  9")
    with pytest.raises(AmbiguousDateOrder, match="2031-05-03"):
        read(without, tz="+01:00")
    assert span_of(read(without, tz="+01:00", date_order="dmy").time_us)[0] == "2031-03-05T21:30:00Z"
    with pytest.raises(AmbiguousDateOrder, match="as the file proves"):
        read(text, tz="+01:00", date_order="mdy")


def test_trap_03_an_order_that_only_the_interval_proves(read):
    log = read(hobo(ORDERS[0]))
    assert "only this order keeps the readings' interval over midnight" in said_of(log)
    one_day = hobo(ORDERS[0], readings=NIGHT[:6])
    with pytest.raises(AmbiguousDateOrder, match=r"2031-03-04 \(mdy\) or 2031-04-03 \(dmy\)"):
        read(one_day)
    days = {order: span_of(read(one_day, date_order=order).time_us)[0][:10] for order in ("mdy", "dmy")}
    assert days == {"mdy": "2031-03-04", "dmy": "2031-04-03"}


# 4 to 7: decimal signs and units


def test_trap_04_no_decimal_sign_at_all(read):
    with pytest.raises(UnreadableNumber, match="'4250', and no decimal sign in any row"):
        read(hobo(ORDERS[0]).replace("4.", "4"))
    with pytest.raises(UnreadableNumber, match=re.escape("'(4.250)', a negative number in parentheses")):
        read(hobo(ORDERS[0]).replace("4.250", "(4.250)"))


def test_trap_05_decimal_commas_between_commas(read):
    with pytest.raises(NotATable, match="3 cells under 2 headings, and 12 such rows"):
        read(hobo(ORDERS[0], decimal=","))
    with pytest.raises(NotATable, match="cells under 7 headings"):
        read(re.sub(r"(?<=\d)\.(?=\d)", ",", made_up("hobo_made_up_connect.csv")), tz="+02:00")
    with pytest.raises(NotATable, match="3 cells under 2 headings"):
        read("time,temperature [°C]\n2031-03-04T18:00Z,4,25\n")


def test_trap_06_a_comma_in_one_file_and_a_point_in_another(read):
    comma, point = (hobo(ORDERS[0], separator=";", decimal=sign) for sign in ",.")
    assert series(read(comma)) == series(read(point))
    with pytest.raises(UnreadableNumber, match="a comma where the rest has points"):
        read(point.replace("4.375", "4,375", 1))
    brno = made_up("ems_brno_made_up.csv")
    assert series(read(brno, tz="UTC")).keys() == series(read(brno.replace(",", "."), tz="UTC")).keys()
    with pytest.raises(UnreadableNumber):
        read(brno.replace("4,79", "4.79"), tz="UTC")


def test_trap_07_fahrenheit_and_celsius_of_one_logger_in_two_zones():
    one, other = (read_readings(MADE_UP / f"hobo_made_up{kind}.csv") for kind in ("", "_fahrenheit"))
    assert apart(series(one), series(other)) < 0.001


# 8 to 12: what is no reading, and files that are not what they seem


def judged(log):
    rows = [("T1", "transport_start", "2031-03-30T00:00Z"), ("T1", "transport_end", "2031-03-30T02:45Z")]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]))
    return assess(events, log, sandbox_product(STORE)).verdict


def test_trap_08_rows_with_a_time_and_no_temperature_and_a_file_without_a_reading(read):
    whole = read_readings(MADE_UP / "hobo_made_up.csv")
    assert (len(whole), missing(whole)) == (12, 0)
    assert "3 rows are status marks (Host Connected, Stopped, End Of File), not readings" in said_of(whole)
    lines = made_up("hobo_made_up.csv").splitlines(keepends=True)
    empty = read("".join([*lines[:2], lines[-1]]))
    assert len(empty) == 0
    assert "the file holds no reading" in said_of(empty)
    assert judged(whole) is Verdict.DEVIATES
    assert judged(empty) is Verdict.INDETERMINATE


def test_trap_09_a_block_of_details_as_the_last_column_and_alone(read):
    log = read_readings(MADE_UP / "hobo_made_up_classic.txt", channel=1)
    assert (len(log), log.temperature_degC.min(), log.temperature_degC.max()) == (12, -1.784, 4.112)
    assert log.provenance[0].details["readings_declared"] == 12
    with pytest.raises(InputError, match="the details of a HOBO logger and no readings"):
        read("Details\nSeries: Temp, °C\n\tDevices\n\t\tSamples: 17,005\n")


def test_trap_10_degree_signs_of_one_byte_lost_and_in_one_letter_with_the_unit(read):
    text = made_up("tandd_made_up.csv")
    logs = [
        read(text.encode("cp1252"), tz="UTC"),
        read(text.replace("°", "\ufffd"), tz="UTC"),
        read(text.replace("°", "∞"), tz="UTC"),
    ]
    assert len({tuple(series(log).items()) for log in logs}) == 1
    assert ["degree sign lost" in said_of(log) for log in logs] == [False, True, True]
    assert missing(read_readings(MADE_UP / "saveris_made_up.csv")) == 0, "its heading is ℃ alone"
    with pytest.raises(MissingUnit, match="found the unit '\ufffdC'"):
        read("time,temperature [\ufffdC]\n2031-03-04T18:00Z,4.25\n")


def test_trap_11_names_that_say_another_format(read):
    tab = made_up("rotronic_made_up_tab.txt")
    assert series(read(tab, "log.xls", tz="UTC", date_order="dmy")) == series(read(tab, tz="UTC", date_order="dmy"))
    book = xlwt.Workbook()
    sheet = book.add_sheet("List")
    for i, row in enumerate([("time", "temperature [°C]"), ("2031-03-04T18:00Z", 4.25)]):
        for j, cell in enumerate(row):
            sheet.write(i, j, cell)
    data = io.BytesIO()
    book.save(data)
    assert list(series(read(data.getvalue(), "log.csv")).values()) == [4.25]
    assert list(series(read("time\ttemperature [°C]\n2031-03-04T18:00Z\t4.25\n", "log.xlsx")).values()) == [4.25]


def test_trap_12_a_file_without_a_series():
    path = MADE_UP / "fridgetag_made_up.txt"
    with pytest.raises(NoReadings, match="4 days' lowest and highest, no readings: between them nobody knows"):
        read_readings(path, tz="UTC")
    days = read_summary(path)
    assert days.frame["begins"].dt.strftime("%d").tolist() == ["01", "02", "03", "04"]
    said = " | ".join(days.provenance[0].assumptions)
    assert "newest first throughout: read from the end" in said
    assert "the newest day, 2031-03-04, ends with the report at 09:26: it is no whole day" in said


# 13 to 17: what a logger writes that it did not measure, and its clock


def test_trap_13_words_and_numbers_that_are_no_reading(read):
    canonical = "time,temperature [°C]\n2031-03-04T18:00Z,4.25\n2031-03-04T19:00Z,{}\n"
    for cell in ("", "--.-", "---", "NA", "n/a", "NC", "-11111", "850", "-250", "537.327", "9999"):
        log = read(canonical.format(cell))
        assert (len(log), missing(log)) == (2, 1), cell
        assert "missing" in said_of(log)
    assert missing(read(edited("qtag_made_up.txt", "\t0.7\tx", "\t--.-"), tz="UTC")) == 1
    assert missing(read_readings(MADE_UP / "ems_brno_made_up.csv", tz="UTC")) == 1
    assert missing(read_readings(MADE_UP / "tomst_made_up.txt", unit="C", channel="T2")) == 2
    open_circuit = read_readings(MADE_UP / "rbr_made_up.txt", tz="UTC", channel=1)
    assert missing(open_circuit) == said_of(open_circuit).count("the circuit is open, no reading: 1")
    with pytest.raises(UnreadableNumber):
        read(canonical.format("err"))


def local(start, hours, step=1):
    times = [start + timedelta(hours=i) for i in range(0, hours, step)]
    return "time,temperature [°C]\n" + "".join(f"{at:%Y-%m-%d %H:%M},{4 + i % 3}.0\n" for i, at in enumerate(times))


def test_trap_14_a_clock_that_never_moves_across_a_change_of_the_zones(read):
    autumn, spring = local(datetime(2031, 10, 25, 20), 12), local(datetime(2031, 3, 29, 20), 12)
    with pytest.raises(AmbiguousLocalTime):
        read(autumn, tz="Europe/Stockholm")
    with pytest.raises(NonexistentLocalTime):
        read(spring, tz="Europe/Stockholm")
    for text in (autumn, spring):
        steps = set(np.diff(read(text, tz="+01:00").time_us))
        assert steps == {3600e6}
    every_third = local(datetime(2031, 10, 25, 19), 24, step=4)
    with pytest.raises(AmbiguousLocalTime, match="did not move"):
        read(every_third, tz="Europe/Stockholm")
    over_night = [(datetime(2031, 10, 25, 20) + timedelta(hours=i), 4.25) for i in range(12)]
    assert set(np.diff(read(hobo(ORDERS[1], readings=over_night)).time_us)) == {3600e6}, "the heading has the offset"


def test_trap_15_a_clock_that_was_reset(read):
    before, after = local(datetime(2031, 3, 4, 8), 6), local(datetime(2013, 1, 1), 5).partition("\n")[2]
    with pytest.raises(TimesOutOfOrder, match="2013-01-01T00:00:00Z after 2031-03-04T13:00:00Z"):
        read(before + after, tz="UTC")
    log = read(before + after, tz="UTC", on_clock_jump="split")
    assert (len(log), len(log.loggers)) == (11, 2)
    assert "steps back at row 8" in said_of(log)
    back = local(datetime(2031, 3, 4, 12), 3).partition("\n")[2]
    with pytest.raises(TimesOutOfOrder, match=r"2031-03-04T12:00:00Z after 2031-03-04T13:00:00Z"):
        read(before + back, tz="UTC")


def test_trap_16_an_alarm_beyond_every_logged_reading(read):
    log = read_readings(MADE_UP / "qtag_made_up.txt", tz="UTC")
    details = log.provenance[0].details
    assert (details["highest_degC"], log.temperature_degC.max()) == (10.4, 10.2)
    assert details["alarms"][0]["starts"][0]["extreme_degC"] == 10.4
    assert "disagrees" not in said_of(log), "a device that measures more often than it logs sees more"
    lower = read(edited("qtag_made_up.txt", "Max T: 10.4", "Max T: 9.4"), tz="UTC")
    assert "it prints 9.4 °C as its highest, its readings give 10.2 °C" in said_of(lower)


def test_trap_17_printed_means_are_cut_and_not_rounded(read):
    text = made_up("qtag_made_up.txt")
    log = read(text, tz="UTC")
    mean = float(log.temperature_degC.mean())
    cut = np.floor(10 * mean) / 10
    assert "disagrees" not in said_of(read(text.replace("Avrg T: 5.2", f"Avrg T: {cut:.1f}"), tz="UTC"))
    wrong = read(text.replace("Avrg T: 5.2", f"Avrg T: {cut + 0.3:.1f}"), tz="UTC")
    assert "as its mean" in said_of(wrong)


# 18 to 20: tables and messages


def test_trap_18_event_logs_with_several_offsets_an_index_and_intervals(tmp_path):
    mixed = tmp_path / "mixed.csv"
    mixed.write_text(
        ",case:concept:name,concept:name,time:timestamp\n"
        "0,T1,thaw_start,2031-10-26 01:30:00+02:00\n"
        "1,T1,thaw_end,2031-10-26 02:10:00+01:00\n",
        "utf-8",
    )
    log = read_events(mixed)
    assert [log.provenance.first, log.provenance.last] == ["2031-10-25T23:30:00Z", "2031-10-26T01:10:00Z"]
    assert any("counts the rows: left out" in note for note in log.provenance.assumptions)
    intervals = tmp_path / "intervals.csv"
    intervals.write_text("therapy_id,event,start,complete\nT1,thaw,2031-03-04T10:00Z,2031-03-04T10:12Z\n", "utf-8")
    assert read_events(intervals).table["event"].tolist() == ["thaw_start", "thaw_end"]


def test_trap_19_stale_repeats_and_sensors_out_of_order_in_one_long_table(read):
    log = read_readings(MADE_UP / "saveris_made_up.csv")
    assert set(log.loggers) == {"Freezer 1", "Fridge 2"}
    assert "readings that stand twice with the same value: 1, read once" in said_of(log)
    for code in range(2):
        assert (np.diff(log.time_us[log.logger == code]) > 0).all()
    other = edited("saveris_made_up.csv", "04:00:00Z,Fridge 2,4.8,40.5\n2031-10-11T04:00:00Z,Freezer", "\0")
    text = other.replace("\0", "04:00:00Z,Fridge 2,4.7,40.5\n2031-10-11T04:00:00Z,Freezer")
    with pytest.raises(ConflictingReadings, match=r"4\.7 and 4\.8 °C"):
        read(text)


def test_trap_20_lines_between_rows_lost_cells_units_in_cells_rows_of_units_commas_in_dates(read):
    fg2 = read_readings(MADE_UP / "fg2_made_up.txt", tz="UTC", channel=1)
    assert (len(fg2), missing(fg2)) == (6, 1)
    assert "lines in angle brackets between the rows (TIME) are not readings: 1" in said_of(fg2)
    assert len(read_readings(MADE_UP / "gp5w_made_up.txt", tz="UTC", channel=1)) == 6
    with pytest.raises(NotATable, match="all of the housekeeping or none"):
        read(edited("gp5w_made_up.txt", "3.61,21.5", "3.61"), tz="UTC", channel=1)
    in_cells = read_readings(MADE_UP / "tinytag_made_up.csv", tz="UTC")
    assert in_cells.temperature_degC[:3].tolist() == [4.1, 4.3, 5.0]
    with pytest.raises(MissingUnit, match="one unit in every cell"):
        read(edited("tinytag_made_up.csv", "4.3 °C", "4.3 °F"), tz="UTC")
    assert len(read_readings(MADE_UP / "tandd_made_up.csv", tz="UTC")) == 5, "three rows of headings, one of units"
    assert len(read_readings(MADE_UP / "miniclima_made_up.csv", tz="UTC")) == 4, "a comma inside the date"
    document = json.loads(made_up("epcis_made_up.json"))
    document["epcisBody"]["eventList"][0]["eventTime"] = "22-07-2031"
    with pytest.raises(UnreadableTime, match=re.escape("$.epcisBody.eventList[0].eventTime: found '22-07-2031'")):
        read(json.dumps(document))


# The same traps on the real files, each a function; one test asks them all


def trap_01_on_real_files():
    names = ("lr_hobo_1_AB_classic.csv", "lr_hobo-positive-number-1.txt", "lr_hobo_1_AB_minimal.txt")
    logs = [read_readings(REAL / "onset_hobo" / name, channel=1) for name in names]
    assert {span_of(log.time_us)[0] for log in logs} == {"2010-08-18T21:00:00Z"}
    assert max(apart(series(logs[0]), series(log)) for log in logs) <= 0.001


def trap_02_on_real_files():
    log = read_readings(REAL / "ibutton" / "ibuttonr_10a.csv", tz="+08:00")
    assert span_of(log.time_us) == ("2012-10-11T04:11:00Z", "2012-12-15T20:11:00Z")


def trap_04_on_real_files():
    with pytest.raises(UnreadableNumber, match="'20865', and no decimal sign in any row"):
        read_readings(REAL / "onset_hobo" / "lr_hobo_1_AB_var3.csv")


def trap_05_on_real_files():
    with pytest.raises(NotATable, match="10 cells under 7 headings, and 57 such rows"):
        read_readings(REAL / "onset_hobo" / "user_21498648.csv")


def trap_06_on_real_files():
    point = read_readings(REAL / "onset_hobo" / "myclim_20024354.txt", tz="UTC")
    comma = read_readings(REAL / "ems_brno" / "00_2025_11_05.csv", tz="UTC")
    assert (point.temperature_degC[0], comma.temperature_degC[0]) == (18.771, 20.9963)
    assert "decimal comma throughout" in said_of(comma)


def trap_07_on_real_files():
    names = ("myclim_20024354_comma.csv", "myclim_20024354_fahrenheit.csv")
    one, other = (series(read_readings(REAL / "onset_hobo" / name)) for name in names)
    shared = one.keys() & other.keys()
    assert len(shared) == 48
    assert max(abs(one[at] - other[at]) for at in shared) < 0.001


def trap_08_on_real_files():
    log = read_readings(REAL / "onset_hobo" / "myclim_20847126_empty.txt")
    assert len(log) == 0
    assert "the file holds no reading" in said_of(log)
    assert judged(log) is Verdict.INDETERMINATE


def trap_09_on_real_files():
    log = read_readings(REAL / "onset_hobo" / "lr_hobo_1_AB_classic.csv", channel=2)
    assert (len(log), log.temperature_degC.min()) == (399, 0.632)
    with pytest.raises(InputError, match="no readings"):
        read_readings(REAL / "onset_hobo" / "lr_hobo_1_AB_Details.txt")


def trap_10_on_real_files():
    for name in ("tinytag/TinyTag_2.csv", "tandd/TandD_2.csv", "ibutton/ibuttonr_10a.csv"):
        assert "encoding read as cp1252" in said_of(read_readings(REAL / name, tz="UTC"))
    assert "its degree sign lost" in said_of(read_readings(REAL / "tandd" / "Case_1_A0000000.csv", tz="UTC"))
    assert len(read_readings(REAL / "testo_saveris" / "Saveris_Data_head.csv")) == 18


def trap_11_on_real_files():
    assert len(read_readings(REAL / "rotronic" / "Rotronic_2.xls", tz="UTC")) == 10
    assert len(read_readings(REAL / "onset_hobo" / "lr_hobo_1_AB_classic.csv", channel=1)) == 399


def trap_12_on_real_files():
    path = REAL / "berlinger_fridgetag" / "fridgetag2_130400191542.txt"
    with pytest.raises(NoReadings, match="60 days' lowest and highest"):
        read_readings(path, tz="UTC")
    assert "the newest day, 2023-02-14" in " ".join(read_summary(path).provenance[0].assumptions)


def trap_13_on_real_files():
    brno = read_readings(REAL / "ems_brno" / "00_2025_11_05.csv", tz="UTC")
    assert missing(brno) == 0, "NA stands in another column alone"
    days = read_summary(REAL / "berlinger_fridgetag" / "v2fixture_missing_temps.txt").frame
    assert int(days[["lowest_degC", "highest_degC", "mean_degC"]].isna().to_numpy().sum()) > 0
    still = read_readings(REAL / "onset_hobo" / "lr_H08-030-08_HOBOware.csv")
    assert int((still.temperature_degC == 2.888889).sum()) == 980, "a sensor that stands still is read as it is"


def trap_15_on_real_files():
    with pytest.raises(TimesOutOfOrder, match="row 1118"):
        read_readings(REAL / "geoprecision" / "GP5W.csv", tz="UTC")


def trap_16_on_real_files():
    log = read_readings(REAL / "berlinger_qtag" / "qtag_CLm_doc_LR_RCPJ00010_02.txt", tz="UTC")
    extremes = {start["extreme_degC"] for alarm in log.provenance[0].details["alarms"] for start in alarm["starts"]}
    assert max(filter(None, extremes)) == 24.5
    assert log.temperature_degC.max() == 24.3
    assert "disagrees" not in said_of(log)


def trap_17_on_real_files():
    log = read_readings(REAL / "berlinger_qtag" / "qtag_CLm_doc_LR_RCPJ00010_02.txt", tz="UTC")
    assert round(float(log.temperature_degC.mean()), 3) == 5.461
    assert log.provenance[0].details["mean_degC"] == 5.4


def trap_18_on_real_files():
    path = REAL / "eventlog" / "pm4py_interval_event_log.csv"
    words = dict.fromkeys(pd.read_csv(path)["concept:name"].unique(), "transport")
    log = read_events(path, site=Site(events=words))
    assert set(log.table["event"]) == {"transport_start", "transport_end"}
    assert len(log) == 2 * 799


def trap_19_on_real_files():
    log = read_readings(REAL / "testo_saveris" / "Saveris_Data_head.csv")
    assert (len(log), len(log.loggers)) == (18, 7)


def trap_20_on_real_files():
    fg2 = read_readings(REAL / "geoprecision" / "FG2_399.csv", tz="UTC", channel=1)
    assert "lines in angle brackets between the rows (TIME) are not readings: 1" in said_of(fg2)
    gp5w = read_readings(REAL / "geoprecision" / "GP5W.csv", tz="UTC", on_clock_jump="split")
    assert len(gp5w) == 1118
    assert len(read_readings(REAL / "miniclima" / "miniClima_1.csv", tz="UTC")) == 10
    name = "openepcis_ObjectEvent_with_invalid_eventTime_format.json"
    with pytest.raises(UnreadableTime, match=r"22-07-2026"):
        read_readings(REAL / "epcis_json" / name)


@real
def test_the_traps_on_the_real_files():
    traps = [
        trap_01_on_real_files,
        trap_02_on_real_files,
        trap_04_on_real_files,
        trap_05_on_real_files,
        trap_06_on_real_files,
        trap_07_on_real_files,
        trap_08_on_real_files,
        trap_09_on_real_files,
        trap_10_on_real_files,
        trap_11_on_real_files,
        trap_12_on_real_files,
        trap_13_on_real_files,
        trap_15_on_real_files,
        trap_16_on_real_files,
        trap_17_on_real_files,
        trap_18_on_real_files,
        trap_19_on_real_files,
        trap_20_on_real_files,
    ]
    for trap in traps:
        trap()
