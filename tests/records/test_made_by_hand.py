"""Values made by hand hold what the readers hold; what is in a result or a product nobody changes behind its back."""

import pickle
import time
from copy import deepcopy
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from atmp_logistics import assess, load_catalogue, load_product, read_events
from atmp_logistics.core.administration_rate import Rate
from atmp_logistics.core.checks import being_read
from atmp_logistics.core.citation import Citation
from atmp_logistics.core.errors import AtmpError, CatalogueError, InputError, LimitError, SiteError
from atmp_logistics.core.instants import CalendarPeriod
from atmp_logistics.core.limits import Allowance, Budget, Precondition, StorageCondition, TimeWindow
from atmp_logistics.core.product import Product
from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.core.verdict import Bounds, Limit
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.site_profile import BandFact, Site
from atmp_logistics.records.spacing_facts import SpacingFact
from atmp_logistics.records.temperature_log import TemperatureLog

NAN, INF = float("nan"), float("inf")
START = pd.Timestamp("2026-11-10T08:00Z").value // 1000
MINUTE = 60_000_000
CITED = Citation("a label")


def log(times, values, codes=None, loggers=("A",)):
    codes = np.zeros(len(times), np.int64) if codes is None else np.array(codes)
    return TemperatureLog(codes, np.array(times, float), np.array(values, float), loggers, {}, ())


def minutes(*at):
    return [START + one * MINUTE for one in at]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: log(minutes(5, 0), [4, 4]), "times that rise within a logger"),
        (lambda: log(minutes(0, 0), [4, 5]), "times that rise within a logger"),
        (lambda: log(minutes(0, 5), [4, -400]), "-400 °C"),
        (lambda: log(minutes(0, 5), [4, INF]), "inf °C"),
        (lambda: log([START / 1e6, START / 1e6 + 300], [4, 4]), "seconds taken for microseconds"),
        (lambda: log([START / 1e3, START / 1e3 + 300e3], [4, 4]), "milliseconds taken for microseconds"),
        (lambda: log([START * 1e3, START * 1e3 + 300e9], [4, 4]), "instants in the years 1950 to 2199"),
        (lambda: log([START, NAN], [4, 4]), "instants in the years"),
        (lambda: log(minutes(0, 5), [4]), "columns of one length"),
        (lambda: log(minutes(0, 5), [4, 4], [1, 0], ("A", "B")), "group the readings by logger"),
        (lambda: log(minutes(0, 5), [4, 4], [0, 1]), "places in loggers"),
    ],
)
def test_a_log_made_by_hand_is_held_to_what_a_file_is(make, said):
    with pytest.raises(InputError, match=said):
        make()


def test_a_log_names_every_kind_of_fault_at_once():
    with pytest.raises(InputError) as refusal:
        log(minutes(5, 0, 1, 0), [4, -400, -500, 4])
    assert len(refusal.value.faults) == 2
    assert "and 1 more" in str(refusal.value)


def test_two_loggers_may_stand_one_after_the_other():
    assert len(log(minutes(5, 0), [4, NAN], [0, 1], ("A", "B"))) == 2


def test_what_is_changed_in_columns_later_changes_no_log():
    times, values = np.array(minutes(0, 5), float), np.array([4.0, 4.0])
    made = TemperatureLog(np.zeros(2, np.int64), times, values, ("A",), {}, ())
    values[0] = 40.0
    assert made.temperature_degC[0] == 4.0
    with pytest.raises(ValueError, match="read-only"):
        made.temperature_degC[0] = 40.0
    with pytest.raises(TypeError, match="frozen"):
        made.interval_s["A"] = 60.0


def test_a_log_of_a_million_readings_is_checked_in_passing():
    times = START + np.arange(1_000_000) * float(MINUTE)
    begun = time.perf_counter()
    log(times, np.full(1_000_000, 4.0))
    assert time.perf_counter() - begun < 1


def events(**change):
    table = {"therapy_id": ["T"], "container_id": ["B"], "event": ["thaw_end"], "time": [float(START)], "row": [2]}
    return EventLog(pd.DataFrame(table | change), Provenance("hand"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"event": ["thawed"]}, "'thawed'"),
        ({"event": pd.Categorical(["thawed"])}, "'thawed'"),
        ({"time": [START * 1e3]}, "instants in the years"),
        ({"time": ["2026-11-10"]}, "microseconds as numbers"),
        ({"time": [pd.Timestamp("2026-11-10")]}, "microseconds as numbers"),
    ],
)
def test_events_made_by_hand_are_held_to_what_a_file_is(change, said):
    with pytest.raises(InputError, match=said):
        events(**change)


