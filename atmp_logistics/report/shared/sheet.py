"""A small table with a title and notes, as text for a terminal and as HTML for a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from rich.console import RenderableType
from rich.table import Table

from atmp_logistics.report.shared.html_table import html_table
from atmp_logistics.report.shared.page import block
from atmp_logistics.report.shared.plain_text import plain_text
from atmp_logistics.report.shared.terminal import Text


@dataclass(frozen=True, slots=True)
class Sheet:
    """A title, rows under headings (the first `words` of them text, the others numbers), and notes.

    `whole` says where all rows stand, for a notebook that is shown the first of many.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()
    words: int = 1
    whole: str = ""

    def text(self, width: int = 80) -> str:
        """Return the table as plain text.

        Examples
        --------
        >>> print(Sheet("Legs", ["leg", "median [d]"], [["a to b", "2.0"]], ["a note"]).text(), end="")
        Legs
        leg     median [d]
        a to b         2.0
        a note
        """
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
        for i, heading in enumerate(self.headings):
            table.add_column(heading, justify="left" if i < self.words else "right", overflow="fold")
        for row in self.rows:
            table.add_row(*map(Text, row))
        pieces: list[RenderableType] = [
            Text(self.title),
            table,
            *map(Text, self.notes),
        ]
        return _printed(pieces, width)

    def html(self) -> str:
        """Return the table as HTML for a notebook; a long one is cut, and its rows counted."""
        table = html_table(
            self.headings, [[_linked(cell) for cell in row] for row in self.rows], words=self.words, whole=self.whole
        )
        notes = "".join(f"<li>{_linked(note)}</li>" for note in self.notes)
        return block(f"<p><b>{escape(self.title)}</b></p>", table, f'<ul class="said">{notes}</ul>' if notes else "")


def lines_of(lines: Iterable[str], width: int = 80) -> str:
    """Return lines of text, folded to a width."""
    return _printed([Text(line) for line in lines], width)


def _printed(pieces: Iterable[RenderableType], width: int) -> str:
    return "\n".join(line for line in plain_text(pieces, width).splitlines() if line) + "\n"


def _linked(words: str) -> str:
    """Return text with an address at its end as a link."""
    before, mark, rest = words.rpartition("http")
    if not mark or " " in rest:
        return escape(words)
    return f'{escape(before)}<a href="{escape(mark + rest)}">{escape(mark + rest)}</a>'
