"""Readings as columns, with where they came from and which file each is of. No files are read here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.core.checks import is_being_read
from atmp_logistics.core.frozen_dict import frozen
from atmp_logistics.core.same_content import SameContent
from atmp_logistics.core.shown import InOneLine, Shown
from atmp_logistics.records.devices import Device
from atmp_logistics.records.logger_places import LoggerPlace
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.record_checks import check_readings, frozen_column, locked

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from atmp_logistics.core.temperature_range import TemperatureRange


@dataclass(frozen=True, eq=False, slots=True)
class Trips(SameContent):
    """Where the readings of each file begin in a log.

    Files of one logger that hold the same readings where they overlap, and declare the same, count as one file.

    Attributes
    ----------
    first : ndarray of int64
        The place of each file's first reading.
    interval_s : ndarray of float64
        The interval that each file declares, in seconds; NaN where it declares none.
    """

    first: NDArray[np.int64]
    interval_s: NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class TemperatureLog(InOneLine, Shown, SameContent):
    """Readings of one or more loggers, each logger's in time order.

    Attributes
    ----------
    logger : ndarray of int, shape (n,)
        Index into `loggers`; rows are grouped by logger.
    time_us : ndarray of float64, shape (n,)
        Instants, strictly increasing within a logger.
    temperature_degC : ndarray of float64, shape (n,)
        NaN where the logger said that it had no reading.
    loggers : tuple of str
        Names: a logger's serial or `logger_id`, else the name of its file; "" where there is neither.
    interval_s : dict of str to float
        The interval that a log declares, for the loggers that declare one, and one throughout.
    provenance : tuple of Provenance
        One a file.
    devices : mapping of str to Device
        What each logger says of itself, for those that say anything.
    places : tuple of LoggerPlace
        What the call states that loggers stand for.
    is_part : bool
        Whether the call has read other loggers too, which this log does not hold.
    read : tuple of str
        The names of all loggers that the call has read, where the log is a part.
    named_at : frozenset of str
        The events at which rows of therapies that are judged elsewhere name the only logger.
    trips : Trips, optional
        Where the readings of each file begin, in rising order; None where each logger's are from one file.
    """

    _readers: ClassVar[str] = "records"
    logger: NDArray[np.int64]
    time_us: NDArray[np.float64]
    temperature_degC: NDArray[np.float64]
    loggers: tuple[str, ...]
    interval_s: Mapping[str, float]
    provenance: tuple[Provenance, ...]
    devices: Mapping[str, Device] = field(default_factory=dict)
    places: tuple[LoggerPlace, ...] = ()
    is_part: bool = False
    read: tuple[str, ...] = ()
    trips: Trips | None = None
    named_at: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        hold = locked if is_being_read() else frozen_column
        for name, kind in (("logger", np.int64), ("time_us", np.float64), ("temperature_degC", np.float64)):
            object.__setattr__(self, name, hold(getattr(self, name), kind))
        for name in ("interval_s", "devices"):
            object.__setattr__(self, name, frozen(getattr(self, name)))
        if not is_being_read():
            columns = (self.logger, self.time_us, self.temperature_degC)
            check_readings(columns, self.loggers, self.interval_s)

    def each_trip(self) -> Trips:
        """Return where the readings of each file begin; where that is not held, each logger's are from one file.

        Returns
        -------
        Trips
            The first row of each file, and the interval in seconds that it declares; NaN where it declares none.

        Examples
        --------
        >>> time = np.array([0.0, 60e6, 0.0])
        >>> log = TemperatureLog(np.array([0, 0, 2]), time, np.zeros(3), ("A", "B", "C"), {"C": 60.0}, ())
        >>> log.each_trip()
        Trips(first=array([0, 2]), interval_s=array([nan, 60.]))
        """
        if self.trips is not None:
            return self.trips
        bounds = np.searchsorted(self.logger, np.arange(len(self.loggers) + 1))
        first = bounds[:-1][np.diff(bounds) > 0]
        own = self.logger[first].tolist() if self.interval_s else []
        declared = [self.interval_s.get(self.loggers[i], np.nan) for i in own] or np.full(len(first), np.nan)
        return Trips(first, np.array(declared, np.float64))

    def to_frame(self) -> pd.DataFrame:
        """Return the readings as a DataFrame that `read_readings` reads back to the same log.

        Returns
        -------
        DataFrame
            A row a reading, a logger's readings together and in time order, with its own index from 0:

            - logger_id (str): the logger's name; "" where it has none.
            - time (datetime64[us, UTC]).
            - temperature_degC (float64): NaN where the logger had no reading.
            - interval_s (float64): the interval that the reading's file declares, NaN where it declares none. Only
              where a file declares one.
            - trip (int64): the file that the reading is of, numbered from 0. Only where a logger's are of several.
            - stands_for (str): the codes that the call stated for the logger, "everywhere" or "none", with commas
              between; missing where it stated none. Only where it stated any.
            - device_record (str): what the device says of itself, as JSON: its extremes, what its readings contradict,
              when it was beyond its scale. Missing where it says nothing. Only where a device says anything.

            A logger without a reading has one row with neither a time nor a temperature. Sources and assumptions are
            not in the frame. Whoever drops a column drops what it says.

        Raises
        ------
        UsageError
            For a part of the readings of a call.

        Examples
        --------
        >>> log = TemperatureLog(np.zeros(2, np.int64), np.array([0.0, 60e6]), np.array([4.5, np.nan]), ("A",), {}, ())
        >>> log.to_frame()
          logger_id                      time  temperature_degC
        0         A 1970-01-01 00:00:00+00:00               4.5
        1         A 1970-01-01 00:01:00+00:00               NaN
        """
        frame: pd.DataFrame = self._reader("log_frames").frame_of_readings(self)
        return frame

    def __len__(self) -> int:
        return len(self.time_us)

    def plot(
        self,
        limits: TemperatureRange | None = None,
        *,
        logger: str | None = None,
        tz: str | None = None,
        max_gap_s: float | None = None,
        ax: Axes | None = None,
    ) -> Axes:
        """Draw the readings, and a range such as ``product.storage[0].range``; see `report.records.log_plot`.

        Parameters
        ----------
        limits : TemperatureRange, optional
            A range to draw beside them.
        logger : str, optional
            Whose readings; those of all loggers by default.
        tz : str, optional
            The zone of the time axis; UTC by default.
        max_gap_s : float, optional
            How far apart two readings may be joined; by default as in an assessment.
        ax : matplotlib Axes, optional
            Where to draw; a new figure by default.

        Returns
        -------
        matplotlib Axes
            What was drawn on.
        """
        reader = self._reader("log_plot")
        axes: Axes = reader.plot_log(self, limits, logger=logger, tz=tz, max_gap_s=max_gap_s, ax=ax)
        return axes
