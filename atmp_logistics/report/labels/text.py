"""A label's own text in a terminal: its sections, each quantity marked, and the place of each paragraph beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType

from atmp_logistics.core.printable import printable
from atmp_logistics.labels.chosen_sections import usual_sections
from atmp_logistics.labels.label_text import LabelText, Paragraph, Section
from atmp_logistics.labels.paragraph_quantities import quantities_of
from atmp_logistics.labels.quantity import Quantity
from atmp_logistics.report.shared.plain_text import hanging, plain_text
from atmp_logistics.report.shared.terminal import Text

_PLACE_WIDTH = 18
_HEAD = "Read from the file as it is. Nothing in it is a limit until a person enters it."
_SURE, _UNSURE = "bold", "bold red"


def render_text(label: LabelText, width: int = 80, sections: Sequence[Section] | None = None) -> str:
    """Return a label's sections as plain text, each quantity in [brackets]; without `sections`, the usual ones."""
    return plain_text(_pieces(label, sections, in_brackets=True), width)


def rich_text(label: LabelText, sections: Sequence[Section] | None = None) -> Iterable[RenderableType]:
    """Yield a label's sections for a terminal, each quantity in bold; without `sections`, the usual ones."""
    return _pieces(label, sections, in_brackets=False)


def _pieces(label: LabelText, sections: Sequence[Section] | None, *, in_brackets: bool) -> Iterator[RenderableType]:
    shown = usual_sections(label) if sections is None else tuple(sections)
    yield Text(printable(label.title or label.name), "bold")
    facts = [label.format, label.revision, f"language {label.language}" if label.language else "", label.name]
    yield Text(printable("; ".join(filter(None, facts))))
    yield Text(f"sha256 {label.sha256}", "dim", overflow="fold")
    yield from (Text(printable(note), "dim") for note in label.notes)
    yield Text(_HEAD)
    document = ""
    for section in shown:
        if document != (document := ", ".join(filter(None, [section.document, section.language]))):
            yield Text()
            yield Text(document.upper(), "bold")
        yield from _section(section, in_brackets=in_brackets)
    yield from _others(label, shown)


def _section(section: Section, *, in_brackets: bool) -> Iterator[RenderableType]:
    title = section.title or " ".join(["(no title)", *section.codes])
    head = title if not section.number or title.startswith(section.number) else f"{section.number}  {title}"
    yield Text()
    yield Text.assemble((printable(head), "bold"), (f"  ({printable(section.place)})", "dim"))
    if section.unreadable:
        yield Text(f"  unreadable: {printable(section.unreadable)}", _UNSURE)
    for paragraph in section.paragraphs:
        place = paragraph.place.removeprefix(section.place).lstrip(", ")
        marked = _marked(paragraph, section.language, in_brackets=in_brackets)
        yield hanging(Text(f"  {printable(place)}", "dim"), marked, _PLACE_WIDTH)


def _marked(paragraph: Paragraph, language: str, *, in_brackets: bool) -> Text:
    """Return a paragraph with its quantities marked; one that is not surely readable says why."""
    out, at = Text(), 0
    found, unreadable = quantities_of(paragraph, language)
    for one in found:
        out.append(printable(paragraph.text[at : one.start]))
        out.append(_mark(one, in_brackets=in_brackets), _UNSURE if one.unreadable else _SURE)
        at = one.end
    out.append(printable(paragraph.text[at:]))
    if unreadable:
        out.append(f"{' ' if paragraph.text else ''}(unreadable: {printable(unreadable)})", _UNSURE)
    return out


def _mark(one: Quantity, *, in_brackets: bool) -> str:
    text = printable(one.text)
    if one.unreadable:
        return f"[{text} | {one}]"
    return f"[{text}]" if in_brackets else text


def _others(label: LabelText, shown: Sequence[Section]) -> Iterator[RenderableType]:
    """Yield which sections there are besides, so that none seems not to be in the file."""
    lengths = {section.place: len(section.paragraphs) for section in shown}
    others = [part.number or part.title for part in label.sections if part.place not in lengths]
    named = list(dict.fromkeys(filter(None, others)))
    count = sum(len(part.paragraphs) - lengths.get(part.place, len(part.paragraphs)) for part in label.sections)
    if named or count:
        yield Text()
    if count:
        yield Text(
            f"Not shown, of these sections: paragraphs without a temperature, duration or count ({count}).", "dim"
        )
    if named:
        yield Text(printable(f"Not shown, of this file: {'; '.join(named)}. All of it: --all"), "dim")
