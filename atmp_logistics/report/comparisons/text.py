"""Scenarios side by side in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from atmp_logistics.core.label_notes import what_if_note
from atmp_logistics.estimates.simulation.comparison import Comparison
from atmp_logistics.estimates.simulation.sample_statistics import of_100
from atmp_logistics.report.scenarios.text import NO_VERDICT, wrapped


def render_text(comparison: Comparison, width: int = 80) -> str:
    """Return scenarios side by side as plain text."""
    first = comparison.scenarios[0].request
    lines = [f"{first.product.name} ({first.product.slug}): {len(comparison.scenarios)} scenarios"]
    notes = (what_if_note(one.request.product) for one in comparison.scenarios)
    lines += dict.fromkeys(filter(None, notes))
    for line in compared(comparison):
        lines += wrapped(line, width, "  ")
    lines += wrapped(NO_VERDICT, width, "")
    return "\n".join(lines) + "\n"


def compared(comparison: Comparison) -> Iterator[str]:
    """Yield a line for each scenario: how often every limit is kept, and how that differs from the first."""
    for i, (_, row) in enumerate(comparison.table.iterrows()):
        line = f"{row['scenario']}: {of_100(row['probability'])} of 100 keep every limit judged"
        line += f" ({of_100(row['lower'])} to {of_100(row['upper'])})"
        if i:
            low, high = 100 * row["difference_lower"], 100 * row["difference_upper"]
            how = "run against run" if row["paired"] else "different runs"
            line += f"; {100 * row['difference']:+.1f} ({low:+.1f} to {high:+.1f}, {how})"
        worst = row["most_frequent_failure"]
        yield line + (f"; most frequent failure: {worst}" if isinstance(worst, str) else "")
