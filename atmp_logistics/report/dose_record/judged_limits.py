"""The limits of a therapy's label with what was measured and the margin; checks of the record; what would decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from atmp_logistics.core.finding import Finding
from atmp_logistics.report.dose_record.record_head import verdict_cell
from atmp_logistics.report.dose_record.record_parts import PROSE, Cell, Table
from atmp_logistics.report.dose_record.record_source import OneContainer, RecordSource

_COLUMNS = ("limit", "start", "end", "measured", "allowed", "margin", "limit_verdict", "section", "found")
#: What stands below each row.
_BELOW = ("section", "found")
_OF_RECORD = ("check", "limit_verdict", "found")


@dataclass(frozen=True, slots=True)
class ContainerFindings:
    """A table of findings of one container, below its name and its verdict."""

    name: str
    verdict: Cell
    table: Table


def limits_by_container(source: RecordSource) -> list[ContainerFindings]:
    """Return each container's limits with what was measured, what is allowed, and how far apart they are."""
    return [
        _of_container(source, one, Table(_COLUMNS, tuple(_limit_row(source, finding) for finding in own), _BELOW))
        for one in source.containers
        if (own := [finding for finding in source.findings_of(one) if not _is_of_record(one, finding)])
    ]


def checks_by_container(source: RecordSource) -> list[ContainerFindings]:
    """Return what each container's record itself was asked: order, completeness, gaps, what a device prints."""
    return [
        _of_container(source, one, Table(_OF_RECORD, tuple(_check_row(source, finding) for finding in own)))
        for one in source.containers
        if (own := [finding for finding in source.findings_of(one) if _is_of_record(one, finding)])
    ]


def _of_container(source: RecordSource, container: OneContainer, table: Table) -> ContainerFindings:
    return ContainerFindings(source.name_of(container), verdict_cell(source, container.verdict), table)


def _is_of_record(container: OneContainer, finding: Finding) -> bool:
    tables = (one for one in container.part.judged if (one.rule, one.code) == (finding.rule, finding.code))
    return finding.rule == "D502" or any(one.of_record for one in tables)


def _limit_row(source: RecordSource, finding: Finding) -> tuple[Cell, ...]:
    words, cited = source.words, finding.citation
    return (
        Cell(f"{finding.code} ({finding.rule})"),
        Cell(words.at(finding.start)),
        Cell(words.at(finding.end)),
        Cell(words.bounds(finding.measured, finding.unit)),
        Cell("" if finding.limit is None else words.allowed(finding.limit)),
        Cell(words.margin(finding)),
        verdict_cell(source, finding.verdict, finding.obligation),
        Cell(str(cited), url=cited.url),
        Cell(finding.why, PROSE),
    )


def _check_row(source: RecordSource, finding: Finding) -> tuple[Cell, ...]:
    verdict = verdict_cell(source, finding.verdict, finding.obligation)
    return Cell(f"{finding.code} ({finding.rule})"), verdict, Cell(finding.why, PROSE)


def what_decides(source: RecordSource) -> Iterator[Cell]:
    """Yield what would decide each finding that is open, with its container and limit."""
    for container, finding in source.findings():
        if finding.decide_by:
            yield Cell(
                source.words.say(
                    "text.decide_limit", container=source.name_of(container), limit=f"{finding.code} ({finding.rule})"
                ),
                "" if finding.obligation == "shall" else "aside_item",
                more=(finding.decide_by,),
            )  # fmt: skip
