"""Whole records drawn by their numbers: the core beside the reference, and in memory beside streamed.

A failure names the number: `python tests/support/compare_records.py NUMBER 1` shows the record's differences.
"""

import os

import pytest
from compare_records import differences, said
from compare_streams import same
from compare_versions import differences as of_versions
from how_many import spread
from random_records import record_of
from random_records.versions import changed_of

#: Where a long run begins, so that each night may look at other records.
FIRST = int(os.environ.get("ATMP_RECORDS_FROM", "0"))
MANY = int(os.environ.get("ATMP_RECORDS", "20000"))
BLOCK = 500


def agree(numbers):
    found = [one for number in numbers for one in differences(number, record_of(number)) or ()]
    assert not found, said(found)


def stream(numbers):
    found = {number: text for number in numbers if (text := same(number, record_of(number)))}
    assert not found, found


@pytest.mark.parametrize("first", spread(range(0, 100, 10), 10))
def test_records_are_judged_as_the_reference_judges_them(first):
    agree(range(first, first + 10))


@pytest.mark.parametrize("first", spread(range(0, 60, 15), 4))
def test_records_streamed_are_as_in_memory(first):
    stream(range(first, first + 15))


@pytest.mark.parametrize("first", range(0, 60, 15))
def test_versions_of_a_label_judge_as_the_reference_judges_by_them(first):
    change(range(first, first + 15))


def change(numbers):
    """What the core decides by several versions is what the reference decides; it may leave more open."""
    found = {number: of_versions(changed_of(number)) for number in numbers}
    surer = {number: [one for one in own or () if one[1] != "indeterminate"] for number, own in found.items()}
    assert not any(surer.values()), {number: own for number, own in surer.items() if own}


@pytest.mark.nightly
@pytest.mark.parametrize("first", range(FIRST, FIRST + MANY, BLOCK))
def test_versions_of_a_label_judge_as_the_reference_judges_by_them_all_night(first):
    change(range(first, first + BLOCK))


@pytest.mark.nightly
@pytest.mark.parametrize("first", range(FIRST, FIRST + MANY, BLOCK))
def test_records_are_judged_as_the_reference_judges_them_all_night(first):
    agree(range(first, first + BLOCK))


@pytest.mark.nightly
@pytest.mark.parametrize("first", range(FIRST, FIRST + MANY, BLOCK))
def test_records_streamed_are_as_in_memory_all_night(first):
    stream(range(first, first + BLOCK))
