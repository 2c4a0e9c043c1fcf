"""A scenario in words: how often every limit is kept, what goes wrong, what decides it, and what was assumed."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import pandas as pd

from atmp_logistics.catalogue.edition import edition_of
from atmp_logistics.core.instants import DAY_S, HOUR_S, MINUTE_S
from atmp_logistics.core.label_notes import what_if_note
from atmp_logistics.core.wording import duration
from atmp_logistics.estimates.simulation.sample_statistics import of_100
from atmp_logistics.estimates.simulation.scenario import Scenario

#: What every simulation says of itself.
NO_VERDICT = (
    "A simulation is planning, not evidence: it says what the stated steps let one expect, no verdict comes from it, "
    "and a person decides."
)
_SHOWN = 6
Section = tuple[str, list[str]]


def render_text(scenario: Scenario, width: int = 80) -> str:
    """Return a scenario as plain text.

    Examples
    --------
    >>> from atmp_logistics import simulate
    >>> text = render_text(simulate("kymriah-eu", steps={"thaw": "3 min", "administration": "20 min"}, n=100))
    >>> print(text.splitlines()[1])
    100 of 100 runs keep every limit judged (96.3 to 100, 95 % interval).
    """
    lines = [title_of(scenario), *wrapped(headline(scenario), width, "")]
    for title, paragraphs in sections(scenario):
        lines += ["", title, *(line for text in paragraphs for line in wrapped(text, width, "  "))]
    lines += ["", *wrapped(NO_VERDICT, width, ""), *wrapped(made_with(scenario), width, "")]
    return "\n".join(lines) + "\n"


def title_of(scenario: Scenario) -> str:
    """Return the product, how many containers, and the name of a scenario."""
    request = scenario.request
    many = f", {request.containers} containers" if request.containers > 1 else ""
    named = f": {request.name}" if request.name else ""
    said = what_if_note(request.product)
    return f"{request.product.name} ({request.product.slug}){many}{named}{f'; {said}' if said else ''}"


def headline(scenario: Scenario) -> str:
    """Return how many runs keep every limit that counts, and what most often goes wrong."""
    share = scenario.probability
    text = f"{of_100(share.value)} of 100 runs keep every limit judged"
    text += f" ({of_100(share.lower)} to {of_100(share.upper)}, 95 % interval)."
    worst = scenario.most_frequent_failure
    if worst:
        text += f" Most frequent failure: {worst} ({of_100(float(scenario.failures['share'][0]))} of 100)."
    return text


def sections(scenario: Scenario) -> Iterator[Section]:
    """Yield every part of a scenario: its title and its lines."""
    counted, others = list(_limits(scenario, counted=True)), list(_limits(scenario, counted=False))
    yield "Limits: how often kept, and by how much", counted
    if others:
        yield "Recommended or for information, not counted", others
    if len(scenario.failures) > 1:
        yield "What goes wrong", [_failure(row) for _, row in scenario.failures.head(_SHOWN).iterrows()]
    if matters := list(_matters(scenario)):
        hardest = scenario.prepared.checks[scenario.hardest]
        yield f"Which step matters most for the hardest limit ({hardest.code})", matters
    yield "What more time costs", list(_costs(scenario))
    yield "Steps, as stated", list(scenario.stated)
    yield "Assumed", list(scenario.policy)
    if scenario.prepared.not_judged:
        yield "Not judged", list(scenario.prepared.not_judged)


def _limits(scenario: Scenario, *, counted: bool) -> Iterator[str]:
    for _, row in scenario.table[scenario.table["counted"] == counted].iterrows():
        share = f"{of_100(row['probability'])} of 100 ({of_100(row['lower'])} to {of_100(row['upper'])})"
        middle, low = (about(row[key], row["unit"]) for key in ("margin_median", "margin_1_in_20"))
        opened = f"; the label's wording leaves {of_100(row['open'])} of 100 open" if row["open"] else ""
        margin = f"middle run {middle}, 1 run in 20 {low} or worse"
        if row["waited_for"]:
            margin = "kept because the runs wait for it"
        yield f"{share}: {row['asks']} ({row['source']}); {margin}{opened}"


def about(value: float, unit: str) -> str:
    """Return a margin in words, rounded to what a plan can use.

    Examples
    --------
    >>> about(754.3, "s"), about(-0.4, "s"), about(9000.0, "s"), about(300000.0, "s"), about(3.0, "d")
    ('12 min 34 s left', '0 min left', '2 h 30 min left', '3.5 d left', '3 days left')
    >>> about(-90.0, "s")
    '1 min 30 s over'
    """
    size, end = abs(value), "over" if value < 0 else "left"
    if unit == "d":
        return f"{size:g} day{'s' * (size != 1)} {end}"
    if size >= 172_800:
        return f"{size / DAY_S:.1f} d {end}"
    rounded = float(round(size / MINUTE_S) * MINUTE_S if size >= HOUR_S else round(size))
    return f"{duration(rounded, exact=True)} {end if rounded else 'left'}"


def _failure(row: pd.Series) -> str:
    return f"{of_100(row['share'])} of 100: {row['what']}"


def _matters(scenario: Scenario) -> Iterator[str]:
    for _, row in scenario.sensitivity.head(_SHOWN).iterrows():
        yield (
            f"{row['step']}: {of_100(row['variance_share'])} % of the margin's variance "
            f"(first-order), rank correlation {row['rank_correlation']:+.2f}"
        )


def _costs(scenario: Scenario) -> Iterator[str]:
    for _, row in scenario.cost.iterrows():
        by_minute = row["further_s"] < HOUR_S
        change = 100 * row["per_hour"] / (60 if by_minute else 1)
        per = "minute" if by_minute else "hour"
        yield (
            f"{row['step']}: each further {per} {change:+.1f} of 100; with one more hour "
            f"{of_100(row['with_one_more_hour'])} of 100 keep every limit"
        )


def made_with(scenario: Scenario) -> str:
    """Return how many runs, the seed, the intervals and the versions, in words."""
    request = scenario.request
    runs = f"{request.n:,} run{'s' * (request.n != 1)}, seed {request.seed}"
    return (
        f"{runs}; intervals: Wilson's for shares, order statistics for margins; "
        f"atmp_logistics {scenario.library}, catalogue {edition_of(request.product.files)}"
    )


def wrapped(text: str, width: int, indent: str) -> list[str]:
    """Return the lines of a text, those after the first further in where it is indented."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent + ("    " if indent else ""),
        break_on_hyphens=False,
    )
