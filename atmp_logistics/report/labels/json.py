"""A label's own text as JSON, schema `atmp-logistics/label/1`: the same input gives the same bytes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from atmp_logistics.labels.label_text import LabelText, Paragraph, Section
from atmp_logistics.labels.paragraph_quantities import quantities_of
from atmp_logistics.report.shared.encoder import ENCODER

SCHEMA = "atmp-logistics/label/1"


def render_json(label: LabelText) -> str:
    """Return every section of a label, its paragraphs and their quantities, as JSON text."""
    names = ("name", "sha256", "format", "title", "revision", "language")
    document = {
        "schema": SCHEMA,
        **{name: getattr(label, name) for name in names},
        "notes": list(label.notes),
        "sections": [_section(section) for section in label.sections],
    }
    return ENCODER.encode(document) + "\n"


def _section(section: Section) -> dict[str, Any]:
    names = ("number", "title", "place", "level", "document", "language", "unreadable")
    return {
        **{name: getattr(section, name) for name in names},
        "codes": list(section.codes),
        "paragraphs": [_paragraph(paragraph, section.language) for paragraph in section.paragraphs],
    }


def _paragraph(paragraph: Paragraph, language: str) -> dict[str, Any]:
    found, unreadable = quantities_of(paragraph, language)
    return {**asdict(paragraph), "unreadable": unreadable, "quantities": [asdict(one) for one in found]}
