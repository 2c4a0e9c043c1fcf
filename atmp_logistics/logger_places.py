"""What a logger stands for, as the call or the site's profile states it: storages, windows, or everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: What is written instead of a code where a logger goes along with the product from the first event to the last.
EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class LoggerPlace:
    """What a logger stands for, as the call or the site's profile states it.

    Parameters
    ----------
    logger : str
        Its name, as in `TemperatureLog.loggers`.
    codes : tuple of str
        Codes of storages and of windows; none where it stands everywhere.
    everywhere : bool
        Whether it goes along with the product.
    basis : str
        Who says so: "the call" or "the site profile".

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
        """Return a place from words, one of which may be `everywhere`."""
        words = tuple(dict.fromkeys(codes))
        everywhere = EVERYWHERE in words
        return cls(logger, () if everywhere else words, everywhere, basis)

    def __str__(self) -> str:
        name = f"logger {self.logger}" if self.logger else "the logger"
        where = EVERYWHERE if self.everywhere else f"for {', '.join(self.codes)}"
        return f"{name} stands {where} ({self.basis})"
