"""The traps of units, dates and tables that others fell into, each measured once and now a test."""

import pickle
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pint
import pytest

from atmp_logistics import Bounds, Limit, Verdict
from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product, try_rule
from atmp_logistics.core.errors import AmbiguousDateOrder, QuantityError
from atmp_logistics.core.instants import CalendarPeriod
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.temperature_units import temperatures_degC
from atmp_logistics.core.units import duration_s, quantity, temperature_degC
from atmp_logistics.core.verdict import compare, compare_one
from atmp_logistics.ingest import read_events, read_readings
from atmp_logistics.records.site_profile import Site

WINDOW = "[[window]]\ncode='w'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'"


def test_fahrenheit_at_the_limit_is_in_the_range():
    assert temperature_degC("46.4 degF") == 8.0
    assert temperatures_degC([46.4, 35.6], "degF").tolist() == [8.0, 2.0]
    tenths = np.round(np.arange(-4000, 1500) / 10, 1)
    exact = np.array([round((t - 320) * 5 / 90, 6) for t in np.arange(-4000, 1500)])
    assert np.abs(temperatures_degC(tenths, "degF") - exact).max() == 0.0


@pytest.mark.parametrize("unit", ["degC", "degF", "K"])
def test_what_is_beyond_all_numbers_ends_in_no_warning(unit):
    assert not np.isfinite(temperatures_degC([1.7e308, -1.7e308], unit)).any()


def test_nan_is_never_in_range():
    assert compare([np.nan], [np.nan], Limit(2.0, 8.0, "degC")).tolist() == [Verdict.INDETERMINATE.code]
    assert compare_one(Bounds(float("nan"), 5.0), Limit(2.0, 8.0, "degC")) is Verdict.INDETERMINATE


@pytest.mark.parametrize("text", ["5 degC", "5 °C", "5°C", "5.0 celsius", "278.15 K", "41 °F", "5 C", "5,0 °C", "+5 ℃"])
def test_temperatures_are_parsed_here_and_not_by_pint(text):
    assert temperature_degC(text) == 5.0


def test_minus_signs_of_word_processors_count():
    assert temperature_degC("−120 °C") == -120.0


def test_five_coulomb_is_no_temperature():
    coulomb = pint.get_application_registry().Quantity(5, "C")
    with pytest.raises(QuantityError, match="expected a temperature with its unit"):
        temperature_degC(coulomb)


@pytest.mark.parametrize("value", [8, 8.0, "8", "8,5", None, "eight degC", "5 delta_degC", "5 %RH"])
def test_what_is_no_temperature_is_refused(value):
    with pytest.raises(QuantityError):
        temperature_degC(value)


def test_bare_numbers_are_refused_with_the_fix():
    with pytest.raises(QuantityError, match=r"found 30 without a unit.*write it as text, such as '30 min'"):
        duration_s(30)


@pytest.mark.parametrize("text", ["1 month", "9 months", "1 year"])
def test_a_month_is_no_exact_duration(text):
    with pytest.raises(QuantityError, match="months differ in length"):
        duration_s(text)


def test_months_are_calendar_arithmetic():
    assert CalendarPeriod(months=9).after(datetime(2026, 5, 31).date()) == datetime(2027, 2, 28).date()
    assert CalendarPeriod(months=1).after(datetime(2028, 1, 31).date()) == datetime(2028, 2, 29).date()


def test_pint_quantities_come_in_and_go_out():
    assert temperature_degC(quantity(46.4, "degF")) == 8.0
    assert duration_s(quantity(0.5, "hour")) == duration_s(timedelta(minutes=30)) == 1800.0
    assert TemperatureRange(upper_degC=8.0).upper == quantity(8.0, "degC")


def test_nothing_that_travels_between_processes_holds_a_quantity():
    product = sandbox_product(WINDOW)
    assert pickle.loads(pickle.dumps(product)) == product  # noqa: S301  our own bytes
    assert b"pint" not in pickle.dumps(product)


def test_day_and_month_are_never_exchanged():
    table = pd.DataFrame({"therapy_id": ["T"], "event": ["thaw_end"], "time": ["03/04/2026 10:00"]})
    with pytest.raises(AmbiguousDateOrder, match="03/04/2026"):
        read_events(table, tz="Europe/Stockholm")


