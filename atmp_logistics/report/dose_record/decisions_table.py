"""What persons decided on the findings of a therapy, with the verdict when it was decided and the verdict now."""

from __future__ import annotations

from atmp_logistics.assessment.decided_findings import Decided
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.report.dose_record.record_head import verdict_cell
from atmp_logistics.report.dose_record.record_parts import Cell, Table
from atmp_logistics.report.dose_record.record_source import RecordSource

_COLUMNS = (
    "finding", "decision", "decided_by", "decided_at", "verdict_then", "verdict_now", "decision_reason", "decision_file"
)  # fmt: skip
#: What stands below each row.
_BELOW = ("decision_reason", "decision_file")


def decisions_table(source: RecordSource) -> Table:
    """Return each decision on a finding of this therapy, those on one finding in time order."""
    return Table(_COLUMNS, tuple(_row(source, one) for one in source.result.decided), _BELOW)


def _row(source: RecordSource, one: Decided) -> tuple[Cell, ...]:
    words, finding, decision = source.words, one.finding, one.decision
    limit = f"{finding.code} ({finding.rule})"
    own = next((each for each in source.containers if each.name == (finding.container_id or "")), None)
    on = words.say("text.finding_of", container=source.name_of(own), limit=limit) if own else limit
    then = (one.then.why,) if one.differs and one.then.why else ()
    return (
        Cell(on),
        Cell(words.say(f"decision.{decision.decision}")),
        Cell(decision.by),
        Cell(words.at(decision.at_us)),
        Cell(words.say(f"verdict.{one.then.verdict}"), more=then),  # the file's word: no mark of a verdict
        verdict_cell(source, Verdict(finding.verdict), finding.obligation),
        Cell(decision.reason),
        Cell(words.say("text.decision_file", file=decision.source, sha256=decision.sha256)),
    )
