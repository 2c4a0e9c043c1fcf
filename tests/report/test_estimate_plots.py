"""Pictures of estimates: every row is there, no end is lost, and the same picture gives the same bytes."""

import math

import matplotlib.pyplot as plt
import pytest

from atmp_logistics.core.errors import UsageError
from atmp_logistics.estimates.models import passive_shipper, tank, thaw, viability
from atmp_logistics.report.models.plot import plot_estimates, plot_misfit
from atmp_logistics.report.shared.style import svg_of


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_a_misfit_shows_every_point_and_its_model():
    axes = plot_misfit(thaw.misfit())
    assert [label.get_text() for label in axes.get_yticklabels()] == [miss.what for miss in thaw.misfit()]
    drawn = {float(line.get_xdata()[0]) for line in axes.lines if len(line.get_xdata()) == 1}
    assert {miss.measured for miss in thaw.misfit()} <= drawn
    assert {miss.model for miss in thaw.misfit()} <= drawn


def test_an_open_end_is_an_arrow_and_a_doubt_is_dashed():
    fills = [thaw.EVA_250_mL.predict(f"{fill} mL") for fill in (40, 70)]
    axes = plot_estimates(fills)
    assert [line.get_linestyle() for line in axes.lines if len(line.get_xdata()) == 2] == ["-", "--"]
    arrows = [line for line in axes.lines if line.get_marker() == ">" and len(line.get_xdata())]
    assert [float(arrow.get_ydata()[0]) for arrow in arrows] == [1.0]
    assert all(math.isfinite(end) for end in axes.get_xlim())


def test_one_estimate_with_nothing_to_its_right():
    hold = passive_shipper.VACUUM_INSULATED.hold("ISTA 7D summer", conditioned="72 h")
    assert svg_of(plot_estimates([hold]).figure).startswith(b"<?xml")


def test_an_estimate_draws_itself_where_it_is_told():
    one = tank.PUBLISHED.temperature_after("6 h", "-170 degC")
    mine = plt.figure().subplots()
    assert one.plot(ax=mine) is mine
    assert mine.get_xlabel() == "estimate [°C]; dashed: not valid here"
    assert one.plot() is not mine


def test_a_long_misfit_is_cut_and_says_so():
    own = viability.fit("x", [float(minute) for minute in range(12)], [95.0 - minute for minute in range(12)])
    page = own.rate._repr_html_()
    assert page.count("<li>") == 8
    assert "4 points are not shown here: <code>estimate.misfit</code> holds all." in page


def test_the_same_bytes():
    first, second = (svg_of(plot_misfit(viability.misfit()).figure) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "rows", [[], [tank.PUBLISHED.time_to("-150 degC", "-170 degC"), thaw.EVA_250_mL.predict("40 mL")]]
)
def test_units_are_not_mixed(rows):
    with pytest.raises(UsageError, match="one unit"):
        plot_estimates(rows)
