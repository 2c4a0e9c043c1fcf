"""A text that is no table at all, such as a letter, a log of messages, or JSON: said once, with its first lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from atmp_logistics.core.errors import Fault, NotATable

_SEPARATORS = ",;\t"
_LINES, _LETTERS = 3, 50
_SAMPLE = 200


def no_table_fault(text: str, name: str) -> Iterator[Fault]:
    r"""Yield a fault where the lines of a text do not have the same number of cells, whichever the separator.

    Examples
    --------
    >>> list(no_table_fault("time,temperature\n2026-11-10T08:00Z,4.5\n", "log.csv"))
    []
    >>> [fault.found for fault in no_table_fault("Dear colleague,\n\nhere are the readings.\n", "log.csv")]
    ["text that is no table; it begins 'Dear colleague,' and 'here are the readings.'"]
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if lines and not any(_is_table(lines[:_SAMPLE], separator) for separator in _SEPARATORS):
        found = f"text that is no table; it begins {_shown(lines)}"
        expected = "headings and rows of as many cells, between commas, semicolons or tabs, or a logger's export"
        fix = "export the record as CSV from the program that made it, and name that file"
        yield Fault(name, found, expected, fix, NotATable)


def _is_table(lines: list[str], separator: str) -> bool:
    """Say whether half of the lines or more have one width, of two cells or more; separators at an end part nothing."""
    width, count = Counter(line.rstrip(f"{separator} ").count(separator) for line in lines).most_common(1)[0]
    return width > 0 and 2 * count >= len(lines)


def _shown(lines: list[str]) -> str:
    """Return the first lines in quotes, long ones shortened."""
    short = [line.strip() if len(line.strip()) <= _LETTERS else line.strip()[:_LETTERS] + "..." for line in lines]
    *before, last = map(repr, short[:_LINES])
    return f"{', '.join(before)} and {last}" if before else last
