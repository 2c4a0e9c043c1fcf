"""The command `simulate`: arguments and exit codes only."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from atmp_logistics.cli.outputs import Inputs, Outputs, check_outputs
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.plain_files import read_text

if TYPE_CHECKING:
    from atmp_logistics.estimates.simulation.scenario import Scenario
    from atmp_logistics.records.site_profile import Site

_MANY = "repeat for several"


def register(app: typer.Typer) -> None:
    """Add the command to the others."""
    app.command("simulate")(simulate_command)


def simulate_command(
    slug: Annotated[str, typer.Argument(help="The product, such as kymriah-eu.")],
    step: Annotated[
        list[str] | None, typer.Option("--step", help=f"'thaw=2 to 4 min', 'A -> B=3 min'; {_MANY}.")
    ] = None,
    steps: Annotated[Path | None, typer.Option("--steps", help="Steps as a TOML file: thaw = '2 to 4 min'.")] = None,
    n: Annotated[int, typer.Option("--n", help="How many runs.")] = 100_000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same runs.")] = 1,
    containers: Annotated[int, typer.Option("--containers", help="How many bags, vials or syringes.")] = 1,
    start: Annotated[
        list[str] | None, typer.Option("--start", help=f"When it begins: TIME, or EVENT=TIME; {_MANY}.")
    ] = None,
    by: Annotated[
        list[str] | None, typer.Option("--by", help=f"EVENT=TIME, by which it has to have happened; {_MANY}.")
    ] = None,
    delay: Annotated[
        list[str] | None, typer.Option("--delay", help=f"'thaw=10%: 14 min', or 'thaw=14 min'; {_MANY}.")
    ] = None,
    correlation: Annotated[
        list[str] | None, typer.Option("--correlation", help=f"'thaw, administration=0.5'; {_MANY}.")
    ] = None,
    when: Annotated[list[str] | None, typer.Option("--when", help=f"A condition, KEY=VALUE; {_MANY}.")] = None,
    tz: Annotated[str | None, typer.Option("--tz", help="Zone of local times, such as Europe/Stockholm.")] = None,
    site: Annotated[Path | None, typer.Option("--site", help="The site's profile, a TOML file.")] = None,
    catalogue: Annotated[
        list[Path] | None, typer.Option("--catalogue", help="Folder with your own product files.")
    ] = None,
    json: Annotated[Path | None, typer.Option("--json", help="Write the answers as JSON.")] = None,
    plot: Annotated[Path | None, typer.Option("--plot", help="Write the pictures: .svg, .png or .pdf.")] = None,
) -> None:
    """Simulate a product's path: how often the limits on times are kept, by how much, and what decides it.

    It is planning and no verdict. Exit 0: answered. 2: input or call refused.
    """
    from atmp_logistics.cli.validate import _refusals, _site

    with _refusals():
        read_files = Inputs(tuple(path for path in (site, steps) if path), catalogue=tuple(catalogue or []))
        check_outputs([json, plot], read_files)
        _check_plot(plot)
        stated = _stated(step or [], steps, start or [], by or [], delay or [], correlation or [], when or [])
        scenario = _simulated(
            slug, _site(site), catalogue or [], n=n, seed=seed, containers=containers, tz=tz, **stated
        )
        out = Outputs()
        out.write(json, scenario.to_json)
        out.write(plot, lambda path: _drawn(scenario, path))
        out.show(lambda: typer.echo(str(scenario), nl=False))
        out.end("the runs were simulated", 0)


def _stated(
    step: list[str],
    steps: Path | None,
    start: list[str],
    by: list[str],
    delay: list[str],
    correlation: list[str],
    when: list[str],
) -> dict[str, Any]:
    """Read what options state as KEY=VALUE; all that cannot be read is shown at once."""
    faults: list[Fault] = []
    of_file, own = _of_file(steps, faults), _pairs(step, "--step", "'thaw=2 to 4 min'", faults)
    faults += [
        Fault(f"--step {name}", "a step that the file states as well", "each step once", "state it once", UsageError)
        for name in own
        if name in of_file
    ]
    found = {
        "steps": of_file | own,
        "by": _pairs(by, "--by", "'administration_end=2026-11-24 11:30'", faults),
        "when": _pairs(when, "--when", "KEY=VALUE", faults),
        "delays": {k: _late(v) for k, v in _pairs(delay, "--delay", "'thaw=10%: 14 min'", faults).items()},
        "correlation": _correlations(correlation, faults),
        "start": _start(start, faults),
    }
    refuse(faults)
    return found


def _pairs(texts: list[str], option: str, form: str, faults: list[Fault]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        key, sign, value = (part.strip() for part in text.partition("="))
        if not (key and sign and value):
            faults.append(Fault(option, repr(text), form, f"write it as {option} {form}", UsageError))
        elif key in found:
            faults.append(Fault(option, f"{key} twice", "each once", "state it once", UsageError))
        else:
            found[key] = value
    return found


def _late(text: str) -> str | tuple[str, str]:
    share, sign, lasts = text.partition(":")
    return (share.strip(), lasts.strip()) if sign else text


def _start(texts: list[str], faults: list[Fault]) -> str | dict[str, str] | None:
    if len(texts) == 1 and "=" not in texts[0]:
        return texts[0]
    return _pairs(texts, "--start", "TIME or EVENT=TIME", faults) or None


def _correlations(texts: list[str], faults: list[Fault]) -> dict[tuple[str, ...], float]:
    found: dict[tuple[str, ...], float] = {}
    for key, value in _pairs(texts, "--correlation", "'thaw, administration=0.5'", faults).items():
        pair = tuple(part.strip() for part in key.split(","))
        if len(pair) != 2 or not re.fullmatch(r"[+-]?\d*\.?\d+", value):
            expected = "two steps and a number above -1 and below 1"
            fix = "write it as --correlation 'thaw, administration=0.5'"
            faults.append(Fault("--correlation", repr(f"{key}={value}"), expected, fix, UsageError))
        else:
            found[pair] = float(value)
    return found


def _of_file(path: Path | None, faults: list[Fault]) -> dict[str, Any]:
    """Read steps from a TOML file, under [steps] or alone: each a duration, a range, or a table of its own."""
    if path is None:
        return {}
    try:
        table = tomllib.loads(read_text(path))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(Fault(str(path), str(error), "a TOML file in UTF-8", "mend the file there", UsageError))
        return {}
    steps = table.get("steps", table)
    return dict(steps) if isinstance(steps, dict) else table


def _check_plot(path: Path | None) -> None:
    kinds = (".svg", ".png", ".pdf")
    if path and path.suffix.casefold() not in kinds:
        refuse([Fault("--plot", repr(path.suffix), ", ".join(kinds), "name a picture such as plot.svg", UsageError)])


def _simulated(slug: str, site: Site, folders: list[Path], **stated: Any) -> Scenario:
    from atmp_logistics.catalogue.catalogue import load_catalogue
    from atmp_logistics.estimates.simulation.simulate import simulate

    return simulate(slug, stated.pop("steps"), site=site, catalogue=load_catalogue(*folders), **stated)


def _drawn(scenario: Scenario, path: Path) -> None:
    from atmp_logistics.report.scenarios.plots import write_plot

    write_plot(scenario, path)
