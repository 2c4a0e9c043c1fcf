"""The result in a terminal: the verdict first, then what deviates, then what would decide what is open."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Group, RenderableType

from atmp_logistics.assessment.product_result import ProductResult, by_container
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.fault_lines import summary
from atmp_logistics.core.finding import Finding
from atmp_logistics.core.phrases_by_key import Phrases
from atmp_logistics.core.translatable import Message, joined, prose
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.report.assessment.decided import decided_in_words
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
from atmp_logistics.report.assessment.overview import ALL, is_long, left_out_of, verdict_counts
from atmp_logistics.report.assessment.overview_text import STYLES, overview
from atmp_logistics.report.assessment.result_phrases import counted, phrase, phrases_for, verdict_word
from atmp_logistics.report.assessment.running_words import Running, running_words, slope_words
from atmp_logistics.report.shared.plain_text import IndentedLine, hanging, indented, plain_text
from atmp_logistics.report.shared.terminal import Text
from atmp_logistics.report.shared.what_judged import files_in_words

#: How many containers of one verdict a terminal shows whole; the files hold all.
_SHOWN = 20
#: What stands before a finding in one line, and before what is said of a container.
_WORDS = (
    "verdict.conforms",
    "finding.word_should",
    "finding.word_information",
    "part.word_running",
    "part.word_written",
    "part.word_filed",
)


def render_text(
    result: Assessment, width: int = 80, only: Collection[Verdict] = ALL, language: str | None = None
) -> str:
    """Return the result as plain text, of all containers or of those with some verdicts alone.

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
    >>> print(render_text(assess_sandbox(sandbox_product(""), "thaw_end 10:04")).splitlines()[0])
    INDETERMINATE: the evidence cannot decide
    """
    return plain_text(rich_text(result, only, language), width)


def rich_text(
    result: Assessment, only: Collection[Verdict] = ALL, language: str | None = None
) -> Iterable[RenderableType]:
    """Yield the result as rich renderables, top to bottom; of many containers an overview comes first."""
    say = phrases_for(result, language)
    yield from head_of(result, only, say)
    yield from _decided(result, say)
    if is_long(result):
        yield from overview(result, only, say)
    if Verdict.INDETERMINATE in only:
        yield from _set_aside(result, say)
    running = running_words(result)
    for part in result.parts:
        yield from _part(part, result, only, running, say)
    yield from _estimates(result, running, say)
    yield from _basis(result, say)


def head_of(result: Assessment, only: Collection[Verdict], say: Phrases) -> Iterable[RenderableType]:
    """Yield the verdict of the whole, the counts, and what is left out."""
    yield Text.assemble(
        (say.said(verdict_word(result.verdict)).upper(), STYLES[result.verdict]),
        f"{say.said(under(result))}: {say('head.' + result.verdict.value)}",
    )
    yield from (Text(say.said(note), "bold yellow") for note in result.what_if)
    yield Text(say.said(counts_of(result)))
    if left := left_out_of(result, only):
        yield Text(say.said(left), "bold")


def under(result: Assessment) -> str:
    """Return what stands after each verdict of a result by limits that somebody changed; nothing after any other."""
    return phrase("head.under") if result.what_if else ""


def counts_of(result: Assessment) -> str:
    """Return how many containers have each verdict, in words."""
    total = sum(result.counts.values())
    if not total:
        return phrase("counts.none")
    counts = counted("counts.all", total, counts=verdict_counts(result.counts))
    aside = aside_of(result)
    return joined("; ", [counts, aside]) if aside else counts


def aside_of(result: Assessment) -> str:
    """Return how many therapies are set aside, in words; nothing where none is."""
    aside = len(result.set_aside)
    return counted("counts.aside", aside) if aside else ""


def _decided(result: Assessment, say: Phrases) -> Iterable[RenderableType]:
    """Yield what persons decided on findings."""
    if result.decided:
        yield Text()
        yield Text(say("decided.title"), "bold")
        yield from (indented(Text(line), 2) for line in decided_in_words(result, say))


def _set_aside(result: Assessment, say: Phrases) -> Iterable[RenderableType]:
    """Yield the therapies that were not judged, each with its faults."""
    if not result.set_aside:
        return
    yield Text()
    yield Text(say("part.set_aside"), "bold")
    for each in result.set_aside:
        yield Text.assemble((say("overview.therapy", therapy=each.therapy_id), "bold"))
        yield from (indented(Text(line), 2) for line in summary(each.faults))


def _part(
    part: ProductResult, result: Assessment, only: Collection[Verdict], running: Running, say: Phrases
) -> Iterable[RenderableType]:
    product, columns = part.evidence.product, _columns(say)
    cited = product.citation
    named = {"name": product.name, "slug": product.slug, "label": cited.label, "revision": cited.revision}
    yield Text()
    yield Text(say("part.product", **named), "bold")
    yield from (indented(Text(say.said(note), "yellow"), 2) for note in notes_on_labels(part, result))
    for row, findings in by_container(part, part.first_of_each(_SHOWN, only)):
        yield _container(part.evidence.who(row), findings(), Verdict.of(part.verdicts[row]), under(result), say)
        who = str(part.evidence.therapy[row]), str(part.evidence.container[row])
        yield from (columns.line("part.word_running", text, "cyan") for text in running.of(who))
        yield from (columns.line("part.word_written", text, "cyan") for text in notes_of(part.evidence, row))
        yield from (columns.line("part.word_filed", text, "cyan") for text in filed_of(part.evidence, row))
    for verdict in (each for each in Verdict if each in only):
        more = int(part.counts[verdict.code]) - _SHOWN
        if more > 0:
            left = say("part.more_in_files", count=more, verdict=verdict_word(verdict))
            yield Text(f"  ... {left}", "italic")
    notes = *codes_of_prohibitions(product), *notes_on_checks(part)
    yield from (Text(say.said(line), "dim") for line in notes)
    yield from (Text(say.said(line)) for line in notes_on_completions(product))


def _container(container: str, findings: list[Finding], verdict: Verdict, beside: str, say: Phrases) -> RenderableType:
    """Return one container: what deviates and what is open in full, what conforms in a line."""
    word, columns = say.said(verdict_word(verdict)), _columns(say)
    head = Text.assemble((container, "bold"), ": ", (word.upper(), STYLES[verdict]), say.said(beside))
    parts: list[RenderableType] = [Text(), head]
    binding = [finding for finding in findings if finding.obligation == "shall"]
    for kind in (Verdict.DEVIATES, Verdict.INDETERMINATE):
        parts += [_full(finding, say) for finding in _worth_showing([each for each in binding if each.verdict is kind])]
    parts += [
        columns.line("verdict.conforms", _in_line("finding.line", each), "green")
        for each in binding
        if each.verdict is Verdict.CONFORMS and not each.rule.startswith("D5")
    ]
    other = [each for each in findings if each.obligation != "shall" and each.verdict is not Verdict.CONFORMS]
    parts += [
        columns.line(f"finding.word_{each.obligation}", _in_line("finding.aside", each), "cyan") for each in other
    ]
    parts += [] if findings else [indented(Text(say("part.nothing_asked")), 2)]
    return Group(*parts)


def _worth_showing(findings: list[Finding]) -> list[Finding]:
    """Return findings without those of coverage where the limit that needs the coverage says the same."""
    limits = {finding.code for finding in findings if finding.rule.startswith("T")}
    return [finding for finding in findings if not (finding.rule == "D501" and finding.code in limits)]


def _full(finding: Finding, say: Phrases) -> RenderableType:
    head = Text.assemble(
        (f"{say.said(verdict_word(finding.verdict))}  ", STYLES[finding.verdict]), f"{finding.rule} {finding.code}"
    )
    body: list[RenderableType] = [Text(say.said(finding.why))]
    if finding.decide_by:
        body.append(Text.assemble((f"{say('finding.decide_by')} ", "italic"), say.said(finding.decide_by)))
    body.append(Text(say("finding.says", citation=str(finding.citation)), "dim"))
    return Group(indented(head, 2), *(indented(line, 4) for line in body))


@dataclass(frozen=True, slots=True)
class _Columns:
    """A column of words of a width, and beside it a text on as many lines as it needs."""

    say: Phrases
    width: int

    def line(self, key: str, text: str, style: str) -> RenderableType:
        """Return what is said in one line of a finding, or beside an event."""
        return hanging(Text(f"  {self.say(key)}", style), Text(self.say.said(text)), self.width)


def _columns(say: Phrases) -> _Columns:
    return _Columns(say, max(cell_len(say(key)) for key in _WORDS) + 3)


def _in_line(key: str, finding: Finding) -> Message:
    """Return a finding in one line: its limit, its reason, and its verdict where no container's rests on it."""
    named = {"limit": f"{finding.rule} {finding.code}", "why": prose(finding.why)}
    return phrase(key, **named, **({} if key == "finding.line" else {"verdict": verdict_word(finding.verdict)}))


