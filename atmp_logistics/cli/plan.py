"""The command line of planning: `plan` before it happens, `deadlines` while it does. Arguments and exit codes only."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from math import isnan
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any

import typer

from atmp_logistics.cli.outputs import Inputs, Outputs, check_outputs
from atmp_logistics.core.errors import Fault, ImpossiblePlan, UsageError, refuse
from atmp_logistics.core.plain_files import read_text
from atmp_logistics.core.whole_files import whole_file, write_bytes, write_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from rich.console import RenderableType

    from atmp_logistics.planning.deadlines import Deadlines

#: Suffixes of the pictures that a plot can be written as; each is the same bytes for the same plan.
_PICTURES = (".png", ".svg", ".pdf")

Tz = Annotated[str | None, typer.Option("--tz", help="Zone of local times and days, such as Europe/Stockholm.")]
SiteFile = Annotated[Path | None, typer.Option("--site", help="The site's profile, a TOML file.")]
Folders = Annotated[list[Path] | None, typer.Option("--catalogue", help="Folder with your own product files.")]
When = Annotated[list[str] | None, typer.Option("--when", help="A condition, KEY=VALUE; repeat for several.")]
StepTexts = Annotated[
    list[str] | None,
    typer.Option("--step", help="How long a step takes, 'thaw=2 to 4 min' or 'EVENT -> EVENT=3 to 10 min'; repeat."),
]
StepFile = Annotated[Path | None, typer.Option("--steps", help="Steps as a TOML file: thaw = '2 to 4 min'.")]
At = Annotated[
    list[str] | None,
    typer.Option("--at", help="What is set: EVENT=TIME, EVENT[2]=TIME or EVENT='TIME to TIME'; repeat for several."),
]
Resolution = Annotated[
    str | None,
    typer.Option("--resolution", help="How finely event times are written, such as '1 min'; '0 s' is exact."),
]
On = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="Use this day's label.")]
Json = Annotated[Path | None, typer.Option("--json", help="Write the result as JSON.")]
Ics = Annotated[Path | None, typer.Option("--ics", help="Write what a person has to do as an iCalendar file.")]
Plot = Annotated[Path | None, typer.Option("--plot", help="Draw it: a name that ends in .png, .svg or .pdf.")]


def register(app: typer.Typer) -> None:
    """Add the commands of planning to the command line."""
    app.command("plan")(plan_command)
    app.command("deadlines")(deadlines_command)


def plan_command(
    slug: Annotated[str, typer.Argument(help="The product's slug, such as kymriah-eu.")],
    at: At = None,
    tz: Tz = None,
    containers: Annotated[int, typer.Option("--containers", help="How many bags, vials or syringes.")] = 1,
    step: StepTexts = None,
    steps: StepFile = None,
    hours: Annotated[
        list[str] | None, typer.Option("--hours", help="Opening hours, 'thaw_start=Mon-Fri 08:00-16:00'; repeat.")
    ] = None,
    slot: Annotated[
        list[str] | None,
        typer.Option("--slot", help="A slot, 'administration=2026-11-24 10:00 to 11:30'; repeat for several."),
    ] = None,
    when: When = None,
    site: SiteFile = None,
    catalogue: Folders = None,
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
    sheet: Annotated[Path | None, typer.Option("--sheet", help="Write the run sheet to be printed, as HTML.")] = None,
    plot: Plot = None,
) -> None:
    """Plan a therapy: not before, planned, safe by and last possible of every event, and why.

    Exit 0: the plan holds whatever its steps do. 1: it cannot work, or nobody can promise it. 3: a safe moment is not
    known, because a step's duration was not stated. 2: input or call refused.
    """
    from atmp_logistics.cli.validate import _pairs, _refusals, _site

    with _refusals():
        read_files = Inputs(tuple(filter(None, [site, steps])), catalogue=tuple(catalogue or []))
        check_outputs([ics, json, csv, sheet, plot], read_files)
        _picture(plot)
        read = _read_steps(step or [], steps)
        stated = dict(_pairs(when or [], "=", "--when"))
        opened, kept = _named(hours or [], "--hours"), _slots(slot or [])
        from atmp_logistics.catalogue.catalogue import load_catalogue
        from atmp_logistics.planning.plan import plan
        from atmp_logistics.planning.risk import risk as risk_of

        try:
            found = plan(
                slug, _named(at or [], "--at"), tz=tz, steps=read, containers=containers, when=stated, site=_site(site),
                hours=opened, slots=kept, catalogue=load_catalogue(*(catalogue or [])), on=on and on.date(),
            )  # fmt: skip
        except ImpossiblePlan as error:
            _say_why(error)
            raise typer.Exit(ImpossiblePlan.exit_code) from None
        curve = risk_of(found, seed=risk) if risk is not None else None
        out = Outputs()
        out.write(json, found.to_json)
        out.write(ics, lambda path: found.to_ics(path, reference=therapy))
        out.write(csv, lambda path: found.to_run_sheet(path, therapy))
        out.write(sheet, lambda path: write_text(path, _printed(found, therapy)))
        out.write(plot, lambda path: _draw(path, (curve or found).plot))
        from atmp_logistics.report.plans.risk import render_risk
        from atmp_logistics.report.plans.risk import risk_of as shown_risk
        from atmp_logistics.report.plans.text import plan_of, render_plan

        out.show(lambda: _show(plan_of(found), lambda width: render_plan(found, width)))
        if curve is not None:
            out.show(typer.echo)
            out.show(lambda: _show(shown_risk(curve), lambda width: render_risk(curve, width)))
        out.end("the plan was made", found.exit_code)


def deadlines_command(
    events: Annotated[Path, typer.Argument(help="The record being filled in, as for validate: CSV, .xlsx, Parquet.")],
    now: Annotated[str, typer.Option("--now", help="The moment from which to look, such as '2026-11-24 10:44'.")],
    product: Annotated[
        str | None, typer.Option("--product", help="The product's slug, where the events do not name it.")
    ] = None,
    tz: Tz = None,
    step: StepTexts = None,
    steps: StepFile = None,
    at: At = None,
    when: When = None,
    expect: Annotated[
        list[str] | None, typer.Option("--expect", help="A container that must be there, THERAPY/CONTAINER.")
    ] = None,
    site: SiteFile = None,
    catalogue: Folders = None,
    on: On = None,
    json: Json = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write the deadlines as CSV.")] = None,
    ics: Ics = None,
    plot: Plot = None,
    resolution: Resolution = None,
) -> None:
    """Show what is still to come in a half-filled record: not before, safe by, last possible, and clocks that run.

    Exit 0: every limit can still be kept, whatever the steps do. 1: one cannot be kept any more, nobody can promise it,
    or a safe moment has passed. 3: a safe moment is not known, or the record contradicts itself. 2: refused.
    """
    from atmp_logistics.cli.validate import _pairs, _refusals, _site

    with _refusals():
        read_files = Inputs((events, *filter(None, [site, steps])), catalogue=tuple(catalogue or []))
        check_outputs([json, csv, ics, plot], read_files)
        _picture(plot)
        read = _read_steps(step or [], steps)
        stated, anchors = dict(_pairs(when or [], "=", "--when")), _named(at or [], "--at")
        expected = _pairs(expect or [], "/", "--expect")
        from atmp_logistics.catalogue.catalogue import load_catalogue
        from atmp_logistics.ingest import read_events
        from atmp_logistics.planning.deadlines import deadlines

        known, profile = load_catalogue(*(catalogue or [])), _site(site)
        log = read_events(events, tz=tz, site=profile, conditions=known.condition_names, resolution=resolution)
        found = deadlines(
            log, product, now=now, steps=read, tz=tz, site=profile, when=stated, anchors=anchors, containers=expected,
            catalogue=known, on=on and on.date(),
        )  # fmt: skip
        from atmp_logistics.report.deadlines.files import render_deadlines_ics
        from atmp_logistics.report.deadlines.text import deadlines_of, render_deadlines

        out = Outputs()
        out.write(json, found.to_json)
        out.write(csv, lambda path: write_text(path, found.table.to_csv(index=False, lineterminator="\r\n")))
        out.write(ics, lambda path: write_bytes(path, render_deadlines_ics(found)))
        out.write(plot, lambda path: _draw(path, lambda: _drawn(found)))
        out.show(lambda: _show(deadlines_of(found), lambda width: render_deadlines(found, width)))
        out.end("the deadlines were worked out", exit_of(found))


def exit_of(found: Deadlines) -> int:
    """Return what `deadlines` exits with: what binds counts, and not what a label only advises."""
    lost = [short for one in found.therapies for short in (*one.cannot, *one.unpromised)]
    decided = [event for one in found.therapies for event in one.events if event.decided]
    passed = any(event.safe_by_us < max(found.now_us, event.not_before_us) for event in decided)
    over = any(
        clock.is_over and clock.statement.obligation == "shall" for one in found.therapies for clock in one.running
    )
    if passed or over or any(all(said.obligation == "shall" for said in short.statements) for short in lost):
        return 1
    unknown = any(isnan(event.safe_by_us) for event in decided)
    return 3 if unknown or any(one.contradiction for one in found.therapies) else 0


def _named(texts: Iterable[str], option: str) -> dict[str, str]:
    """Read options of the form NAME=VALUE; each name once."""
    from atmp_logistics.cli.validate import _pairs

    return dict(_pairs(list(texts), "=", option))


def _slots(texts: Iterable[str]) -> dict[str, str]:
    """Read slots; several of one event are its several slots."""
    found: dict[str, str] = {}
    bad = [text for text in texts if "=" not in text]
    fix = "write it as --slot 'administration=2026-11-24 10:00 to 11:30'"
    refuse(Fault("--slot", repr(text), "EVENT=TIME to TIME", fix, UsageError) for text in bad)
    for text in texts:
        name, value = (part.strip() for part in text.split("=", 1))
        found[name] = f"{found[name]}; {value}" if name in found else value
    return found


def _read_steps(texts: list[str], file: Path | None) -> dict[str, Any]:
    """Return the steps of a TOML file and of the options; one that both state is refused."""
    found: dict[str, Any] = {}
    if file is not None:
        try:
            table = tomllib.loads(read_text(file))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            refuse([Fault(str(file), str(error), "a TOML file in UTF-8", "mend the file there", UsageError)])
        found = dict(table.get("steps", table)) if isinstance(table.get("steps", table), dict) else table
    own = _named(texts, "--step")
    refuse(
        Fault(f"--step {name}", "a step that the file states as well", "each step once", "state it once", UsageError)
        for name in own
        if name in found
    )
    return found | own


def _picture(path: Path | None) -> None:
    if path is not None and path.suffix.casefold() not in _PICTURES:
        fix = "choose a name that ends so"
        refuse([Fault(str(path), f"a picture of kind {path.suffix!r}", ", ".join(_PICTURES), fix, UsageError)])


def _draw(path: Path, draw: Callable[[], Axes]) -> None:
    """Write a plot: the same plan gives the same bytes."""
    import matplotlib as mpl

    mpl.use("Agg")
    kind = path.suffix.casefold().lstrip(".")
    dates = {"png": {"Software": None}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}[kind]
    with mpl.rc_context({"svg.hashsalt": "atmp_logistics"}):
        figure = draw().get_figure(root=True)
        assert figure is not None  # noqa: S101  what is drawn stands in a figure
        with whole_file(path) as file:
            figure.savefig(file, format=kind, metadata=dates, dpi=120)


def _drawn(found: Deadlines) -> Axes:
    from atmp_logistics.report.deadlines.files import draw_deadlines

    return draw_deadlines(found)


def _printed(found: Any, therapy: str) -> str:
    from atmp_logistics.report.plans.run_sheet import render_run_sheet_html

    return render_run_sheet_html(found, therapy)


def _say_why(error: ImpossiblePlan) -> None:
    """Say why a plan cannot work, as what it is: an answer, and no fault of the call."""
    from atmp_logistics.cli.validate import _console

    console = _console()
    console.print("THIS PLAN CANNOT WORK. Nothing was written.", style="bold red")
    for fault in error.faults:
        console.print(f"\n{fault.where}:", style="bold")
        for line in fault.found.splitlines():
            console.print(fill(line, console.width, subsequent_indent="      " if line[:1] == " " else ""))
    console.print("\nIt calculates and explains; a person decides.", style="dim")


def _show(pieces: Iterator[RenderableType], render: Callable[[int], str]) -> None:
    """Print a result: in colour where the output is a terminal, as plain text anywhere else."""
    from atmp_logistics.cli.validate import _console

    console = _console()
    if sys.stdout.isatty():
        console.print(*pieces, sep="\n")
    else:
        typer.echo(render(console.width), nl=False)
