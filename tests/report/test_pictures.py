"""Pictures can be read: no text covers another or is cut, in light and dark, wide and narrow; nobody's settings change."""

import locale
from dataclasses import replace
from functools import cache

import matplotlib as mpl
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from how_many import spread
from pictured_cases import CASES
from planned_samples import by_hand, event
from text_on_pictures import contrasts, overlapping, texts_of

from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.cli.pictures import write_picture
from atmp_logistics.core.errors import UsageError
from atmp_logistics.planning.planned_event import Policy

mpl.use("Agg")
#: Grounds that are white, black, and grey within white.
STYLES = ("default", "dark_background", "ggplot")
#: Cases of one result that differ in the length of the record.
RECORDS = ("sample", "weeks", "year", "minutes", "dst_night", "indeterminate", "two_bags", "permitted", "deviating")
GREY = ("sample", "permitted", "two_bags", "plan", "risk", "chart", "published", "loggers")
NARROW = (*RECORDS, "plan", "plan_weeks", "plan_dst", "product", "log", "loggers", "events_few", "deadlines", "chart")


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def results():
    return cache(lambda name: CASES[name]())


def figure_of(result, **how):
    axes = result.plot(**how)
    return (axes[0] if isinstance(axes, list) else axes).get_figure(root=True)


@pytest.mark.parametrize("name", spread(CASES, 4))
def test_no_text_covers_another_or_is_cut(name, results):
    assert overlapping(figure_of(results(name))) == ([], [])


@pytest.mark.parametrize("name", spread(NARROW, 5))
def test_nor_in_a_picture_as_wide_as_a_telephone(name, results):
    with plt.rc_context({"figure.figsize": (3.7, 3.0)}):
        figure = figure_of(results(name))
    assert figure.get_size_inches()[0] == 3.7
    assert overlapping(figure) == ([], [])


@pytest.mark.parametrize(
    ("name", "style"),
    spread([(name, style) for name in CASES for style in STYLES if style == "dark_background" or name in GREY], 6),
)
def test_every_text_has_contrast_with_what_is_behind_it(name, style, results):
    with plt.style.context([style, {"figure.dpi": 60}]):
        found = contrasts(figure_of(results(name)))
    assert found
    assert {text: least for text, least in found.items() if least < 4.5} == {}


@pytest.mark.parametrize("name", spread(CASES, 3))
def test_a_picture_changes_no_setting_and_opens_one_figure(name, results):
    result, before = results(name), dict(mpl.rcParams)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plt, "show", lambda *_, **__: pytest.fail("plt.show was called"))
        figure = figure_of(result)
    assert dict(mpl.rcParams) == before
    assert [plt.figure(number) for number in plt.get_fignums()] == [figure]


def test_the_words_of_texts_are_seen_by_these_tests(results):
    words = {text.get_text() for text, _ in texts_of(figure_of(results("indeterminate")))}
    assert {"thaw end", "not logged: 2026-11-10 09:10 to 09:40", "T1: indeterminate"} <= words


# ------------------------------------------------------------------------------------- where it is drawn

PANELS = ("sample", "product", "scenario")


@pytest.mark.parametrize("name", [name for name in CASES if name not in {*RECORDS, "product_without", *PANELS}])
def test_one_axes_is_drawn_where_the_caller_wants_it(name, results):
    if name == "scenario_long":
        return
    figure = plt.figure(layout="constrained")
    mine, other = figure.subplots(2)
    assert results(name).plot(ax=mine) is mine
    assert not other.has_data()
    assert len(plt.get_fignums()) == 1


@pytest.mark.parametrize("name", PANELS)
def test_panels_are_drawn_in_the_figure_of_the_caller(name, results):
    figure = plt.figure(figsize=(9, 9), layout="constrained")
    left, right = figure.subfigures(1, 2)
    axes = results(name).plot(fig=left)
    assert left.axes == axes
    assert right.axes == []
    assert len(plt.get_fignums()) == 1
    with pytest.raises(UsageError, match=f"a figure with {len(axes)} axes, expected an empty figure"):
        results(name).plot(fig=left)
    with pytest.raises(UsageError, match="found Axes, expected matplotlib Figure or SubFigure"):
        results(name).plot(fig=axes[0])


