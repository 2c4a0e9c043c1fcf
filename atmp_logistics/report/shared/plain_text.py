"""What a terminal would show, as plain text: the same in a script, a file and a notebook."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table

from atmp_logistics.core.printable import in_one_line
from atmp_logistics.report.shared.terminal import PlainConsole, Text

#: What every report says of itself.
A_PERSON_DECIDES = "It calculates and explains; a person decides."


def plain_text(pieces: Iterable[RenderableType], width: int) -> str:
    """Return rich renderables as plain text, one below the other, no line longer than the width where it can be broken.

    Examples
    --------
    >>> plain_text(["one", "two"], 80)
    'one\\ntwo\\n'
    """
    out = io.StringIO()
    # In a notebook rich would show the text there and write nothing here.
    console = PlainConsole(file=out, force_jupyter=False, width=width, color_system=None, markup=False)
    console.print(*pieces, sep="\n")
    return "\n".join(line.rstrip() for line in out.getvalue().removesuffix("\n").split("\n")) + "\n"


def indented(text: RenderableType, by: int = 2) -> RenderableType:
    """Return a renderable moved to the right by so many columns, on every line."""
    return Padding(text, (0, 0, 0, by), expand=False)


@dataclass(frozen=True, slots=True)
class IndentedLine:
    """A line without a style, moved to the right: what `indented` makes of it, in a tenth of the time.

    The provenance of a folder of files is tens of thousands of such lines.

    Examples
    --------
    >>> print(plain_text([IndentedLine("assumed: dates read as %d.%m.%Y", 4)], 20), end="")
        assumed: dates
        read as %d.%m.%Y
    """

    line: str
    by: int = 2

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines of a width, broken at blanks; what has signs or words of other widths is left to rich."""
        line, width = in_one_line(self.line), options.max_width - self.by
        if cell_len(line) != len(line) or line.split() != line.split(" ") or width < 1:
            yield indented(Text(line), self.by)
            return
        pieces = list(_broken(line, width))
        if max(map(len, pieces)) > width:
            yield indented(Text(line), self.by)
            return
        yield Segment("".join(f"{' ' * self.by}{piece}\n" for piece in pieces))


def _broken(line: str, width: int) -> Iterator[str]:
    """Yield a line in pieces of at most a width, broken at blanks; longer where there is none."""
    start = 0
    while len(line) - start > width and (end := line.rfind(" ", start, start + width + 1)) > start:
        yield line[start:end]
        start = end + 1
    yield line[start:]


def hanging(head: Text, text: Text, width: int) -> RenderableType:
    """Return a head in a column of a width, and beside it a text on as many lines as it needs."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=width)
    grid.add_column(overflow="fold")
    grid.add_row(head, text)
    return grid


def indented_lines(text: str, by: int) -> RenderableType:
    """Return lines moved to the right; a line that is too long for the width keeps its indent on the next.

    Examples
    --------
    >>> print(plain_text([indented_lines("these:\\n  (1) one and two", 1)], 12), end="")
     these:
       (1) one
       and two
    """
    lines = [(line.strip(), len(line) - len(line.lstrip())) for line in text.split("\n")]
    return Group(*(Padding(Text(line), (0, 0, 0, by + indent), expand=False) for line, indent in lines))
