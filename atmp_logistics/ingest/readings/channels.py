"""Which of a logger's temperature channels is the product's: the only one, or the one that a person names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from atmp_logistics.core.errors import AmbiguousChannel, Fault
from atmp_logistics.core.likeness import nearest
from atmp_logistics.ingest.raw_logs import RawLog, RawSummary

R = TypeVar("R", RawLog, RawSummary)


def chosen_channels(
    raws: Sequence[R], stated: str | None, name: str, faults: list[Fault]
) -> tuple[list[R], dict[int, str]]:
    """Return one series a logger, and for each that had to be chosen, by its place, what the choice left out.

    Parameters
    ----------
    raws : sequence of RawLog or RawSummary
    stated : str or None
        The channel that the caller names, by heading or number.
    name : str
        The file's name, for messages.
    faults : list of Fault
        Where nothing is stated and a logger has several, or what is stated is not there.

    Returns
    -------
    tuple[list[R], dict[int, str]]
    """
    out, notes = list[R](), dict[int, str]()
    for logger, of_logger in _by_logger(raws).items():
        found = of_logger if stated is None else _named(of_logger, stated)
        if len(found) != 1:
            faults.append(_fault(of_logger, found, stated, f"{name}, logger {logger}" if logger else name))
        elif len(of_logger) > 1:
            others = ", ".join(repr(raw.channel) for raw in of_logger if raw is not found[0])
            notes[len(out)] = f"the channel {found[0].channel!r} is stated by the caller; left out: {others}"
        out += found[:1]
    return out, notes


def _by_logger(raws: Sequence[R]) -> dict[str, list[R]]:
    found: dict[str, list[R]] = {}
    for raw in raws:
        found.setdefault(raw.logger, []).append(raw)
    return found


def _named(channels: Sequence[R], stated: str) -> list[R]:
    """Return the channels that an answer can mean: by the heading as written, and by the number."""
    wanted = _tidy(stated)
    places = {i for i, raw in enumerate(channels) if _tidy(raw.channel) == wanted}
    if wanted.isdecimal() and 0 < int(wanted) <= len(channels):
        places.add(int(wanted) - 1)
    return [channels[i] for i in sorted(places)]


def _tidy(text: str) -> str:
    return " ".join(text.split()).casefold()


def _fault(of_logger: Sequence[R], found: Sequence[R], stated: str | None, where: str) -> Fault:
    listed = "; ".join(_listed(of_logger))
    if stated is None:
        fix = "state which is the product's: --channel NUMBER or --channel HEADING"
        return Fault(
            where, f"{len(of_logger)} temperature channels", f"one channel; there are {listed}", fix, AmbiguousChannel
        )
    if found:
        seen = f"the channel {stated!r}, which {len(found)} channels can be"
        return Fault(where, seen, f"one of {listed}", "state its number", AmbiguousChannel)
    fix = f"state one that is there{nearest(stated, [raw.channel for raw in of_logger])}"
    fix = fix if any(raw.channel for raw in of_logger) else "leave --channel out"
    return Fault(where, f"no channel {stated!r}", listed, fix, AmbiguousChannel)


def _listed(channels: Sequence[R]) -> Iterator[str]:
    """List the channels: number, heading, unit."""
    for i, raw in enumerate(channels, start=1):
        heading = repr(raw.channel) if raw.channel else "a channel without a name"
        yield f"{i}: {heading} [{raw.unit or 'no unit'}]"
