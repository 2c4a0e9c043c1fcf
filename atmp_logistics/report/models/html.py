"""An estimate in a notebook: in words, with its sources, and how badly its model misses."""

from __future__ import annotations

from atmp_logistics.estimates.estimate import Estimate
from atmp_logistics.report.shared.html_table import left_out
from atmp_logistics.report.shared.page import block, escaped, linked, list_of_items

#: Of many misses the first few are listed.
_SHOWN = 8


def render_fragment(estimate: Estimate) -> str:
    """Return an estimate as HTML: interval, doubts, sources, and how badly its model misses.

    Examples
    --------
    >>> from atmp_logistics.estimates.models.thaw import EVA_50_mL
    >>> "one number does not describe this bag" in render_fragment(EVA_50_mL.predict("20 mL"))
    True
    """
    lines = [f"<b>{escaped(estimate.what)}</b>: {escaped(estimate.answer)}"]
    lines += [f'<br><b class="indeterminate">not valid here:</b> {escaped(doubt)}' for doubt in estimate.doubts]
    lines += [f'<br><span class="said">says: {linked(str(source), source.url)}</span>' for source in estimate.sources]
    more = left_out(len(estimate.misfit) - _SHOWN, "points", "estimate.misfit")
    missed = list_of_items(map(str, estimate.misfit[:_SHOWN])) + more
    lines += [f'<div class="said">how badly the model misses:{missed}</div>'] if missed else []
    return block(*lines)
