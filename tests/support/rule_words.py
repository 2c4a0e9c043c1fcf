"""The sentences that a rule writes: a limit, a small record and readings in, one paragraph a finding out."""

import inspect
import textwrap
from dataclasses import replace

import numpy as np
import pandas as pd

from atmp_logistics import assess
from atmp_logistics.assessment.sandbox import _readings, sandbox_product
from atmp_logistics.core.instants import instant
from atmp_logistics.ingest import read_events
from atmp_logistics.records.devices import Device
from atmp_logistics.records.logger_places import EVERYWHERE, PROFILE, LoggerPlace
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.temperature_log import TemperatureLog

DAY = "2026-11-10"
UTC = Site(tz="UTC", resolution_s=0.0)


def table(kind, code, **keys):
    """Return a table of a product file; `from_` stands for the key `from`."""
    lines = (f"{key.rstrip('_')} = {value if isinstance(value, int) else repr(value)}" for key, value in keys.items())
    return "\n".join([f"[[{kind}]]", f"code = {code!r}", *lines, ""]).replace("= 'true'", "= true")


def words(rule, limits, record, readings="", *, site=UTC, prints="", loggers=None, **options):
    """Return what one rule finds, as sentences.

    Parameters
    ----------
    rule : str
        Its code, or the codes of several.
    limits : str
        Tables of a product file.
    record : str
        Such as ``"B1: thaw_end 10:04; B2: thaw_end 10:10 dose=2"``. A time is a clock time of one day in UTC, an ISO
        time, or ``-`` for none.
    readings : str
        Such as ``"08:00 -160, 08:05 -158"``, of a logger that stands for every phase.
    loggers : dict of str to str, optional
        The readings of several loggers, or of one with a name, of which nobody states what they stand for.
    prints : str
        What the logger prints of its own readings, as in `try_rule`.
    """
    product = sandbox_product(limits)
    log = logs_of(loggers) if loggers else _readings(readings, prints, product) if readings else None
    result = assess(read_events(rows_of(record), site=site), log, product, site=site, rules=rule.split(), **options)
    return "\n".join(dict.fromkeys(paragraph(finding) for finding in result if finding.rule in rule.split()))


def device_words(limits, record, readings, *extremes, name=""):
    """Return what D503 finds of a logger that prints some extremes, as sentences."""
    log = logs_of({name: readings})
    place = LoggerPlace.of(name, [EVERYWHERE], PROFILE)
    log = replace(log, devices={name: Device({}, prints=True, extremes=extremes)}, places=(place,))
    result = assess(read_events(rows_of(record), site=UTC), log, sandbox_product(limits), site=UTC, rules=["D503"])
    return "\n".join(paragraph(finding) for finding in result)


def sentences(text):
    """Return an expected text as `words` gives it."""
    return inspect.cleandoc(text).strip()


def paragraph(finding):
    """Return one finding as text: its code and verdict, why, and what would decide it."""
    lines = [f"{finding.code} {finding.verdict.value}: {finding.why}"]
    lines += [f"  decided by: {finding.decide_by}"] if finding.decide_by else []
    return "\n".join(textwrap.fill(line, 108, subsequent_indent="    ") for line in lines)


def rows_of(record):
    """Return a record as an event table."""
    rows = []
    for part in filter(str.strip, record.split(";")):
        container, _, items = part.rpartition(": ")
        for item in filter(str.strip, items.split(",")):
            name, at, *stated = item.split()
            time = "" if at == "-" else at if "T" in at else f"{DAY}T{at}Z"
            row = {"therapy_id": "T1", "container_id": container.strip(), "event": name, "time": time}
            rows.append(row | dict(word.replace("_", " ").split("=", 1) for word in stated))
    return pd.DataFrame(rows, index=range(2, len(rows) + 2)).fillna("")


def at_us(clock):
    """Return a clock time of the day of the records as an instant."""
    return instant(pd.Timestamp(f"{DAY}T{clock}Z").to_pydatetime())


def logs_of(loggers):
    """Return the readings of several loggers of which nobody states what they stand for."""
    names = tuple(sorted(loggers))
    pairs = [(i, *item.split()) for i, name in enumerate(names) for item in loggers[name].split(",")]
    times = np.array([at_us(clock) for _, clock, _ in pairs])
    codes, values = (np.array([pair[at] for pair in pairs], kind) for at, kind in ((0, np.int64), (2, float)))
    return TemperatureLog(codes, times, values, names, {}, (Provenance("loggers"),))
