"""What can be read on a picture: where its texts stand, and how each contrasts with what is behind it."""

from io import BytesIO
from itertools import combinations

import numpy as np
from matplotlib.colors import to_hex
from matplotlib.text import Text

from atmp_logistics.report.shared.contrast import contrast

#: Two boxes may share an edge, in pixels.
_TOUCH = 1.0


def texts_of(figure):
    """Return every text that is drawn, with its box in pixels."""
    figure.canvas.draw()
    hidden = _hidden_ticks(figure)
    shown = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return [(text, text.get_window_extent()) for text in shown if id(text) not in hidden]


def _hidden_ticks(figure):
    """Return the labels of ticks that stand beyond the limits of their axis, which matplotlib keeps and does not draw."""
    hidden = set()
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        drawn = {id(tick) for tick in axis._update_ticks()}
        labels = [(tick.label1, tick.label2) for tick in (*axis.majorTicks, *axis.minorTicks) if id(tick) not in drawn]
        hidden |= {id(label) for pair in labels for label in pair}
    return hidden


def overlapping(figure):
    """Return the pairs of texts whose boxes share room, and the texts that stand beyond the figure."""
    boxes = texts_of(figure)
    width, height = figure.canvas.get_width_height()
    pairs = [
        (one.get_text(), other.get_text())
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > _TOUCH and min(a.y1, b.y1) - max(a.y0, b.y0) > _TOUCH
    ]
    beyond = [
        text.get_text()
        for text, box in boxes
        if box.x0 < -_TOUCH or box.y0 < -_TOUCH or box.x1 > width + _TOUCH or box.y1 > height + _TOUCH
    ]
    return pairs, beyond


def contrasts(figure):
    """Return each text with the least contrast that it has with nine tenths of what is behind it."""
    boxes = texts_of(figure)
    colours = [(text, box, to_hex(text.get_color())) for text, box in boxes]
    for text, _ in boxes:
        text.set_color((0, 0, 0, 0))
    behind = _pixels(figure)
    for text, _, colour in colours:
        text.set_color(colour)
    found = {}
    for text, box, colour in colours:
        x0, x1, y0, y1 = (max(int(edge), 0) for edge in (box.x0, box.x1 + 1, box.y0, box.y1 + 1))
        part = behind[y0:y1, x0:x1].reshape(-1, 3)
        shades, counts = np.unique(part, axis=0, return_counts=True)
        each = np.array([contrast(colour, to_hex(shade / 255)) for shade in shades])
        order = np.argsort(each)
        share = np.cumsum(counts[order]) / counts.sum()
        found[text.get_text()] = float(each[order][np.searchsorted(share, 0.1)])
    return found


def _pixels(figure):
    """Return the picture as an array, the lowest row first."""
    from matplotlib.image import imread

    out = BytesIO()
    figure.savefig(out, format="png", dpi=figure.dpi)
    out.seek(0)
    return np.round(255 * imread(out)[::-1, :, :3]).astype(np.uint8)
