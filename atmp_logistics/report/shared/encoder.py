"""JSON as every report writes it."""

from __future__ import annotations

from json import JSONEncoder
from typing import Any

from atmp_logistics.core.citation import Citation

#: One space a level, letters as they are; a number that JSON does not know is refused.
ENCODER = JSONEncoder(indent=1, ensure_ascii=False, allow_nan=False)


def citation_record(citation: Citation) -> dict[str, Any]:
    """Return a citation as JSON holds it; who read it, and when, where a completion says so."""
    found: dict[str, Any] = {key: getattr(citation, key) for key in ("label", "section", "revision", "url", "evidence")}
    if citation.was:
        found["was"] = citation.was
    if citation.read_by:
        found["read"] = citation.readers
        found["read_by"] = list(citation.read_by)
        found["read_on"] = citation.read_on.isoformat() if citation.read_on else None
    return found
