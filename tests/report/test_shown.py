"""Things show themselves: what a picture marks, what a notebook says, and that a million readings lose no extreme."""

from dataclasses import replace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from atmp_logistics import list_products, load_product, read_events
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.core.errors import UsageError
from atmp_logistics.core.instants import SECOND
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.temperature_log import TemperatureLog
from atmp_logistics.report.assessment.journey_moments import moments_of
from atmp_logistics.report.records.events_plot import CONTAINERS
from atmp_logistics.report.records.log_plot import LOGGERS

LIMITS = (
    "[[storage]]\ncode='frozen'\nfrom='product_received'\nuntil='storage_out'\nupper='-120 degC'\n"
    "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\n"
    "[[window]]\ncode='rest'\nstarts='thaw_start'\nends='administration_start'\nat_least='5 min'\nat_most='60 min'\n"
)
RECORD = (
    "product_received 08:00, storage_out 09:00, thaw_start 09:10, administration_start 09:40, administration_end 09:50"
)
READINGS = "08:00 -160, 08:10 -160, 08:20 -110, 08:30 -160, 08:50 -158, 09:00 -158"


@pytest.fixture(autouse=True)
def _no_window():
    mpl.use("Agg")
    yield
    plt.close("all")


def made_log(count, loggers=1):
    each = count // loggers
    time = np.tile(np.arange(each) * 60.0 * SECOND, loggers)
    value = np.full(each * loggers, -170.0)
    names = tuple(f"L{i}" for i in range(loggers))
    return TemperatureLog(np.repeat(np.arange(loggers), each), time, value, names, {}, (Provenance("log.csv"),))


def texts(axes):
    return [text.get_text() for text in axes.texts]


def rows(axes):
    return [label.get_text() for label in axes.get_yticklabels()]


def test_a_journey_shows_events_clocks_and_readings():
    result = assess_sandbox(sandbox_product(LIMITS), RECORD, READINGS)
    events, clocks, readings = result.plot()
    assert events.get_title("left") == "T1: deviates"
    assert rows(events) == [
        "product received",
        "storage out",
        "thaw start",
        "thaw end",
        "administration start",
        "administration end",
    ]
    assert "not logged: 2026-11-10 09:10 to 09:40" in texts(events)
    assert (rows(clocks), texts(clocks)) == (
        ["post-thaw\nat most 30 min", "rest\nat least 5 min, at most 1 h"],
        ["10 min to 40 min; indeterminate: log\nthaw end", "30 min; conforms"],
    )
    assert readings.get_title("left") == "T1: frozen: deviates"


def test_the_bar_of_a_missing_event_spans_its_bounds():
    part = assess_sandbox(sandbox_product(LIMITS), RECORD, READINGS).parts[0]
    thaw_end = next(one for one in moments_of(part.evidence, 0) if one.words == "thaw end")
    assert not thaw_end.logged
    assert (thaw_end.latest - thaw_end.earliest) / SECOND == 30 * 60


def test_the_therapy_of_the_gravest_container_is_drawn_unless_another_is_named():
    record = "B1: thaw_end 10:00, administration_end 10:10; B2: thaw_end 10:20, administration_end 11:10"
    result = assess_sandbox(sandbox_product(LIMITS), record)
    assert result.plot("T1", "B2")[0].get_title("left") == "T1 / B2: deviates"
    assert result.plot()[0].get_title("left") == "T1: B1 indeterminate, B2 deviates"
    assert result.plot("T1", "B1")[0].get_title("left") == "T1 / B1: indeterminate"
    with pytest.raises(UsageError, match=r"T1 / B9.*result\.consignments"):
        result.plot("T1", "B9")


def test_a_log_draws_its_lines_and_a_range():
    axes = made_log(100).plot(load_product("kymriah-eu").storage[0].range, tz="Europe/Stockholm")
    assert axes.get_xlabel() == "time in Europe/Stockholm"
    assert axes.get_ylabel() == "temperature [°C]"
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["limit ≤ -120 °C"]


def test_a_gap_is_no_line():
    log = made_log(100)
    log = replace(log, time_us=log.time_us + np.where(np.arange(len(log)) < 50, 0.0, 3600 * SECOND))
    line = made_log(100).plot().lines[0].get_ydata()
    cut = log.plot().lines[0].get_ydata()
    assert (np.isnan(line).sum(), np.isnan(cut).sum()) == (0, 1)


def test_a_million_readings_are_drawn_by_few_points_and_none_of_the_extremes_is_lost():
    log = made_log(1_000_000)
    log = replace(log, temperature_degC=np.where(np.arange(len(log)) == 543_210, -20.0, log.temperature_degC))
    drawn = log.plot().lines[0].get_ydata()
    assert len(drawn) < 10_000
    assert np.nanmax(drawn) == -20.0


def test_more_loggers_than_one_can_tell_apart_are_refused_until_one_is_named():
    log = made_log(200, LOGGERS + 1)
    with pytest.raises(UsageError, match="name one"):
        log.plot()
    assert log.plot(logger="L3").lines[0].get_label() == "L3"
    with pytest.raises(UsageError, match="'L99'"):
        log.plot(logger="L99")
    assert "<img" not in log._repr_html_()
    assert "<img" in made_log(200, 2)._repr_html_()


def events(count):
    table = [
        (f"T{i}", name, f"2026-11-10T1{k}:00+01:00")
        for i in range(count)
        for k, name in enumerate(("thaw_end", "administration_end"))
    ]
    return read_events(pd.DataFrame(table, columns=["therapy_id", "event", "time"]), tz="Europe/Stockholm")


def test_few_containers_have_a_row_an_event_and_many_a_row_each():
    few, many = events(3).plot(), events(10).plot()
    assert rows(few) == ["thaw end", "administration end"]
    assert rows(many) == [f"T{i}" for i in range(10)]
    assert few.get_xlabel() == "time in Europe/Stockholm"
    with pytest.raises(UsageError, match=f"at most {CONTAINERS}"):
        events(CONTAINERS + 1).plot()


def test_what_a_notebook_shows_of_records_and_findings_is_words():
    assert "3 therapies, 6 events" in events(3)._repr_html_()
    assert "100 readings, 0 missing" in made_log(100)._repr_html_()
    finding = next(iter(assess_sandbox(sandbox_product(LIMITS), RECORD, READINGS)))
    shown = finding._repr_html_()
    assert "deviates" in shown
    assert finding.why.split(",")[0] in shown


@pytest.mark.parametrize("slug", ["kymriah-eu", "zolgensma-eu", "breyanzi-uk"])
def test_a_product_draws_each_range_and_each_clock(slug):
    product = load_product(slug)
    storage, clocks = product.plot()
    assert rows(storage) == [store.code for store in product.storage]
    timed = [w for w in product.windows if any((w.at_least_s, w.at_most_s, w.at_least_days, w.at_most_days))]
    assert [row.split("\n")[0] for row in rows(clocks)] == [window.code for window in timed]
    assert len(texts(clocks)) == len(timed)


@pytest.mark.nightly
@pytest.mark.parametrize("slug", list(list_products()["slug"]))
def test_every_product_can_be_drawn(slug):
    for axes in load_product(slug).plot():
        axes.figure.canvas.draw()
        plt.close("all")
