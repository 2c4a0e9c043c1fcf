"""The command line: arguments and exit codes only."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer
from rich.console import Console

from atmp_logistics.cli.outputs import Inputs as Read
from atmp_logistics.cli.outputs import Outputs, check_outputs
from atmp_logistics.core.errors import (
    AmbiguousChannel,
    AtmpError,
    Fault,
    NoReadings,
    UnknownColumn,
    UnknownDialect,
    UsageError,
    refuse,
    summary,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from atmp_logistics.assessment.result import Assessment
    from atmp_logistics.ingest.readings.placed_files import PlacedFile
    from atmp_logistics.records.site_profile import Site

T = TypeVar("T")

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Cold chain and vein-to-vein timing of ATMPs, judged against each product's label. A person decides.",
)
catalogue_app = typer.Typer(no_args_is_help=True, help="The product files: list them, show one, check your own.")
app.add_typer(catalogue_app, name="catalogue")

#: `validate`: all conform, any deviates, refused, none deviates and some are indeterminate.
EXIT = {"conforms": 0, "deviates": 1, "refused": 2, "indeterminate": 3}

#: Less readings than this are read at once without a second thought.
_FEW_BYTES = 1 << 23

Tz = Annotated[str | None, typer.Option("--tz", help="Zone of local times, such as Europe/Stockholm or +01:00.")]
SiteFile = Annotated[Path | None, typer.Option("--site", help="The site's profile, a TOML file.")]
DateOrder = Literal["dmy", "mdy", "ymd"]
Order = Annotated[DateOrder | None, typer.Option("--date-order", help="Order of a logger's dates, if not proven.")]
LoggerTz = Annotated[
    str | None,
    typer.Option("--logger-tz", help="Zone of the loggers' local times, where it is not that of the events."),
]
Unit = Annotated[str | None, typer.Option("--unit", help="C, F or K, where a logger's file names none.")]
Sign = Literal[".", ","]
Decimal = Annotated[Sign | None, typer.Option("--decimal", help="A logger's decimal sign, if not proven.")]
Channel = Annotated[
    str | None, typer.Option("--channel", help="The product's temperature channel: its heading or its number.")
]
Family = Annotated[
    str | None, typer.Option("--dialect", help="The logger family, such as Elitech; 'table' for a plain table.")
]
Jump = Literal["refuse", "split"]
OnJump = Annotated[
    Jump, typer.Option("--on-clock-jump", help="A logger's clock that steps back: refuse the log, or split it there.")
]
Resolution = Annotated[
    str | None,
    typer.Option("--resolution", help="How finely event times are written, such as '1 min'; '0 s' is exact."),
]
Folders = Annotated[list[Path] | None, typer.Option("--catalogue", help="Folder with your own product files.")]


@app.command()
def validate(
    events: Annotated[Path, typer.Argument(help="Logged events: CSV, .xlsx or Parquet.")],
    readings: Annotated[
        list[str] | None,
        typer.Option("--readings", help="A logger's file or a folder, or CODE=FILE: what it stands for. Repeatable."),
    ] = None,
    product: Annotated[
        str | None, typer.Option("--product", help="The product's slug, where the events do not name it.")
    ] = None,
    tz: Tz = None,
    catalogue: Folders = None,
    site: SiteFile = None,
    when: Annotated[
        list[str] | None, typer.Option("--when", help="A condition, KEY=VALUE; repeat for several.")
    ] = None,
    rules: Annotated[str | None, typer.Option("--rules", help="Only these rule codes, such as T1,W201.")] = None,
    expect: Annotated[
        list[str] | None, typer.Option("--expect", help="A container that must be there, THERAPY/CONTAINER.")
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write the result as a page, with pictures.")] = None,
    json: Annotated[Path | None, typer.Option("--json", help="Write the result as JSON.")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write the findings as CSV.")] = None,
    logger_tz: LoggerTz = None,
    date_order: Order = None,
    unit: Unit = None,
    decimal: Decimal = None,
    channel: Channel = None,
    dialect: Family = None,
    on_clock_jump: OnJump = "refuse",
    on: Annotated[
        datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="Judge by this day's label.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", help="Judge by so many processes here, with Dask (docs/scale.md).")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option("--cluster", help="Judge by the cluster of the Dask scheduler at this address.")
    ] = None,
    resolution: Resolution = None,
) -> None:
    """Judge logged events and readings by their products' labels.

    Exit 0: all conform. 1: any deviates. 3: none deviates, some are indeterminate. 2: input or call refused, or an
    output could not be written, which says what was judged.
    """
    from atmp_logistics.ingest.readings.placed_files import PlacedFile

    with _refusals():
        stated, expected = _pairs(when or [], "=", "--when"), _pairs(expect or [], "/", "--expect")
        ask = ValidateRequest(
            product, dict(stated), None if rules is None else rules.split(","), expected, on and on.date()
        )
        stated_of_logs = Stated(logger_tz, date_order, unit, decimal, channel, dialect, on_clock_jump)
        hands = Workers(workers, cluster)
        logs = [PlacedFile.of(text) for text in readings or []]
        files = Inputs(events, logs, tz, stated_of_logs, site, catalogue or [], hands, resolution)
        check_outputs([html, json, csv], files.read)
        result, out = _assess(files, ask), Outputs()
        for path, write in ((html, result.to_html), (json, result.to_json), (csv, result.to_csv)):
            out.write(path, write)
        out.show(lambda: _show(result))
        out.end(f"the record was judged, and {result.verdict.value}", EXIT[result.verdict.value])


@dataclass(frozen=True, slots=True)
class Stated:
    """What a call states of its loggers' files."""

    tz: str | None
    date_order: DateOrder | None
    unit: str | None
    decimal: Sign | None
    channel: str | None
    dialect: str | None
    on_clock_jump: Jump

    @property
    def of_summary(self) -> dict[str, Any]:
        """The keywords that `read_summary` takes."""
        return {key: value for key, value in asdict(self).items() if key != "on_clock_jump"}


