"""What a logger stands for, as the call or the site's profile states it: storages, windows, or everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.core.translatable import Message, said

#: What is written instead of a code where a logger goes along with the product from the first event to the last.
EVERYWHERE = "everywhere"
#: What is written of a logger that stands for no container.
NOWHERE = "none"
#: What states what a logger stands for.
CALL, PROFILE = "the call", "the site profile"


@dataclass(frozen=True, slots=True, repr=False)
class LoggerPlace(ShortRepr):
    """What a logger stands for, as the call or the site's profile states it.

    Attributes
    ----------
    logger : str
        Its name, as in `TemperatureLog.loggers`.
    codes : tuple of str
        Codes of storages and of windows; none where it stands everywhere, or for no container.
    everywhere : bool
        Whether it goes along with the product.
    basis : str
        What states it: "the call" or "the site profile".

    Examples
    --------
    >>> print(LoggerPlace("TANK-3", ("frozen",), False, "the site profile"))
    logger TANK-3 stands for frozen (the site profile)
    """

    logger: str
    codes: tuple[str, ...]
    everywhere: bool
    basis: str

    @classmethod
    def of(cls, logger: str, codes: Iterable[str], basis: str) -> LoggerPlace:
        """Return a place from codes, or from `everywhere` or `none` in their place."""
        words = tuple(dict.fromkeys(codes))
        named = tuple(word for word in words if word not in {EVERYWHERE, NOWHERE})
        return cls(logger, named, EVERYWHERE in words, basis)

    def __str__(self) -> str:
        return str(self.in_words)

    @property
    def in_words(self) -> Message:
        """What it stands for in words that can be said in other languages."""
        named = said("records", "logger.named", name=self.logger) if self.logger else said("records", "logger.nameless")
        basis = {CALL: said("records", "logger.call"), PROFILE: said("records", "logger.profile")}.get(
            self.basis, self.basis
        )
        key = "logger.everywhere" if self.everywhere else "logger.for_codes" if self.codes else "logger.for_nothing"
        codes = {"codes": ", ".join(self.codes)} if self.codes and not self.everywhere else {}
        return said("records", key, logger=named, basis=basis, **codes)
