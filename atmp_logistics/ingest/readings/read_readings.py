"""Logger files to readings: which dialect, which unit, which zone, and what is no reading at all.

Nothing is dropped, sorted or repaired in silence. A row without a temperature is kept as missing, a fault code too;
a file that runs backwards throughout is turned round and says so; anything else out of order is refused. What a file
does not say, a person states, and every such answer prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from atmp_logistics.core.checks import being_read
from atmp_logistics.core.errors import ConflictingReadings, Fault, InputError, UsageError, refuse
from atmp_logistics.core.plain_files import size_of
from atmp_logistics.core.plugins import are_at_hand
from atmp_logistics.core.reading_times import DateOrder
from atmp_logistics.core.size_limit import size_limit, stated_size_MB
from atmp_logistics.core.zone_argument import Zone
from atmp_logistics.ingest.answers import Answers, Decimal, OnClockJump, answers_of, worksheet_names
from atmp_logistics.ingest.files.file import File, open_file
from atmp_logistics.ingest.files.memory_table import MemoryTable
from atmp_logistics.ingest.files.shared_work import results_of
from atmp_logistics.ingest.readings.detect import take_apart
from atmp_logistics.ingest.readings.folders import ReadingsFile, other_logger_faults
from atmp_logistics.ingest.readings.given_readings import HeldReadings, reading_sources
from atmp_logistics.ingest.readings.joined_files import joined_logs
from atmp_logistics.ingest.readings.own_frames import read_own_frame, stated_twice
from atmp_logistics.ingest.readings.placed_files import log_with_place
from atmp_logistics.ingest.readings.read_log import read_log
from atmp_logistics.ingest.readings.reading_words import ReadingWords
from atmp_logistics.records.given_records import SiteGiven, site_given
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.temperature_log import TemperatureLog

if TYPE_CHECKING:
    from atmp_logistics.ingest.readings.given_readings import GivenReadings


@being_read()
def read_readings(
    source: GivenReadings,
    *,
    tz: Zone | None = None,
    site: SiteGiven | None = None,
    date_order: DateOrder | None = None,
    unit: str | None = None,
    decimal: Decimal | None = None,
    channel: str | int | None = None,
    dialect: str | None = None,
    on_clock_jump: OnClockJump = "refuse",
    columns: Mapping[str, str] | None = None,
    worksheet: str | Iterable[str] | None = None,
    heading_row: int | None = None,
    time_format: str | None = None,
    name: str | None = None,
) -> TemperatureLog:
    """Read the readings of one or more logger files, tables in memory or open files.

    What is stated holds for every file of the call, where the file itself is silent; one that a file disproves is
    refused.

    Parameters
    ----------
    source : path, table, open file, list of them, or mapping of str to any of them
        A path is that of CSV, a workbook or Parquet with the columns time and temperature (and logger_id, unit), or any
        known logger's own export; a folder means every file in it, and may name loggers as in
        ``logger_id=A/part-0.parquet``. A table has the same columns: a DataFrame (its times may be its index), a Series
        of temperatures by their times, a pyarrow or polars table, or a mapping of columns; its temperatures may be pint
        quantities. An open file is binary or text. A mapping says what the logger of each stands for, such as
        ``{"frozen": "tank.csv"}``: the code of a storage or of a window, or ``"everywhere"`` for a logger that goes
        along with the product.
    tz : str or tzinfo, optional
        The zone of local times, or the fixed offset of a clock that never moves; the site's where not given.
    site : Site or path, optional
        The site's profile.
    date_order : {'dmy', 'mdy', 'ymd'}, optional
        The order of a logger's dates where its file does not prove it.
    unit : str, optional
        °C, °F or K, where the file names none.
    decimal : {'.', ','}, optional
        The decimal sign, where the cells do not prove it.
    channel : str or int, optional
        Which of several temperature channels is the product's: its heading or its number, from 1.
    dialect : str, optional
        The logger family, or 'table' for a plain table; the file must bear its signs all the same.
    on_clock_jump : {'refuse', 'split'}
        What to do with a log whose clock steps back: refuse it, or cut it there into loggers named SERIAL/1,
        SERIAL/2, of which none stands for a container unless the events name it.
    columns : mapping of str to str, optional
        Of a table: each heading as the file writes it, with the column that it is: ``{"Stamp": "time", "Probe 1":
        "temperature"}``. A column is `date`, `time`, `temperature`, `unit`, `logger_id` or `interval_s`; `ignore`
        leaves one out, and `*` stands for all others.
    worksheet : str or iterable of str, optional
        The sheet of a workbook that has several, by its name; of several names, each workbook has one.
    heading_row : int, optional
        The row that heads a table, where that is not the first that names a time and a temperature; 0 for none, and the
        columns are called 1, 2, 3.
    time_format : str, optional
        How a table writes its times: ``"%d.%m.%Y %H.%M"`` or ``"dd.mm.yyyy hh.mm"``.
    name : str, optional
        What a table in memory or an open file goes by in the result, and its logger where it names none; else
        "DataFrame", "Series", or the name of the open file.

    Returns
    -------
    TemperatureLog
        Each logger's readings in time order, with the provenance of every file and what was assumed in reading it.

    Raises
    ------
    InputError
        With every fault of the files: each says where, what was found, what was expected, and how to fix it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "log.csv")
    ...     _ = file.write_text("time,temperature [°F]\\n2026-11-10T08:00Z,46.4\\n", "utf-8")
    ...     read_readings(file).temperature_degC.tolist()
    [8.0]
    >>> import pandas as pd
    >>> table = pd.DataFrame({"temperature [°C]": [4.5]}, index=pd.DatetimeIndex(["2026-11-10T08:00Z"]))
    >>> log = read_readings(table)
    >>> log.temperature_degC.tolist(), log.provenance[0].name, log.provenance[0].first
    ([4.5], 'DataFrame', '2026-11-10T08:00:00Z')
    """
    profile = site_given(site)
    stated = (date_order, unit, decimal, channel, dialect, on_clock_jump, columns, worksheet, heading_row, time_format)
    answers = answers_of(profile, tz, *stated)
    sources = reading_sources(source, name, ReadingWords.of(profile, answers))
    read_one = ReadOne(answers, profile, stated_size_MB())
    sizes = [size_of(one.path) for one in sources.files]
    # Families of others are read in this process alone, which has loaded them.
    shared = results_of(read_one, sources.files, sizes, alone=are_at_hand("loggers"))
    read = [*shared, *map(read_one.held, sources.held)]
    refuse(fault for _, faults in read for fault in faults)
    parts = [log for log, _ in read if log is not None]
    refuse(_pieces_in_two_files(parts) if on_clock_jump == "split" else ())
    log = joined_logs(parts)
    return replace(log, provenance=(*log.provenance, *sources.folders)) if sources.folders else log


@dataclass(frozen=True, slots=True)
class ReadOne:
    """What reads a file of several: the answers of the call, and how many MB a file may unpack to."""

    answers: Answers
    site: Site
    max_size_MB: float | None

    def __call__(self, one: ReadingsFile) -> tuple[TemperatureLog | None, tuple[Fault, ...]]:
        """Return a file's readings, None for one that is refused, and its faults."""
        try:
            with being_read(), size_limit(self.max_size_MB):
                log = self._read(one.opened(), one.label, one.codes)
                return log_with_place(log, one.codes, one.name), tuple(other_logger_faults(one, log.loggers))
        except (InputError, UsageError) as error:
            return None, error.faults

    def held(self, one: HeldReadings) -> tuple[TemperatureLog | None, tuple[Fault, ...]]:
        """Return the readings of a table or an open file, None for one that is refused, and its faults."""
        held = one.held
        try:
            log = self._read(held, one.name, one.codes)
            return log_with_place(log, one.codes, one.name), ()
        except (InputError, UsageError) as error:
            return None, error.faults

    def _read(self, source: File | MemoryTable, label: str, codes: Sequence[str]) -> TemperatureLog:
        """Return the readings of a file or a table; what `to_frame` or `export` wrote says more than readings."""
        if isinstance(source, File):
            log = self._log_of(source, label)
        else:
            log = read_own_frame(source, lambda part: self._log_of(part, label))
        refuse(stated_twice(log, codes, label))
        return log

    def _log_of(self, source: File | MemoryTable, label: str) -> TemperatureLog:
        return read_log(source, self.answers.tz, self.site, self.answers, label=label)


