"""The result for an operator or a script: the verdict, the counts, and one line a container, the gravest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from rich.console import RenderableType

from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.report.assessment.overview import ALL, OverviewRow, overview_rows
from atmp_logistics.report.assessment.overview_text import STYLES
from atmp_logistics.report.assessment.text import head_of
from atmp_logistics.report.shared.plain_text import plain_text
from atmp_logistics.report.shared.terminal import Text

#: How wide the column of verdicts is.
_VERDICT = 15


def render_text(result: Assessment, width: int = 80, only: Collection[Verdict] = ALL) -> str:
    """Return the lines as plain text; a container's line is never broken, however long its name is.

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
    >>> print(render_text(assess_sandbox(sandbox_product(""), "A: thaw_end 10:04; B: thaw_end 10:05")), end="")
    INDETERMINATE: the evidence cannot decide
    2 containers: 2 indeterminate
    indeterminate  T1 / A  no limit that binds was asked about
    indeterminate  T1 / B  no limit that binds was asked about
    """
    lines = (f"{_line(row).plain}\n" for row in overview_rows(result, only))
    return plain_text(head_of(result, only), width) + "".join(lines)


def rich_text(result: Assessment, only: Collection[Verdict] = ALL) -> Iterable[RenderableType]:
    """Yield the lines as rich renderables, top to bottom."""
    yield from head_of(result, only)
    yield from map(_line, overview_rows(result, only))


def _line(row: OverviewRow) -> Text:
    word = row.verdict.value
    line = Text(word, STYLES[row.verdict])
    line.append(f"{' ' * (_VERDICT - len(word))}{row.container}  {row.decided}")
    return line
