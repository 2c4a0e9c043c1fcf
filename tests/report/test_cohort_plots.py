"""Pictures of a cohort: units on every axis, one style, the same bytes from the same input."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from cohort_tables import cohort
from how_many import spread
from matplotlib.figure import Figure

from atmp_logistics.core.errors import UsageError
from atmp_logistics.estimates.cohort import (
    compare_with_published,
    control_chart,
    find_legs,
    interval_statistics,
    published_intervals,
    vein_to_vein_time,
)
from atmp_logistics.report.shared.style import svg_of

LINE = (
    "T{i:02d}: collected {a}, sent {b}, arrived {c}, released {d}, shipped {e}, received {f}, thawed {g}, infused {h}"
)


def lines(count=24):
    rng = np.random.default_rng(3)
    for i in range(count):
        days = dict(zip("abcdefgh", i + np.cumsum([0, *rng.uniform(0.5, 9, 7).round(2)]), strict=True))
        yield LINE.format(i=i, **days)


def pictured(kind, unit="d"):
    text = "\n".join(lines()) + "\nT90: collected 5\nT91: collected 6, thawed 30, administration_end 39"
    found = cohort(text, now=200, centre={f"T{i:02d}": "Lund" if i % 2 else "Umeå" for i in range(24)})
    interval = vein_to_vein_time(found, container="first")
    statistics = interval_statistics(interval, by="centre", unit=unit)
    return {
        "statistics": lambda: statistics,
        "legs": lambda: find_legs(found, container="first", unit=unit),
        "comparison": lambda: compare_with_published(statistics, published_intervals("axi-cel")),
        "chart": lambda: control_chart(interval, baseline=("2026-01-01", "2026-01-20"), unit=unit),
    }[kind]()


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


KINDS = ("statistics", "legs", "comparison", "chart")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("unit", ["d", "h"])
def test_every_axis_says_its_unit_or_its_zone(kind, unit):
    axes = pictured(kind, unit).plot()
    assert f"[{unit}]" in axes.get_xlabel() + axes.get_ylabel()
    if kind == "chart":
        assert "time in UTC" in axes.get_xlabel()
    if kind == "statistics":
        assert axes.get_ylabel().endswith("[1]")
    assert axes.get_title(loc="left")


@pytest.mark.parametrize("kind", spread(KINDS, 3))
def test_the_same_cohort_gives_the_same_bytes(kind):
    assert svg_of(pictured(kind).plot().figure) == svg_of(pictured(kind).plot().figure)


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_drawn_where_the_caller_wants_it(kind):
    axes = Figure().subplots()
    assert pictured(kind).plot(axes) is axes


def test_one_that_is_still_running_is_drawn_in_the_picture_with_its_time():
    axes = pictured("chart").plot()
    assert "≥ 195" in [words.get_text() for words in axes.texts]
    assert axes.get_ylim()[1] < 150


def test_a_group_of_which_nothing_is_known_has_no_curve():
    labels = [words.get_text() for words in pictured("statistics").plot().get_legend().get_texts()]
    assert labels == ["Lund", "Umeå", "not stated", "half: the median"]
    found = cohort("T1: collected 0, infused 30\nT2: order_placed 0", centre={"T1": "Lund"})
    alone = interval_statistics(vein_to_vein_time(found, container="first"), by="centre").plot()
    assert [words.get_text() for words in alone.get_legend().get_texts()] == ["Lund", "half: the median"]


def test_more_curves_than_can_be_told_apart_are_refused():
    found = cohort("\n".join(lines()), centre={f"T{i:02d}": f"centre {i % 7}" for i in range(24)})
    with pytest.raises(UsageError, match="7 groups, expected at most 6"):
        interval_statistics(vein_to_vein_time(found, container="first"), by="centre").plot()
