"""A product in a notebook, or to print."""

from __future__ import annotations

import io

from atmp_logistics.core.product import Product
from atmp_logistics.report.products.text import rich_text
from atmp_logistics.report.shared.terminal import PlainConsole


def render_fragment(product: Product) -> str:
    """Return a product as HTML, for a notebook or to print."""
    console = PlainConsole(file=io.StringIO(), force_jupyter=False, record=True, width=100, markup=False)
    console.print(*rich_text(product), sep="\n")
    return console.export_html(inline_styles=True, code_format="<pre style='font-family:monospace'>{code}</pre>")