def channels_of(
    source: str | Path,
    *,
    site: Site | None = None,
    dialect: str | None = None,
    worksheet: str | Iterable[str] | None = None,
    columns: Mapping[str, str] | None = None,
    heading_row: int | None = None,
    time_format: str | None = None,
) -> int:
    """Return how many temperature channels a logger's file has, of its logger that has the most.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "log.csv")
    ...     _ = file.write_text("time,temperature [°C]\\n2026-11-10T08:00Z,4.4\\n", "utf-8")
    ...     channels_of(file)
    1
    """
    of_table = {"columns": dict(columns or {}), "heading_row": heading_row, "time_format": time_format}
    answers = Answers(dialect=dialect, worksheets=worksheet_names(worksheet), **of_table)  # type: ignore[arg-type]
    taken = take_apart(open_file(source), site or Site(), answers)
    names = [raw.logger for raw in taken.raws]
    return max(map(names.count, names), default=0)


def _pieces_in_two_files(parts: Sequence[TemperatureLog]) -> Iterable[Fault]:
    """Refuse pieces of one logger from two files: their numbers say nothing of which belongs to which."""
    every = [name for log in parts for name in log.loggers]
    fix = "read the files apart, and convert each"
    for name in sorted({name for name in every if every.count(name) > 1 and name.rpartition("/")[2].isdecimal()}):
        yield Fault(f"logger {name}", "a piece of this name in two files", "one", fix, ConflictingReadings)
