"""Labels whose limits depend on a condition or on the day: which storages, allowances, budgets and windows hold for whom."""

from itertools import permutations

import pandas as pd
import pytest
from how_many import spread

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.sandbox import _HEAD, assess_sandbox, sandbox_product, try_rule
from atmp_logistics.catalogue.catalogue import load_catalogue
from atmp_logistics.core.errors import ConditionError, UnknownProduct
from atmp_logistics.ingest import read_events
from atmp_logistics.report.assessment.json import render_json

C, I, D = "conforms", "indeterminate", "deviates"


def table(kind, **keys):
    return f"[[{kind}]]\n" + "".join(f"{key.rstrip('_')} = {value}\n" for key, value in keys.items())


def store(code, until, upper, when="", starts="product_received", **more):
    keys = {"code": f"'{code}'", "from": f"'{starts}'", "until": f"'{until}'", "upper": f"'{upper} degC'", **more}
    return table("storage", **keys, **({"when": f"{{ preparation = '{when}' }}"} if when else {}))


def found(rule, limits, events, readings="", **more):
    return try_rule(rule, limits, events, readings, **more)


# ---------------------------------------------------------------- storages, allowances, budgets that share a code


A, B = store("frozen", "storage_out", -150, "A"), store("frozen", "storage_out", -90, "B")
SHORT = table("allowance", code="'short'", storage="'frozen'", upper="'-60 degC'", at_most="'5 min'", times="1")
WARM = "08:00 -160, 08:10 -100, 08:20 -100, 08:30 -100, 08:40 -160"


@pytest.mark.parametrize("tables", list(permutations([A, B, SHORT])))
@pytest.mark.parametrize(("stated", "verdict"), [(" preparation=A", D), (" preparation=B", C), ("", I)])
def test_an_excursion_is_counted_from_the_range_that_holds(tables, stated, verdict):
    result = assess_sandbox(
        sandbox_product("".join(tables)), f"product_received 08:00{stated}, storage_out 08:40", WARM
    )
    assert {one.verdict.value for one in result if one.rule == "T103" and one.unit == "s"} == {verdict}
    assert result.verdict.value == verdict


def test_an_allowance_of_another_condition_does_not_take_away_the_one_that_holds():
    one = SHORT.replace("5 min", "1 h") + "when = { preparation = 'A' }\n"
    other = SHORT.replace("-60", "-140") + "when = { preparation = 'B' }\n"
    events = "product_received 08:00 preparation=A, storage_out 08:40"
    for allowances in (one + other, other + one):
        said = found("T101", store("frozen", "storage_out", -150) + allowances, events, WARM)
        assert "frozen conforms [-100, -100] degC" in said


COLD, ROOM = ("2", "8"), ("20", "25")


def budget(code, band, hours, when="", starts="thaw_end"):
    keys = {"code": f"'{code}'", "band": f"['{band[0]} degC', '{band[1]} degC']", "from": f"'{starts}'"}
    keys |= {"until": "'administration_end'", "at_most": f"'{hours} min'"}
    return table("budget", **keys, **({"when": f"{{ preparation = '{when}' }}"} if when else {}))


DAY = "storage_out 08:00, thaw_end 08:00, administration_end 09:00"
HALF = "08:00 5, 08:15 5, 08:30 5, 08:30:01 22, 08:45 22, 09:00 22"


@pytest.mark.parametrize("warm", [("20", "25"), ("8", "25")])
@pytest.mark.parametrize("starts", ["thaw_end", "storage_out"])
def test_budgets_count_their_own_time(warm, starts):
    limits = [budget("cold", COLD, 35), budget("room", warm, 35, starts=starts)]
    for tables in permutations(limits):
        said = found("T104", "".join(tables), DAY, HALF).splitlines()
        assert {line.split()[1] for line in said if line.split()[0] in {"cold", "room"}} == {C}


