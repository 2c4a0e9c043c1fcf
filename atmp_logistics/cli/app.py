"""The command line: every command, wired to its name. A command imports what it needs when it runs."""

from __future__ import annotations

import typer

from atmp_logistics.cli.catalogue import catalogue_app
from atmp_logistics.cli.convert import convert_command
from atmp_logistics.cli.deadlines import deadlines_command
from atmp_logistics.cli.explain import explain_command
from atmp_logistics.cli.inspect import inspect_command
from atmp_logistics.cli.plan import plan_command
from atmp_logistics.cli.simulate import simulate_command
from atmp_logistics.cli.validate import validate_command

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Cold chain and vein-to-vein timing of ATMPs, judged against each product's label. A person decides.",
)
app.command("validate")(validate_command)
app.command("inspect")(inspect_command)
app.command("convert")(convert_command)
app.command("explain")(explain_command)
app.command("plan")(plan_command)
app.command("deadlines")(deadlines_command)
app.command("simulate")(simulate_command)
app.add_typer(catalogue_app, name="catalogue")
