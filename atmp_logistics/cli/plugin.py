"""The commands of `plugin`: what plug-ins are at hand, and a new one to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from atmp_logistics.cli.options import PluginFolders
from atmp_logistics.cli.shared import plugins_of_call, print_written, refusals

Kind = Literal["rule", "logger", "messages", "products"]
_TEMPLATES = Path(__file__).parent / "templates"

plugin_app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Rules, logger families, messages and products of others."
)


@plugin_app.command("list")
def list_command(plugins: PluginFolders = None) -> None:
    """Show every rule, logger family and message format of packages and folders, each with its origin and hash.

    Exit 0: shown.

    Exit 2: one of them cannot be loaded, or two have one name.
    """
    with refusals(), plugins_of_call(plugins):
        from atmp_logistics.core.plugins import plugins_at_hand
        from atmp_logistics.ingest.loggers import all_dialects
        from atmp_logistics.ingest.messages import all_formats
        from atmp_logistics.rules import all_rules

        all_rules(), all_dialects(), all_formats()
        for one in plugins_at_hand():
            typer.echo(f"{one}, SHA-256 {one.sha256}")


@plugin_app.command("new")
def new_command(
    kind: Annotated[Kind, typer.Argument(help="What it is: rule, logger, messages or products.")],
    name: Annotated[str, typer.Argument(help="The package's name, such as seal-checks.")],
    folder: Annotated[Path, typer.Argument(help="The folder to write; nothing is replaced.")],
) -> None:
    """Write a small package with one plug-in that works, and the tests that it passes.

    Exit 0: written.

    Exit 2: the name cannot be one, or something stands in the folder.
    """
    with refusals():
        from atmp_logistics.core.plugin_template import names_of, write_template

        print_written(write_template(_TEMPLATES / kind, folder, names_of(name)))
