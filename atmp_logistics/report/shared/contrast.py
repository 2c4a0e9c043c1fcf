"""Colours that stay legible on the ground on which they are drawn, light or dark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from atmp_logistics.report.shared.style import BEYOND, INSIDE, LINE, MUTED, OPEN, PALETTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: The least contrast of a colour with its ground (WCAG 2 asks 4.5 of text; a pale fill between takes some of it).
LEAST = 5.5
_STEPS = 20


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of one picture, as ``#rrggbb``.

    Attributes
    ----------
    ground, ink, muted, grid, band : str
        What is behind the axes; lines and text on it; what matters less; the grid; the shade of every other group.
    line, inside, beyond, open : str
        Readings and bars; inside a limit; beyond it; left open.
    outer : str
        Text that stands on the figure, beside the axes.
    """

    ground: str
    ink: str
    muted: str
    grid: str
    band: str
    line: str
    inside: str
    beyond: str
    open: str
    outer: str


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2): 0 is black, 1 is white.

    Examples
    --------
    >>> luminance("#000000"), round(luminance("#ffffff"), 6)
    (0.0, 1.0)
    """
    parts = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in _rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2), from 1 to 21.

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff")), round(contrast("#777777", "#777777"))
    (21, 1)
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """Return a colour between two, `share` of the way from the first to the second.

    Examples
    --------
    >>> mixed("#000000", "#ffffff", 0.2)
    '#333333'
    """
    pairs = zip(_rgb(one), _rgb(other), strict=True)
    return "#" + "".join(f"{round(255 * (a + share * (b - a))):02x}" for a, b in pairs)


def legible(colour: str, ground: str, least: float = LEAST) -> str:
    """Return a colour, or the nearest shade of it that has enough contrast with its ground.

    Examples
    --------
    >>> legible("#009e73", "#000000"), legible("#009e73", "#ffffff")
    ('#009e73', '#007656')
    """
    end = max("#000000", "#ffffff", key=lambda extreme: contrast(extreme, ground))
    shades = (mixed(colour, end, step / _STEPS) for step in range(_STEPS + 1))
    return next((shade for shade in shades if contrast(shade, ground) >= least), end)


def ground_of(axes: Axes) -> tuple[str, str]:
    """Return what is behind the axes and behind the figure around them.

    A part that is transparent shows what is behind it; where all is, the ground is taken to be what the colour of
    text that is set (`text.color`) can be read on.
    """
    from matplotlib import rcParams
    from matplotlib.colors import to_hex, to_rgba

    text = to_hex(rcParams["text.color"])
    behind = max("#000000", "#ffffff", key=lambda extreme: contrast(extreme, text))
    figure = axes.get_figure(root=True)
    grounds = []
    for face in ([] if figure is None else [figure.get_facecolor()]) + [axes.get_facecolor()]:
        red, green, blue, alpha = to_rgba(face)
        behind = mixed(behind, to_hex((red, green, blue)), alpha)
        grounds.append(behind)
    return grounds[-1], grounds[0]


def ink_on(axes: Axes) -> Ink:
    """Return the colours in which to draw on axes, by what is behind them."""
    from matplotlib import rcParams
    from matplotlib.colors import to_hex

    ground, around = ground_of(axes)
    text = to_hex(rcParams["text.color"])
    ink = legible(text, ground, 7.0)
    return Ink(
        ground=ground, ink=ink, muted=legible(MUTED, ground), grid=mixed(ground, ink, 0.16),
        band=mixed(ground, ink, 0.05), line=legible(LINE, ground), inside=legible(INSIDE, ground),
        beyond=legible(BEYOND, ground), open=legible(OPEN, ground), outer=legible(text, around, 7.0),
    )  # fmt: skip


def series_colours(count: int, ground: str) -> list[str]:
    """Return the colours of several lines: of the reader's own cycle where one is set, else of our palette."""
    from matplotlib import rcParams, rcParamsDefault
    from matplotlib.colors import to_hex

    cycle = rcParams["axes.prop_cycle"]
    own = cycle.by_key().get("color", ()) if cycle != rcParamsDefault["axes.prop_cycle"] else ()
    colours = [to_hex(colour) for colour in own] or [legible(colour, ground) for colour in PALETTE]
    return [colours[i % len(colours)] for i in range(count)]


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
