"""The completions of a catalogue: read from its folders, and applied to the versions of a label."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from atmp_logistics.catalogue.apply_completion import completed, is_stale
from atmp_logistics.catalogue.completion import Completion, is_completion, read_completion
from atmp_logistics.catalogue.product_suggestions import ProductsAtHand, unknown_product
from atmp_logistics.core.errors import AtmpError, CatalogueError, Fault, refuse
from atmp_logistics.core.product import Product


def parted_files(files: Iterable[Path], origin: str, faults: list[Fault]) -> tuple[list[Path], tuple[Completion, ...]]:
    """Return a folder's product files, and the completions among its files; what is wrong with these is a fault."""
    products, found = [], []
    for path in files:
        if not is_completion(path):
            products.append(path)
            continue
        try:
            found.append(read_completion(path, origin))
        except AtmpError as error:
            faults += error.faults
    return products, tuple(found)


def completed_versions(versions: Sequence[Product], completions: Iterable[Completion]) -> tuple[Product, ...]:
    """Return the versions of one label, each with the completions that were read against it."""
    own = [one for one in completions if versions and one.slug == versions[0].slug]
    return tuple(completed(product, own) for product in versions) if own else tuple(versions)


def checked_completions(completions: Sequence[Completion], catalogue: ProductsAtHand) -> tuple[str, ...]:
    """Return in words each completion that closes and confirms nothing, as the label of its product has moved on.

    Raises
    ------
    CatalogueError
        For a completion of an unknown product, and where the limits with it cannot all be kept.
    """
    from atmp_logistics.timing.label_consistency import contradictions

    faults, said = list[Fault](), list[str]()
    for one in completions:
        if one.slug not in catalogue and one.slug not in catalogue.stopped:
            faults.append(unknown_product(f"{one.source}.extends", one.slug, catalogue, kind=CatalogueError))
    for slug in sorted({one.slug for one in completions} & {*catalogue}):
        try:
            versions = catalogue.versions(slug)
        except AtmpError as error:
            faults += error.faults
            continue
        faults += [fault for product in versions for fault in contradictions(product)]
        said += [note for one in completions if one.slug == slug for note in _stale(one, versions)]
    refuse(faults)
    return tuple(said)


def _stale(one: Completion, versions: Sequence[Product]) -> tuple[str, ...]:
    """Say that a completion was read against a revision that no version of the label has."""
    if not all(is_stale(one, product) for product in versions):
        return ()
    now = versions[-1].citation.revision
    said = (
        f"the completion {one.source} of {one.slug} closes and confirms nothing: it was read against the revision"
        f" {one.base_revision!r} of the product file, which has {now!r}; read the label again, then write"
        f" base_revision = {now!r} and who read it, when"
    )
    return (said,)
