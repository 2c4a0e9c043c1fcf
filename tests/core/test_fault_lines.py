"""Many faults of one kind in one column are one line with the first rows; what differs in kind stands by itself."""

from atmp_logistics.core.errors import Fault, UnknownEvent
from atmp_logistics.core.fault_lines import summary


def times(rows, found="'x'", column="time"):
    return [Fault(f"e.csv, row {row}, column {column}", found, "a time", "write it") for row in rows]


def test_fifty_faults_of_one_kind_are_one_line_with_the_first_rows_and_the_last():
    (line,) = summary(times(range(2, 52)))
    assert line.endswith("And 49 more of this kind: row 3, row 4, row 5, row 6, row 7 and 44 more, the last row 51.")


def test_what_stands_in_a_further_row_is_shown_where_it_differs_and_is_short():
    (line,) = summary([*times([2]), *times([3], "'y'"), *times([4], repr("y" * 40))])
    assert line.endswith("And 2 more of this kind: row 3 ('y'), row 4.")


def test_two_columns_two_files_and_two_kinds_are_lines_of_their_own():
    other = [Fault("f.csv, row 2, column time", "'x'", "a time", "write it")]
    assert len([*summary([*times([2, 3]), *times([2, 3], column="expiry"), *other])]) == 3


def test_containers_without_a_row_are_one_line_where_the_same_is_found():
    names = ["container B1 of therapy T 1", "container B1 of therapy T-2", "therapy T3"]
    faults = [Fault(f"e.csv, {name}", "no product", "a slug", "name it") for name in names]
    (line,) = summary(faults)
    assert line.startswith("e.csv, container B1 of therapy T 1: found no product")
    assert line.endswith("And 2 more of this kind: container B1 of therapy T-2, therapy T3.")
    other = Fault("e.csv, therapy T4", "two products", "a slug", "name it")
    assert len([*summary([*faults, other])]) == 2


def test_each_unknown_word_stands_by_itself():
    words = [
        Fault(f"e.csv, row {i}, column event", repr(word), "an event", "x", UnknownEvent)
        for i, word in ((2, "a"), (3, "b"))
    ]
    assert len([*summary(words)]) == 2


def test_a_row_with_two_faults_of_a_kind_is_named_twice():
    (line,) = summary([*times([2], "'x'"), *times([2, 3], "'y'")])
    assert line.endswith("And 2 more of this kind: row 2 ('y'), row 3 ('y').")


def test_the_places_of_a_message_are_rows():
    faults = [
        Fault(f"m.json, $.entry[{i}].resource.whenHandedOver", "'2026'", "an instant", "write it") for i in (0, 3)
    ]
    assert next(iter(summary(faults))).endswith("And 1 more of this kind: [3].")


def test_rows_of_another_width_are_one_line_for_each_width():
    faults = [Fault(f"e.csv, row {i}", f"{i % 2} cells", "3", "x") for i in range(2, 9)]
    assert len([*summary(faults)]) == 2


def test_headings_that_mean_nothing_are_each_named():
    faults = [Fault("e.csv, row 1", f"the column {name!r}", "a known column", "rename it") for name in "abc"]
    assert len([*summary(faults)]) == 3


def test_two_equal_faults_of_one_place_are_one_line():
    assert next(iter(summary(times([2, 2])))).endswith("And 1 more of this kind there.")


def test_places_without_rows_are_shown_one_by_one_up_to_a_number():
    lines = [*summary([Fault(f"log{i}.csv", "a PDF", "a table", "export it") for i in range(4)], most=2)]
    assert len(lines) == 3
    assert lines[-1] == "and 2 more faults of this kind, the last at log3.csv"
