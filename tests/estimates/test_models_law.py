"""What holds of every model, whatever is asked: the interval holds the middle, time only goes on, a fit finds the truth."""

import math

import numpy as np
import pytest
from how_many import draws
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from atmp_logistics.core.errors import AtmpError, OutsideModel, QuantityError
from atmp_logistics.core.units import measure
from atmp_logistics.estimates import fitting
from atmp_logistics.estimates.estimate import Estimate
from atmp_logistics.estimates.models import (
    delay,
    dry_shipper,
    incidents,
    passive_shipper,
    tank,
    thaw,
    viability,
    warming,
)
from atmp_logistics.estimates.models import mean_kinetic_temperature as mkt

LAW = settings(max_examples=draws(100), derandomize=True, database=None, deadline=None)
RATIO_K = 10_000.0
cold = st.integers(-1900, -310).map(lambda tenths: tenths / 10)
warm = st.lists(st.floats(0, 45), min_size=2, max_size=30)


def holds_its_middle(estimate: Estimate) -> bool:
    assert estimate.lower <= estimate.central <= estimate.upper
    assert str(estimate).startswith(estimate.what)
    assert estimate.valid is not bool(estimate.doubts)
    return estimate._repr_html_().count("not valid here") == len(estimate.doubts)


@LAW
@given(st.integers(1, 500), st.integers(1, 500))
def test_thaw_is_monotone_in_volume(one, other):
    small, large = sorted((one, other))
    for bag in (thaw.EVA_50_mL, thaw.EVA_250_mL):
        first, second = bag.predict(f"{small} mL"), bag.predict(f"{large} mL")
        assert holds_its_middle(first)
        assert first.central <= second.central


@LAW
@given(st.integers(0, 1000), st.integers(0, 1000))
def test_viability_only_falls(one, other):
    soon, late = sorted((one, other))
    for cells in (viability.ADSC, viability.UC_MSC):
        first, second = cells.after(f"{soon} min"), cells.after(f"{late} min")
        assert holds_its_middle(first)
        assert first.central >= second.central


@LAW
@given(st.integers(1, 92), st.integers(1, 92))
def test_less_viability_takes_longer(one, other):
    low, high = sorted((one, other))
    later, sooner = viability.ADSC.time_to(f"{low} %"), viability.ADSC.time_to(f"{high} %")
    assert holds_its_middle(later)
    assert later.central >= sooner.central
    assert viability.ADSC.after(f"{sooner.central:.6f} min").central == pytest.approx(high)


@LAW
@given(cold, st.integers(1, 900), st.integers(1, 900))
def test_a_tank_only_warms(start, one, other):
    near, far = sorted((one / 10, other / 10))
    text = f"{start:.1f} degC"
    first, second = (tank.PUBLISHED.time_to(f"{start + further:.1f} degC", text) for further in (near, far))
    assert holds_its_middle(first)
    assert first.central <= second.central
    assert tank.PUBLISHED.temperature_after(f"{one} h", text).central > start


@LAW
@given(
    st.integers(1, 28),
    st.booleans(),
    st.booleans(),
    st.sampled_from(dry_shipper.POSTURES),
    st.integers(0, 40),
    st.integers(1, 99),
)
def test_nothing_that_happens_to_a_shipper_lengthens_its_hold(days, this_unit, aged, posture, tipped, share):
    known = {"this_unit": this_unit, "aged": aged, "posture": posture, "tipped_after": f"{tipped} days"}
    estimate = dry_shipper.endurance(f"{days} days", **known)
    assert holds_its_middle(estimate)
    spared = dry_shipper.endurance(f"{days} days", this_unit=True)
    assert estimate.lower <= spared.lower
    less = dry_shipper.endurance(f"{days} days", charge=f"{share} g", full_charge="100 g", **known)
    assert less.lower <= estimate.lower
    assert dry_shipper.endurance(f"{days + 1} days", **known).lower >= estimate.lower
    later = dry_shipper.endurance(f"{days} days", **known | {"tipped_after": f"{tipped + 1} days"})
    assert later.lower >= estimate.lower


@LAW
@given(st.floats(0, 9), st.floats(0, 9))
def test_waiting_never_helps_a_population(one, other):
    short, long = sorted((one, other))
    first, second = delay.two_hazards(short), delay.two_hazards(long)
    assert holds_its_middle(first)
    assert first.central <= second.central


@LAW
@given(st.integers(0, 500), st.integers(1, 500))
def test_a_proportion_is_one(count, of):
    assume(count <= of)
    estimate = incidents.proportion_of(count, of, "x")
    assert holds_its_middle(estimate)
    assert 0 <= estimate.lower <= estimate.upper <= 100
    finer = incidents.proportion_of(4 * count, 4 * of, "x")
    assert finer.upper - finer.lower < estimate.upper - estimate.lower