@dataclass(frozen=True, slots=True)
class Workers:
    """Whose processes judge: none of Dask's, so many here, or a cluster's."""

    workers: int | None = None
    cluster: str | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files of a call, and how they are to be read."""

    events: Path
    readings: list[PlacedFile]
    tz: str | None
    stated: Stated
    site: Path | None
    folders: list[Path]
    hands: Workers
    resolution: str | None = None

    def of_loggers(self, site: Site) -> Site:
        """Return the profile by which readings are read: the zone of the call reads local times as the site's does."""
        return replace(site, tz=site.zone_name(self.tz))

    @property
    def read(self) -> Read:
        """Every file and folder that the call reads."""
        named = tuple(one.path for one in self.readings)
        return Read((self.events, *filter(None, [self.site])), named, tuple(self.folders))


@dataclass(frozen=True, slots=True)
class ValidateRequest:
    """What a call asks of its files."""

    product: str | None
    when: dict[str, str]
    rules: list[str] | None
    expected: list[tuple[str, str]]
    on: date | None


def _assess(files: Inputs, ask: ValidateRequest) -> Assessment:
    from atmp_logistics.assessment.assess import assess
    from atmp_logistics.catalogue.catalogue import load_catalogue, load_product
    from atmp_logistics.ingest import read_events, read_readings

    site, known, tz = _site(files.site), load_catalogue(*files.folders), files.tz
    faults: list[Fault] = []
    if ask.product is not None:
        slug = ask.product
        _attempt(faults, lambda: load_product(slug, known))
    how_written = {"tz": tz, "resolution": files.resolution}
    log = _attempt(
        faults, lambda: read_events(files.events, site=site, conditions=known.condition_names, **how_written)
    )
    logger, streams = None, _streams(files, site)
    if files.readings and not streams:
        logger = _attempt(
            faults, lambda: read_readings(files.readings, site=files.of_loggers(site), **asdict(files.stated))
        )
    refuse(faults)
    assert log is not None  # noqa: S101  refuse() has raised otherwise
    with _bar() as progress:
        how: dict[str, Any] = {
            "site": site,
            "when": ask.when,
            "rules": ask.rules,
            "containers": ask.expected,
            "catalogue": known,
            "on": ask.on,
            "progress": progress,
        }
        if not streams:
            return assess(log, logger, ask.product, **how)
        from atmp_logistics.assessment.streaming.assess_files import assess_files

        stated = asdict(files.stated)
        how |= asdict(files.hands) | stated | {"logger_tz": stated["tz"], "tz": tz}
        return assess_files(log, files.readings or None, ask.product, **how)


def _streams(files: Inputs, site: Site) -> bool:
    """Say whether the readings are judged without being held: by Dask, or where they are many."""
    if files.hands != Workers():
        return True
    if not files.readings or site.columns or _size(files.readings) < _FEW_BYTES:
        return False
    from atmp_logistics.assessment.streaming.assess_files import are_many

    return are_many(files.readings, site=files.of_loggers(site), **asdict(files.stated))


def _size(readings: Iterable[PlacedFile]) -> int:
    return sum(path.stat().st_size for path in _all(one.path for one in readings))


def _all(paths: Iterable[Path]) -> Iterator[Path]:
    """Return files, and those in folders."""
    for path in paths:
        yield from (one for one in (path.rglob("*") if path.is_dir() else [path]) if one.is_file())


