"""The risk of a start: the measured example, intervals, what has happened already, and what is refused."""

import json

import numpy as np
import pandas as pd
import pytest
from test_plan import SLOT, STEPS, TZ, two_bags

from atmp_logistics import plan, read_events, risk
from atmp_logistics.core.errors import UsageError
from atmp_logistics.planning.risk import wilson
from atmp_logistics.planning.shared_resources import overlaps

STARTS = [f"2026-11-24 {at}" for at in ("10:32", "10:44", "10:50", "10:55", "11:10")]
ONE = {"thaw": "2 to 4 min", "administration": "5 to 15 min"}


def one_bag(steps=ONE, **more):
    return plan("kymriah-eu", SLOT, tz=TZ, steps=steps, when={"indication": "ALL"}, **more)


def test_the_two_bag_example():
    """timing.md D.2: a million samples gave 1.0000, 0.914, 0.576, 0.222 and 0.0000."""
    found = risk(two_bags(), starts=STARTS, n=100_000, seed=1)
    assert found.node == "thaw_start[1]"
    for start, expected in zip(STARTS, (1.0, 0.914, 0.576, 0.222, 0.0), strict=True):
        assert found.at(start) == pytest.approx(expected, abs=0.01), start
    assert found.at("2026-11-24 10:32") == 1.0
    assert set(found.curve["most_frequent_failure"][1:]) == {"administration end of container 2 past 11:30"}


