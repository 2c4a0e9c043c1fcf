"""The command `inspect`: what a file is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atmp_logistics.cli.options import (
    Channel,
    Decimal,
    Dialect,
    LoggerOptions,
    OnClockJump,
    Order,
    SiteFile,
    Tz,
    Unit,
)
from atmp_logistics.cli.shared import output_console, refusals, site_in
from atmp_logistics.core.errors import AmbiguousChannel, NoReadings, UnknownColumn, UnknownDialect

if TYPE_CHECKING:
    from rich.console import RenderableType

    from atmp_logistics.records.site_profile import Site


def inspect_command(
    file: Annotated[Path, typer.Argument(help="A logger's export, a readings table, or events.")],
    tz: Tz = None,
    site: SiteFile = None,
    date_order: Order = None,
    unit: Unit = None,
    decimal: Decimal = None,
    channel: Channel = None,
    dialect: Dialect = None,
    on_clock_jump: OnClockJump = "refuse",
) -> None:
    """Show what a file is: what was recognised, assumed and refused, its first rows and a small plot.

    The file is a logger's export with each of its channels, a readings table, daily extremes, or events.

    Exit 0: shown.

    Exit 2: file or call refused.
    """
    with refusals():
        console = output_console()
        options = LoggerOptions(tz, date_order, unit, decimal, channel, dialect, on_clock_jump)
        for piece in _description(file, site_in(site), options):
            console.print(piece)


def _description(file: Path, site: Site, options: LoggerOptions) -> Iterable[RenderableType]:
    """Return what a file is; of several channels, each."""
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
    except UnknownDialect as error:
        try:
            return events_of(read_events(file, tz=options.tz, site=site))
        except UnknownColumn:
            raise error from None


def _each_channel(file: Path, site: Site, options: LoggerOptions) -> list[RenderableType]:
    from atmp_logistics.ingest import channels_of

    count = channels_of(file, site=site, dialect=options.dialect)
    each = [replace(options, channel=str(number)) for number in range(1, count + 1)]
    return [piece for of_channel in each for piece in _description(file, site, of_channel)]
