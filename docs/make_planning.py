# ruff: noqa: E501  the page's own lines
"""Write docs/planning.md: its text stands here, its outputs are those of the commands and the code that it shows."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import tempfile
from pathlib import Path

from typer.testing import CliRunner

PAGE = Path(__file__).with_name("planning.md")
RECORD = """therapy_id,container_id,event,time
T1,1,thaw_start,2026-11-24 10:32
T1,1,thaw_end,2026-11-24 10:36
T1,1,administration_start,
T1,1,administration_end,
T1,2,thaw_start,
T1,2,thaw_end,
T1,2,administration_start,
T1,2,administration_end,
"""
STEPS = """thaw = "2 to 4 min"
"thaw_end -> administration_start" = "3 to 10 min"
administration = "5 to 15 min"
"""


def render() -> str:
    """Return the page with every output made anew."""
    from atmp_logistics import __version__

    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("steps.toml").write_text(STEPS, "utf-8")
        Path("sheet.csv").write_text(RECORD, "utf-8")
        names: dict[str, object] = {}
        pieces = []
        for block in TEXT.split("\n@@@ "):
            head, _, rest = block.partition("\n")
            if not pieces:
                pieces.append(block)
            elif head.startswith("$ "):
                lines = [head]
                while lines[-1].endswith("\\"):
                    line, _, rest = rest.partition("\n")
                    lines.append(line)
                called = " ".join(line.rstrip("\\").strip() for line in lines)
                shown = "\n".join(lines)
                pieces.append(f"```console\n{shown}\n{_ran(called[2:])}```\n{rest}")
            else:
                code, _, after = rest.partition("\n@@\n")
                pieces.append(f"```python\n{code}\n```\n{_executed(code, names)}{after}")
        # The edition of the library and of its labels is not what the page is about.
        page = "\n".join(pieces).replace(f"atmp_logistics {__version__}", "atmp_logistics ...")
        return re.sub(r"catalogue [\d.]+\+[0-9a-f]{12}|(?<=SHA-256 )[0-9a-f]{12}", _dots, page)


def _dots(found: re.Match[str]) -> str:
    return "catalogue ..." if found[0].startswith("catalogue") else "..."


def _ran(line: str) -> str:
    """Return what a command prints."""
    from atmp_logistics.cli.app import app

    os.environ.pop("COLUMNS", None)
    words = shlex.split(line)
    done = CliRunner().invoke(app, words[1:])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def _executed(code: str, names: dict[str, object]) -> str:
    """Return what a piece of code prints, as a block of its own."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "planning.md", "exec"), names)  # noqa: S102  the page's own code
    return f"```text\n{out.getvalue()}```\n" if out.getvalue() else ""


