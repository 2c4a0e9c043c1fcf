"""What is said of a file that was read column by column, in one piece or in many: the same words for both."""

from __future__ import annotations

from collections.abc import Sequence

from atmp_logistics.ingest.events.ids import alike_loggers


def assumptions(
    of_file: Sequence[str],
    label: str,
    loggers: Sequence[str],
    missing: Sequence[int],
    *,
    unit: Sequence[str] = (),
    clock: Sequence[str] = (),
) -> tuple[str, ...]:
    """Return what reading a file took for granted, each thing once.

    Parameters
    ----------
    of_file : sequence of str
        What is assumed of the file as such.
    label : str
        What a logger goes by that the file does not name.
    loggers : sequence of str
        As the file names them.
    missing : sequence of int
        How many of each logger's rows hold a time alone.
    unit, clock : sequence of str
        What is said of the unit, and of local times.

    Examples
    --------
    >>> assumptions((), "log.csv", ["", "A"], [0, 2])
    ('the file does not name its logger; it goes by the name log.csv', \
'temperatures missing: 2, rows that hold a time alone')
    """
    named = [f"the file does not name its logger; it goes by the name {label}"] if label and "" in loggers else []
    each = [note for count in missing for note in (*unit, *_lost(count), *clock)]
    return tuple(dict.fromkeys([*of_file, *named, *each, *alike_loggers(loggers)]))


def _lost(count: int) -> list[str]:
    return [f"temperatures missing: {count}, rows that hold a time alone"] if count else []
