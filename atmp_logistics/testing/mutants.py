"""Texts of loggers that were cut, shuffled and changed; none may read as something else and say nothing of it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import numpy as np

from atmp_logistics.core.errors import AtmpError, PluginError
from atmp_logistics.core.instants import zone
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.files.file import File
from atmp_logistics.ingest.readings.read_log import read_log
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.temperature_log import TemperatureLog
from atmp_logistics.testing.expectations import expect

#: A logger's name, an instant in microseconds, and °C.
Reading = tuple[str, float, float]


def read_text(text: str, tz: str | None = "+00:00", **answers: Any) -> TemperatureLog:
    """Read a text as a logger's file; `answers` are those of `read_readings`."""
    place = zone(tz) if tz else None
    return read_log(File("log.txt", text.encode()), place, Site(), Answers(place, **answers))


def readings_of(log: TemperatureLog, name: str | None = None) -> set[Reading]:
    """Return a log's readings, those without a temperature left out; `name` takes the place of the loggers' own."""
    names = np.array([name or own for own in log.loggers], object)[log.logger]
    rows = zip(names, log.time_us.tolist(), log.temperature_degC.tolist(), strict=True)
    return {row for row in rows if not np.isnan(row[2])}


def mutants(text: str, seed: int = 0) -> Iterator[str]:
    """Yield texts cut, shuffled, with lines lost, doubled, swapped or blanked, and with other separators."""
    lines, chance = text.splitlines(keepends=True), random.Random(seed)  # noqa: S311  no secret
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


def cuts_and_swaps(text: str) -> Iterator[str]:
    """Yield a text cut anywhere, and with each line lost, doubled, or exchanged with the next."""
    lines = text.splitlines(keepends=True)
    yield from (text[:end] for end in range(0, len(text), 1 + len(text) // 1500))
    yield from ("".join(lines[:i] + lines[i + 1 :]) for i in range(len(lines)))
    yield from ("".join(lines[: i + 1] + lines[i:]) for i in range(len(lines)))
    yield from ("".join([*lines[:i], *lines[i : i + 2][::-1], *lines[i + 2 :]]) for i in range(len(lines)))


def in_silence(
    text: str, others: Iterable[str], *, lone: str | None = None, **answers: Any
) -> Iterator[tuple[str, set[Reading]]]:
    """Yield each other text that reads, and the readings that the text does not hold, where it says nothing of them.

    `lone` is the name that any lone logger goes by: a lone logger's own name is no reading then.
    """
    whole = read_text(text, **answers)
    notes, held = set(whole.provenance[0].assumptions), {name: readings_of(whole, name) for name in (None, lone)}
    for other in others:
        try:
            log = read_text(other, **answers)
        except PluginError as error:
            raise AssertionError(f"no refusal of its own: {error}; for the changed file {other[:400]!r}") from error
        except AtmpError:
            continue
        name = lone if len(log.loggers) == 1 else None
        said = set(log.provenance[0].assumptions) - notes
        yield other, set() if said else readings_of(log, name) - held[name]


def untold(text: str, **answers: Any) -> list[str]:
    """Return the mutants of a text that read as something else than the text does, and say nothing of it.

    Parameters
    ----------
    text : str
        A logger's export.
    **answers
        What `read_readings` takes, where the file does not say it.

    Returns
    -------
    list of str
        The mutants' texts; empty where each is refused, noted, or reads alike.

    Raises
    ------
    AtmpError
        Where the text itself is refused.

    Examples
    --------
    >>> untold("time,temperature [°C]\\n2026-11-10T08:00Z,4.125\\n")
    []
    """
    return [mutant for mutant, new in in_silence(text, cuts_and_swaps(text), **answers) if new]


def check_mutants(text: str, **answers: Any) -> None:
    """Check that no mutant of a text ends in a traceback, or holds a reading that the text does not, without a word.

    Parameters
    ----------
    text : str
        A logger's export.
    **answers
        What `read_readings` takes, where the file does not say it.

    Raises
    ------
    AssertionError
    """
    read = 0
    changed = chain(mutants(text), cuts_and_swaps(text))
    for mutant, new in in_silence(text, changed, lone="a lone logger's name is no reading", **answers):
        read += 1
        expect(not new, f"a changed file reads as {sorted(new)[:3]}, and says nothing of it: {mutant[:400]!r}")
    expect(read, "no changed file is read at all")
