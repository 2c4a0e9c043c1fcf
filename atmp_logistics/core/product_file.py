"""The files in which a label's limits were read: name, origin and hash of each, and one hash over those that judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from hashlib import sha256
from typing import Literal

from atmp_logistics.core.product_toml import table_of, toml_text
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.core.whole_text import short_hash

#: Origins that are no folder or package of a name.
LIBRARY, PYTHON = "library", "python"


@dataclass(frozen=True, slots=True, repr=False)
class ProductFile(ShortRepr):
    """A file that states what a product's label says.

    Attributes
    ----------
    name : str
        The file's name; of a product made in Python, what its source is called, else its slug.
    origin : str
        ``library``, ``folder NAME``, ``package NAME VERSION``, or ``python`` for a product made or changed in Python.
    sha256 : str
        The hash of the file's bytes; of a product made in Python, that of its TOML, as `content_hash` says.
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
    """Return the SHA-256 of the text of a product file with a product's content, as `Product.to_toml` writes it."""
    return sha256(toml_text(table_of(product)).encode(errors="surrogatepass")).hexdigest()


def seal_of(value: object, *, but: Iterable[str] = ("files",)) -> str:
    """Return a short hash over all that a value states, apart from some fields; it is compared, and never shown."""
    held = {one.name: getattr(value, one.name) for one in fields(value) if one.name not in set(but)}  # type: ignore[arg-type]
    return short_hash(held)
