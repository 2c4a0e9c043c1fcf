"""The manual, second part: the shapes of limit that only some labels use, each with its three verdicts."""

import pandas as pd
import pytest

from atmp_logistics import assess
from atmp_logistics.assessment.sandbox import sandbox_product, try_rule
from atmp_logistics.core.errors import CatalogueError, ConditionError, SiteError
from atmp_logistics.ingest import read_events
from atmp_logistics.records.read_site import parse_site
from atmp_logistics.records.site_profile import Site


def limits(kind, code="x", **keys):
    return f"[[{kind}]]\ncode='{code}'\n" + "\n".join(f"{key} = {value}" for key, value in keys.items()) + "\n"


def each(verdict, containers=2):
    return "\n".join([verdict] * containers)


def refused(text):
    with pytest.raises(CatalogueError) as error:
        sandbox_product(text)
    return str(error.value)


def over_days(rows, product, rule, tz="Europe/Stockholm"):
    """Return what a rule finds of rows (container, event, time, *stated), as `try_rule` writes it."""
    names = ["therapy_id", "container_id", "event", "time", "dose", "component"]
    table = pd.DataFrame([("T1", *row, *([""] * (5 - len(row)))) for row in rows], columns=names)
    result = assess(read_events(table, tz=tz), product=sandbox_product(product), rules=[rule])
    return sorted(
        {f"{one.container_id} {one.verdict.value} [{one.measured.lower:g}, {one.measured.upper:g}]" for one in result}
    )


# --- W202: an order between named components --------------------------------------------------------------------------
ORDER = limits(
    "precondition", "cd8-first", before="'administration_end'", after="'administration_start'", scope="'therapy'",
    before_of="{ component = 'CD8' }", after_of="{ component = 'CD4' }",
)  # fmt: skip
GIVEN = "administration_start {} component={}, administration_end {}"


def components(*containers):
    return "; ".join(f"B{i}: " + GIVEN.format(*one) for i, one in enumerate(containers))


@pytest.mark.parametrize(
    ("record", "found"),
    [
        ([("10:00", "CD8", "10:05"), ("10:06", "CD4", "10:10")], each("cd8-first conforms [60, 60] s")),
        ([("10:00", "CD8", "10:05"), ("10:05", "CD4", "10:10")], each("cd8-first conforms [0, 0] s")),
        ([("10:00", "CD4", "10:05"), ("10:06", "CD8", "10:10")], each("cd8-first deviates [-600, -600] s")),
        (
            [("10:00", "CD8", "10:05"), ("10:06", "CD8", "10:10"), ("10:09", "CD4", "10:20")],
            each("cd8-first deviates [-60, -60] s", 3),
        ),
        ([("10:00", "CD8", "10:05"), ("10:06", "CD8", "10:10")], each("cd8-first indeterminate [None, None] s")),
    ],
)
def test_w202_one_component_before_another(record, found):
    assert try_rule("W202", ORDER, components(*record)) == found


def test_w202_a_container_of_no_stated_component_can_be_of_either():
    events = components(("10:00", "CD8", "10:05"), ("10:06", "CD4", "10:10")) + "; B9: administration_start 09:00"
    assert try_rule("W202", ORDER, events) == each("cd8-first indeterminate [None, 60] s", 3)


def test_w202_an_event_that_was_not_logged_leaves_the_order_open():
    events = "B0: administration_end 10:05 component=CD8; B1: administration_end 10:04 component=CD4"
    assert try_rule("W202", ORDER, events) == each("cd8-first deviates [None, -60] s")
    events = "B0: administration_end 10:05 component=CD8; B1: administration_end 10:30 component=CD4"
    assert try_rule("W202", ORDER, events) == each("cd8-first indeterminate [None, 1500] s")


# --- W201: the time between named components or doses -----------------------------------------------------------------
BETWEEN = limits(
    "window", "cf-to-nf", starts="'administration_end'", ends="'administration_start'", scope="'therapy'",
    starts_of="{ component = 'CF' }", ends_of="{ component = 'NF' }", at_least="'1 h'", at_most="'8 h'",
)  # fmt: skip


