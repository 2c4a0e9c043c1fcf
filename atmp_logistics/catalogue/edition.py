"""Which edition of the labels a result rests on: the catalogue's date, and a hash over the files."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import sha256

from atmp_logistics.catalogue.read_product import OURS
from atmp_logistics.core.product_file import ProductFile, joint_hash

#: The day on which the catalogue's facts were last changed.
_DATED = "2026.11.28"


def edition_of(files: Iterable[ProductFile]) -> str:
    """Return the date of our catalogue and a hash over the files that judged or planned, wherever they come from.

    Two results that rest on other files have other editions.
    """
    return f"{_DATED}+{joint_hash(files)[:12]}"


@cache
def catalogue_version() -> str:
    """Return the catalogue's date and a hash of all its files: which edition of the labels this library holds."""
    digest = sha256()
    for path in sorted(OURS.rglob("*.toml")):
        digest.update(path.name.encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return f"{_DATED}+{digest.hexdigest()[:12]}"
