"""The command `inspect`: what a file is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atmp_logistics.cli.option_values import columns_of
from atmp_logistics.cli.options import (
    CatalogueFolders,
    Channel,
    ColumnTexts,
    Decimal,
    Dialect,
    HeadingRow,
    LoggerOptions,
    MaxSize,
    OnClockJump,
    Order,
    PluginFolders,
    SiteFile,
    TimeFormatText,
    Tz,
    Unit,
    Worksheet,
)
from atmp_logistics.cli.outputs import InputPaths
from atmp_logistics.cli.shared import kept, output_console, plugins_of_call, refusals, site_in
from atmp_logistics.cli.worksheets import worksheet_faults
from atmp_logistics.core.errors import (
    AmbiguousChannel,
    AmbiguousDateOrder,
    Fault,
    InputError,
    MissingUnit,
    NaiveTime,
    NoReadings,
    NotATable,
    UnknownColumn,
    UnknownDialect,
    refuse,
)
from atmp_logistics.core.size_limit import size_limit

if TYPE_CHECKING:
    from rich.console import RenderableType

    from atmp_logistics.records.site_profile import Site


def inspect_command(
    file: Annotated[Path, typer.Argument(help="A logger's export, a readings table, or events.")],
    tz: Tz = None,
    site: SiteFile = None,
    catalogue: CatalogueFolders = None,
    plugins: PluginFolders = None,
    date_order: Order = None,
    unit: Unit = None,
    decimal: Decimal = None,
    channel: Channel = None,
    dialect: Dialect = None,
    on_clock_jump: OnClockJump = "refuse",
    worksheet: Worksheet = None,
    column: ColumnTexts = None,
    heading_row: HeadingRow = None,
    time_format: TimeFormatText = None,
    max_size: MaxSize = None,
) -> None:
    """Show what a file is: what was recognised, assumed and refused, its first rows and a small plot.

    The file is a logger's export with each of its channels, a readings table, daily extremes, events, or a message
    (FHIR, EPCIS) with the one or the other.

    Exit 0: shown.

    Exit 2: file or call refused.
    """
    with refusals(), plugins_of_call(plugins), size_limit(max_size):
        console = output_console()
        refuse(worksheet_faults(worksheet, InputPaths((file,))))
        of_table = (columns_of(column), heading_row, time_format)
        of_files = (dialect, on_clock_jump, tuple(worksheet or ()), *of_table)
        options = LoggerOptions(tz, date_order, unit, decimal, channel, *of_files)
        describe = _message if _is_message(file) else _description
        for piece in describe(file, site_in(site, catalogue), options):
            console.print(piece)


def _is_message(file: Path) -> bool:
    from atmp_logistics.ingest.files.file import open_file
    from atmp_logistics.ingest.messages import is_message

    return file.is_file() and is_message(open_file(file))


def _message(file: Path, site: Site, options: LoggerOptions) -> Iterable[RenderableType]:
    """Return what a message is: the readings of its sensors and its events, or one of them and why not the other."""
    from atmp_logistics.ingest import read_events
    from atmp_logistics.report.records.inspection import events_of
    from atmp_logistics.report.shared.terminal import Text

    of_readings, of_events = list[Fault](), list[Fault]()
    holds_reports = b'"sensorElementList"' in file.read_bytes()
    readings = kept(lambda: [*_description(file, site, options)], of_readings) if holds_reports else None
    events = kept(lambda: [*events_of(read_events(file, tz=options.tz, site=site, **options.of_events))], of_events)
    if readings is None and events is None:
        refuse(of_readings or of_events)
    refused = [Text(f"not shown as readings: {fault}") for fault in of_readings]
    refused += [Text(f"not shown as events: {fault}") for fault in of_events]
    return [*(readings or ()), *(events or ()), *refused]


def _description(file: Path, site: Site, options: LoggerOptions) -> Iterable[RenderableType]:
    """Return what a file is, as far as it can be seen: before its zone, its unit or its dates' order is stated too."""
    try:
        return _read(file, site, options)
    except InputError as error:
        if {fault.error for fault in error.faults} <= {NaiveTime, MissingUnit, AmbiguousDateOrder}:
            return _as_written(file, site, options, error)
        raise


def _read(file: Path, site: Site, options: LoggerOptions) -> Iterable[RenderableType]:
    """Return what a file is read to; of several channels, each."""
    from atmp_logistics.ingest import read_events, read_readings, read_summary
    from atmp_logistics.report.records.inspection import events_of, inspection_of, summary_of

    try:
        return inspection_of(read_readings(file, site=site, **options.of_readings), site)
    except NoReadings:
        return summary_of(read_summary(file, site=site, **options.of_summary))
    except AmbiguousChannel:
        if options.channel is not None:
            raise
        return _each_channel(file, site, options)
    except (UnknownDialect, NotATable) as error:
        try:
            return events_of(read_events(file, tz=options.tz, site=site, **options.of_events))
        except (UnknownColumn, NotATable) as of_events:
            # A table that has all columns of events is one, whatever else stands in it.
            is_table = isinstance(of_events, UnknownColumn) and not any(map(_is_missing, of_events.faults))
            raise of_events if is_table else error from None


def _is_missing(fault: Fault) -> bool:
    return fault.found.startswith("no column ")


def _as_written(file: Path, site: Site, options: LoggerOptions, error: InputError) -> Iterable[RenderableType]:
    from atmp_logistics.ingest.answers import Answers
    from atmp_logistics.ingest.readings.as_written import logs_as_written
    from atmp_logistics.report.records.inspection import written_of

    layout = {name: value for name, value in options.of_layout.items() if name != "worksheet"}
    answers = Answers(
        unit=options.unit, decimal=options.decimal, channel=options.channel, worksheets=options.worksheet, **layout
    )
    try:
        source, logs = logs_as_written(file, site, answers)
    except InputError:
        raise error from None
    return written_of(source, logs, error.faults)


def _each_channel(file: Path, site: Site, options: LoggerOptions) -> list[RenderableType]:
    from atmp_logistics.ingest import channels_of

    count = channels_of(file, site=site, **options.of_layout)
    each = [replace(options, channel=str(number)) for number in range(1, count + 1)]
    return [piece for of_channel in each for piece in _read(file, site, of_channel)]
