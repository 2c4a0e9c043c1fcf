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
from atmp_logistics.core.phrases_by_key import Phrases
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
from atmp_logistics.report.assessment.overview import ALL, is_long, left_out_of, therapies_of, verdict_counts
from atmp_logistics.report.assessment.overview_html import ROWS, ROWS_IN_NOTEBOOK, anchor, overview
from atmp_logistics.report.assessment.result_phrases import phrase, phrases_for, verdict_word
from atmp_logistics.report.assessment.running_words import Running, running_words, slope_words
from atmp_logistics.report.assessment.temperature_plot import pictures_of
from atmp_logistics.report.assessment.text import aside_of, counts_of, under
from atmp_logistics.report.shared.page import block, escaped, linked, page, verdict_mark
from atmp_logistics.report.shared.sentences import filled, items, sentence
from atmp_logistics.report.shared.style import data_uri, svg_of
from atmp_logistics.report.shared.what_judged import files_in_html
from atmp_logistics.rules import question_of

#: How many containers of one verdict the page shows whole, how many with pictures, and how many a notebook shows.
SHOWN, PICTURED, IN_NOTEBOOK = 200, 20, 20


def render_html(result: Assessment, only: Collection[Verdict] = ALL, language: str | None = None) -> str:
    """Return the result as an HTML page, of all containers or of those with some verdicts; same input, same bytes.

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
    >>> page = render_html(assess_sandbox(sandbox_product(""), "thaw_end 10:04"))
    >>> page.startswith("<!DOCTYPE html>"), "INDETERMINATE" in page
    (True, True)
    """
    say = phrases_for(result, language)
    whole = _whole(result, _Extent(SHOWN, PICTURED, phrase("part.in_files"), say, only, is_page=True))
    return page(_title(result, say), whole, say.language)


def render_fragment(result: Assessment) -> str:
    """Return the result for a notebook's cell: the page without its pictures, and fewer containers."""
    return _whole(result, _Extent(IN_NOTEBOOK, 0, phrase("part.in_result"), phrases_for(result)))


@dataclass(frozen=True, slots=True)
class _Extent:
    """How many containers of which verdicts are shown, how many with pictures, where all stand, in which words."""

    shown: int
    pictured: int
    rest: str
    say: Phrases
    only: Collection[Verdict] = ALL
    is_page: bool = False


def _title(result: Assessment, say: Phrases) -> str:
    names = ", ".join(dict.fromkeys(source.name for source in result.inputs))
    head = counts_of(result) if therapies_of(result) > 1 else verdict_word(result.verdict)
    return f"{say.said(head)}{say.said(under(result))}: {names}"


def _whole(result: Assessment, extent: _Extent) -> str:
    say = extent.say
    head = _counts_as_head(result, say) if therapies_of(result) > 1 else _banner(result, say)
    left = left_out_of(result, extent.only)
    said = [f"<p><b>{sentence(say, left)}</b></p>\n"] if left else []
    first = _overview(result, extent) if _has_overview(result) else ()
    aside = _set_aside(result, say) if Verdict.INDETERMINATE in extent.only else ()
    running = running_words(result)
    parts = [line for i, part in enumerate(result.parts) for line in _part(part, extent, result, i, running)]
    decided, estimates = decided_in_html(result, say), _estimates(result, running, say)
    return block(
        *head, *said, *decided, *first, *aside, *parts, *estimates, *_basis(result, say), language=say.language
    )


def _estimates(result: Assessment, running: Running, say: Phrases) -> Iterator[str]:
    """Yield when limits of storages that run would be crossed at the present slopes: apart from what was judged."""
    lines, more = slope_words(result, running, IN_NOTEBOOK)
    if lines:
        yield f"<h2>{escape(say('running.estimates'))}</h2>\n{items(sentence(say, line) for line in lines)}"
    if more:
        yield f"<p>… {escape(say('running.more_slopes', count=more))}.</p>\n"


