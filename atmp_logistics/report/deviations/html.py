"""A deviation form as a page to print: the record's facts, and lines for what a person writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from atmp_logistics.assessment.deviation import Deviation
from atmp_logistics.records.decision import DECISIONS
from atmp_logistics.records.deviation_fields import DESTRUCTION, FIELDS
from atmp_logistics.report.deviations.deviation_words import (
    NO_READINGS,
    facts_of,
    facts_of_excursion,
    facts_of_finding,
    files_of,
    opened,
)
from atmp_logistics.report.shared.page import block, escaped, list_of_items, page, verdict_mark
from atmp_logistics.report.shared.plain_text import A_PERSON_DECIDES

#: So many letters of a name stand in the first heading.
_SHORT = 40
_STYLE = """<style>
.atmp .form { border-collapse: collapse; width: 100%; table-layout: fixed }
.atmp .form th { width: 30%; font-weight: 600 }
.atmp .form .empty { height: 2.2rem }
.atmp .form tr { break-inside: avoid }
.atmp h2, .atmp h3 { break-after: avoid }
.atmp .boxes { list-style: none; padding: 0 }
</style>
"""


def render_html(deviation: Deviation) -> str:
    """Return the form as a page of its own.

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
    >>> window = "[[window]]\\ncode='post-thaw'\\nstarts='thaw_end'\\nends='administration_end'\\nat_most='30 min'"
    >>> result = assess_sandbox(sandbox_product(window), "thaw_end 10:04, administration_end 10:50")
    >>> "<title>Deviation form" in render_html(result.deviations()[0])
    True
    """
    title = f"Deviation form {deviation.id}: {_who(deviation)}"
    return page(title, _printed_pages(deviation) + render_fragment(deviation))


def _printed_pages(deviation: Deviation) -> str:
    """Return what stands at the foot of each printed page: which form it is of, and which page of how many."""
    small = "font: 8pt sans-serif; color: #454545; white-space: nowrap"
    left = f'@bottom-left {{ content: "deviation form {deviation.id}"; {small} }}'
    right = f'@bottom-right {{ content: "page " counter(page) "/" counter(pages); {small} }}'
    return f"<style>\n@page {{ size: A4; margin: 15mm 15mm 18mm; {left} {right} }}\n</style>\n"


def render_fragment(deviation: Deviation) -> str:
    """Return the form for a notebook's cell."""
    return block(_STYLE, *_head(deviation), *_findings(deviation), *_to_fill_in(deviation), *_basis(deviation))


def _who(deviation: Deviation) -> str:
    return " / ".join(filter(None, (deviation.therapy_id, deviation.container_id)))


def _head(deviation: Deviation) -> Iterator[str]:
    # A long name must not push the verdict off the first screen; it stands whole in the table below.
    names = (deviation.therapy_id, deviation.container_id)
    short = " / ".join(name if len(name) <= _SHORT else f"{name[:_SHORT]}…" for name in names if name)
    yield f"<h1>Deviation form: {escaped(short)}</h1>\n"
    yield f"<p>{verdict_mark(deviation.verdict, deviation.verdict.value.upper())} {A_PERSON_DECIDES}</p>\n"
    yield f'<p class="said">form {deviation.id}</p>\n{_table(facts_of(deviation))}'


def _findings(deviation: Deviation) -> Iterator[str]:
    for name, finding in deviation.findings:
        words = f"{finding.rule} {finding.code}"
        yield f"<h2>{escape(words)}: {verdict_mark(finding.verdict)}</h2>\n"
        yield _table([*facts_of_finding(finding, deviation), ("finding", name)])
    for i, around in enumerate(deviation.excursions, 1):
        yield f"<h3>Excursion {i}</h3>\n{_table(facts_of_excursion(around, deviation))}"
    if not deviation.result.holds_readings:
        yield f"<p>Excursions: {NO_READINGS}.</p>\n"


def _to_fill_in(deviation: Deviation) -> Iterator[str]:
    known = opened(deviation)
    yield "<h2>What happened, and what was done</h2>\n"
    yield _table((key, known.get(key) or f"\0{what}") for key, what in FIELDS.items())
    yield "<h2>What was decided</h2>\n"
    boxes = "".join(f"<li>\u2610 <b>{word}</b>: {escape(what)}</li>" for word, what in DECISIONS.items())
    yield f'<ul class="boxes">{boxes}</ul>\n'
    lines = {"reason": "why", "by": "name and role", "at": "date, time, offset", "signature": ""}
    yield _table((key, f"\0{what}") for key, what in lines.items())
    yield "<h2>Destruction or return</h2>\n"
    yield _table((key, f"\0{what}") for key, what in DESTRUCTION.items())


def _basis(deviation: Deviation) -> Iterator[str]:
    named = [f"{name}, SHA-256 {digest or 'none'}" for name, digest in files_of(deviation)]
    more = len(deviation.inputs) - len(named)
    yield f"<h2>Judged from</h2>\n{list_of_items([*named, *([f'and {more} more files'] if more else [])])}"
    yield f"<p>One hash over all of them: <code>{deviation.inputs_sha256}</code></p>\n"


def _table(facts: Iterable[tuple[str, str]]) -> str:
    """Return facts as a table of two columns; a value that begins with NUL is an empty field with a remark."""
    rows = "".join(f"<tr><th>{escape(key.replace('_', ' '))}</th>{_cell(text)}</tr>\n" for key, text in facts)
    return f'<table class="form"><tbody>{rows}</tbody></table>\n'


def _cell(text: str) -> str:
    if text.startswith("\0"):
        return f'<td class="empty"><span class="said">{escape(text[1:])}</span></td>'
    return f"<td>{escaped(text)}</td>"
