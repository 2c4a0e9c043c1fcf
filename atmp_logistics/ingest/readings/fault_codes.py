"""Numbers that loggers write for "no reading": the site's own everywhere, known ones in tables of no known family.

A known code counts where it is repeated to the last digit. The sensors that write -127 °C when they are not there and
85 °C when they have been reset are common, and no store rests at either. -40 °C is also a freezer's, so that it counts
only after other values. A code that is read as missing leaves a gap: it can never make anything conform.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.temperature_log import TemperatureLog

#: A sensor that is not there, one that was reset; and a converter without its sensor. -200 °C is never a temperature.
ANYWHERE, AFTER_OTHERS = (-127.0, 85.0), (-40.0,)


@dataclass(frozen=True, slots=True)
class FaultCodes:
    """The codes of a file: the site's own, and whether the known ones are looked for."""

    codes: tuple[float, ...] = ()
    known: bool = False

    @classmethod
    def of(cls, site: Site, *, is_table: bool) -> FaultCodes:
        """Return the codes of a file; a site that states an empty list has none of the known ones."""
        stated = site.fault_codes_degC
        return cls(stated or (), is_table and stated != ())

    def found(self, logger: Index, value: Column) -> Mask:
        """Say which values are codes.

        Parameters
        ----------
        logger : ndarray of int
            Whose each value is; each logger's are together, in time order.
        value : ndarray of float64
            In °C, NaN where there is none.

        Returns
        -------
        Mask

        Examples
        --------
        >>> value = np.array([-40, -40, 5, -40, -40, 85, 5, 85, 85.0])
        >>> FaultCodes(known=True).found(np.zeros(9, np.int64), value).nonzero()[0].tolist()
        [3, 4, 7, 8]
        """
        out = np.isin(value, self.codes) if self.codes else np.zeros(len(value), bool)
        if self.known and _any(value, (*ANYWHERE, *AFTER_OTHERS)):
            rows = np.nonzero(~np.isnan(value) & ~out)[0]
            out[rows[_known(logger[rows], value[rows])]] = True
        return out

    def may_be_in(self, log: TemperatureLog) -> bool:
        """Say whether a part of a file may hold codes, whatever stands in the rest of it."""
        if self.codes and _any(log.temperature_degC, self.codes):
            return True
        every = (*ANYWHERE, *AFTER_OTHERS)
        if not self.known or not _any(log.temperature_degC, every):
            return False
        rows = np.nonzero(~np.isnan(log.temperature_degC))[0]
        logger, value = log.logger[rows], log.temperature_degC[rows]
        same = (np.diff(logger) == 0) & (np.diff(value) == 0)
        # At the edge of a part its neighbour may be in another.
        edge = np.diff(logger, prepend=-1, append=-1) != 0
        beside = np.append(False, same) | np.append(same, False) | edge[:-1] | edge[1:]
        return bool((np.isin(value, every) & beside).any())


def _any(value: Column, codes: tuple[float, ...]) -> bool:
    return any(bool((value == code).any()) for code in codes)


def _known(logger: Index, value: Column) -> Mask:
    """Say which values, none of them missing, are known codes that are repeated, and -40 after other values."""
    same = (np.diff(logger) == 0) & (np.diff(value) == 0)
    repeated = np.append(False, same) | np.append(same, False)
    begins = np.nonzero(np.append(True, ~same))[0]
    run = np.cumsum(np.append(True, ~same)) - 1
    is_first = np.diff(logger, prepend=-1) != 0
    after = ~is_first[begins][run]
    return np.asarray(repeated & (np.isin(value, ANYWHERE) | (np.isin(value, AFTER_OTHERS) & after)))


def without_codes(log: TemperatureLog, codes: FaultCodes) -> TemperatureLog:
    """Return a file's log with its fault codes missing, and their number among what was assumed."""
    found = codes.found(log.logger, log.temperature_degC)
    if not found.any():
        return log
    (source,) = log.provenance
    notes = (*source.assumptions, *_notes(log.temperature_degC[found]))
    return replace(
        log,
        temperature_degC=np.where(found, np.nan, log.temperature_degC),
        provenance=(replace(source, assumptions=notes),),
    )


def _notes(values: Column) -> Iterator[str]:
    each, count = np.unique(values, return_counts=True)
    for value, many in zip(each.tolist(), count.tolist(), strict=True):
        yield f"fault code {value:g} °C: {many} readings kept as missing"
