"""What every page shares: its style, and text as HTML that is never markup."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from atmp_logistics.report.shared.style import INK, MUTED

STYLE = f"""
.atmp {{ font: 15px/1.45 system-ui, sans-serif; color: {INK}; background: white; max-width: 62rem;
  margin: 0 auto; padding: 1rem; overflow-wrap: anywhere }}
.atmp h1 {{ font-size: 1.6rem; margin: 0 }}
.atmp h2 {{ font-size: 1.2rem; margin: 2rem 0 .3rem }}
.atmp h3 {{ font-size: 1.05rem; margin: 1.6rem 0 .4rem }}
.atmp table {{ border-collapse: collapse; width: 100%; table-layout: fixed }}
.atmp th, .atmp td {{ color: {INK}; background: white; text-align: left; vertical-align: top;
  padding: .35rem .6rem; border-bottom: 1px solid #ddd;
  overflow-wrap: anywhere }}
.atmp a {{ color: inherit }}
.atmp th:nth-child(1) {{ width: 15% }} .atmp th:nth-child(2) {{ width: 20% }} .atmp th:nth-child(4) {{ width: 22% }}
.atmp .said {{ color: {MUTED}; font-size: .9em }}
.atmp .verdict {{ border-left: .5rem solid; padding: .4rem .9rem; margin: 0 0 1rem }}
.atmp img {{ max-width: 100%; display: block; margin: .5rem 0 }}
.atmp tr {{ break-inside: avoid }}
.atmp code {{ overflow-wrap: anywhere }}
@media screen and (max-width: 40rem) {{
  .atmp .findings thead {{ display: none }}
  .atmp .findings, .atmp .findings tbody, .atmp .findings tr, .atmp .findings td {{ display: block; width: auto }}
  .atmp .findings tr {{ border-bottom: 1px solid #ddd; padding: .4rem 0 }}
  .atmp .findings td {{ border: 0; padding: .05rem 0 }}
}}
@media print {{ .atmp {{ font-size: 10pt; padding: 0 }} }}
"""


def escaped(text: str) -> str:
    """Return text as HTML in which no line ends between a number and its unit.

    Examples
    --------
    >>> escaped("<b> at 5 °C") == "&lt;b&gt; at 5\\u00a0°C"
    True
    """
    return escape(text).replace(" °C", "\u00a0°C").replace("≤ ", "≤\u00a0").replace("≥ ", "≥\u00a0")


def linked(text: str, url: str) -> str:
    """Return text as HTML, a link where its source is a web address.

    Examples
    --------
    >>> linked("SmPC", "javascript:alert(1)")
    'SmPC'
    """
    if not url.startswith(("https://", "http://")):
        return escape(text)
    return f'<a href="{escape(url, quote=True)}">{escape(text)}</a>'


def list_of_items(items: Iterable[str]) -> str:
    """Return texts as a list in HTML; nothing where there are none."""
    lines = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<ul>{lines}</ul>\n" if lines else ""


def block(*parts: str) -> str:
    """Return parts of HTML as one block with its style, for a notebook."""
    return f'<style>{STYLE}</style><div class="atmp">{"".join(parts)}</div>'
