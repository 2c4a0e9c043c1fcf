"""Cold chain and vein-to-vein timing of advanced therapy medicinal products, judged against each label.

It calculates and explains; a person decides. The names of the stub beside this file are loaded when first used, so that
the import is fast.
"""

from atmp_logistics.core.public_names import lazy_names
from atmp_logistics.core.version import __version__ as __version__

_load, _names, _public = lazy_names(__name__, __file__)
__all__ = ["__catalogue_version__", *_public]  # noqa: PLE0604


def __getattr__(name: str) -> object:
    """Load a public name from its module when it is first used."""
    if name == "__catalogue_version__":
        from atmp_logistics.catalogue.edition import catalogue_version

        return catalogue_version()
    return _load(name)


def __dir__() -> list[str]:
    return sorted(__all__)