def _overview(result: Assessment, extent: _Extent) -> Iterator[str]:
    linked, most = (extent.shown, ROWS) if extent.is_page else (0, ROWS_IN_NOTEBOOK)
    return overview(result, extent.only, linked, most, extent.rest, extent.say)


def _has_overview(result: Assessment) -> bool:
    """Say whether the page begins with a row for each container: of many, and of several patients."""
    return is_long(result) or therapies_of(result) > 1


def _banner(result: Assessment, say: Phrases) -> Iterator[str]:
    kind = result.verdict.value
    word = say.said(verdict_word(result.verdict)).upper()
    yield f'<div class="verdict {kind}"><h1 class="{kind}">{word}{say.said(under(result))}</h1>'
    yield from (f"<p><b>{sentence(say, note)}</b></p>" for note in result.what_if)
    counts, decides = sentence(say, counts_of(result)), say("head.person_decides")
    yield f"<p>{say(f'head.{kind}')}. {counts}.<br>{decides}</p></div>\n"


def _counts_as_head(result: Assessment, say: Phrases) -> Iterator[str]:
    """Yield the head of a page of several patients: counts, since no verdict of one may head the part of another."""
    total, therapies = sum(result.counts.values()), therapies_of(result)
    yield f'<div class="verdict"><h1>{say("part.several", containers=total, therapies=therapies)}</h1>'
    yield from (f"<p><b>{sentence(say, note)}</b></p>" for note in result.what_if)
    counts = {verdict: count for verdict, count in result.counts.items() if count}
    marks = [verdict_mark(verdict, say.said(verdict_counts({verdict: n}))) for verdict, n in counts.items()]
    aside = aside_of(result)
    more = f" {sentence(say, aside)}." if aside else ""
    under_what = say.said(under(result))
    yield f"<p>{' '.join(marks)}{under_what}{more}<br>{say('head.person_decides')}</p></div>\n"


def _set_aside(result: Assessment, say: Phrases) -> Iterator[str]:
    """Yield the therapies that were not judged, each with its faults."""
    if result.set_aside:
        yield f"<h2>{say('part.set_aside')}</h2>\n"
    for each in result.set_aside:
        faults = items(sentence(say, line) for line in summary(each.faults))
        yield f"<h3>{escaped(say('overview.therapy', therapy=each.therapy_id))}</h3>\n{faults}"


def _part(part: ProductResult, extent: _Extent, result: Assessment, number: int, running: Running) -> Iterator[str]:
    product, shown, say = part.evidence.product, Counter[Verdict](), extent.say
    cited = product.citation
    yield f"<h2>{escape(product.name)} ({escape(product.slug)})</h2>\n"
    revision = escape(say("part.revision", revision=cited.revision))
    yield f'<div class="said">{linked(cited.label, cited.url)}, {revision}</div>\n'
    yield from (f"<p><b>{sentence(say, note)}</b></p>\n" for note in notes_on_labels(part, result))
    for row, findings in by_container(part, part.first_of_each(extent.shown, extent.only)):
        verdict = Verdict.of(part.verdicts[row])
        shown[verdict] += 1
        name = f' id="{anchor(number, row)}"' if extent.is_page and _has_overview(result) else ""
        yield f'<section class="container"{name}>\n'
        yield from _container(part.evidence.who(row), findings(), verdict, say.said(under(result)), say)
        who = str(part.evidence.therapy[row]), str(part.evidence.container[row])
        yield items(filled(say, "part.running", text=text) for text in running.of(who))
        yield items(filled(say, "part.written", text=note) for note in notes_of(part.evidence, row))
        yield items(filled(say, "part.filed", text=text) for text in filed_of(part.evidence, row))
        if shown[verdict] <= extent.pictured:
            yield from _pictures(part, row, say)
        yield "</section>\n"
    for verdict in shown:
        more = int(part.counts[verdict.code]) - extent.shown
        if more > 0:
            left = say("part.more_on_page", count=more, verdict=verdict_word(verdict), where=extent.rest)
            yield f"<p>… {escape(left)}.</p>\n"
    said = (*codes_of_prohibitions(product), *notes_on_checks(part), *notes_on_completions(product))
    for line in said:
        loud = line.startswith("NOT ASKED")
        shown_line = sentence(say, line)
        yield f"<p><b>{shown_line}</b></p>\n" if loud else f'<p class="said">{shown_line}</p>\n'


