"""A product in a notebook, or to print."""

from __future__ import annotations

import io

from rich.console import Console

from atmp_logistics.core.product import Product
from atmp_logistics.report.products.text import rich_text


def render_fragment(product: Product) -> str:
    """Return a product as HTML, for a notebook or to print."""
    console = Console(
        file=io.StringIO(), force_jupyter=False, record=True, width=100, highlight=False, emoji=False, markup=False
    )
    console.print(*rich_text(product), sep="\n")
    return console.export_html(inline_styles=True, code_format="<pre style='font-family:monospace'>{code}</pre>")
