"""Rows with a name each, the first at the top, and words beside them: below the name where a picture is narrow."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from atmp_logistics.report.shared.contrast import Ink
from atmp_logistics.report.shared.style import drawn, is_wide

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: So many letters of a name stand in one line, in a wide picture and in a narrow one.
_NAME, _NARROW = 34, 21
#: So many letters stand in one line beside a row.
_BESIDE = 38


def name_rows(axes: Axes, names: Sequence[str], ink: Ink, beside: Sequence[str] = (), name: int = _NAME) -> None:
    """Name rows, and write words beside each.

    Parameters
    ----------
    axes : Axes
    names : sequence of str
        One each row, the first at the top.
    ink : Ink
    beside : sequence of str
        Words for each row; they stand to the right of it, or under its name where the picture is narrow.
    name : int
        How many letters of a name stand in one line of a wide picture.
    """
    wide, words = is_wide(axes), list(beside) or [""] * len(names)
    shown = [_folded(one, name if wide else _NARROW, hyphens=not wide) for one in names]
    if not wide:
        shown = ["\n".join(filter(None, (one, _folded(text, _NARROW)))) for one, text in zip(shown, words, strict=True)]
    axes.set_yticks(range(len(names)), shown, fontsize="small" if wide else "x-small")
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(max(len(names), 1) - 0.4, -0.6)
    for row, text in enumerate(words if wide else ()):
        axes.annotate(
            _folded(text, _BESIDE), (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize="small",
            color=ink.outer, annotation_clip=False,
        )  # fmt: skip


def name_x(axes: Axes, words: str) -> None:
    """Name the axis below, in as many lines as it needs."""
    letters = 88 if is_wide(axes) else 34
    axes.set_xlabel("\n".join(textwrap.fill(line, letters) for line in words.split("\n")))


def nothing_to_draw(axes: Axes, words: str, ink: Ink) -> None:
    """Say in the middle of axes why nothing is drawn there."""
    axes.annotate(words, (0.5, 0.5), xycoords="axes fraction", ha="center", va="center", color=ink.muted)


def _folded(text: str, letters: int, *, hyphens: bool = False) -> str:
    """Return a text in lines of at most so many letters, its own lines kept, and shown as `drawn` shows it."""
    lines = (textwrap.fill(drawn(line), letters, break_on_hyphens=hyphens) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