def _container(container: str, findings: list[Finding], verdict: Verdict, beside: str, say: Phrases) -> Iterator[str]:
    mark = verdict_mark(verdict, say.said(verdict_word(verdict)).upper())
    yield f"<h3>{escape(container)}: {mark}{beside}</h3>\n"
    if not findings:
        yield f"<p>{say('part.nothing_asked')}</p>\n"
        return
    yield '<table class="findings">'
    heads = "".join(f"<th>{say(f'column.{name}')}</th>" for name in ("verdict", "limit", "found", "says"))
    yield f"<thead><tr>{heads}</tr></thead><tbody>\n"
    yield from (_row(each, say) for each in sorted(findings, key=lambda finding: finding.obligation != "shall"))
    yield "</tbody></table>\n"


def _row(finding: Finding, say: Phrases) -> str:
    word = say(f"finding.{finding.obligation}", verdict=verdict_word(finding.verdict))
    decides = finding.decide_by and sentence(say, finding.decide_by, escaped)
    open_by = f"<br><i>{say('finding.decide_by')}</i> {decides}" if decides else ""
    cells = (
        verdict_mark(finding.verdict, word, finding.obligation),
        f"{finding.rule} {escape(finding.code)}",
        sentence(say, finding.why, escaped) + open_by,
        f'<span class="said">{linked(str(finding.citation), finding.citation.url)}</span>',
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"


def _pictures(part: ProductResult, row: int, say: Phrases) -> Iterator[str]:
    """Yield a picture of each phase of a container that has a range and readings."""
    for picture in pictures_of(part, row):
        alt = escape(say("picture.alt", title=picture.title), quote=True)
        yield f'<img alt="{alt}" src="{data_uri(svg_of(picture.figure(language=say.language)))}">\n'
        yield f'<div class="said">{say("picture.legend")}</div>\n'


def _basis(result: Assessment, say: Phrases) -> Iterator[str]:
    """Yield what the result rests on: files, what was assumed in reading them, what was stated, what was left out."""
    yield f"<h2>{say('basis.read')}</h2>\n"
    read = files_read(result.inputs)
    for source, assumed in read.files:
        span = when_of(source, result.tz)
        rows = say("basis.file", dialect=source.dialect, count=source.rows, span=span)
        yield f"<p><b>{escape(source.name)}</b> {escape(rows)}"
        yield f'<br><span class="said">SHA-256 <code>{source.sha256}</code></span>' if source.sha256 else ""
        yield f"</p>\n{items(filled(say, 'basis.assumed', text=note) for note in assumed)}"
    yield items(filled(say, "basis.assumed_of", text=note) for note in read.shared)
    yield f"<h2>{say('basis.judged_by')}</h2>\n"
    yield from files_in_html(result.files, result.profile, result.plugins, say.language)
    if result.statements:
        yield f"<h2>{say('basis.stated')}</h2>\n{items(sentence(say, one) for one in result.statements)}"
    yield from (f"<p><b>{sentence(say, line)}</b></p>\n" for line in not_assessed_of(result))
    rules = dict.fromkeys(table.rule for part in result.parts for table in part.judged)
    questions = items(f"{escape(code)}: {sentence(say, question_of(code))}" for code in sorted(rules))
    yield f"<h2>{say('basis.rules')}</h2>\n{questions}"
    made = say("basis.library", library=result.library, catalogue=result.catalogue)
    yield f'<p class="said">{made}</p>\n'
