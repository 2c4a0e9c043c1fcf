"""The command `plan`: a therapy before it happens."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any

import typer

from atmp_logistics.cli.option_values import (
    conditions_of,
    for_all_or_each,
    mapping_of,
    now_of,
    slots_of,
    steps_named_by_file,
    steps_of,
)
from atmp_logistics.cli.options import (
    At,
    CatalogueFolders,
    Containers,
    CsvStyleOption,
    Ics,
    Json,
    Language,
    On,
    Plot,
    PluginFolders,
    PrintedExpiry,
    Remind,
    SiteFile,
    Slug,
    StepFile,
    StepTexts,
    Tz,
    WhenEach,
)
from atmp_logistics.cli.outputs import InputPaths, Outputs, output_faults
from atmp_logistics.cli.pictures import check_picture, write_picture
from atmp_logistics.cli.shared import (
    catalogue_with,
    kept,
    output_console,
    plugins_of_call,
    print_result,
    refusals,
    site_in,
)
from atmp_logistics.core.errors import Fault, ImpossiblePlan, UsageError, refuse
from atmp_logistics.core.phrases_by_key import language_name

if TYPE_CHECKING:
    from atmp_logistics.planning.plan_result import Plan
    from atmp_logistics.planning.risk import Risk


def plan_command(
    slug: Slug,
    at: At = None,
    tz: Tz = None,
    containers: Containers = 1,
    step: StepTexts = None,
    steps: StepFile = None,
    hours: Annotated[
        list[str] | None,
        typer.Option("--hours", help="Opening hours, 'thaw_start=Mon-Fri 08:00-16:00'. Repeatable."),
    ] = None,
    slot: Annotated[
        list[str] | None,
        typer.Option("--slot", help="A slot, 'administration=2026-11-24 10:00 to 11:30'. Repeatable."),
    ] = None,
    when: WhenEach = None,
    container: Annotated[
        list[str] | None,
        typer.Option("--container", help="A container's identifier; repeat it in the order of use."),
    ] = None,
    expiry: PrintedExpiry = None,
    batch: Annotated[
        list[str] | None,
        typer.Option("--batch", help="The batch for the run sheet, or CONTAINER=BATCH. Repeatable."),
    ] = None,
    site: SiteFile = None,
    catalogue: CatalogueFolders = None,
    plugins: PluginFolders = None,
    on: On = None,
    therapy: Annotated[
        str, typer.Option("--therapy", help="The therapy's identifier, for run sheet and calendar.")
    ] = "",
    risk: Annotated[
        int | None,
        typer.Option("--risk", help="Show how likely every limit is met by start time, drawn from this seed."),
    ] = None,
    ics: Ics = None,
    json: Json = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write the run sheet to be filled in as CSV.")] = None,
    sheet: Annotated[
        Path | None, typer.Option("--sheet", help="Write the run sheet: .html to be printed, .xlsx to be filled in.")
    ] = None,
    plot: Plot = None,
    now: Annotated[
        str | None,
        typer.Option(
            "--now", help="When the calendar is made, so that it takes the place of an earlier one: a time, or 'clock'."
        ),
    ] = None,
    remind: Remind = "10 min",
    csv_style: CsvStyleOption = "plain",
    language: Language = None,
) -> None:
    """Plan a therapy: not before, planned, safe by and last possible of every event, and why.

    Exit 0: the plan holds whatever its steps do.

    Exit 1: it cannot work, or nobody can promise it.

    Exit 2: input or call refused.

    Exit 3: a safe moment is not known, because a step's duration was not stated.
    """
    with refusals(), plugins_of_call(plugins), steps_named_by_file(steps):
        faults = list[Fault]()
        read = InputPaths(tuple(filter(None, [site, steps])), catalogue=tuple(catalogue or []))
        written = {"--ics": ics, "--json": json, "--csv": csv, "--sheet": sheet, "--plot": plot}
        faults += output_faults(written, read)
        check_picture(plot, faults)
        options = {
            "anchors": mapping_of(at, "--at", faults),
            "steps": steps_of(step, steps, faults),
            "hours": mapping_of(hours, "--hours", faults),
            "slots": slots_of(slot, faults),
            "when": conditions_of(when, faults),
            "expiry": for_all_or_each(expiry, "--expiry", faults),
            "site": kept(partial(site_in, site, catalogue), faults),
        }
        batches = for_all_or_each(batch, "--batch", faults)
        faults += _container_faults(containers, container)
        kept(partial(language_name, language, "--language"), faults)
        refuse(faults)
        known = catalogue_with(catalogue)
        result = _plan(slug, tz=tz, containers=container or containers, catalogue=known, on=on and on.date(), **options)
        curve = _risk(result, risk)
        outputs = Outputs()
        outputs.write(json, result.to_json)
        calendar: dict[str, Any] = {"reference": therapy, "reminder": remind, "language": language}
        outputs.write(ics, lambda path: result.to_ics(path, now=now_of(now), **calendar))
        outputs.write(csv, lambda path: result.to_run_sheet(path, therapy, batch=batches, style=csv_style))
        outputs.write(sheet, lambda path: _write_run_sheet(path, result, therapy, batches, language))
        outputs.write(plot, lambda path: write_picture(path, (curve or result).plot))
        outputs.show(lambda: _print(result, curve))
        outputs.end("the plan was made", result.exit_code)


def _plan(slug: str, **options: Any) -> Plan:
    """Return the plan; where it cannot work, print why and end."""
    from atmp_logistics.planning.plan import plan

    try:
        return plan(slug, **options)
    except ImpossiblePlan as error:
        _print_why_impossible(error)
        raise typer.Exit(ImpossiblePlan.exit_code) from None


def _risk(result: Plan, seed: int | None) -> Risk | None:
    if seed is None:
        return None
    from atmp_logistics.planning.risk import risk

    return risk(result, seed=seed)


def _container_faults(count: int, names: list[str] | None) -> list[Fault]:
    """Return a fault where the number of containers is stated, and is not that of those named."""
    if not names or count in {1, len(names)}:
        return []
    found, fix = f"{count} containers, and {len(names)} named", "name each, or leave out --containers"
    return [UsageError.fault("--container", found, "as many as are named", fix)]


def _write_run_sheet(
    path: Path, result: Plan, therapy: str, batches: str | dict[str, str] | None, language: str | None
) -> None:
    from atmp_logistics.core.whole_files import write_text
    from atmp_logistics.report.plans.run_sheet_page import render_run_sheet_html

    if path.suffix.casefold() == ".xlsx":
        result.to_run_sheet(path, therapy, batch=batches)
        return
    write_text(path, render_run_sheet_html(result, therapy, batch=batches, language=language))


def _print(result: Plan, curve: Risk | None) -> None:
    from atmp_logistics.report.plans import text

    print_result(text, result)
    if curve is not None:
        from atmp_logistics.report.risk import text as risk_text

        typer.echo()
        print_result(risk_text, curve)


def _print_why_impossible(error: ImpossiblePlan) -> None:
    """Print why a plan cannot work, as what it is: an answer, and no fault of the call."""
    console = output_console()
    console.print("THIS PLAN CANNOT WORK. Nothing was written.", style="bold red")
    for fault in error.faults:
        console.print(f"\n{fault.where}:", style="bold")
        for line in fault.found.splitlines():
            console.print(fill(line, console.width, subsequent_indent="      " if line[:1] == " " else ""))
    console.print("\nIt calculates and explains; a person decides.", style="dim")
