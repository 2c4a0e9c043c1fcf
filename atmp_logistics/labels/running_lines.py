"""Lines that stand at the head or the foot of the pages: page numbers, names of documents; no part of a section."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from atmp_logistics.labels.numbered_lines import Line

_DIGITS = re.compile(r"\d+")
#: So many lines at each end of a page can be running ones, on so many pages at least, and on so large a part of all.
_EDGE, _PAGES, _SHARE = 3, 3, 0.6


def without_running_lines(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[str]]:
    """Return the pages without the lines that stand on most of them at one end, and the texts of those lines.

    A line that holds numbers is a running line only where one of the numbers counts the pages.

    Examples
    --------
    >>> pages = [[Line("SmPC", ""), Line(f"Text {n * n}", ""), Line(f"page {n} of 3", "")] for n in (1, 2, 3)]
    >>> kept, left_out = without_running_lines(pages)
    >>> [[line.text for line in page] for page in kept], left_out
    ([['Text 1'], ['Text 4'], ['Text 9']], ['SmPC', 'page 1 of 3'])
    """
    seen: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for at in _edges(page):
            seen[_DIGITS.sub("#", page[at].text)].append((number, at))
    running = {key: at for key, at in seen.items() if _runs(key, at, pages)}
    gone = {place for places in running.values() for place in places}
    kept = [[line for i, line in enumerate(page) if (n, i) not in gone] for n, page in enumerate(pages)]
    return kept, [pages[places[0][0]][places[0][1]].text for places in running.values()]


def _edges(page: Sequence[Line]) -> list[int]:
    """Return where the first and the last lines of a page stand that are not blank."""
    filled = [i for i, line in enumerate(page) if line.text]
    return sorted({*filled[:_EDGE], *filled[-_EDGE:]})


def _runs(key: str, places: list[tuple[int, int]], pages: Sequence[Sequence[Line]]) -> bool:
    on = {number for number, _ in places}
    if len(on) < max(_PAGES, _SHARE * len(pages)):
        return False
    if "#" not in key:
        return True
    counts = [[int(text) - number for text in _DIGITS.findall(pages[number][at].text)] for number, at in places]
    return any(len({count[i] for count in counts}) == 1 for i in range(len(counts[0])))
