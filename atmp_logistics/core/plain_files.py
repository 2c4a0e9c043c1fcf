"""Which files are opened: plain ones. A pipe, a socket or a device would be waited for, or never end."""

from __future__ import annotations

import stat
from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class NotPlain(OSError):
    """Something at a path that is no plain file."""


def kind_of(mode: int) -> str:
    """Return what is at a path, by its mode; nothing for a plain file.

    Examples
    --------
    >>> kind_of(stat.S_IFIFO | 0o644), kind_of(stat.S_IFREG | 0o644)
    ('a pipe', '')
    """
    return next((name for asks, name in _KINDS if asks(mode)), "" if stat.S_ISREG(mode) else "no file")


def is_unicode(path: str | Path) -> bool:
    r"""Say whether a name is text: a name may be any bytes, and those that are none come as halves of characters.

    Examples
    --------
    >>> is_unicode("påse.csv"), is_unicode("p\udce5se.csv")
    (True, False)
    """
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def check_plain(path: str | Path) -> None:
    """Refuse what is no plain file before it is opened.

    Raises
    ------
    OSError
        Where nothing is there, where it is a pipe, a socket, a device or a folder, and where its name is no text.
    """
    if not is_unicode(path):
        raise NotPlain(84, "a name that is no text in UTF-8, which no result can hold: rename it", str(path))
    if kind := kind_of(Path(path).stat().st_mode):
        raise NotPlain(22, f"{kind}, and no plain file", str(path))


def size_of(path: Path) -> int:
    """Return how many bytes a file has; 0 for one of which that is not known.

    Examples
    --------
    >>> size_of(Path("nowhere.csv"))
    0
    """
    try:
        return path.stat().st_size
    except OSError:
        return 0


class TooLarge(OSError):
    """A file of more bytes than are read."""


def read_bytes(path: str | Path, most: int | None = None) -> bytes:
    """Return the bytes of a plain file, of at most so many; see `check_plain`."""
    check_plain(path)
    with Path(path).open("rb") as file:
        data = file.read() if most is None else _read_most(file, most + 1)
    if most is not None and len(data) > most:
        raise TooLarge(27, f"a file of more than {in_words(most)}", str(path))
    return data


def is_plain(path: str | Path) -> bool:
    """Say whether a plain file is there.

    Examples
    --------
    >>> is_plain("nowhere.csv"), is_plain("/")
    (False, False)
    """
    try:
        check_plain(path)
    except (OSError, ValueError):
        return False
    return True


def sha256_of(path: str | Path) -> str:
    """Return the SHA-256 of a plain file's bytes, of whatever size; see `check_plain`."""
    check_plain(path)
    with Path(path).open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def in_words(size: int) -> str:
    """Return a number of bytes in words.

    Examples
    --------
    >>> in_words(64_000_000), in_words(1 << 20), in_words(2000)
    ('64 MB', '1 MiB', '2000 bytes')
    """
    for unit, name in ((10**6, "MB"), (1 << 20, "MiB")):
        if size >= unit and not size % unit:
            return f"{size // unit} {name}"
    return f"{size} bytes"


def read_text(path: str | Path) -> str:
    """Return the text of a plain file in UTF-8, with or without a mark; see `check_plain`."""
    return read_bytes(path).decode("utf-8-sig")


def _read_most(file: BinaryIO, most: int) -> bytes:
    """Return up to so many bytes; a buffer of that size is not made first, as `read` would: most files are small."""
    blocks, left, size = list[bytes](), most, 1 << 16
    while left:
        asked = min(left, size)
        blocks.append(file.read(asked))
        left -= len(blocks[-1])
        if len(blocks[-1]) < asked:
            break
        size = 1 << 26
    return b"".join(blocks)
