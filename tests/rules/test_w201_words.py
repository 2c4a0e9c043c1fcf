"""W201, in the words of its findings: how long it took, what the label allows, by how much, and what would decide."""

from dataclasses import replace

from rule_words import UTC, sentences, table, words

from atmp_logistics.records.spacing_facts import SpacingFact


def window(**keys):
    return table("window", "post-thaw", **({"starts": "thaw_end", "ends": "administration_end"} | keys))


HALF_AN_HOUR = window(at_most="30 min")


# --- one container -----------------------------------------------------------------------------------------------------
def test_in_time():
    assert words("W201", HALF_AN_HOUR, "thaw_end 10:04, administration_end 10:34") == sentences("""
        post-thaw conforms: 30 min from thaw end to administration end, limit at most 30 min
        """)


def test_too_late_says_by_how_much():
    assert words("W201", HALF_AN_HOUR, "thaw_end 10:04, administration_end 10:38") == sentences("""
        post-thaw deviates: 34 min from thaw end to administration end, limit at most 30 min: 4 min over
        """)


def test_too_soon_says_by_how_much():
    assert words("W201", window(at_least="1 h"), "thaw_end 10:00, administration_end 10:59:30") == sentences("""
        post-thaw deviates: 59 min 30 s from thaw end to administration end, limit at least 1 h: 30 s short
        """)


def test_both_limits_are_named():
    both = window(at_least="10 min", at_most="1 d 2 h 30 min")
    assert words("W201", both, "thaw_end 10:00, administration_end 10:05") == sentences("""
        post-thaw deviates: 5 min from thaw end to administration end, limit at least 10 min and at most 1 d 2 h 30
            min: 5 min short
        """)


def test_less_than_is_no_at_most():
    strict = window(at_most="30 min", strict="true")
    assert words("W201", strict, "thaw_end 10:00, administration_end 10:30") == sentences("""
        post-thaw deviates: 30 min from thaw end to administration end, limit less than 30 min: no less than the
            limit
        """)
    strict = window(at_least="30 min", strict="true")
    assert words("W201", strict, "thaw_end 10:00, administration_end 10:30") == sentences("""
        post-thaw deviates: 30 min from thaw end to administration end, limit more than 30 min: no more than the
            limit
        """)


def test_a_stretch_that_runs_backwards_by_what_was_logged_is_a_contradiction():
    assert words("W201", HALF_AN_HOUR, "thaw_end 10:04, administration_end 09:34") == sentences("""
        post-thaw indeterminate: the record contradicts itself (administration end and thaw end), so it decides
            nothing
          decided by: check the times of administration end and thaw end
        """)


def test_a_clock_that_nature_does_not_order_may_run_backwards():
    order = window(starts="lymphodepletion_end", ends="thaw_start", at_most="30 min")
    assert words("W201", order, "lymphodepletion_end 10:30, thaw_start 10:00") == sentences("""
        post-thaw deviates: -30 min from lymphodepletion end to thaw start, limit at most 30 min: it ended before it
            began
        """)


def test_what_was_not_logged_is_asked_for():
    assert words("W201", HALF_AN_HOUR, "thaw_end 10:04") == sentences("""
        post-thaw indeterminate: an unknown time from thaw end to administration end, limit at most 30 min
          decided by: log administration end
        """)
    assert words("W201", HALF_AN_HOUR, "administration_end 10:34") == sentences("""
        post-thaw indeterminate: an unknown time from thaw end to administration end, limit at most 30 min
          decided by: log thaw end
        """)
    assert words("W201", HALF_AN_HOUR, "thaw_start 09:50") == sentences("""
        post-thaw indeterminate: an unknown time from thaw end to administration end, limit at most 30 min
          decided by: log thaw end and administration end
        """)


def test_an_event_that_facts_bound_needs_no_log():
    fact = SpacingFact("thaw_start", "thaw_end", None, 900.0, "SOP 12")
    site = replace(UTC, spacing=(fact,))
    assert words("W201", HALF_AN_HOUR, "thaw_start 10:00, administration_end 10:20", site=site) == sentences("""
        post-thaw conforms: 5 min to 20 min from thaw end to administration end, limit at most 30 min
        """)


def test_times_too_coarse_for_the_limit():
    coarse = replace(UTC, resolution_s=300.0)
    assert words("W201", HALF_AN_HOUR, "thaw_end 10:05, administration_end 10:35", site=coarse) == sentences("""
        post-thaw indeterminate: 20 min to 40 min from thaw end to administration end, limit at most 30 min
          decided by: write the times more exactly than the limit is near
        """)


