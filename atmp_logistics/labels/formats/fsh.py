"""EMA ePI as FHIR Shorthand (.fsh): instances of Composition, whose rules write a section's title, code and XHTML.

What it looks like: `Instance: name`, `InstanceOf: CompositionUvEpi`, then rules `* section[=].section[+]` with their
details below them, indented. Seen: public sources of test ePIs, some made from the EMA's leaflets in several languages.

Traps: such texts were taken out of PDFs, and signs were lost on the way in one language and not in the other:
"≤ -120 °C" became "( -120 C)". Nothing here puts them back. One code stands on all sections. A type says package
leaflet over an SmPC. A title may stand over the text of the section before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from atmp_logistics.core.errors import LabelError
from atmp_logistics.ingest.files.file import File
from atmp_logistics.labels.compositions import RawComposition, RawSection, div_of, label_of
from atmp_logistics.labels.label_files import text_of
from atmp_logistics.labels.label_text import LabelText

NAME = "EMA ePI (FHIR Shorthand)"
_SIGN = re.compile(rb"^InstanceOf:[ \t]*\S*Composition", re.MULTILINE)
_HEAD = re.compile(r"(Instance|InstanceOf|Profile|Extension|RuleSet|Alias|Invariant|ValueSet|CodeSystem):\s*(\S*)")
_RULE = re.compile(r"( *)\* +(\S+)(?:[ \t]+=\s*(.*))?", re.DOTALL)
_STEP = re.compile(r"section\[(\+|=|\d+)\]|section(?=\.|$)")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_CODE = re.compile(r'(?:[^\s#"]*)#([^\s"]+)')
_BLOCK = '"""'


@dataclass(slots=True)
class _Instance:
    """An instance: its kind, and its rules with their lines."""

    kind: str = ""
    rules: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Sections:
    """The sections of a Composition as its rules make them."""

    outer: list[RawSection] = field(default_factory=list)

    def at(self, path: str, line: int) -> RawSection | None:
        """Return the section that a path leads to, made where it is new; None for a path that leads nowhere."""
        inside, section = self.outer, None
        for step in _STEP.finditer(path):
            index = step[1] or "0"
            number = len(inside) if index == "+" else len(inside) - 1 if index == "=" else int(index)
            if number == len(inside):
                inside.append(RawSection("", (), f"line {line}"))
            if not 0 <= number < len(inside):
                return None
            section, inside = inside[number], inside[number].inside
        return section


def recognises(file: File) -> bool:
    """Say whether a file is FHIR Shorthand with a Composition."""
    return bool(_SIGN.search(file.data))


def read(file: File) -> LabelText:
    """Return the label's text."""
    instances = list(_instances(text_of(file), file.name))
    raws = [_composition(one, file.name) for one in instances if "Composition" in one.kind]
    names = [name for one in instances if "MedicinalProduct" in one.kind for name in _product_names(one)]
    return label_of(file, NAME, raws, names)


def _instances(text: str, name: str) -> Iterator[_Instance]:
    """Yield the instances of a file; a rule with a text of several lines is one rule."""
    now = _Instance()
    for line, rule in _whole_rules(text, name):
        head = _HEAD.match(rule)
        if head is None:
            now.rules.append((line, rule))
        elif head[1] == "InstanceOf":
            now.kind = head[2]
        else:
            yield now
            now = _Instance()
    yield now


def _whole_rules(text: str, name: str) -> Iterator[tuple[int, str]]:
    """Yield each line and its number, a text in three quotes as one line."""
    held, began = list[str](), 0
    for number, line in enumerate(text.split("\n"), 1):
        opens = line.count(_BLOCK) % 2 == 1
        if held:
            held.append(line)
            if opens:
                yield began, "\n".join(held)
                held = []
        elif opens:
            held, began = [line], number
        elif line.strip():
            yield number, line.rstrip()
    if held:
        found = f"a text that begins with {_BLOCK} and does not end"
        raise LabelError([LabelError.fault(f"{name}, line {began}", found, f"{_BLOCK} at its end", "fetch it again")])


def _composition(instance: _Instance, name: str) -> RawComposition:
    """Return a Composition by its rules; an indented rule belongs to the section above it."""
    raw, sections, section = RawComposition(), _Sections(), None
    for line, rule in instance.rules:
        match = _RULE.match(rule)
        if match is None:
            continue
        path = match[2].rstrip(".")
        if not match[1] or path.startswith("section"):
            section = sections.at(path, line) if path.startswith("section") else None
            if path.startswith("section") and section is None:
                found, fix = f"the path {path}, which leads to no section", "fetch it again"
                raise LabelError([LabelError.fault(f"{name}, line {line}", found, "a section before it", fix)])
        last = _STEP.sub("", path).strip(".")
        if section is None:
            _set_composition(raw, last, match[3] or "")
        else:
            _set_section(section, last, match[3] or "", name)
    raw.sections = sections.outer
    return raw


def _set_composition(raw: RawComposition, path: str, value: str) -> None:
    if path in {"title", "version", "date"}:
        setattr(raw, path, _text(value))
    elif path == "language":
        raw.language = "".join(_codes(value)).lower()
    elif path == "type":
        raw.type_codes = _codes(value)
    elif path == "type.text":
        raw.type_text = _text(value)


def _set_section(section: RawSection, path: str, value: str, name: str) -> None:
    if path == "title":
        section.title = " ".join(_text(value).split())
    elif path.startswith("code") and not path.endswith("text"):
        section.codes = (*section.codes, *_codes(value))
    elif path == "text.div":
        section.div, section.unreadable = div_of(_text(value), name)


def _text(value: str) -> str:
    """Return a text without its quotes.

    Examples
    --------
    >>> _text('"6.4 \\\\"Storage\\\\"" // a comment'), _text('\"\"\"<div/>\"\"\"')
    ('6.4 "Storage"', '<div/>')
    """
    if value.startswith(_BLOCK):
        return value.removeprefix(_BLOCK).rpartition(_BLOCK)[0].strip()
    match = _TEXT.match(value)
    return re.sub(r"\\(.)", r"\1", match[1]).strip() if match else ""


def _codes(value: str) -> tuple[str, ...]:
    """Return the code of `system#code "display"`."""
    match = _CODE.match(value)
    return (match[1],) if match else ()


def _product_names(instance: _Instance) -> Iterator[str]:
    for _, rule in instance.rules:
        match = _RULE.match(rule)
        if match and match[2].endswith("productName"):
            yield _text(match[3] or "")
