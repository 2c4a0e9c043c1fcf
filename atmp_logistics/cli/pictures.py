"""A plot as a picture in a file: the same result gives the same bytes, whatever the machine's settings of pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from atmp_logistics.core.errors import Fault, UsageError
from atmp_logistics.core.whole_files import whole_file

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: What a picture's name may end in, to what is left out of its file so that no date stands in it.
_DATELESS = {".png": {"Software": None}, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}


def check_picture(path: Path | None, faults: list[Fault]) -> None:
    """Add a fault where a plot's name does not say in which form it is to be drawn."""
    if path is not None and path.suffix.casefold() not in _DATELESS:
        expected, fix = f"a name that ends in {', '.join(_DATELESS)}", "choose a name such as plot.svg"
        faults.append(UsageError.fault("--plot", repr(str(path)), expected, fix))


def write_picture(path: Path, draw: Callable[[], Axes]) -> None:
    """Draw a plot and write it, in the form that its name ends in."""
    import matplotlib as mpl

    from atmp_logistics.report.shared.style import page_style

    mpl.use("Agg")
    kind = path.suffix.casefold()
    with page_style():
        figure = draw().get_figure(root=True)
        assert figure is not None  # noqa: S101  what is drawn stands in a figure
        with whole_file(path) as file:
            figure.savefig(file, format=kind.lstrip("."), metadata=_DATELESS[kind], dpi=120)
