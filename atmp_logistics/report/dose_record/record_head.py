"""The head of a dose record: where from and by what it was made, whose it is, its verdict, what nobody assessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from atmp_logistics.core.product import Product
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.evidence.events.row_statements import stated_values
from atmp_logistics.report.assessment.notes import (
    codes_of_prohibitions,
    not_assessed_of,
    notes_on_checks,
    notes_on_completions,
    notes_on_labels,
)
from atmp_logistics.report.dose_record.record_parts import Cell, Facts, Table, mark
from atmp_logistics.report.dose_record.record_source import OneContainer, RecordSource

#: The columns of an event table that say what a container is, to their field.
_IDENTITY = {
    "identity": "chain_of_identity", "patient_pseudonym": "patient", "batch": "batch",
    "donation_number": "donation_number", "sec": "sec", "product_code": "product_code", "expiry": "expiry",
}  # fmt: skip


def head_facts(source: RecordSource, record_id: str) -> Facts:
    """Return where from, when, by whom and by what the record was made."""
    result, say, products = source.result, source.words.say, products_of(source)
    return Facts.of(
        site=next(iter(_sites(source)), ""),
        made_at=source.words.at(source.made_at_us),
        made_by=source.made_by,
        library=f"atmp_logistics {result.library}",
        catalogue=result.catalogue,
        label=[Cell(one.citation.label, url=one.citation.url) for one in products],
        label_revision=dict.fromkeys(Cell(one.citation.revision) for one in products),
        label_read=dict.fromkeys(Cell(_read(source, one)) for one in products),
        page=say("text.page_by_printer"),
        record_id=Cell(record_id, "code"),
    )


def _sites(source: RecordSource) -> dict[str, None]:
    return dict.fromkeys(part.evidence.site.name for part in source.result.parts if part.evidence.site.name)


def products_of(source: RecordSource) -> tuple[Product, ...]:
    """Return each version of each label that judged, once."""
    every = (one for part in source.result.parts for one in part.versions or (part.evidence.product,))
    return tuple({(one.slug, one.source): one for one in every}.values())


def _read(source: RecordSource, product: Product) -> str:
    """Return when a label was read, and how long before the record was made."""
    say, made_us = source.words.say, source.made_at_us
    if made_us is None:
        return say("text.read_only", day=product.retrieved)
    day = date.fromisoformat(source.words.local(made_us)[:10])
    days = (day - product.retrieved).days
    return say("text.read_on" if days >= 0 else "text.read_after", day=product.retrieved, days=abs(days))


def identity_facts(source: RecordSource) -> Facts:
    """Return whose record it is."""
    products = [Cell(f"{one.name} ({one.slug})") for one in products_of(source)]
    return Facts.of(therapy_id=source.therapy_id, product=dict.fromkeys(products))


def identity_table(source: RecordSource) -> Table:
    """Return what each container is, by what its rows state; two different statements stand both."""
    rows = [(container, _stated(container)) for container in source.containers]
    count, say = len(rows), source.words.say
    return Table(
        ("container_number", "container_id", *_IDENTITY.values(), "verdict"),
        tuple(
            (
                Cell(say("text.nth", number=one.number, count=count)), Cell(one.name),
                *(Cell("; ".join(stated[name])) for name in _IDENTITY), verdict_cell(source, one.verdict),
            )
            for one, stated in rows
        ),
    )  # fmt: skip


def _stated(container: OneContainer) -> dict[str, dict[str, None]]:
    rows = container.part.evidence.event_rows
    found: dict[str, dict[str, None]] = {name: {} for name in _IDENTITY}
    for name in _IDENTITY:
        if name in rows.table:
            own = stated_values(rows.table, rows.roll, name)
            found[name] = dict.fromkeys(str(text) for text in own.value[own.place == container.row].tolist())
    return found


def verdict_cell(source: RecordSource, verdict: Verdict, obligation: str = "shall") -> Cell:
    """Return a verdict in words; what does not enter the verdict of a container says so."""
    word = source.words.say(f"verdict.{verdict.value}")
    aside = "" if obligation == "shall" else f"{source.words.say(f'verdict.aside_{obligation}')}: "
    return mark(verdict, f"{aside}{word}", obligation)


def not_assessed(source: RecordSource) -> Iterator[str]:
    """Yield in words what nobody assessed, and what a reader has to know of the labels."""
    yield from not_assessed_of(source.result)
    for part in source.result.parts:
        yield from codes_of_prohibitions(part.evidence.product)
        yield from notes_on_checks(part)
        yield from notes_on_completions(part.evidence.product)
        yield from notes_on_labels(part, source.result)
