"""The result as one page that needs no other file: for the batch record, for printing, and for a notebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html import escape

from atmp_logistics.assessment.product_result import ProductResult, by_container
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.fault_lines import summary
from atmp_logistics.core.finding import Finding
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.report.assessment.decided import decided_in_html
from atmp_logistics.report.assessment.files_read import files_read, when_of
from atmp_logistics.report.assessment.notes import (
    codes_of_prohibitions,
    filed_of,
    not_assessed_of,
    notes_of,
    notes_on_checks,
    notes_on_completions,
    notes_on_labels,
)
from atmp_logistics.report.assessment.overview import ALL, is_long, left_out_of, therapies_of
from atmp_logistics.report.assessment.overview_html import ROWS, ROWS_IN_NOTEBOOK, anchor, overview
from atmp_logistics.report.assessment.result_phrases import phrase
from atmp_logistics.report.assessment.running_words import ESTIMATES, Running, running_words, slope_words
from atmp_logistics.report.assessment.temperature_plot import pictures_of
from atmp_logistics.report.assessment.text import NOTHING_ASKED, aside_of, counts_of, under
from atmp_logistics.report.shared.page import block, escaped, linked, list_of_items, page, verdict_mark
from atmp_logistics.report.shared.plain_text import A_PERSON_DECIDES
from atmp_logistics.report.shared.style import data_uri, svg_of
from atmp_logistics.report.shared.what_judged import files_in_html
from atmp_logistics.rules import question_of

#: How many containers of one verdict the page shows whole, how many with pictures, and how many a notebook shows.
SHOWN, PICTURED, IN_NOTEBOOK = 200, 20, 20
#: Where all containers stand, beside a page and in a notebook.
_IN_FILES, _IN_RESULT = "the JSON and CSV files hold all", "result.consignments and result.findings hold all"
_LEGEND = (
    "Green: the label's range. Orange: outside it. Hatched: no readings. "
    "Dot: the reading nearest to the limit, or farthest past it."
)
_ASIDE = {"shall": "", "should": "advice: ", "information": "note: "}


def render_html(result: Assessment, only: Collection[Verdict] = ALL) -> str:
    """Return the result as an HTML page, of all containers or of those with some verdicts; same input, same bytes.

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
    >>> page = render_html(assess_sandbox(sandbox_product(""), "thaw_end 10:04"))
    >>> page.startswith("<!DOCTYPE html>"), "INDETERMINATE" in page
    (True, True)
    """
    return page(_title(result), _whole(result, _Extent(SHOWN, PICTURED, _IN_FILES, only, is_page=True)))


def render_fragment(result: Assessment) -> str:
    """Return the result for a notebook's cell: the page without its pictures, and fewer containers."""
    return _whole(result, _Extent(IN_NOTEBOOK, 0, _IN_RESULT))


@dataclass(frozen=True, slots=True)
class _Extent:
    """How many containers of which verdicts are shown, how many with pictures, and where all stand."""

    shown: int
    pictured: int
    rest: str
    only: Collection[Verdict] = ALL
    is_page: bool = False


def _title(result: Assessment) -> str:
    names = ", ".join(dict.fromkeys(source.name for source in result.inputs))
    head = counts_of(result) if therapies_of(result) > 1 else result.verdict.value
    return f"{head}{under(result)}: {names}"


def _whole(result: Assessment, extent: _Extent) -> str:
    head = _counts_as_head(result) if therapies_of(result) > 1 else _banner(result)
    left = left_out_of(result, extent.only)
    said = [f"<p><b>{escape(left)}</b></p>\n"] if left else []
    first = _overview(result, extent) if _has_overview(result) else ()
    aside = _set_aside(result) if Verdict.INDETERMINATE in extent.only else ()
    running = running_words(result)
    parts = [line for i, part in enumerate(result.parts) for line in _part(part, extent, result, i, running)]
    return block(
        *head, *said, *decided_in_html(result), *first, *aside, *parts, *_estimates(result, running), *_basis(result)
    )


def _estimates(result: Assessment, running: Running) -> Iterator[str]:
    """Yield when limits of storages that run would be crossed at the present slopes: apart from what was judged."""
    lines, more = slope_words(result, running, IN_NOTEBOOK)
    if lines:
        yield f"<h2>{ESTIMATES}</h2>\n{list_of_items(lines)}"
    if more:
        yield f"<p>… and {more} more: result.present_slopes holds all.</p>\n"


def _overview(result: Assessment, extent: _Extent) -> Iterator[str]:
    linked, most = (extent.shown, ROWS) if extent.is_page else (0, ROWS_IN_NOTEBOOK)
    return overview(result, extent.only, linked, most, extent.rest)


def _has_overview(result: Assessment) -> bool:
    """Say whether the page begins with a row for each container: of many, and of several patients."""
    return is_long(result) or therapies_of(result) > 1


def _banner(result: Assessment) -> Iterator[str]:
    kind = result.verdict.value
    yield f'<div class="verdict {kind}"><h1 class="{kind}">{kind.upper()}{under(result)}</h1>'
    yield from (f"<p><b>{escape(note)}</b></p>" for note in result.what_if)
    yield f"<p>{phrase(f'head.{result.verdict.value}')}. {escape(counts_of(result))}.<br>{A_PERSON_DECIDES}</p></div>\n"


