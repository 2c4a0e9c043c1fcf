"""What the logger family of a plug-in is held to."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from atmp_logistics.core.instants import iso
from atmp_logistics.ingest.files.file import open_file
from atmp_logistics.ingest.loggers import all_dialects
from atmp_logistics.ingest.readings.detect import dialect_named
from atmp_logistics.testing.expectations import expect
from atmp_logistics.testing.mutants import check_mutants, read_text


def check_logger(
    name: str,
    sample: str | Path,
    *,
    rows: int,
    first: str,
    last: str,
    lowest: float,
    highest: float,
    tz: str | None = "+00:00",
    **answers: Any,
) -> None:
    """Check a logger family with a made-up export of its shape.

    The family alone recognises the sample, and recognises no other family's; the sample holds what is stated here;
    no part of it, and nothing else that lost, doubled or exchanged lines, ends in a traceback or reads as other
    readings without a note. (A digit that became another one is no fault of a reader.)

    Parameters
    ----------
    name : str
        The family's `NAME`.
    sample : path
        A file of text.
    rows : int
        How many readings it holds.
    first, last : str
        Their first and last instant in UTC, as in ``"2031-10-11T03:00:00Z"``.
    lowest, highest : float
        In °C.
    tz : str, optional
        The zone of the file's local times; None where it states its own.
    **answers
        What else `read_readings` takes, where the file does not say it.

    Raises
    ------
    AssertionError
        With the first thing that does not hold.

    Examples
    --------
    >>> check_logger("Coldlog", "sample.csv", rows=1, first="", last="", lowest=0.0, highest=0.0)
    Traceback (most recent call last):
    atmp_logistics.core.errors.UsageError: dialect: found 'Coldlog', expected ...
    """
    family, text = dialect_named(name), open_file(sample).text()[0]
    known = [one.NAME for one in all_dialects() if one.recognises(text)]
    expect(known == [family.NAME], f"the sample is recognised by {' and '.join(known) or 'no family'}, not by {name}")
    taken = [other for other, (owner, head) in other_exports().items() if owner != name and family.recognises(head)]
    expect(not taken, f"{name} recognises files of other families: {', '.join(taken)}")
    log = read_text(text, tz, **answers)
    held = log.temperature_degC[~np.isnan(log.temperature_degC)]
    found = len(log), iso(log.time_us.min()), iso(log.time_us.max()), float(held.min()), float(held.max())
    stated = rows, first, last, lowest, highest
    expect(found == stated, f"the sample holds {found}, and not {stated}")
    check_mutants(text, tz=tz, **answers)


def other_exports() -> dict[str, tuple[str, str]]:
    """Return the beginnings of made-up exports by their files' names, each with its family of the library."""
    text = files("atmp_logistics.testing").joinpath("data", "other_exports.json").read_text("utf-8")
    found: dict[str, list[str]] = json.loads(text)
    return {file: (owner, head) for file, (owner, head) in found.items()}
