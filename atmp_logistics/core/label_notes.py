"""What a reader should know of the text that judges: its age, a later revision, the end of the authorisation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from atmp_logistics.core.product import Product
from atmp_logistics.core.verdict import Citation


def notes_on_label(product: Product, last_day: date | None = None) -> tuple[str, ...]:
    """Return in words what became of a label since it was read; none of it judges anything.

    Parameters
    ----------
    product : Product
    last_day : date, optional
        The day of the record's last event. The age of the text is said where the text was read before it.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from atmp_logistics import load_product
    >>> kymriah = replace(load_product("kymriah-eu"), retrieved=date(2026, 1, 1), authorisation_ended=date(2026, 2, 1))
    >>> notes_on_label(kymriah, date(2026, 3, 1))
    ('authorisation ended 2026-02-01', 'the label was read on 2026-01-01, 59 d before the last event of the record')
    >>> notes_on_label(kymriah, date(2026, 1, 1))
    ('authorisation ended 2026-02-01',)
    """
    return tuple(_notes(product, last_day))


def _notes(product: Product, last_day: date | None) -> Iterator[str]:
    if product.authorisation_ended:
        source = product.authorisation_source
        yield f"authorisation ended {product.authorisation_ended}{f' ({_place(source)})' if source else ''}"
    if later := product.later_revision:
        read = f"the one read is {product.citation.revision}"
        yield f"a later revision of the label is known, {later.revision} ({later.url}); {read}"
    if last_day and last_day > product.retrieved:
        days = (last_day - product.retrieved).days
        yield f"the label was read on {product.retrieved}, {days} d before the last event of the record"


def _place(cited: Citation) -> str:
    return ", ".join(filter(None, (f"{cited.label} {cited.section}".strip(), cited.url)))


def label_record(product: Product) -> dict[str, Any]:
    """Return the same as JSON has it: the day of reading always, the rest where it is known."""
    found: dict[str, Any] = {"retrieved": product.retrieved.isoformat()}
    if product.authorisation_ended:
        found["authorisation_ended"] = product.authorisation_ended.isoformat()
    for key, cited in (
        ("authorisation_source", product.authorisation_source),
        ("later_revision", product.later_revision),
    ):
        if cited:
            found[key] = {"label": cited.label, "section": cited.section, "revision": cited.revision, "url": cited.url}
    return found
