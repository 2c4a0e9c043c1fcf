"""A product in a notebook, or to print."""

from __future__ import annotations

from atmp_logistics.core.product import Product
from atmp_logistics.report.products.text import rich_text
from atmp_logistics.report.shared.page import block
from atmp_logistics.report.shared.terminal_html import preformatted


def render_fragment(product: Product) -> str:
    """Return a product as HTML, for a notebook or to print."""
    return block(preformatted(rich_text(product)))
