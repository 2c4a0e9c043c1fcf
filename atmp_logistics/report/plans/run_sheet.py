"""The run sheet: a plan's events with blanks for their times, under the headings of an events table.

A filled sheet is a record: `read_events` reads it, `deadlines` lists what is still to come, `assess` judges it. The
planned times stand in the column note, which no rule judges.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

import pandas as pd

from atmp_logistics.core.csv_style import CsvStyle
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.planning.plan_result import Plan, PlanBranch
from atmp_logistics.planning.planned_event import PlannedEvent
from atmp_logistics.report.plans.clock_words import (
    container_word,
    day_name,
    day_of,
    event_name,
    full_time,
    planned_on_day,
    safe_time_on_day,
    time_on_day,
)
from atmp_logistics.report.shared.csv_text import csv_text
from atmp_logistics.report.shared.plain_text import A_PERSON_DECIDES
from atmp_logistics.report.shared.what_judged import files_in_words

#: The sheet's headings, in their order.
HEADINGS = ("therapy_id", "container_id", "event", "time", "product", "note")


def run_sheet(plan: Plan, therapy_id: str = "", container_ids: Sequence[str] = ()) -> pd.DataFrame:
    """Return the run sheet as a table; the column time is empty, to be filled in.

    Raises
    ------
    UsageError
        For another number of containers than the plan has, or two containers of the same name.
    """
    names = _names(plan, container_ids)
    rows = [
        {
            "therapy_id": therapy_id,
            "container_id": names[event.container - 1] if event.container else "",
            "event": event.event,
            "time": "",
            "product": plan.product.slug,
            "note": _note(event, plan),
        }
        for event in _to_log(plan.branch)
    ]
    return pd.DataFrame(rows, columns=list(HEADINGS))


def render_run_sheet(
    plan: Plan, therapy_id: str = "", container_ids: Sequence[str] = (), style: CsvStyle = "plain"
) -> str:
    """Return the run sheet as CSV text."""
    return csv_text(run_sheet(plan, therapy_id, container_ids), style)


def _to_log(branch: PlanBranch) -> list[PlannedEvent]:
    """Return the events that are logged by hand: each once, though the plan may bound its first and last instance."""
    kept = dict[tuple[str, int | None], PlannedEvent]()
    for event in branch.events:
        kept.setdefault((event.event, event.container), event)
    return list(kept.values())


def _names(plan: Plan, container_ids: Sequence[str]) -> Sequence[str]:
    if not container_ids:
        return [str(i + 1) for i in range(plan.containers)]
    if len(container_ids) != plan.containers or len(set(container_ids)) != plan.containers:
        expected = f"{plan.containers} different names, one for each container of the plan"
        fix = "name each container once"
        refuse([Fault("container_ids", ", ".join(container_ids), expected, fix, UsageError)])
    return container_ids


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


def render_run_sheet_html(plan: Plan, therapy_id: str = "", container_ids: Sequence[str] = ()) -> str:
    """Return the run sheet as HTML to print: a page for the events of the whole therapy, and one for each container."""
    names = _names(plan, container_ids)
    pages = [_page(plan, None, therapy_id, "")]
    pages += [_page(plan, i + 1, therapy_id, name) for i, name in enumerate(names)]
    title = f"Run sheet: {plan.product.name}"
    return _FRAME.format(title=escape(title), body="".join(pages))


def _page(plan: Plan, container: int | None, therapy_id: str, name: str) -> str:
    events = [event for event in _to_log(plan.branch) if event.container == container]
    if not events:
        return ""
    what = f"{container_word(plan.product)} {name}" if container else "therapy"
    head = (
        f"<h1>{escape(plan.product.name)} <span>{escape(what)}</span></h1>"
        f"<p class=who>therapy <b>{escape(therapy_id) or _BLANK}</b> identity checked {_BLANK} by {_BLANK}</p>"
    )
    mode = "; ".join(f"{key}: {value}" for key, value in plan.branch.mode.items())
    foot = (
        f"<p class=foot>Times are local, {escape(plan.tz)}."
        f"{f' Planned for {escape(mode)}.' if mode else ''} {escape(plan.product.citation.label)}, revision "
        f"{escape(plan.product.citation.revision)}. {A_PERSON_DECIDES} "
        f"By {escape('; '.join(files_in_words(plan.files, plan.profile)))}. "
        f"atmp_logistics {plan.library}, catalogue {plan.catalogue}.</p>"
    )
    rows = "".join(_rows(events, plan))
    heads = ("event", "not before", "planned", "safe by", "last possible", "time (date hh:mm)", "by")
    titles = "".join(f"<th>{head}</th>" for head in heads)
    return f"<section>{head}<table><thead><tr>{titles}</tr></thead><tbody>{rows}</tbody></table>{foot}</section>"


def _rows(events: Sequence[PlannedEvent], plan: Plan) -> Iterator[str]:
    tz, day = plan.zone, None
    for event in events:
        if (on := day_of(event, tz)) != day:
            day = on
            yield f"<tr class=day><td colspan=7>{day_name(on) if on else ''}</td></tr>"
        cells = (
            event_name(event, plan.product, 1),
            time_on_day(event.not_before_us, tz, day, up=True),
            planned_on_day(event, tz, day),
            safe_time_on_day(event.safe_by_us, tz, day),
            time_on_day(event.last_possible_us, tz, day),
        )
        wait = "" if event.is_decided else " class=wait"
        tds = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        yield f"<tr{wait}>{tds}<td class=blank></td><td class=blank></td></tr>"


_BLANK = "<i></i>"
_FRAME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
@page {{ size: A4 landscape; margin: 14mm }}
body {{ font: 11pt/1.35 system-ui, sans-serif; color: #111; margin: 0 }}
section {{ break-after: page; padding: 8px }} section:last-child {{ break-after: auto }}
h1 {{ font-size: 18pt; margin: 0 0 4px }} h1 span {{ font-weight: normal; color: #444 }}
.who {{ margin: 6px 0 12px }} .who i {{ display: inline-block; width: 9em; border-bottom: 1px solid #111 }}
table {{ border-collapse: collapse; width: 100% }}
th {{ text-align: left; font-size: 9pt; border-bottom: 1.5px solid #111; padding: 3px 6px }}
td {{ border-bottom: 1px solid #bbb; padding: 7px 6px; font-variant-numeric: tabular-nums }}
td.blank {{ border: 1px solid #111; min-width: 8em }} tr.wait td:first-child {{ font-style: italic }}
tr.day td {{ font-weight: bold; background: #eee; padding: 3px 6px }}
.foot {{ font-size: 8.5pt; color: #444; margin-top: 10px }}
</style></head><body>{body}</body></html>
"""