@LAW
@given(st.lists(st.integers(-20, 45), min_size=3, max_size=12), st.integers(-20, 45), st.floats(0.1, 1.0))
def test_a_route_between_two_profiles_is_covered(summer, route, share):
    time = tuple(float(hour) for hour in range(len(summer)))
    lower = tuple(value - 10.0 for value in summer)
    box = passive_shipper.Qualification(
        "box",
        "2 days",
        "1 h",
        (
            passive_shipper.Profile("summer", time, tuple(map(float, summer))),
            passive_shipper.Profile("winter", time, lower),
        ),
        thaw.EVA_50_mL.source,
    )
    between = tuple(low + 9.9 * share for low in lower)
    assert box.hold_in(passive_shipper.Profile("r", time, between), "1 h").valid
    above = (*between[:-1], max(summer) + 0.1)
    estimate = box.hold_in(passive_shipper.Profile("r", time, above), "1 h")
    assert holds_its_middle(estimate)
    assert not estimate.valid
    flat = box.hold_in(passive_shipper.Profile("r", (0.0, time[-1]), (float(route),) * 2), "1 h")
    hours = np.linspace(0, time[-1], 400)
    inside = (np.interp(hours, time, lower) <= route + 1e-9) & (route - 1e-9 <= np.interp(hours, time, summer))
    assert inside.all() or not flat.valid


@LAW
@given(
    st.floats(20, 2000),
    st.floats(-196, -60),
    st.floats(0, 30),
    st.floats(0.05, 2.0),
    st.integers(0, 2**32 - 1),
    st.floats(0.3, 2.0),
)
def test_the_fit_of_a_warming_curve_finds_the_truth(tau, start, air, noise, seed, length):
    """Three times the half width of the 95 % interval is six standard errors: no made-up curve may lie beyond."""
    time = np.linspace(0, length * tau, 60)
    clean = air - (air - start) * np.exp(-time / tau)
    value = clean + noise * np.random.default_rng(seed).standard_normal(60)
    assume(value.max() < air and value[-1] > value[0])
    curve = warming.fit(time, value, ambient=f"{air:.6f} degC")
    half = math.log(curve.time_constant_upper_s / curve.time_constant_s)
    assert abs(math.log(curve.time_constant_s / tau)) < 3 * half
    assert abs(curve.start_degC - start) < 3 * curve.start_error_degC
    targets = [start + share * (clean[-1] - start) for share in (0.25, 0.5, 0.75)]
    estimates = [curve.time_to(f"{target:.6f} degC", f"{start:.6f} degC") for target in targets]
    assert all(map(holds_its_middle, estimates))
    assert [one.central for one in estimates] == sorted(one.central for one in estimates)
    for target, estimate in zip(targets, estimates, strict=True):
        truth = tau * math.log((air - start) / (air - target))
        assert estimate.lower - 1e-6 <= truth <= estimate.upper + 1e-6 or half * 3 > 0.01
    after = [curve.temperature_after(f"{seconds:.6f} s") for seconds in (0.0, tau / 2, tau)]
    assert all(map(holds_its_middle, after))
    assert [one.central for one in after] == sorted(one.central for one in after)


@LAW
@given(st.floats(0.01, 0.5), st.floats(70, 95), st.floats(0.001, 0.03), st.integers(0, 2**32 - 1), st.booleans())
def test_the_fit_of_a_loss_finds_the_truth(rate, first, noise, seed, stated):
    minutes = np.arange(0.0, 361.0, 10.0)
    clean = first * np.exp(-rate * minutes / 60)
    value = clean * np.exp(noise * np.random.default_rng(seed).standard_normal(len(minutes)))
    assume(value.max() <= 100)
    own = viability.fit("x", minutes, value, noise * value if stated else None)
    assert abs(own.rate.central - rate) < 3 * own.line.slope_error
    assert holds_its_middle(own.rate)
    if own.line.slope < 0:
        half = own.time_to(f"{math.exp(own.line.intercept) / 2:.6f} %")
        assert holds_its_middle(half)


@LAW
@given(st.floats(0.05, 1.0), st.floats(0.001, 0.02), st.integers(0, 2**32 - 1))
def test_the_fit_of_a_units_loss_finds_the_truth(rate, noise, seed):
    days = np.arange(0.0, 8.0, 0.25)
    weight = 8.6 - rate * days + noise * np.random.default_rng(seed).standard_normal(len(days))
    own = dry_shipper.fit(days, weight)
    assert abs(own.loss_kg_per_d - rate) < 3 * own.line.slope_error
    assert holds_its_middle(own.hold("3.3 kg"))
    assert own.hold("1.1 kg").central < own.hold("3.3 kg").central