def test_a_budget_that_holds_for_another_preparation_takes_no_time_away():
    limits = (
        budget("cold", COLD, 35) + budget("room", ("8", "25"), 35, when="A") + budget("room", ("8", "25"), 5, when="B")
    )
    for stated, verdict in ((" preparation=A", C), (" preparation=B", D), ("", I)):
        result = assess_sandbox(sandbox_product(limits), DAY.replace("08:00", f"08:00{stated}", 1), HALF)
        assert {one.verdict.value for one in result if one.code == "room"} == {verdict}
        assert {one.verdict.value for one in result if one.code == "cold"} == {C}
    alone = budget("cold", COLD, 35) + budget("room", ("8", "25"), 35, when="A")
    result = assess_sandbox(sandbox_product(alone), DAY.replace("08:00", "08:00 preparation=B", 1), HALF)
    assert {one.verdict.value for one in result if one.code == "cold"} == {D}


def test_a_boundary_belongs_to_a_storage_only_where_that_holds():
    limits = (
        budget("room", ("8", "25"), 30)
        + store("fridge", "storage_out", 8, "A")
        + store("fridge", "storage_out", 25, "B")
    )
    flat = "08:00 8, 08:15 8, 08:30 8, 08:45 8, 09:00 8"
    for stated, verdict in (("A", C), ("B", D)):
        said = found("T104", limits, DAY.replace("08:00", f"08:00 preparation={stated}", 1), flat)
        assert f"room {verdict}" in said
    assert "room indeterminate" in found("T104", limits, DAY, flat)


def test_a_budget_that_runs_for_a_part_of_the_time_leaves_the_rest():
    limits = budget("cold", COLD, 35) + budget("room", ("8", "25"), 35).replace(
        "administration_end", "administration_start"
    )
    events = DAY.replace("administration_end", "administration_start 08:30, administration_end")
    assert "cold indeterminate" in found("T104", limits, events, HALF)


# ---------------------------------------------------------------- expiry


WARD, FROZEN = store("ward", "administration_start", 25, "A"), store("frozen", "thaw_start", -60, "B")
USED = "product_received 08:00{}, thaw_start 09:00, administration_start 12:00 expiry=2026-11-10T10:00Z"


@pytest.mark.parametrize("tables", [WARD + FROZEN, FROZEN + WARD])
@pytest.mark.parametrize(("stated", "verdict"), [(" preparation=A", D), (" preparation=B", C), ("", I)])
def test_a_printed_expiry_is_judged_at_the_end_of_the_last_storage_that_holds(tables, stated, verdict):
    assert found("S301", tables, USED.format(stated)).split()[1] == verdict


def test_two_storages_that_both_hold_leave_the_later_end():
    both = store("one", "storage_out", -60) + store("two", "transport_end", -60, starts="transport_start")
    events = (
        "product_received 08:00, storage_out 09:00, transport_start 09:30, transport_end 10:30 expiry=2026-11-10T10:00Z"
    )
    assert found("S301", both, events).split()[1] == D


@pytest.mark.parametrize(("given", "verdict"), [("10:00", C), ("10:01", D), ("", I)])
def test_the_event_that_the_label_names_ends_a_computed_shelf_life_too(given, verdict):
    fresh = "[expiry]\nby = 'administration_start'\n" + store("fresh", "storage_out", 25, shelf_life="'2 h'")
    events = "manufacturing_end 08:00, product_received 08:10, storage_out 09:00"
    events += f", administration_start {given}" if given else ""
    assert found("S301", fresh, events).split()[1] == verdict


def test_the_template_names_the_event_by_which_a_shelf_life_is_judged():
    from tomllib import loads

    from atmp_logistics.catalogue.new_product import TEMPLATE

    assert loads(TEMPLATE.format(slug="own-se"))["expiry"]["by"] == "administration"


# ---------------------------------------------------------------- conditions


WINDOW = table("window", code="'post-thaw'", starts="'thaw_end'", ends="'administration_end'", at_most="'30 min'")
IN_USE = WINDOW.replace("post-thaw", "in-use").replace("30 min", "2 h")
WASHED = WINDOW + "when = { preparation = 'washed' }\n"


