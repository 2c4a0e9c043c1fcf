"""Deviation forms in a folder: a file to fill in and a page each; a form that is there already stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from atmp_logistics.assessment.deviation import Deviation
from atmp_logistics.core.file_names import plain_file_name
from atmp_logistics.core.whole_files import write_text
from atmp_logistics.report.deviations.form_toml import render_form
from atmp_logistics.report.deviations.html import render_html


def write_forms(deviations: Iterable[Deviation], folder: Path) -> Iterator[tuple[Path, bool]]:
    """Write each form that is not there yet; yield each path, and whether it was written.

    Parameters
    ----------
    deviations : iterable of Deviation
    folder : Path
        It is made where its own folder is there.

    Yields
    ------
    tuple of Path and bool
        False for one that was there: somebody may have filled it in.
    """
    folder.mkdir(exist_ok=True)
    for one in deviations:
        name = plain_file_name([one.therapy_id, one.container_id or ""], one.id)
        for ending, render in ((".toml", render_form), (".html", render_html)):
            path = folder / f"{name}{ending}"
            is_new = not (path.exists() or path.is_symlink())
            if is_new:
                write_text(path, render(one))
            yield path, is_new
