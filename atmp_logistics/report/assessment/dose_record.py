"""The dose records of a result: one as text, or a file in a folder for each therapy; none is replaced unasked."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import numpy as np

from atmp_logistics.assessment.link_states import Verification
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.core.arguments import Arguments, file_path, refused, text, yes_or_no
from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.instants import zone
from atmp_logistics.core.phrases_by_key import language_name
from atmp_logistics.core.whole_files import write_text
from atmp_logistics.report.dose_record.record_names import file_names
from atmp_logistics.report.dose_record.record_page import render_record
from atmp_logistics.timing.now import read_now

#: What stands for the moment at which a record is made.
MadeAt = str | datetime | np.datetime64 | None


def record_of(
    result: Assessment,
    therapy_id: str,
    made_at: MadeAt = None,
    made_by: str | None = None,
    *,
    language: str | None = None,
    verification: Verification | None = None,
) -> str:
    """Return the dose record of one therapy; see `Assessment.record`."""
    return render_record(result, therapy_id, *_made(result, made_at, made_by, language, verification))


def write_records(
    result: Assessment,
    folder: str | os.PathLike[str],
    made_at: MadeAt = None,
    made_by: str | None = None,
    *,
    overwrite: bool = False,
    language: str | None = None,
    verification: Verification | None = None,
) -> tuple[Path, ...]:
    """Write the record of each therapy of a result into a folder; see `Assessment.to_record`."""
    call = Arguments()
    place, replaces = call(file_path, folder, "folder"), call(yes_or_no, overwrite, "overwrite")
    call.refuse()
    made, names = _made(result, made_at, made_by, language, verification), file_names(_therapies(result))
    paths = {therapy: Path(place, name) for therapy, name in names.items()}
    refuse([*_faults(Path(place), [] if replaces else paths.values())])
    Path(place).mkdir(parents=True, exist_ok=True)
    for therapy, path in paths.items():
        write_text(path, render_record(result, therapy, *made))
    return tuple(paths.values())


def _made(
    result: Assessment, made_at: MadeAt, made_by: str | None, language: str | None, found: object
) -> tuple[float | None, str, str, Verification | None]:
    """Return when a record is made, in microseconds since 1970, by whom, in which language, and what was verified."""
    call = Arguments()
    tz = zone(result.tz) if result.tz else None
    at_us = call(lambda value, where: read_now(value, tz, where), made_at, "made_at") if made_at is not None else None
    by, chosen = call(text, made_by, "made_by"), call(language_name, language, "language")
    known = call(_verification, found, "verification")
    call.refuse()
    return at_us, by or "", chosen or result.language, known


def _verification(value: object, where: str) -> Verification | None:
    if value is None or isinstance(value, Verification):
        return value
    return refused(value, where, "what verify returns", "give verify('manifest.json')")


def _therapies(result: Assessment) -> list[str]:
    """Return the therapies of a result, those that are set aside among them."""
    return list(dict.fromkeys(str(name) for name in result.consignments["therapy_id"]))


def _faults(folder: Path, paths: Iterable[Path]) -> Iterator[Fault]:
    """Yield the fault of a folder that is none, and of each record that is there already."""
    if os.path.lexists(folder) and not folder.is_dir():
        yield UsageError.fault(str(folder), "a file", "a folder, or a name for one", "name another folder")
        return
    fix = "name another folder, or state overwrite=True (--overwrite)"
    for path in paths:
        if os.path.lexists(path):
            yield UsageError.fault(str(path), "a record that is there already", "no file of this name", fix)
