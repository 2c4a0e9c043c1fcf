"""What is wrong with a file that is no TOML, in words: the place, the line there, and how to put it right."""

from __future__ import annotations

import re

from atmp_logistics.core.errors import AtmpError, Fault

#: The quotes that word processors write for straight ones.
_CURLED = re.compile("[\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb]")


def no_toml(where: str, error: Exception, data: bytes, kind: type[AtmpError]) -> Fault:
    """Return the fault of a file that is no TOML in UTF-8.

    Parameters
    ----------
    where : str
        The file.
    error : Exception
        What its reader says.
    data : bytes
        What it holds; empty where it cannot be opened.
    kind : type of AtmpError

    Examples
    --------
    >>> import tomllib
    >>> from atmp_logistics.core.errors import SiteError
    >>> text = 'tz = \u201cUTC\u201d'
    >>> try:
    ...     _ = tomllib.loads(text)
    ... except tomllib.TOMLDecodeError as error:
    ...     print(no_toml("site.toml", error, text.encode(), SiteError))
    site.toml: found Invalid value (at line 1, column 6): tz = \u201cUTC\u201d, expected a TOML file in UTF-8. \
Fix: write straight quotes, as in "text", in a plain text editor.
    """
    line = _line(str(error), data)
    fix = (
        'write straight quotes, as in "text", in a plain text editor'
        if _CURLED.search(line)
        else "correct the file there"
    )
    return Fault(where, f"{error}: {line}" if line else str(error), "a TOML file in UTF-8", fix, kind)


def _line(said: str, data: bytes) -> str:
    """Return the line of a file that its reader speaks of; nothing where it speaks of none."""
    named = re.search(r"at line (\d+)", said)
    lines = data.decode("utf-8-sig").splitlines() if named else []
    place = int(named[1]) - 1 if named else 0
    return " ".join(lines[place].split())[:80] if place < len(lines) else ""