def test_events_need_their_columns_and_may_stand_without_a_time():
    assert len(events(time=[NAN])) == 1
    with pytest.raises(InputError, match="no column row"):
        EventLog(events().table.drop(columns="row"), Provenance("hand"))
    with pytest.raises(InputError, match="a DataFrame"):
        EventLog([], Provenance("hand"))


def test_a_table_that_is_changed_later_changes_no_record():
    table = events().table.copy()
    made = EventLog(table, Provenance("hand"))
    table.loc[0, "time"] = 0.0
    assert made.table["time"].tolist() == [START]


def window(**change):
    return TimeWindow(
        **{"code": "w", "citation": CITED, "starts": "thaw_end", "ends": "administration_end", "at_most_s": 60.0}
        | change
    )


def store(**change):
    given = {"code": "s", "citation": CITED, "starts": "product_received", "ends": "storage_out"}
    return StorageCondition(**given | {"range": TemperatureRange(2.0, 8.0)} | change)


@pytest.mark.parametrize(
    "make",
    [
        lambda: TemperatureRange(8.0, 2.0),
        lambda: TemperatureRange(NAN, 8.0),
        lambda: TemperatureRange(-400.0, 8.0),
        lambda: TemperatureRange("2 degC", 8.0),
        lambda: TemperatureRange(2.0, 8.0, inclusive="yes"),
        lambda: TemperatureRange(2.0, nominal_degC=4.0),
        lambda: window(obligation="Shall"),
        lambda: window(citation="a label"),
        lambda: window(citation=Citation("a label", evidence="Secondary")),
        lambda: window(at_most_s=-60.0),
        lambda: window(at_most_s=NAN),
        lambda: window(at_most_s="30 min"),
        lambda: window(at_least_s=90.0),
        lambda: window(at_least_days=3, at_most_days=1),
        lambda: window(at_most_days=-1),
        lambda: window(starts="thawed"),
        lambda: window(scope="Therapy"),
        lambda: window(starts_instance="second"),
        lambda: window(strict="no"),
        lambda: window(when={"indication": "ALL"}),
        lambda: window(when={"indication": ()}),
        lambda: window(citation="SmPC 6.3"),
        lambda: window(within=(2.0, 8.0)),
        lambda: store(range=None),
        lambda: store(shelf_life=-1.0),
        lambda: store(shelf_life=CalendarPeriod(months=-9)),
        lambda: store(shelf_life=CalendarPeriod()),
        lambda: Allowance(code="a", citation=CITED, storage="s", range=TemperatureRange(upper_degC=-80.0), times=0),
        lambda: Budget(
            code="b", citation=CITED, starts="storage_out", ends="x", band=TemperatureRange(2.0), at_most_s=1.0
        ),
        lambda: Rate(code="r", citation=CITED, at_most=NAN, unit="mL/h"),
        lambda: Precondition(code="p", citation=CITED, before="thaw_end", after="thawed"),
    ],
)
def test_a_limit_made_by_hand_is_held_to_what_a_product_file_is(make):
    with pytest.raises(CatalogueError):
        make()


def product(**change):
    given = {
        "slug": "x",
        "name": "X",
        "inn": "x",
        "jurisdiction": "EU",
        "atmp_class": "gene therapy",
        "origin": "autologous",
    }
    return Product(
        **given
        | {"container": "bag", "citation": CITED, "retrieved": date(2026, 11, 22), "windows": (window(),)}
        | change
    )


@pytest.mark.parametrize(
    "change",
    [
        {"atmp_class": "Gene therapy"},
        {"pathway": "compassion"},
        {"windows": (window(), window())},
        {"windows": "w"},
        {"in_force_from": date(2026, 1, 2), "in_force_until": date(2026, 1, 1)},
        {"retrieved": "2026-11-22"},
        {"later_revision": Citation("a label", evidence="hearsay")},
        {"slug": ""},
    ],
)
def test_a_product_made_by_hand_is_held_to_what_a_product_file_is(change):
    assert product().slug == "x"
    with pytest.raises(CatalogueError):
        product(**change)


def test_limits_of_one_code_may_hold_under_conditions_that_exclude_each_other():
    two = tuple(window(when={"indication": (name,)}) for name in ("ALL", "DLBCL"))
    assert len(product(windows=list(two)).windows) == 2


