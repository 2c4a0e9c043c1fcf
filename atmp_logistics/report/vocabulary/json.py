"""The vocabulary as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from atmp_logistics.core.vocabulary import VocabularyEntry

SCHEMA = "atmp-logistics/vocabulary/1"


def render_json(entries: Iterable[VocabularyEntry]) -> str:
    """Return the entries, each with its kind, its definition and its words.

    Examples
    --------
    >>> from atmp_logistics.core.vocabulary import meanings
    >>> json.loads(render_json(meanings("thaw_end")))["entries"][0]["kind"]
    'event'
    """
    written = {"schema": SCHEMA, "entries": [asdict(one) for one in entries]}
    return json.dumps(written, ensure_ascii=False, indent=2) + "\n"
