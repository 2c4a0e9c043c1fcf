"""What a terminal would show, as plain text: the same in a script, a file and a notebook."""

from __future__ import annotations

import io
from collections.abc import Iterable

from rich.console import Console, RenderableType


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
