"""Lines to paragraphs: what a blank line, a bullet or a new page begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from atmp_logistics.labels.label_text import Paragraph
from atmp_logistics.labels.numbered_lines import Line
from atmp_logistics.labels.tokens import DASHES

#: Signs that begin an item of a list. A hyphen, or a glyph without a meaning, counts only before a word: before a
#: number it may be a sign.
_BULLET = re.compile(rf"[•‣▪●○◦·*]\s*|[{DASHES}o\x7f-\x9f\ue000-\uf8ff]\s+(?=[^\W\d_])")
_SENTENCE_ENDS = (".", ":", ";", "!", "?", ")")


def paragraphs_of(lines: Sequence[Line]) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a section's lines.

    A line end is a space, but beside a dash and a number it stays: the dash may be a sign, or belong to a word.

    Examples
    --------
    >>> lines = [Line(text, "") for text in ("Store at", "-80 °C.", "", "• Thaw.", "• Use.")]
    >>> [part.text for part in paragraphs_of(lines)]
    ['Store at\\n-80 °C.', 'Thaw.', 'Use.']
    """
    return tuple(Paragraph(_joined(group), group[0].place) for group in _groups(lines))


def _groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in _without_page_breaks(lines):
        bullet = _BULLET.match(line.text)
        if group and (not line.text or bullet):
            yield group
            group = []
        text = line.text[bullet.end() :] if bullet else line.text
        if text:
            group.append(Line(text, line.place, line.page))
    if group:
        yield group


def _without_page_breaks(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines without the blank ones around a page break inside a sentence."""
    filled = [i for i, line in enumerate(lines) if line.text]
    dropped = set[int]()
    for one, other in pairwise(filled):
        goes_on = lines[one].page != lines[other].page and not lines[one].text.endswith(_SENTENCE_ENDS)
        dropped |= set(range(one + 1, other)) if goes_on else set()
    return (line for i, line in enumerate(lines) if i not in dropped)


def _joined(group: Sequence[Line]) -> str:
    text = " ".join(group[0].text.split())
    for line in group[1:]:
        more = " ".join(line.text.split())
        dash = (text[-1] in DASHES and more[0].isdigit()) or (more[0] in DASHES and more[1:].lstrip()[:1].isdigit())
        text += ("\n" if dash else " ") + more
    return text
