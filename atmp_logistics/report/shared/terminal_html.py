"""What a terminal shows, as HTML that takes the ink and the ground of its host."""

from __future__ import annotations

import io
from collections.abc import Iterable
from html import escape

from rich.console import RenderableType
from rich.segment import Segment

from atmp_logistics.report.shared.terminal import PlainConsole

#: More lines than this stand in a box of their own.
_LINES = 120


def preformatted(pieces: Iterable[RenderableType], width: int = 100) -> str:
    """Return rich renderables as preformatted HTML: bold and italic stay, colours do not; a long one scrolls in a box.

    Examples
    --------
    >>> from atmp_logistics.report.shared.terminal import Text
    >>> preformatted([Text("1 < 2", "bold red")])
    '<div class="wide"><pre class="terminal"><b>1 &lt; 2</b>\\n</pre></div>'
    """
    console = PlainConsole(file=io.StringIO(), force_jupyter=False, width=width, markup=False)
    segments = [segment for piece in pieces for segment in console.render(piece)]
    lines = ["".join(map(_marked, _stripped(line))) for line in Segment.split_lines(segments)]
    text = "".join(f"{line}\n" for line in lines)
    pre = f'<pre class="terminal">{text}</pre>'
    if len(lines) <= _LINES:
        return f'<div class="wide">{pre}</div>'
    note = f"{len(lines)} lines, in a box that scrolls; print shows them all."
    return f'<div class="box">{pre}</div><p class="said">{note}</p>'


def _stripped(line: list[Segment]) -> list[Segment]:
    """Return a line without the blanks at its end."""
    while line and not line[-1].text.strip():
        line = line[:-1]
    return [*line[:-1], Segment(line[-1].text.rstrip(), line[-1].style)] if line else []


def _marked(segment: Segment) -> str:
    text, style = escape(segment.text), segment.style
    if style and style.bold:
        text = f"<b>{text}</b>"
    return f"<i>{text}</i>" if style and style.italic else text