@pytest.mark.parametrize(
    ("record", "found"),
    [
        ([("10:00", "CF", "10:30"), ("11:30", "NF", "12:00")], "conforms [3600, 3600] s"),
        ([("10:00", "CF", "10:30"), ("11:29", "NF", "12:00")], "deviates [3540, 3540] s"),
        ([("08:00", "CF", "08:30"), ("16:31", "NF", "17:00")], "deviates [28860, 28860] s"),
    ],
)
def test_w201_between_components(record, found):
    lines = set(try_rule("W201", BETWEEN, components(*record)).splitlines())
    assert f"cf-to-nf {found}" in lines


def test_w201_between_components_the_shortest_and_the_longest_count():
    several = components(
        ("08:00", "CF", "08:30"), ("09:00", "CF", "09:30"), ("11:00", "NF", "11:30"), ("16:31", "NF", "17:00")
    )
    lines = sorted(set(try_rule("W201", BETWEEN, several).splitlines()))
    assert lines == ["cf-to-nf conforms [5400, 5400] s", "cf-to-nf deviates [28860, 28860] s"]


def test_w201_between_components_one_of_which_nobody_named():
    lines = set(try_rule("W201", BETWEEN, components(("08:00", "CF", "08:30"), ("11:00", "CF", "11:30"))).splitlines())
    assert lines == {"cf-to-nf indeterminate [None, None] s"}


SECOND_DOSE = limits(
    "window", "to-second", starts="'administration_start'", ends="'administration_start'", scope="'therapy'",
    starts_of="{ dose = '1' }", ends_of="{ dose = '2' }", day_numbers="[1, 10]", give_or_take_days="2",
)  # fmt: skip


@pytest.mark.parametrize(
    ("second", "verdict"),
    [
        ("2026-11-08T23:30", "conforms [7, 7]"),
        ("2026-11-12T10:00", "conforms [11, 11]"),
        ("2026-11-13T00:10", "deviates [12, 12]"),
    ],
)
def test_w201_day_1_and_day_10_give_or_take_2(second, verdict):
    rows = [("V1", "administration_start", "2026-11-01T10:00", "1"), ("V2", "administration_start", second, "2")]
    found = over_days(rows, SECOND_DOSE, "W201")
    assert any(line.startswith(f"V2 {verdict}") for line in found)


@pytest.mark.parametrize(
    ("keys", "days"),
    [
        ({"day_numbers": "[-5, 0]"}, (5, 5)),
        ({"day_numbers": "[-5, -3]"}, (2, 2)),
        ({"day_numbers": "[-4, 1]", "no_day_zero": "true"}, (4, 4)),
        ({"day_numbers": "[-4, 1]"}, (5, 5)),
        ({"day_numbers": "[1, 10]", "give_or_take_days": "2"}, (7, 11)),
        ({"day_numbers": "[0, 1]", "give_or_take_days": "2"}, (0, 3)),
    ],
)
def test_day_numbers_are_days_apart(keys, days):
    product = sandbox_product(limits("window", starts="'lymphodepletion_start'", ends="'administration_start'", **keys))
    assert (product.windows[0].at_least_days, product.windows[0].at_most_days) == days


# --- W201: from dose to dose, where a dose is several containers ------------------------------------------------------
DOSES = limits(
    "window", "interval", starts="'administration_start'", ends="'administration_start'", scope="'next dose'",
    at_least_days="14",
)  # fmt: skip


def vial(name, dose, time):
    return (name, "administration_start", time, dose)


def test_w201_next_dose_conforms_and_deviates():
    rows = [
        vial("V1", "1", "2026-11-01T10:00"), vial("V2", "1", "2026-11-01T10:05"),
        vial("V3", "2", "2026-11-15T10:00"), vial("V4", "2", "2026-11-15T10:05"), vial("V5", "3", "2026-11-28T10:00"),
    ]  # fmt: skip
    assert over_days(rows, DOSES, "W201") == ["V3 conforms [14, 14]", "V4 conforms [14, 14]", "V5 deviates [13, 13]"]


def test_w201_next_dose_is_open_where_nobody_stated_the_dose():
    rows = [vial("V1", "1", "2026-11-01T10:00"), vial("V2", "", "2026-11-01T10:05")]
    assert over_days(rows, DOSES, "W201") == ["V2 indeterminate [0, 0]"]


