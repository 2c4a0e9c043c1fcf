"""Which logger stands for whom: the events, the call, the profile, the only one there is; and what holds at its ends."""

from dataclasses import replace

import pytest
from strategies import Case, Event, Series, answers, verdicts

from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.records.logger_places import CALL, EVERYWHERE, PROFILE, LoggerPlace
from atmp_logistics.records.site_profile import BandFact, Site

C, I, D = "conforms", "indeterminate", "deviates"
STORE = "[[storage]]\ncode='fridge'\nfrom='product_received'\nuntil='storage_out'\nlower='2 degC'\nupper='8 degC'\n"
TRANSPORT = "[[storage]]\ncode='transport'\nfrom='product_dispatched'\nuntil='product_received'\nlower='2 degC'\nupper='8 degC'\n"
WINDOW = "[[window]]\ncode='room'\nstarts='storage_out'\nends='administration_end'\nwithin=['20 degC', '25 degC']\n"
BUDGET = "[[budget]]\ncode='warm'\nband=['8 degC', '25 degC']\nfrom='product_received'\nuntil='administration_end'\nat_most='30 min'\n"


def series(name, value, start=-60, stop=240, step=10):
    return Series(name, tuple((minute, value) for minute in range(start, stop, step)))


def record(*rows):
    """Rows such as "B1 product_received 0 LOGGER"; a question mark is a time that nobody wrote."""
    split = [row.split() for row in rows]
    return tuple(Event("T", b, kind, None if at == "?" else int(at), *more) for b, kind, at, *more in split)


def place(logger, *codes, basis=PROFILE):
    return LoggerPlace.of(logger, codes, basis)


def found(case, rule, code=None, container="B1"):
    mine = [
        one
        for key, one in answers(case.assess()).items()
        if key[1] == container and key[2] == rule and code in {None, key[3]}
    ]
    assert len(mine) == 1, mine
    return mine[0].verdict


def statements(case):
    return " | ".join(case.assess().statements)


STORED = record("B1 product_received 0", "B1 storage_out 60", "B1 administration_end 120")


# ---------------------------------------------------------------- nobody assigned it


def test_an_unassigned_logger_stands_for_the_one_storage_and_for_nothing_else():
    case = Case(STORE + WINDOW + BUDGET, STORED, (series("FRIDGE", 5.0),), Site(tz="UTC"))
    assert (found(case, "T101"), found(case, "T102"), found(case, "T104")) == (C, I, I)
    assert "it stands for fridge" in statements(case)


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        (("B1 product_received 0", "B1 storage_in 0", "B1 storage_out 60"), C),
        (("B1 product_received 0", "B1 storage_in 5", "B1 storage_out 60"), I),
        (("B1 product_received 0", "B1 storage_in ?", "B1 storage_out 60"), I),
        (("B1 product_received 0", "B1 storage_out 20", "B1 storage_in 30", "B1 storage_out 60"), I),
        (("B1 product_received 0", "B1 storage_out ?"), I),
    ],
)
def test_it_stands_from_when_the_container_was_stored_until_it_first_left(rows, verdict):
    case = Case(STORE, record(*rows), (series("FRIDGE", 5.0),), Site(tz="UTC", resolution_s=0.0))
    assert found(case, "T101") == verdict


def test_where_several_storages_can_hold_it_stands_for_none_and_the_finding_says_how_to_say_it():
    rows = record("B1 product_dispatched -30", "B1 product_received 0", "B1 storage_out 60")
    case = Case(TRANSPORT + STORE, rows, (series("FRIDGE", 5.0),), Site(tz="UTC"))
    assert found(case, "T101", "fridge") == found(case, "T101", "transport") == I
    assert "FRIDGE was read and stands for no container" in statements(case)
    told = case.assess().findings.set_index(["rule", "code"]).loc[("T101", "fridge"), "decide_by"]
    assert all(
        word in told for word in ('"FRIDGE" = "fridge"', "--readings fridge=FILE", "logger_id on product_received")
    )
    said = replace(case, places=(place("FRIDGE", "fridge"),))
    assert (found(said, "T101", "fridge"), found(said, "T101", "transport")) == (C, I)


def test_two_branches_of_one_code_are_one_storage_of_two_codes_several():
    branches = STORE + "when={x='1'}\n" + STORE.replace("storage_out", "administration_end") + "when={x='2'}\n"
    case = Case(branches, STORED, (series("FRIDGE", 5.0),), Site(tz="UTC"), when=(("x", "1"),))
    assert found(case, "T101") == C
    other = replace(case, limits=branches.replace("'fridge'", "'other'", 1), when=())
    assert set(verdicts(other.assess()).values()) == {I}


