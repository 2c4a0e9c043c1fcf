"""What the tests of table dialects share: reading a text as a file, and what a mutated file may not do."""

import os
import random
from pathlib import Path

import numpy as np
import pytest

from atmp_logistics.errors import AtmpError
from atmp_logistics.ingest._file import File, open_file
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.dialects import all_dialects
from atmp_logistics.ingest.readings import read_log
from atmp_logistics.records import span_of
from atmp_logistics.site import Site
from atmp_logistics.timeline import zone

MADE_UP = Path(__file__).parents[1] / "data" / "loggers"
SHARED = os.environ.get("ATMP_SHARED")
REAL = Path(SHARED or "nowhere", "loggers")
real = pytest.mark.skipif(not SHARED, reason="the real exports are not in the repository: set ATMP_SHARED")


def text_of(path):
    return open_file(path).text()[0]


def read_text(text, tz="+00:00", **answers):
    place = zone(tz) if tz else None
    return read_log(File("log.txt", text.encode()), place, Site(), Answers(place, **answers))


def edited(path, old, new, count=-1):
    text = text_of(path)
    assert old in text
    return text.replace(old, new, count)


def said_of(log):
    return " | ".join(log.provenance[0].assumptions)


def seen_in(log):
    """Rows, first and last instant, lowest and highest: what a golden test spells out."""
    values = log.temperature_degC[~np.isnan(log.temperature_degC)]
    return len(log), *span_of(log.time_us), float(values.min()), float(values.max())


def recognised_by(text):
    return [dialect.NAME for dialect in all_dialects() if dialect.recognises(text)]


def refused(text, error, words, **answers):
    assert len(recognised_by(text)) == 1, "it must be refused for what it is"
    with pytest.raises(error) as refusal:
        read_text(text, **answers)
    assert words in str(refusal.value)
    assert all(fault.where and fault.found and fault.expected and fault.fix for fault in refusal.value.faults)


def readings_of(log, name=None):
    names = np.array([name or own for own in log.loggers], object)[log.logger]
    return set(zip(names, log.time_us.tolist(), log.temperature_degC.tolist(), strict=True))


def mutants(text, seed=0):
    """Yield texts cut, shuffled, with lines lost, doubled, swapped or blanked, and with other separators."""
    lines, chance = text.splitlines(keepends=True), random.Random(seed)  # noqa: S311
    for i, line in enumerate(lines):
        before, after = lines[:i], lines[i + 1 :]
        yield "".join(before)
        yield "".join([*before, *after])
        yield "".join([*before, line, line, *after])
        yield "".join([*before, "\n", line, *after])
        yield "".join([*before, line[: len(line) // 2], "\n", *after])
        yield "".join([*before[:-1], line, *before[-1:], *after])
    for _ in range(40):
        mixed = lines[:]
        chance.shuffle(mixed)
        yield "".join(mixed)
    for one, other in (",;", ";,", ",\t", "\t,", ".,", ",.", "/.", "-/", ":.", "\"'", "\n\r"):
        yield text.replace(one, other)
    yield text.encode().decode("cp1252", "ignore")
    yield text.replace("°", "")
    for end in range(0, len(text), 7):
        yield text[:end]


def check_mutants(text, **answers):
    """No mutant ends in a traceback, or holds a reading that the original does not, without a word about it."""
    whole = read_text(text, **answers)
    notes, read = set(whole.provenance[0].assumptions), 0
    for mutant in mutants(text):
        try:
            log = read_text(mutant, **answers)
        except AtmpError:
            continue
        read += 1
        lone = "a lone logger's name is no reading" if len(log.loggers) == 1 else None
        other = {row for row in readings_of(log, lone) - readings_of(whole, lone) if not np.isnan(row[2])}
        assert not other or set(log.provenance[0].assumptions) - notes, (mutant, other)
    assert read
