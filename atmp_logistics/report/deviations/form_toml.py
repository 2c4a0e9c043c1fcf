"""A deviation form as TOML: what the record holds is filled in, what a person decides is empty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from atmp_logistics.assessment.deviation import Deviation
from atmp_logistics.core.toml_text import quoted
from atmp_logistics.records.decision import DECISIONS, SCHEMA
from atmp_logistics.records.deviation_fields import DESTRUCTION, FIELDS
from atmp_logistics.report.deviations.deviation_words import (
    facts_of,
    facts_of_excursion,
    facts_of_finding,
    files_of,
    opened,
)

_HEAD = (
    "A deviation form. The record's facts are filled in; a person fills in the rest, between the quotes.",
    "It is read by: atmp-logistics validate ... --decisions THIS_FILE",
    "It is a decision once decision, reason, by and at are filled in; no verdict changes by it.",
    "A later decision is a file of its own, and names this one in previous; this file is not changed any more.",
)


def render_form(deviation: Deviation) -> str:
    """Return the form as TOML.

    Examples
    --------
    >>> from atmp_logistics.assessment.sandbox import sandbox_product, assess_sandbox
    >>> window = "[[window]]\\ncode='post-thaw'\\nstarts='thaw_end'\\nends='administration_end'\\nat_most='30 min'"
    >>> result = assess_sandbox(sandbox_product(window), "thaw_end 10:04, administration_end 10:50")
    >>> print(render_form(result.deviations()[0]).splitlines()[5])
    schema = "atmp-logistics/decision/1"
    """
    return "\n".join([*_comments(_HEAD), "", *_decision(deviation), *_fields(deviation), *_facts(deviation)]) + "\n"


def _decision(deviation: Deviation) -> Iterator[str]:
    yield f"schema = {quoted(SCHEMA)}"
    yield f"inputs_sha256 = {quoted(deviation.inputs_sha256)}"
    before = ", ".join(map(quoted, deviation.previous))
    yield f"previous = [{before}]       # the SHA-256 of the file with the decision before this one, if there is one"
    yield from ("", "# --- What was decided ---", "# one of:")
    yield from _comments(f"  {word}: {what}" for word, what in DECISIONS.items())
    yield 'decision = ""'
    yield 'reason = ""       # why, in words'
    yield 'by = ""           # who decided: name and role'
    yield 'at = ""           # when: such as 2026-11-24T10:00:00+01:00, with the offset from UTC'


def _fields(deviation: Deviation) -> Iterator[str]:
    known = opened(deviation)
    yield from ("", "# --- What happened, and what was done ---", "[deviation]")
    yield from (f"{key} = {quoted(known.get(key, ''))}       # {what}" for key, what in FIELDS.items())
    yield from ("", "# --- Where the product was destroyed or returned ---", "[destruction]")
    yield from (f'{key} = ""       # {what}' for key, what in DESTRUCTION.items())


def _facts(deviation: Deviation) -> Iterator[str]:
    yield from ("", "# --- What the record holds: leave it as it is ---", "[facts]")
    yield from _pairs(facts_of(deviation))
    for around in deviation.excursions:
        yield from ("", "[[facts.excursion]]", *_pairs(facts_of_excursion(around, deviation)))
    if not deviation.result.holds_readings:
        yield 'excursions = "not at hand: the result was judged without holding its readings"'
    for name, finding in deviation.findings:
        yield from ("", "[[facts.finding]]", f"id = {quoted(name)}", *_pairs(facts_of_finding(finding, deviation)))
    for name, finding in deviation.findings:
        yield from ("", "[[finding]]", f"id = {quoted(name)}", f"therapy_id = {quoted(finding.therapy_id)}")
        if finding.container_id:
            yield f"container_id = {quoted(finding.container_id)}"
        told = {"rule": finding.rule, "code": finding.code, "verdict": finding.verdict.value, "why": finding.why}
        yield from _pairs(told.items())
    for file, digest in files_of(deviation):
        yield from ("", "[[input]]", f"name = {quoted(file)}", *([f"sha256 = {quoted(digest)}"] if digest else []))


def _pairs(facts: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield from (f"{key} = {quoted(text)}" for key, text in facts)


def _comments(lines: Iterable[str]) -> Iterator[str]:
    yield from (f"# {line}" for line in lines)