@pytest.mark.parametrize(
    ("end", "stated", "verdict"),
    [("10:45", "", I), ("10:45", " preparation=unwashed", C), ("10:45", " preparation=washed", D), ("10:20", "", C)],
)
def test_a_condition_of_which_the_label_names_one_value_can_have_another(end, stated, verdict):
    result = assess_sandbox(sandbox_product(WASHED + IN_USE), f"thaw_end 10:00{stated}, administration_end {end}")
    assert result.verdict.value == verdict


def test_where_nothing_is_asked_of_another_value_the_record_does_not_conform():
    result = assess_sandbox(sandbox_product(WASHED), "thaw_end 10:00, administration_end 10:20")
    assert result.verdict.value == I
    assert any("none of the limits" in one.why for one in result)


@pytest.mark.parametrize("word", ["Washed", "washd", "WASHED", "washe"])
def test_a_slip_of_the_pen_is_no_other_value(word):
    with pytest.raises(ConditionError):
        assess_sandbox(sandbox_product(WASHED), f"thaw_end 10:00 preparation={word}, administration_end 10:20")


@pytest.mark.parametrize("word", ["unknown", "?", "-", "n/a", "NA", "NotKnown", "tbd", "unbekannt", "..."])
def test_a_value_that_nobody_knows_is_no_other_value(word):
    with pytest.raises(ConditionError, match="leave it empty where nobody knows it"):
        assess_sandbox(sandbox_product(WASHED + IN_USE), f"thaw_end 10:00 preparation={word}, administration_end 10:45")


def test_a_condition_that_the_label_tells_apart_has_its_own_words_only():
    two = WASHED + WINDOW.replace("30 min", "1 h") + "when = { preparation = 'frozen' }\n"
    with pytest.raises(ConditionError):
        assess_sandbox(sandbox_product(two), "thaw_end 10:00 preparation=fresh, administration_end 10:20")


def test_a_branch_that_does_not_bind_agrees_with_none_that_does():
    two = WASHED + WINDOW + "when = { preparation = 'frozen' }\nobligation = 'should'\n"
    result = assess_sandbox(sandbox_product(two + IN_USE), "thaw_end 10:00, administration_end 10:45")
    assert result.verdict.value == I


# ---------------------------------------------------------------- instances, doses, strict windows


APART = table(
    "window", code="'apart'", starts="'transport_end'", ends="'administration_start'", at_most="'30 min'",
    scope="'therapy'", starts_of="{ component = 'CD8' }", ends_of="{ component = 'CD4' }",
)  # fmt: skip


def test_the_instance_that_a_label_names_counts_between_kinds_of_containers_too():
    events = "B1: transport_end 08:00 component=CD8, transport_end 09:50; B2: administration_start 10:10 component=CD4"
    assert found("W201", APART, events) == "apart deviates [7800, 7800] s\napart deviates [7800, 7800] s"
    last = APART + "starts_instance = 'last'\n"
    assert found("W201", last, events) == "apart conforms [1200, 1200] s\napart conforms [1200, 1200] s"


def dose(most, least=""):
    limit = {"at_least": f"'{least}'"} if least else {}
    return table(
        "window", code="'doses'", starts="'administration_start'", ends="'administration_end'", at_most=f"'{most}'",
        scope="'next dose'", **limit,
    )  # fmt: skip


DOSES = (
    "B1: administration_start 08:00 dose=1, administration_end 08:10; B2: administration_start 08:30 dose=1, "
    "administration_end 08:40; B3: administration_start 09:00 dose=2, administration_end 09:10; "
    "B4: administration_start 09:20 dose=2, administration_end 09:30"
)


@pytest.mark.parametrize(("most", "verdict"), [("90 min", C), ("89 min", D)])
def test_the_most_between_doses_is_measured_from_the_first_start_to_the_last_end(most, verdict):
    assert found("W201", dose(most), DOSES).splitlines() == [f"doses {verdict} [5400, 5400] s"] * 2


def test_a_dose_that_nobody_stated_leaves_the_whole_open():
    said = found("W201", dose("89 min"), DOSES.replace("08:00 dose=1", "08:00"))
    assert D not in said


BACK = WINDOW.replace("post-thaw", "back") + "strict = true\n"