# --- W201: instances of an event that recurs --------------------------------------------------------------------------
CYCLES = limits(
    "window", "cycles", starts="'mobilisation_start'", ends="'mobilisation_start'", scope="'next instance'",
    at_least_days="14",
)  # fmt: skip


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (("01", "15", "29"), ["B1 conforms [14, 14]"]),
        (("01", "14", "29"), ["B1 deviates [13, 13]"]),
        (("01", ""), ["B1 indeterminate [0, inf]"]),
        (("01", "14", ""), ["B1 deviates [0, 13]"]),
        (("01", "16", ""), ["B1 indeterminate [0, 15]"]),
        (("01",), []),
        ((), ["B1 indeterminate [-inf, inf]"]),
    ],
)
def test_w201_next_instance(days, found):
    rows = [("B1", "mobilisation_start", f"2026-11-{day}T10:00" if day else "") for day in days]
    assert over_days([*rows, ("B1", "administration_start", "2026-12-24T10:00")], CYCLES, "W201") == found


LAST_TEST = limits(
    "window", "antibodies", starts="'antibody_test'", ends="'administration_start'", starts_instance="'last'",
    at_most="'2 h'",
)  # fmt: skip


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ("antibody_test 06:00, antibody_test 09:00, administration_start 10:00", "antibodies conforms [3600, 3600] s"),
        (
            "antibody_test 06:00, antibody_test 07:00, administration_start 10:00",
            "antibodies deviates [10800, 10800] s",
        ),
        ("antibody_test 09:00", "antibodies indeterminate [None, None] s"),
    ],
)
def test_w201_the_last_instance_counts(events, found):
    assert try_rule("W201", LAST_TEST, events) == found


FIRST_ASSESSED = limits(
    "window", "assessed", starts="'administration_start'", ends="'response_assessment'", ends_instance="'first'",
    at_most="'2 h'", scope="'therapy'",
)  # fmt: skip


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ("administration_start 08:00, response_assessment 10:00, response_assessment 14:00", "conforms [7200, 7200]"),
        ("administration_start 08:00, response_assessment 10:01", "deviates [7260, 7260]"),
        ("administration_start 08:00", "indeterminate [None, None]"),
    ],
)
def test_w201_the_first_instance_ends_the_clock(events, found):
    assert try_rule("W201", FIRST_ASSESSED, events) == f"assessed {found} s"


# --- W204: a volume in a time -----------------------------------------------------------------------------------------
HOURLY = limits("rate", "hourly", at_most="'2.6 mL/kg/h'", over="'1 h'")
BAG = "B{n}: administration_start {start} volume={volume}mL body_weight=10kg, administration_end {end}"


def bags(*rows):
    return "; ".join(
        BAG.format(n=n, start=start, volume=volume, end=end) for n, (start, end, volume) in enumerate(rows)
    )


@pytest.mark.parametrize(
    ("events", "found"),
    [
        (bags(("10:00", "10:20", 20)), "hourly conforms [2, 2] mL/kg/h"),
        (bags(("10:00", "10:20", 26)), "hourly conforms [2.6, 2.6] mL/kg/h"),
        (bags(("10:00", "10:20", 27)), "hourly deviates [2.7, 2.7] mL/kg/h"),
        (bags(("10:00", "12:00", 60)), "hourly deviates [3, 6] mL/kg/h"),
        (bags(("10:00", "12:00", 40)), "hourly indeterminate [2, 4] mL/kg/h"),
        (bags(("10:00", "10:20", 20), ("11:30", "11:50", 20)), each("hourly conforms [2, 2] mL/kg/h")),
        (bags(("10:00", "10:20", 20), ("10:40", "11:00", 20)), each("hourly deviates [4, 4] mL/kg/h")),
        (bags(("10:00", "10:20", 20), ("11:00", "11:40", 20)), each("hourly indeterminate [2, 4] mL/kg/h")),
        (
            "B0: administration_start 10:00 volume=20mL, administration_end 10:20",
            "hourly indeterminate [0, None] mL/kg/h",
        ),
        ("B0: administration_start 10:00 body_weight=10kg", "hourly indeterminate [0, None] mL/kg/h"),
        ("B0: thaw_end 10:00 body_weight=10kg volume=20mL", "hourly conforms [0, 2] mL/kg/h"),
    ],
)
def test_w204_in_any_hour(events, found):
    assert try_rule("W204", HOURLY, events) == found


@pytest.mark.parametrize(("minutes", "found"), [("20", "deviates [360, None]"), ("40", "indeterminate [180, None]")])
def test_w204_a_mean_can_only_be_too_fast(minutes, found):
    limit = limits("rate", "pump", at_most="'4 mL/min'")
    events = f"administration_start 10:00 volume=120mL, administration_end 10:{minutes}"
    assert try_rule("W204", limit, events) == f"pump {found} mL/h"


