"""Decisions of persons beside the findings that they are on: each fits the result, and the later names the earlier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from atmp_logistics.assessment.finding_ids import hash_of_inputs, identified
from atmp_logistics.core.errors import DecisionError, Fault, refuse
from atmp_logistics.core.finding import Finding
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.records.decision import DecidedFinding, Decision

#: An `Assessment`, which asks this module.
Result = Any
#: So many names are told in a refusal.
_NAMED = 5


@dataclass(frozen=True, slots=True, repr=False)
class Decided(ShortRepr):
    """A finding as it is now, one decision on it, and what the finding said when that was made.

    Attributes
    ----------
    id : str
    finding : Finding
    decision : Decision
    then : DecidedFinding
    """

    id: str
    finding: Finding
    decision: Decision
    then: DecidedFinding

    @property
    def differs(self) -> bool:
        """Whether the finding says now what it did not say when it was decided on."""
        then = self.then
        return then.verdict != self.finding.verdict.value or then.why not in {"", self.finding.why}


def decided_findings(result: Result, decisions: Iterable[Decision]) -> tuple[Decided, ...]:
    """Return each finding with each decision on it: by finding in the result's order, and of each in time order.

    Parameters
    ----------
    result : Assessment
    decisions : iterable of Decision

    Returns
    -------
    tuple of Decided

    Raises
    ------
    DecisionError
        With a fault for each decision of other inputs, on a finding that is not there, or that does not name the one
        before it.
    """
    given = tuple(decisions)
    therapies = {one.therapy_id for each in given for one in each.findings}
    known = dict(identified(result, therapies))
    refuse(fault for each in given for fault in _faults(each, result, known))
    refuse(_faults_of_chain(given))
    on: dict[str, list[Decided]] = {name: [] for name in known}
    for decision in sorted(given, key=lambda one: one.at_us):
        for then in decision.findings:
            on[then.id].append(Decided(then.id, known[then.id], decision, then))
    return tuple(one for found in on.values() for one in found)


def _faults(decision: Decision, result: Result, known: Mapping[str, Finding]) -> Iterator[Fault]:
    """Yield what keeps a decision from being on findings of this result."""
    read = hash_of_inputs(result.inputs)
    if decision.inputs_sha256 != read:
        yield _of_other_inputs(decision, result, read)
        return
    for i, then in enumerate(decision.findings):
        where = f"{decision.source}.finding[{i}]"
        if then.id not in known:
            yield _not_there(f"{where}.id", then, known)
        elif _names(then) != _names(known[then.id]):
            fix = "copy the whole [[finding]] from the form"
            yield _fault(where, _in_words(then), f"{_in_words(known[then.id])}, whose id this is", fix)


def _of_other_inputs(decision: Decision, result: Result, read: str) -> Fault:
    now = {each.sha256 for each in result.inputs}
    other = [f"{name} {digest[:12]}" for name, digest in decision.inputs if digest not in now]
    named = f": {', '.join(other[:_NAMED])} is not among those read" if other else ""
    found = f"a decision on other inputs, {decision.inputs_sha256[:12]}{named}"
    expected = f"{read[:12]}, the hash over the files of this call"
    fix = "judge the files that were decided on, or decide anew on the findings of these"
    return _fault(f"{decision.source}.inputs_sha256", found, expected, fix)


def _not_there(where: str, then: DecidedFinding, known: Mapping[str, Finding]) -> Fault:
    alike = [name for name, one in known.items() if _names(one) == _names(then)]
    if alike:
        expected = f"{' or '.join(alike[:_NAMED])}: {_in_words(then)} by the label that judges now"
        return _fault(where, repr(then.id), expected, "decide anew: its label's file or its limit is another")
    own = [f"{name} ({one.rule} {one.code})" for name, one in known.items()]
    more = f" and {len(own) - _NAMED} more" if len(own) > _NAMED else ""
    expected = f"a finding of this result: {', '.join(own[:_NAMED])}{more}" if own else "a therapy of this result"
    return _fault(where, f"{then.id!r}, {_in_words(then)}", expected, "copy [[finding]] from the deviation form")


def _faults_of_chain(decisions: tuple[Decision, ...]) -> Iterator[Fault]:
    """Yield what breaks the order of decisions: each names, by hash, the last one before it on the same findings."""
    given = {one.sha256: one for one in decisions}
    if len(given) < len(decisions):
        names = ", ".join(one.source for one in decisions)
        yield _fault("decisions", f"the same decision twice, among {names}", "each once", "name each file once")
        return
    last = dict[str, Decision]()
    for decision in sorted(decisions, key=lambda one: one.at_us):
        earlier = {last[one.id].sha256: last[one.id] for one in decision.findings if one.id in last}
        yield from _faults_of_link(decision, earlier, given)
        last |= {one.id: decision for one in decision.findings}


def _faults_of_link(
    decision: Decision, earlier: Mapping[str, Decision], given: Mapping[str, Decision]
) -> Iterator[Fault]:
    where = f"{decision.source}.previous"
    for digest in decision.previous:
        if digest not in given:
            fix = "give that file too: no decision takes the place of an earlier one"
            yield _fault(where, f"{digest[:12]}, a decision that is not given", "decisions that are given", fix)
        elif digest not in earlier:
            other = given[digest].source
            yield _fault(where, other, "the last decision before this one on the same findings", "correct or remove it")
    for digest, one in earlier.items():
        if digest not in decision.previous:
            fix = f"add to previous {digest!r}"
            yield _fault(where, "nothing", f"the decision before it on the same finding, {one.source}", fix)
        if one.at_us >= decision.at_us:
            expected = f"a time after that of {one.source}, {one.at}"
            yield _fault(f"{decision.source}.at", decision.at, expected, "write the time to the second")


def _names(one: DecidedFinding | Finding) -> tuple[str, str, str, str]:
    return one.therapy_id, one.container_id or "", one.rule, one.code


def _in_words(one: DecidedFinding | Finding) -> str:
    therapy, container, rule, code = _names(one)
    return f"{' / '.join(filter(None, (therapy, container)))} {rule} {code}"


def _fault(where: str, found: str, expected: str, fix: str) -> Fault:
    return Fault(where, found, expected, fix, DecisionError)
