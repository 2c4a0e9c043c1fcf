"""The readings that a call gives: one log, and what the call and the profile state that its loggers stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from atmp_logistics.catalogue.catalogue import Catalogue, load_catalogue
from atmp_logistics.core.checks import being_read
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.product import Product
from atmp_logistics.evidence.temperature.logger_rows import NAMED_ASIDE
from atmp_logistics.ingest.readings.joined_files import joined_logs
from atmp_logistics.ingest.readings.placed_files import logs_with_places
from atmp_logistics.records.band_facts import check_facts
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.given_records import events_given
from atmp_logistics.records.logger_places import LoggerPlace
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.stated_places import check_names, check_places
from atmp_logistics.records.temperature_log import TemperatureLog

#: What `assess` takes for its readings.
Readings = TemperatureLog | Mapping[str, TemperatureLog] | None


def log_of(readings: Readings, events: EventLog) -> TemperatureLog | None:
    """Return the readings of a call as one log; of a mapping, each log's logger stands for the code of its key.

    It says where only rows that the events do not hold, of therapies set aside, name its only logger.
    """
    log = _one_log(readings)
    if log is None or len(log.loggers) != 1 or log.loggers[0] not in events.loggers_aside:
        return log
    with being_read():
        return replace(log, named_at=log.named_at | {NAMED_ASIDE})


def _one_log(readings: Readings) -> TemperatureLog | None:
    if isinstance(readings, Mapping):
        return joined_logs(logs_with_places(readings)) if readings else None
    return readings


def check_given(events: object, readings: object) -> None:
    """Refuse events and readings that nobody read: a path, a table, a list."""
    events_given(events)
    if readings is not None and not isinstance(readings, TemperatureLog | Mapping):
        fix = "give read_readings('tank.csv'), or read_readings(['tank.csv', 'room.csv']) of several files"
        refuse([_not_read("readings", readings, "what read_readings returns, or a mapping of it", fix)])


def _not_read(where: str, given: object, expected: str, fix: str) -> Fault:
    return Fault(where, type(given).__name__, expected, fix, UsageError)


def check_stated_places(
    log: TemperatureLog | None, site: Site, products: Iterable[Product], catalogue: Catalogue | None
) -> None:
    """Refuse a code that no label has, and a logger's name that is nearly one; see `check_places`, `check_names`."""
    if log is not None and log.is_part:
        return  # the whole call was asked before it was divided
    check_places((*(log.places if log else ()), *site.loggers), products, lambda: _every(catalogue))
    check_names(site.loggers, log.loggers if log else ())


def check_stated_bands(site: Site, products: Iterable[Product], catalogue: Catalogue | None) -> None:
    """Refuse a fact about a temperature that fits no product at hand; see `check_facts`."""
    if catalogue is None or catalogue.is_whole:
        check_facts(site.bands, products, lambda: _every(catalogue), site.source)


def _every(catalogue: Catalogue | None) -> Iterator[Product]:
    """Yield every version of every label at hand."""
    known = load_catalogue() if catalogue is None else catalogue
    for slug in known:
        yield from known.versions(slug)


def stated_places(places: Iterable[LoggerPlace], site: Site, loggers: Iterable[str]) -> tuple[str, ...]:
    """Return in words what is stated of the loggers that there are readings of, for the result to print."""
    there = {*loggers}
    return tuple(place.in_words for place in dict.fromkeys((*places, *site.loggers)) if place.logger in there)
