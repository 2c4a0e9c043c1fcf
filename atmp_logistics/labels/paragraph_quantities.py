"""The quantities of a paragraph, within bounds: what is longer than any label's paragraph is not searched."""

from __future__ import annotations

from atmp_logistics.labels.label_text import Paragraph
from atmp_logistics.labels.quantities import quantities
from atmp_logistics.labels.quantity import Quantity

#: The longest paragraph of a genuine label, one whose line breaks were lost, has some 5 000 letters.
LONGEST = 6_000


def quantities_of(paragraph: Paragraph, language: str = "") -> tuple[tuple[Quantity, ...], str]:
    """Return a paragraph's quantities, and why it is not surely readable; "" where it is.

    Examples
    --------
    >>> quantities_of(Paragraph("Below -120 °C.", "p 1"))[0][0].text, quantities_of(Paragraph("a" * 20_000, "p 1"))
    ('Below -120 °C', ((), 'a paragraph of 20000 letters, in which no number is marked'))
    """
    count = len(paragraph.text)
    if count <= LONGEST:
        return quantities(paragraph.text, language), paragraph.unreadable
    doubt = f"a paragraph of {count} letters, in which no number is marked"
    return (), "; ".join(filter(None, [paragraph.unreadable, doubt]))
