"""Exports of which somebody edited the lines that say what they are: refused by that line, and not as some table."""

import pytest
from logger_kit import MADE_UP, read_text, text_of

from atmp_logistics.core.errors import AtmpError

EDITED = [
    ("benchlink_made_up.csv", "101 (C),Alarm 101", "Fridge,Alarm", "row 1", "whose channels were written over"),
    ("benchlink_made_up.csv", "101 (C)", "101", "row 1", "the column '101'"),
    ("campbell_made_up.dat", '"TOA5"', '"Ward"', "row 1", "expected TOA5 and station"),
    ("hobo_made_up.csv", '"Date Time, GMT+01:00"', "When", "row 2", "the headings"),
    ("ibutton_made_up.txt", "1-Wire/iButton Part Number:", "Button", "row 1", "'1-Wire/iButton Part Number: ...'"),
    ("ibutton_made_up_ds1923.txt", "1-Wire/iButton Part Number:", "Fridge 3", "row 1", "Part Number"),
    ("kestrel_made_up.csv", "Device Model,D2AG", "moved on Monday", "row 2", "'Device Model' and its value"),
    ("kestrel_made_up.csv", "Serial Number", "S/N", "row 3", "'Serial Number' and its value"),
    ("madgetech_made_up.csv", "%DATA MadgeTech Data File", "Box 31", "row 1", "'%DATA MadgeTech Data File'"),
]


@pytest.mark.parametrize(("name", "old", "new", "where", "words"), EDITED)
def test_the_line_that_was_edited_is_named(name, old, new, where, words):
    text = text_of(MADE_UP / name)
    assert old in text
    with pytest.raises(AtmpError) as found:
        read_text(text.replace(old, new, 1))
    assert f"log.txt, {where}" in str(found.value)
    assert words in str(found.value)
    assert len(found.value.faults) < 3


def test_what_is_no_family_s_is_no_edited_export():
    with pytest.raises(AtmpError) as found:
        read_text("Scan,Value\n1,2\n")
    assert "edited" not in str(found.value)
