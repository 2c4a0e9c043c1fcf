"""What a label may say of a gap of a product file: quantities of its kind, as comments for a person to move.

Nothing here becomes a limit: each line is a comment, with the quantity, its section, its place and the sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

from atmp_logistics.core.limits import UnreadLimit
from atmp_logistics.core.product import Product
from atmp_logistics.labels.audited_sentences import Sentence, sentences_of
from atmp_logistics.labels.file_numbers import cited_sections
from atmp_logistics.labels.label_text import LabelText
from atmp_logistics.labels.product_in_label import sections_of_product

_BOTH = ("temperature", "duration")
#: The kinds of quantity that a rule needs, where it needs no other.
_KINDS = {"T101": ("temperature",), "T102": ("temperature",), "W201": ("duration",), "S301": ("duration",)}
_LONGEST = 200


def gap_candidates(product: Product, label: LabelText) -> tuple[tuple[str, ...], ...]:
    """Return for each gap, in the product's order, the lines that a label may answer it with.

    A gap that cites sections of the label is answered from these; any other, from those on storage and use. One
    whose sections say nothing in this label is answered from those too, and a line says so first.

    Raises
    ------
    LabelError
        For the label of another product.
    """
    sections, _ = sections_of_product(product, label)
    cited = {number for gap in product.unread_limits for number in cited_sections(gap)}
    sentences = tuple(sentences_of(label, sections, cited))
    return tuple(_lines(gap, sentences) for gap in product.unread_limits)


def _lines(gap: UnreadLimit, sentences: Sequence[Sentence]) -> tuple[str, ...]:
    kinds = _KINDS.get(gap.rule, _BOTH)
    numbers = cited_sections(gap)
    within = [sentence for sentence in sentences if sentence.is_within(numbers)]
    chosen = within or [sentence for sentence in sentences if sentence.is_asked]
    elsewhere = (f"nothing was found in {', '.join(sorted(numbers))} of this label; the next are from elsewhere in it",)
    return (elsewhere if numbers and not within else ()) + tuple(
        _line(sentence, f"{' '.join(one.text.split())} -> {one.in_words}")
        for sentence in chosen
        for one in sentence.quantities
        if one.kind in kinds
    )


def _line(sentence: Sentence, what: str) -> str:
    """Return one line of printable text: what a comment of TOML may hold."""
    text = " ".join(sentence.text.split())
    text = text[:_LONGEST] + ("..." if len(text) > _LONGEST else "")
    line = f"candidate: {what}; section {sentence.section.number}, {sentence.place}: {text}"
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line)