@pytest.mark.parametrize(
    "make",
    [
        lambda: Site(decision_rule="Guarded"),
        lambda: Site(decision_rule="guarded"),
        lambda: Site(accuracy_degC=-0.5),
        lambda: Site(accuracy_degC=NAN),
        lambda: Site(resolution_s=-60.0),
        lambda: Site(max_gap_s=-1.0),
        lambda: Site(max_gap_s="15 min"),
        lambda: Site(tolerance_degC=0.0),
        lambda: Site(tz="Europe/Stokholm"),
        lambda: Site(events={"tinad": "thawd"}),
        lambda: Site(columns={"Påse": 3}),
        lambda: SpacingFact("thawed", "thaw_end", None, 900.0, "SOP"),
        lambda: SpacingFact("thaw_start", "thaw_end", None, None, "SOP"),
        lambda: SpacingFact("thaw_start", "thaw_end", 900.0, 60.0, "SOP"),
        lambda: SpacingFact("thaw_start", "thaw_end", None, NAN, "SOP"),
        lambda: SpacingFact("thaw_start", "thaw_end", None, 900.0, ""),
        lambda: BandFact("w", (20.0, 25.0), "room"),
        lambda: BandFact("w", TemperatureRange(20.0, 25.0), ""),
    ],
)
def test_a_profile_made_by_hand_is_held_to_what_a_file_is(make):
    with pytest.raises(AtmpError):
        make()


def test_a_profile_says_all_its_faults_at_once():
    with pytest.raises(SiteError) as refusal:
        Site(decision_rule="Guarded", accuracy_degC=-1.0, max_gap_s=NAN)
    assert len(refusal.value.faults) == 3


@pytest.mark.parametrize("ends", [(NAN, 8.0), (2.0, INF), ("2", None), (8.0, 2.0), (True, None)])
def test_a_limit_of_no_numbers_or_reversed_is_refused(ends):
    with pytest.raises(LimitError):
        Limit(*ends)


def test_bounds_of_no_numbers_are_refused():
    with pytest.raises(LimitError):
        Bounds("2", 8.0)


def test_readers_are_not_checked_twice_and_nothing_is_left_open_after_them():
    with being_read():
        assert window(obligation="Shall").obligation == "Shall"
    with pytest.raises(CatalogueError):
        window(obligation="Shall")


# ---------------------------------------------------------------- frozen


def test_mappings_inside_a_product_stay_as_they_are():
    one = load_product("tecartus-eu")
    held = [limit.when for limit in one.requirements()]
    with pytest.raises(TypeError, match="frozen"):
        held[0]["indication"] = ("ALL",)
    made = window(when={"indication": ["ALL"]})
    assert made.when == {"indication": ("ALL",)}
    for copied in (deepcopy(one), pickle.loads(pickle.dumps(one))):  # noqa: S301
        assert copied == one


# ---------------------------------------------------------------- whose word a limit is

EVENTS = [("T1", "thaw_end", "2026-11-10T10:04Z"), ("T1", "administration_end", "2026-11-10T10:40Z")]


def judged(by):
    record = read_events(pd.DataFrame(EVENTS, columns=["therapy_id", "event", "time"]))
    return assess(record, product=by, rules=["W201"]).findings.query("rule == 'W201'").iloc[0]


def test_a_limit_that_was_changed_is_not_cited_as_the_labels():
    label = load_product("kymriah-eu")
    first = label.windows[0]
    as_read, longer = judged(label), judged(replace(label, windows=(replace(first, at_most_s=7200.0),)))
    assert (as_read["verdict"], as_read["evidence"]) == ("deviates", "regulator")
    assert (longer["verdict"], longer["evidence"], longer["url"]) == ("conforms", "what-if", "")
    assert longer["label"].startswith("changed by the caller, was ")


@pytest.mark.parametrize(
    "change", [{"obligation": "should"}, {"strict": True}, {"ends": "administration_start"}, {"at_most_s": None}]
)
def test_any_change_of_what_a_limit_asks_is_the_callers(change):
    assert replace(load_product("kymriah-eu").windows[0], **change).citation.evidence == "what-if"


def test_a_citation_stays_with_the_limit_that_was_read_there():
    first = load_product("kymriah-eu").windows[0]
    assert replace(first, note="read again", code="renamed").citation.evidence == "regulator"
    assert window(citation=first.citation).citation.evidence == "what-if"
    assert replace(replace(first, at_most_s=7200.0), at_most_s=first.at_most_s).citation.evidence == "what-if"


def test_a_product_with_other_limits_is_not_the_labels_either():
    label = load_product("kymriah-eu")
    assert replace(label, windows=()).citation.evidence == "what-if"
    assert replace(label).citation.evidence == "regulator"


def test_every_limit_of_ours_is_the_labels_as_it_is_read():
    known = load_catalogue()
    for one in (version for slug in known for version in known.versions(slug)):
        for limit in (one, *one.requirements()):
            assert replace(limit).citation == limit.citation
            assert "changed by the caller" not in limit.citation.label