def test_it_says_nothing_where_it_is_one_of_two():
    case = Case(STORE, STORED, (series("A", 5.0), series("B", 5.0)), Site(tz="UTC"))
    assert found(case, "T101") == I
    assert "loggers A, B were read and stand for no container" in statements(case)


@pytest.mark.parametrize("codes", [("room",), ("none",)])
def test_one_that_is_stated_for_something_else_is_not_unassigned(codes):
    case = Case(STORE + WINDOW, STORED, (series("L", 5.0),), Site(tz="UTC"), places=(place("L", *codes),))
    assert found(case, "T101") == I


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (Event("T", "B2", "product_received", 0, "L"), C),
        (Event("OTHER", "B9", "product_received", -500, "L"), C),
        (Event("T", "B2", "storage_in", 5, "L"), C),
        (Event("T", "B2", "premedication", 5, "L"), I),
        (Event("T", "", "material_dispatched", -500, "L"), I),
        (Event("T", "B1", "administration_start", 90, "L"), I),
        (Event("T", "B2", "product_received", 0, "none"), C),
        (Event("T", "B2", "product_received", 0, "COURIER"), C),
    ],
)
def test_one_that_a_row_names_for_no_store_is_not_unassigned(row, verdict):
    case = Case(STORE, (*STORED, row), (series("L", 5.0),), Site(tz="UTC"))
    assert found(case, "T101") == verdict


@pytest.mark.parametrize("lost", [10, "?"])
def test_losing_the_time_of_one_of_two_loggers_named_at_one_instant_decides_nothing(lost):
    rows = record(f"B1 thaw_start {lost} A", "B1 thaw_end 10 B", "B1 administration_end 60")
    window = "[[window]]\ncode='thawed'\nstarts='thaw_end'\nends='administration_end'\nwithin=['20 degC', '25 degC']\n"
    for value in (22.0, 5.0):
        case = Case(window, rows, (series("A", 5.0), series("B", value)), Site(tz="UTC", resolution_s=0.0))
        assert found(case, "T102") == I
    early = (rows[0] if lost == "?" else record("B1 thaw_start 5 A")[0], *rows[1:])
    case = Case(window, early, (series("A", 5.0), series("B", 22.0)), Site(tz="UTC", resolution_s=0.0))
    assert found(case, "T102") == (I if lost == "?" else C)


# ---------------------------------------------------------------- who goes first


def test_one_bags_logger_does_not_switch_off_the_rest():
    rows = (*STORED, *record("B2 product_received 0 COURIER", "B2 storage_out 60"))
    case = Case(
        STORE,
        rows,
        (series("FRIDGE", 5.0), series("COURIER", 12.0)),
        Site(tz="UTC"),
        places=(place("FRIDGE", "fridge"),),
    )
    assert (found(case, "T101"), found(case, "T101", container="B2")) == (C, D)


def test_the_call_goes_before_the_profile():
    places = place("A", "fridge"), place("B", "fridge", basis=CALL)
    case = Case(STORE, STORED, (series("A", 12.0), series("B", 5.0)), Site(tz="UTC"), places=places)
    assert found(case, "T101") == C


def test_two_loggers_for_one_phase_stand_for_none_and_are_named():
    places = place("A", "fridge"), place("B", "fridge")
    case = Case(STORE, STORED, (series("A", 5.0), series("B", 5.0)), Site(tz="UTC"), places=places)
    assert found(case, "T101") == I
    assert "loggers A and B are stated for fridge" in statements(case)


def test_none_on_an_event_ends_what_the_profile_states():
    rows = record("B1 product_received 0", "B1 transport_start 30 none", "B1 storage_out 60")
    case = Case(STORE, rows, (series("FRIDGE", 5.0),), Site(tz="UTC"), places=(place("FRIDGE", "fridge"),))
    assert found(case, "T101") == I
    at_the_end = replace(case, events=record("B1 product_received 0", "B1 storage_out 60 none"))
    assert found(at_the_end, "T101") == C


def test_a_phases_logger_counts_for_the_budget_within_its_phase():
    case = Case(STORE + WINDOW + BUDGET, STORED, (series("F", 5.0), series("R", 22.0)), Site(tz="UTC"),
                places=(place("F", "fridge"), place("R", "room")))  # fmt: skip
    assert (found(case, "T101"), found(case, "T102"), found(case, "T104")) == (C, C, D)
    assert found(replace(case, places=case.places[:1]), "T104") == I