@pytest.mark.parametrize("name", ["log", "events_few", "plan", "risk", "deadlines", "scenarios", "legs", "estimate"])
@pytest.mark.parametrize("given", [1, "ax", [None]], ids=repr)
def test_what_is_no_axes_is_refused(name, given, results):
    with pytest.raises(UsageError, match=f"ax: found {type(given).__name__}, expected matplotlib Axes, or none"):
        results(name).plot(ax=given)


def test_what_the_caller_draws_stands_at_its_time(results):
    axes = results("plan").plot()
    at = pd.Timestamp("2026-11-24T10:32+01:00")
    line = axes.axvline(mdates.date2num(at))
    planned = [one.get_xdata()[0] for one in axes.lines if one.get_marker() == "D"]
    assert min(abs(planned_at - line.get_xdata()[0]) for planned_at in planned) < 1e-9
    axes.axvline(at.to_pydatetime())
    assert type(axes.xaxis.get_major_locator()).__name__ == "ClockLocator"
    assert axes.xaxis.get_major_formatter()(mdates.date2num(at)) == "2026-11-24 10:32+01:00"


# ---------------------------------------------------------------------------------------- whose settings


def test_the_settings_of_the_reader_are_honoured(results):
    cycle = ["#111111", "#777777", "#bbbbbb"]
    chosen = {"font.size": 14.0, "figure.figsize": (11.0, 2.0), "figure.dpi": 50.0, "axes.spines.right": True}
    with plt.rc_context(chosen | {"axes.prop_cycle": mpl.cycler(color=cycle), "axes.titlelocation": "right"}):
        axes = results("loggers").plot()
    figure = axes.get_figure()
    assert (figure.get_size_inches()[0], figure.dpi) == (11.0, 50.0)
    assert [line.get_color() for line in axes.lines if len(line.get_xdata()) > 3] == cycle
    assert axes.xaxis.label.get_size() == 14.0
    default = results("loggers").plot()
    assert default.lines[0].get_color() != cycle[0]


def test_colour_is_never_alone(results):
    loggers = results("loggers").plot()
    assert len({str(line.get_linestyle()) + str(line._unscaled_dash_pattern) for line in loggers.lines[::2]}) == 3
    few = results("events_few").plot()
    assert {str(line.get_marker()) for line in few.lines} >= set("osD")


SETTINGS = {
    "dark": {"figure.facecolor": "black", "axes.facecolor": "black", "text.color": "white"},
    "letters": {"font.family": "serif", "font.size": 17, "axes.unicode_minus": False},
    "size": {"figure.figsize": (3, 3), "figure.dpi": 200, "savefig.dpi": 33, "savefig.bbox": "tight"},
    "svg": {"svg.fonttype": "none", "svg.hashsalt": "other", "path.simplify": False},
    "lines": {
        "lines.linewidth": 9,
        "axes.grid": True,
        "axes.prop_cycle": mpl.cycler(color=["red"]),
        "hatch.color": "red",
    },
}


@pytest.mark.parametrize("settings", spread(SETTINGS.values(), 3), ids=SETTINGS)
def test_the_pictures_of_a_page_are_the_same_whatever_is_set(settings, results, tmp_path):
    def bytes_of():
        results("permitted").to_html(tmp_path / "page.html")
        parts = [results(name)._repr_html_() for name in ("scenario", "scenarios", "log")]
        return (tmp_path / "page.html").read_bytes(), parts

    as_set_by_nobody = bytes_of()
    with plt.rc_context(settings):
        assert bytes_of() == as_set_by_nobody


@pytest.mark.parametrize("settings", spread(SETTINGS.values(), 3), ids=SETTINGS)
def test_so_is_a_picture_in_a_file(settings, results, tmp_path):
    def bytes_of(kind):
        write_picture(tmp_path / f"plan.{kind}", results("plan").plot)
        return (tmp_path / f"plan.{kind}").read_bytes()

    kinds = ("svg", "png")
    as_set_by_nobody = [bytes_of(kind) for kind in kinds]
    with plt.rc_context(settings):
        assert [bytes_of(kind) for kind in kinds] == as_set_by_nobody


