"""The command `verify`: whether inputs, results, decisions and reports still are what their hashes say."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from atmp_logistics.cli.options import MaxSize
from atmp_logistics.cli.outputs import Outputs
from atmp_logistics.cli.shared import output_console, refusals
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.core.size_limit import size_limit


def verify_command(
    files: Annotated[
        list[Path],
        typer.Argument(help="A result as JSON, decisions, dose records, a manifest; and files that these name."),
    ],
    max_size: MaxSize = None,
) -> None:
    """Say of each link between inputs, results, decisions and reports whether it is intact.

    Exit 0: every link is intact.

    Exit 1: a link is broken; the last line names the first.

    Exit 2: input or call refused.

    Exit 3: none is broken, and something is not there to check.
    """
    with refusals(), size_limit(max_size):
        from atmp_logistics.assessment.verify_files import verify

        found, outputs = verify(*files), Outputs()
        first = found.first_broken
        counts = repr(found).removeprefix("<Verification: ").removesuffix(">")
        last = f"FIRST BROKEN: {first.what} ({first.named_by})" if first else f"{len(found.links)} links: {counts}"
        lines = [in_one_line(line) for line in (*map(str, found.links), last)]
        outputs.show(lambda: output_console().print(*lines, sep="\n", soft_wrap=True))
        outputs.end("the links were checked", found.exit_code)
