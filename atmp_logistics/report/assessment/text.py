"""The result in a terminal: the verdict first, then what deviates, then what would decide the undecided."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from atmp_logistics.assessment.parts import Part, by_container
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.verdict import Finding, Verdict
from atmp_logistics.report.assessment.notes import not_assessed_of, notes_of
from atmp_logistics.report.shared.plain_text import plain_text

_STYLES = {Verdict.CONFORMS: "bold green", Verdict.DEVIATES: "bold red", Verdict.INDETERMINATE: "bold yellow"}
SAYS = {
    Verdict.CONFORMS: "conforms to the limits judged, in the evidence given",
    Verdict.DEVIATES: "deviates from a limit",
    Verdict.INDETERMINATE: "the evidence cannot decide",
}
#: What is said of a container about which no rule has anything to say.
NOTHING_ASKED = "none of the rules chosen asks anything of it: nothing was judged"
#: How many containers of one verdict a terminal shows whole; the files hold all.
_SHOWN = 20


def render_text(result: Assessment, width: int = 80) -> str:
    """Return the result as plain text.

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
    >>> print(render_text(assess_sandbox(sandbox_product(""), "thaw_end 10:04")).splitlines()[0])
    INDETERMINATE: the evidence cannot decide
    """
    return plain_text(rich_text(result), width)


def rich_text(result: Assessment) -> Iterable[RenderableType]:
    """Yield the result as rich renderables, top to bottom."""
    yield Text.assemble((result.verdict.value.upper(), _STYLES[result.verdict]), f": {SAYS[result.verdict]}")
    yield Text(_counts(result))
    for part in result.parts:
        yield from _part(part)
    yield from _basis(result)


def _counts(result: Assessment) -> str:
    total = sum(result.counts.values())
    said = ", ".join(f"{count} {verdict.value}" for verdict, count in result.counts.items() if count)
    return f"{total} container{'s' * (total != 1)}: {said}" if total else "no container in the record"


def _part(part: Part) -> Iterable[RenderableType]:
    product = part.evidence.product
    yield Text()
    yield Text(
        f"{product.name} ({product.slug}), {product.citation.label}, revision {product.citation.revision}", "bold"
    )
    for row, found in by_container(part, part.first_of_each(_SHOWN)):
        yield _container(part.evidence.who(row), found(), Verdict.of(part.verdicts[row]))
        yield from (_noted(said) for said in notes_of(part.evidence, row))
    for verdict in Verdict:
        more = int((part.verdicts == verdict.code).sum()) - _SHOWN
        if more > 0:
            yield Text(f"  ... and {more} more that are {verdict.value}: --json and --csv hold all", "italic")
    for title, limits in (
        ("Forbidden by the label, which no record shows", [one for one in product.prohibitions if not one.forbids]),
        (
            "Forbidden by the label, judged where a record holds it",
            [one for one in product.prohibitions if one.forbids],
        ),
        ("Demanded by the label, which no record shows", product.instructions),
    ):
        if limits:
            yield Text(f"{title}: {', '.join(limit.code for limit in limits)}", "dim")


def _container(who: str, found: list[Finding], verdict: Verdict) -> RenderableType:
    """Show one container: what deviates and what is open in full, what conforms in a line."""
    parts: list[RenderableType] = [Text.assemble("\n", (who, "bold"), ": ", (verdict.value.upper(), _STYLES[verdict]))]
    binding = [one for one in found if one.obligation == "shall"]
    for kind in (Verdict.DEVIATES, Verdict.INDETERMINATE):
        parts += [_full(one) for one in _worth_showing([one for one in binding if one.verdict is kind])]
    conform = [one for one in binding if one.verdict is Verdict.CONFORMS and not one.rule.startswith("D5")]
    parts += [_line(one) for one in conform]
    other = [one for one in found if one.obligation != "shall" and one.verdict is not Verdict.CONFORMS]
    parts += [_aside(one) for one in other]
    parts += [] if found else [_indented(Text(NOTHING_ASKED), 2)]
    return Group(*parts)


def _worth_showing(found: list[Finding]) -> list[Finding]:
    """Leave out a coverage finding where the limit that needs the coverage says the same."""
    limits = {one.code for one in found if one.rule.startswith("T")}
    return [one for one in found if not (one.rule == "D501" and one.code in limits)]


def _full(finding: Finding) -> RenderableType:
    head = Text.assemble((f"{finding.verdict.value}  ", _STYLES[finding.verdict]), f"{finding.rule} {finding.code}")
    body: list[RenderableType] = [Text(finding.why)]
    if finding.decide_by:
        body.append(Text.assemble(("would decide it: ", "italic"), finding.decide_by))
    body.append(Text(f"says: {finding.citation}", "dim"))
    return Group(_indented(head, 2), *(_indented(line, 4) for line in body))


def _indented(text: RenderableType, by: int) -> RenderableType:
    return Padding(text, (0, 0, 0, by), expand=False)


def _line(finding: Finding) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=11)
    grid.add_column(overflow="fold")
    grid.add_row(Text("  conforms", "green"), Text(f"{finding.rule} {finding.code}: {finding.why}"))
    return grid


def _aside(finding: Finding) -> RenderableType:
    """Show a finding that does not enter the verdict."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=11)
    grid.add_column(overflow="fold")
    word = {"should": "  advice", "information": "  note"}[finding.obligation]
    grid.add_row(Text(word, "cyan"), Text(f"{finding.rule} {finding.code} ({finding.verdict.value}): {finding.why}"))
    return grid


def _noted(said: str) -> RenderableType:
    """Show what somebody wrote beside an event."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=11)
    grid.add_column(overflow="fold")
    grid.add_row(Text("  written", "cyan"), Text(said))
    return grid


def _basis(result: Assessment) -> Iterable[RenderableType]:
    """Show what the result rests on: files, what was assumed in reading them, what was stated, what was left out."""
    yield Text()
    yield Text("Read", "bold")
    for source in result.inputs:
        rows = f"{source.rows} rows" + (f", {source.first} to {source.last}" if source.first else "")
        yield _indented(Text(f"{source.name} ({source.dialect}): {rows}"), 2)
        yield from (_indented(Text(f"assumed: {note}"), 4) for note in source.assumptions)
    if result.statements:
        yield Text("Stated", "bold")
        yield from (_indented(Text(said), 2) for said in result.statements)
    yield from (Text(said, "bold") for said in not_assessed_of(result))
    yield Text(f"atmp_logistics {result.library}, catalogue {result.catalogue}", "dim")
    yield Text("It calculates and explains; a person decides.", "dim")
