"""Open files: what has a method `read` and gives bytes or text, read whole from its beginning."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Any, NoReturn

from atmp_logistics.core.errors import Fault, InputError, NotATable
from atmp_logistics.core.size_limit import most_bytes
from atmp_logistics.ingest.files.file import File, too_large

_BLOCK = 1 << 24
_AGAIN = "open it again, in binary: open(path, 'rb')"


def is_open_file(value: object) -> bool:
    """Say whether a value is an open file, or stands for one.

    Examples
    --------
    >>> import io
    >>> is_open_file(io.BytesIO()), is_open_file("log.csv")
    (True, False)
    """
    return callable(getattr(value, "read", None)) and not isinstance(value, type)


def read_open_file(opened: Any, name: str = "") -> File:
    """Read an open file whole, and put it back to its beginning where it can be put back.

    Parameters
    ----------
    opened : file object
        Binary, or text, which is read as it was opened to be decoded.
    name : str
        What it goes by; "" for its own name.

    Returns
    -------
    File
        Of text, its UTF-8.

    Raises
    ------
    InputError
        For a file that is closed, was partly read already, replaces what it cannot decode, or gives neither bytes nor
        text.

    Examples
    --------
    >>> import io
    >>> read_open_file(io.StringIO("time,temperature\\n"))
    File(name='StringIO', data=b'time,temperature\\n')
    """
    called = name or own_name(opened)
    if getattr(opened, "closed", False) is True:
        _refuse(called, "a closed file", "an open one", _AGAIN)
    if (errors := getattr(opened, "errors", None)) not in (None, "strict", "surrogateescape"):
        _refuse(called, f"a text file that was opened with errors={errors!r}", "one that hides no sign", _AGAIN)
    place = _said(called, opened.tell) if _can_seek(opened) else 0
    if place:
        fix = "put it back: file.seek(0)"
        _refuse(called, f"an open file that was read or written up to position {place}", "it from its beginning", fix)
    data = _said(called, lambda: _bytes_of(opened, called))
    if _can_seek(opened):
        opened.seek(0)
    if not data:
        _refuse(called, "an open file that holds nothing", "a table", "give the file that holds the record")
    return File(called, data)


def _bytes_of(opened: Any, name: str) -> bytes:
    """Return a file's bytes; of text that only its own encoding tells, the text in UTF-8."""
    buffer, encoding = getattr(opened, "buffer", None), getattr(opened, "encoding", None)
    if not callable(getattr(buffer, "read", None)) or not isinstance(encoding, str):
        return _all_of(opened, name)
    file = File(name, _all_of(buffer, name))
    if not file.is_text:
        return file.data
    text = file.data.decode(encoding)
    try:
        ours, proven = file.text()
    except NotATable:
        ours, proven = text, ""
    if proven in ("", "cp1252"):
        return text.encode()
    if ours != text.removeprefix("\ufeff"):
        found = f"text that was opened as {encoding}, and that is {proven}"
        _refuse(name, found, "the encoding that the file has", _AGAIN)
    return file.data


def own_name(opened: object) -> str:
    """Return what an open file goes by: its own name without its folder, else its kind."""
    name = getattr(opened, "name", None)
    return PurePath(name).name if isinstance(name, str) and name else type(opened).__name__


def _can_seek(opened: Any) -> bool:
    try:
        return bool(opened.seekable())
    except (AttributeError, ValueError, OSError):
        return False


def _said(name: str, read: Callable[[], Any]) -> Any:
    """Return what a call on the file gives; refuse, in our words, what it raises."""
    try:
        return read()
    except InputError:
        raise
    except UnicodeError as error:
        found = f"bytes that are no text in the encoding that it was opened with ({' '.join(str(error).split())[:100]})"
        _refuse(name, found, "text in the encoding that is stated", _AGAIN, error)
    except Exception as error:
        said = " ".join(str(error).split())[:100]
        found = f"a file that cannot be read ({type(error).__name__}: {said})"
        raise InputError([Fault(name, found, "an open file", _AGAIN, InputError)]) from error


def _all_of(opened: Any, name: str) -> bytes:
    """Return all that is left of a file, of no more bytes than are read."""
    most, blocks, size = max(most_bytes("text"), most_bytes("parquet")), list[bytes](), 0
    while True:
        block = opened.read(_BLOCK)
        data = block.encode("utf-8") if isinstance(block, str) else block
        if not isinstance(data, bytes):
            getattr(block, "close", lambda: None)()
            _refuse(name, f"a file that gives {type(block).__name__}", "bytes or text", "give it as io.BytesIO(data)")
        if not data:
            return b"".join(blocks)
        blocks.append(data)
        size += len(data)
        if size > most:
            raise InputError([too_large(name, size, most)])


def _refuse(name: str, found: str, expected: str, fix: str, cause: Exception | None = None) -> NoReturn:
    raise InputError([Fault(name, found, expected, fix, InputError)]) from cause