def test_a_label_that_does_not_say_which_end_counts():
    either = window(ends="administration", at_most="30 min")
    record = "thaw_end 10:00, administration_start {}, administration_end 10:40"
    assert words("W201", either, record.format("10:20")) == sentences("""
        post-thaw indeterminate: 20 min to 40 min from thaw end to administration, limit at most 30 min; the label
            does not say whether the start or the end of administration counts
          decided by: ask the marketing authorisation holder which end counts (the earliest is 2026-11-10 10:20Z);
            record the answer
        """)
    assert words("W201", either, record.format("10:35")) == sentences("""
        post-thaw deviates: 35 min to 40 min from thaw end to administration, limit at most 30 min: 5 min over; the
            label does not say whether the start or the end of administration counts
        """)
    assert words("W201", either, "thaw_end 10:00, administration_start 10:10, administration_end 10:25") == sentences("""
        post-thaw conforms: 10 min to 25 min from thaw end to administration, limit at most 30 min
        """)
    both = window(starts="thaw", ends="preparation", at_most="30 min")
    record = "thaw_start 10:00, thaw_end 10:10, preparation_start 10:20, preparation_end 10:35"
    assert words("W201", both, record) == sentences("""
        post-thaw indeterminate: 10 min to 35 min from thaw to preparation, limit at most 30 min; the label does not
            say whether the start or the end of thaw counts; the label does not say whether the start or the end of
            preparation counts
          decided by: ask the marketing authorisation holder which end counts (the earliest is 2026-11-10 10:20Z);
            record the answer
        """)


def test_an_exception_that_the_label_makes_is_shown():
    except_for = window(at_most="30 min", unless="the bag was diluted")
    assert words("W201", except_for, "thaw_end 10:00, administration_end 10:40") == sentences("""
        post-thaw deviates: 40 min from thaw end to administration end, limit at most 30 min: 10 min over; the label
            excepts: the bag was diluted
        """)


# --- calendar days -------------------------------------------------------------------------------------------------------
DAYS = {"starts": "lymphodepletion_end", "ends": "administration_start"}
CHEMOTHERAPY = "lymphodepletion_end 2026-11-01T18:00Z, administration_start {}"


def test_days_are_counted_in_the_sites_zone():
    days = window(**DAYS, at_least_days=2, at_most_days=7)
    assert words("W201", days, CHEMOTHERAPY.format("2026-11-04T10:00Z")) == sentences("""
        post-thaw conforms: 3 days from lymphodepletion end to administration start, limit at least 2 days and at
            most 7 days
        """)
    assert words("W201", days, CHEMOTHERAPY.format("2026-11-10T10:00Z")) == sentences("""
        post-thaw deviates: 9 days from lymphodepletion end to administration start, limit at least 2 days and at
            most 7 days: 2 days over
        """)
    assert words("W201", days, CHEMOTHERAPY.format("2026-11-02T10:00Z")) == sentences("""
        post-thaw deviates: 1 day from lymphodepletion end to administration start, limit at least 2 days and at
            most 7 days: 1 day short
        """)


def test_without_a_zone_a_day_is_any():
    days = window(**DAYS, at_most_days=7)
    nowhere = replace(UTC, tz=None)
    assert words("W201", days, CHEMOTHERAPY.format("2026-11-08T20:00Z"), site=nowhere) == sentences("""
        post-thaw indeterminate: 7 to 8 days from lymphodepletion end to administration start, limit at most 7 days
          decided by: state the zone in which days are counted: --tz
        """)


def test_days_that_nobody_knows():
    days = window(**DAYS, at_most_days=7)
    assert words("W201", days, "lymphodepletion_end 2026-11-01T18:00Z") == sentences("""
        post-thaw indeterminate: an unknown number of days from lymphodepletion end to administration start, limit
            at most 7 days
          decided by: log administration start
        """)
    assert words("W201", days, "administration_start 2026-11-01T18:00Z") == sentences("""
        post-thaw indeterminate: an unknown number of days from lymphodepletion end to administration start, limit
            at most 7 days
          decided by: log lymphodepletion end
        """)


