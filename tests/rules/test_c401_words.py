"""C401, in the words of its findings: which identifiers, in which rows, and how they differ."""

import pytest
from rule_words import sentences, words

from atmp_logistics.assessment.sandbox import try_rule
from atmp_logistics.core.look_alikes import as_typed_alike, difference_in_words

RECEIVED, GIVEN = "product_received 08:00", "administration_start 10:00"


@pytest.mark.parametrize(
    ("events", "found"),
    [
        (f"{RECEIVED} batch=L7, {GIVEN} batch=L7", "identifiers conforms [0, 0] mismatches"),
        (f"{RECEIVED} batch=L7, {GIVEN} batch=L8", "identifiers deviates [1, 1] mismatches"),
        (f"{RECEIVED} batch=007, {GIVEN} batch=7", "identifiers indeterminate [0, 1] mismatches"),
        (f"{RECEIVED} batch=L7, {GIVEN}", ""),
        (f"{RECEIVED} batch=L7 identity=A, {GIVEN} batch=L7 identity=B", "identifiers deviates [1, 1] mismatches"),
        (f"{RECEIVED} batch=L7 identity=A, {GIVEN} batch=l7 identity=B", "identifiers deviates [1, 2] mismatches"),
        (f"collection_end 07:00 identity=A batch=K1, {GIVEN} identity=B", "identifiers deviates [1, 1] mismatches"),
        (f"collection_end 07:00 batch=K1, {GIVEN} batch=L7", ""),
        (f"B1: {RECEIVED} batch=L7, {GIVEN} batch=L7; B2: {GIVEN} batch=L8", "identifiers conforms [0, 0] mismatches"),
    ],
)
def test_c401(events, found):
    assert try_rule("C401", "", events) == found


def test_identifiers_that_are_one_in_every_row():
    record = f"B1: {RECEIVED} batch=L7 patient_pseudonym=P-1, thaw_start 09:50 batch=L7, {GIVEN} patient_pseudonym=P-1"
    assert words("C401", "", record) == sentences("""
        identifiers conforms: one value in all rows that hold it: patient pseudonym 'P-1' (rows 2 and 4), batch 'L7'
            (rows 2 and 3)
        """)


def test_a_mismatch_names_both_rows():
    assert words("C401", "", f"B1: {RECEIVED} donation_number=D1, {GIVEN} donation_number=D2") == sentences("""
        identifiers deviates: donation number differs: 'D1' (row 2, product received), 'D2' (row 3, administration
            start)
        """)
    record = f"B1: {RECEIVED} product_code=S1, thaw_start 09:50 product_code=S2, {GIVEN} product_code=S3"
    assert "'S1' (row 2, product received), 'S2' (row 3, thaw start)" in words("C401", "", record)


def test_what_may_be_typed_in_two_ways_is_looked_at():
    assert words("C401", "", f"B1: {RECEIVED} batch=ab-7, {GIVEN} batch=AB-7") == sentences("""
        identifiers indeterminate: batch differs by capitals only: 'ab-7' (row 2, product received), 'AB-7' (row 3,
            administration start)
          decided by: look at the labels, and correct the rows that are written otherwise
        """)
    assert words("C401", "", f"B1: {RECEIVED} batch=\u0412-7, {GIVEN} batch=B-7") == sentences("""
        identifiers indeterminate: batch differs by signs that look alike ('\u0412' is CYRILLIC CAPITAL LETTER VE) only:
            '\u0412-7' (row 2, product received), 'B-7' (row 3, administration start)
          decided by: look at the labels, and correct the rows that are written otherwise
        """)


def test_the_patient_is_one_in_the_whole_therapy():
    record = f"B1: {RECEIVED} patient_pseudonym=P-1; B2: {RECEIVED} patient_pseudonym=P-2"
    assert words("C401", "", record) == sentences("""
        identifiers deviates: patient pseudonym differs: 'P-1' (row 2, product received), 'P-2' (row 3, product
            received)
        """)
    collected = f"collection_end 07:00 identity=COI-1; B1: {GIVEN} identity=COI-2"
    assert "identity differs: 'COI-1' (row 2, collection end)" in words("C401", "", collected)


def test_containers_have_their_own_batches():
    assert words("C401", "", f"B1: {RECEIVED} batch=L7; B2: {RECEIVED} batch=L8") == ""


def test_a_container_with_its_identifiers_in_one_row_compares_nothing():
    assert words("C401", "", f"B1: {RECEIVED} batch=L7 donation_number=D1, {GIVEN}") == ""


def test_many_rows_are_counted():
    rows = ", ".join(f"handover 08:0{i} batch=L7" for i in range(5))
    found = words("C401", "", f"B1: {rows}, {GIVEN} batch=L8")
    assert "'L7' (rows 2, 3 and 4 and 2 more, handover), 'L8' (row 7" in found


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("ab", "AB", "by capitals only"),
        ("007", "7", "by noughts in front only"),
        ("B 1", "B1", "by blanks only"),
        ("B\u00a01", "B 1", "by blanks only"),
        ("O1", "01", "by signs that look alike only"),
        ("I7", "l7", "by signs that look alike only"),
        ("\uff17", "7", "by signs that look alike ('\uff17' is FULLWIDTH DIGIT SEVEN) only"),
        ("A\u20137", "A-7", "by signs that look alike ('\u2013' is EN DASH) only"),
        ("00 a", "A", "by blanks and capitals and noughts in front only"),
        ("B1", "B2", ""),
        ("B-12", "B1-2", ""),
        ("10", "1", ""),
    ],
)
def test_how_two_identifiers_differ(one, other, how):
    assert difference_in_words(one, other) == difference_in_words(other, one) == how
    assert (as_typed_alike(one) == as_typed_alike(other)) == bool(how)
