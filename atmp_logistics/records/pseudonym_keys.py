"""The key of pseudonyms: a file of the user's own, made once, never replaced, and never printed."""

from __future__ import annotations

import os
import re
import secrets
from base64 import b32encode
from hashlib import sha256
from hmac import digest
from pathlib import Path

from atmp_logistics.core.arguments import Arguments, file_path
from atmp_logistics.core.errors import UsageError, refuse

_HEAD = "atmp-logistics pseudonym key"
_FILE = re.compile(rf"{_HEAD}\n([0-9a-f]{{64}})\n?")
_BYTES, _LETTERS = 32, 16


def new_key(path: str | os.PathLike[str]) -> None:
    """Write a new random key into a file that only its owner can read; a file that is there is not replaced.

    Parameters
    ----------
    path : path
        The file to write.

    Raises
    ------
    UsageError
        Where a file of that name is there.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     new_key(Path(folder, "key"))
    ...     len(key_in(Path(folder, "key")))
    32
    """
    call = Arguments()
    file = Path(call(file_path, path, "path") or "")
    call.refuse()
    try:
        number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        fix = "name another file; who loses a key can never join the pseudonyms that it made"
        refuse([UsageError.fault(str(file), "a file that is there", "the name of a new file", fix)])
    except OSError as error:
        found = error.strerror or "no place to write to"
        refuse([UsageError.fault(str(file), found, "a file to write", "name a file in a folder that is there")])
    else:
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as opened:
            opened.write(f"{_HEAD}\n{secrets.token_hex(_BYTES)}\n")


def key_in(path: str | os.PathLike[str]) -> bytes:
    """Return the key of a file that `new_key` wrote.

    Raises
    ------
    UsageError
        Where the file is not there, or holds no key.
    """
    file = Path(path)
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        text = ""
    found = _FILE.fullmatch(text)
    if found is None:
        fix = "make one with pseudonymise --new-key, and keep it where the record does not go"
        refuse([UsageError.fault(str(file), "no key", "a key that new_key wrote", fix)])
    assert found is not None  # noqa: S101  refused above
    return bytes.fromhex(found[1])


def pseudonym(text: str, key: bytes) -> str:
    """Return the pseudonym of a text: the same for the same text and key, in whatever column or file it stands.

    Examples
    --------
    >>> pseudonym("T1", b"0" * 32) == pseudonym("T1", b"0" * 32) != pseudonym("T1", b"1" * 32)
    True
    """
    return f"PSN-{b32encode(digest(key, text.encode(), sha256)).decode()[:_LETTERS]}"
