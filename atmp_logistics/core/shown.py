"""How records show themselves in one line, where printing their columns would fill pages."""

from __future__ import annotations

from typing import Any

#: So many files are named; the others are counted.
_SHOWN = 3


class InOneLine:
    """A record whose `repr` says what it is, how much it holds, and of which files.

    Examples
    --------
    >>> import pandas as pd
    >>> from atmp_logistics import read_events
    >>> read_events(pd.DataFrame({"therapy_id": ["T1"], "event": ["thaw_end"], "time": ["2026-11-10T10:04Z"]}))
    <EventLog: 1 row; DataFrame, 2026-11-10T10:04:00Z to 2026-11-10T10:04:00Z>
    """

    __slots__ = ()

    def __repr__(self) -> str:
        """Return what the record is, in one line."""
        own: Any = self
        sources = own.provenance if isinstance(own.provenance, tuple) else (own.provenance,)
        named = [one.name + (f", {one.first} to {one.last}" if one.first else "") for one in sources[:_SHOWN]]
        more = [f"and {len(sources) - _SHOWN} more files"] if len(sources) > _SHOWN else []
        rows = f"{len(own)} row{'s' * (len(own) != 1)}"
        return f"<{type(self).__name__}: {'; '.join([rows, *named, *more])}>"
