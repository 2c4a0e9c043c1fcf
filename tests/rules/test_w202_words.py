"""W202, in the words of its findings: what may not come before what, how much later it came, and what would decide."""

from rule_words import sentences, table, words

ONE_AT_A_TIME = table(
    "precondition", "one-at-a-time", before="administration_end", after="thaw_start", scope="next container"
)
TWO = "B1: thaw_start 10:00, administration_end 10:30; B2: thaw_start {}"


# --- one container after the other ---------------------------------------------------------------------------------------
def test_the_next_bag_waited():
    assert words("W202", ONE_AT_A_TIME, TWO.format("10:31")) == sentences("""
        one-at-a-time conforms: thaw start may not come before administration end of the container before: it came 1
            min later
        """)


def test_the_next_bag_did_not_wait():
    assert words("W202", ONE_AT_A_TIME, TWO.format("10:20")) == sentences("""
        one-at-a-time deviates: thaw start may not come before administration end of the container before: it came
            10 min too early
        """)


def test_the_time_of_the_bag_before_is_not_known():
    assert words("W202", ONE_AT_A_TIME, "B1: thaw_start 10:00; B2: thaw_start 10:20") == sentences("""
        one-at-a-time indeterminate: thaw start may not come before administration end of the container before: the
            record does not show which came first
          decided by: log administration end
        """)


def test_two_bags_of_one_time():
    record = "B1: thaw_start 10:00, administration_end 10:30; B2: thaw_start 10:00, administration_end 10:40"
    assert words("W202", ONE_AT_A_TIME, record) == sentences("""
        one-at-a-time indeterminate: thaw start may not come before administration end of the container before: the
            record does not show which came first
          decided by: log administration end and thaw start of every container
        """)


# --- in one container ------------------------------------------------------------------------------------------------------
IN_THE_HOUSE = table(
    "precondition", "in-the-house", before="product_received", after="lymphodepletion_start", scope="container"
)


def test_it_waited_in_one_container():
    assert words("W202", IN_THE_HOUSE, "product_received 08:00, lymphodepletion_start 09:30") == sentences("""
        in-the-house conforms: lymphodepletion start may not come before product received: it came 1 h 30 min later
        """)
    assert words("W202", IN_THE_HOUSE, "product_received 08:00, lymphodepletion_start 07:59") == sentences("""
        in-the-house deviates: lymphodepletion start may not come before product received: it came 1 min too early
        """)
    assert words("W202", IN_THE_HOUSE, "lymphodepletion_start 07:59") == sentences("""
        in-the-house indeterminate: lymphodepletion start may not come before product received: the record does not
            show which came first
          decided by: log product received
        """)
    assert words("W202", IN_THE_HOUSE, "product_received 08:00") == sentences("""
        in-the-house indeterminate: lymphodepletion start may not come before product received: the record does not
            show which came first
          decided by: log lymphodepletion start
        """)


# --- over a therapy --------------------------------------------------------------------------------------------------------
def test_every_container_comes_first():
    therapy = IN_THE_HOUSE.replace("'container'", "'therapy'").replace("lymphodepletion_start", "thaw_start")
    two = "B1: product_received 08:00, thaw_start 10:00; B2: product_received {}, thaw_start 11:00"
    assert words("W202", therapy, two.format("09:00")) == sentences("""
        in-the-house conforms: thaw start may not come before product received of every container: it came 1 h later
        """)
    assert words("W202", therapy, two.format("10:30")) == sentences("""
        in-the-house deviates: thaw start may not come before product received of every container: it came 30 min
            too early
        """)
    assert words("W202", therapy, two.format("-")) == sentences("""
        in-the-house indeterminate: thaw start may not come before product received of every container: the record
            does not show which came first
          decided by: log product received and thaw start of every container
        in-the-house indeterminate: thaw start may not come before product received of every container: the record
            does not show which came first
          decided by: log product received
        """)


def test_the_containers_of_one_component_come_first():
    parts = table(
        "precondition", "cd8-first", before="administration_end", after="administration_start", scope="therapy"
    ) + "before_of = { component = 'CD8' }\nafter_of = { component = 'CD4' }\n"  # fmt: skip
    two = (
        "B1: administration_start 10:00 component={}, administration_end 10:30; "
        "B2: administration_start {} component=CD4, administration_end 12:00"
    )
    assert words("W202", parts, two.format("CD8", "10:45")) == sentences("""
        cd8-first conforms: administration start of component CD4 may not come before administration end of
            component CD8: it came 15 min later
        """)
    assert words("W202", parts, two.format("CD8", "10:20")) == sentences("""
        cd8-first deviates: administration start of component CD4 may not come before administration end of
            component CD8: it came 10 min too early
        """)
    assert words("W202", parts, two.format("", "10:20")) == sentences("""
        cd8-first indeterminate: administration start of component CD4 may not come before administration end of
            component CD8: the record does not say which container is which
          decided by: state component of each
        cd8-first indeterminate: administration start of component CD4 may not come before administration end of
            component CD8: the record does not show which came first
          decided by: log administration end and administration start of every container
        """)
    before = parts.replace("after_of = { component = 'CD4' }\n", "")
    assert words("W202", before, two.format("CD8", "10:45")) == sentences("""
        cd8-first deviates: administration start may not come before administration end of component CD8: it came 30
            min too early
        """)


def test_a_record_that_contradicts_itself_decides_nothing():
    record = "product_received 08:00, lymphodepletion_start 09:30, thaw_end 10:00, thaw_start 10:10"
    assert words("W202", IN_THE_HOUSE, record) == sentences("""
        in-the-house indeterminate: the record contradicts itself (thaw end and thaw start), so it decides nothing
          decided by: check the times of thaw end and thaw start
        """)
