"""How planning puts nodes, durations and contradictions: in a pharmacist's words, and never in a graph's."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from atmp_logistics.core.instants import SECOND

if TYPE_CHECKING:
    from atmp_logistics.timing.constraints import Shortfall

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def duration(seconds: float) -> str:
    """Return a duration, exactly.

    Examples
    --------
    >>> duration(1800.0), duration(5400.0), duration(90.0), duration(0.25), duration(0.0)
    ('30 min', '1 h 30 min', '1 min 30 s', '0.25 s', '0 min')
    """
    microseconds, parts = round(abs(seconds) * 1_000_000), []
    for size, unit in _UNITS[:-1]:
        count, microseconds = divmod(microseconds, size * 1_000_000)
        if count:
            parts.append(f"{count} {unit}")
    if microseconds:
        parts.append(f"{microseconds / 1_000_000:.8g} s")
    return ("-" if seconds < 0 else "") + (" ".join(parts) or "0 min")


def lasts(shortest_s: float, longest_s: float) -> str:
    """Return how long a step takes.

    Examples
    --------
    >>> lasts(120.0, 240.0), lasts(300.0, 300.0), lasts(0.0, float("inf")), lasts(0.0, 240.0)
    ('2 to 4 min', '5 min', 'a time that nobody stated', 'up to 4 min')
    """
    if not isfinite(longest_s):
        return f"at least {duration(shortest_s)}" if shortest_s else "a time that nobody stated"
    if shortest_s == longest_s:
        return duration(shortest_s)
    low, high = duration(shortest_s).split(), duration(longest_s).split()
    if not shortest_s:
        return f"up to {duration(longest_s)}"
    if len(low) == len(high) == 2 and low[1] == high[1]:
        return f"{low[0]} to {high[0]} {high[1]}"
    return f"{duration(shortest_s)} to {duration(longest_s)}"


def named(node: str) -> str:
    """Return a node in words.

    Examples
    --------
    >>> named("thaw_start[1]"), named("storage_out:last[2]"), named("lymphodepletion_end")
    ('thaw start of container 1', 'the last storage out of container 2', 'lymphodepletion end')
    """
    event, _, rest = node.partition("[")
    event, _, side = event.partition(":")
    words = f"{f'the {side} ' if side else ''}{event.replace('_', ' ')}"
    return f"{words} of container {rest[:-1]}" if rest else words


def shortfall(short: Shortfall) -> str:
    """Return why something cannot work, each statement in its own line, and what would make it work."""
    by = duration(short.short_us / SECOND)
    how = "if a step takes its longest" if short.possible else "even if every step is at its fastest"
    verb = "can be" if short.possible else "is"
    lines = [f"This {verb} {by} short {how}. These statements contradict each other:"]
    lines += [f"  ({i}) {statement}" for i, statement in enumerate(short.statements, 1)]
    lines.append(f"Moving any ONE by {by} resolves this contradiction; another may remain behind it.")
    return "\n".join([*lines, *(f"  - {remedy}" for remedy in short.remedies)])


def contradicting(short: Shortfall) -> str:
    """Return which times of a record cannot all be true, and by how much they are apart."""
    by = duration(short.short_us / SECOND)
    lines = [f"These cannot all be true, by {by}:"]
    lines += [f"  ({i}) {statement}" for i, statement in enumerate(short.statements, 1)]
    return "\n".join([*lines, f"Moving any ONE by {by} resolves it; correct the one that is wrong."])
