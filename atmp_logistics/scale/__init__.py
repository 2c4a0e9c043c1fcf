"""More than memory, more than a machine: the same assessment over shards of whole therapies, joined into one result."""

from __future__ import annotations

from atmp_logistics.scale.files import are_many, assess_files

__all__ = ["are_many", "assess_files"]
