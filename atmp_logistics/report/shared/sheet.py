"""A small table with a title and notes, as text for a terminal and as HTML for a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from rich.console import RenderableType
from rich.table import Table

from atmp_logistics.report.shared.plain_text import plain_text
from atmp_logistics.report.shared.style import INK, MUTED
from atmp_logistics.report.shared.terminal import Text


@dataclass(frozen=True, slots=True)
class Sheet:
    """A title, rows under headings (the first `words` of them text, the others numbers), and notes."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()
    words: int = 1

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
        """Return the table as HTML that needs no other file."""
        head = "".join(f"<th{self._side(i)}>{escape(word)}</th>" for i, word in enumerate(self.headings))
        body = "".join(
            f"<tr>{''.join(f'<td{self._side(i)}>{_linked(cell)}</td>' for i, cell in enumerate(row))}</tr>"
            for row in self.rows
        )
        notes = "".join(f"<li>{_linked(note)}</li>" for note in self.notes)
        return (
            f'<div style="font:14px/1.4 system-ui,sans-serif;color:{INK}"><p><b>{escape(self.title)}</b></p>'
            f'<table style="border-collapse:collapse"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
            f'<ul style="color:{MUTED};font-size:.9em">{notes}</ul></div>'
        )

    def _side(self, i: int) -> str:
        return f' style="text-align:{"left" if i < self.words else "right"};padding:.2em .7em;vertical-align:top"'


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