TEXT = r"""# Planning: when to start, the last moment that holds, and why

Before it happens, `plan` says when each event of a therapy may, should and must happen. While it happens, `deadlines` says the same of
what is still to come in a half-filled record. Both calculate and explain; a person decides. The outputs on this page are made by
`docs/make_planning.py`, and a test holds them to what the library says today.

## Three moments, never one

| moment | holds |
|---|---|
| not before | an earlier moment breaks a limit, or the order of things |
| **safe by** | whatever the steps do that nobody controls, each within what was stated of it |
| *last possible* | only with every one of these steps at its fastest |

The last possible moment alone is a trap: in the example below, whoever starts at it meets every limit in none of a hundred thousand simulated
days. Between the two lies a probability: see [the risk of a start](#the-risk-of-a-start).

What the plan rests on is of four kinds, and each statement says which: what nature and the site state as facts, what the label requires (with
its section), how long the steps take (an estimate, by your word), and what you set.

## The steps

A step is a stretch that nobody decides: a thaw takes what it takes. State how long, by the name of a stage or by two events; with its source,
if it has one. What is not stated has no longest duration, and what lies before it no safe moment that is known: the plan shows `?` and says
which step to state.

```toml
thaw = "2 to 4 min"
"thaw_end -> administration_start" = "3 to 10 min"

[administration]                      # in full: also mode, median, iqr, durations
shortest = "5 min"
mode = "8 min"
longest = "15 min"
shape = "pert"                        # fixed | uniform | triangular | pert | lognormal | empirical
source = "our log of 2026"
```

A range alone is taken as uniform where a probability is asked for. The shape never changes safe by or last possible.

## A plan

Two bags, thawed one after the other; the ward's slot ends at 11:30:

@@@ $ atmp-logistics plan kymriah-eu --at "administration_end=by 2026-11-24 11:30" \
    --tz Europe/Stockholm --containers 2 --steps steps.toml --when indication=ALL

How a time is planned stands with its reasons: *as late as the slowest case allows* before what you set; *as soon as what comes before it is
over* after a step; *on the last day* for limits in calendar days, at the clock time of what you set. An event that only has to have happened
before another, such as the receipt, has no planned time. A time that occurs twice in the night the clocks go back is shown with its offset;
elapsed time is what counts.

What you set with `--at` (in Python, `anchors`) may be a moment (`administration_start=2026-11-24 13:00`), a window
(`2026-11-24 12:00 to 13:00`), or one side of it (`by ...`, `from ...`), of one container (`thaw_start[2]`) or of all: a window without a number
holds for every container; a moment of a start is the first container's, that of an end the last one's. From a receipt or a thaw
(`thaw_start=...`) the plan runs forward.

`--hours "thaw_start=Mon-Fri 07:00-15:00; 2026-12-24 closed"` keeps an event to opening hours, `--slot "administration=2026-11-24 10:00 to
11:30"` a stage to a slot, both of its ends. Before what you set the latest opening that works is taken, after it the earliest.

Where a label's limits depend on a condition that you did not state, each mode is planned; modes that come to the same are one.

The exit code is 0 where the plan holds whatever its steps do, 1 where it cannot work or nobody can promise it, 3 where a safe moment is not
known because a step was not stated, 2 where input or call were refused.

## In Python

@@@ python
import atmp_logistics as atmp

plan = atmp.plan(
    "kymriah-eu",
    {"administration_start": "2026-11-24 13:00"},
    tz="Europe/Stockholm",
    steps={"thaw": "2 to 4 min", "administration": ("5 min", "15 min")},
    when={"indication": "ALL"},
)
thaw = plan["thaw_start[1]"]
columns = ["event", "not_before", "planned", "safe_by", "last_possible"]
print(plan.table[columns].tail(5).to_string(index=False))
@@

`plan.table` is a DataFrame with times in the plan's zone. `print(plan)`, `plan.to_json`, a notebook and `plan.to_html` (these with its chart) show it whole;
`plan.plot()` draws it: solid holds whatever the steps do, hatched is only possible; `plan.to_ics("plan.ics", now="2026-11-20 12:00", reference="T1")`
writes a calendar in UTC, which Outlook and others show in their own zone: an entry for each event that a person decides and for each binding clock
of the label, with the therapy in its title and a reminder (`reminder="10 min"`). A file made later (`now`, `--now clock`) takes the place of an
earlier one of the same therapy; without `now` the entries of a plan that differs are new ones, and the old ones have to be deleted by hand. The same plan gives the same bytes: nothing reads the clock.
The command line writes them by `--json`, `--plot`, `--ics`, `--csv` (the [run sheet](#the-run-sheet)) and `--sheet` (the printed one); `--therapy` names the
therapy in them.

## Containers, their expiries and conditions

`--container B7 --container B3` (`containers=["B7", "B3"]`) names the containers in the order of their use. A printed expiry, `--expiry 2027-01-31` for all or
`--expiry B7=2027-01-31` for one (`expiry={"B7": "2027-01-31"}`), bounds what the label judges by it, to the end of that day; a month alone means its last day.
A condition of one container is `--when "B3:component=CD4"` (`when={"B3": {"component": "CD4"}}`), beside those of all. In `deadlines` the container has its
therapy before it where several therapies have one of that name: `--expiry T1/B7=2027-01-31`, `--when "T1/B3:component=CD4"`, in Python `("T1", "B3")`. They are
what the columns `expiry` and `component` of a record are; a call that contradicts the record is refused, as it is by `validate`.

## The run sheet

`plan.to_run_sheet("sheet.csv", "T1", batch="88A")` writes the sheet to be filled in, and `plan.to_run_sheet("sheet.html", "T1", batch="88A")` the one to be
printed on A4: first the whole therapy (planned start, batch and expiry of each container, the ward's telephone, the deadlines of all containers, the label's
clocks, what is done until the day of use, at receipt, and with the patient), then a page for each container in the order of time. Each event has its planned
time, safe by and last possible, room for the actual time, by and witness, the label's check of identity before it, the clock that it starts in words with room
for when that ends, and fields: tank or bath, temperature read, visual check, volume given. Below stands whether the container was given, or why not and what
became of it. `--language sv` (`language="sv"`, or the language of the site profile) writes the printed sheet, and the calendar of `--ics` (`to_ics(..., language="sv")`), in Swedish; what
was set and stated stays English and is marked so. A calendar has the same entries, identifiers and times in every language.
A name that ends in `.xlsx` writes the sheet to be filled in as a workbook. What the manufacturer and the courier do is left out and named, but for an event from which a limit of the label counts. A plan whose times
differ by a condition that is left open has no sheet: state the condition.

The CSV has the columns of a record (`expiry`, `batch`, `logger_id`, `performed_by`, `witnessed_by`, `temperature_read`, `visual_check`, `quantity`, `outcome`,
`reason`, the conditions that were stated) and the planned times in `note`. A container that was not given has its rows left out, and a row `discarded` or
`returned` with its time. A time that cannot be read (`25:10`, `10:35` without its day) is refused with its row when the sheet is read.

## When it cannot work

@@@ $ atmp-logistics plan kymriah-eu --at "administration_end=by 2026-11-24 11:30" \
    --at "thaw_start=from 2026-11-24 11:15" \
    --tz Europe/Stockholm --containers 2 --steps steps.toml --when indication=ALL

The statements are the fewest that contradict each other: without any one of them, this contradiction is gone.

## Deadlines from a half-filled run sheet

The run sheet's headings are those of an events table, so that the sheet is read back as it fills: `deadlines` reads it while it is being
filled in, `validate` judges it afterwards. A row without its time is an event still to come: fill in first what has
happened, availability, lymphodepletion and premedication too, or their limits are named as no longer possible. To `validate` it is an event that happened
at a time that nobody knows: delete the rows of what did not happen before the sheet is judged.

@@@ $ atmp-logistics deadlines sheet.csv --now "2026-11-24 10:44" --product kymriah-eu \
    --tz Europe/Stockholm --steps steps.toml --when indication=ALL \
    --at "administration_end=by 2026-11-24 11:30"

A binding limit that the times recorded have broken already is named as NOT KEPT. Where times are written to the minute, that much is kept free at both
ends of every limit, and the limit says so.

Exit 0: every limit can still be kept, whatever the steps do; 1: one is broken by what is recorded, cannot be kept any more, nobody can promise it, or a safe moment has
passed; 3: a safe moment is not known, or the record contradicts itself; 2: refused. `--ics`, `--json`, `--csv` and `--plot` write it.
`--now 10:44` is the clock time on the day of the last event that is logged, which is printed, and `--now clock` is the machine's clock.

## The risk of a start

@@@ python
two_bags = atmp.plan(
    "kymriah-eu",
    {"administration_end": {"latest": "2026-11-24 11:30"}},
    tz="Europe/Stockholm",
    steps={"thaw": "2 to 4 min", "thaw_end -> administration_start": "3 to 10 min", "administration": "5 to 15 min"},
    containers=2,
    when={"indication": "ALL"},
)
print(atmp.risk(two_bags, starts=[f"2026-11-24 {at}" for at in ("10:32", "10:44", "10:50", "10:55", "11:10")], seed=1))
@@

Every day draws how long each step takes; everybody acts as soon as they may; the same days are used for every start, so that a later start is
never likelier by chance. The interval is Wilson's, of 95 %. Where something has happened already, `recorded=` (a record, or events with their
times) and `now=` condition the days on it: a step that runs is drawn from what is left of it. `atmp.risk(...).plot()` draws the curve, and
`plan --risk SEED` prints it.

## One thaw bath for a morning's patients

@@@ python
from atmp_logistics.planning.shared_resources import overlaps


def thawed_at(clock):
    steps = {"thaw": "2 to 4 min", "administration": "5 to 15 min"}
    return atmp.plan("kymriah-eu", {"thaw_start": f"2026-11-24 {clock}"}, tz="Europe/Stockholm", steps=steps)


found = overlaps({"T1": thawed_at("10:00"), "T2": thawed_at("10:03"), "T3": thawed_at("10:10")})
print(found[["first", "second", "meet", "overlap_s"]].to_string(index=False))
@@

## What is not planned

Temperature ranges, excursions, rates, prohibitions and instructions are no bounds on times; the plan names them. A budget of time out of a
store is planned as if it were spent in one stretch, which is stricter than the label. Limits in calendar days are exact as soon as the day of
one of their ends is known, and stricter by up to a day until then. Resources that patients share are checked, not scheduled. How it is done,
and what is exact: [adr/0007-planning.md](adr/0007-planning.md).
"""

if __name__ == "__main__":
    PAGE.write_text(render(), "utf-8", newline="\n")