@pytest.mark.parametrize("scope", ["container", "therapy", "next container"])
def test_a_strict_window_that_runs_backwards_deviates(scope):
    limit = BACK.replace("thaw_end", "transport_end") + f"scope = '{scope}'\n"
    events = "B1: transport_end 10:20, administration_end 10:00; B2: transport_end 10:30, administration_end 10:10"
    assert D in found("W201", limit, events)
    assert C not in found("W201", limit, events)


def test_a_strict_window_between_kinds_or_doses_that_runs_backwards_deviates():
    back = "B1: transport_end 10:00 component=CD8; B2: administration_start 09:50 component=CD4"
    assert D in found("W201", APART + "strict = true\n", back)
    doses = "B1: transport_end 10:00 dose=1, administration_start 09:00; B2: transport_end 10:00 dose=2, administration_start 09:30"
    limit = dose("2 h").replace("starts = 'administration_start'", "starts = 'transport_end'") + "strict = true\n"
    assert D in found("W201", limit.replace("administration_end", "administration_start"), doses)


# ---------------------------------------------------------------- versions of a label


def catalogue(folder, *versions):
    """A label with a version for each (from, until, limits)."""
    for i, (since, until, limits) in enumerate(versions):
        dates = f"\nin_force_from = {since}" * bool(since) + f"\nin_force_until = {until}" * bool(until)
        text = _HEAD.replace('evidence = "local"', f'evidence = "local"{dates}').replace(
            'revision = "1"', f'revision = "{i}"'
        )
        (folder / f"trial@{i}.toml").write_text(text + limits, "utf-8")
    return load_catalogue(folder)


def judged(known, *rows, tz="Europe/Stockholm", **more):
    from atmp_logistics.records.site_profile import Site

    more = {"site": Site(resolution_s=0.0)} | more
    columns = ["therapy_id", "container_id", "event", "time"]
    frame = pd.DataFrame([("T1", *row) for row in rows], columns=columns)
    return assess(read_events(frame, tz=tz), None, "trial", catalogue=known, **more)


def each(result):
    return dict(zip(result.consignments["container_id"], result.consignments["verdict"], strict=True))


AT_START = WINDOW.replace("administration_end", "administration_start")
LOOSE, TIGHT = AT_START.replace("30 min", "60 min"), AT_START


@pytest.fixture
def tighter(tmp_path):
    return catalogue(tmp_path, ("", "2026-06-30", LOOSE), ("2026-07-01", "", TIGHT))


def bag(name, thaw, start, *more):
    return [(name, "thaw_end", thaw), (name, "administration_start", start), *((name, *one) for one in more)]


def test_the_day_of_use_chooses_and_no_later_event(tighter):
    for more in ([], [("administration_end", "2026-07-01 00:05")], [("response_assessment", "2026-08-01 10:00")]):
        assert judged(tighter, *bag("", "2026-06-30 23:00", "2026-06-30 23:45", *more)).verdict.value == C
    assert judged(tighter, *bag("", "2026-06-30 23:30", "2026-07-01 00:15")).verdict.value == D


@pytest.mark.parametrize(("thaw", "verdict"), [("23:00", I), ("23:40", C), ("22:00", I)])
def test_a_lost_time_leaves_both_versions(tighter, thaw, verdict):
    rows = bag("", f"2026-06-30 {thaw}", "", ("administration_end", "2026-07-01 00:05"))
    assert judged(tighter, *rows).verdict.value == verdict
    assert judged(tighter, rows[0], rows[2]).verdict.value == verdict


IN_STORE = [("", "product_received", "2026-06-30 20:00"), ("", "storage_out", "2026-06-30 23:30")]


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ([], C),
        ([("", "administration_start", "2026-06-30 23:50")], C),
        ([("", "administration_start", "2026-07-01 00:10")], I),
        ([("", "administration_start", "")], I),
        ([("", "administration_pause", "2026-07-01 00:10")], I),  # so it was given, on either day
        ([("", "thaw_start", "2026-06-30 23:40")], C),
        ([("", "thaw_start", "2026-07-01 00:01")], I),  # nothing is given before its thaw
        ([("", "thaw_start", "")], I),
        ([("", "discarded", "2026-07-01 00:01")], C),
        ([("", "response_assessment", "2026-08-01 10:00")], C),
    ],
)
def test_a_container_whose_administration_has_no_row(tmp_path, more, verdict):
    from atmp_logistics.records.read_site import parse_site

    limits = store("frozen", "storage_out", -120)
    known = catalogue(tmp_path, ("", "2026-06-30", limits), ("2026-07-01", "", limits.replace("-120", "-170")))
    alarm = {"storage": "frozen", "within": ["", "-155 degC"], "basis": "tank alarm"}
    site = parse_site({"resolution": "0 s", "fact": [alarm]})
    assert judged(known, *IN_STORE, *more, site=site, rules=["T1", "W2", "D5"]).verdict.value == verdict


