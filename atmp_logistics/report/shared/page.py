"""What every page shares: its style, and text as HTML that is never markup."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from atmp_logistics.core.verdict import Verdict
from atmp_logistics.report.shared.style import INK

#: The grounds on which a verdict stands in white: the hues of figures, dark enough to be read on any host's ground.
GROUNDS = {Verdict.CONFORMS: "#00664b", Verdict.DEVIATES: "#a63f00", Verdict.INDETERMINATE: "#7a5200"}

_VERDICTS = "\n".join(
    f".atmp .{verdict.value} {{ color: white; background: {ground}; border-color: {ground} }}"
    for verdict, ground in GROUNDS.items()
)

#: The style of a result inside a page of another program. Text and lines take the host's ink and leave it its ground,
#: so that light and dark notebooks both show them; only a verdict has ink and ground of its own.
STYLE = f"""
.atmp {{ font: 14px/1.45 system-ui, sans-serif; color: inherit; background: transparent; max-width: 62rem;
  text-align: left; overflow-wrap: anywhere }}
.atmp h1 {{ font-size: 1.6rem; margin: 0 }}
.atmp h2 {{ font-size: 1.2rem; margin: 2rem 0 .3rem }}
.atmp h3 {{ font-size: 1.05rem; margin: 1.6rem 0 .4rem }}
.atmp h4 {{ font-size: 1rem; margin: 1.2rem 0 .3rem }}
.atmp ul {{ margin: .3rem 0; padding-left: 1.4rem }}
.atmp p {{ margin: .4rem 0 }}
.atmp .wide {{ overflow-x: auto; max-width: 100%; margin: .5rem 0 }}
.atmp table {{ color: inherit; font-size: inherit; border-collapse: collapse; margin: 0; table-layout: auto }}
.atmp tbody tr:nth-child(n) {{ background: transparent }}
.atmp.atmp th, .atmp.atmp td {{ color: inherit; background: transparent; text-align: left; vertical-align: top;
  line-height: inherit; overflow-wrap: break-word; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid;
  border-color: var(--jp-border-color1, var(--vscode-editorWidget-border, #8886)) }}
.atmp.atmp .number {{ text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }}
.atmp .time {{ white-space: nowrap; font-variant-numeric: tabular-nums }}
.atmp .why {{ white-space: normal; display: inline-block; min-width: 16rem }}
.atmp thead {{ background: transparent }}
.atmp .findings {{ table-layout: fixed; width: 100% }}
.atmp .findings th:nth-child(1) {{ width: 15% }} .atmp .findings th:nth-child(2) {{ width: 20% }}
.atmp .findings th:nth-child(4) {{ width: 22% }}
.atmp a:link, .atmp a:visited {{ color: inherit; text-decoration: underline }}
.atmp pre.terminal, .atmp pre.lines {{ color: inherit; background: transparent; font: 13px/1.4 ui-monospace, monospace;
  margin: 0; padding: 0; white-space: pre; overflow-wrap: normal }}
.atmp pre.lines {{ white-space: pre-wrap; margin: .4rem 0 }}
.atmp code {{ color: inherit; background: transparent; padding: 0; overflow-wrap: anywhere }}
.atmp .box {{ max-height: 36rem; overflow: auto; border: 1px solid #8886; padding: .4rem }}
.atmp .said {{ font-size: .9em; color: inherit; color: color-mix(in srgb, currentColor 80%, transparent) }}
.atmp .verdict {{ border-left: .5rem solid; padding: .4rem .9rem; margin: 0 0 1rem }}
.atmp .conforms, .atmp .deviates, .atmp .indeterminate, .atmp .aside {{ display: inline-block; border: 1px solid;
  border-radius: .25rem; padding: 0 .4rem }}
{_VERDICTS}
.atmp .verdict.conforms, .atmp .verdict.deviates, .atmp .verdict.indeterminate {{ display: block; color: inherit;
  background: transparent; border-width: 0 0 0 .5rem; border-radius: 0; padding: .4rem .9rem }}
.atmp img {{ max-width: 100%; height: auto; display: block; margin: .5rem 0; background: white }}
.atmp tr {{ break-inside: avoid }}
@media screen and (max-width: 40rem) {{
  .atmp .findings thead {{ display: none }}
  .atmp .findings, .atmp .findings tbody, .atmp .findings tr, .atmp .findings td {{ display: block; width: auto }}
  .atmp .findings tr {{ border-bottom: 1px solid #8886; padding: .4rem 0 }}
  .atmp.atmp .findings td {{ border: 0; padding: .05rem 0 }}
}}
.atmp .container {{ margin: 0 }}
.atmp .overview td:first-child {{ white-space: nowrap }}
.atmp .overview td:nth-child(2) {{ min-width: 9rem }}
@media screen and (max-width: 40rem) {{
  .atmp .cards thead {{ display: none }}
  .atmp .cards, .atmp .cards tbody, .atmp .cards tr, .atmp .cards td {{ display: block; width: auto }}
  .atmp .cards tr {{ border-bottom: 1px solid #8886; padding: .4rem 0 }}
  .atmp.atmp .cards td {{ border: 0; min-width: 0; padding: .05rem 0 }}
  .atmp.atmp .cards td.number {{ display: inline-block; padding-right: 1rem }}
  .atmp .cards td.number::before {{ content: attr(data-label) ": " }}
}}
@media print {{
  .atmp .overview ~ .container {{ break-before: page }}
  .atmp .findings th:nth-child(1) {{ width: 21% }} .atmp .findings th:nth-child(2) {{ width: 18% }}
  .atmp {{ font-size: 10pt; padding: 0; max-width: none }}
  .atmp .box {{ max-height: none; overflow: visible }}
  .atmp .conforms, .atmp .deviates, .atmp .indeterminate {{ color: {INK}; background: transparent }}
}}
"""

#: The style of a page of its own: its own ink and ground, whatever the browser's.
PAGE_STYLE = f"""
:root {{ color-scheme: light }}
body {{ color: {INK}; background: white; margin: 0 }}
.atmp {{ margin: 0 auto; padding: 1rem; font-size: 15px }}
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


def block(*parts: str, language: str = "en") -> str:
    """Return parts of HTML as one block with its style, for a notebook; another language than English is marked."""
    said = "" if language == "en" else f' lang="{language}"'
    return f'<style>{STYLE}</style>\n<div class="atmp"{said}>{"".join(parts)}</div>'


def page(title: str, block_of_parts: str, language: str = "en") -> str:
    """Return a block as one page that needs no other file, with ink and ground of its own.

    Examples
    --------
    >>> page("A & B", block("text")).startswith("<!DOCTYPE html>")
    True
    """
    meta = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    head = f"<head>{meta}<title>{escape(title)}</title>"
    body = block_of_parts.replace("</style>", f"{PAGE_STYLE}</style>", 1)
    return f'<!DOCTYPE html>\n<html lang="{language}">{head}</head>\n<body>{body}</body></html>\n'


def verdict_mark(verdict: Verdict, words: str = "", obligation: str = "shall") -> str:
    """Return a verdict with ink and ground of its own; what does not enter a container's verdict has only a border.

    Examples
    --------
    >>> verdict_mark(Verdict.DEVIATES), verdict_mark(Verdict.DEVIATES, "advice: deviates", "should")
    ('<span class="deviates">deviates</span>', '<span class="aside">advice: deviates</span>')
    """
    kind = verdict.value if obligation == "shall" else "aside"
    return f'<span class="{kind}">{escape(words or verdict.value)}</span>'
