"""What a terminal is sent: no sign of a user's file steers it, and no name breaks its line."""

from __future__ import annotations

from typing import Any

import rich.text
from rich.console import Console

from atmp_logistics.core.printable import in_one_line, printable


class Text(rich.text.Text):
    r"""A text of one line, for a terminal: a sign that would steer the terminal stands as its code.

    Examples
    --------
    >>> Text.assemble("bag ", ("B\x1b[31m\n1", "bold")).plain
    'bag B\\x1b[31m\\n1'
    """

    def __init__(self, line: str = "", *style: Any, **how: Any) -> None:
        super().__init__(in_one_line(line), *style, **how)

    def append(self, part: Any, style: Any = None) -> Any:
        """Append a part, signs that steer a terminal as their codes."""
        return super().append(in_one_line(part) if isinstance(part, str) else part, style)


class PlainConsole(Console):
    """A console to which no text sends signs that steer it; what is no `Text` may have several lines."""

    def __init__(self, **how: Any) -> None:
        super().__init__(highlight=False, emoji=False, **how)

    def render_str(self, text: str, **how: Any) -> Any:
        """Return a text to be rendered, signs that steer a terminal as their codes."""
        return super().render_str(printable(text), **how)