@pytest.mark.parametrize(
    ("rows", "now", "versions"),
    [
        ([("", "thaw_end", "2026-06-30 23:50")], "2026-06-30 23:55", ["0"]),
        ([("", "thaw_end", "2026-06-30 23:50")], "2026-07-01 00:05", ["1"]),  # to be given today
        (bag("", "2026-06-30 23:40", "2026-06-30 23:50"), "2026-07-01 00:05", ["0"]),
        (bag("", "2026-06-30 23:40", ""), "2026-07-01 00:05", ["1"]),
        (
            [*bag("", "2026-06-30 23:40", "2026-06-30 23:50"), ("", "response_assessment", "2026-08-01 10:00")],
            "2026-08-01 10:05",
            ["0"],
        ),
        (
            [*bag("B1", "2026-06-30 23:40", "2026-06-30 23:50"), ("B2", "thaw_end", "2026-07-01 00:01")],
            "2026-07-01 00:05",
            ["0", "1"],
        ),
    ],
)
def test_deadlines_are_by_the_version_of_the_day_of_use(tmp_path, rows, now, versions):
    from atmp_logistics.planning.deadlines import deadlines

    both = [limits.replace("administration_start", "administration_end") for limits in (LOOSE, TIGHT)]
    known = catalogue(tmp_path, ("", "2026-06-30", both[0]), ("2026-07-01", "", both[1]))
    frame = pd.DataFrame([("T1", *row) for row in rows], columns=["therapy_id", "container_id", "event", "time"])
    found = deadlines(read_events(frame, tz="Europe/Stockholm"), "trial", now=now, catalogue=known)
    assert [one.product.citation.revision for one in found] == versions
    assert all(f"label's revision {one}" in str(found) for one in versions)
    assert {mode[-1] for mode in found.table["mode"]} == set(versions)


def test_a_doubt_over_midnight_leaves_both_versions(tighter):
    from atmp_logistics.records.site_profile import Site

    rows = bag("", "2026-06-30 23:15", "2026-07-01 00:00")
    assert judged(tighter, *rows, site=Site(resolution_s=0.0)).verdict.value == D
    assert judged(tighter, *rows, site=Site(resolution_s=60.0)).verdict.value == I


def test_versions_that_agree_on_it_say_so_even_where_codes_differ(tmp_path):
    known = catalogue(tmp_path, ("", "2026-06-30", LOOSE), ("2026-07-01", "", TIGHT.replace("post-thaw", "thawed")))
    rows = bag("", "2026-06-30 23:50", "", ("administration_end", "2026-07-01 00:05"))
    assert judged(known, *rows).verdict.value == C


def test_a_version_that_asks_nothing_does_not_agree_with_one_that_conforms(tmp_path):
    known = catalogue(tmp_path, ("", "2026-06-30", LOOSE), ("2026-07-01", "", "[[instruction]]\ncode = 'filter'\n"))
    rows = bag("", "2026-06-30 23:50", "", ("administration_end", "2026-07-01 00:05"))
    assert judged(known, *rows).verdict.value == I


def test_a_therapy_over_the_change_is_judged_whole_by_both_and_each_bag_by_its_own(tmp_path):
    all_bags = AT_START.replace("post-thaw", "all") + "scope = 'therapy'\n"
    known = catalogue(
        tmp_path,
        ("", "2026-06-30", LOOSE + all_bags.replace("30 min", "5 h")),
        ("2026-07-01", "", TIGHT + all_bags.replace("30 min", "2 h")),
    )
    rows = bag("B1", "2026-06-30 21:00", "2026-06-30 21:45") + bag("B2", "2026-07-01 00:00", "2026-07-01 00:20")
    result = judged(known, *rows)
    assert each(result) == {"B1": C, "B2": D}
    assert {one.measured.lower for one in result if one.code == "all"} == {3 * 3600 + 20 * 60}