@pytest.mark.parametrize(
    ("dmso", "found"), [("5g", "conforms [0.5, 0.5]"), ("10g", "conforms [1, 1]"), ("10100mg", "deviates [1.01, 1.01]")]
)
def test_w204_a_mass_in_a_day(dmso, found):
    limit = limits("rate", "dmso", at_most="'1 g/kg/d'", over="'24 h'")
    events = f"administration_start 10:00 dmso={dmso} body_weight=10kg, administration_end 10:30"
    assert try_rule("W204", limit, events) == f"dmso {found} g/kg/d"
    unstated = "administration_start 10:00 body_weight=10kg, administration_end 10:30"
    assert try_rule("W204", limit, unstated) == "dmso indeterminate [0, None] g/kg/d"


def test_w204_two_weights_of_one_patient():
    two = "B1: administration_start 10:00 volume=24mL body_weight={}kg, administration_end 10:20; B2: body"
    two = two.replace(
        "B2: body", "B2: administration_start 12:00 volume=1mL body_weight={}kg, administration_end 12:20"
    )
    assert try_rule("W204", HOURLY, two.format(10, 10)) == each("hourly conforms [2.4, 2.4] mL/kg/h")
    assert try_rule("W204", HOURLY, two.format(100, 8)) == each("hourly indeterminate [0.24, 3] mL/kg/h")
    assert try_rule("W204", HOURLY, two.format(8, 9)) == each("hourly deviates [2.66667, 3] mL/kg/h")


@pytest.mark.parametrize("dose", ["0", "01", "1.0", "one", "I", "-1", "1st"])
def test_a_dose_that_is_no_number_is_refused(dose):
    with pytest.raises(ConditionError, match="a whole number such as 1"):
        over_days([vial("V1", dose, "2026-11-01T10:00")], DOSES, "W201")


@pytest.mark.parametrize("volume", ["20", "20kg", "-20mL", "0mL", "twenty", "20mL/h"])
def test_w204_an_amount_that_is_none_is_refused(volume):
    with pytest.raises(ConditionError, match="a volume with its unit"):
        try_rule("W204", HOURLY, f"administration_start 10:00 volume={volume}")


# --- P401: what the label forbids -------------------------------------------------------------------------------------
REFREEZE = limits("prohibition", "refreeze", forbids="['refrozen', 'storage_in']", after="'thaw_start'")


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ("storage_in 08:00, storage_out 09:00, thaw_start 10:00", "refreeze conforms [0, 0] times"),
        ("thaw_start 10:00, refrozen 10:30", "refreeze deviates [1, 1] times"),
        ("storage_in 08:00, thaw_start 10:00, storage_in 11:00", "refreeze deviates [1, 1] times"),
        ("thaw_end 10:00, storage_in 09:55", "refreeze indeterminate [0, 1] times"),
        ("thaw_start 10:00, storage_in 10:00", "refreeze indeterminate [0, 1] times"),
        ("thaw_start 10:00", ""),
    ],
)
def test_p401(events, found):
    assert try_rule("P401", REFREEZE, events) == found


def test_p401_alone_makes_nothing_conform():
    events = read_events(
        pd.DataFrame(
            [("T1", "storage_in", "2026-11-10T08:00Z"), ("T1", "thaw_start", "2026-11-10T09:00Z")],
            columns=["therapy_id", "event", "time"],
        )
    )
    assert assess(events, product=sandbox_product(REFREEZE)).verdict.value == "indeterminate"


# --- T101 and T102: ends that are not included, and temperatures printed without a tolerance --------------------------
IN_USE = "thaw_end 10:00, administration_end 10:20"
WARM = "10:00 {0}, 10:10 {0}, 10:20 {0}"


def within(band):
    return limits("window", "in-use", starts="'thaw_end'", ends="'administration_end'", within=band)


@pytest.mark.parametrize(
    ("band", "value", "site", "verdict"),
    [
        ("{ upper = '25 degC', strict = true }", "24.9", Site(), "conforms"),
        ("{ upper = '25 degC', strict = true }", "25", Site(), "deviates"),
        ("{ upper = '25 degC' }", "25", Site(), "conforms"),
        ("{ nominal = '4 degC' }", "4", Site(), "indeterminate"),
        ("{ nominal = '4 degC' }", "40", Site(), "indeterminate"),
        ("{ nominal = '4 degC' }", "6", Site(tolerance_degC=2.0), "conforms"),
        ("{ nominal = '4 degC' }", "6.1", Site(tolerance_degC=2.0), "deviates"),
    ],
)
def test_t102_strict_and_nominal(band, value, site, verdict):
    assert try_rule("T102", within(band), IN_USE, WARM.format(value), site).split()[1] == verdict


