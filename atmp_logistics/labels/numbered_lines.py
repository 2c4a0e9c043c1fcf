"""Which lines of a text are headings with a number, where tables, references and lists hold such numbers too.

A heading is known by its number alone, in any language. The lines that can be headings are many; the headings are those
that make the longest way through the numbers of a label, always upwards, from 1 again where a document begins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

Number = tuple[int, ...]

_HEADING = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,2})\.?(?:[ \t\u00a0]+|(?=[^\W\d_]))(\S.*)")
_ALONE = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,2})\.?")
#: The dots and the page at the end of a line of a contents list.
_LEADER = re.compile(r"(?:\s*\.){3,}\s*\d{0,4}\s*$|\s{3,}\d{1,4}\s*$")
#: More lines than these that can be headings are no label's: the time to sort them grows by the square.
MOST_HEADINGS = 3000
_LONGEST_TITLE, _LAST_SECTION = 150, 20
#: What a heading is worth: a number with a dot, or capitals; any other; what a new document must bring.
_SURE, _PLAIN, _NEW_DOCUMENT = 3.0, 1.0, 8.0
_NEXT, _AFTER_A_BLANK = 0.5, 0.25


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text.

    Attributes
    ----------
    text : str
        Without white space at its ends; "" for a blank line.
    place : str
    page : int
        0 where the text has no pages.
    """

    text: str
    place: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that can be a heading.

    Attributes
    ----------
    number : tuple of int
    title : str
        As printed, without the number.
    first, after : int
        Its first line, and the one after its last.
    worth : float
        How much speaks for it.
    """

    number: Number
    title: str
    first: int
    after: int
    worth: float

    @property
    def printed(self) -> str:
        """The number as it is printed, such as ``6.4``."""
        return ".".join(map(str, self.number))


def documents_of(lines: Sequence[Line]) -> list[list[Heading]]:
    """Return the headings of each document that the lines hold, in their order.

    Examples
    --------
    >>> lines = [Line(text, "") for text in ("1 NAME", "Aa", "6 DATA", "6.3 Shelf life", "6.3 Months", "6.4 Storage")]
    >>> [[heading.printed for heading in document] for document in documents_of(lines)]
    [['1', '6', '6.3', '6.4']]
    """
    found = _candidates(lines)
    best: list[float] = []
    before: list[int] = []
    for i, one in enumerate(found):
        ways = [(_worth(found[j], one, best[j]), j) for j in range(i)]
        score, j = max(ways, default=(0.0, -1), key=lambda way: (way[0], -way[1]))
        best.append(one.worth + max(score, 0.0))
        before.append(j if score > 0 else -1)
    chain: list[Heading] = []
    at = max(range(len(found)), key=lambda i: best[i], default=-1)
    while at >= 0:
        chain.append(found[at])
        at = before[at]
    return _split(chain[::-1])


def _worth(last: Heading, one: Heading, best: float) -> float:
    """Return what a way is worth that goes on from one heading to another."""
    if one.first < last.after:
        return 0.0
    if one.number > last.number:
        return best + (_NEXT if one.worth >= _SURE and _is_next(last.number, one.number) else 0.0)
    return best - _NEW_DOCUMENT if one.number == (1,) else 0.0


def _is_next(last: Number, one: Number) -> bool:
    """Return whether a number is the very next: a first child, or the next beside it or beside its parents."""
    return one == (*last, 1) or any(one == (*last[:n], last[n] + 1) for n in range(len(last)))


def _split(chain: list[Heading]) -> list[list[Heading]]:
    """Return the documents of a chain; numbers from 1 with neither dots nor capitals, such as of steps, are none."""
    documents: list[list[Heading]] = []
    for heading in chain:
        if not documents or heading.number <= documents[-1][-1].number:
            documents.append([])
        documents[-1].append(heading)
    return [one for i, one in enumerate(documents) if i == 0 or any(heading.worth >= _SURE for heading in one)]


def could_be_headings(lines: Sequence[Line]) -> int:
    """Return how many lines can be headings."""
    return len(_candidates(lines))


def _candidates(lines: Sequence[Line]) -> list[Heading]:
    found = []
    for i, line in enumerate(lines):
        if line.text[:1].isdigit() and (heading := _candidate(lines, i)) is not None:
            found.append(heading)
    return found


def _candidate(lines: Sequence[Line], at: int) -> Heading | None:
    """Return the heading that a line can be: a number and a title, or a number alone and its title in the next line."""
    text, after = lines[at].text, at + 1
    if match := _HEADING.fullmatch(text):
        number, title = match[1], match[2]
    elif (match := _ALONE.fullmatch(text)) and after < len(lines):
        number, title, after = match[1], lines[after].text, after + 1
    else:
        return None
    title = _LEADER.sub("", title).strip()
    parts = tuple(map(int, number.split(".")))
    if not _is_title(title) or not 1 <= parts[0] <= _LAST_SECTION or 0 in parts or number.startswith("0"):
        return None
    sure = len(parts) > 1 or (title.isupper() and len(title) > 3)
    blank = at == 0 or not lines[at - 1].text
    return Heading(parts, title, at, after, _SURE + _AFTER_A_BLANK * blank if sure else _PLAIN)


def _is_title(title: str) -> bool:
    """Return whether words can be a heading: they begin with a capital, and are no sentence."""
    begins = title[:1].isalpha() and not title[:1].islower()
    return begins and len(title) <= _LONGEST_TITLE and not title.endswith((".", ";", ",", ":"))