def _show(result: Assessment) -> None:
    """Print the result: in colour where the output is a terminal, as plain text anywhere else."""
    from atmp_logistics.report.assessment.text import render_text, text_of

    console = _console()
    if sys.stdout.isatty():
        console.print(*text_of(result), sep="\n")
    else:
        typer.echo(render_text(result, console.width), nl=False)


def _site(path: Path | None) -> Site:
    from atmp_logistics.records.site_profile import Site, load_site

    return load_site(path) if path else Site()


def _pairs(texts: list[str], sign: str, option: str) -> list[tuple[str, str]]:
    pairs = [tuple(part.strip() for part in text.split(sign, 1)) for text in texts]
    form = "KEY=VALUE" if sign == "=" else "THERAPY/CONTAINER"
    refuse(
        Fault(option, repr(text), form, f"write it as {option} {form}", UsageError)
        for text, pair in zip(texts, pairs, strict=True)
        if len(pair) != 2 or not all(pair)
    )
    found = [(pair[0], pair[1]) for pair in pairs]
    refuse(_repeated(found, option) if sign == "=" else [])
    return found


def _repeated(pairs: list[tuple[str, str]], option: str) -> list[Fault]:
    """Return a fault for each condition that is stated more than once."""
    stated: dict[str, list[str]] = {}
    for name, value in pairs:
        stated.setdefault(name, []).append(value)
    return [
        Fault(option, f"{name} as {' and '.join(values)}", "each condition once", "state it once", UsageError)
        for name, values in stated.items()
        if len(values) > 1
    ]


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(help="A logger's export, a readings table, or events.")],
    tz: Tz = None,
    site: SiteFile = None,
    date_order: Order = None,
    unit: Unit = None,
    decimal: Decimal = None,
    channel: Channel = None,
    dialect: Family = None,
    on_clock_jump: OnJump = "refuse",
) -> None:
    """Show what a file is: what was recognised, assumed and refused, its first rows and a small plot.

    A logger's export with each of its channels, a readings table, daily extremes, or events.
    """
    with _refusals():
        console = _console()
        stated = Stated(tz, date_order, unit, decimal, channel, dialect, on_clock_jump)
        for piece in _inspected(file, _site(site), stated):
            console.print(piece)


def _inspected(file: Path, site: Site, stated: Stated) -> Iterable[RenderableType]:
    """Return what a file is, whatever it is; of several channels, each."""
    from atmp_logistics.ingest import channels_of, read_events, read_readings, read_summary
    from atmp_logistics.report.records.inspection import events_of, inspection_of, summary_of

    try:
        return inspection_of(read_readings(file, site=site, **asdict(stated)), site)
    except NoReadings:
        return summary_of(read_summary(file, site=site, **stated.of_summary))
    except AmbiguousChannel:
        if stated.channel is not None:
            raise
        each = [
            replace(stated, channel=str(i + 1)) for i in range(channels_of(file, site=site, dialect=stated.dialect))
        ]
        return [piece for one in each for piece in _inspected(file, site, one)]
    except UnknownDialect as error:
        try:
            return events_of(read_events(file, tz=stated.tz, site=site))
        except UnknownColumn:
            raise error from None


@app.command()
def convert(
    file: Annotated[Path, typer.Argument(help="A logger's export or a readings table.")],
    out: Annotated[Path, typer.Option("--out", help="The table to write; its provenance is written beside it.")],
    tz: Tz = None,
    site: SiteFile = None,
    date_order: Order = None,
    unit: Unit = None,
    decimal: Decimal = None,
    channel: Channel = None,
    dialect: Family = None,
    on_clock_jump: OnJump = "refuse",
    readings_alone: Annotated[
        bool, typer.Option("--readings-alone", help="Leave out what the device measured between its readings.")
    ] = False,
) -> None:
    """Write a logger's readings as a plain table in UTC and °C, and beside it where they came from.

    Exit 0: written. 2: input or call refused, and nothing was written.
    """
    with _refusals():
        from atmp_logistics.ingest import read_readings
        from atmp_logistics.report.records.conversion import provenance_path, write_conversion

        check_outputs([out, provenance_path(out)], Read((file, *filter(None, [site]))))
        stated = Stated(tz, date_order, unit, decimal, channel, dialect, on_clock_jump)
        log = read_readings(file, site=_site(site), **asdict(stated))
        outputs = Outputs()
        outputs.write(out, partial(write_conversion, log, readings_alone=readings_alone))
        outputs.show(lambda: _say_written((out, provenance_path(out)) if outputs.written else ()))
        outputs.end("the readings were read", 0)


@app.command()
def explain(code: Annotated[str, typer.Argument(help="A rule's code, such as W201.")]) -> None:
    """Say what a rule asks, why it matters, common causes, and what to do."""
    with _refusals():
        from atmp_logistics.rules import explain as explanation

        _console().print(explanation(code), end="")


