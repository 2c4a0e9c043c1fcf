"""The command line: its commands, each loaded when it is named. A command imports what it needs when it runs."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from atmp_logistics.cli.plain_calls import CommandOfPlainCalls
from atmp_logistics.cli.shared import unheard

#: Each command in the order of the help. `x` is `x_command` in the module `cli.x`; the last four are groups.
COMMANDS = (
    "validate",
    "verify",
    "inspect",
    "convert",
    "export",
    "pseudonymise",
    "explain",
    "vocabulary",
    "plan",
    "deadlines",
    "simulate",
    "catalogue",
    "label",
    "site",
    "plugin",
)


class CommandsByName(TyperGroup):
    """The commands, each loaded when it is asked for: one for a call of it, all for the help."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands: Any = dict.fromkeys(COMMANDS)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Return what stands behind a command's name; before it, `--help` is the only option."""
        self.add_help_option = not args or args[0] not in COMMANDS  # typer loads pydantic to read any option
        return super().parse_args(ctx, args)

    def make_context(self, *words: Any, **extra: Any) -> Any:
        """Return the call's context; `--help` prints while it is made."""
        with unheard():
            return super().make_context(*words, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        with unheard():
            return super().invoke(ctx)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
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
        alone.command(name, cls=CommandOfPlainCalls)(getattr(module, f"{name}_command"))
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
