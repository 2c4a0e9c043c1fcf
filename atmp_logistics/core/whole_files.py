"""Files written whole or not at all: beside their place first, and put there at once.

Whatever interrupts the writing (a kill, a full disk, a second writer), at the file's name stands the old file or the
whole new one. A link stays, and what it leads to is replaced. A device or a pipe has nothing to replace: what is
written goes through it as it comes.
"""

from __future__ import annotations

import os
import secrets
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

#: How many characters are joined before they are written.
_BLOCK = 1 << 20


@contextmanager
def whole_file(path: str | Path) -> Iterator[BinaryIO]:
    """Open a file to be written as a whole: it takes its place where the block ends without an error.

    Parameters
    ----------
    path : path
        A file that is there keeps its mode; a new one has the mode that `open` gives.

    Raises
    ------
    OSError
        Where it cannot be written; what stood there before stands as it was.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with whole_file(Path(folder, "a.txt")) as file:
    ...         _ = file.write(b"whole")
    ...     Path(folder, "a.txt").read_bytes(), len(list(Path(folder).iterdir()))
    (b'whole', 1)
    """
    there = _state(path)
    if there is not None and not stat.S_ISREG(there.st_mode):
        with _stream(path, there) as file:
            yield file
    elif there is not None and (number := _standard(there)) is not None:
        with _stream_of(number) as file:
            yield file
    else:
        with _beside(Path(os.path.realpath(path)), there) as file:
            yield file


def write_text(path: str | Path, text: str | Iterable[str]) -> None:
    r"""Write a text, or its pieces one after another, in UTF-8 and with the line ends that it has; see `whole_file`.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_text(Path(folder, "a.txt"), ["1\n", "2\r\n"])
    ...     Path(folder, "a.txt").read_bytes()
    b'1\n2\r\n'
    """
    with whole_file(path) as file:
        held, size = list[str](), 0
        for piece in [text] if isinstance(text, str) else text:
            held.append(piece)
            size += len(piece)
            if size >= _BLOCK:
                file.write("".join(held).encode())
                held, size = [], 0
        file.write("".join(held).encode())


def write_bytes(path: str | Path, data: bytes) -> None:
    """Write bytes; see `whole_file`."""
    with whole_file(path) as file:
        file.write(data)


def _state(path: str | Path) -> os.stat_result | None:
    try:
        return Path(path).stat()
    except FileNotFoundError:
        return None


def _standard(there: os.stat_result) -> int | None:
    """Return the number of the standard stream that goes into this very file, as in `--json /dev/stdout > all.txt`."""
    for number in (1, 2):
        with suppress(OSError):
            if os.path.samestat(os.fstat(number), there):
                return number
    return None


def _stream(path: str | Path, there: os.stat_result) -> BinaryIO:
    """Open a device or a pipe; a standard stream goes on from where it is."""
    if stat.S_ISDIR(there.st_mode):
        raise IsADirectoryError(21, "a folder, and no file", str(path))
    number = _standard(there)
    return open(path, "wb") if number is None else _stream_of(number)  # noqa: PTH123  closed by its user


def _stream_of(number: int) -> BinaryIO:
    (sys.stdout if number == 1 else sys.stderr).flush()
    return os.fdopen(os.dup(number), "wb")


@contextmanager
def _beside(target: Path, there: os.stat_result | None) -> Iterator[BinaryIO]:
    """Write a file under another name in the same folder, and put it in place once all of it is on the disk."""
    if there is not None and not os.access(target, os.W_OK):
        raise PermissionError(13, "a file that must not be written", str(target))
    beside = target.with_name(f".atmp-logistics-{secrets.token_hex(8)}.tmp")
    number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if there is not None:
            _as_before(beside, there)
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def _as_before(path: Path, there: os.stat_result) -> None:
    """Give a new file the owner, where that is allowed, and the mode of the file that it replaces."""
    if hasattr(os, "chown"):  # pragma: no branch - Windows alone has no chown
        with suppress(OSError):
            os.chown(path, there.st_uid, there.st_gid)
    path.chmod(stat.S_IMODE(there.st_mode))
