"""The command `simulate`: how often limits on times are kept."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from atmp_logistics.cli.option_values import FORMS, mapping_of, steps_named_by_file, steps_of
from atmp_logistics.cli.options import (
    CatalogueFolders,
    Containers,
    Json,
    Plot,
    PluginFolders,
    SiteFile,
    Slug,
    StepFile,
    StepTexts,
    Tz,
    When,
)
from atmp_logistics.cli.outputs import InputPaths, Outputs, output_faults
from atmp_logistics.cli.pictures import check_picture
from atmp_logistics.cli.shared import catalogue_with, kept, plugins_of_call, refusals, site_in
from atmp_logistics.core.errors import Fault, UsageError, refuse

if TYPE_CHECKING:
    from atmp_logistics.estimates.simulation.scenario import Scenario


def simulate_command(
    slug: Slug,
    step: StepTexts = None,
    steps: StepFile = None,
    n: Annotated[int, typer.Option("--n", help="How many runs.")] = 100_000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same runs.")] = 1,
    containers: Containers = 1,
    start: Annotated[
        list[str] | None, typer.Option("--start", help="When the runs begin: TIME, or EVENT=TIME. Repeatable.")
    ] = None,
    by: Annotated[
        list[str] | None, typer.Option("--by", help="EVENT=TIME, by which it has to have happened. Repeatable.")
    ] = None,
    delay: Annotated[
        list[str] | None, typer.Option("--delay", help="A delay, 'thaw=10%: 14 min' or 'thaw=14 min'. Repeatable.")
    ] = None,
    correlation: Annotated[
        list[str] | None,
        typer.Option("--correlation", help="Steps that are slow together, 'thaw, administration=0.5'. Repeatable."),
    ] = None,
    when: When = None,
    tz: Tz = None,
    site: SiteFile = None,
    catalogue: CatalogueFolders = None,
    plugins: PluginFolders = None,
    json: Json = None,
    plot: Plot = None,
) -> None:
    """Simulate a product's path: how often the limits on times are kept, by how much, and what decides it.

    It is planning and no verdict.

    Exit 0: answered.

    Exit 2: input or call refused.
    """
    with refusals(), plugins_of_call(plugins), steps_named_by_file(steps):
        faults = list[Fault]()
        read = InputPaths(tuple(filter(None, [site, steps])), catalogue=tuple(catalogue or []))
        faults += output_faults({"--json": json, "--plot": plot}, read)
        check_picture(plot, faults)
        options = {
            "steps": steps_of(step, steps, faults),
            "start": _starts_of(start or [], faults),
            "by": mapping_of(by, "--by", faults),
            "delays": _delays_of(delay, faults),
            "correlation": _correlations_of(correlation, faults),
            "when": mapping_of(when, "--when", faults),
            "site": kept(partial(site_in, site, catalogue), faults),
        }
        refuse(faults)
        known = catalogue_with(catalogue)
        scenario = _scenario(slug, n=n, seed=seed, containers=containers, tz=tz, catalogue=known, **options)
        outputs = Outputs()
        outputs.write(json, scenario.to_json)
        outputs.write(plot, lambda path: _write_plot(path, scenario))
        outputs.show(lambda: typer.echo(str(scenario), nl=False))
        outputs.end("the runs were simulated", 0)


def _starts_of(texts: list[str], faults: list[Fault]) -> str | dict[str, str] | None:
    """Return one time for the first event, or a time for each event that is named."""
    if len(texts) == 1 and "=" not in texts[0]:
        return texts[0]
    return mapping_of(texts, "--start", faults) or None


def _delays_of(texts: list[str] | None, faults: list[Fault]) -> dict[str, str | tuple[str, str]]:
    """Return each delay, with its probability where one is stated."""
    delays: dict[str, str | tuple[str, str]] = {}
    for name, text in mapping_of(texts, "--delay", faults).items():
        probability, sign, duration = text.partition(":")
        delays[name] = (probability.strip(), duration.strip()) if sign else text
    return delays


def _correlations_of(texts: list[str] | None, faults: list[Fault]) -> dict[tuple[str, ...], float]:
    """Return the correlation of each pair of steps."""
    correlations: dict[tuple[str, ...], float] = {}
    for key, value in mapping_of(texts, "--correlation", faults).items():
        pair = tuple(part.strip() for part in key.split(","))
        if len(pair) == 2 and re.fullmatch(r"[+-]?\d*\.?\d+", value):
            correlations[pair] = float(value)
        else:
            expected = "two steps and a number above -1 and below 1"
            fix = f"write it as --correlation {FORMS['--correlation']}"
            faults.append(UsageError.fault("--correlation", repr(f"{key}={value}"), expected, fix))
    return correlations


def _scenario(slug: str, **options: Any) -> Scenario:
    from atmp_logistics.estimates.simulation.simulate import simulate

    return simulate(slug, **options)


def _write_plot(path: Path, scenario: Scenario) -> None:
    from atmp_logistics.report.scenarios.plot import write_plot

    write_plot(scenario, path)
