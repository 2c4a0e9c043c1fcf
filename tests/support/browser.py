"""A page as a browser shows it: how far each text stands out from its ground, and what runs off sideways."""

import json
import re
import subprocess
from html import escape, unescape
from shutil import which

BROWSER = next(filter(None, map(which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)

#: Writes every text of `.cell` with its contrast, and every cell whose content is wider than itself, into the page.
MEASURE = """
<script>
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
function rgba(colour) {
  canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = '#000'; canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
}
const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a), 1];
function ground(node) {
  const own = rgba(getComputedStyle(node).backgroundColor);
  return node.parentElement && own[3] < 1 ? over(own, ground(node.parentElement)) : over(own, [255, 255, 255]);
}
function luminance(colour) {
  const [r, g, b] = colour.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(node) {
  const under = ground(node), ink = over(rgba(getComputedStyle(node).color), under);
  const [low, high] = [luminance(ink), luminance(under)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}
const out = {texts: [], wide: []};
for (const cell of document.querySelectorAll('.cell')) {
  if (cell.scrollWidth > cell.clientWidth + 1) out.wide.push(cell.id);
  const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement, text = walk.currentNode.textContent.trim();
    if (text && !['STYLE', 'SCRIPT'].includes(node.tagName)) {
      out.texts.push({cell: cell.id, text: text.slice(0, 60), contrast: contrast(node)});
    }
  }
}
const written = document.createElement('pre'); written.id = 'measured';
written.textContent = JSON.stringify(out); document.body.append(written);
</script>
"""


def measured(page, folder, width=900):
    """Return what `MEASURE` finds in a page: `texts`, each with its contrast, and `wide`, the cells that run off."""
    path = folder / "page.html"
    path.write_text(page.replace("</body>", f"{MEASURE}</body>"), "utf-8")
    run = subprocess.run(
        [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}",
         f"--window-size={width},1200", "--dump-dom", path.as_uri()],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return json.loads(unescape(re.search(r'<pre id="measured">(.*?)</pre>', run.stdout, re.DOTALL)[1]))


#: Pages of the programs that show notebooks, as far as their styles meet a result: inks, grounds and tables.
_JUPYTER = """
body { background: var(--jp-layout-color0); }
.jp-RenderedHTMLCommon { color: var(--jp-content-font-color1); font: 14px/1.6 sans-serif; }
.jp-ThemedContainer .jp-RenderedHTMLCommon pre, .jp-ThemedContainer .jp-RenderedHTMLCommon code {
  background-color: var(--jp-layout-color0); color: var(--jp-content-font-color1); white-space: pre-wrap; }
.jp-ThemedContainer .jp-RenderedHTMLCommon :not(pre) > code { background-color: var(--jp-layout-color2); }
.jp-RenderedHTMLCommon a:link { color: var(--jp-content-link-color); }
.jp-RenderedHTMLCommon table { color: var(--jp-ui-font-color1); font-size: 13px; table-layout: fixed; }
:not(.jp-RenderedMarkdown).jp-RenderedHTMLCommon td, :not(.jp-RenderedMarkdown).jp-RenderedHTMLCommon th {
  text-align: right; }
.jp-RenderedHTMLCommon tbody tr:nth-child(odd) { background: var(--jp-layout-color0); }
.jp-RenderedHTMLCommon tbody tr:nth-child(even) { background: var(--jp-rendermime-table-row-background); }
"""
_LIGHT = """:root { --jp-layout-color0: white; --jp-layout-color2: #eee; --jp-content-font-color1: rgba(0, 0, 0, 0.87);
  --jp-ui-font-color1: rgba(0, 0, 0, 0.87); --jp-content-link-color: #0d47a1;
  --jp-rendermime-table-row-background: #cfd8dc; --jp-border-color1: #bdbdbd; }"""
_DARK = """:root { --jp-layout-color0: #111; --jp-layout-color2: #424242; --jp-content-font-color1: white;
  --jp-ui-font-color1: rgba(255, 255, 255, 0.87); --jp-content-link-color: #64b5f6;
  --jp-rendermime-table-row-background: #212121; --jp-border-color1: #616161; }"""
_CODE = """
body { color: var(--vscode-foreground); background: var(--vscode-editor-background); font: 13px sans-serif; }
a { color: var(--vscode-textLink-foreground); }
table, th, tr { vertical-align: middle; text-align: right; border: none; }
thead { font-weight: bold; background-color: rgba(130, 130, 130, 0.16); }
tr:nth-child(even) { background-color: rgba(130, 130, 130, 0.08); }
"""
HOSTS = {
    "JupyterLab and nbconvert, light": _LIGHT + _JUPYTER,
    "JupyterLab and nbconvert, dark": _DARK + _JUPYTER,
    "VS Code, light": ":root { --vscode-foreground: #3b3b3b; --vscode-editor-background: #fff; }" + _CODE,
    "VS Code, dark": ":root { --vscode-foreground: #ccc; --vscode-editor-background: #1f1f1f; }" + _CODE,
    "no style but a dark page": "body { color: #ddd; background: #000; }",
}


def host_page(style, cells, width):
    """Return a page of a host with one output of each name, each in a cell of a width."""
    outputs = "\n".join(
        f'<div class="cell" id="{name}" style="width: {width}px; overflow: auto; margin: 1em">'
        f'<div class="jp-RenderedHTMLCommon">{html}</div></div>'
        for name, html in cells.items()
    )
    head = f'<head><meta charset="utf-8"><style>{style}</style></head>'
    return f'<!DOCTYPE html><html>{head}<body class="jp-ThemedContainer">{outputs}</body></html>'


#: Writes what a page of its own is, in a frame as wide as a telephone or a screen, into the page around the frame.
_MEASURE_FRAME = """
const seen = document.querySelector('iframe').contentDocument, view = seen.defaultView;
const shown = node => node.getClientRects().length > 0;
const top = node => node.getBoundingClientRect().top + view.scrollY;
const texts = [], walk = seen.createTreeWalker(seen.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const node = walk.currentNode.parentElement, text = walk.currentNode.textContent.trim();
  if (text && !['STYLE', 'SCRIPT'].includes(node.tagName) && shown(node)) {
    texts.push({text: text.slice(0, 60), contrast: contrast(node)});
  }
}
const pictures = [...seen.querySelectorAll('img')].filter(shown).map(picture => ({
  alt: picture.alt, width: picture.clientWidth, drawn: picture.complete && picture.naturalWidth > 0,
  heading: picture.closest('article').querySelector('h3').textContent,
  below: top(picture) > top(picture.closest('article').querySelector('h3')),
}));
const out = {
  texts, pictures, scrolls: seen.documentElement.scrollWidth > view.innerWidth, width: view.innerWidth,
  verdict: seen.querySelector('.verdict .word, h1 + p > span').getBoundingClientRect().bottom + view.scrollY,
  requests: view.performance.getEntriesByType('resource').map(one => one.name).filter(name => !name.startsWith('data:')),
};
"""


def framed(page, folder, width, height=844):
    """Return what a browser makes of a page in a window of a size: texts, pictures, requests, faults that it tells."""
    functions = MEASURE.partition("const out")[0].replace("<script>", "")
    written = MEASURE.partition("const written")[2].replace("</script>", "")
    script = f"{functions}{_MEASURE_FRAME}const written{written}"
    path = folder / "frame.html"
    (folder / "page.html").write_text(page, "utf-8")
    frame = f'<iframe style="width:{width}px;height:{height}px;border:0" srcdoc="{escape(page)}"></iframe>'
    body = f"<body style='margin:0'>{frame}<script>window.onload = () => {{{script}}}</script></body>"
    path.write_text(f'<!DOCTYPE html><meta charset="utf-8">{body}', "utf-8")
    run = _run(
        folder, f"--window-size={max(width, 500)},{height}", "--enable-logging=stderr", "--dump-dom", path.as_uri()
    )
    found = json.loads(unescape(re.search(r'<pre id="measured">(.*?)</pre>', run.stdout, re.DOTALL)[1]))
    return found | {"told": re.findall(r"CONSOLE.*", run.stderr)}


def printed(page, folder):
    """Return the text of each page that a browser prints."""
    from pypdf import PdfReader

    (folder / "page.html").write_text(page, "utf-8")
    _run(folder, "--no-pdf-header-footer", f"--print-to-pdf={folder / 'page.pdf'}", (folder / "page.html").as_uri())
    return [one.extract_text() for one in PdfReader(folder / "page.pdf").pages]


def _run(folder, *arguments):
    plain = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    return subprocess.run([BROWSER, *plain, *arguments], capture_output=True, text=True, timeout=120, check=True)
