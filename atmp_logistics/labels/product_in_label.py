"""Whether a label is that of a product, and which of its sections are, where a file holds several documents."""

from __future__ import annotations

from collections.abc import Sequence

from atmp_logistics.core.errors import LabelError
from atmp_logistics.core.product import Product
from atmp_logistics.labels.label_text import SMPC, LabelText, Section

#: A name that stands less often in the text, and not in its title, may be another product's, named in passing.
_OFTEN = 3


def sections_of_product(product: Product, label: LabelText) -> tuple[tuple[Section, ...], tuple[str, ...]]:
    """Return the sections of a label that are a product's, and what is to be said of the choice.

    Raises
    ------
    LabelError
        Where neither the name nor the INN of the product stands in the label, or in none of its SmPCs.
    """
    names = [product.name, product.inn]
    documents = list(dict.fromkeys(part.document for part in label.sections))
    smpcs = [name for name in documents if name.startswith(SMPC)]
    if len(smpcs) > 1:
        chosen = [name for name in smpcs if _names(names, _first_section(label, name))]
        if len(chosen) != 1:
            raise _another(product, label, f"{len(smpcs)} SmPCs, of which {len(chosen)} name it in section 1")
        kept = tuple(part for part in label.sections if part.document == chosen[0])
        return kept, (f"of the documents in the file, {chosen[0]} alone was compared",)
    whole = [part for section in label.sections for part in (section.title, *(p.text for p in section.paragraphs))]
    if not _names(names, [label.title, *_first_section(label, "")]) and _count(names, whole) < _OFTEN:
        raise _another(product, label, repr(label.title[:80]) if label.title else "a label without a title")
    missing = [] if _names([product.name], [label.title, *whole]) else [f"the name {product.name} is not in the label"]
    return label.sections, tuple(missing)


def _first_section(label: LabelText, document: str) -> list[str]:
    parts = [part for part in label.sections if part.number == "1" and part.document.startswith(document)]
    return [p.text for part in parts for p in part.paragraphs]


def _names(names: Sequence[str], texts: Sequence[str]) -> bool:
    return _count(names, texts) > 0


def _count(names: Sequence[str], texts: Sequence[str]) -> int:
    folded = [" ".join(text.casefold().split()) for text in texts]
    return sum(text.count(name.casefold()) for text in folded for name in names if name)


def _another(product: Product, label: LabelText, found: str) -> LabelError:
    expected = f"the label of {product.name} ({product.inn})"
    fix = f"take the label of {product.name}, or name the product that this label is of"
    return LabelError([LabelError.fault(label.name, found, expected, fix)])
