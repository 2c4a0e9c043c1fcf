"""What a call of `validate` reads and asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from atmp_logistics.cli.options import LoggerOptions
from atmp_logistics.cli.outputs import InputPaths
from atmp_logistics.records.set_aside import Errors

if TYPE_CHECKING:
    from atmp_logistics.ingest.readings.placed_files import PlacedFile
    from atmp_logistics.records.site_profile import Site


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """The processes that judge: this one, this many here, or those of a Dask cluster."""

    workers: int | None = None
    cluster: str | None = None


@dataclass(frozen=True, slots=True)
class ValidateInputs:
    """The files of a call, and how they are to be read."""

    events: list[Path]
    readings: list[PlacedFile]
    tz: str | None
    logger_options: LoggerOptions
    site: Path | None
    folders: list[Path]
    workers: WorkerOptions
    resolution: str | None = None
    errors: Errors = "raise"

    def logger_site(self, site: Site) -> Site:
        """Return the profile by which readings are read: the zone of the call reads local times as the site's does."""
        return replace(site, tz=site.zone_name(self.tz))

    @property
    def paths(self) -> InputPaths:
        """Every file and folder that the call reads."""
        named = tuple(placed.path for placed in self.readings)
        return InputPaths((*self.events, *filter(None, [self.site])), named, tuple(self.folders))


@dataclass(frozen=True, slots=True)
class ValidateRequest:
    """What a call asks, apart from its files."""

    product: str | None
    when: dict[str, str]
    rules: list[str] | None
    expected: list[tuple[str, str]]
    on: date | None
    now: str | None = None
