"""A label's own text, as a file holds it: sections in their order, each with its paragraphs and their place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from atmp_logistics.core.short_repr import Described, ShortRepr, counted
from atmp_logistics.core.shown import ShownAsText, WrittenAsJson

#: What a section's document may be; "" where the file does not say it.
SMPC, LEAFLET, USPI = "SmPC", "package leaflet", "US prescribing information"


@dataclass(frozen=True, slots=True, repr=False)
class Paragraph(ShortRepr):
    """A paragraph, an item of a list, or a row of a table (its cells joined by ` | `), as written.

    Attributes
    ----------
    text : str
        With one space where the file has any white space; no sign is added, lost or changed.
    place : str
        Where it stands: a page and line, or a path in the document.
    unreadable : str
        Why the text is not surely what the label says; "" where it is.
    """

    text: str
    place: str
    unreadable: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Section(ShortRepr):
    """A section of a label, without the sections inside it, which follow it.

    Attributes
    ----------
    number : str
        As printed, without the dot at its end (``6.4``), else the number that its code stands for; "" for none.
    title : str
        As printed, with its number; "" where none is printed.
    codes : tuple of str
        The codes that the file gives it, without their code system.
    place : str
        Where it begins: a page and line, or a path in the document.
    paragraphs : tuple of Paragraph
    level : int
        How deep it stands: 1 is outermost.
    document : str
        Which text it belongs to, where a file holds several or says it: `SMPC`, `LEAFLET`, `USPI` or as written.
    language : str
        The language of this document, as the file states it; "" where it states none.
    unreadable : str
        Why the section as a whole could not be read; "" where it could.

    Examples
    --------
    >>> Section("6.4", "6.4 Storage", ("200000029840",), "section[3]", (Paragraph("Below -120 °C.", "p 1"),)).number
    '6.4'
    """

    number: str
    title: str
    codes: tuple[str, ...]
    place: str
    paragraphs: tuple[Paragraph, ...] = ()
    level: int = 1
    document: str = ""
    language: str = ""
    unreadable: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class LabelText(Described, ShownAsText, WrittenAsJson):
    """A label's own text, read from one file. Nothing of it is a limit until a person enters it.

    Attributes
    ----------
    name, sha256 : str
        The file's name and the hash of its bytes.
    format : str
        Which format the file is, such as ``FDA SPL``.
    title : str
        The title, which names the product.
    revision : str
        The version, and its date, as the file states them; "" where it states none.
    language : str
        As the file states it; several, in their order, with a comma; "" where it states none.
    sections : tuple of Section
        In document order; a section inside another follows it, one level deeper.
    notes : tuple of str
        What reading took for granted, left out, or could not read surely.
    """

    name: str
    sha256: str
    format: str
    title: str
    revision: str
    language: str
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()
    _readers: ClassVar[str] = "labels"

    def _described(self) -> str:
        return ", ".join(filter(None, (self.name, self.format, self.revision, counted(self.sections, "section"))))

    def within(self, section: Section) -> Iterator[Section]:
        """Yield a section and every section inside it.

        Parameters
        ----------
        section : Section
            One of `sections`.

        Yields
        ------
        Section
            The section itself first, then those inside it, in the order of the document.

        Examples
        --------
        >>> outer, inner, after = (Section(n, "", (), n, level=len(n)) for n in ("4", "4.2", "5"))
        >>> label = LabelText("a.xml", "", "FDA SPL", "", "", "", (outer, inner, after))
        >>> [part.number for part in label.within(outer)]
        ['4', '4.2']
        """
        at = next(i for i, part in enumerate(self.sections) if part is section)
        yield section
        for part in self.sections[at + 1 :]:
            if part.level <= section.level:
                return
            yield part
