"""Write docs/catalogue/ from the product files: `python docs/make_catalogue.py`. A test fails when a page is stale."""

from __future__ import annotations

from pathlib import Path

from atmp_logistics.catalogue.catalogue import load_catalogue
from atmp_logistics.core.product import Product
from atmp_logistics.report.products.text import render_text

HERE = Path(__file__).with_name("catalogue")
OVERVIEW = """# The catalogue

Written from the product files by `docs/make_catalogue.py`. One label a row. How an entry is checked:
[second_reader.md](../second_reader.md).

| label | class | storage | clocks that bind | not read | evidence |
|---|---|---|---|---|---|
"""


def pages() -> dict[str, str]:
    """Return every page by its file name."""
    catalogue = load_catalogue()
    products = [product for slug in sorted(catalogue) for product in catalogue.versions(slug)]
    rows = "".join(map(_row, products))
    return {"README.md": OVERVIEW + rows, **{f"{product.slug}.md": _page(product) for product in products}}


def _row(product: Product) -> str:
    storage = "; ".join(str(store.range) for store in product.storage) or "-"
    windows = ", ".join(dict.fromkeys(w.code for w in product.windows if w.obligation == "shall")) or "-"
    unread = dict.fromkeys(limit.code for limit in product.unread_limits if limit.obligation == "shall")
    not_read = ", ".join(unread) or "-"
    link = f"[{product.slug}]({product.slug}.md)"
    return f"| {link} | {product.atmp_class} | {storage} | {windows} | {not_read} | {product.citation.evidence} |\n"


def _page(product: Product) -> str:
    body = render_text(product, width=100).rstrip()
    return f"# {product.name} ({product.slug})\n\n```text\n{body}\n```\n"


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    for old in HERE.glob("*.md"):
        old.unlink()
    for name, text in pages().items():
        (HERE / name).write_text(text, "utf-8", newline="\n")