@pytest.mark.parametrize(
    ("value", "site", "verdict"),
    [
        ("37", Site(), "indeterminate"),
        ("37.5", Site(tolerance_degC=1.0), "conforms"),
        ("35", Site(tolerance_degC=1.0), "deviates"),
    ],
)
def test_t101_nominal(value, site, verdict):
    store = limits("storage", "warm", **{"from": "'thaw_end'", "until": "'administration_end'", "nominal": "'37 degC'"})
    assert try_rule("T101", store, IN_USE, WARM.format(value), site).split()[1] == verdict


def test_a_tolerance_prints_and_is_above_zero():
    assert any("± 2 °C" in line for line in parse_site({"nominal_tolerance": "2 degC"}).statements())
    with pytest.raises(SiteError, match="above zero"):
        parse_site({"nominal_tolerance": "-2 degC"})


# --- S301: the event by which a printed expiry is judged ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("events", "verdict"),
    [
        ("administration_start 09:59 expiry=2026-11-10T10:00Z, administration_end 10:30", "conforms"),
        ("administration_start 10:01 expiry=2026-11-10T10:00Z, administration_end 10:30", "deviates"),
        ("administration_end 10:30 expiry=2026-11-10T10:00Z", "indeterminate"),
    ],
)
def test_s301_an_expiry_judged_by_the_start(events, verdict):
    assert try_rule("S301", "[expiry]\nby = 'administration_start'\n", events).split()[1] == verdict


def test_s301_a_shelf_life_at_the_same_event_does_not_take_the_strictness_away():
    store = limits(
        "storage",
        "s",
        **{"from": "'thaw_end'", "until": "'administration_start'", "upper": "'25 degC'", "shelf_life": "'9 h'"},
    )
    events = "manufacturing_end 08:00, administration_start 10:00 expiry=2026-11-10T10:00Z"
    found = try_rule("S301", "[expiry]\nby = 'administration_start'\nstrict = true\n" + store, events).splitlines()
    assert "s deviates [0, 0] s" in found


@pytest.mark.parametrize(("start", "verdict"), [("09:59", "conforms"), ("10:00", "deviates"), ("10:01", "deviates")])
def test_s301_an_expiry_before_which_it_must_start(start, verdict):
    events = f"administration_start {start} expiry=2026-11-10T10:00Z"
    assert try_rule("S301", "[expiry]\nby = 'administration_start'\nstrict = true\n", events).split()[1] == verdict


# --- events of a dose --------------------------------------------------------------------------------------------------
REGIMEN = limits(
    "window", "regimen", starts="'immunomodulation_start'", ends="'administration_start'", at_least="'1 h'"
)


def test_a_regimen_for_each_dose_and_one_for_all():
    own = "B1: immunomodulation_start 08:00, administration_start 09:00; B2: immunomodulation_start 09:30, administration_start 10:00"
    assert try_rule("W201", REGIMEN, own) == "regimen conforms [3600, 3600] s\nregimen deviates [1800, 1800] s"
    shared = "immunomodulation_start 08:00; B1: administration_start 09:00; B2: administration_start 10:00"
    assert try_rule("W201", REGIMEN, shared) == "regimen conforms [3600, 3600] s\nregimen conforms [7200, 7200] s"


def test_a_shipper_that_expires():
    order = limits("precondition", "into-store", before="'storage_in'", after="'shipper_expires'")
    assert try_rule("W202", order, "storage_in 10:00, shipper_expires 10:00") == "into-store conforms [0, 0] s"
    assert try_rule("W202", order, "storage_in 10:01, shipper_expires 10:00") == "into-store deviates [-60, -60] s"
    assert try_rule("W202", order, "shipper_expires 10:00") == "into-store indeterminate [None, None] s"


def test_the_first_instance_of_what_must_come_first():
    keys = {"before": "'storage_in'", "after": "'shipper_expires'"}
    twice = "storage_in 09:00, storage_in 11:00, shipper_expires 10:00"
    assert try_rule("W202", limits("precondition", "in", **keys), twice) == "in deviates [-3600, -3600] s"
    first = limits("precondition", "in", **keys, before_instance="'first'")
    assert try_rule("W202", first, twice) == "in conforms [3600, 3600] s"


