"""A whole small record: a label, an event table, files of readings and a site, as a hospital would give them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import isnan
from pathlib import Path

import pandas as pd
from reference import Logger, Row, reference

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.core.instants import instant, zone
from atmp_logistics.ingest import read_events, read_readings
from atmp_logistics.ingest.readings.placed_files import PlacedFile
from atmp_logistics.records.logger_places import LoggerPlace
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.temperature_log import TemperatureLog


@dataclass(frozen=True)
class Line:
    """One row of the event table: seconds after the day's begin, None where nobody wrote when."""

    therapy: str
    container: str
    event: str
    second: int | None
    logger: str = ""
    expiry: str = ""
    stated: tuple[tuple[str, str], ...] = ()
    by_minute: bool = False

    def __repr__(self):
        more = "".join(
            f", {name}={value!r}"
            for name, value in (
                ("logger", self.logger), ("expiry", self.expiry), ("stated", self.stated), ("by_minute", self.by_minute),
            )
            if value
        )  # fmt: skip
        return f"Line({self.therapy!r}, {self.container!r}, {self.event!r}, {self.second}{more})"


@dataclass(frozen=True)
class File:
    """One file of readings of one logger (seconds, °C), the interval that it declares, and what the call says of it."""

    logger: str
    readings: tuple[tuple[int, float], ...]
    declared_s: int | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drawn:
    """A record."""

    limits: str
    lines: tuple[Line, ...]
    files: tuple[File, ...] = ()
    site: Site = field(default_factory=Site)
    when: tuple[tuple[str, str], ...] = ()
    day: str = "2026-11-10"

    def __repr__(self):
        plain = Site()
        site = ", ".join(
            f"{key}={value!r}" for key in Site.__slots__ if (value := getattr(self.site, key)) != getattr(plain, key)
        )
        lines, files = ("".join(f"\n  {one!r}," for one in those) for those in (self.lines, self.files))
        return f"Drawn('''\n{self.limits}\n''', ({lines}\n ), ({files}\n ), Site({site}), {self.when}, {self.day!r})"

    # ------------------------------------------------------------ as files

    @property
    def begin(self):
        return datetime.fromisoformat(f"{self.day}T00:00+00:00")

    @property
    def zero(self):
        return round(instant(self.begin))

    def text(self, second, *, by_minute=False):
        if second is None:
            return ""
        at = self.begin + timedelta(seconds=second)
        return at.strftime("%Y-%m-%dT%H:%MZ" if by_minute else "%Y-%m-%dT%H:%M:%SZ")

    def frame(self) -> pd.DataFrame:
        stated = list(dict.fromkeys(key for one in self.lines for key, _ in one.stated))
        rows = [
            {
                "therapy_id": one.therapy, "container_id": one.container, "event": one.event,
                "time": self.text(one.second, by_minute=one.by_minute), "logger_id": one.logger, "expiry": one.expiry,
                **dict.fromkeys(stated, ""), **dict(one.stated),
            }
            for one in self.lines
        ]  # fmt: skip
        return pd.DataFrame(
            rows, columns=["therapy_id", "container_id", "event", "time", "logger_id", "expiry", *stated]
        )

    def written(self, folder: Path) -> list[PlacedFile]:
        """Write every file of readings and return what a call says of them."""
        placed = []
        for i, one in enumerate(self.files):
            declared = one.declared_s is not None
            lines = [f"time,temperature [°C]{',logger_id' if one.logger else ''}{',interval_s' if declared else ''}"]
            for second, value in one.readings:
                cells = [self.text(second), "" if isnan(value) else f"{value}"]
                cells += [one.logger] if one.logger else []
                cells += [str(one.declared_s)] if declared else []
                lines.append(",".join(cells))
            path = folder / f"file{i}.csv"
            path.write_text("\n".join(lines) + "\n", "utf-8")
            placed.append(PlacedFile(path, one.codes))
        return placed

    # ------------------------------------------------------------ judged

    def events(self):
        return read_events(self.frame(), site=self.site)

    def assess(self, log: TemperatureLog | None, rules=None) -> Assessment:
        return assess(
            self.events(), log, sandbox_product(self.limits), when=dict(self.when), site=self.site, rules=rules
        )

    def log(self, placed: list[PlacedFile]) -> TemperatureLog | None:
        return read_readings(placed, site=self.site) if placed else None

    def reference(self):
        """Judge it by the reference."""
        place = zone(self.site.tz) if self.site.tz else None
        label = sandbox_product(self.limits)
        return reference(label, self.rows(), self.loggers(), self.site, place, dict(self.when), self.places())

    def rows(self) -> list[Row]:
        return [
            Row(
                one.therapy, one.container, one.event, None if one.second is None else self.zero + one.second * 10**6,
                one.logger, one.expiry, one.stated, one.by_minute,
            )
            for one in self.lines
        ]  # fmt: skip

    def name_of(self, i):
        """A logger without a name goes by its file's."""
        return self.files[i].logger or f"file{i}.csv"

    def loggers(self) -> list[Logger]:
        return list(self._loggers())

    def _loggers(self) -> Iterator[Logger]:
        """Each logger's readings in time order, whatever the order of its files; files that overlap are one record."""
        for name in dict.fromkeys(self.name_of(i) for i in range(len(self.files))):
            own = [one for i, one in enumerate(self.files) if self.name_of(i) == name]
            trips: list[tuple[dict[int, float], int | None]] = []
            for one in sorted(own, key=lambda one: one.readings[0][0]):
                if trips and one.readings[0][0] <= max(trips[-1][0]):
                    trips[-1][0].update(one.readings)
                else:
                    trips.append((dict(one.readings), one.declared_s))
            yield Logger(
                name,
                tuple((self.zero + t * 10**6, value) for rows, _ in trips for t, value in sorted(rows.items())),
                files=tuple(k for k, (rows, _) in enumerate(trips) for _ in rows),
                declared=tuple(declared for _, declared in trips),
            )

    def places(self) -> list[LoggerPlace]:
        """What the call says that the logger of each file stands for."""
        return [LoggerPlace.of(self.name_of(i), one.codes, "the call") for i, one in enumerate(self.files) if one.codes]
