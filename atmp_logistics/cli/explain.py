"""The command `explain`: what a rule asks."""

from __future__ import annotations

from typing import Annotated

import typer

from atmp_logistics.cli.shared import output_console, refusals


def explain_command(code: Annotated[str, typer.Argument(help="A rule's code, such as W201.")]) -> None:
    """Say what a rule asks, why it matters, common causes, and what to do."""
    with refusals():
        from atmp_logistics.rules import explain

        output_console().print(explain(code), end="")
