"""A product file beside a label, in a terminal: what a person has to look at first, then what agrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from rich.console import RenderableType

from atmp_logistics.core.printable import printable
from atmp_logistics.labels.audit import (
    CONTRADICTS,
    FOUND,
    IN_FILE,
    IN_PART,
    NOT_CHECKED,
    NOT_FOUND,
    NOT_IN_FILE,
    RESTATES,
    UNREADABLE,
    AuditedLimit,
    AuditedNumber,
    LabelAudit,
)
from atmp_logistics.labels.audited_sentences import Sentence
from atmp_logistics.report.shared.plain_text import A_PERSON_DECIDES, indented, plain_text
from atmp_logistics.report.shared.terminal import Text

_LONGEST = 300
_ABOUT_NUMBERS = (
    (CONTRADICTS, "Numbers of the label that contradict the file: read the sentence, then correct the file"),
    (IN_PART, "Numbers of the label that the file has in part"),
    (NOT_IN_FILE, "Numbers of the label that are not in the file: not every number is a limit; a person decides"),
    (UNREADABLE, "Numbers of the label that are not surely readable: read them in the label"),
)


def render_text(audit: LabelAudit, width: int = 80) -> str:
    """Return the comparison as plain text."""
    return plain_text(rich_text(audit), width)


def rich_text(audit: LabelAudit) -> Iterable[RenderableType]:
    """Yield what differs, the most urgent first, then what agrees."""
    product, label = audit.product, audit.label
    yield Text(f"{product.slug} beside {printable(label.name)}", "bold")
    yield Text(f"file: {product.citation}, revision {product.citation.revision}")
    yield Text(printable(f"label: {label.title[:_LONGEST]}; {label.format}, revision {label.revision or 'not stated'}"))
    yield from (Text(printable(note), "dim") for note in (*audit.notes, *label.notes))
    yield from _limits(audit, NOT_FOUND, "Limits of the file that are not in the label")
    for status, title in _ABOUT_NUMBERS[:1]:
        yield from _numbers(audit, status, title)
    yield from _left_out(audit)
    for status, title in _ABOUT_NUMBERS[1:]:
        yield from _numbers(audit, status, title)
    yield from _limits(audit, NOT_CHECKED, "Limits of the file that were not compared: read them in the label")
    yield from _limits(audit, FOUND, "Limits of the file that are in the label")
    yield from _agreeing(audit)
    yield Text()
    yield Text(f"Numbers are compared by value, kind and side alone; no sentence is kept. {A_PERSON_DECIDES}")


def _limits(audit: LabelAudit, status: str, title: str) -> Iterator[RenderableType]:
    chosen = [one for one in audit.limits if one.status == status]
    yield from _heading(title, len(chosen))
    for one in chosen:
        yield indented(Text(_limit(one), "bold" if status != FOUND else ""))
        if status == FOUND:
            yield indented(Text(f"section {one.sentences[0].section.number}, {_place(one.sentences[0])}", "dim"), 4)


def _limit(one: AuditedLimit) -> str:
    number = f": {one.number}" if one.number else ""
    why = f" ({one.why})" if one.why else ""
    return f"{one.limit.code}{number}, section {one.limit.citation.section}{why}"


def _numbers(audit: LabelAudit, status: str, title: str) -> Iterator[RenderableType]:
    chosen = [one for one in audit.numbers if one.status == status]
    yield from _heading(title, len(chosen))
    for one in chosen:
        yield indented(Text(printable(_number(one)), "bold"))
        yield from _sentence(one.sentence)


def _number(one: AuditedNumber) -> str:
    named = "; ".join(dict.fromkeys(f"{number.limit.code}: {number}" for number in one.numbers))
    beside = {CONTRADICTS: f", the file has {named}", IN_PART: f", of which the file has {named}"}.get(one.status, "")
    why = f" ({one.quantity})" if one.quantity.unreadable else ""
    return f"{' '.join(one.quantity.text.split())}{why}{beside}"


def _left_out(audit: LabelAudit) -> Iterator[RenderableType]:
    yield from _heading("Demanded by the label, and without a code in the file", len(audit.left_out))
    for one in audit.left_out:
        yield indented(Text(one.name, "bold"))
        yield from _sentence(one.sentences[0])


def _sentence(sentence: Sentence) -> Iterator[RenderableType]:
    yield indented(Text(f"section {sentence.section.number}, {_place(sentence)}", "dim"), 4)
    text = " ".join(sentence.text.split())
    yield indented(Text(printable(text[:_LONGEST] + ("..." if len(text) > _LONGEST else "")), "italic"), 4)


def _place(sentence: Sentence) -> str:
    return printable(sentence.place)


def _heading(title: str, count: int) -> Iterator[RenderableType]:
    if count:
        yield Text()
        yield Text(f"{title} ({count})", "bold")


def _agreeing(audit: LabelAudit) -> Iterator[RenderableType]:
    counts = Counter(one.status for one in audit.numbers)
    found = sum(one.status == FOUND for one in audit.limits)
    yield Text()
    yield Text(
        f"{found} of {len(audit.limits)} limits are in the label; of its {len(audit.numbers)} numbers "
        f"{counts[IN_FILE]} are in the file and {counts[RESTATES]} repeat one in °F."
    )
