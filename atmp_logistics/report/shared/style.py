"""The style of every figure: colours that stay apart for colour-blind readers, and on paper without colour."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from atmp_logistics.core.printable import in_one_line
from atmp_logistics.core.verdict import Verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: After Okabe and Ito's palette; a verdict is always written as well.
INK, MUTED, LINE, INSIDE, BEYOND, OPEN = "#222222", "#666666", "#0072b2", "#009e73", "#d55e00", "#b07400"
#: The colours of several lines in one picture, in their order.
PALETTE = (LINE, BEYOND, INSIDE, "#cc79a7", "#e69f00", "#56b4e9")
COLOURS = {Verdict.CONFORMS: INSIDE, Verdict.DEVIATES: BEYOND, Verdict.INDETERMINATE: OPEN}

#: The settings of every figure; the salt keeps the names inside an SVG the same from run to run.
RC: dict[Any, Any] = {
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 10,
    "font.size": 9,
    "hatch.color": MUTED,
    "hatch.linewidth": 0.6,
    "svg.fonttype": "path",
    "svg.hashsalt": "atmp_logistics",
    "text.parse_math": False,  # a $ in a name is a dollar sign
    "xtick.color": INK,
    "ytick.color": INK,
}


def new_figure(width_in: float, height_in: float) -> Figure:
    """Return a figure that a notebook shows by itself.

    It is made outside `matplotlib.rc_context`: the first figure of a session sets how figures are shown, and a
    context would undo that when it ends.
    """
    import matplotlib.pyplot as plt
    from matplotlib.figure import Figure

    shape: dict[str, Any] = {"figsize": (width_in, height_in), "layout": "constrained"}
    try:
        return plt.figure(**shape)
    except ImportError:
        return Figure(**shape)  # MPLBACKEND names what shows figures in another program


@contextmanager
def axes_in_style(ax: Axes | None, width_in: float, height_in: float) -> Iterator[Axes]:
    """Yield the axes to draw on, those given or those of a new figure, with the style of all figures in force."""
    from matplotlib import rc_context

    figure = new_figure(width_in, height_in) if ax is None else None
    with rc_context(RC):
        axes = figure.subplots() if figure else ax
        assert axes is not None  # noqa: S101  one of the two is there
        yield axes


def detached_figure(width_in: float, height_in: float, draw: Callable[[Figure], object]) -> Figure:
    """Return a figure that no window manages, drawn in the style of all figures."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(RC):
        figure = Figure(figsize=(width_in, height_in), layout="constrained")
        draw(figure)
    return figure


def svg_of(figure: Figure) -> bytes:
    """Return a figure as SVG; the same figure gives the same bytes."""
    from matplotlib import rc_context

    out = io.BytesIO()
    with rc_context(RC):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def drawn(name: str) -> str:
    r"""Return a name as a picture shows it: in one line, and none that matplotlib leaves out of a legend.

    Examples
    --------
    >>> drawn("A\n$1$"), drawn("_A")
    ('A\\n$1$', ' _A')
    """
    return in_one_line(f" {name}" if name.startswith("_") else name)


def data_uri(svg: bytes) -> str:
    """Return an SVG as the address of an image, so that a page needs no other file.

    Examples
    --------
    >>> data_uri(b"<svg/>")
    'data:image/svg+xml;base64,PHN2Zy8+'
    """
    return f"data:image/svg+xml;base64,{b64encode(svg).decode('ascii')}"
