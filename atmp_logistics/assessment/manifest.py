"""A list of all that belongs to one result: the files that were read and written, each with its hash."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from json import JSONEncoder
from pathlib import Path
from typing import Any

from atmp_logistics.core.plain_files import is_plain, sha256_of
from atmp_logistics.core.sealed_json import sealed

SCHEMA = "atmp-logistics/manifest/1"
_ENCODER = JSONEncoder(indent=1, ensure_ascii=False, allow_nan=False)


def manifest_text(result: Any, read: Iterable[Path], written: Iterable[Path], folder: Path) -> str:
    """Return the manifest of a result as JSON that ends with its own hash; `verify` reads it.

    Parameters
    ----------
    result : Assessment
    read : iterable of Path
        The files of the call: each whose hash the result names is listed with its place.
    written : iterable of Path
        The reports of the call.
    folder : Path
        Where the manifest is to stand: places are told from there.
    """
    at = {sha256_of(path): path for path in read if is_plain(path)}
    files = [*_of_result(result, at, folder), *_written(written, folder)]
    document = {"schema": SCHEMA, "library": result.library, "verdict": result.verdict.value, "files": files}
    return "".join(sealed([_ENCODER.encode(document).removesuffix("\n}")]))


def _of_result(result: Any, at: Mapping[str, Path], folder: Path) -> Iterator[dict[str, str]]:
    """Yield what the result rests on; what was made in memory has no hash and is no file."""
    named = [("input", each.name, each.sha256, "") for each in result.inputs]
    named += [("profile", each.name, each.sha256, "") for each in (result.profile,) if each]
    named += [(each.role, each.name, each.sha256, each.origin) for each in result.files]
    named += [("plug-in", each.name, each.sha256, each.origin) for each in result.plugins]
    named += [("decision", each.source, each.sha256, "") for each in result.decisions]
    for role, name, digest, origin in named:
        if digest:
            place = {"path": _place(at[digest], folder)} if digest in at else {}
            yield {"role": role, "name": name, **({"origin": origin} if origin else {}), **place, "sha256": digest}


def _written(written: Iterable[Path], folder: Path) -> Iterator[dict[str, str]]:
    for path in written:
        if is_plain(path):
            yield {"role": "report", "name": path.name, "path": _place(path, folder), "sha256": sha256_of(path)}


def _place(path: Path, folder: Path) -> str:
    """Return where a file is, from a folder; on another drive, from that drive's beginning."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # pragma: no cover - only Windows has drives
        return path.absolute().as_posix()