def test_a_lot_called_na_stays_a_lot(tmp_path):
    file = tmp_path / "events.csv"
    file.write_text("therapy_id,container_id,event,time\nNA,null,thaw_end,2026-11-10T10:00Z\n", "utf-8")
    row = read_events(file).table.iloc[0]
    assert (row["therapy_id"], row["container_id"]) == ("NA", "null")


def test_the_night_the_clocks_go_back_is_an_hour_longer():
    rows = [("T", "thaw_end", "2026-10-25T01:30"), ("T", "administration_end", "2026-10-25T03:30")]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "event", "time"]), tz="Europe/Stockholm")
    seconds = float(np.diff(events.table["time"])[0]) / 1e6
    stockholm = ZoneInfo("Europe/Stockholm")
    wall = datetime(2026, 10, 25, 3, 30, tzinfo=stockholm) - datetime(2026, 10, 25, 1, 30, tzinfo=stockholm)
    assert (wall.total_seconds(), seconds) == (7200.0, 10800.0)


def test_a_verdict_has_no_truth_value():
    with pytest.raises(TypeError, match="neither true nor false"):
        assert Verdict.CONFORMS


def test_an_infusion_before_the_thaw_keeps_no_limit():
    assert try_rule("W201", WINDOW, "thaw_end 10:45, administration_end 10:00").startswith("w indeterminate")


def test_reversed_clocks_of_unordered_events_deviate():
    window = WINDOW.replace("thaw_end", "premedication").replace("administration_end", "administration_start")
    assert try_rule("W201", window, "premedication 10:30, administration_start 10:00") == "w deviates [-1800, -1800] s"


def test_a_product_without_limits_conforms_to_nothing():
    result = assess_sandbox(sandbox_product(""), "thaw_start 10:00, thaw_end 10:04, administration_end 10:10")
    assert result.verdict is Verdict.INDETERMINATE


def test_a_product_of_mere_information_conforms_to_nothing():
    result = assess_sandbox(
        sandbox_product(WINDOW + "\nobligation='information'"), "thaw_end 10:04, administration_end 10:10"
    )
    assert result.verdict is Verdict.INDETERMINATE


def test_a_phase_of_no_length_without_a_reading_does_not_conform():
    store = "[[storage]]\ncode='s'\nfrom='storage_in'\nuntil='storage_out'\nupper='-120 degC'"
    result = assess_sandbox(sandbox_product(store), "storage_in 10:00, storage_out 10:00")
    assert result.verdict is Verdict.INDETERMINATE


def test_a_log_of_two_readings_shows_no_rhythm():
    store = "[[storage]]\ncode='s'\nfrom='product_received'\nuntil='storage_out'\nupper='-120 degC'"
    events = "product_received 08:00, storage_out 09:00"
    assert try_rule("T101", store, events, "08:00 -160, 09:00 -160") == "s indeterminate [-160, None] degC"
    assert try_rule("T101", store, events, "08:00 -160, 08:30 -160, 09:00 -160") == "s conforms [-160, -160] degC"


def test_a_logger_left_in_the_tank_says_nothing_of_the_thawed_bag(tmp_path):
    store = "[[storage]]\ncode='frozen'\nfrom='product_received'\nuntil='storage_out'\nupper='-120 degC'\n"
    product = sandbox_product(store + WINDOW + "\nwithin=['20 degC', '25 degC']")
    times = pd.date_range("2026-11-10T09:00Z", periods=20, freq="5min")
    path = tmp_path / "tank.csv"
    path.write_text("time,temperature [°C]\n" + "".join(f"{at.isoformat()},-160\n" for at in times), "utf-8")
    log = read_readings(path)
    rows = {"product_received": "09:00", "storage_out": "10:05", "thaw_start": "10:06", "thaw_end": "10:10",
            "administration_end": "10:30"}  # fmt: skip
    table = [("T", name, f"2026-11-10T{at}:00Z") for name, at in rows.items()]
    events = read_events(pd.DataFrame(table, columns=["therapy_id", "event", "time"]))
    found = assess(events, log, product, site=Site(resolution_s=0.0), rules=["T101", "T102"]).findings.set_index(
        "rule"
    )["verdict"]
    assert found[["T101", "T102"]].tolist() == ["conforms", "indeterminate"]
