"""What the tests of a plug-in run: the checks that the library's own rules, families, formats and products pass.

Each raises an `AssertionError` that says what a plug-in did and what it must do. `check_rule` needs hypothesis:
``pip install atmp-logistics[testing]``.
"""

from atmp_logistics.core.public_names import lazy_names

_load, _names, _public = lazy_names(__name__, __file__)
__all__ = [*_public]  # noqa: PLE0604


def __getattr__(name: str) -> object:
    """Load a public name from its module when it is first used."""
    return _load(name)


def __dir__() -> list[str]:
    return sorted(__all__)
