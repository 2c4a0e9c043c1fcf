"""The files in which a label's limits were read: name, origin and hash of each, and one hash over those that judged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from hashlib import blake2s, sha256
from typing import Any, Literal

from atmp_logistics.core.short_repr import ShortRepr

#: Origins that are no folder or package of a name.
LIBRARY, PYTHON = "library", "python"
#: What is no content of a product: where it was read from, and what binds it to that.
_NO_CONTENT = frozenset(["files", "source", "seal"])


@dataclass(frozen=True, slots=True, repr=False)
class ProductFile(ShortRepr):
    """A file that states what a product's label says.

    Attributes
    ----------
    name : str
        The file's name; of a product made in Python, what its source is called, else its slug.
    origin : str
        ``library``, ``folder NAME``, ``package NAME``, or ``python`` for a product made or changed in Python.
    sha256 : str
        The hash of the file's bytes; of a product made in Python, that of its content as `content_hash` says.
    role : {'product', 'completion'}
    seal : str
        Binds the file to the product that was read from it; a product that is changed is Python's.

    Examples
    --------
    >>> str(ProductFile("x.toml", "folder ward-catalogue", "ab12"))
    'x.toml of the folder ward-catalogue'
    """

    name: str
    origin: str
    sha256: str
    role: Literal["product", "completion"] = "product"
    seal: str = field(default="", repr=False, compare=False)

    def __str__(self) -> str:
        where = ", made or changed in Python" if self.origin == PYTHON else f" of the {self.origin}"
        return f"{'completion ' if self.role == 'completion' else ''}{self.name}{where}"


def joint_hash(files: Iterable[ProductFile]) -> str:
    """Return one hash over the content of several files, each with its role, in whatever order they come.

    Examples
    --------
    >>> one, other = ProductFile("a.toml", "library", "aa"), ProductFile("b.toml", "library", "bb")
    >>> joint_hash([one, other]) == joint_hash([other, one, one]), joint_hash([one]) == joint_hash([other])
    (True, False)
    """
    lines = sorted({f"{one.role} {one.sha256}\n" for one in files})
    return sha256("".join(lines).encode()).hexdigest()


def content_hash(product: object) -> str:
    """Return the SHA-256 of a product's content: its fields by name as sorted JSON, without those at their default."""
    text = json.dumps(_plain(product), sort_keys=True, ensure_ascii=False, default=str)
    return sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Return what a value holds as JSON can hold it."""
    if is_dataclass(value):
        held = {one.name: (getattr(value, one.name), one.default) for one in fields(value)}
        return {
            name: _plain(own)
            for name, (own, default) in held.items()
            if name not in _NO_CONTENT and (default is MISSING or own != default)
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(own) for key, own in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(own) for own in value]
    return value.isoformat() if isinstance(value, date) else value


def seal_of(value: object, *, but: Iterable[str] = ("files",)) -> str:
    """Return a short hash over all that a value states, apart from some fields; it is compared, and never shown."""
    held = {one.name: getattr(value, one.name) for one in fields(value) if one.name not in set(but)}  # type: ignore[arg-type]
    return blake2s(repr(held).encode(), digest_size=8).hexdigest()