def test_no_word_of_an_axis_is_the_machine_s(results):
    before = locale.setlocale(locale.LC_ALL)
    spoken = next((name for name in ("de_DE.UTF-8", "sv_SE.UTF-8", "fr_FR.UTF-8") if _sets(name)), None)
    try:
        words = [text.get_text() for text in results("year").plot()[0].get_xticklabels()]
    finally:
        locale.setlocale(locale.LC_ALL, before)
    assert any("Fri 2026-01-02" in text for text in words), spoken


def _sets(name):
    try:
        return locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        return None


# ------------------------------------------------------------------------------------------- what is said


def legend_of(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()] if axes.get_legend() else []


def rows_of(axes):
    return dict(
        zip(
            [label.get_text() for label in axes.get_yticklabels()],
            [text.get_text() for text in axes.texts],
            strict=False,
        )
    )


def test_both_bags_are_seen(results):
    events, limits, *readings = results("two_bags").plot()
    assert events.get_title("left") == "T1: B1 deviates, B2 deviates"
    assert {"thaw start, B1", "thaw start, B2", "product received"} <= set(rows_of(events))
    assert legend_of(events) == ["B1", "B2", "not logged: may have happened here"]
    assert rows_of(limits)["B2: post-thaw\nat most 30 min"] == "28 min to 45 min; indeterminate: log\nthaw end"
    assert [axes.get_title("left").split(":")[0] for axes in readings] == ["B1", "B1", "B2", "B2"]


def test_of_many_bags_the_gravest_are_drawn_and_the_others_counted():
    bags = "; ".join(f"B{i}: thaw_end 10:00, administration_end 10:{10 + 5 * i}" for i in range(6))
    window = "[[window]]\ncode='w'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'"
    events = assess_sandbox(sandbox_product(window), bags).plot()[0]
    assert events.get_title("left") == "T1: B0 conforms, B1 conforms, B2 conforms, B5 deviates; 2 more not drawn"


def test_bags_with_the_same_readings_share_a_picture():
    store = "[[storage]]\ncode='frozen'\nfrom='product_received'\nuntil='storage_out'\nupper='-120 degC'"
    bags = "; ".join(f"{bag}: product_received 08:00, storage_out 09:00" for bag in ("B1", "B2"))
    axes = assess_sandbox(sandbox_product(store), bags, "08:00 -160, 08:30 -150, 09:00 -160").plot()
    assert [one.get_title("left") for one in axes[1:]] == ["B1, B2: frozen: conforms"]


def test_an_event_that_nobody_logged_says_so_and_what_bounds_it(results):
    events = results("dst_night").plot()[0]
    assert rows_of(events)["premedication"] == "not logged: at no known time"
    assert rows_of(events)["storage out"] == "2026-10-25 04:10"


def test_advice_is_drawn_as_advice(results):
    limits = results("deviating").plot()[1]
    said = rows_of(limits)
    assert said["premedicate\nat least 30 min, at most 1 h"] == "45 min; advice: conforms"
    assert said["thaw-time\nat most 10 min"] == "3 min; note: conforms"
    row = [label.get_text().split("\n")[0] for label in limits.get_yticklabels()]
    bars = [bar for bar in limits.patches if bar.get_width()]
    filled = {row[round(bar.get_y() + bar.get_height() / 2)] for bar in bars if bar.get_facecolor()[3] > 0}
    assert filled == {"post-thaw", "rest"}


def test_a_limit_without_readings_is_a_row_of_its_own(results):
    limits = results("weeks").plot()[1]
    said = rows_of(limits)
    assert said["post-thaw (T102)"].startswith("indeterminate: the log of that time")
    assert "post-thaw (D501)" not in said


def test_more_findings_than_a_picture_holds_are_counted():
    windows = "".join(
        f"[[storage]]\ncode='s{i}'\nfrom='product_received'\nuntil='storage_out'\nupper='-{100 + i} degC'\n"
        for i in range(20)
    )
    limits = assess_sandbox(sandbox_product(windows), "product_received 08:00, storage_out 09:00").plot()[1]
    assert rows_of(limits)["and 8 more"] == "in result.findings"