def _estimates(result: Assessment, running: Running, say: Phrases) -> Iterable[RenderableType]:
    """Yield when limits of storages that run would be crossed at the present slopes: apart from what was judged."""
    lines, more = slope_words(result, running, _SHOWN)
    if lines:
        yield Text()
        yield Text(say("running.estimates"), "bold")
        yield from (indented(Text(say.said(line)), 2) for line in lines)
    if more:
        yield Text(f"  ... {say('running.more_slopes', count=more)}", "italic")


def _basis(result: Assessment, say: Phrases) -> Iterable[RenderableType]:
    """Yield what the result rests on: files, what was assumed in reading them, what was stated, what was left out."""
    yield Text()
    yield Text(say("basis.read"), "bold")
    read = files_read(result.inputs)
    for source, assumed in read.files:
        span = when_of(source, result.tz)
        rows = say("basis.file", dialect=source.dialect, count=source.rows, span=span)
        yield IndentedLine(f"{source.name} {rows}", 2)
        yield from (IndentedLine(say("basis.assumed", text=note), 4) for note in assumed)
    yield from (IndentedLine(say("basis.assumed_of", text=note), 2) for note in read.shared)
    yield Text(say("basis.judged_by"), "bold")
    yield from (indented(Text(line), 2) for line in files_in_words(result.files, result.profile, result.plugins))
    if result.statements:
        yield Text(say("basis.stated"), "bold")
        yield from (indented(Text(say.said(statement))) for statement in result.statements)
    yield from (Text(say.said(line), "bold") for line in not_assessed_of(result))
    yield Text(say("basis.library", library=result.library, catalogue=result.catalogue), "dim")
    yield Text(say("head.person_decides"), "dim")
