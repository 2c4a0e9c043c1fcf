"""A logger's file before anybody stated what it does not say: its rows, times and numbers as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from atmp_logistics.core.errors import Fault, refuse
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.files.file import open_file
from atmp_logistics.ingest.raw_logs import RawLog
from atmp_logistics.ingest.readings.channels import chosen_channels
from atmp_logistics.ingest.readings.detect import take_apart
from atmp_logistics.ingest.readings.numbers import numbers_of
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.site_profile import Site

_FIRST_ROWS = 5


@dataclass(frozen=True, slots=True)
class WrittenLog:
    """A logger's rows as written: first and last time, unit, lowest and highest; None where a cell is no number.

    `missing` counts the rows without a number, `interval_s` is the interval that the file declares, `first_rows`
    are times and temperatures.
    """

    logger: str
    channel: str
    rows: int
    missing: int
    first: str
    last: str
    unit: str
    lowest: float | None
    highest: float | None
    interval_s: float | None
    first_rows: tuple[tuple[str, str], ...]


def logs_as_written(source: str | Path, site: Site, answers: Answers) -> tuple[Provenance, list[WrittenLog]]:
    """Take a logger's file apart and read its numbers, but neither its times nor its unit.

    Returns
    -------
    tuple[Provenance, list[WrittenLog]]
        The file, without instants, and each logger's rows.

    Raises
    ------
    InputError
        For a file that cannot be taken apart.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "log.csv")
    ...     _ = file.write_text("time,temperature\\n2026-11-10 08:00,4.5\\n2026-11-10 08:05,5.5\\n", "utf-8")
    ...     (log,) = logs_as_written(file, Site(), Answers())[1]
    >>> log.first, log.last, log.lowest, log.highest, log.unit
    ('2026-11-10 08:00', '2026-11-10 08:05', 4.5, 5.5, '')
    """
    file = open_file(source)
    taken = take_apart(file, site, answers)
    faults, raws = list[Fault](), [raw for raw in taken.raws if isinstance(raw, RawLog)]
    if answers.channel is not None:
        raws, _ = chosen_channels(raws, answers.channel, file.name, faults)
    refuse(faults)
    rows = sum(len(raw.times) for raw in raws)
    notes = dict.fromkeys((*taken.notes, *(note for raw in raws for note in raw.assumptions)))
    source_of_all = Provenance(file.name, file.sha256, taken.dialect, rows, assumptions=tuple(notes))
    return source_of_all, [*_written(raws, file.name, taken.answers)]


def _written(raws: list[RawLog], name: str, answers: Answers) -> Iterator[WrittenLog]:
    for raw in raws:
        faults = list[Fault]()
        place = (name, raw.rows, "temperature")
        numbers = numbers_of(raw.values, raw.missing, raw.decimal, answers, place, [], faults)
        shown = numbers[~np.isnan(numbers)]
        known = len(shown) > 0 and not faults
        yield WrittenLog(
            raw.logger,
            raw.channel,
            len(raw.times),
            len(numbers) - len(shown),
            raw.times[0] if raw.times else "",
            raw.times[-1] if raw.times else "",
            raw.unit or "",
            float(shown.min()) if known else None,
            float(shown.max()) if known else None,
            raw.interval_s,
            tuple(zip(raw.times[:_FIRST_ROWS], raw.values[:_FIRST_ROWS], strict=True)),
        )
