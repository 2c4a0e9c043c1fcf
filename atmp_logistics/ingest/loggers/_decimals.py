"""Numbers as written: whether all have as many decimals, which a logger's have and a cut or edited file's may not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence


def uneven_decimals(heading: str, values: Sequence[str]) -> Iterator[str]:
    """Say when numbers have not all as many decimals: one may have lost its last digits.

    Examples
    --------
    >>> list(uneven_decimals("Temp", ["4.125", "", "-4.250"])), len(list(uneven_decimals("Temp", ["4.125", "4.2"])))
    ([], 1)
    """
    decimals = {len(re.sub(r"^[^.,]*[.,]?", "", value)) for value in values if re.search(r"\d", value)}
    if len(decimals) > 1:
        counts = " and ".join(map(str, sorted(decimals)))
        yield f"numbers under {heading!r} have {counts} decimals: the file may have been cut or edited"
