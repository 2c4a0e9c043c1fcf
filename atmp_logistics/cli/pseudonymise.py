"""The command `pseudonymise`: a record with pseudonyms in the place of what identifies people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from atmp_logistics.cli.options import CatalogueFolders, MaxSize, Order, SiteFile, Tz, Worksheet
from atmp_logistics.cli.outputs import InputPaths, Outputs, check_outputs
from atmp_logistics.cli.shared import print_written, refusals, site_in
from atmp_logistics.core.size_limit import size_limit


def pseudonymise_command(
    events: Annotated[list[Path], typer.Argument(help="Logged events; several files are joined.")],
    key: Annotated[Path, typer.Option("--key", help="The file of the key; it stays with you.")],
    out: Annotated[Path, typer.Option("--out", help="The .csv to write; one that is there is not replaced.")],
    new_key: Annotated[
        bool, typer.Option("--new-key", help="Make the key first; a file that is there is not replaced.")
    ] = False,
    columns: Annotated[
        list[str] | None,
        typer.Option("--columns", help="A column; those that identify people by default. Repeatable."),
    ] = None,
    free_text: Annotated[
        str | None, typer.Option("--free-text", help="What becomes of notes and reasons: drop or keep.")
    ] = None,
    tz: Tz = None,
    site: SiteFile = None,
    catalogue: CatalogueFolders = None,
    date_order: Order = None,
    worksheet: Worksheet = None,
    max_size: MaxSize = None,
) -> None:
    """Write a record with pseudonyms that join across files, for who has the same key.

    Exit 0: written.

    Exit 2: input or call refused, and no record was written.
    """
    with refusals(), size_limit(max_size):
        from atmp_logistics.ingest import read_events
        from atmp_logistics.records.pseudonym_keys import new_key as make_key
        from atmp_logistics.records.pseudonymise import pseudonymise
        from atmp_logistics.report.exports.export import export

        inputs = InputPaths((*events, *filter(None, [site])), catalogue=tuple(catalogue or []))
        check_outputs({"--out": out, "--key": key if new_key else None}, inputs)
        profile = site_in(site, catalogue)
        log = read_events(events, tz=tz, site=profile, date_order=date_order, worksheet=worksheet)
        if new_key:
            make_key(key)
        found = pseudonymise(log, key=key, columns=columns, free_text=free_text, site=profile)  # type: ignore[arg-type]
        written = export(found, to="csv", path=out)
        outputs = Outputs([*written.paths])
        outputs.show(lambda: _print(found.provenance.assumptions, written.paths))
        outputs.end("the record was read", 0)


def _print(notes: tuple[str, ...], paths: tuple[Path, ...]) -> None:
    for note in notes:
        typer.echo(note)
    print_written(paths)
