"""Where a result is written: handed back as text, into a file as a whole, or into a buffer that the caller holds."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from atmp_logistics.core.arguments import file_path
from atmp_logistics.core.errors import UsageError
from atmp_logistics.core.whole_files import write_bytes, write_text

#: What a result is written into.
Target = str | os.PathLike[str] | IO[str] | IO[bytes]
_EXPECTED = "a path, or a file object that is open for writing"
_FIX = "give one of them"


def text_into(target: Target | None, pieces: str | Iterable[str]) -> str | None:
    r"""Write a text, or its pieces one after another, in UTF-8; return it where no target is given.

    Parameters
    ----------
    target : path, text or binary file object, or None
        A file that is there is replaced as a whole; a file object is written from where it stands, and stays open.
    pieces : str or iterable of str

    Raises
    ------
    UsageError
        For any other target.

    Examples
    --------
    >>> import io
    >>> binary, text = io.BytesIO(), io.StringIO()
    >>> text_into(None, ["2 ", "°C\n"]), text_into(binary, "2 °C\n"), text_into(text, ["2 ", "°C\n"])
    ('2 °C\n', None, None)
    >>> binary.getvalue().decode() == text.getvalue()
    True
    """
    if target is None:
        return pieces if isinstance(pieces, str) else "".join(pieces)
    if isinstance(target, (str, os.PathLike)):
        write_text(Path(file_path(target, "path")), pieces)
        return None
    file = _file_object(target)
    takes_text = _takes_text(file)
    for piece in [pieces] if isinstance(pieces, str) else pieces:
        file.write(piece if takes_text else piece.encode())
    return None


def bytes_into(target: Target | None, data: bytes) -> bytes | None:
    """Write bytes; return them where no target is given.

    Parameters
    ----------
    target : path, binary file object, or None

    Raises
    ------
    UsageError
        For any other target, and for a file object that takes text.

    Examples
    --------
    >>> import io
    >>> bytes_into(None, b"whole")
    b'whole'
    >>> bytes_into(io.StringIO(), b"whole")
    Traceback (most recent call last):
    atmp_logistics.core.errors.UsageError: target: found a file that takes text, expected a file that takes bytes. \
Fix: open it with mode 'wb', or give a path.
    """
    if target is None:
        return data
    if isinstance(target, (str, os.PathLike)):
        write_bytes(Path(file_path(target, "path")), data)
        return None
    file = _file_object(target)
    if _takes_text(file):
        fix = "open it with mode 'wb', or give a path"
        raise UsageError([UsageError.fault("target", "a file that takes text", "a file that takes bytes", fix)])
    file.write(data)
    return None


def _file_object(target: Any) -> Any:
    if not callable(getattr(target, "write", None)):
        raise UsageError([UsageError.fault("target", repr(target)[:80], _EXPECTED, _FIX)])
    return target


def _takes_text(file: Any) -> bool:
    """Say whether a file object takes text: nothing is written by asking."""
    try:
        file.write("")
    except TypeError:
        return False
    except (OSError, ValueError) as error:
        found = f"one that refuses: {error}"
        raise UsageError([UsageError.fault("target", found, _EXPECTED, _FIX)]) from None
    return True
