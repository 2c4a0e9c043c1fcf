"""The commands of `label`: show a label's own text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from atmp_logistics.cli.options import Json
from atmp_logistics.cli.outputs import InputPaths, Outputs, check_outputs
from atmp_logistics.cli.shared import output_console, refusals

label_app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="A label's own text: show its sections, with every number marked."
)


@label_app.callback()
def _no_options() -> None:
    """A label's own text: show its sections, with every number marked."""


@label_app.command("show")
def show_command(
    file: Annotated[Path, typer.Argument(help="A label: FDA SPL, EMA ePI, or an SmPC or US label as a PDF or text.")],
    section: Annotated[
        list[str] | None, typer.Option("--section", help="A section's number or code, such as 6.4. Repeatable.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Show every section.")] = False,
    numbers: Annotated[
        bool, typer.Option("--numbers", help="Show only paragraphs with a temperature, duration or count.")
    ] = False,
    max_size: Annotated[float, typer.Option("--max-size", help="The largest file that is read, in MB.")] = 32.0,
    json: Json = None,
) -> None:
    """Show a label's sections on storage and use, every temperature, duration and count marked, its place beside it.

    Of an SmPC 4.2, 6.3, 6.4 and 6.6, of a US label 2 and 16, of a leaflet 5 and 6; --json has every section.

    Exit 0: shown.

    Exit 2: file or call refused.
    """
    with refusals():
        from atmp_logistics.labels.chosen_sections import sections_named, usual_sections
        from atmp_logistics.labels.numbers_alone import numbers_alone
        from atmp_logistics.labels.read_label import read_label
        from atmp_logistics.report.labels.text import render_text, rich_text

        check_outputs({"--json": json}, InputPaths((file,)))
        label = read_label(file, max_size_MB=max_size)
        chosen = label.sections if every else sections_named(label, section) if section else usual_sections(label)
        chosen = numbers_alone(label, chosen) if numbers else chosen
        outputs, console = Outputs(), output_console()
        outputs.write(json, label.to_json)
        if sys.stdout.isatty():
            outputs.show(lambda: console.print(*rich_text(label, chosen), sep="\n"))
        else:
            outputs.show(lambda: typer.echo(render_text(label, console.width, chosen), nl=False))
        outputs.end("the label was read", 0)
