"""Write docs/command_line.md from the commands' help: `python docs/make_command_line.py`. A test compares them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from atmp_logistics.cli.app import app

HEAD = """# The command line

Written from the commands' own help by `docs/make_command_line.py`; `atmp-logistics COMMAND --help` prints the same.
A refusal lists every fault with file, row, column, what was found and how to mend it, and writes nothing: exit code 2.
An error of ours is exit code 4. What a file does not prove (zone, date order, unit, channel) is asked for by name, and
nothing is guessed.

"""
#: What the help calls a value, in a user's words; choices and forms of dates stay as they are.
_VALUES = {"str": "TEXT", "path": "PATH", "int": "NUMBER", "float": "NUMBER", "list[str]": "TEXT", "list[Path]": "PATH"}


def render() -> str:
    """Return the page."""
    line = typer.main.get_command(app)
    context = line.make_context("atmp-logistics", ["validate"], resilient_parsing=True)
    commands = list(_commands(line, context))
    names = [" ".join(words) for _, _, words in commands]
    overview = "".join(f"- [`{name}`](#{name.replace(' ', '-')})\n" for name in names)
    return HEAD + overview + "".join(_chapter(command, within, words) for command, within, words in commands)


def _commands(group: Any, context: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[Any, Any, tuple[str, ...]]]:
    """Yield each command that can be called, with its words."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if hasattr(command, "list_commands"):
            yield from _commands(command, context, (*words, name))
        else:
            yield command, context, (*words, name)


def _chapter(command: Any, context: Any, words: tuple[str, ...]) -> str:
    """Return the heading, the help and the options of one command."""
    given = [param for param in command.params if not getattr(param, "hidden", False)]
    arguments = [param for param in given if param.param_type_name == "argument"]
    call = " ".join(["atmp-logistics", *words, *map(_place, arguments), "[OPTIONS]"])
    items = "".join(f"- {_said(param, context)}\n" for param in sorted(given, key=lambda one: one not in arguments))
    return f"\n## {' '.join(words)}\n\n{_help_of(command)}\n\n```text\n{call}\n```\n\n{items}"


def _help_of(command: Any) -> str:
    """Return a command's help with its exit codes as a list."""
    pieces = [re.sub(r"^Exit (\d):", r"- exit code **\1**:", piece) for piece in command.help.strip().split("\n\n")]
    return "".join(piece + ("\n" if piece.startswith("- ") else "\n\n") for piece in pieces).strip()


def _place(argument: Any) -> str:
    """Return an argument as it stands in a call."""
    name = argument.name.upper() + ("..." if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def _said(param: Any, context: Any) -> str:
    """Return one argument or option with its value and what it is for."""
    named, text = param.get_help_record(context)
    value = re.search(r"<(.+)>", named)
    kind = f" {_VALUES.get(value[1], value[1])}" if value and param.param_type_name == "option" else ""
    name = _place(param).strip("[]") if param.param_type_name == "argument" else param.opts[0]
    noted = re.sub(r"  \[(.+?)\]$", r" *(\1)*", text)
    return f"`{name}{kind}`: {noted}"


if __name__ == "__main__":
    Path(__file__).with_name("command_line.md").write_text(render(), "utf-8", newline="\n")
