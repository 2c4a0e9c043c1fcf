"""The style of every figure: colours that stay apart for colour-blind readers, and on paper without colour."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.core.verdict import Verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

#: After Okabe and Ito's palette; a verdict is always written as well.
INK, MUTED, LINE, INSIDE, BEYOND, OPEN = "#222222", "#666666", "#0072b2", "#009e73", "#d55e00", "#b07400"
#: The colours of several lines in one picture, in their order.
PALETTE = (LINE, BEYOND, INSIDE, "#cc79a7", "#e69f00", "#56b4e9")
#: Lines differ in their style as well as in their colour.
DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1, 1.2)), (0, (5, 1, 1, 1)), (0, (8, 2)), (0, (2, 2)))
#: Points differ in their marker as well as in their colour.
MARKERS = "osD^vP"
COLOURS = {Verdict.CONFORMS: INSIDE, Verdict.DEVIATES: BEYOND, Verdict.INDETERMINATE: OPEN}

#: How our figures look where the reader's settings (`matplotlib.rcParams`) say nothing else.
_UNLESS_SET: dict[Any, Any] = {
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": "medium",
    "hatch.linewidth": 0.7,
}
#: A $ in a name is a dollar sign, whatever is set.
_ALWAYS: dict[Any, Any] = {"text.parse_math": False, "text.usetex": False}
#: The settings of a picture in a file or a page, beside matplotlib's own; the salt keeps names in an SVG the same.
_PAGE: dict[Any, Any] = {"font.size": 9, "svg.fonttype": "path", "svg.hashsalt": "atmp_logistics"}
#: Settings of the machine and of windows, which no picture shows.
_OF_THE_MACHINE = (
    "backend", "date.epoch", "docstring", "figure.max_open", "figure.raise", "interactive", "keymap", "macosx",
    "savefig.directory", "timezone", "tk.", "toolbar", "webagg",
)  # fmt: skip
#: A figure wider than this in inches has room for words beside its rows.
_WIDE_IN = 5.5


@contextmanager
def drawing_style() -> Iterator[None]:
    """Hold our settings in force where the reader's say nothing else; afterwards theirs are as before."""
    from matplotlib import rc_context, rcParams, rcParamsDefault

    ours = {name: value for name, value in _UNLESS_SET.items() if rcParams[name] == rcParamsDefault[name]}
    with rc_context(ours | _ALWAYS):
        yield


@contextmanager
def page_style() -> Iterator[None]:
    """Hold fixed settings in force: a picture in a page has the same bytes whatever the reader has set."""
    from matplotlib import rc_context, rcParamsDefault

    fixed = {name: rcParamsDefault[name] for name in rcParamsDefault if not name.startswith(_OF_THE_MACHINE)}
    with rc_context(fixed | _PAGE):
        yield


def is_wide(axes: Axes) -> bool:
    """Say whether axes have room for words beside their rows; a picture for a telephone has none."""
    figure = axes.get_figure(root=True)
    assert figure is not None  # noqa: S101  axes stand in a figure
    return axes.get_window_extent().width / figure.dpi > 0.7 * _WIDE_IN


def is_wide_figure(ours_in: float) -> bool:
    """Say whether a new figure has room for words beside its rows."""
    return width_of_figure(ours_in) >= _WIDE_IN


def width_of_figure(ours_in: float) -> float:
    """Return how wide a new figure is, in inches: as the reader has set it (`figure.figsize`), else as we draw it."""
    from matplotlib import rcParams, rcParamsDefault

    is_set = list(rcParams["figure.figsize"]) != list(rcParamsDefault["figure.figsize"])
    return float(rcParams["figure.figsize"][0]) if is_set else ours_in


def height_of_rows(rows: int, each_in: float, rest_in: float = 0.0, width_in: float = 8.0) -> float:
    """Return the height of named rows in inches; in a narrow figure their words stand below each other."""
    from matplotlib import rcParams

    lines = 1.0 if is_wide_figure(width_in) else 2.6
    return (rest_in + rows * each_in * lines) * max(float(rcParams["font.size"]) / 9.5, 1.0)


def new_figure(width_in: float, height_in: float) -> Figure:
    """Return a figure that a notebook shows by itself.

    It is made outside `matplotlib.rc_context`: the first figure of a session sets how figures are shown, and a
    context would undo that when it ends.
    """
    import matplotlib.pyplot as plt
    from matplotlib.figure import Figure

    shape: dict[str, Any] = {"figsize": (width_of_figure(width_in), height_in), "layout": "constrained"}
    try:
        return plt.figure(**shape)
    except ImportError:
        return Figure(**shape)  # MPLBACKEND names what shows figures in another program


@contextmanager
def axes_in_style(ax: Axes | None, width_in: float, height_in: float) -> Iterator[Axes]:
    """Yield the axes to draw on, those given or those of a new figure, with the style of all figures in force.

    Raises
    ------
    UsageError
        For an `ax` that is no matplotlib axes.
    """
    if ax is not None:
        _check("ax", ax, "Axes", "give one of plt.subplots()[1]")
    figure = new_figure(width_in, height_in) if ax is None else None
    with drawing_style():
        axes = ax if figure is None else figure.subplots()
        assert axes is not None  # noqa: S101  one of the two is there
        yield axes


@contextmanager
def panels_in_style(
    figure: Figure | SubFigure | None, width_in: float, heights_in: Sequence[float]
) -> Iterator[list[Axes]]:
    """Yield axes one below the other, in the figure given or in a new one, with the style of all figures in force.

    Raises
    ------
    UsageError
        For what is no figure, and for a figure that has axes already.
    """
    if figure is None:
        figure = new_figure(width_in, sum(heights_in))
    _check("fig", figure, "Figure or SubFigure", "give plt.figure()")
    if figure.axes:
        found, fix = f"a figure with {len(figure.axes)} axes", "give an empty one, or one of Figure.subfigures()"
        refuse([Fault("fig", found, "an empty figure", fix, UsageError)])
    with drawing_style():
        yield list(figure.subplots(len(heights_in), height_ratios=heights_in, squeeze=False).ravel())


def _check(name: str, given: object, expected: str, fix: str) -> None:
    """Refuse what is no axes, or no figure, of matplotlib."""
    from matplotlib.axes import Axes as MatplotlibAxes
    from matplotlib.figure import FigureBase

    if not isinstance(given, MatplotlibAxes if name == "ax" else FigureBase):
        refuse([Fault(name, type(given).__name__, f"matplotlib {expected}, or none", fix, UsageError)])


def detached_figure(width_in: float, height_in: float, draw: Callable[[Figure], object]) -> Figure:
    """Return a figure that no window manages, drawn with fixed settings: the same input gives the same bytes."""
    from matplotlib.figure import Figure

    with page_style(), drawing_style():
        figure = Figure(figsize=(width_in, height_in), layout="constrained")
        draw(figure)
    return figure


def svg_of(figure: Figure) -> bytes:
    """Return a figure as SVG; the same figure gives the same bytes."""
    out = io.BytesIO()
    with page_style():
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