@catalogue_app.command("list")
def list_command(catalogue: Folders = None) -> None:
    """List the products: slug, name, storage, the label's nearness to the regulator."""
    with _refusals():
        from atmp_logistics.catalogue.catalogue import load_catalogue
        from atmp_logistics.report.products.text import list_of

        _console().print(list_of(load_catalogue(*(catalogue or []))))


@catalogue_app.command("show")
def show_command(slug: Annotated[str, typer.Argument(help="Such as kymriah-eu.")], catalogue: Folders = None) -> None:
    """Show one product: its limits, each with its section, and where they were read."""
    with _refusals():
        from atmp_logistics.catalogue.catalogue import load_catalogue, load_product
        from atmp_logistics.report.products.text import render_product

        product = load_product(slug, load_catalogue(*(catalogue or [])))
        typer.echo(render_product(product, _console().width), nl=False)


@catalogue_app.command("compare")
def compare_command(
    one: Annotated[str, typer.Argument(help="A slug.")],
    other: Annotated[str, typer.Argument(help="Another.")],
    catalogue: Folders = None,
) -> None:
    """Show two labels side by side: each limit as the one and as the other has it."""
    with _refusals():
        from atmp_logistics.catalogue.catalogue import load_catalogue, load_product
        from atmp_logistics.report.products.text import comparison_of

        known = load_catalogue(*(catalogue or []))
        _console().print(comparison_of(load_product(one, known), load_product(other, known)))


@catalogue_app.command("new")
def new_command(
    slug: Annotated[str, typer.Argument(help="The new product's slug, such as ourcel-se.")],
    folder: Annotated[Path, typer.Option("--in", help="The folder to write it into.")] = Path(),
) -> None:
    """Write a commented product file to fill in, and a file for its examples beside it."""
    with _refusals():
        from atmp_logistics.catalogue.new_product import write_template

        outputs = Outputs()
        outputs.write(folder, lambda _: _say_written(write_template(slug, folder)))
        outputs.end("the template was made", 0)


@catalogue_app.command("check")
def check_command(folder: Annotated[Path, typer.Argument(help="Folder with product files.")]) -> None:
    """Read every product file of a folder as ours are read, and judge the examples beside them.

    Exit 0: no faults, every example as expected. 1: an example falls short. 2: a file has faults, each with its path.
    """
    with _refusals():
        from atmp_logistics.assessment.examples import read_examples, run_example
        from atmp_logistics.catalogue.catalogue import load_catalogue

        known = load_catalogue(folder)
        for slug in sorted(slug for slug, paths in known.items() if any(path.is_relative_to(folder) for path in paths)):
            for product in known.versions(slug):
                _console().print(
                    f"{slug} ({product.source}): {sum(1 for _ in product.requirements())} limits, no faults"
                )
        _console().print(*known.left_out, sep="\n", end="\n" * bool(known.left_out))
        outcomes = [run_example(example, known) for example in read_examples(folder)]
        for outcome in outcomes:
            asked = outcome.example
            said = "as expected" if outcome.holds else f"FALLS SHORT: {outcome.verdict}. {outcome.why}"
            _console().print(f"{asked.source}, {asked.name!r}: expected {asked.verdict}, {said}")
        raise typer.Exit(0 if all(outcome.holds for outcome in outcomes) else 1)


@contextmanager
def _refusals() -> Iterator[None]:
    """Say a refusal as its message alone, and end with its exit code."""
    try:
        yield
    except AtmpError as error:
        console = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)
        console.print(
            f"REFUSED: {len(error.faults)} fault{'s' * (len(error.faults) != 1)}. Nothing was judged or written.",
            style="bold red",
        )
        for line in summary(error.faults):
            console.print(f"- {line}", markup=False)
        raise typer.Exit(error.exit_code) from None


def _attempt(faults: list[Fault], read: Callable[[], T]) -> T | None:
    """Read an input; keep its faults, so that those of every input are shown together."""
    try:
        return read()
    except AtmpError as error:
        faults += error.faults
        return None


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None] | None]:
    """Show a progress bar where the error output is a terminal; be silent anywhere else."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("judging")
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _say_written(paths: Iterable[Path]) -> None:
    for path in paths:
        typer.echo(f"wrote {path}")


def _console() -> Console:
    """Return the output: as wide as the terminal, and 80 columns where there is none."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 80
    return Console(highlight=False, emoji=False, markup=False, width=width)


def _with_planning() -> None:
    """Add the commands of planning, which have a room of their own."""
    from atmp_logistics.cli.plan import register

    register(app)


_with_planning()


def _with_simulation() -> None:
    """Add the command of simulation, which has a room of its own."""
    from atmp_logistics.cli.simulate import register

    register(app)


_with_simulation()
