"""The run sheet: a plan's events with blanks for their times, under the headings of an events table.

A filled sheet is a record: `read_events` reads it, `deadlines` lists what is still to come, `assess` judges it. The
planned times stand in the column note, which no rule judges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from atmp_logistics.core.csv_style import CsvStyle
from atmp_logistics.core.errors import refuse
from atmp_logistics.planning.plan_result import Plan
from atmp_logistics.planning.planned_event import PlannedEvent
from atmp_logistics.report.plans.clock_words import full_time
from atmp_logistics.report.plans.sheet_parts import batches_of, container_names, name_faults, sheet_parts
from atmp_logistics.report.shared.csv_text import csv_text
from atmp_logistics.report.shared.frame_sheet import frame_sheet
from atmp_logistics.report.shared.workbook import workbook

#: The sheet's headings, in their order; conditions that the plan states stand before the note.
HEADINGS = (
    *("therapy_id", "container_id", "event", "time", "performed_by", "witnessed_by", "product", "batch", "expiry"),
    *("logger_id", "location", "device", "temperature_read", "visual_check", "quantity", "outcome", "reason", "note"),
)


def run_sheet(
    plan: Plan,
    therapy_id: str = "",
    container_ids: Sequence[str] = (),
    *,
    batch: str | Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the run sheet as a table; the columns that a person fills in are empty.

    Raises
    ------
    UsageError
        For another number of containers than the plan has, names that no record can hold, and a plan whose times differ
        by a condition that is left open.
    """
    refuse(name_faults({"therapy_id": therapy_id}))
    names = container_names(plan, container_ids)
    batches, parts = batches_of(batch, names), sheet_parts(plan)
    expiries = plan.expiries or ("",) * plan.containers
    keys = list(dict.fromkeys(key for own in plan.conditions for key in own))
    headings = [*HEADINGS[:-1], *keys, HEADINGS[-1]]
    rows = [
        {
            **dict.fromkeys(headings, ""),
            "therapy_id": therapy_id,
            "event": event.event,
            "product": plan.product.slug,
            **(_of_container(event.container - 1, names, batches, expiries, plan) if event.container else {}),
            "note": _note(event, plan),
        }
        for event in parts.events
    ]
    return pd.DataFrame(rows, columns=headings)


def _of_container(
    place: int, names: Sequence[str], batches: Sequence[str], expiries: Sequence[str], plan: Plan
) -> dict[str, str]:
    """Return what is known of a container, by its place."""
    conditions = dict(plan.conditions[place]) if plan.conditions else {}
    return {"container_id": names[place], "batch": batches[place], "expiry": expiries[place], **conditions}


def render_run_sheet(
    plan: Plan,
    therapy_id: str = "",
    container_ids: Sequence[str] = (),
    *,
    batch: str | Mapping[str, str] | None = None,
    style: CsvStyle = "plain",
) -> str:
    """Return the run sheet as CSV text."""
    return csv_text(run_sheet(plan, therapy_id, container_ids, batch=batch), style)


def render_run_sheet_workbook(
    plan: Plan,
    therapy_id: str = "",
    container_ids: Sequence[str] = (),
    *,
    batch: str | Mapping[str, str] | None = None,
) -> bytes:
    """Return the run sheet as a workbook with the columns of its CSV; what is read back of it is the same."""
    return workbook([frame_sheet("run sheet", run_sheet(plan, therapy_id, container_ids, batch=batch))])


def _note(event: PlannedEvent, plan: Plan) -> str:
    """Return the times of an event, as the plan has them, in one cell."""
    first, last = full_time(event.planned_us, plan.zone), full_time(event.planned_until_us, plan.zone, up=True)
    spans = f"{first} to {last}" if event.is_planned and first != last else first if event.is_planned else ""
    parts = (
        ("not before", full_time(event.not_before_us, plan.zone, up=True)),
        ("planned" if event.is_decided else "expected", spans),
        ("safe by", full_time(event.safe_by_us, plan.zone)),
        ("last possible", full_time(event.last_possible_us, plan.zone)),
    )
    return "; ".join(f"{word} {text}" for word, text in parts if text)