def _counts_as_head(result: Assessment) -> Iterator[str]:
    """Yield the head of a page of several patients: counts, since no verdict of one may head the part of another."""
    total, therapies = sum(result.counts.values()), therapies_of(result)
    yield f'<div class="verdict"><h1>{total} containers of {therapies} therapies</h1>'
    yield from (f"<p><b>{escape(note)}</b></p>" for note in result.what_if)
    marks = [verdict_mark(verdict, f"{count} {verdict.value}") for verdict, count in result.counts.items() if count]
    aside = aside_of(result)
    more = f" {escape(aside)}." if aside else ""
    yield f"<p>{' '.join(marks)}{under(result)}{more}<br>{A_PERSON_DECIDES}</p></div>\n"


def _set_aside(result: Assessment) -> Iterator[str]:
    """Yield the therapies that were not judged, each with its faults."""
    if result.set_aside:
        yield "<h2>Set aside, not judged</h2>\n"
    for each in result.set_aside:
        yield f"<h3>therapy {escaped(each.therapy_id)}</h3>\n{list_of_items(summary(each.faults))}"


def _part(part: ProductResult, extent: _Extent, result: Assessment, number: int, running: Running) -> Iterator[str]:
    product, shown = part.evidence.product, Counter[Verdict]()
    cited = product.citation
    yield f"<h2>{escape(product.name)} ({escape(product.slug)})</h2>\n"
    yield f'<div class="said">{linked(cited.label, cited.url)}, revision {escape(cited.revision)}</div>\n'
    yield from (f"<p><b>{escape(note)}</b></p>\n" for note in notes_on_labels(part, result))
    for row, findings in by_container(part, part.first_of_each(extent.shown, extent.only)):
        verdict = Verdict.of(part.verdicts[row])
        shown[verdict] += 1
        name = f' id="{anchor(number, row)}"' if extent.is_page and _has_overview(result) else ""
        yield f'<section class="container"{name}>\n'
        yield from _container(part.evidence.who(row), findings(), verdict, under(result))
        who = str(part.evidence.therapy[row]), str(part.evidence.container[row])
        yield list_of_items(f"running: {text}" for text in running.of(who))
        yield list_of_items(f"written beside the event: {note}" for note in notes_of(part.evidence, row))
        yield list_of_items(f"filed: {text}" for text in filed_of(part.evidence, row))
        if shown[verdict] <= extent.pictured:
            yield from _pictures(part, row)
        yield "</section>\n"
    for verdict in shown:
        more = int(part.counts[verdict.code]) - extent.shown
        if more > 0:
            yield f"<p>… and {more} more that are {verdict.value}: {extent.rest}.</p>\n"
    said = (*codes_of_prohibitions(product), *notes_on_checks(part), *notes_on_completions(product))
    for line in said:
        loud = line.startswith("NOT ASKED")
        yield f"<p><b>{escape(line)}</b></p>\n" if loud else f'<p class="said">{escape(line)}</p>\n'


def _container(container: str, findings: list[Finding], verdict: Verdict, beside: str) -> Iterator[str]:
    yield f"<h3>{escape(container)}: {verdict_mark(verdict, verdict.value.upper())}{beside}</h3>\n"
    if not findings:
        yield f"<p>{NOTHING_ASKED}</p>\n"
        return
    yield '<table class="findings">'
    yield "<thead><tr><th>verdict</th><th>limit</th><th>what was found</th><th>says</th></tr></thead><tbody>\n"
    yield from map(_row, sorted(findings, key=lambda finding: finding.obligation != "shall"))
    yield "</tbody></table>\n"


def _row(finding: Finding) -> str:
    cells = (
        verdict_mark(finding.verdict, f"{_ASIDE[finding.obligation]}{finding.verdict.value}", finding.obligation),
        f"{finding.rule} {escape(finding.code)}",
        escaped(finding.why)
        + (f"<br><i>would decide it:</i> {escaped(finding.decide_by)}" if finding.decide_by else ""),
        f'<span class="said">{linked(str(finding.citation), finding.citation.url)}</span>',
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"


def _pictures(part: ProductResult, row: int) -> Iterator[str]:
    """Yield a picture of each phase of a container that has a range and readings."""
    for picture in pictures_of(part, row):
        alt = escape(f"readings of {picture.title}", quote=True)
        yield f'<img alt="{alt}" src="{data_uri(svg_of(picture.figure()))}">\n<div class="said">{_LEGEND}</div>\n'


def _basis(result: Assessment) -> Iterator[str]:
    """Yield what the result rests on: files, what was assumed in reading them, what was stated, what was left out."""
    yield "<h2>Read</h2>\n"
    read = files_read(result.inputs)
    for source, assumed in read.files:
        span = when_of(source, result.tz)
        yield f"<p><b>{escape(source.name)}</b> ({escape(source.dialect)}): {source.rows} rows{escape(span)}"
        yield f'<br><span class="said">SHA-256 <code>{source.sha256}</code></span>' if source.sha256 else ""
        yield f"</p>\n{list_of_items(f'assumed: {note}' for note in assumed)}"
    yield list_of_items(f"assumed {note}" for note in read.shared)
    yield "<h2>Judged by</h2>\n"
    yield from files_in_html(result.files, result.profile, result.plugins)
    if result.statements:
        yield f"<h2>Stated</h2>\n{list_of_items(result.statements)}"
    yield from (f"<p><b>{escape(line)}</b></p>\n" for line in not_assessed_of(result))
    rules = dict.fromkeys(table.rule for part in result.parts for table in part.judged)
    yield f"<h2>Rules</h2>\n{list_of_items(f'{code}: {question_of(code)}' for code in sorted(rules))}"
    yield f'<p class="said">atmp_logistics {result.library}, catalogue {result.catalogue}</p>\n'