def test_the_same_whichever_therapies_stand_beside(tighter):
    rows = bag("B1", "2026-06-30 21:00", "2026-06-30 21:45") + bag("B2", "2026-07-01 00:00", "")
    alone = judged(tighter, *rows)
    columns = ["therapy_id", "container_id", "event", "time"]
    frame = pd.DataFrame([(name, *row) for name in ("T0", "T1", "T2") for row in rows], columns=columns)
    many = assess(read_events(frame, tz="Europe/Stockholm"), None, "trial", catalogue=tighter)
    assert many.consignments["verdict"].tolist().count(C) == 3
    assert each(alone) == {"B1": C, "B2": I}


def test_a_day_without_a_version_is_refused_and_one_that_may_be_is_open(tmp_path):
    known = catalogue(tmp_path, ("2026-01-01", "2026-06-30", LOOSE), ("2026-07-03", "", TIGHT))
    with pytest.raises(UnknownProduct):
        judged(known, *bag("", "2026-07-01 10:00", "2026-07-01 10:10"))
    rows = bag("", "2026-06-30 23:50", "", ("administration_end", "2026-07-01 00:05"))
    result = judged(known, *rows)
    assert result.verdict.value == I
    assert any("no version" in one.why for one in result)


def test_versions_are_chosen_in_shards_as_in_one_piece(tighter):
    from atmp_logistics.assessment.streaming.assess_files import assess_files

    rows = []
    for i, (start, end) in enumerate([("2026-06-30 23:45", ""), ("", "2026-07-01 00:05"), ("2026-07-01 00:10", "")]):
        rows += [(f"T{i}", "B1", "thaw_end", "2026-06-30 23:00"), (f"T{i}", "B1", "administration_start", start)]
        rows += [(f"T{i}", "B1", "administration_end", end)] if end else []
    rows += [
        ("T3", *row) for row in bag("B1", "2026-06-30 21:00", "2026-06-30 21:45") + bag("B2", "2026-07-01 00:00", "")
    ]
    frame = pd.DataFrame(rows, columns=["therapy_id", "container_id", "event", "time"])
    frame["logger_id"] = ""
    frame.loc[0, "logger_id"] = "lost"
    events = read_events(frame, tz="Europe/Stockholm")
    whole = assess(events, None, "trial", catalogue=tighter)
    assert render_json(assess_files(events, None, "trial", catalogue=tighter)) == render_json(whole)


# ---------------------------------------------------------------- who is there


def test_a_container_nowhere_mentioned_does_not_conform_by_its_therapys_events():
    limit = table(
        "window", code="'chelation'", starts="'chelation_end'", ends="'conditioning_start'", at_least_days="7",
        scope="'therapy'",
    )  # fmt: skip
    rows = [
        ("T1", "", "chelation_end", "2026-11-01T08:00Z"),
        ("T1", "", "conditioning_start", "2026-11-10T08:00Z"),
        ("T1", "B1", "administration_end", "2026-11-16T10:30Z"),
    ]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "container_id", "event", "time"]), tz="UTC")
    for rules in (None, ["W201"]):
        result = assess(events, None, sandbox_product(limit), containers=[("T1", "B9")], rules=rules)
        assert each(result) == {"B1": C, "B9": I}


# ---------------------------------------------------------------- facts


def syringe(preparation, low, high):
    return table(
        "window", code="'syringe'", starts="'syringe_drawn'", ends="'administration_start'", at_most="'4 h'",
        within=f"['{low} degC', '{high} degC']", when=f"{{ preparation = '{preparation}' }}",
    )  # fmt: skip


SYRINGES = syringe("refrigerated", 2, 8) + syringe("room", 20, 25)
DRAWN = "syringe_drawn 08:00{}, administration_start 11:00"


