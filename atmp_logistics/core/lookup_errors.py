"""Names that a value or a result does not hold: refusals that are also the errors Python raises for such a look-up."""

from __future__ import annotations

from atmp_logistics.core.errors import UsageError


class UnknownVerdict(UsageError, ValueError):
    """A word that is no verdict."""


class UnknownContainer(UsageError, KeyError):
    """A therapy or a container that a result does not hold.

    Examples
    --------
    >>> raise UnknownContainer([UnknownContainer.fault("result[...]", "'T2'", "a therapy", "choose 'T1'")])
    Traceback (most recent call last):
    atmp_logistics.core.lookup_errors.UnknownContainer: result[...]: found 'T2', expected a therapy. Fix: choose 'T1'.
    """

    __str__ = Exception.__str__
