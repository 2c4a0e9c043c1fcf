"""What a notebook shows of a result: all that a person needs to read it, and of long results how much is left out."""

import re

import matplotlib as mpl
import numpy as np
import pytest
from shown_results import STEPS, cohort_results, events_of

import atmp_logistics as atmp
from atmp_logistics.core.instants import SECOND
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.temperature_log import TemperatureLog
from atmp_logistics.report.shared.html_table import ROWS, html_table
from atmp_logistics.report.shared.terminal import Text
from atmp_logistics.report.shared.terminal_html import preformatted

DAY = "2026-11-24"


@pytest.fixture(autouse=True)
def _no_window():
    mpl.use("Agg")


def words_of(html):
    """Return what a reader sees, without style and markup."""
    return re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL))


def cells_of(html):
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    return [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in rows]


def test_a_plan_shows_its_chart_what_is_not_planned_and_what_was_stated():
    plan = atmp.plan("kymriah-eu", {"thaw_start": f"{DAY} 10:00"}, tz="Europe/Stockholm", steps=STEPS)
    shown, words = plan._repr_html_(), words_of(plan._repr_html_())
    assert shown.count('<img alt="when each event may happen" src="data:image/svg+xml;base64,') == len(plan.branches)
    for branch in plan.branches:
        assert all(note in words for note in branch.notes)
    assert all(
        line in words for line in (*plan.stated, "Not planned", "Stated", "thaw start at 2026-11-24 10:00+01:00")
    )
    assert ["thaw start", "10:00", "10:00", "10:00", "10:00"] in [row[:5] for row in cells_of(shown)]


def test_a_plan_that_nobody_can_promise_shows_why():
    steps = {**STEPS, "thaw_end -> administration_start": "3 to 40 min"}
    plan = atmp.plan("kymriah-eu", {"thaw_start": f"{DAY} 10:00"}, tz="UTC", steps=steps)
    assert str(plan.branches[0].shortfall).splitlines()[0] in words_of(plan._repr_html_())


def test_limits_that_somebody_changed_are_named_wherever_a_notebook_shows_their_result():
    changed = atmp.load_product("kymriah-eu").with_limit("post-thaw", at_most="90 min")
    plan = atmp.plan(changed, {"thaw_start": f"{DAY} 10:00"}, tz="UTC", steps=STEPS)
    scenario = atmp.simulate(changed, steps=STEPS, n=100)
    thawed = events_of([("T1", "thaw_end", f"{DAY}T09:30Z"), ("T1", "administration_end", f"{DAY}T10:10Z")])
    late = atmp.deadlines(events_of([("T1", "thaw_end", f"{DAY}T09:30Z")]), changed, now=f"{DAY}T09:32Z", tz="UTC")
    both = atmp.compare([scenario, scenario.named("other")])
    for one in (
        changed,
        plan,
        atmp.risk(plan, seed=1, n=50),
        scenario,
        both,
        atmp.assess(thawed, product=changed),
        late,
    ):
        assert "what-if limits of kymriah-eu" in words_of(one._repr_html_()), type(one)


def due(count=1):
    rows = [
        (f"T{i}{'x' * i}", event, at)
        for i in range(count)
        for event, at in (("thaw_end", f"{DAY}T09:30Z"), ("administration_start", ""), ("administration_end", ""))
    ]
    return atmp.deadlines(events_of(rows), "kymriah-eu", now=f"{DAY}T09:32Z", tz="UTC", steps=STEPS)


def test_deadlines_stand_in_columns():
    head, clock, other, start, end = cells_of(due()._repr_html_())
    assert (head, other) == ([], [])
    assert clock[:4] == ["Administration end", "09:30", "09:58", "<b>26 min left</b>"]
    assert (
        "within 30 min, of which 2 min are kept free because times are written to the minute; Kymriah SmPC" in clock[4]
    )
    assert start == ["<i>administration start</i>", "09:33", "none", "09:38"]
    assert end == ["<i>administration end</i>", "09:53", "none", "09:58"]


def test_the_times_of_all_therapies_stand_below_each_other():
    lines = [line for line in str(due(3)).splitlines() if line.startswith(("administration end", "still to come"))]
    assert len(lines) == 6
    assert len({tuple(match.start() for match in re.finditer(r"(?<=  )\S", line)) for line in lines}) == 1


