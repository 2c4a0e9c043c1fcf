"""JSON as every report writes it."""

from __future__ import annotations

from json import JSONEncoder

from atmp_logistics.core.verdict import Citation

#: One space a level, letters as they are; a number that JSON does not know is refused.
ENCODER = JSONEncoder(indent=1, ensure_ascii=False, allow_nan=False)


def citation_record(citation: Citation) -> dict[str, str]:
    """Return a citation as JSON holds it."""
    return {key: getattr(citation, key) for key in ("label", "section", "revision", "url", "evidence")}
