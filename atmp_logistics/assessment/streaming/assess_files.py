"""Files of readings larger than memory, judged in shards: the same result as `assess` of all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atmp_logistics.assessment.assess import Progress
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.assessment.streaming.assess_shard import (
    LoadedCatalogue,
    ShardRequest,
)
from atmp_logistics.assessment.streaming.batches import begins_plain, bytes_as_text
from atmp_logistics.assessment.streaming.files_call import FilesCall
from atmp_logistics.assessment.streaming.resources import MEMORY, Resources
from atmp_logistics.catalogue.catalogue import (
    CatalogueGiven,
    ProductGiven,
    catalogue_given,
    load_catalogue,
    product_given,
)
from atmp_logistics.core.arguments import (
    Arguments,
    Containers,
    Day,
    codes,
    container_names,
    day,
    function,
    stated_conditions,
)
from atmp_logistics.core.errors import AtmpError
from atmp_logistics.core.reading_times import DateOrder
from atmp_logistics.core.zone_argument import Zone, zone_name
from atmp_logistics.evidence.events.parents import with_inherited_rows
from atmp_logistics.evidence.events.written_times import with_exactness_of_rows
from atmp_logistics.ingest import read_events
from atmp_logistics.ingest.answers import Decimal, OnClockJump, answers_of
from atmp_logistics.ingest.readings.folders import readings_files
from atmp_logistics.ingest.readings.placed_files import Given
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.given_records import SiteGiven, site_given
from atmp_logistics.records.product_names import with_slugs
from atmp_logistics.records.site_profile import Site
from atmp_logistics.timing.now import Moment

if TYPE_CHECKING:
    from atmp_logistics.ingest.events.several_files import EventSource

#: Readings that take more than this as text are streamed unasked.
MANY_BYTES = 1 << 28


def assess_files(
    events: EventLog | EventSource | Sequence[EventSource],
    readings: Given | None = None,
    product: ProductGiven | None = None,
    *,
    tz: Zone | None = None,
    logger_tz: Zone | None = None,
    date_order: DateOrder | None = None,
    unit: str | None = None,
    decimal: Decimal | None = None,
    channel: str | int | None = None,
    dialect: str | None = None,
    on_clock_jump: OnClockJump = "refuse",
    columns: Mapping[str, str] | None = None,
    heading_row: int | None = None,
    time_format: str | None = None,
    site: SiteGiven | None = None,
    when: Mapping[str, str] | None = None,
    rules: str | Iterable[str] | None = None,
    containers: Containers = (),
    catalogue: CatalogueGiven | None = None,
    on: Day | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    memory: int = MEMORY,
    folder: str | Path | None = None,
    progress: Progress | None = None,
    resolution: object = None,
    worksheet: str | Iterable[str] | None = None,
    now: Moment | None = None,
) -> Assessment:
    """Judge files of readings that need not fit into memory, here or by workers; see `assess`.

    The result is that of `assess` on the same records read at once, byte for byte where it is written. Readings are set
    down by logger in a temporary folder, 16 bytes each, which is gone afterwards.

    Parameters
    ----------
    events : EventLog, path, or sequence of paths
        From `read_events`, or what it reads; all events are held in memory.
    readings : path, sequence of paths, or mapping of str to path or paths, optional
        Plain CSV or Parquet of any size (docs/scale.md), a folder of such files, and small files of any other kind; a
        mapping says what the logger of each file stands for, as for `read_readings`.
    product : Product, str or path, optional
        As for `assess`.
    tz : str or tzinfo, optional
        The zone of local times, and of the loggers' where `logger_tz` is not given.
    logger_tz : str or tzinfo, optional
        The zone of the loggers' local times.
    date_order : {'dmy', 'mdy', 'ymd'}, optional
        As for `read_readings`, like the following ones; with any but the unit, no CSV is plain, and all are read whole.
    unit : {'C', 'F', 'K'}, optional
        The unit of files that name none.
    decimal : {'.', ','}, optional
        The decimal sign of files that do not prove it.
    channel : str or int, optional
        The product's temperature channel: its heading or its number.
    dialect : str, optional
        The logger family, or ``"table"``.
    on_clock_jump : {'refuse', 'split'}
        What to do with a log whose clock steps back.
    columns : mapping of str to str, optional
        What each column of a readings table is.
    heading_row : int, optional
        The row that heads a readings table; 0 where none does.
    time_format : str, optional
        How a readings table writes its times.
    site : Site or path, optional
        As for `assess`, like the following ones.
    when : mapping, optional
        Conditions on which limits depend.
    rules : str or iterable of str, optional
        Codes or their beginnings.
    containers : iterable of (therapy_id, container_id), DataFrame or MultiIndex, optional
        Containers that are expected.
    catalogue : Catalogue, path or list of paths, optional
        Where products are looked up.
    on : date, datetime, numpy.datetime64 or str, optional
        The day whose label judges.
    workers : int, optional
        So many processes on this machine, which take work from this one alone.
    cluster : str, optional
        The address of a Dask scheduler, such as ``"tcp://10.0.0.5:8786"``. Its workers must see the files and `folder`
        under the same paths.
    memory : int
        Bytes that a process keeps to.
    folder : path, optional
        Where the temporary folder is made; the system's own by default.
    progress : callable, optional
        Called with how many of how many shards are judged.
    resolution : str, datetime.timedelta or pint.Quantity, optional
        As for `assess`.
    worksheet : str or iterable of str, optional
        The sheet to read of a workbook with several.
    now : str, datetime or numpy.datetime64, optional
        As for `assess`.

    Returns
    -------
    Assessment
        As of `assess`.

    Raises
    ------
    AtmpError
        As `read_events`, `read_readings` and `assess` do, and where a large file is no plain one.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     events, log = Path(folder, "events.csv"), Path(folder, "log.csv")
    ...     _ = events.write_text("therapy_id,event,time\\nT1,thaw_end,2026-11-10T10:04Z\\n", "utf-8")
    ...     _ = log.write_text("time,temperature [°C]\\n2026-11-10T10:00Z,4.4\\n", "utf-8")
    ...     assess_files(events, log, "kymriah-eu")
    <Assessment: indeterminate, 1 container>
    """
    call = Arguments()
    profile, known = call(site_given, site, "site"), call(catalogue_given, catalogue, "catalogue")
    given, zone_stated = call(product_given, product, "product"), call(zone_name, tz, "tz")
    conditions, chosen = call(stated_conditions, when, "when"), call(codes, rules, "rules")
    expected, asked = call(container_names, containers, "containers"), call(day, on, "on")
    told = call(function, progress, "progress")
    call.refuse()
    resources = Resources.within(memory, folder, workers, cluster)
    known = load_catalogue() if known is None else known
    if not isinstance(events, EventLog):
        events = read_events(
            events,
            tz=zone_stated,
            site=profile,
            conditions=known.condition_names,
            date_order=date_order,
            worksheet=worksheet,
        )
    events = with_exactness_of_rows(with_slugs(events, profile.products), resolution)
    of_loggers = replace(profile, tz=profile.zone_name(zone_stated))
    stated = (date_order, unit, decimal, channel, dialect, on_clock_jump, columns, worksheet, heading_row, time_format)
    answers = answers_of(of_loggers, logger_tz, *stated)
    request = ShardRequest(given, profile, conditions, (), LoadedCatalogue({}), asked)
    return FilesCall(with_inherited_rows(events), readings, answers, request, known, expected, told, now).assess(
        resources, chosen
    )


def are_many(
    readings: Given,
    *,
    tz: str | None = None,
    unit: str | None = None,
    site: Site | None = None,
    **answers: Any,
) -> bool:
    """Say whether readings are more than are held at once without need, and so written that they can be streamed.

    Parameters
    ----------
    readings : as for `assess_files`
    tz, unit, site, **answers
        As for `read_readings`.
    """
    profile = site or Site()
    stated = answers_of(profile, tz, unit=unit, **answers)
    try:
        sources = readings_files(readings)
        return sum(bytes_as_text(source.path) for source in sources) > MANY_BYTES and all(
            begins_plain(source, stated, profile) for source in sources
        )
    except (OSError, AtmpError):
        return False
