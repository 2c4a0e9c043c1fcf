"""Pictures can be read: no text covers another or is cut, in light and dark, wide and narrow; nobody's settings change."""

from functools import cache

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from pictured_cases import CASES
from text_on_pictures import contrasts, overlapping, texts_of

mpl.use("Agg")
STYLES = ("default", "dark_background", "ggplot", "seaborn-v0_8-darkgrid")
#: Cases of one result that differ in the length of the record.
RECORDS = ("sample", "weeks", "year", "minutes", "dst_night", "indeterminate", "two_bags", "permitted", "deviating")
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


@pytest.mark.parametrize("name", CASES)
def test_no_text_covers_another_or_is_cut(name, results):
    assert overlapping(figure_of(results(name))) == ([], [])


@pytest.mark.parametrize("name", NARROW)
def test_nor_in_a_picture_as_wide_as_a_telephone(name, results):
    with plt.rc_context({"figure.figsize": (3.7, 3.0)}):
        figure = figure_of(results(name))
    assert figure.get_size_inches()[0] == 3.7
    assert overlapping(figure) == ([], [])


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", CASES)
def test_every_text_has_contrast_with_what_is_behind_it(name, style, results):
    with plt.style.context(style):
        found = contrasts(figure_of(results(name)))
    assert found
    assert {text: least for text, least in found.items() if least < 4.5} == {}


@pytest.mark.parametrize("name", CASES)
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