# --- what only a hospital's own file has -------------------------------------------------------------------------------
MATERIAL = limits(
    "window", "material-age", starts="'collection_end'", ends="'manufacturing_start'", at_most_days="270"
)  # fmt: skip


@pytest.mark.parametrize(
    ("made", "found"),
    [
        ("2026-11-01T10:00", "B1 conforms [270, 270]"),
        ("2026-11-02T10:00", "B1 deviates [271, 271]"),
        ("", "B1 indeterminate [-inf, 278]"),
    ],
)
def test_starting_material_of_an_age(made, found):
    rows = [("", "collection_end", "2026-02-04T15:00"), ("B1", "administration_start", "2026-11-09T10:00")]
    rows += [("", "manufacturing_start", made)] if made else []
    assert over_days(rows, MATERIAL, "W201") == [found]


# --- product files that cannot be meant --------------------------------------------------------------------------------
CLOCK = {"starts": "'thaw_end'", "ends": "'administration_end'"}


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        (limits("window", **CLOCK, at_most="'1 h'", starts_of="{ component = 'CD8' }"), "window[0].starts_of", "the scope 'therapy'"),
        (limits("window", **CLOCK, at_most="'1 h'", starts_instance="'last'"), "window[0].starts_instance", "an event that recurs"),
        (limits("window", **CLOCK, at_most="'1 h'", scope="'next instance'"), "window[0].ends", "one event that recurs"),
        (limits("window", **CLOCK, day_numbers="[10, 1]"), "window[0].day_numbers", "the earlier day first"),
        (limits("window", **CLOCK, day_numbers="[1]"), "window[0].day_numbers", "a pair of day numbers"),
        (limits("window", **CLOCK, day_numbers="[0, 1]", no_day_zero="true"), "window[0].day_numbers", "no day 0"),
        (limits("window", **CLOCK, at_most="'1 h'", give_or_take_days="2"), "window[0].day_numbers", "a pair of day numbers"),
        (limits("window", **CLOCK, within="{ strict = true }"), "window[0].within", "lower, upper or nominal"),
        (limits("window", **CLOCK, within="{ nominal = '4 degC', upper = '8 degC' }"), "window[0].within.upper", "one or the other"),
        (limits("precondition", before="'thaw_end'", after="'administration_start'", scope="'next dose'"), "precondition[0].scope", "next container"),
        (limits("precondition", before="'thaw_end'", after="'administration_start'", after_of="{ component = 'x' }"), "precondition[0].before_of", "the scope 'therapy'"),
        (limits("rate", at_most="'2.6 mL'"), "rate[0].at_most", "an amount in a time"),
        (limits("rate", at_most="'2.6 mL/h'", over="'0 h'"), "rate[0].over", "a duration above zero"),
        (limits("prohibition", after="'thaw_start'"), "prohibition[0].after", "forbids beside it"),
        (limits("prohibition", forbids="['freezing']"), "prohibition[0].forbids", "events of the vocabulary"),
        ("[expiry]\nby = 'never'\n", "expiry.by", "an event of the vocabulary"),
        ("[expiry]\nby = 'thaw_end'\nwhen = { indication = 'ALL' }\n", "expiry.when", "neither"),
        ("[expiry]\nby = 'thaw_end'\nobligation = 'information'\n", "expiry.when", "neither"),
        (limits("window", starts="'transport'", ends="'transport'", at_most="'1 h'", scope="'next instance'"), "window[0].ends", "one event that recurs"),
        (limits("window", starts="'storage_in'", ends="'storage_in'", at_most="'1 h'", starts_instance="'last'"), "window[0].ends", "an end that comes after its start"),
        (limits("window", **CLOCK, at_most="'1 h'", when="{ volume = '60 mL' }"), "window[0].when.volume", "another name"),
        (limits("budget", band="{ nominal = '4 degC' }", at_most="'1 h'", **{"from": "'thaw_end'", "until": "'administration_end'"}), "budget[0].band", "a band with its ends"),
    ],
)  # fmt: skip
def test_a_shape_that_cannot_be_meant_is_refused_with_its_path(text, path, expected):
    said = refused(text)
    assert path in said
    assert expected in said
