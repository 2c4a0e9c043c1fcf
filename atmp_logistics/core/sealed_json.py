"""JSON that ends with the hash of all that stands before it, so that one byte altered anywhere shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

#: The last key of a document that is sealed.
KEY = "content_sha256"
_SEAL = re.compile(rb',\n "' + KEY.encode() + rb'": "([0-9a-f]{64})"\n}\n\Z')
#: A seal has fewer bytes than this.
_LONGEST_SEAL = 128


def sealed(pieces: Iterable[str]) -> Iterator[str]:
    r"""Yield the pieces of a JSON object up to its last closing brace, and then its hash as its last key.

    Parameters
    ----------
    pieces : iterable of str
        The object without the end of line and the brace that close it.

    Examples
    --------
    >>> text = "".join(sealed(['{\n "verdict": "conforms"']))
    >>> print(text.splitlines()[2][:30])
     "content_sha256": "18d9cfa60d
    >>> is_whole(text.encode()), is_whole(text.replace("conforms", "deviates").encode())
    (True, False)
    """
    digest = sha256()
    for piece in pieces:
        digest.update(piece.encode(errors="surrogatepass"))
        yield piece
    yield f',\n "{KEY}": "{digest.hexdigest()}"\n}}\n'


def is_whole(data: bytes) -> bool:
    """Say whether a document ends with the hash of all that stands before it."""
    found = _SEAL.search(data, max(0, len(data) - _LONGEST_SEAL))
    return found is not None and sha256(data[: found.start()]).hexdigest().encode() == found[1]