def test_the_interval_holds_the_truth_and_the_seed_the_bytes(tmp_path):
    one, other = (risk(two_bags(), start="2026-11-24 10:44", n=2000, seed=seed) for seed in (3, 4))
    for found in (one, other):
        row = found.curve.iloc[0]
        assert row["lower"] < 0.9124 < row["upper"]
    assert one.at("2026-11-24 10:44") != other.at("2026-11-24 10:44")
    again = risk(two_bags(), start="2026-11-24 10:44", n=2000, seed=3)
    pd.testing.assert_frame_equal(one.curve, again.curve)
    one.to_json(tmp_path / "one.json")
    again.to_json(tmp_path / "again.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "again.json").read_bytes()
    assert json.loads((tmp_path / "one.json").read_text("utf-8"))["curve"][0]["start"] == "2026-11-24T09:44:00Z"


def test_a_later_start_is_never_likelier_on_the_same_days():
    chances = risk(two_bags(), n=5000, seed=2).curve["probability"]
    assert (np.diff(chances) <= 0).all()
    assert chances.iloc[0] == 1.0


@pytest.mark.parametrize(("met", "n"), [(0, 10), (10, 10), (5, 10), (999, 1000)])
def test_wilsons_interval_holds_the_proportion(met, n):
    lower, upper = wilson(met, n)
    assert 0.0 <= lower <= met / n <= upper <= 1.0


def test_one_step_is_a_straight_line():
    """Thaw 3 min exactly and an infusion of 5 to 15 min: of ten minutes left for it, a start at 11:20 leaves 7."""
    found = risk(
        one_bag({"thaw": "3 min", "administration": "5 to 15 min"}), start="2026-11-24 11:20", n=50_000, seed=1
    )
    assert found.at("2026-11-24 11:20") == pytest.approx(0.2, abs=0.01)


def test_a_shape_is_drawn_as_stated():
    steps = {
        "thaw": "3 min",
        "administration": {"shortest": "5 min", "longest": "15 min", "shape": "triangular", "mode": "5 min"},
    }
    found = risk(one_bag(steps), start="2026-11-24 11:20", n=50_000, seed=1)
    assert found.at("2026-11-24 11:20") == pytest.approx(1 - (8 / 10) ** 2, abs=0.01)
    assert any("triangular" in one for one in found.drawn)


def test_what_has_happened_already_conditions_what_is_left():
    """Thawed at 11:15, started 11:16, still running at 11:26: ten minutes of 5 to 15 are over, four are left of five."""
    recorded = {"thaw_start": "2026-11-24 11:12", "thaw_end": "2026-11-24 11:15"}
    plain = risk(
        one_bag(),
        event="administration_start",
        start="2026-11-24 11:20",
        n=50_000,
        seed=1,
        recorded=recorded,
        now="2026-11-24 11:16",
    )
    assert plain.at("2026-11-24 11:20") == pytest.approx(0.5, abs=0.01)


def test_a_running_step_is_drawn_from_what_is_left_of_it():
    recorded = {
        "thaw_start[1]": "2026-11-24 10:50",
        "thaw_end[1]": "2026-11-24 10:53",
        "administration_start[1]": "2026-11-24 10:56",
    }
    steps = STEPS | {"thaw": "3 min", "thaw_end -> administration_start": "3 min"}
    two = plan("kymriah-eu", SLOT, tz=TZ, steps=steps, containers=2, when={"indication": "ALL"})
    found = risk(
        two,
        event="thaw_start[2]",
        start="2026-11-24 11:06",
        n=50_000,
        seed=1,
        recorded=recorded,
        now="2026-11-24 11:06",
    )
    # Bag 1 ends between 11:06 and 11:11, each as likely; bag 2 is started at 11:06 all the same, and breaks the order.
    assert found.at("2026-11-24 11:06") == 0.0
    assert found.curve["most_frequent_failure"].iloc[0].startswith("not kept: thaw start of container 2 only after")
    late = risk(
        two,
        event="thaw_start[2]",
        start="2026-11-24 11:11",
        n=50_000,
        seed=1,
        recorded=recorded,
        now="2026-11-24 11:06",
    )
    assert late.at("2026-11-24 11:11") == pytest.approx(0.8, abs=0.01)


def test_a_record_is_read_as_deadlines_read_it():
    rows = [
        ("T1", "B1", "thaw_start", "2026-11-24 11:12"),
        ("T1", "B1", "thaw_end", "2026-11-24 11:15"),
        ("T1", "B1", "administration_start", ""),
    ]
    log = read_events(pd.DataFrame(rows, columns=["therapy_id", "container_id", "event", "time"]), tz=TZ)
    found = risk(one_bag(), start="2026-11-24 11:20", n=20_000, seed=1, recorded=log, now="2026-11-24 11:16")
    assert found.node == "administration_start[1]"
    assert found.at("2026-11-24 11:20") == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"n": 0}, "n: found 0"),
        ({"seed": -1}, "seed: found -1"),
        ({"event": "thaw_end[1]"}, "a person decides"),
        ({"event": "thaw_stat[1]"}, "did you mean"),
        ({"starts": []}, "at least one moment"),
        ({"mode": 3}, "mode: found 3"),
        ({"recorded": {"thaw_start": "2026-11-24 11:12"}}, "now: found nothing"),
        ({"recorded": {"thaw_start": "2026-11-24 11:12"}, "now": "2026-11-24 11:00"}, "not after now"),
        ({"recorded": {"thaw_start": "2026-11-24 11:00"}, "now": "2026-11-24 11:06"}, "lasted 6 min"),
        ({"start": "2026-11-24 10:00", "now": "2026-11-24 11:00"}, "not before now"),
        ({"recorded": {"thaw_start": ("2026-11-24 11:00", "11:05")}, "now": "2026-11-24 11:06"}, "a window"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(more, words):
    with pytest.raises(UsageError, match=words):
        risk(one_bag(), **({"seed": 1, "n": 100} | more))


def test_a_step_that_nobody_stated_cannot_be_drawn():
    with pytest.raises(UsageError, match=r"steps\.administration: found a step that nobody stated"):
        risk(one_bag({"thaw": "4 min"}), start="2026-11-24 11:00", seed=1, event="administration_start[1]")


def test_a_curve_says_itself_and_draws_itself():
    found = risk(two_bags(), n=5000, seed=1)
    text = str(found)
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "administration end of bag 2 past 11:30" in " ".join(text.split())
    assert "All limits are met in at least 95 of 100 simulated days when started by 10:42" in " ".join(text.split())
    axes = found.plot()
    assert TZ in axes.get_xlabel()
    named = {one.get_text() for one in axes.get_legend().get_texts()}
    assert named == {"safe by 10:32", "last possible 11:10", "interval of the simulation"}
    single = risk(two_bags(), start="2026-11-24 10:44", n=100_000, seed=1)
    assert "Starting 10:44: 91 of 100 simulated days stay within all limits." in " ".join(str(single).split())


# One thaw bath for several patients


def morning(at):
    return plan("kymriah-eu", {"thaw_start": f"2026-11-24 {at}"}, tz=TZ, steps=ONE, when={"indication": "ALL"})


@pytest.mark.parametrize(
    ("second", "meet", "seconds"),
    [("10:01", "surely", 180.0), ("10:02", "perhaps", 120.0), ("10:03", "perhaps", 60.0), ("10:04", None, None)],
)
def test_one_bath_is_used_by_one_patient_at_a_time(second, meet, seconds):
    found = overlaps({"A": morning("10:00"), "B": morning(second)})
    if meet is None:
        assert found.empty
    else:
        assert found[["first", "second", "meet", "overlap_s"]].to_numpy(object).tolist() == [["A", "B", meet, seconds]]


def test_the_bags_of_one_patient_do_not_meet_themselves():
    found = overlaps({"A": two_bags(), "B": morning("10:45")})
    assert found[["first", "first_container", "second", "meet"]].to_numpy(object).tolist() == [["A", 2, "B", "perhaps"]]
    assert str(found["begin"].iloc[0]) == "2026-11-24 10:45:00+01:00"
    with pytest.raises(UsageError, match="two plans or more"):
        overlaps({"A": two_bags()})
    with pytest.raises(UsageError, match="one of"):
        overlaps({"A": two_bags(), "B": two_bags()}, "bath")
