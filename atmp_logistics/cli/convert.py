"""The command `convert`: a logger's export to a plain table."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

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
from atmp_logistics.cli.outputs import InputPaths, Outputs, check_outputs
from atmp_logistics.cli.shared import plugins_of_call, print_written, refusals, site_in
from atmp_logistics.cli.worksheets import worksheet_faults
from atmp_logistics.core.errors import refuse
from atmp_logistics.core.size_limit import size_limit


def convert_command(
    file: Annotated[Path, typer.Argument(help="A logger's export or a readings table.")],
    out: Annotated[
        Path, typer.Option("--out", help="The .csv or .xlsx to write; its provenance is written beside it.")
    ],
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
    readings_alone: Annotated[
        bool, typer.Option("--readings-alone", help="Leave out what the device measured between its readings.")
    ] = False,
    max_size: MaxSize = None,
) -> None:
    """Write a logger's readings as a plain table in UTC and °C, and beside it where they came from.

    Exit 0: written.

    Exit 2: input or call refused, and nothing was written.
    """
    with refusals(), plugins_of_call(plugins), size_limit(max_size):
        from atmp_logistics.ingest import read_readings
        from atmp_logistics.report.records.conversion import provenance_path, write_conversion

        written = (out, provenance_path(out))
        named = dict(zip(("--out", "its provenance"), written, strict=True))
        check_outputs(named, InputPaths((file, *filter(None, [site])), catalogue=tuple(catalogue or [])))
        refuse(worksheet_faults(worksheet, InputPaths((file,))))
        of_table = (columns_of(column), heading_row, time_format)
        of_files = (dialect, on_clock_jump, tuple(worksheet or ()), *of_table)
        options = LoggerOptions(tz, date_order, unit, decimal, channel, *of_files)
        log = read_readings(file, site=site_in(site, catalogue), **options.of_readings)
        outputs = Outputs()
        outputs.write(out, partial(write_conversion, log, readings_alone=readings_alone))
        outputs.show(lambda: print_written(written if outputs.written else ()))
        outputs.end("the readings were read", 0)
