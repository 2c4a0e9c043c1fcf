"""Write docs/manual/ from the tests of the rules: `python docs/make_manual.py`. A test fails when a page is stale.

Each page is one rule: what the label says (as a product file writes it), small records, and what the library finds.
`python docs/make_manual.py --check` writes nothing and names the pages that are stale.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import pandas as pd
from manual_cases import Case, recorded_cases

from atmp_logistics.core.exactness import said_of_resolution
from atmp_logistics.core.finding import Finding
from atmp_logistics.rules import all_rules, explain

MANUAL = Path(__file__).with_name("manual")
HEAD = """# {code}: {question}

Written from the tests of this rule by `docs/make_manual.py`: invented limits, small records, and what the library finds
of each, in its own sentences. Times of day are in UTC, and exact, unless something else is stated beside them. What the
rule is for, and what to do about a deviation, stands in [the rules](../rules.md); how a limit is written, in
[the product file](../product_file.md). [All rules](README.md).
"""
INDEX = """# The manual of the rules, by example

One page a rule, written by `docs/make_manual.py` from the tests that hold the rule to it. Each shows a limit as a
product file writes it, records that keep it, break it or cannot decide it, and the sentences that a result prints.
Start with the question that you have.

| rule | question | examples |
|---|---|--:|
"""
_DAY = "2026-11-10T"
_IDS = ("therapy_id", "container_id", "event", "time")


def render() -> dict[str, str]:
    """Return every page by its file's name."""
    cases = sorted(recorded_cases(), key=lambda case: case.rule)
    pages, index = {}, INDEX
    for code, found in groupby(cases, key=lambda case: case.rule):
        own = list(found)
        question = explain(code).splitlines()[0]
        pages[f"{code.lower()}.md"] = _page(code, question, own)
        rows = pages[f"{code.lower()}.md"].count("\n| ") - pages[f"{code.lower()}.md"].count("\n| the record")
        index += f"| [{code}]({code.lower()}.md) | {question} | {rows} |\n"
    return {**pages, "README.md": index}


def rules_without_page(pages: Iterable[str]) -> list[str]:
    """Return the codes of the rules that no test shows."""
    return sorted(code for code in all_rules() if f"{code.lower()}.md" not in set(pages))


def _page(code: str, question: str, cases: list[Case]) -> str:
    shown: dict[str, int] = {}
    chapters = (_chapter(test, list(own), shown) for test, own in groupby(cases, key=lambda case: case.test))
    return HEAD.format(code=code, question=question) + "".join(chapters)


def _chapter(test: str, cases: list[Case], shown: dict[str, int]) -> str:
    by_limits: dict[str, list[Case]] = {}
    for case in cases:
        by_limits.setdefault(case.limits, []).append(case)
    text = "".join(_limits(limits, shown) + _table(own) for limits, own in by_limits.items())
    return f"\n## {_heading(test)}\n{text}"


