"""What a reader should know of the text that judges: its age, a later revision, the end of the authorisation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.product import Product
from atmp_logistics.core.translatable import prose, said

#: The revision of a label that nobody read: its file holds gaps, and what other texts say.
NOT_READ = "not read"


def when_read(product: Product) -> str:
    """Return in words on which day a label was read, or looked for where nobody read it.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> when_read(load_product("kymriah-eu"))
    'read 2026-11-22'
    >>> when_read(load_product("abecma-uk"))
    'looked for 2026-11-28'
    """
    if product.citation.revision == NOT_READ:
        return f"looked for {product.retrieved}"
    return f"read {product.retrieved}"


def notes_on_label(
    product: Product, day: date | None = None, of: str = said("core", "label_note.last_event")
) -> tuple[str, ...]:
    """Return in words what became of a label since it was read; none of it judges anything.

    Parameters
    ----------
    product : Product
    day : date, optional
        The day that the label is used for: its distance from the day of reading is said.
    of : str
        What is on that day.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from atmp_logistics import load_product
    >>> kymriah = replace(load_product("kymriah-eu"), retrieved=date(2026, 1, 1), authorisation_ended=date(2026, 2, 1))
    >>> notes_on_label(kymriah)
    ('authorisation ended 2026-02-01',)
    >>> notes_on_label(kymriah, date(2026, 3, 1))[1]
    'the label was read on 2026-01-01, 59 d before the last event of the record; a later revision may apply'
    >>> notes_on_label(kymriah, date(2025, 12, 30))[1]
    'the label was read on 2026-01-01, 2 d after the last event of the record; an earlier revision may apply'
    """
    return tuple(_notes(product, day, of))


#: What is said where no limit that is left was changed, and the product is no label's own all the same.
_WHOLE = "limits left out, added or renamed, or other fields changed"


def what_if_note(product: Product) -> str:
    """Return in words that a product is no label's own, because somebody changed it; nothing of any other.

    Examples
    --------
    >>> from atmp_logistics import load_product
    >>> what_if_note(load_product("kymriah-eu").with_limit("post-thaw", at_most="90 min"))
    "what-if limits of kymriah-eu, which are no label's own: post-thaw"
    """
    named = [_WHOLE if code == product.slug else code for code in product.what_if]
    return f"what-if limits of {product.slug}, which are no label's own: {', '.join(named)}" if named else ""


def _notes(product: Product, day: date | None, of: str) -> Iterator[str]:
    if note := what_if_note(product):
        yield note
    if product.authorisation_ended:
        source = product.authorisation_source
        yield f"authorisation ended {product.authorisation_ended}{f' ({_place(source)})' if source else ''}"
    if later := product.later_revision:
        read = f"the one read is {product.citation.revision}"
        yield f"a later revision of the label is known, {later.revision} ({later.url}); {read}"
    if product.citation.revision == NOT_READ:
        yield said("core", "label_note.not_read", day=product.retrieved)
    elif day and day != product.retrieved:
        yield said("core", "label_note.read", day=product.retrieved, distance=_distance(product, day, of))


def _distance(product: Product, day: date, of: str) -> str:
    """Return how far a day is from that of reading, and what may have changed between unless the label says."""
    days = (day - product.retrieved).days
    if days > 0:
        known = product.in_force_until is not None and day <= product.in_force_until
        later = "" if known else said("core", "label_note.later")
        return said("core", "label_note.before", days=days, of=prose(of), revision=later)
    known = product.in_force_from is not None and product.in_force_from <= day
    earlier = "" if known else said("core", "label_note.earlier")
    return said("core", "label_note.after", days=-days, of=prose(of), revision=earlier)


def _place(cited: Citation) -> str:
    return ", ".join(filter(None, (cited.place, cited.url)))


def label_record(product: Product) -> dict[str, Any]:
    """Return the same as JSON has it: the day of reading always, the rest where it is known."""
    found: dict[str, Any] = {"retrieved": product.retrieved.isoformat()}
    if product.what_if:
        found["what_if"] = list(product.what_if)
    if product.authorisation_ended:
        found["authorisation_ended"] = product.authorisation_ended.isoformat()
    for key, cited in (
        ("authorisation_source", product.authorisation_source),
        ("later_revision", product.later_revision),
    ):
        if cited:
            found[key] = {"label": cited.label, "section": cited.section, "revision": cited.revision, "url": cited.url}
    return found