def test_an_overrun_clock_is_marked():
    late = atmp.deadlines(
        events_of([("T1", "thaw_end", f"{DAY}T09:30Z"), ("T1", "administration_end", "")]),
        "kymriah-eu", now=f"{DAY}T11:00Z", tz="UTC", steps=STEPS,
    )  # fmt: skip
    assert '<b class="deviates">overrun by 1 h 2 min</b>' in late._repr_html_()


def test_many_therapies_are_counted():
    assert "5 therapies are not shown here: <code>deadlines.table</code> holds all." in due(25)._repr_html_()
    assert str(due(25)).count("Therapy T") == 25


def test_many_containers_are_counted():
    rows = [
        (f"T{i}", event, f"{DAY}T09:{m}Z")
        for i in range(23)
        for event, m in (("thaw_end", "04"), ("administration_end", "50"))
    ]
    shown = atmp.assess(events_of(rows), product="kymriah-eu")._repr_html_()
    assert shown.count("<h3>") == 20
    assert "and 3 more that are deviates: result.consignments and result.findings hold all." in shown


def test_many_loggers_and_files_are_counted():
    each, sources = np.arange(15), tuple(Provenance(f"{i}.csv") for i in range(14))
    log = TemperatureLog(each, each * SECOND, np.zeros(15), tuple(map(str, each)), {}, sources)
    shown = log._repr_html_()
    assert "3 loggers are not shown here: <code>log.loggers</code> holds all." in shown
    assert "2 files are not shown here: <code>log.provenance</code> holds all." in shown


def test_of_many_starts_some_are_shown_and_all_are_counted():
    plan = atmp.plan("kymriah-eu", {"administration_end": {"latest": f"{DAY} 12:00"}}, tz="UTC", steps=STEPS)
    starts = [f"{DAY} {10 + i // 60}:{i % 60:02d}" for i in range(60)]
    risk = atmp.risk(plan, event="thaw_start[1]", starts=starts, seed=1, n=50)
    for shown in (risk._repr_html_(), str(risk)):
        assert "20 of 60 starts are shown: risk.curve holds all" in shown
    assert len([row for row in cells_of(risk._repr_html_()) if row]) == 20


def test_a_long_table_is_cut_where_it_is_said_where_all_rows_stand():
    rows = [[str(n)] for n in range(ROWS + 1)]
    assert html_table(["n"], rows).count("<td>") == ROWS + 1
    cut = html_table(["n"], rows, whole="log.table")
    assert cut.count("<td>") == ROWS
    assert "1 row is not shown here: <code>log.table</code> holds all." in cut


def test_a_table_of_a_cohort_scrolls_inside_its_cell():
    for one in cohort_results():
        assert one._repr_html_().count("<table>") == one._repr_html_().count('<div class="wide"><table>') == 1


def test_many_lines_scroll_in_a_box_that_says_so():
    few, many = (preformatted(Text(f"line {n}") for n in range(count)) for count in (120, 121))
    assert 'class="box"' not in few
    assert '<div class="box"><pre class="terminal">line 0\n' in many
    assert "121 lines, in a box that scrolls; print shows them all." in many
    assert 'class="box"' not in atmp.load_product("kymriah-eu")._repr_html_()


@pytest.mark.parametrize(
    ("rows", "steps", "said"),
    [
        (
            [("thaw_end", "10:00"), ("administration_end", "09:00")],
            STEPS,
            "contradicts itself, so it gives no deadline",
        ),
        ([("thaw_end", "09:30"), ("administration_end", "09:40")], STEPS, "nothing is to come"),
        (
            [("thaw_end", "09:30"), ("administration_end", "")],
            {**STEPS, "administration": "5 to 40 min"},
            "Nobody can promise this:",
        ),
        (
            [("thaw_end", "09:30"), ("administration_end", "")],
            STEPS | {"administration": "40 min"},
            "No longer possible",
        ),
    ],
)
def test_what_cannot_be_kept_or_said_is_shown(rows, steps, said):
    events = events_of([("T1", name, f"{DAY}T{clock}Z" if clock else "") for name, clock in rows])
    shown = atmp.deadlines(
        events, "kymriah-eu", now=f"{DAY}T10:05Z" if said[0] != "N" else f"{DAY}T09:32Z", steps=steps
    )
    assert said in words_of(shown._repr_html_())
    assert said in " ".join(str(shown).split())
