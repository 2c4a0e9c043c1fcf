"""The command `explain`: what a rule asks."""

from __future__ import annotations

from typing import Annotated

import typer

from atmp_logistics.cli.options import PluginFolders
from atmp_logistics.cli.shared import output_console, plugins_of_call, refusals


def explain_command(
    code: Annotated[str, typer.Argument(help="A rule's code, such as W201.")], plugins: PluginFolders = None
) -> None:
    """Say what a rule asks, why it matters, common causes, and what to do."""
    with refusals(), plugins_of_call(plugins):
        from atmp_logistics.rules import explain

        output_console().print(explain(code), end="")