def test_a_line_holds_the_truth_nineteen_times_in_twenty():
    x, rng = np.arange(6.0), np.random.default_rng(11)
    lines = [fitting.fit_line(x, 2 - 0.5 * x + 0.3 * rng.standard_normal(6)) for _ in range(2000)]
    assert np.mean([abs(line.slope + 0.5) <= line.slope_error for line in lines]) == pytest.approx(0.95, abs=0.015)
    crossed = [line.crossing(1.0) for line in lines]
    assert np.mean([low <= 2.0 <= high for low, high in crossed]) == pytest.approx(0.95, abs=0.015)


@LAW
@given(warm, st.floats(1_000, 30_000))
def test_a_kinetic_mean_lies_between_mean_and_maximum(values, ratio):
    value = np.array(values)
    own = mkt.kinetic_mean(value, np.ones(len(value)), ratio)
    assert value.mean() - 1e-9 <= own <= value.max() + 1e-9
    assert mkt.kinetic_mean(value, np.ones(len(value)), 1.2 * ratio) >= own - 1e-9
    constant = np.full(len(value), values[0])
    assert mkt.kinetic_mean(constant, np.ones(len(value)), ratio) == pytest.approx(values[0], abs=1e-9)


@LAW
@given(warm, st.integers(0, 29), st.floats(0.01, 5), st.randoms(use_true_random=False), st.floats(0.1, 100))
def test_a_kinetic_mean_is_monotone_and_knows_no_order_and_no_unit_of_weight(values, i, more, random, scale):
    value, weight = np.array(values), np.arange(1.0, len(values) + 1)
    own = mkt.kinetic_mean(value, weight, RATIO_K)
    warmer = value.copy()
    warmer[i % len(value)] += more
    assert mkt.kinetic_mean(warmer, weight, RATIO_K) > own
    order = random.sample(range(len(value)), len(value))
    assert mkt.kinetic_mean(value[order], weight[order], RATIO_K) == pytest.approx(own, abs=1e-9)
    assert mkt.kinetic_mean(value, scale * weight, RATIO_K) == pytest.approx(own, abs=1e-9)
    split = np.repeat(value, 2), np.repeat(weight / 2, 2)
    assert mkt.kinetic_mean(*split, RATIO_K) == pytest.approx(own, abs=1e-9)


@LAW
@given(warm)
def test_readings_of_one_time_are_averaged_first(values):
    time = np.arange(float(len(values)))
    doubled = mkt.weights_of(np.repeat(values, 2), np.repeat(time, 2), "trapezoid")
    single = mkt.weights_of(np.array(values), time, "trapezoid")
    assert mkt.kinetic_mean(*doubled, RATIO_K) == pytest.approx(mkt.kinetic_mean(*single, RATIO_K), abs=1e-9)
    estimate = mkt.mean_kinetic_temperature(values, ("0 degC", "45 degC"), time_s=time)
    assert holds_its_middle(estimate)


@LAW
@given(st.floats(-200, -0.001), warm)
def test_what_was_frozen_has_no_kinetic_mean(frozen, values):
    with pytest.raises(OutsideModel):
        mkt.mean_kinetic_temperature([*values, frozen], ("2 degC", "8 degC"))


texts = st.text(max_size=12) | st.from_regex(r"[0-9]{1,3}[,.]?[0-9]? ?[a-zA-Z%][\w %/*^().-]{0,10}", fullmatch=True)


@LAW
@given(texts | st.floats() | st.integers() | st.none())
def test_the_gate_takes_a_quantity_or_refuses(value):
    try:
        number = measure(value, "kg", "mass", "a mass", "3.3 kg")
    except QuantityError:
        return
    assert math.isfinite(number)


@LAW
@given(st.lists(st.tuples(st.floats(), st.floats()), max_size=8))
def test_a_fit_answers_or_refuses(rows):
    x, y = ([row[i] for row in rows] for i in (0, 1))
    with np.errstate(all="ignore"):
        for attempt in (
            lambda: thaw.fit("x", x, y).predict("40 mL"),
            lambda: viability.fit("x", x, y).time_to("50 %"),
            lambda: warming.fit(x, y, ambient="22 degC").time_to("0 degC"),
            lambda: dry_shipper.fit(x, y).hold("3 kg"),
            lambda: mkt.mean_kinetic_temperature(y, ("2 degC", "8 degC"), time_s=x),
        ):
            try:
                estimate = attempt()
            except AtmpError:
                continue
            assert estimate.lower <= estimate.central <= estimate.upper
