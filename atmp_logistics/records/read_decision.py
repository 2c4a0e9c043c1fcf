"""A person's decision from its TOML file: every key known, and every fault of the file at once."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from atmp_logistics.core.arguments import Arguments, file_path
from atmp_logistics.core.errors import DecisionError, Fault, refuse
from atmp_logistics.core.instants import instant
from atmp_logistics.core.toml_file import read_toml
from atmp_logistics.core.toml_table import TomlTable
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.records.decision import DECISIONS, SCHEMA, DecidedFinding, Decision
from atmp_logistics.records.deviation_fields import check_destruction, check_deviation

_SHA256 = re.compile(r"[0-9a-f]{64}")
_AT = "at = 2026-11-24T10:00:00+01:00"


def load_decision(path: str | os.PathLike[str]) -> Decision:
    """Return what a person decided, read from a decision file or a deviation form that is filled in.

    Parameters
    ----------
    path : path
        A TOML file in UTF-8 of the schema ``atmp-logistics/decision/1``.

    Returns
    -------
    Decision
        With the hash of the file's bytes. Whether a result has its findings is asked by
        `Assessment.with_decisions`.

    Raises
    ------
    DecisionError
        With every fault of the file at once: no reason, no person, no time with its offset, an unknown key.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "decision.toml")
    ...     _ = file.write_text('decision = "accepted"\\nby = "N. N."', "utf-8")
    ...     load_decision(file)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    atmp_logistics.core.errors.DecisionError: decision.toml.schema: found nothing, expected one of ...
    """
    call = Arguments()
    file = Path(call(file_path, path, "path") or "")
    call.refuse()
    table, data = read_toml(file, DecisionError)
    return parse_decision(table, file.name, sha256(data).hexdigest())


def parse_decision(table: Mapping[str, Any], source: str = "decision", digest: str = "") -> Decision:
    """Return a decision from a parsed TOML table; see `load_decision`."""
    faults: list[Fault] = []
    top = TomlTable(table, source, faults, DecisionError)
    top.text("schema", required=True, one_of=[SCHEMA])
    at, at_us = _moment(top)
    found = Decision(
        decision=top.text("decision", required=True, one_of=DECISIONS),  # type: ignore[arg-type]
        reason=top.text("reason", required=True),
        by=top.text("by", required=True),
        at=at,
        at_us=at_us,
        inputs_sha256=_hash(top, "inputs_sha256"),
        findings=_findings(top),
        previous=_previous(top),
        inputs=tuple(map(_input, top.tables("input"))),
        source=source,
        sha256=digest,
    )
    check_deviation(top.table("deviation"))
    check_destruction(top.table("destruction"))
    top.take("facts")
    top.done()
    refuse(faults)
    return found


def _moment(top: TomlTable) -> tuple[str, float]:
    """Take the moment of the decision: a date, a time and its offset, as TOML or a text has them."""
    value = top.take("at")
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) and value else value
        if isinstance(found, datetime) and found.tzinfo is not None:
            return found.isoformat(" "), instant(found)
    except (ValueError, OverflowError):
        pass
    said = value.isoformat(" ") if isinstance(value, datetime) else repr(value)
    expected = "a date and a time with its offset from UTC"
    top.fault("at", "nothing" if value is None else said[:60], expected, f"write {_AT}")
    return "", 0.0


def _hash(top: TomlTable, key: str) -> str:
    value = top.text(key, required=True)
    if value and not _SHA256.fullmatch(value):
        top.fault(key, repr(value)[:80], "a SHA-256: 64 digits and letters a to f", "copy it from the form")
    return value


def _previous(top: TomlTable) -> tuple[str, ...]:
    value = top.take("previous", default=[])
    hashes = [value] if isinstance(value, str) else value
    if not isinstance(hashes, list) or not all(isinstance(one, str) and _SHA256.fullmatch(one) for one in hashes):
        expected = "the SHA-256 of the file with the earlier decision, or a list of several"
        top.fault("previous", repr(value)[:80], expected, "copy it from the result, or leave it out")
        return ()
    return tuple(hashes)


def _findings(top: TomlTable) -> tuple[DecidedFinding, ...]:
    items = top.tables("finding")
    if not items:
        top.fault("finding", "nothing", "at least one finding", "copy [[finding]] from the deviation form")
    return tuple(map(_finding, items))


def _input(item: TomlTable) -> tuple[str, str]:
    found = item.text("name", required=True), _hash(item, "sha256") if "sha256" in item else ""
    item.done()
    return found


def _finding(item: TomlTable) -> DecidedFinding:
    found = DecidedFinding(
        id=item.text("id", required=True),
        therapy_id=item.text("therapy_id", required=True),
        container_id=item.text("container_id"),
        rule=item.text("rule", required=True),
        code=item.text("code", required=True),
        verdict=item.text("verdict", required=True, one_of=[each.value for each in Verdict]),
        why=item.text("why"),
    )
    item.done()
    return found
