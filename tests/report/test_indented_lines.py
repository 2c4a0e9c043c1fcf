"""Lines of provenance, of which a folder of files has tens of thousands: what rich makes of them, in less time."""

import time

from hypothesis import example, given, settings
from hypothesis import strategies as st

from atmp_logistics.report.shared.plain_text import IndentedLine, indented, plain_text
from atmp_logistics.report.shared.terminal import Text

WORDS = st.text("ab9,.°ß \t\n\u00a0\u2009温é\u0301\x1b", max_size=30)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=12).map(" ".join), st.integers(5, 60), st.integers(0, 8))
@example("a" * 40, 20, 2)
@example("one two  three", 9, 2)
@example("one two three ", 9, 2)
@example("a b", 4, 3)
@example("a\u00a0b  c d e f", 9, 2)
@example("words of 温度 and so on", 12, 2)
def test_an_indented_line_is_what_rich_makes_of_it(line, width, by):
    assert plain_text([IndentedLine(line, by)], width) == plain_text([indented(Text(line), by)], width)


def test_ten_thousand_lines_take_a_second_at_most():
    lines = [
        IndentedLine(f"assumed: dates read as %d.%m.%Y %H:%M, for file {i}; local times in UTC") for i in range(10_000)
    ]
    begun = time.process_time()
    plain_text(lines, 80)
    assert time.process_time() - begun < 3.0
