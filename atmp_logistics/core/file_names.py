"""Names of files made of what a record calls a therapy or a container: plain, short, and no two alike."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: What stays of a name in a file's name; all else, of any script, stands as one line.
_PLAIN = re.compile(r"[^A-Za-z0-9.-]+")
_LONGEST = 40


def plain_file_name(parts: Iterable[str], digest: str) -> str:
    """Return a name that every file system takes: the parts as far as they are plain, and a hash that tells it apart.

    Parameters
    ----------
    parts : iterable of str
        Such as a therapy and a container.
    digest : str
        The hash, of which the whole stands at the end.

    Examples
    --------
    >>> plain_file_name(["T1", "B/1", "../x"], "ab12"), plain_file_name(["患者", ""], "cd34")
    ('T1_B_1_x_ab12', 'cd34')
    """
    plain = (_PLAIN.sub("_", part)[:_LONGEST].strip("_.-") for part in parts)
    return "_".join([*filter(None, plain), digest])
