"""Marked-up text (XHTML of ePI, the text of SPL) to paragraphs: a list's items and a table's rows each by itself."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from atmp_logistics.labels.label_text import Paragraph
from atmp_logistics.labels.markup import local

_LISTS = {"dd", "dl", "dt", "item", "li", "list", "ol", "ul"}
_TABLES = {"caption", "table", "tbody", "tfoot", "thead", "tr"}
_TEXTS = {"address", "blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6", "p", "paragraph", "pre", "section"}
_BLOCKS = _LISTS | _TABLES | _TEXTS
_CELLS = {"td", "th"}
_PICTURES = {"img", "rendermultimedia", "svg"}
_STRUCK = {"del", "s", "strike"}
_UP = dict(zip("0123456789+-−()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))
_DOWN = dict(zip("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎", strict=True))


def paragraphs_of(element: Element, place: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a marked-up text, in their order.

    Raised and lowered letters are written so, since 10 with a raised 8 is not 108; a line break is a space.

    Parameters
    ----------
    element : Element
    place : str
        That of its section.

    Examples
    --------
    >>> from atmp_logistics.labels.markup import parse_xml
    >>> text = "<div><p>Up to 10<sup>8</sup> cells</p><table><tr><td>Bag</td><td>2 to 8 °C</td></tr></table></div>"
    >>> for paragraph in paragraphs_of(parse_xml(text, "a"), "section[1]"):
    ...     print(paragraph.place, paragraph.text, sep=": ")
    section[1], p 1: Up to 10⁸ cells
    section[1], table 1, row 1: Bag | 2 to 8 °C
    """
    walk = _Walk(place)
    walk.block(element)
    return tuple(walk.out)


class _Walk:
    """A walk over a text: what was gathered since the last paragraph, and why it may not be what the label says."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.out: list[Paragraph] = []
        self.pieces: list[str] = []
        self.doubts: list[str] = []
        self.footnotes: list[str] = []
        self.in_line = False
        self.counts = {"p": 0, "table": 0, "row": 0}

    def block(self, element: Element) -> None:
        """Take an element that is a paragraph by itself, or holds some."""
        self.end_of_paragraph()
        if local(element) == "table":
            self.counts |= {"table": self.counts["table"] + 1, "row": 0}
        if local(element) == "tr":
            self._row(element)
        else:
            self._inside(element)
            self.end_of_paragraph()

    def end_of_paragraph(self, at: str = "") -> None:
        """Make a paragraph of what was gathered; footnotes follow the paragraph that they stand in."""
        text, doubt = " ".join("".join(self.pieces).split()), "; ".join(dict.fromkeys(self.doubts))
        self.pieces, self.doubts = [], []
        if text or doubt:
            if not at:
                self.counts["p"] += 1
                at = f"p {self.counts['p']}"
            self.out.append(Paragraph(text, f"{self.place}, {at}", doubt))
        notes, self.footnotes = self.footnotes, []
        self.out += [Paragraph(note, f"{self.place}, {at or 'p'}, footnote") for note in notes]

    def _inside(self, element: Element) -> None:
        self.pieces.append(element.text or "")
        for child in element:
            if local(child) in _BLOCKS and not (local(child) == "caption" and local(element) == "item"):
                self._block_inside(child)
            else:
                self._inline(child)
            self.pieces.append(child.tail or "")

    def _block_inside(self, element: Element) -> None:
        if not self.in_line:
            self.block(element)
            return
        if local(element) == "table":
            self.doubts.append("a table inside a table, whose cells cannot be told apart")
        self.pieces.append(" ")
        self._inside(element)
        self.pieces.append(" ")

    def _row(self, row: Element) -> None:
        """Take a row of a table: its cells, joined; nothing in it is a heading."""
        self.counts["row"] += 1
        cells = [self._in_one_line(cell) for cell in row if local(cell) in _CELLS]
        self.pieces = [" | ".join(cells) if any(cells) else ""]
        self.end_of_paragraph(f"table {self.counts['table']}, row {self.counts['row']}")

    def _in_one_line(self, element: Element) -> str:
        """Return all text of a cell, a footnote or a raised text in one line."""
        before, self.pieces, self.in_line = (self.pieces, self.in_line), [], True
        self._inside(element)
        text = " ".join("".join(self.pieces).split())
        self.pieces, self.in_line = before
        return text

    def _inline(self, element: Element) -> None:
        tag = local(element)
        if tag == "br":
            self.pieces.append(" ")
        elif tag in _PICTURES:
            self.doubts.append("a picture, which is not read")
        elif tag == "footnote":
            self.footnotes.append(self._in_one_line(element))
        elif tag in {"sup", "sub"}:
            self.pieces.append(_moved(self._in_one_line(element), up=tag == "sup"))
        else:
            if tag in _STRUCK:
                self.doubts.append("text that is struck out")
            if "display:none" in "".join((element.get("style") or "").split()).lower():
                self.doubts.append("text that a browser hides")
            self._inside(element)


def _moved(text: str, *, up: bool) -> str:
    """Return raised or lowered letters; signs such as ® stay as they are.

    Examples
    --------
    >>> _moved("-10", up=True), _moved("2", up=False), _moved("®", up=True), _moved("1,2", up=True)
    ('⁻¹⁰', '₂', '®', '^(1,2)')
    """
    signs = _UP if up else _DOWN
    if all(letter in signs for letter in text):
        return "".join(signs[letter] for letter in text)
    return f"{'^' if up else '_'}({text})" if any(map(str.isalnum, text)) else text
