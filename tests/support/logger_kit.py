"""What the tests of dialects share: reading a text as a file, and what a mutated file may not do."""

from pathlib import Path

import numpy as np
import pytest
from places import MADE_UP, SHARED, real  # noqa: F401  the tests of each family take them from here

from atmp_logistics.ingest.files.file import open_file
from atmp_logistics.ingest.loggers import all_dialects
from atmp_logistics.records.provenance import span_of
from atmp_logistics.testing.mutants import (  # noqa: F401  the tests of each family take them from here
    check_mutants,
    cuts_and_swaps,
    in_silence,
    mutants,
    read_text,
    readings_of,
    untold,
)

QTAG, ELITECH = MADE_UP / "qtag_made_up.txt", MADE_UP / "elitech_made_up.csv"
REAL = Path(SHARED or "nowhere", "loggers")


def text_of(path):
    return open_file(path).text()[0]


def edited(path, old, new, count=-1):
    text = text_of(path)
    assert old in text
    return text.replace(old, new, count)


def said_of(log):
    return " | ".join(log.provenance[0].assumptions)


def extremes(log):
    return float(np.nanmin(log.temperature_degC)), float(np.nanmax(log.temperature_degC))


def seen_in(log):
    """Rows, first and last instant, lowest and highest: what a golden test spells out."""
    return len(log), *span_of(log.time_us), *extremes(log)


def recognised_by(text):
    return [dialect.NAME for dialect in all_dialects() if dialect.recognises(text)]


def refused(text, error, words, **answers):
    assert len(recognised_by(text)) == 1, "it must be refused for what it is"
    with pytest.raises(error) as refusal:
        read_text(text, **answers)
    assert words in str(refusal.value)
    assert all(fault.where and fault.found and fault.expected and fault.fix for fault in refusal.value.faults)
