"""What a terminal would show, as plain text: the same in a script, a file and a notebook."""

from __future__ import annotations

import io
from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text


def plain_text(pieces: Iterable[RenderableType], width: int) -> str:
    """Return rich renderables as plain text, one under the other, no line longer than asked where it can be broken.

    Examples
    --------
    >>> plain_text(["one", "two"], 80)
    'one\\ntwo\\n'
    """
    out = io.StringIO()
    # In a notebook rich would show the text there and write nothing here.
    console = Console(
        file=out, force_jupyter=False, width=width, color_system=None, highlight=False, emoji=False, markup=False
    )
    console.print(*pieces, sep="\n")
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def indented_lines(text: str, by: int) -> RenderableType:
    """Return lines so far in, each keeping its own indent where it is too long for one line.

    Examples
    --------
    >>> print(plain_text([indented_lines("these:\\n  (1) one and two", 1)], 12), end="")
     these:
       (1) one
       and two
    """
    lines = [(line.strip(), len(line) - len(line.lstrip())) for line in text.splitlines()]
    return Group(*(Padding(Text(line), (0, 0, 0, by + own), expand=False) for line, own in lines))
