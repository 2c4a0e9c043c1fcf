"""Frozen distributions of scipy as durations of steps: with their unit, from zero up, drawn by the seed."""

import numpy as np
import pint
import pytest
from scipy import stats

import atmp_logistics as atmp
from atmp_logistics.core.errors import AtmpError
from atmp_logistics.timing.durations.frozen import frozen_shape
from atmp_logistics.timing.steps import read_steps

STEPS = {"thaw": "2 to 4 min", "thaw_end -> administration_start": "3 to 10 min", "administration": "5 to 15 min"}
THAW = stats.triang(0.5, loc=2, scale=2)


@pytest.mark.parametrize(
    "stated",
    [
        (THAW, "min"),
        [THAW, "min"],
        (THAW, pint.get_application_registry().Quantity(1, "min")),
        (THAW, np.timedelta64(60, "s")),
        {"distribution": (THAW, "min"), "source": "SOP 12"},
    ],
)
def test_a_distribution_is_taken_with_its_unit(stated):
    (step,) = read_steps({"thaw": stated})
    assert (step.shortest_s, step.longest_s) == (120.0, 240.0)
    assert step.shape.quantile([0.0, 0.5, 1.0]).tolist() == [120.0, 180.0, 240.0]
    assert step.shape.survival([0.0, 180.0, 999.0]).tolist() == pytest.approx([1.0, 0.5, 0.0])


def test_a_quantity_of_a_distribution_has_its_unit():
    class Scaled:
        """What holds a distribution and a unit as a Quantity does, whatever pint lets it hold."""

        magnitude, units = THAW, "minute"

        def check(self, _):
            return True

    assert frozen_shape(Scaled()).longest_s == 240.0


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        (THAW, "(dist, 'min')"),
        ((THAW, "degC"), "duration"),
        (stats.lognorm, "found lognorm without its parameters"),
        ((stats.expon, "min"), "bind its parameters, as in (lognorm(0.4, scale=12), 'min')"),
        ({"distribution": (stats.lognorm, "min")}, "found lognorm without its parameters"),
        ((THAW, 60), "duration"),
        ((THAW, "months"), "duration"),
        ((stats.norm(5, 1), "min"), "from zero up"),
        ((stats.uniform(-1, 3), "min"), "from zero up"),
        ((stats.lognorm(float("nan")), "min"), "from zero up"),
        ({"distribution": THAW}, "(dist, 'min')"),
    ],
)
def test_what_is_no_distribution_of_durations_is_refused(stated, said):
    with pytest.raises(AtmpError) as error:
        read_steps({"thaw": stated})
    assert said in str(error.value)
    assert "steps.thaw" in str(error.value)


def test_a_plan_and_a_simulation_take_a_distribution():
    steps = {**STEPS, "thaw": (THAW, "min")}
    plan = atmp.plan("kymriah-eu", {"administration_end": {"latest": "2026-11-24 11:30"}}, tz="UTC", steps=steps)
    assert "distributed: thaw triang(0.5, loc=2, scale=2) in min, 2 to 4 min" in plan.stated
    one, again = (atmp.simulate("kymriah-eu", steps, n=200, seed=3) for _ in range(2))
    assert one.table.equals(again.table)
    risk = atmp.risk(plan, starts=["2026-11-24 11:00"], n=100, seed=1)
    assert risk.curve["probability"].tolist() == [1.0]


def test_a_distribution_without_a_longest_has_none():
    shape = frozen_shape((stats.lognorm(0.4, scale=12), "min"))
    assert shape.longest_s == float("inf")
    assert str(shape) == "lognorm(0.4, scale=12) in min, without a longest"
    drawn = shape.sample(np.random.default_rng(1), 4000)
    assert np.median(drawn) == pytest.approx(720.0, rel=0.05)
    left = shape.sample(np.random.default_rng(1), 4000, elapsed_s=1200.0)
    assert left.min() >= 1200.0