def test_permitted_excursions_are_told_from_broken_ones(results):
    readings = results("permitted").plot()[-1]
    assert legend_of(readings) == [
        "limit ≤ -120 °C",
        "permitted: ≤ -80 °C, at most 15 min each",
        "outside the range",
        "permitted by the label",
    ]


ALLOWED = (
    "[[storage]]\ncode='frozen'\nfrom='product_received'\nuntil='storage_out'\nupper='-120 degC'\nlower='-190 degC'\n"
    "[[allowance]]\ncode='short'\nstorage='frozen'\nupper='-80 degC'\nlower='-195 degC'\nat_most='{most}'\n{more}"
)


@pytest.mark.parametrize(
    ("most", "more", "readings", "kinds"),
    [
        ("15 min", "", "08:00 -160, 08:10 -100, 08:20 -160, 08:30 -160", "permitted by the label"),
        ("5 min", "", "08:00 -160, 08:10 -100, 08:20 -160, 08:30 -160", "outside the range"),
        ("15 min", "", "08:00 -160, 08:10 -60, 08:20 -160, 08:30 -160", "outside the range"),
        ("15 min", "", "08:00 -160, 08:10 -193, 08:20 -160, 08:30 -160", "permitted by the label"),
        (
            "15 min",
            "when={indication='ALL'}",
            "08:00 -160, 08:10 -100, 08:20 -160, 08:30 -160",
            "left open: may be permitted",
        ),
    ],
)
def test_an_excursion_is_permitted_as_far_as_the_label_does(most, more, readings, kinds):
    product = sandbox_product(ALLOWED.format(most=most, more=more))
    result = assess_sandbox(product, "product_received 08:00, storage_out 08:30", readings)
    named = set(legend_of(result.plot()[-1])) & {
        "permitted by the label",
        "outside the range",
        "left open: may be permitted",
    }
    assert named == {kinds}


def test_a_plan_says_what_was_stated_and_what_is_not_planned(results):
    words = " ".join(results("plan").plot().get_xlabel().split())
    assert "Stated: step: thaw takes 2 to 4 min" in words
    assert "Not planned: frozen: a temperature range; refreeze: a prohibition" in words
    assert "//: a stretch is left out" in words
    assert legend_of(results("plan_dst").plot())[0] == "stated"


def test_deadlines_name_the_therapy_and_the_moment(results):
    due = results("deadlines")
    axes = due.plot()
    assert axes.get_title("left") == "T1: Kymriah, deadlines"
    assert "now 10:40" in legend_of(axes)
    assert "Does not count: premedication" in axes.get_xlabel()
    with pytest.raises(UsageError, match="therapy: found 3, expected one of 1 therapies"):
        due.plot(therapy=3)


def test_a_clock_that_changes_shows_both_hours(results):
    readings = results("dst_night").plot()[-1]
    readings.get_figure(root=True).canvas.draw()
    words = [label.get_text() for label in readings.get_xticklabels()]
    assert {"02:00\n+02:00", "02:00\n+01:00"} <= set(words)
    assert {axes.get_xlabel().split(";")[0] for axes in results("dst_night").plot()[::2]} == {
        "time in Europe/Stockholm"
    }


@pytest.mark.parametrize(
    ("safe", "last", "words"),
    [
        ("2026-11-24T11:00+01:00", "2026-11-24T11:20+01:00", "safe by 11:00, last possible 11:20"),
        (float("nan"), "2026-11-24T11:20+01:00", "safe by: not known, a step is not\nstated, last possible 11:20"),
        (float("-inf"), "2026-11-24T11:20+01:00", "no moment is safe, last possible 11:20"),
    ],
)
def test_what_is_not_planned_says_by_when_it_is_safe(safe, last, words):
    plan = by_hand(containers=1)
    known = event("thaw_start[1]", Policy.SOON, "2026-11-24T10:00+01:00", float("-inf"), float("inf"), safe, last)
    axes = replace(plan, branches=(replace(plan.branch, events=(known,)),)).plot()
    assert [text.get_text() for text in axes.texts] == [words]