# ---------------------------------------------------------------- one event is one time


@pytest.mark.parametrize("resolution_s", [0.0, 60.0, 300.0])
def test_a_logger_named_by_the_event_that_opens_the_phase_leaves_no_gap(resolution_s):
    rows = record("B1 product_received 0 L", "B1 storage_out 60 none", "B1 administration_end 120")
    case = Case(STORE, rows, (series("L", 5.0),), Site(tz="UTC", resolution_s=resolution_s))
    assert found(case, "T101") == found(case, "D501") == C
    placed = replace(case, events=STORED, places=(place("L", "fridge"),))
    assert found(placed, "T101") == C


@pytest.mark.parametrize("resolution_s", [0.0, 60.0])
@pytest.mark.parametrize("before", ["", "COURIER"])
def test_a_logger_that_comes_with_the_end_of_a_phase_has_no_reading_in_it(resolution_s, before):
    rows = record(f"B1 product_dispatched -30 {before}", "B1 product_received 0 FRIDGE", "B1 storage_out 60")
    logs = series("FRIDGE", 30.0), series("COURIER", 5.0)
    case = Case(TRANSPORT, rows, logs, Site(tz="UTC", resolution_s=resolution_s))
    assert found(case, "T101") == (C if before else I)


# ---------------------------------------------------------------- what holds at the ends


def test_no_line_leads_to_what_a_named_logger_read_on_a_desk():
    """A desk of 22 °C five minutes before receipt, a room five minutes after the end: 5 °C throughout."""
    readings = [(-5, 22.0), *((minute, 5.0) for minute in range(5, 60, 10)), (65, 22.0)]
    rows = record("B1 product_received 0 L", "B1 storage_out 60 none")
    case = Case(STORE, rows, (Series("L", tuple(readings)),), Site(tz="UTC"))
    assert found(case, "T101") == found(case, "D501") == C
    in_place = replace(case, events=STORED[:2], places=(place("L", "fridge"),))
    assert found(in_place, "T101") == D
    along = replace(case, events=STORED[:2], places=(place("L", EVERYWHERE),))
    assert found(along, "T101") == C


@pytest.mark.parametrize("lost", [5, 55])
def test_a_reading_lost_at_an_edge_leaves_it_open(lost):
    readings = tuple((minute, 5.0) for minute in range(-55, 120, 10) if minute != lost)
    rows = record("B1 product_received 0 L", "B1 storage_out 60 none")
    assert found(Case(STORE, rows, (Series("L", readings),), Site(tz="UTC")), "T101") == I


def test_from_each_possible_begin_the_next_reading_must_be_near():
    """Received at 0 give or take 5 min: at 5 the next reading is 10 minutes away, which is no less than the interval."""
    rows = record("B1 product_received 0 L", "B1 storage_out 60 none")
    case = Case(STORE, rows, (series("L", 5.0, start=-55),), Site(tz="UTC", resolution_s=240.0))
    assert found(case, "T101") == C
    lost = replace(case, series=(Series("L", tuple(one for one in case.series[0].readings if one[0] != 5)),))
    assert found(lost, "T101") == I


def test_where_no_interval_is_known_a_lone_reading_holds_for_nothing():
    rows = record("B1 product_received 0 L", "B1 storage_out 5 none")
    assert found(Case(STORE, rows, (Series("L", ((2, 5.0),)),), Site(tz="UTC")), "T101") == I
    assert found(Case(STORE, rows, (Series("L", ((2, 5.0),), 10),), Site(tz="UTC")), "T101") == C


# ---------------------------------------------------------------- a stated band


@pytest.mark.parametrize(("row", "verdict"), [("", C), ("none", C), ("L", D), ("LOST", I)])
def test_a_stated_band_gives_way_to_a_logger_that_somebody_assigned(row, verdict):
    fact = BandFact("room", TemperatureRange(20.0, 25.0), "monitored ward")
    rows = record("B1 product_received 0", f"B1 storage_out 60 {row}", "B1 administration_end 120")
    case = Case(WINDOW, rows, (series("L", 35.0),), Site(tz="UTC", bands=(fact,)))
    assert found(case, "T102") == verdict


