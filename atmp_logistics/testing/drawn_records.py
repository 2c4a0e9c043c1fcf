"""Records of a rule's examples, as they are and drawn at other times, and the same with less known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.assessment.sandbox import records_of_text
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.product import Product
from atmp_logistics.ingest import read_events
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.temperature_log import TemperatureLog

#: Chooses one of several: what Hypothesis' `data.draw(sampled_from(...))` does.
Choose = Callable[[Sequence[Any]], Any]
#: How many minutes an event is drawn away from where the example has it.
_SHIFTS = (0, 0, 0, 0, -30, -5, 5, 30, 300)
_COLUMNS = ("therapy_id", "container_id", "event", "time")


@dataclass(frozen=True, slots=True)
class DrawnRecord:
    """Rows of an event table, a log of one logger that stands for everything, and how exactly both are known."""

    rows: tuple[dict[str, Any], ...]
    log: TemperatureLog | None
    site: Site

    def assess(self, product: Product, rules: Sequence[str], **options: Any) -> Assessment:
        """Return the assessment of the record."""
        columns = dict.fromkeys([*_COLUMNS, *(key for row in self.rows for key in row)])
        table = pd.DataFrame([{name: row.get(name, "") for name in columns} for row in self.rows])
        return assess(read_events(table, site=self.site), self.log, product, site=self.site, rules=rules, **options)


def record_of_example(events: str, readings: str, product: Product) -> DrawnRecord:
    """Return the record of an example, written as for `try_rule`."""
    table, log = records_of_text(events, readings, product)
    gap = 1.5 * _interval_s(log)
    site = Site(resolution_s=0.0, max_gap_s=gap if log is not None and gap else None)
    rows = tuple({key: cell for key, cell in row.items() if isinstance(cell, str) and cell} for row in table)
    return DrawnRecord(rows, log, site)


def _interval_s(log: TemperatureLog | None) -> float:
    steps = np.diff(log.time_us) if log is not None else np.empty(0)
    return float(steps.min()) / 1e6 if len(steps) else 0.0


def of_therapies(record: DrawnRecord, count: int) -> DrawnRecord:
    """Return the same rows for several therapies."""
    rows = [{**row, "therapy_id": f"T{i + 1}"} for i in range(count) for row in record.rows]
    return replace(record, rows=tuple(rows))


def drawn(record: DrawnRecord, cells: dict[str, list[str]], choose: Choose) -> DrawnRecord:
    """Return a record with its events at other times, some of them lost, and other texts beside them.

    Parameters
    ----------
    record : DrawnRecord
    cells : dict of str to list of str
        By column the texts that may stand there.
    choose : callable
    """
    rows = list[dict[str, Any]]()
    for row in of_therapies(record, choose((1, 2))).rows:
        other = {key: choose((cell, *cells[key])) for key, cell in row.items() if key in cells}
        fate = choose(("kept",) * 8 + ("no time", "gone"))
        if fate != "gone" or not rows:
            rows.append(row | other | {"time": "" if fate == "no time" else _shifted(row["time"], choose(_SHIFTS))})
    return replace(record, rows=tuple(rows))


def _shifted(time: str, minutes: int) -> str:
    at = pd.Timestamp(time) + pd.Timedelta(minutes=minutes) if time else None
    return at.isoformat() if at is not None else ""


def weakened(record: DrawnRecord, cells: dict[str, list[str]], choose: Choose) -> tuple[DrawnRecord, str]:
    """Return a record of which less is known, and in words what was lost.

    Parameters
    ----------
    record : DrawnRecord
    cells : dict of str to list of str
        The columns that state something beside an event.
    choose : callable
    """
    i = choose(range(len(record.rows)))
    row, rest = record.rows[i], (record.rows[:i], record.rows[i + 1 :])
    filed = sorted(key for key in row if key in cells)
    ways = ["time", "doubt", *(["row"] if len(record.rows) > 1 else []), *(["cell"] if filed else [])]
    ways += ["reading", "reading", "accuracy"] if record.log is not None else []
    way = choose(ways)
    if way == "reading" and record.log is not None:
        return replace(record, log=_without(record.log, choose(range(len(record.log))))), "a reading"
    if way == "accuracy":
        return replace(record, site=replace(record.site, accuracy_degC=0.5, decision_rule="guarded")), "exactness"
    if way == "doubt":
        more_s = choose((60.0, 300.0, 900.0))
        return replace(record, site=replace(record.site, resolution_s=more_s)), f"times known to {more_s:g} s alone"
    if way == "row" and sum(_container(one) == _container(row) for one in record.rows) > 1:
        return replace(record, rows=(*rest[0], *rest[1])), f"the row {row}"
    lost = choose(filed) if way == "cell" else "time"
    less = {**row, "time": ""} if lost == "time" else {key: cell for key, cell in row.items() if key != lost}
    return replace(record, rows=(*rest[0], less, *rest[1])), f"{lost} of {row}"


def _container(row: dict[str, Any]) -> tuple[Any, Any]:
    return row["therapy_id"], row.get("container_id")


def _without(log: TemperatureLog, i: int) -> TemperatureLog:
    keep = np.arange(len(log)) != i
    columns = {name: getattr(log, name)[keep] for name in ("logger", "time_us", "temperature_degC")}
    return replace(log, **columns) if keep.any() else log


def chooser(draws: int) -> Callable[[Callable[[Choose], None]], None]:
    """Return what calls a property with a way to choose, so many times, by Hypothesis; the same choices each time.

    Raises
    ------
    UsageError
        Where hypothesis is not installed.
    """
    try:
        from hypothesis import HealthCheck, Phase, given, settings
        from hypothesis import strategies as st
    except ImportError:
        fix, wanted = "pip install 'atmp-logistics[testing]'", "the package hypothesis"
        refuse([Fault("atmp_logistics.testing", "no hypothesis", wanted, fix, UsageError)])
        raise  # pragma: no cover - refuse() has raised

    quiet = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    phases = (Phase.generate, Phase.shrink)
    alike = settings(
        max_examples=draws,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=quiet,
        phases=phases,
    )

    def run(law: Callable[[Choose], None]) -> None:
        @alike
        @given(st.data())
        def each(data: Any) -> None:
            law(lambda options: data.draw(st.sampled_from(list(options))))

        each()

    return run