def _heading(test: str) -> str:
    words = re.sub(r"^test_([a-z]\d{3}(_|$))?", "", test).replace("_s_", "'s ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] if words not in {"", "spec"} else "The rule in short"


# --- the limit --------------------------------------------------------------------------------------------------------
def _limits(text: str, shown: dict[str, int]) -> str:
    toml = _toml(tomllib.loads(text))
    if not toml:
        return "\nNo limit of a label is needed.\n"
    if toml in shown:
        return f"\nBy limit {shown[toml]} above:\n"
    shown[toml] = len(shown) + 1
    return f"\nLimit {shown[toml]}:\n\n```toml\n{toml}```\n"


def _toml(table: dict[str, object]) -> str:
    """Return limits as a product file writes them, the same wherever they are the same."""
    text = "".join(f"{key} = {_value(value)}\n" for key, value in table.items() if not _is_table(value))
    for kind, value in table.items():
        if _is_table(value):
            rows = value if isinstance(value, list) else [value]
            frame = "[[{}]]" if isinstance(value, list) else "[{}]"
            for row in rows:
                text += ("\n" if text else "") + frame.format(kind) + "\n"
                text += "".join(f"{key} = {_value(one)}\n" for key, one in row.items())
    return text


def _is_table(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and all(isinstance(one, dict) for one in value))


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


# --- the records and what is found ------------------------------------------------------------------------------------
def _table(cases: list[Case]) -> str:
    columns = {
        "the record": [_record(case.events) for case in cases],
        "the readings [°C]": [_readings(case) for case in cases],
        "stated": [_stated(case) for case in cases],
        "found": [_found(case) for case in cases],
    }
    kept = {name: cells for name, cells in columns.items() if any(cells)}
    rows = dict.fromkeys(" | ".join(cells) for cells in zip(*kept.values(), strict=True))
    head = f"| {' | '.join(kept)} |\n|{'---|' * len(kept)}\n"
    return "\n" + head + "".join(f"| {row} |\n" for row in rows)


def _record(events: pd.DataFrame) -> str:
    rows = events.fillna("").astype(str).to_dict("records")
    several = len({row.get("container_id", "") for row in rows}) > 1
    parts = []
    for container, own in groupby(rows, key=lambda row: row.get("container_id", "")):
        who = f"{_cell(container) or 'for all'}: " if several else ""
        parts.append(who + ", ".join(map(_event, own)))
    return "; ".join(parts) if parts else "no event"


def _event(row: dict[str, str]) -> str:
    if "event" not in row:
        return ", ".join(f"{name.replace('_', ' ')} {_time(cell)}" for name, cell in row.items() if name not in _IDS)
    extra = [f"{name.replace('_', ' ')} {cell}" for name, cell in row.items() if name not in _IDS and cell]
    beside = f" ({_cell(', '.join(extra))})" if extra else ""
    return f"{row['event'].replace('_', ' ')} {_time(row['time'])}{beside}"


def _time(text: str) -> str:
    if not text:
        return "without its time"
    clock = text.removeprefix(_DAY).removesuffix("Z").removesuffix(":00" if text.count(":") > 1 else "")
    return clock.replace("T", " ")


def _readings(case: Case) -> str:
    log = case.readings
    if log is None:
        return "none" if case.rule.startswith(("T", "D501")) else ""
    times = pd.to_datetime(log.time_us, unit="us", utc=True)
    parts = []
    for number, name in enumerate(log.loggers):
        own = log.logger == number
        pairs = zip(times[own], log.temperature_degC[own], strict=True)
        who = f"{name}: " if name else ""
        parts.append(who + ", ".join(f"{at:%H:%M}{at:%S}".removesuffix("00") + f" {value:g}" for at, value in pairs))
    return "; ".join(parts)


def _stated(case: Case) -> str:
    said = [line for line in case.site.statements(case.result.tz) if line != said_of_resolution(0.0)]
    said += [f"{key} is {value}" for key, value in case.when.items()]
    said += [f"the logger prints {case.prints.replace('@', ' at ')}"] if case.prints else []
    return _cell("; ".join(said))


def _found(case: Case) -> str:
    """Return the findings of the page's rule, or, where it has none, of the rules that were asked with it."""
    found = [one for one in case.result if one.rule == case.rule] or list(case.result)
    who: dict[str, list[str]] = {}
    for one in found:
        who.setdefault(_finding(one, case.rule), []).append(one.container_id or "")
    several = len(case.result.consignments) > 1
    lines = [f"{_names(names)}: {said}" if several else said for said, names in who.items()]
    return "<br>".join(lines) or "nothing: there is nothing to ask"


def _names(containers: list[str]) -> str:
    return ", ".join(dict.fromkeys(filter(None, containers))) or "the therapy"


def _finding(one: Finding, rule: str) -> str:
    other = f"{one.rule}, " if one.rule != rule else ""
    decide = f" *What would decide it:* {_cell(one.decide_by)}." if one.decide_by else ""
    return f"**{one.verdict.value}**: {other}{_cell(one.why)}.{decide}"


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def stale(pages: dict[str, str]) -> Iterator[str]:
    """Yield the names of pages that are missing, differ, or are written from no test."""
    for name, text in pages.items():
        file = MANUAL / name
        if not file.is_file() or file.read_text("utf-8") != text:
            yield name
    yield from sorted({file.name for file in MANUAL.glob("*.md")} - set(pages))


def main() -> None:
    """Write the pages, or say which are stale."""
    pages = render()
    lacking = rules_without_page(pages)
    if lacking:
        raise SystemExit(f"no test shows {', '.join(lacking)}")
    if "--check" in sys.argv:
        names = list(stale(pages))
        raise SystemExit(f"stale: {', '.join(names)}; run: python docs/make_manual.py" if names else 0)
    for file in MANUAL.glob("*.md"):
        file.unlink()
    for name, text in pages.items():
        (MANUAL / name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
