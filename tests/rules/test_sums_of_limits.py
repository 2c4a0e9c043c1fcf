"""What is added to a limit, a tolerance or the loggers' accuracy, is rounded once as the limit is: 4 ± 3.3 holds 0.7."""

from fractions import Fraction

import numpy as np
import pytest
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st

from atmp_logistics.assessment.sandbox import try_rule
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.evidence.temperature.crossings import OneSidedLimit
from atmp_logistics.records.logger_places import PROFILE, LoggerPlace
from atmp_logistics.records.site_profile import Site

TENTHS = st.integers(-1890, 400).map(lambda n: Fraction(n, 10))
WARM = st.integers(150, 400).map(lambda n: Fraction(n, 10))
SMALL = st.integers(1, 99).map(lambda n: Fraction(n, 10))
PROPERTY = settings(max_examples=draws(30), deadline=None, derandomize=True)
STORED = "product_received 08:00, storage_out 09:00"
THAWED = "thaw_end 08:00, administration_end 09:00"
STORE = "[[storage]]\ncode='s'\nfrom='product_received'\nuntil='storage_out'\n"


def readings(degrees):
    return ", ".join(f"{at} {float(degrees)}" for at in ("08:00", "08:30", "09:00"))


EVERYWHERE = (LoggerPlace.of("", ("everywhere",), PROFILE),)


def guarded(accuracy):
    return Site(accuracy_degC=float(accuracy), decision_rule="guarded", loggers=EVERYWHERE)


def verdict(*args, **how):
    return try_rule(*args, **how).split()[1]


@PROPERTY
@given(WARM, SMALL, st.sampled_from([-1, 1]))
def test_t102_a_nominal_temperature_with_its_tolerance_holds_both_its_ends(nominal, tolerance, end):
    window = f"[[window]]\ncode='w'\nstarts='thaw_end'\nends='administration_end'\nwithin={{nominal='{float(nominal)} degC'}}"
    site = Site(tolerance_degC=float(tolerance), loggers=EVERYWHERE)
    assert verdict("T102", window, THAWED, readings(nominal + end * tolerance), site) == "conforms"
    assert verdict("T102", window, THAWED, readings(nominal + end * (tolerance + Fraction(1, 10))), site) == "deviates"


@PROPERTY
@given(TENTHS, SMALL)
def test_t101_the_accuracy_is_taken_off_exactly(edge, accuracy):
    store = f"{STORE}upper='{float(edge)} degC'"
    found = [
        verdict("T101", store, STORED, readings(edge + far), guarded(accuracy))
        for far in (-accuracy, -accuracy + Fraction(1, 10), accuracy, accuracy + Fraction(1, 10))
    ]
    assert found == ["conforms", "indeterminate", "indeterminate", "deviates"]


@PROPERTY
@given(TENTHS, SMALL)
def test_t103_an_excursion_begins_exactly_beyond_the_accuracy(edge, accuracy):
    limits = (
        f"{STORE}upper='{float(edge)} degC'\n"
        f"[[allowance]]\ncode='a'\nstorage='s'\nupper='{float(edge) + 50} degC'\nat_most='5 min'"
    )
    rows = [
        [*try_rule("T103", limits, STORED, readings(edge + far), guarded(accuracy)).split("[")[1].split(",")]
        for far in (accuracy, accuracy + Fraction(1, 10))
    ]
    assert [float(lower) for lower, _ in rows] == [0.0, 3600.0]


@PROPERTY
@given(WARM, SMALL)
def test_t104_a_band_begins_exactly_at_the_accuracy(edge, accuracy):
    limits = (
        f"[[budget]]\ncode='b'\nband=['{float(edge)} degC', '400 degC']\n"
        "from='thaw_end'\nuntil='administration_end'\nat_most='30 min'"
    )
    found = [
        verdict("T104", limits, THAWED, readings(edge + far), guarded(accuracy))
        for far in (-accuracy - Fraction(1, 10), -accuracy, accuracy, accuracy + Fraction(1, 10))
    ]
    assert found == ["conforms", "indeterminate", "deviates", "deviates"]


@pytest.mark.parametrize("warm", [False, True])
@PROPERTY
@given(TENTHS, st.integers(-99, 99), st.integers(-99, 99))
def test_distances_beyond_an_edge_are_the_exact_ones(warm, edge, guard, far):
    side = OneSidedLimit(float(edge), warm, guard / 10)
    value = np.array([float(edge + Fraction(far if warm else -far, 10))])
    assert side.beyond(value)[0] == float(Fraction(far - guard, 10))


@PROPERTY
@given(TENTHS, SMALL)
def test_the_ends_of_a_tolerance_are_the_exact_ones(nominal, tolerance):
    limits = TemperatureRange(nominal_degC=float(nominal)).with_tolerance(float(tolerance))
    assert (limits.lower_degC, limits.upper_degC) == (float(nominal - tolerance), float(nominal + tolerance))