# --- several containers ----------------------------------------------------------------------------------------------------
def test_over_a_therapy():
    therapy = window(at_most="30 min", scope="therapy")
    two = "B1: thaw_end 10:00, administration_end 10:20; B2: thaw_end 10:15, administration_end {}"
    assert words("W201", therapy, two.format("10:30")) == sentences("""
        post-thaw conforms: 30 min from the first thaw end to the last administration end over all containers, limit
            at most 30 min
        """)
    assert words("W201", therapy, two.format("10:40")) == sentences("""
        post-thaw deviates: 40 min from the first thaw end to the last administration end over all containers, limit
            at most 30 min: 10 min over
        """)
    first = window(at_most="30 min", scope="therapy", until_first="true")
    assert words("W201", first, two.format("10:40")) == sentences("""
        post-thaw conforms: 20 min from the first thaw end to the first administration end of any container, limit
            at most 30 min
        """)
    coarse = replace(UTC, resolution_s=300.0)
    assert words("W201", therapy, two.format("10:30"), site=coarse) == sentences("""
        post-thaw indeterminate: 20 min to 40 min from the first thaw end to the last administration end over all
            containers, limit at most 30 min
          decided by: log thaw end and administration end of every container of the therapy
        """)


def test_from_one_container_to_the_next():
    following = window(starts="administration_end", ends="thaw_start", at_least="10 min", scope="next container")
    two = "B1: thaw_start 10:00, administration_end 10:30; B2: thaw_start {}"
    assert words("W201", following, two.format("10:45")) == sentences("""
        post-thaw conforms: 15 min from administration end of the container before to thaw start, limit at least 10
            min
        """)
    assert words("W201", following, two.format("10:35")) == sentences("""
        post-thaw deviates: 5 min from administration end of the container before to thaw start, limit at least 10
            min: 5 min short
        """)
    assert words("W201", following, "B1: thaw_start 10:00; B2: thaw_start 10:35") == sentences("""
        post-thaw indeterminate: at most 35 min from administration end of the container before to thaw start, limit
            at least 10 min
          decided by: log administration end
        """)


def test_from_one_dose_to_the_next():
    doses = window(starts="administration_end", ends="administration_start", at_least_days=14, scope="next dose")
    record = (
        "B1: administration_start 2026-11-01T10:00Z dose=1, administration_end 2026-11-01T10:30Z; "
        "B2: administration_start {} dose={}, administration_end {}"
    )
    assert words("W201", doses, record.format("2026-11-20T10:00Z", 2, "2026-11-20T10:30Z")) == sentences("""
        post-thaw conforms: 19 days from administration end of the dose before to administration start, limit at
            least 14 days
        """)
    assert words("W201", doses, record.format("2026-11-10T10:00Z", 2, "2026-11-10T10:30Z")) == sentences("""
        post-thaw deviates: 9 days from administration end of the dose before to administration start, limit at
            least 14 days: 5 days short
        """)
    assert words("W201", doses, record.format("2026-11-10T10:00Z", "", "2026-11-10T10:30Z")) == sentences("""
        post-thaw indeterminate: 9 days from administration end of the dose before to administration start, limit at
            least 14 days
          decided by: state dose of every container, in a column of that name
        """)


def test_from_one_instance_to_the_next():
    moves = window(starts="storage_out", ends="storage_out", at_least="1 h", scope="next instance")
    out = "storage_in 08:00, storage_out 09:00, storage_in 09:10, storage_out {}"
    assert words("W201", moves, out.format("10:30")) == sentences("""
        post-thaw conforms: 1 h 30 min from one storage out to the next at the shortest, limit at least 1 h
        """)
    assert words("W201", moves, out.format("09:45")) == sentences("""
        post-thaw deviates: 45 min from one storage out to the next at the shortest, limit at least 1 h: 15 min
            short
        """)
    assert words("W201", moves, "storage_in 08:00") == sentences("""
        post-thaw indeterminate: an unknown time from one storage out to the next at the shortest, limit at least 1
            h
          decided by: log storage out
        """)


