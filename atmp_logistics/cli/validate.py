"""The command `validate`: a record and its readings, judged."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from atmp_logistics.cli.decisions import FilesOfDecisions
from atmp_logistics.cli.option_values import columns_of, mapping_of, now_of, pairs_of, verdicts_of
from atmp_logistics.cli.options import (
    CatalogueFolders,
    Channel,
    CollectFaults,
    ColumnTexts,
    CsvStyleOption,
    Decimal,
    Decisions,
    DeviationFolder,
    Dialect,
    Excel,
    Excursions,
    Expect,
    HeadingRow,
    Html,
    Json,
    Language,
    Ledger,
    LoggerOptions,
    LoggerTz,
    MadeAt,
    MadeBy,
    Manifest,
    MaxSize,
    On,
    OnClockJump,
    Only,
    Order,
    Overwrite,
    PluginFolders,
    Product,
    Quiet,
    Record,
    Resolution,
    SiteFile,
    StillInStore,
    TimeFormatText,
    Tz,
    Unit,
    Verified,
    When,
    WithIndeterminate,
    Worksheet,
)
from atmp_logistics.cli.outputs import Outputs, output_faults
from atmp_logistics.cli.record_folder import RecordFolder
from atmp_logistics.cli.shared import catalogue_with, kept, plugins_of_call, print_result, refusals, site_in
from atmp_logistics.cli.validate_request import ValidateInputs, ValidateRequest, WorkerOptions
from atmp_logistics.cli.worksheets import worksheet_faults
from atmp_logistics.core.errors import Fault, refuse
from atmp_logistics.core.phrases_by_key import language_name
from atmp_logistics.core.plain_files import size_of
from atmp_logistics.core.size_limit import size_limit
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.report.shared.terminal import PlainConsole

if TYPE_CHECKING:
    from atmp_logistics.assessment.result import Assessment
    from atmp_logistics.catalogue.catalogue import Catalogue
    from atmp_logistics.ingest.readings.placed_files import PlacedFile
    from atmp_logistics.records.event_log import EventLog
    from atmp_logistics.records.site_profile import Site
    from atmp_logistics.records.temperature_log import TemperatureLog

#: Readings of fewer bytes than this are read at once; their rows are not counted first.
_FEW_BYTES = 1 << 23


def validate_command(
    events: Annotated[
        list[Path],
        typer.Argument(help="Logged events: CSV, .xlsx or Parquet; several files are joined by therapy and container."),
    ],
    readings: Annotated[
        list[str] | None,
        typer.Option(
            "--readings", help="A logger's file, a folder of them, or CODE=FILE with what it measured. Repeatable."
        ),
    ] = None,
    product: Product = None,
    tz: Tz = None,
    catalogue: CatalogueFolders = None,
    plugins: PluginFolders = None,
    site: SiteFile = None,
    when: When = None,
    rules: Annotated[str | None, typer.Option("--rules", help="Only these rule codes, such as T1,W201.")] = None,
    expect: Expect = None,
    html: Html = None,
    json: Json = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write the findings as CSV.")] = None,
    decisions: Decisions = None,
    deviations: DeviationFolder = None,
    indeterminate: WithIndeterminate = False,
    manifest: Manifest = None,
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
    on: On = None,
    workers: Annotated[
        int | None, typer.Option("--workers", help="Judge in this many processes here (docs/scale.md).")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option("--cluster", help="Judge on the cluster of the Dask scheduler at this address.")
    ] = None,
    resolution: Resolution = None,
    worksheet: Worksheet = None,
    max_size: MaxSize = None,
    errors: CollectFaults = "raise",
    only: Only = None,
    quiet: Quiet = False,
    csv_style: CsvStyleOption = "plain",
    now: StillInStore = None,
    ledger: Ledger = None,
    excursions: Excursions = None,
    excel: Excel = None,
    record: Record = None,
    made_at: MadeAt = None,
    made_by: MadeBy = None,
    overwrite: Overwrite = False,
    language: Language = None,
    verified: Verified = None,
) -> None:
    """Judge logged events and readings by their products' labels.

    Exit 0: all conform.

    Exit 1: any deviates.

    Exit 2: input or call refused, or an output could not be written, which says what was judged.

    Exit 3: none deviates, some are indeterminate; or all conform, to limits that somebody changed (what-if).
    """
    from atmp_logistics.ingest.readings.placed_files import PlacedFile

    with refusals(), plugins_of_call(plugins), size_limit(max_size):
        faults = list[Fault]()
        conditions, expected = mapping_of(when, "--when", faults), pairs_of(expect, "--expect", faults, "/")
        shown = verdicts_of(only, "--only", faults)
        kept(partial(language_name, language, "--language"), faults)
        refuse(faults)
        of_table = (tuple(worksheet or ()), columns_of(column), heading_row, time_format)
        codes = None if rules is None else rules.split(",")
        request = ValidateRequest(product, conditions, codes, expected, on and on.date(), now_of(now))
        inputs = ValidateInputs(
            events,
            [PlacedFile.of(text) for text in readings or []],
            tz,
            LoggerOptions(logger_tz, date_order, unit, decimal, channel, dialect, on_clock_jump, *of_table),
            site,
            catalogue or [],
            WorkerOptions(workers, cluster),
            resolution,
            errors,
        )
        paths, filed = inputs.paths, RecordFolder(record, made_at, made_by, overwrite, language, tuple(verified or ()))
        asked = FilesOfDecisions(tuple(decisions or ()), deviations, indeterminate, manifest, made_at, made_by)
        named = {"--html": html, "--json": json, "--csv": csv, "--ledger": ledger, "--manifest": manifest}
        named |= {"--excursions": excursions, "--excel": excel}
        refuse([*output_faults(named, filed.read(asked.read(paths))), *filed.faults(paths, deviations)])
        refuse([*worksheet_faults(worksheet, paths), *asked.faults(paths)])
        result, outputs = asked.decided(_assess(inputs, request)), Outputs()
        outputs.write(html, partial(_write_page, result, shown, language))
        outputs.write(json, result.to_json)
        outputs.write(csv, partial(result.to_csv, style=csv_style))
        outputs.write(ledger, partial(result.to_ledger, style=csv_style))
        outputs.write(excursions, partial(result.to_excursions, style=csv_style))
        outputs.write(excel, result.to_excel)
        outputs.write(record, lambda folder: outputs.written.extend(filed.write(result, folder)))
        outputs.show(lambda: _print(result, shown, language, quiet=quiet))
        asked.write(result, paths, outputs)
        outputs.end(f"the record was judged, and {result.verdict.value}", result.exit_code)


def _assess(inputs: ValidateInputs, request: ValidateRequest) -> Assessment:
    site, known = site_in(inputs.site, inputs.folders), catalogue_with(inputs.folders)
    streamed = _is_streamed(inputs, site)
    log, readings = read_records(inputs, request, site, known, streamed=streamed)
    with _progress_bar() as progress:
        options: dict[str, Any] = {
            "site": site,
            "when": request.when,
            "rules": request.rules,
            "containers": request.expected,
            "catalogue": known,
            "on": request.on,
            "now": request.now,
            "progress": progress,
        }
        if streamed:
            return _assess_files(log, inputs, request.product, options)
        from atmp_logistics.assessment.assess import assess

        return assess(log, readings, request.product, **options, errors=inputs.errors)


def read_records(
    inputs: ValidateInputs, request: ValidateRequest, site: Site, known: Catalogue, *, streamed: bool
) -> tuple[EventLog, TemperatureLog | None]:
    """Return the events, and the readings unless they are streamed; the faults of all inputs are shown together."""
    from atmp_logistics.catalogue.catalogue import load_product
    from atmp_logistics.ingest import read_events, read_readings

    faults, readings = list[Fault](), None
    if request.product is not None:
        kept(partial(load_product, request.product, known, site=site), faults)
    written: dict[str, Any] = {"tz": inputs.tz, "resolution": inputs.resolution, **inputs.logger_options.of_events}
    written["errors"] = inputs.errors
    conditions = known.condition_names
    log = kept(partial(read_events, inputs.events, site=site, conditions=conditions, **written), faults)
    if inputs.readings and not streamed:
        options = inputs.logger_options.of_readings
        readings = kept(partial(read_readings, inputs.readings, site=inputs.logger_site(site), **options), faults)
    refuse(faults)
    assert log is not None  # noqa: S101  refuse() has raised otherwise
    return log, readings


def _assess_files(log: EventLog, inputs: ValidateInputs, product: str | None, options: dict[str, Any]) -> Assessment:
    from atmp_logistics.assessment.streaming.assess_files import assess_files

    of_loggers = inputs.logger_options.of_readings
    zones = {"logger_tz": of_loggers["tz"], "tz": inputs.tz}
    return assess_files(
        log, inputs.readings or None, product, **options, **asdict(inputs.workers), **of_loggers | zones
    )


def _is_streamed(inputs: ValidateInputs, site: Site) -> bool:
    """Say whether the readings are judged without being held: by workers, or where they are many."""
    if inputs.workers != WorkerOptions():
        return True
    if not inputs.readings or site.columns or _size(inputs.readings) < _FEW_BYTES:
        return False
    from atmp_logistics.assessment.streaming.assess_files import are_many

    return are_many(inputs.readings, site=inputs.logger_site(site), **inputs.logger_options.of_readings)


def _size(readings: Iterable[PlacedFile]) -> int:
    return sum(size_of(path) for path in _files(placed.path for placed in readings))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield files, and those in folders."""
    for path in paths:
        if path.is_dir():
            yield from (Path(folder, name) for folder, _, names in os.walk(path) for name in names)
        else:
            yield path


def _write_page(result: Assessment, only: frozenset[Verdict], language: str | None, path: Path) -> None:
    from atmp_logistics.core.printable import printable
    from atmp_logistics.core.whole_files import write_text
    from atmp_logistics.report.assessment.html import render_html

    write_text(path, printable(render_html(result, only, language)))


def _print(result: Assessment, only: frozenset[Verdict], language: str | None, *, quiet: bool) -> None:
    from atmp_logistics.report.assessment import quiet_lines, text

    print_result(quiet_lines if quiet else text, result, only=only, language=language)


@contextmanager
def _progress_bar() -> Iterator[Callable[[int, int], None] | None]:
    """Show a progress bar where the error output is a terminal; be silent anywhere else."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import Progress

    with Progress(console=PlainConsole(stderr=True), transient=True) as bar:
        task = bar.add_task("judging")
        yield lambda done, total: bar.update(task, completed=done, total=total)
