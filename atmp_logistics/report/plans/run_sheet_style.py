"""The frame of a printed run sheet: A4 across, and lines below each other on a telephone."""

from __future__ import annotations

#: A page of its own: `title`, `body`, the language and the words for a page and its number are filled in.
FRAME = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
@page {{ size: A4 landscape; margin: 9mm 10mm 12mm;
  @bottom-right {{ content: "{page} " counter(page) " {of} " counter(pages); font: 8pt sans-serif }} }}
:root {{ color-scheme: light }}
body {{ font: 9.5pt/1.25 system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif; color: #111; background: white;
  margin: 0; overflow-wrap: anywhere }}
section {{ break-after: page; padding: 0 }} section:last-child {{ break-after: auto }}
h1 {{ font-size: 15pt; margin: 0 0 4px }} h1 bdi {{ font-weight: normal; margin-left: .4em }}
h2 {{ font-size: 11pt; margin: 9px 0 3px; break-after: avoid }}
dl {{ display: flex; flex-wrap: wrap; gap: 3px 18px; margin: 0 0 6px }} dl div {{ max-width: 100% }}
dt {{ font-size: 8pt; color: #444 }} dd {{ margin: 0; font-weight: 600 }}
ul {{ margin: 2px 0; padding-left: 1.2em }}
i {{ display: inline-block; min-width: 6.5em; border-bottom: 1px solid #111; height: 1.05em; vertical-align: baseline }}
u {{ display: inline-block; width: .85em; height: .85em; border: 1.2px solid #111; margin-right: .3em;
  text-decoration: none; vertical-align: -.1em }}
table {{ border-collapse: collapse; width: 100%; margin: 2px 0 4px }}
th {{ text-align: left; font-size: 8.5pt; border-bottom: 1.5px solid #111; padding: 2px 5px; vertical-align: bottom }}
td {{ border-bottom: 1px solid #999; padding: 4px 5px; vertical-align: top }}
tr {{ break-inside: avoid }} thead {{ display: table-header-group }}
tr.day th {{ background: #eee; font-size: 10pt; border-bottom: 1px solid #999; break-after: avoid }}
.events, .list {{ table-layout: fixed }}
.events th:nth-child(1) {{ width: 27% }} .events th:nth-child(2) {{ width: 9% }}
.events th:nth-child(3), .events th:nth-child(4) {{ width: 6.5% }} .events th:nth-child(5) {{ width: 10.5% }}
.events th:nth-child(6), .events th:nth-child(7) {{ width: 7.5% }}
td.t {{ font-variant-numeric: tabular-nums }} td.blank {{ border: 1px solid #111 }}
td.time::before {{ content: "__ __ : __ __"; color: #777; white-space: nowrap; display: block; margin-top: .5em }}
small {{ display: block; font-size: 8.5pt; color: #222 }} small.check {{ font-weight: 600 }}
td.fields i {{ min-width: 5em }}
td.fields span, .fields span, .became span {{ display: inline-block; margin: 0 .9em .35em 0; max-width: 100% }}
.became {{ border: 1px solid #111; padding: 2px 6px; break-inside: avoid; margin: 6px 0 }} .became p {{ margin: 3px 0 }}
.fields {{ margin: 6px 0 }}
.warn {{ border: 2px solid #a63f00; padding: 3px 6px; margin: 4px 0 }}
pre {{ white-space: pre-wrap; margin: 2px 0; font: inherit }}
.foot {{ font-size: 8pt; color: #444; margin: 6px 0 0 }}
@media screen {{ section {{ max-width: 75rem; margin: 0 auto; padding: 12px 8px; border-bottom: 2px solid #111 }} }}
@media screen and (max-width: 48rem) {{
  thead {{ position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden }}
  table, tbody, tr, td, th {{ display: block; width: auto }} .events th:nth-child(n) {{ width: auto }}
  tr {{ border-bottom: 1.5px solid #111; padding: 4px 0 }} td {{ border: 0; padding: 1px 4px }}
  td[data-is]:not(.what, [data-is=""])::before {{ content: attr(data-is) ": "; color: #444; margin: 0;
    display: inline }}
  td.fields:empty {{ display: none }} .list small {{ display: inline; margin-left: .4em }} .list br {{ display: none }}
  td.blank {{ border: 0; border-bottom: 1px dotted #111; min-height: 1.6em }}
}}
</style></head><body>{body}</body></html>
"""
