"""The files that were read, and what was assumed in reading them: what several files share is said once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from atmp_logistics.core.instants import instant, zone
from atmp_logistics.core.wording import clock
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.report.assessment.result_phrases import phrase

#: Of more files than this, what they share is said once.
_FEW = 2
#: So many files are named beside what they share.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class FilesRead:
    """The files of a result, each with the assumptions that are its alone, and those that several files share."""

    files: tuple[tuple[Provenance, tuple[str, ...]], ...]
    shared: tuple[str, ...]


def files_read(inputs: Sequence[Provenance]) -> FilesRead:
    """Return files with their assumptions; of three files or more, each that several share is said once.

    Examples
    --------
    >>> files = [Provenance(f"{name}.csv", assumptions=("unit °C", f"serial {name}")) for name in "abcd"]
    >>> found = files_read(files)
    >>> found.files[0][1], found.shared
    (('serial a',), ('of all 4 files: unit °C',))
    """
    named: dict[str, dict[int, str]] = {}
    for place, one in enumerate(inputs):
        for note in one.assumptions:
            named.setdefault(note, {})[place] = one.name
    many = len(inputs) > _FEW
    shared = {note: list(names.values()) for note, names in named.items() if many and len(names) > 1}
    files = tuple((one, tuple(note for note in one.assumptions if note not in shared)) for one in inputs)
    return FilesRead(files, tuple(f"{_of(names, len(inputs))}: {note}" for note, names in shared.items()))


def when_of(source: Provenance, tz: str | None) -> str:
    """Return from when to when a file is, in the zone in which times are shown; nothing where it holds no time.

    Examples
    --------
    >>> when_of(Provenance("a.csv", first="2026-11-10T10:04:00Z", last="2026-11-10T10:20:00Z"), "Europe/Stockholm")
    ', 2026-11-10 11:04+01:00 to 2026-11-10 11:20+01:00'
    """
    if not source.first or not source.last:
        return ""
    shown_in = zone(tz) if tz else None
    first, last = (clock(instant(datetime.fromisoformat(one)), shown_in) for one in (source.first, source.last))
    return phrase("basis.span", first=first, last=last)


def _of(names: Sequence[str], total: int) -> str:
    if len(names) == total:
        return f"of all {total} files"
    more = len(names) - _NAMED
    listed = ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"of {len(names)} files ({listed})"
