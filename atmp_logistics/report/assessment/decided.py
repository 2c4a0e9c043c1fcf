"""What persons decided on findings, shown beside the verdict of the evidence, which no decision changes."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from atmp_logistics.assessment.decided_findings import Decided
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.phrases_by_key import Phrases
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.records.decision import Decision
from atmp_logistics.report.assessment.result_phrases import verdict_word
from atmp_logistics.report.shared.page import escaped, verdict_mark
from atmp_logistics.report.shared.sentences import sentence


def decided_in_words(result: Assessment, say: Phrases) -> Iterator[str]:
    """Yield for each decision on a finding the finding, its verdict, and what was decided."""
    for one in result.decided:
        yield f"{_about(one)}: {say.said(verdict_word(one.finding.verdict))}; {_said(one)}"


def decided_in_html(result: Assessment, say: Phrases) -> Iterator[str]:
    """Yield the same as parts of a page."""
    if not result.decided:
        return
    yield f"<h2>{escape(say('decided.title'))}</h2>\n<ul>"
    for one in result.decided:
        mark = verdict_mark(one.finding.verdict, say.said(verdict_word(one.finding.verdict)))
        yield f"<li>{escaped(_about(one))}: {mark}; {sentence(say, _said(one))}</li>\n"
    yield "</ul>\n"


def _about(one: Decided) -> str:
    finding = one.finding
    names = " / ".join(filter(None, (finding.therapy_id, finding.container_id)))
    return in_one_line(f"{names}, {finding.rule} {finding.code}")


def _said(one: Decided) -> str:
    """Return a decision in words: with what the finding said then, where it says something else now."""
    then = one.then
    before = f" (when it was decided: {then.verdict}{f', {then.why}' if then.why else ''})" if one.differs else ""
    return in_one_line(f"{one.decision}{before}") + f" [{one.decision.source}]"


def decision_records(result: Assessment) -> list[dict[str, Any]]:
    """Return the decisions as JSON has them, in time order, each with its findings' verdicts then and now."""
    now = {one.id: one.finding.verdict.value for one in result.decided}
    shown = (one for one in result.decisions if any(each.id in now for each in one.findings))
    return [_record(one, now) for one in sorted(shown, key=lambda one: one.at_us)]


def _record(decision: Decision, now: dict[str, str]) -> dict[str, Any]:
    return {
        "file": decision.source,
        "sha256": decision.sha256,
        "decision": decision.decision,
        "reason": decision.reason,
        "by": decision.by,
        "at": decision.at,
        "previous": list(decision.previous),
        "findings": [
            {
                "id": one.id,
                "therapy_id": one.therapy_id,
                "container_id": one.container_id or None,
                "rule": one.rule,
                "code": one.code,
                "verdict_then": one.verdict,
                "verdict": now[one.id],
            }
            for one in decision.findings
            if one.id in now
        ],
    }
