"""JSON as every report writes it."""

from __future__ import annotations

from json import JSONEncoder

#: One space a level, letters as they are; a number that JSON does not know is refused.
ENCODER = JSONEncoder(indent=1, ensure_ascii=False, allow_nan=False)
