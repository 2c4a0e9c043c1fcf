"""The command line: its commands, each loaded when it is named. A command imports what it needs when it runs."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

#: Each command in the order of the help. `x` is `x_command` in the module `cli.x`; the group `catalogue` is an app.
COMMANDS = ("validate", "inspect", "convert", "explain", "plan", "deadlines", "simulate", "catalogue")


class CommandsByName(TyperGroup):
    """The commands, each loaded when it is asked for: one for a call of it, all for the help."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands: Any = dict.fromkeys(COMMANDS)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]  # click's name for it
        """Return a command by its name, None where there is none of this name."""
        del ctx
        if cmd_name in COMMANDS and self.commands[cmd_name] is None:
            self.commands[cmd_name] = _loaded(cmd_name)
        return self.commands.get(cmd_name)


def _loaded(name: str) -> Any:
    """Return a command from its module."""
    module = import_module(f"atmp_logistics.cli.{name}")
    alone = getattr(module, f"{name}_app", None)
    if alone is None:
        alone = typer.Typer(add_completion=False)
        alone.command(name)(getattr(module, f"{name}_command"))
    command = typer.main.get_command(alone)
    command.name = name
    return command


def _no_options() -> None:
    """Do nothing: the line takes no options before its command, and a group needs a function."""


app = typer.Typer(
    cls=CommandsByName,
    callback=_no_options,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Cold chain and vein-to-vein timing of ATMPs, judged against each product's label. A person decides.",
)
