"""A copy of a product's whole files, for those who want to change them: it says from which catalogue it was copied."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from atmp_logistics.catalogue.catalogue import Catalogue, load_product
from atmp_logistics.catalogue.completion_template import write_new
from atmp_logistics.catalogue.edition import catalogue_version
from atmp_logistics.core.errors import CatalogueError, Fault, refuse
from atmp_logistics.core.plain_files import read_text


def write_copies(slug: str, folder: str | Path, catalogue: Catalogue) -> tuple[Path, ...]:
    """Write each version of a label's product file into a folder; write over nothing.

    Returns
    -------
    tuple of Path

    Raises
    ------
    CatalogueError
        For an unknown product, a folder that is none, and a file that is there already.
    """
    load_product(slug, catalogue)
    files = {Path(folder, path.name): path for path in catalogue[slug]}
    refuse(
        Fault(str(path), "a file that is there already", "a new one", "name another folder", CatalogueError)
        for path in files
        if path.exists()
    )
    return tuple(write_new(path, _copied(original)) for path, original in files.items())


def _copied(path: Path) -> str:
    digest = sha256(path.read_bytes()).hexdigest()
    return f"# Copied from {path.name} of the catalogue {catalogue_version()}, sha256 {digest}.\n{read_text(path)}"