def test_one_logger_for_phases_that_lie_over_each_other_looks_at_each_moment_once():
    """Its last reading is at 40; until 43 nobody looked, however many of its phases that time is in."""
    branches = STORE.replace("storage_out", "administration_start") + "when={x='1'}\n" + STORE + "when={x='2'}\n"
    window = "[[window]]\ncode='after'\nstarts='storage_out'\nends='thaw_end'\nat_most='60 min'\n"
    rows = record("B1 product_received 0", "B1 storage_out 21", "B1 thaw_end 27", "B1 administration_start 43")
    log = Series("L", tuple((minute, 5.0) for minute in range(0, 50, 10)))
    case = Case(
        branches + window, rows, (log,), Site(tz="UTC", resolution_s=0.0), places=(place("L", "fridge", "after"),)
    )
    found_ = {key[5]: one for key, one in answers(case.assess()).items() if key[2] == "D501"}
    assert found_[("x", ("1",)),].lower == 180.0
    assert {one.verdict for one in found_.values()} == {I}


def test_the_step_over_an_edge_says_nothing_of_its_own_interval():
    """Of 5, 20, 5 °C at 0, 10, 20 the warm one is lost: the two that are left show no interval."""
    rows = record("B1 product_received 5 L", "B1 storage_out 20 none")
    readings = (0, 5.0), (10, 20.0), (20, 5.0)
    case = Case(STORE, rows, (Series("L", readings),), Site(tz="UTC", resolution_s=0.0))
    assert found(case, "T101") == D
    assert found(replace(case, series=(Series("L", (readings[0], readings[2])),)), "T101") == I


@pytest.mark.parametrize(
    ("declared", "max_gap_s", "verdict"), [(30, None, C), (30, 900.0, I), (180, None, I), (180, 9000.0, C)]
)
def test_at_an_edge_no_reading_holds_longer_than_what_may_be_joined(declared, max_gap_s, verdict):
    """The next reading is 20 min after the begin, or 125 min of a log of three hours; nothing over 2 h unless stated."""
    late = 20 if declared == 30 else 125
    rows = record("B1 storage_out 0 L", f"B1 administration_start {late - 5}")
    store = STORE.replace("product_received", "storage_out").replace(
        "until='storage_out'", "until='administration_start'"
    )
    log = Series("L", tuple((late + declared * i, 5.0) for i in range(3)), declared)
    case = Case(store, rows, (log,), Site(tz="UTC", resolution_s=0.0, max_gap_s=max_gap_s))
    assert found(case, "T101") == verdict


# ---------------------------------------------------------------- written minutes, and one instant for two events


@pytest.mark.parametrize(
    ("off", "verdict"),
    [
        (("storage_out", 31), C),
        (("thaw_end", 32), C),
        (("thaw_end", 40), C),
        (("thaw_end", 31), I),
        (("thaw_end", None), I),
    ],
)
def test_a_logger_that_is_taken_off_in_a_later_minute_than_the_phase_ends_leaves_no_gap(off, verdict):
    """06:31 out of the store, 06:32 off: two different minutes are in their true order, however exactly they are written."""
    rows = {("storage_out", 31): "", off: "none"}
    events = [Event("T", "B1", "product_received", 0, "L")]
    events += [Event("T", "B1", name, minute, logger) for (name, minute), logger in rows.items()]
    assert found(Case(STORE, tuple(events), (series("L", 5.0),), Site(tz="UTC")), "T101") == verdict


@pytest.mark.parametrize("until", [30, 40])
def test_a_phase_that_begins_as_an_unread_logger_takes_over_has_no_reading_of_another(until):
    store = "[[storage]]\ncode='s'\nfrom='product_received'\nuntil='administration_start'\nupper='25 degC'"
    events = Event("T", "B1", "product_received", 30, "X"), Event("T", "B1", "administration_start", until)
    case = Case(store, events, (series("L", 22.0),), Site(tz="UTC", resolution_s=0.0))
    assert found(case, "T101") == I


def test_two_loggers_named_at_one_instant_stand_alike_whoever_is_named_before():
    """Another therapy's rows, which name the two in the other order, change nothing."""
    own = (
        Event("T", "B1", "product_received", 30, "X"), Event("T", "B1", "storage_in", 30, "L"),
        Event("T", "B1", "storage_out", 50, "L"),
    )  # fmt: skip
    others = [(Event("A", "B9", "product_received", 0, name),) for name in ("L", "X")]
    alone, *beside = (
        Case(STORE, (*other, *own), (series("L", 5.0), series("X", 5.0)), Site(tz="UTC", resolution_s=0.0)).assess()
        for other in ((), *others)
    )
    said = [[(one.rule, one.code, one.verdict, one.why, one.decide_by) for one in result if one.therapy_id == "T"]
            for result in (alone, *beside)]  # fmt: skip
    assert said == [said[0]] * len(said)
