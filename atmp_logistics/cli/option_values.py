"""What the texts of options state: pairs, slots, steps. Every command refuses the same mistake in the same words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from atmp_logistics.core.errors import AtmpError, Fault, UsageError, refuse
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.toml_file import read_toml
from atmp_logistics.core.verdict import Verdict

#: How each option that states one thing of another is written.
FORMS: Mapping[str, str] = {
    "--at": "'administration_start=2026-11-24 10:44'",
    "--column": "'Stamp=time'",
    "--by": "'administration_end=2026-11-24 11:30'",
    "--correlation": "'thaw, administration=0.5'",
    "--delay": "'thaw=10%: 14 min'",
    "--expect": "THERAPY/CONTAINER",
    "--hours": "'thaw_start=Mon-Fri 08:00-16:00'",
    "--slot": "'administration=2026-11-24 10:00 to 11:30'",
    "--start": "'2026-11-24 10:44' or 'thaw_start=2026-11-24 10:44'",
    "--step": "'thaw=2 to 4 min'",
    "--when": "KEY=VALUE",
    "--expiry": "CONTAINER=2027-01-31",
    "--batch": "CONTAINER=BATCH",
}


def pairs_of(texts: Iterable[str] | None, option: str, faults: list[Fault], sign: str = "=") -> list[tuple[str, str]]:
    """Return what an option states as pairs, in the order of the call; what has no two parts is a fault."""
    pairs = list[tuple[str, str]]()
    for text in texts or ():
        left, middle, right = (part.strip() for part in text.partition(sign))
        if left and middle and right:
            pairs.append((left, right))
        else:
            form = FORMS[option]
            faults.append(UsageError.fault(option, repr(text), form, f"write it as {option} {form}"))
    return pairs


def mapping_of(texts: Iterable[str] | None, option: str, faults: list[Fault]) -> dict[str, str]:
    """Return what an option states as NAME=VALUE; a name that stands twice is a fault."""
    stated: dict[str, list[str]] = {}
    for name, value in pairs_of(texts, option, faults):
        stated.setdefault(name, []).append(value)
    faults += [
        UsageError.fault(option, f"{name} as {' and '.join(values)}", "each name once", "state it once")
        for name, values in stated.items()
        if len(values) > 1
    ]
    return {name: values[-1] for name, values in stated.items()}


def conditions_of(texts: Iterable[str] | None, faults: list[Fault]) -> dict[str, Any]:
    """Return the conditions that are stated, those of one container (CONTAINER:KEY=VALUE) under its name."""
    found = dict[str, Any]()
    for name, value in mapping_of(texts, "--when", faults).items():
        container, _, key = (part.strip() for part in name.rpartition(":"))
        if container:
            found.setdefault(container, {})[key] = value
        else:
            found[name] = value
    return found


def for_all_or_each(texts: Iterable[str] | None, option: str, faults: list[Fault]) -> str | dict[str, str] | None:
    """Return what an option states of every container, or as CONTAINER=VALUE of each."""
    texts = list(texts or ())
    if len(texts) == 1 and "=" not in texts[0]:
        return texts[0].strip()
    return mapping_of(texts, option, faults) or None


def columns_of(texts: Iterable[str] | None) -> dict[str, str]:
    """Return what each heading of a table is, as HEADING=COLUMN; a heading may hold the sign itself."""
    faults, found = list[Fault](), dict[str, str]()
    for text in texts or ():
        theirs, _, ours = (part.strip() for part in text.rpartition("="))
        if not theirs or not ours or theirs in found:
            form = "a heading and what it is, each heading once"
            fix = f"write it as --column {FORMS['--column']}"
            faults.append(UsageError.fault("--column", repr(text), form, fix))
        found[theirs] = ours
    refuse(faults)
    return found


def verdicts_of(texts: Iterable[str] | None, option: str, faults: list[Fault]) -> frozenset[Verdict]:
    """Return the verdicts that an option names, all where it names none; a word that is no verdict is a fault."""
    known = [verdict.value for verdict in Verdict]
    words = [text.strip().casefold() for text in texts or known]
    faults += [
        UsageError.fault(option, repr(word), " or ".join(known), f"write one of them{nearest(word, known)}")
        for word in words
        if word not in known
    ]
    return frozenset(Verdict(word) for word in words if word in known)


def slots_of(texts: Iterable[str] | None, faults: list[Fault]) -> dict[str, str]:
    """Return the slots of each event; an event may have several."""
    slots: dict[str, str] = {}
    for name, value in pairs_of(texts, "--slot", faults):
        slots[name] = f"{slots[name]}; {value}" if name in slots else value
    return slots


def steps_of(texts: Iterable[str] | None, file: Path | None, faults: list[Fault]) -> dict[str, Any]:
    """Return the steps of a TOML file and of the options; a step that both state is a fault."""
    of_file, of_options = _steps_in(file, faults), mapping_of(texts, "--step", faults)
    faults += [
        UsageError.fault(f"--step {name}", "a step that the file states as well", "each step once", "state it once")
        for name in of_options
        if name in of_file
    ]
    return of_file | of_options


def _steps_in(file: Path | None, faults: list[Fault]) -> dict[str, Any]:
    """Return the steps of a TOML file, under [steps] or at the top."""
    if file is None:
        return {}
    try:
        table, _ = read_toml(file, UsageError)
    except UsageError as error:
        faults += error.faults
        return {}
    steps = table.get("steps", table)
    return steps if isinstance(steps, dict) else table


@contextmanager
def steps_named_by_file(file: Path | None) -> Iterator[None]:
    """Name the file of steps in the faults of those that stand in it."""
    try:
        yield
    except AtmpError as error:
        keys = {f"steps {_plain(key)}" for key in _steps_in(file, [])}
        error.faults = tuple(
            replace(fault, where=f"{file}, {fault.where}") if _begins(fault.where, keys) else fault
            for fault in error.faults
        )
        raise


def _begins(where: str, keys: set[str]) -> bool:
    words = _plain(where[:200]).split()
    return any(" ".join(words[:count]) in keys for count in range(2, len(words) + 1))


def _plain(text: str) -> str:
    """Return a step's name without the signs in which its file and a message may differ.

    Examples
    --------
    >>> _plain("thaw_end -> administration_start") == _plain("thaw end to administration start")
    True
    """
    return " ".join(re.split(r"[^a-z0-9]+", text.casefold().replace(" to ", " "))).strip()


def now_of(text: str | None) -> str | None:
    """Return a stated moment as it is; of the word clock, what the machine's clock shows, in UTC.

    Examples
    --------
    >>> now_of("2026-11-24 10:44")
    '2026-11-24 10:44'
    """
    return datetime.now(UTC).isoformat(timespec="seconds") if text == "clock" else text