def fact(**keys):
    from atmp_logistics.records.read_site import parse_site

    return parse_site({"fact": [{"window": "syringe", "within": ["2 degC", "8 degC"], "basis": "SOP 3", **keys}]})


@pytest.mark.parametrize(
    ("keys", "stated", "verdict"),
    [
        ({}, "room", I),
        ({}, "refrigerated", I),
        ({}, "", I),
        ({"when": {"preparation": "refrigerated"}}, "room", I),
        ({"when": {"preparation": "refrigerated"}}, "refrigerated", C),
        ({"when": {"preparation": "refrigerated"}}, "", I),
        ({"when": {"preparation": "room"}}, "room", D),
        ({"product": "trial", "when": {"preparation": "refrigerated"}}, "refrigerated", C),
        ({"product": "kymriah-eu", "window": "post-thaw", "when": {}}, "refrigerated", I),
    ],
)
def test_a_fact_speaks_of_its_own_branch(keys, stated, verdict):
    for tables in (SYRINGES, syringe("room", 20, 25) + syringe("refrigerated", 2, 8)):
        events = DRAWN.format(f" preparation={stated}" if stated else "")
        site = fact(**keys)
        verdicts = {
            line.split()[1] for line in found("T102", tables, events, site=site).splitlines() if "syringe" in line
        }
        assert verdicts == {verdict}


def test_a_fact_without_a_condition_counts_where_no_other_limit_shares_its_code():
    assert C in found("T102", syringe("refrigerated", 2, 8), DRAWN.format(" preparation=refrigerated"), site=fact())


@pytest.mark.parametrize(
    "keys",
    [
        {"window": "syringes"},
        {"window": "frozen"},
        {"product": "no-such-eu"},
        {"product": "trial", "window": "post-thaw"},
        {"when": {"indication": "ALL"}},
        {"when": {"preparation": "boiled"}},
    ],
)
def test_a_fact_that_fits_nothing_is_refused(keys):
    from atmp_logistics.core.errors import SiteError

    with pytest.raises(SiteError):
        assess_sandbox(sandbox_product(SYRINGES), DRAWN.format(""), site=fact(**keys))


def test_a_fact_that_fits_another_product_of_the_catalogue_is_silent():
    site = fact(window="post-thaw")
    assert I in found("T102", SYRINGES, DRAWN.format(" preparation=room"), site=site)


# ---------------------------------------------------------------- out of the store twice


FRIDGE = store("fridge", "storage_out", 8)
OUT = table("window", code="'out'", starts="'storage_out'", ends="'administration_start'", at_most="'2 h'")


@pytest.mark.parametrize(
    ("events", "verdict"),
    [
        ("storage_out 08:00, storage_out 10:00", I),
        ("storage_out 10:00, storage_out 08:00", I),
        ("storage_out 08:00, storage_in 09:00, storage_out 10:00", D),
        ("storage_out 08:00, storage_in, storage_out 10:00", I),
        ("storage_out 10:00, storage_out 10:00", C),
        ("storage_out 09:00, storage_out 10:00", C),
        ("storage_out 07:00, storage_out 08:00", D),
        ("storage_out, storage_out 10:00", I),
        ("storage_out 08:00, storage_out", I),
        ("storage_out, storage_out", I),
    ],
)
def test_of_two_ways_out_without_one_in_between_nobody_knows_which(events, verdict):
    rows = [("T1", *[*one.split(), ""][:2]) for one in [*events.split(", "), "administration_start 10:40"]]
    frame = pd.DataFrame(
        [(a, b, f"2026-11-10T{c}Z" if c else "") for a, b, c in rows], columns=["therapy_id", "event", "time"]
    )
    result = assess(read_events(frame, tz="UTC"), None, sandbox_product(OUT), rules=["W201"])
    assert result.verdict.value == verdict


