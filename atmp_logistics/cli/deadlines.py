"""The command `deadlines`: a therapy while it happens."""

from __future__ import annotations

from functools import partial
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from atmp_logistics.cli.option_values import (
    conditions_of,
    for_all_or_each,
    mapping_of,
    now_of,
    pairs_of,
    steps_named_by_file,
    steps_of,
)
from atmp_logistics.cli.options import (
    At,
    CatalogueFolders,
    CsvStyleOption,
    Expect,
    Ics,
    Json,
    Language,
    MaxSize,
    On,
    Order,
    Plot,
    PluginFolders,
    PrintedExpiry,
    Product,
    Remind,
    Resolution,
    SiteFile,
    StepFile,
    StepTexts,
    Tz,
    WhenEach,
    Worksheet,
)
from atmp_logistics.cli.outputs import InputPaths, Outputs, output_faults
from atmp_logistics.cli.pictures import check_picture, write_picture
from atmp_logistics.cli.shared import catalogue_with, kept, plugins_of_call, print_result, refusals, site_in
from atmp_logistics.cli.worksheets import worksheet_faults
from atmp_logistics.core.errors import Fault, refuse
from atmp_logistics.core.phrases_by_key import language_name
from atmp_logistics.core.size_limit import size_limit

if TYPE_CHECKING:
    from atmp_logistics.core.csv_style import CsvStyle
    from atmp_logistics.planning.deadlines_result import Deadlines


def deadlines_command(
    events: Annotated[
        list[Path],
        typer.Argument(help="The record being filled in, as for validate: CSV, .xlsx, Parquet; one file or several."),
    ],
    now: Annotated[
        str, typer.Option("--now", help="The moment from which to look: '2026-11-24 10:44', '10:44', or 'clock'.")
    ],
    product: Product = None,
    tz: Tz = None,
    step: StepTexts = None,
    steps: StepFile = None,
    at: At = None,
    when: WhenEach = None,
    expiry: PrintedExpiry = None,
    expect: Expect = None,
    site: SiteFile = None,
    catalogue: CatalogueFolders = None,
    plugins: PluginFolders = None,
    on: On = None,
    json: Json = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write the deadlines as CSV.")] = None,
    ics: Ics = None,
    plot: Plot = None,
    resolution: Resolution = None,
    date_order: Order = None,
    worksheet: Worksheet = None,
    max_size: MaxSize = None,
    remind: Remind = "10 min",
    csv_style: CsvStyleOption = "plain",
    language: Language = None,
) -> None:
    """Show what is still to come in a half-filled record: not before, safe by, last possible, and clocks that run.

    Exit 0: every limit can still be kept, whatever the steps do.

    Exit 1: a limit is broken or cannot be kept any more, nobody can promise it, or a safe moment has passed.

    Exit 2: input or call refused.

    Exit 3: a safe moment is not known, or the record contradicts itself.
    """
    with refusals(), plugins_of_call(plugins), size_limit(max_size), steps_named_by_file(steps):
        faults = list[Fault]()
        read = InputPaths((*events, *filter(None, [site, steps])), catalogue=tuple(catalogue or []))
        faults += output_faults({"--json": json, "--csv": csv, "--ics": ics, "--plot": plot}, read)
        faults += worksheet_faults(worksheet, read)
        check_picture(plot, faults)
        kept(partial(language_name, language, "--language"), faults)
        options: dict[str, Any] = {
            "steps": steps_of(step, steps, faults),
            "when": conditions_of(when, faults),
            "expiry": for_all_or_each(expiry, "--expiry", faults),
            "anchors": mapping_of(at, "--at", faults),
            "containers": pairs_of(expect, "--expect", faults, "/"),
            "site": kept(partial(site_in, site, catalogue), faults),
        }
        refuse(faults)
        options |= {"catalogue": catalogue_with(catalogue), "on": on and on.date(), "now": now_of(now), "tz": tz}
        written = {"resolution": resolution, "date_order": date_order, "worksheet": worksheet}
        result = _deadlines(events, product, written, options)
        outputs = Outputs()
        outputs.write(json, result.to_json)
        outputs.write(csv, lambda path: _write_csv(path, result, csv_style))
        outputs.write(ics, lambda path: _write_ics(path, result, remind, language))
        outputs.write(plot, lambda path: _write_plot(path, result))
        outputs.show(lambda: _print(result))
        outputs.end("the deadlines were worked out", exit_code_of(result))


def exit_code_of(result: Deadlines) -> int:
    """Return the exit code of `deadlines`: limits that bind count, and not those that a label only advises.

    Returns
    -------
    int
        1 where a binding limit cannot be kept, cannot be promised or has passed; 3 where a safe moment is not known
        or the record contradicts itself; 0 else.
    """
    if _is_lost(result):
        return 1
    events = [event for therapy in result.therapies for event in therapy.events]
    unknown = any(isnan(event.safe_by_us) for event in events if event.decided)
    return 3 if unknown or any(therapy.contradiction for therapy in result.therapies) else 0


def _is_lost(result: Deadlines) -> bool:
    """Say whether a binding limit is broken or cannot be kept or promised, or a safe moment or a clock has passed."""
    return any(
        bool(therapy.not_kept)
        or any(event.safe_by_us < max(result.now_us, event.not_before_us) for event in therapy.events if event.decided)
        or any(clock.is_over and clock.statement.obligation == "shall" for clock in therapy.running)
        or any(
            all(statement.obligation == "shall" for statement in shortfall.statements)
            for shortfall in (*therapy.cannot, *therapy.unpromised)
        )
        for therapy in result.therapies
    )


def _deadlines(events: list[Path], product: str | None, written: dict[str, Any], options: dict[str, Any]) -> Deadlines:
    from atmp_logistics.ingest import read_events
    from atmp_logistics.planning.deadlines import deadlines

    site, conditions = options["site"], options["catalogue"].condition_names
    log = read_events(events, tz=options["tz"], site=site, conditions=conditions, **written)
    return deadlines(log, product, **options)


def _write_csv(path: Path, result: Deadlines, style: CsvStyle) -> None:
    from atmp_logistics.core.whole_files import write_text
    from atmp_logistics.report.shared.csv_text import csv_text

    write_text(path, csv_text(result.table, style, result.tz))


def _write_ics(path: Path, result: Deadlines, remind: str, language: str | None) -> None:
    from atmp_logistics.core.whole_files import write_bytes
    from atmp_logistics.report.deadlines.files import render_deadlines_ics

    write_bytes(path, render_deadlines_ics(result, remind, language=language))


def _write_plot(path: Path, result: Deadlines) -> None:
    from atmp_logistics.report.deadlines.files import draw_deadlines

    write_picture(path, lambda: draw_deadlines(result))


def _print(result: Deadlines) -> None:
    from atmp_logistics.report.deadlines import text

    print_result(text, result)
