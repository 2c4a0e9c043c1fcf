"""The journey of a therapy's containers as a picture: events with their bounds, limits and what was used, readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from atmp_logistics.assessment.product_result import ProductResult
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.arguments import text
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.report.assessment.journey_limits import draw_limit_rows, limit_rows
from atmp_logistics.report.assessment.journey_moments import container_name, draw_moments, moments_of_several
from atmp_logistics.report.assessment.temperature_plot import pictures_of_several
from atmp_logistics.report.shared.contrast import ink_on
from atmp_logistics.report.shared.style import height_of_rows, panels_in_style
from atmp_logistics.report.shared.time_series import legend_above

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

#: So many containers of one therapy stand in one picture; the gravest first.
CONTAINERS = 4


def plot_assessment(
    result: Assessment,
    therapy_id: str | None = None,
    container_id: str | None = None,
    fig: Figure | SubFigure | None = None,
) -> list[Axes]:
    """Draw the containers of one therapy: events, limits and readings, one below the other, all in one zone.

    Parameters
    ----------
    result : Assessment
    therapy_id, container_id : str, optional
        Which therapy, and which container of it alone; by default the therapy with the first container of the gravest
        verdict, and at most four of its containers.
    fig : Figure or SubFigure, optional
        Where to draw; it has no axes yet. A new figure by default.

    Returns
    -------
    list of Axes
        Of the events, of the limits if there is any, and of each phase with readings.

    Raises
    ------
    UsageError
        When the result holds no such container, and for a `fig` that cannot be drawn in.
    """
    therapy_id, container_id = text(therapy_id, "therapy_id"), text(container_id, "container_id")
    part, rows, left_out = _chosen(result, therapy_id, container_id)
    pictures = pictures_of_several(part, rows)
    moments = moments_of_several(part.evidence, rows)
    limits = limit_rows(part, rows, frozenset(picture.code for picture in pictures))
    heights = [height_of_rows(len(moments), 0.26, 0.95), *([height_of_rows(len(limits), 0.42, 0.7)] if limits else [])]
    with panels_in_style(fig, 9.0, [*heights, *(picture.height_in for picture in pictures)]) as axes:
        named = draw_moments(axes[0], moments, part.evidence.tz, ink_on(axes[0]))
        legend_above(axes[0], named, "\n".join([_title(part, rows, left_out), *result.what_if]))
        if limits:
            draw_limit_rows(axes[1], limits, ink_on(axes[1]))
        for picture, place in zip(pictures, axes[len(heights) :], strict=True):
            picture.draw(place)
    return axes


def _chosen(
    result: Assessment, therapy_id: str | None, container_id: str | None
) -> tuple[ProductResult, list[int], int]:
    """Return the containers to draw, those of the gravest verdict first, and how many are left out."""
    candidates = [
        (int(part.verdicts[row]), part, row)
        for part in result.parts
        for row in part.places.tolist()
        if therapy_id in (None, part.evidence.therapy[row]) and container_id in (None, part.evidence.container[row])
    ]
    named = " / ".join(filter(None, (therapy_id, container_id))) or "any container"
    fix = "choose one of result.consignments"
    refuse([] if candidates else [Fault("plot", named, "a container of the result", fix, UsageError)])
    _, part, row = max(candidates, key=lambda candidate: candidate[0])
    if container_id is not None:
        return part, [row], 0
    of_therapy = part.places[part.evidence.therapy[part.places] == part.evidence.therapy[row]]
    gravest = sorted(of_therapy.tolist(), key=lambda one: -int(part.verdicts[one]))[:CONTAINERS]
    return part, sorted(gravest), len(of_therapy) - len(gravest)


def _title(part: ProductResult, rows: list[int], left_out: int) -> str:
    """Return the containers with their verdicts."""
    verdicts = [Verdict.of(part.verdicts[row]).value for row in rows]
    if len(rows) == 1 and not left_out:
        return f"{in_one_line(part.evidence.who(rows[0]))}: {verdicts[0]}"
    each = [f"{container_name(part.evidence, row)} {verdict}" for row, verdict in zip(rows, verdicts, strict=True)]
    more = f"; {left_out} more not drawn" if left_out else ""
    return f"{in_one_line(str(part.evidence.therapy[rows[0]]))}: {in_one_line(', '.join(each))}{more}"
