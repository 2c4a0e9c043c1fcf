"""The result for an operator or a script: the verdict, the counts, and one line a container, the gravest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from rich.console import RenderableType

from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.phrases_by_key import Phrases
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.report.assessment.overview import ALL, OverviewRow, overview_rows
from atmp_logistics.report.assessment.overview_text import STYLES, verdict_width
from atmp_logistics.report.assessment.result_phrases import phrases_for, verdict_word
from atmp_logistics.report.assessment.text import head_of
from atmp_logistics.report.shared.plain_text import plain_text
from atmp_logistics.report.shared.terminal import Text


def render_text(
    result: Assessment, width: int = 80, only: Collection[Verdict] = ALL, language: str | None = None
) -> str:
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
    say = phrases_for(result, language)
    lines = (f"{_line(row, say).plain}\n" for row in overview_rows(result, only))
    return plain_text(head_of(result, only, say), width) + "".join(lines)


def rich_text(
    result: Assessment, only: Collection[Verdict] = ALL, language: str | None = None
) -> Iterable[RenderableType]:
    """Yield the lines as rich renderables, top to bottom."""
    say = phrases_for(result, language)
    yield from head_of(result, only, say)
    yield from (_line(row, say) for row in overview_rows(result, only))


def _line(row: OverviewRow, say: Phrases) -> Text:
    word = say.said(verdict_word(row.verdict))
    line = Text(word, STYLES[row.verdict])
    line.append(f"{' ' * (verdict_width(say) + 2 - len(word))}{say.said(row.container)}  {say.said(row.decided)}")
    return line
