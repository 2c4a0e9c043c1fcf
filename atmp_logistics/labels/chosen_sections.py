"""Which sections of a label are shown: those on storage, preparation and use, or those that a call names."""

from __future__ import annotations

from collections.abc import Sequence

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.likeness import nearest
from atmp_logistics.labels.label_text import LEAFLET, SMPC, USPI, LabelText, Section

_OF_US = ("2", "16", "44425-7")
#: By document: numbers, or codes of sections that have none: storage and handling (FDA), for professionals only (EMA).
_USUAL = {SMPC: ("4.2", "6.3", "6.4", "6.6"), USPI: _OF_US, LEAFLET: ("5", "6", "200000029921")}


def usual_sections(label: LabelText) -> tuple[Section, ...]:
    """Return the sections on storage, preparation and use: 4.2, 6.3, 6.4, 6.6 of an SmPC; 2 and 16 of a US label.

    Of a leaflet, 5 and 6 and what is for professionals only; of a document of no known kind, those of an SmPC where it
    has 6.4, else those of a US label.

    Returns
    -------
    tuple of Section
        In document order, with the sections inside them.
    """
    unknown = _USUAL[SMPC] if any(part.number == "6.4" for part in label.sections) else _OF_US
    return _with_inner(label, [part for part in label.sections if _is_of(part, _USUAL.get(part.document, unknown))])


def sections_named(label: LabelText, names: Sequence[str]) -> tuple[Section, ...]:
    """Return the sections of these numbers or codes, in document order, with the sections inside them.

    Raises
    ------
    UsageError
        For each name that no section has; it lists the sections that there are.

    Examples
    --------
    >>> parts = (Section("6", "6. Pharmaceutical", (), "p"), Section("6.4", "6.4 Storage", ("20",), "q", level=2))
    >>> label = LabelText("a.xml", "", "SPL", "", "", "", parts)
    >>> [part.number for part in sections_named(label, ["6"])], len(sections_named(label, ["6.4", "20"]))
    (['6', '6.4'], 1)
    """
    wanted = [name.strip().rstrip(".") for name in names]
    refuse(_unknown(label, name) for name in wanted if not any(_is_of(part, [name]) for part in label.sections))
    return _with_inner(label, [part for part in label.sections if _is_of(part, wanted)])


def _is_of(section: Section, names: Sequence[str]) -> bool:
    return section.number in names or not set(section.codes).isdisjoint(names)


def _with_inner(label: LabelText, chosen: Sequence[Section]) -> tuple[Section, ...]:
    places = {id(part) for section in chosen for part in label.within(section)}
    return tuple(part for part in label.sections if id(part) in places)


def _unknown(label: LabelText, name: str) -> Fault:
    numbers = list(dict.fromkeys(part.number for part in label.sections if part.number))
    codes = list(dict.fromkeys(code for part in label.sections for code in part.codes))
    expected = f"one of {', '.join(numbers)}" if numbers else "a code of a section"
    expected += f" or a code such as {codes[-1]}" if codes else ""
    fix = f"name one of them{nearest(name, [*numbers, *codes])}"
    return UsageError.fault(f"{label.name}, section {name!r}", "no such section", expected, fix)