def test_between_the_containers_of_one_kind_and_those_of_another():
    parts = (
        window(starts="administration_end", ends="administration_start", at_most="4 h", scope="therapy")
        + "starts_of = { component = 'CD8' }\nends_of = { component = 'CD4' }\n"
    )
    record = (
        "B1: administration_start 10:00 component={}, administration_end 10:30; "
        "B2: administration_start {} component={}, administration_end 16:00"
    )
    assert words("W201", parts, record.format("CD8", "13:00", "CD4")) == sentences("""
        post-thaw conforms: 2 h 30 min from administration end of component CD8 to administration start of component
            CD4, limit at most 4 h
        """)
    assert words("W201", parts, record.format("CD8", "15:00", "CD4")) == sentences("""
        post-thaw deviates: 4 h 30 min from administration end of component CD8 to administration start of component
            CD4, limit at most 4 h: 30 min over
        """)
    assert words("W201", parts, record.format("CD8", "13:00", "")) == sentences("""
        post-thaw indeterminate: an unknown time from administration end of component CD8 to administration start of
            component CD4, limit at most 4 h
          decided by: log administration end and administration start of every container of the therapy
        post-thaw indeterminate: an unknown time from administration end of component CD8 to administration start of
            component CD4, limit at most 4 h
          decided by: state component of every container, in a column of that name
        """)


def test_another_container_of_the_therapy_may_lack_the_time():
    therapy = window(at_most="30 min", scope="therapy")
    assert words("W201", therapy, "B1: thaw_end 10:00, administration_end 10:20; B2: thaw_end 10:15") == sentences("""
        post-thaw indeterminate: at least 20 min from the first thaw end to the last administration end over all
            containers, limit at most 30 min
          decided by: log thaw end and administration end of every container of the therapy
        post-thaw indeterminate: at least 20 min from the first thaw end to the last administration end over all
            containers, limit at most 30 min
          decided by: log administration end
        """)


# --- a condition that nobody stated -------------------------------------------------------------------------------------------
def test_each_branch_is_judged_and_the_condition_asked_for():
    branches = window(at_most="20 min") + "when = { indication = 'ALL' }\n"
    branches += window(at_most="40 min") + "when = { indication = ['FL', 'DLBCL'] }\n"
    assert words("W201", branches, "thaw_end 10:00, administration_end 10:30") == sentences("""
        post-thaw indeterminate: for indication ALL (deviates there): 30 min from thaw end to administration end,
            limit at most 20 min: 10 min over
          decided by: state indication: --when indication=..., or a column of that name
        post-thaw indeterminate: for indication FL or DLBCL (conforms there): 30 min from thaw end to administration
            end, limit at most 40 min
          decided by: state indication: --when indication=..., or a column of that name
        """)
    assert words("W201", branches, "thaw_end 10:00 indication=FL, administration_end 10:30") == sentences("""
        post-thaw conforms: 30 min from thaw end to administration end, limit at most 40 min
        """)


def test_days_from_one_instance_to_the_next():
    moves = window(starts="storage_out", ends="storage_out", at_most_days=2, scope="next instance")
    record = "storage_in 2026-11-01T08:00Z, storage_out 2026-11-01T09:00Z, storage_in 2026-11-01T10:00Z, storage_out {}"
    assert words("W201", moves, record.format("2026-11-03T10:30Z")) == sentences("""
        post-thaw conforms: 2 days from one storage out to the next at the longest, limit at most 2 days
        """)
    assert words("W201", moves, record.format("2026-11-04T10:30Z")) == sentences("""
        post-thaw deviates: 3 days from one storage out to the next at the longest, limit at most 2 days: 1 day over
        """)
    assert words("W201", moves, record.format("2026-11-03T10:30Z"), site=replace(UTC, tz=None)) == sentences("""
        post-thaw indeterminate: 2 to 3 days from one storage out to the next at the longest, limit at most 2 days
          decided by: state the zone in which days are counted: --tz
        """)


def test_two_written_minutes_are_in_their_order():
    wait = window(starts="lymphodepletion_end", ends="thaw_start", at_most="5 min")
    minutes = replace(UTC, resolution_s=60.0)
    assert words("W201", wait, "lymphodepletion_end 10:00, thaw_start 10:01", site=minutes) == sentences("""
        post-thaw conforms: 0 s to 3 min from lymphodepletion end to thaw start, limit at most 5 min
        """)
    assert words("W201", wait, "lymphodepletion_end 10:01, thaw_start 10:00", site=minutes) == sentences("""
        post-thaw indeterminate: -3 min to 0 s from lymphodepletion end to thaw start, limit at most 5 min
          decided by: write the times more exactly than the limit is near
        """)
    assert words("W201", wait, "lymphodepletion_end 10:00, thaw_start 10:00", site=minutes) == sentences("""
        post-thaw indeterminate: -2 min to 2 min from lymphodepletion end to thaw start, limit at most 5 min
          decided by: write the times more exactly than the limit is near
        """)
