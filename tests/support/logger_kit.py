"""What the tests of dialects share: reading a text as a file, and what a mutated file may not do."""

import random
from pathlib import Path

import numpy as np
import pytest
from places import MADE_UP, SHARED, real  # noqa: F401  the tests of each family take them from here

from atmp_logistics.core.errors import AtmpError
from atmp_logistics.core.instants import zone
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.files.file import File, open_file
from atmp_logistics.ingest.loggers import all_dialects
from atmp_logistics.ingest.readings.read_readings import read_log
from atmp_logistics.records.logs import span_of
from atmp_logistics.records.site_profile import Site

QTAG, ELITECH = MADE_UP / "qtag_made_up.txt", MADE_UP / "elitech_made_up.csv"
REAL = Path(SHARED or "nowhere", "loggers")


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


def readings_of(log, name=None):
    names = np.array([name or own for own in log.loggers], object)[log.logger]
    rows = zip(names, log.time_us.tolist(), log.temperature_degC.tolist(), strict=True)
    return {row for row in rows if not np.isnan(row[2])}


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


def cuts_and_swaps(text):
    """Yield a text cut anywhere, and with each line lost, doubled, or exchanged with the next."""
    lines = text.splitlines(keepends=True)
    yield from (text[:end] for end in range(0, len(text), 1 + len(text) // 1500))
    yield from ("".join(lines[:i] + lines[i + 1 :]) for i in range(len(lines)))
    yield from ("".join(lines[: i + 1] + lines[i:]) for i in range(len(lines)))
    yield from ("".join([*lines[:i], *lines[i : i + 2][::-1], *lines[i + 2 :]]) for i in range(len(lines)))


def in_silence(text, others, *, lone=None, **answers):
    """Yield each other text that reads, and the readings that the text does not hold, where it says nothing of them.

    `lone` is the name that any lone logger goes by: a lone logger's own name is no reading then.
    """
    whole = read_text(text, **answers)
    notes, held = set(whole.provenance[0].assumptions), {name: readings_of(whole, name) for name in (None, lone)}
    for other in others:
        try:
            log = read_text(other, **answers)
        except AtmpError:
            continue
        name = lone if len(log.loggers) == 1 else None
        said = set(log.provenance[0].assumptions) - notes
        yield other, set() if said else readings_of(log, name) - held[name]


def untold(text, **answers):
    """Return the mutants of a text that read as something else than the text does, and say nothing of it."""
    return [mutant for mutant, new in in_silence(text, cuts_and_swaps(text), **answers) if new]


def check_mutants(text, **answers):
    """No mutant ends in a traceback, or holds a reading that the original does not, without a word about it."""
    read = 0
    for mutant, new in in_silence(text, mutants(text), lone="a lone logger's name is no reading", **answers):
        read += 1
        assert not new, (mutant, new)
    assert read
