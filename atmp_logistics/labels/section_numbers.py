"""The number of a section: that which its title prints, else that of its code; numbers in a text are no headings."""

from __future__ import annotations

import re

#: `6.4 Storage`, `4.2.1. Posología`, `16 HOW SUPPLIED`; not `2 mg tablets`.
_PRINTED = re.compile(r"\s*(\d{1,2}(?:\.\d{1,2}){0,3})(?:\.(?=\s|$)|\.?(?=[^\W\d_])|(?=\s+[^\Wa-zß-öø-ÿ\d_])|\s*$)")
#: The longest first line of a section that may be its heading.
_LONGEST = 150


def number_in_title(title: str) -> str:
    """Return the number that a title begins with, without the dot at its end; "" for none.

    Examples
    --------
    >>> [number_in_title(one) for one in ("6.4 Storage", "4.2.1. Posología", "5. How to store", "16HOW SUPPLIED")]
    ['6.4', '4.2.1', '5', '16']
    >>> [number_in_title(one) for one in ("25 mg tablets", "Storage 6.4", "2.5 mg", "")]
    ['', '', '', '']
    """
    match = _PRINTED.match(title)
    return match[1] if match else ""


def number_in_first_line(line: str, parent: str) -> str:
    """Return the number of a section without a title that stands in its first line: one inside its parent's number.

    Parameters
    ----------
    line : str
        The first paragraph; no row of a table.
    parent : str
        The number of the section around it.

    Examples
    --------
    >>> number_in_first_line("16.2 Storage and Handling", "16")
    '16.2'
    >>> number_in_first_line("2.5 mg once daily", "2"), number_in_first_line("3.1 Storage", "16")
    ('', '')
    """
    number = number_in_title(line) if len(line) <= _LONGEST and not line.rstrip().endswith((".", ";", ",")) else ""
    return number if parent and number.startswith(f"{parent}.") else ""


def agree(printed: str, of_code: str) -> bool:
    """Say whether a printed number is that of the code, or of a section inside it; true where one is not known.

    Examples
    --------
    >>> agree("4.2.1", "4.2"), agree("6.3", "6.4"), agree("", "6.4")
    (True, False, True)
    """
    return not printed or not of_code or f"{printed}.".startswith(f"{of_code}.")
