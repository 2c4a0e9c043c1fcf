"""The command `export`: a record for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from atmp_logistics.cli.option_values import columns_of, now_of
from atmp_logistics.cli.options import (
    CatalogueFolders,
    Channel,
    ColumnTexts,
    Decimal,
    Dialect,
    HeadingRow,
    LoggerOptions,
    LoggerTz,
    MaxSize,
    OnClockJump,
    Order,
    PluginFolders,
    Resolution,
    SiteFile,
    TimeFormatText,
    Tz,
    Unit,
    Worksheet,
)
from atmp_logistics.cli.outputs import Outputs, check_outputs
from atmp_logistics.cli.shared import plugins_of_call, print_written, refusals, site_in
from atmp_logistics.cli.validate import read_records
from atmp_logistics.cli.validate_request import ValidateInputs, ValidateRequest, WorkerOptions
from atmp_logistics.cli.worksheets import worksheet_faults
from atmp_logistics.core.errors import refuse
from atmp_logistics.core.size_limit import size_limit
from atmp_logistics.report.exports.export_result import Export, ExportFormat


def export_command(
    events: Annotated[
        list[Path],
        typer.Argument(help="Logged events: CSV, .xlsx, Parquet, XES or a message; several files are joined."),
    ],
    to: Annotated[ExportFormat, typer.Option("--to", help="The format (docs/exports.md).")],
    out: Annotated[Path, typer.Option("--out", help="The file to write; one that is there is not replaced.")],
    readings: Annotated[
        list[str] | None,
        typer.Option(
            "--readings", help="A logger's file, a folder of them, or CODE=FILE with what it measured. Repeatable."
        ),
    ] = None,
    made_at: Annotated[
        str | None,
        typer.Option("--made-at", help="When the export is made, '2026-11-25 08:00', or 'clock'; EPCIS demands it."),
    ] = None,
    tz: Tz = None,
    catalogue: CatalogueFolders = None,
    plugins: PluginFolders = None,
    site: SiteFile = None,
    logger_tz: LoggerTz = None,
    date_order: Order = None,
    unit: Unit = None,
    decimal: Decimal = None,
    channel: Channel = None,
    dialect: Dialect = None,
    on_clock_jump: OnClockJump = "refuse",
    column: ColumnTexts = None,
    heading_row: HeadingRow = None,
    time_format: TimeFormatText = None,
    resolution: Resolution = None,
    worksheet: Worksheet = None,
    max_size: MaxSize = None,
) -> None:
    """Write events and readings for other programs, in a form that is read back to the same record.

    What the format cannot hold is printed, with counts.

    Exit 0: written.

    Exit 2: input or call refused, and nothing was written.
    """
    from atmp_logistics.ingest.readings.placed_files import PlacedFile

    with refusals(), plugins_of_call(plugins), size_limit(max_size):
        from atmp_logistics.cli.shared import catalogue_with
        from atmp_logistics.report.exports.export import export

        of_table = (tuple(worksheet or ()), columns_of(column), heading_row, time_format)
        inputs = ValidateInputs(
            events,
            [PlacedFile.of(text) for text in readings or []],
            tz,
            LoggerOptions(logger_tz, date_order, unit, decimal, channel, dialect, on_clock_jump, *of_table),
            site,
            catalogue or [],
            WorkerOptions(),
            resolution,
        )
        check_outputs({f"--to {to} --out": out}, inputs.paths)
        refuse(worksheet_faults(worksheet, inputs.paths))
        known = catalogue_with(inputs.folders)
        nothing_asked = ValidateRequest(None, {}, None, [], None)
        log, found = read_records(inputs, nothing_asked, site_in(inputs.site, inputs.folders), known, streamed=False)
        written = export(log, found, to=to, path=out, made_at=now_of(made_at))
        outputs = Outputs([*written.paths])
        outputs.show(lambda: _print(written))
        outputs.end("the record was read", 0)


def _print(written: Export) -> None:
    typer.echo(str(written))
    print_written(written.paths)
