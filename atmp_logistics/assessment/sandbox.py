"""Trying a limit out in one line: the smallest product, the smallest record, and the findings of a rule.

For documentation, tests and the curious. Times are clock times of one day in UTC, and exact unless
the site states how finely they are written.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.catalogue.product_in_python import parse_product
from atmp_logistics.core.instants import instant
from atmp_logistics.core.product import Product
from atmp_logistics.ingest import read_events
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.ingest.raw_logs import PrintedExtreme, RawLog
from atmp_logistics.ingest.readings.device_extremes import device_against_readings
from atmp_logistics.ingest.readings.series import LoggerSeries
from atmp_logistics.records.devices import Device
from atmp_logistics.records.logger_places import CALL, EVERYWHERE, PROFILE, LoggerPlace
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.stated_places import phase_codes
from atmp_logistics.records.temperature_log import TemperatureLog

_HEAD = """
schema = 1
slug = "trial"
name = "Trial"
inn = "examplecel"
jurisdiction = "EU"
atmp_class = "gene therapy"
origin = "autologous"
container = "infusion bag"
[label]
title = "Invented label"
revision = "1"
retrieved = 2026-11-22
url = "https://example.org/trial"
evidence = "local"
"""
_DAY = "2026-11-10"


def try_rule(
    rule: str, limits: str, events: str, readings: str = "", site: Site | None = None, prints: str = ""
) -> str:
    """Return the findings of one rule, a line each: code, verdict and measured bounds.

    Parameters
    ----------
    rule : str
        The rule's code.
    limits : str
        The limits, as TOML tables of a product file.
    events : str
        Such as ``"thaw_end 10:04, administration_end 10:34"``; containers apart as in ``"B1: ...; B2: ..."``; what a
        row states beside its event after its time, as in ``"thaw_end 10:04 dose=1"``.
    readings : str
        Such as ``"08:00 -160, 08:05 -158"``, of a logger that stands for every storage and window of the label,
        and goes along with the product between them.
    site : Site, optional
        The site's profile.
    prints : str
        What the logger prints of its readings, in °C, such as ``"highest 8.4, mean 5.1"``; an extreme with its time as
        in ``"highest 8.4@08:10"``.

    Returns
    -------
    str
        None for a bound that nothing bounds.

    Raises
    ------
    AtmpError
        For limits, events or readings that are refused, and a code that no rule has.

    Examples
    --------
    >>> window = "[[window]]\\ncode='rest'\\nstarts='thaw_end'\\nends='administration_end'\\nat_least='5 min'"
    >>> try_rule("W201", window, "thaw_end 10:04, administration_end 10:34")
    'rest conforms [1800, 1800] s'
    """
    result = assess_sandbox(sandbox_product(limits), events, readings, site, rules=(rule,), prints=prints)
    lines = []
    for finding in result:
        lower, upper = (
            f"{value:g}" if np.isfinite(value) else None for value in (finding.measured.lower, finding.measured.upper)
        )
        lines.append(f"{finding.code} {finding.verdict.value} [{lower}, {upper}] {finding.unit}")
    return "\n".join(lines)


def sandbox_product(limits: str) -> Product:
    """Return an invented product with these limits."""
    return parse_product(tomllib.loads(_HEAD + limits), "trial.toml")


def assess_sandbox(
    product: Product,
    events: str,
    readings: str = "",
    site: Site | None = None,
    rules: tuple[str, ...] | None = None,
    prints: str = "",
) -> Assessment:
    """Return the assessment of a record written as in `try_rule`; its times are exact unless the site states more."""
    stated = site or Site()
    site = stated if stated.resolution_s is not None else replace(stated, resolution_s=0.0)
    log = read_events(_events(events), site=site)
    return assess(log, _readings(readings, prints, product) if readings else None, product, site=site, rules=rules)


def records_of_text(events: str, readings: str, product: Product) -> tuple[list[dict[str, str]], TemperatureLog | None]:
    """Return the rows and the log of a record written as in `try_rule`."""
    return _rows(events), _readings(readings, "", product) if readings else None


def _events(text: str) -> pd.DataFrame:
    rows = _rows(text)
    columns = dict.fromkeys(["therapy_id", "container_id", "event", "time", *(key for row in rows for key in row)])
    return pd.DataFrame(rows, columns=list(columns), index=range(2, len(rows) + 2))


def _rows(text: str) -> list[dict[str, str]]:
    rows = []
    for part in filter(str.strip, text.split(";")):
        container, _, listed = part.rpartition(": ")
        for item in filter(str.strip, listed.split(",")):
            name, at, *stated = item.split()
            row = {"therapy_id": "T1", "container_id": container.strip(), "event": name, "time": f"{_DAY}T{at}Z"}
            rows.append(row | dict(word.split("=", 1) for word in stated))
    return rows


def _readings(text: str, prints: str, product: Product | None = None) -> TemperatureLog:
    pairs = [item.split() for item in text.split(",")]
    times = np.array([instant(pd.Timestamp(f"{_DAY}T{at}Z").to_pydatetime()) for at, _ in pairs])
    values = np.array([float(value) for _, value in pairs])
    devices = {"": _device(prints, times, values)} if prints else {}
    codes = phase_codes(product) if product else ()
    places = LoggerPlace.of("", codes, CALL), LoggerPlace.of("", [EVERYWHERE], PROFILE)
    source = (Provenance("trial"),)
    return TemperatureLog(np.zeros(len(pairs), np.int64), times, values, ("",), {}, source, devices, places)


def _device(prints: str, times: NDArray[np.float64], values: NDArray[np.float64]) -> Device:
    """Return what a logger prints, with the time of an extreme where one is written as in ``"highest 8.4@08:10"``."""
    items = [(name, *value.partition("@")[::2]) for name, value in (item.split() for item in prints.split(",") if item)]
    details = {f"{name}_degC": float(value) for name, value, _ in items}
    printed = [PrintedExtreme(float(value), name == "highest", f"{_DAY} {at}") for name, value, at in items if at]
    raw = RawLog("", (), (), (), "degC", (), offset="+00:00", details=details, printed=tuple(printed))
    series = LoggerSeries("", times, values, (), raw)
    return device_against_readings(series, [series], Answers())