def test_a_store_left_twice_ends_at_either_time():
    events = "product_received 08:00, storage_out 08:40, storage_out 09:20"
    cold = "08:00 5, 08:20 5, 08:40 5, 09:00 5, 09:20 5"
    assert C in found("T101", FRIDGE, events, cold)
    warm = cold.replace("09:00 5", "09:00 21")
    assert I in found("T101", FRIDGE, events, warm)
    assert D in found("T101", FRIDGE, events, warm.replace("08:20 5", "08:20 21"))
    assert D in found("T101", FRIDGE, events.replace("08:40", "08:40, storage_in 08:50"), warm)


# ---------------------------------------------------------------- the order of tables


def shuffled(text, chance):
    tables = ["[[" + one + "\n" for one in text.split("[[")[1:]]
    chance.shuffle(tables)
    return text.split("[[")[0] + "".join(tables)


def told(result):
    """Every answer, however often and in which order it is given."""
    return sorted(
        (one.therapy_id, one.container_id or "", one.rule, one.code, one.unit, one.verdict.value, str(one.measured))
        for one in result
    )


@pytest.mark.parametrize("number", spread(range(60), 6))
def test_the_order_of_the_tables_of_a_product_file_changes_nothing(number, tmp_path):
    from dataclasses import replace
    from random import Random

    from random_records import record_of

    from atmp_logistics.core.errors import AtmpError

    drawn = record_of(number)
    other = replace(drawn, limits=shuffled(drawn.limits, Random(number)))  # noqa: S311
    log = drawn.log(drawn.written(tmp_path))
    try:
        result = drawn.assess(log)
    except AtmpError:
        with pytest.raises(AtmpError):
            other.assess(log)
        return
    assert told(other.assess(log)) == told(result)


# ---------------------------------------------------------------- a fact about a storage


def stated(**keys):
    from atmp_logistics.records.read_site import parse_site

    return parse_site({"fact": [{"storage": "frozen", "within": ["", "-155 degC"], "basis": "tank alarm", **keys}]})


STAYED = "product_received 08:00{}, storage_out 08:40"


@pytest.mark.parametrize(("upper", "verdict"), [(-150, C), (-160, I)])
def test_a_fact_about_a_storage_decides_what_no_logger_says(upper, verdict):
    limits = store("frozen", "storage_out", upper)
    assert found("T101", limits, STAYED.format(""), site=stated()).split()[1] == verdict
    result = assess_sandbox(sandbox_product(limits), STAYED.format(""), site=stated())
    assert result.verdict.value == verdict


def test_a_fact_about_a_storage_gives_way_to_a_logger():
    limits = store("frozen", "storage_out", -150)
    assert D in found("T101", limits, STAYED.format(""), "08:00 -160, 08:20 -100, 08:40 -160", site=stated())
    assert I in found("T101", limits, STAYED.format(""), "08:00 -160, 08:05 -160, 08:40 -160", site=stated())


@pytest.mark.parametrize("bound", ["call", "profile", "event"])
@pytest.mark.parametrize(("code", "verdict"), [("use", C), ("frozen", I)])
def test_a_fact_about_a_storage_gives_way_to_the_logger_of_that_storage_alone(bound, code, verdict):
    from dataclasses import replace

    from atmp_logistics.assessment.sandbox import _events, _readings
    from atmp_logistics.records.logger_places import CALL, PROFILE, LoggerPlace

    named = " logger_id=A" if bound == "event" else ""
    events = STAYED.format(named if code == "frozen" else "") + f", thaw_end 08:45{named if code == 'use' else ''}"
    places = {"call": LoggerPlace.of("A", [code], CALL), "profile": LoggerPlace.of("A", [code], PROFILE)}
    own = (places[bound],) if bound in places else ()
    log = replace(_readings("08:45 21, 08:50 21, 08:55 21", ""), loggers=("A",), places=own)
    use = WINDOW.replace("post-thaw", "use")
    product = sandbox_product(store("frozen", "storage_out", -150) + use)
    result = assess(read_events(_events(events)), log, product, site=stated())
    assert [one.verdict.value for one in result if one.rule == "T101"] == [verdict]


def test_a_fact_about_a_storage_that_others_share_names_its_condition():
    for when, verdict in (({}, I), ({"when": {"preparation": "A"}}, C)):
        said = found("T101", A + B, STAYED.format(" preparation=A"), site=stated(**when))
        assert said.split()[1] == verdict
