"""A small package of a plug-in, to begin with: files in which the names of the plug-in take their places."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from atmp_logistics.core.errors import Fault, UsageError, refuse
from atmp_logistics.core.whole_files import write_text

#: What a template's files end in, so that no tool takes them for code.
_END = ".template"
_PLACE = re.compile(r"@([A-Z]+)@")


def names_of(name: str) -> dict[str, str]:
    """Return what takes the places in a template, by the plug-in's name.

    Parameters
    ----------
    name : str
        Small letters, digits and hyphens, such as ``"seal-checks"``.

    Raises
    ------
    UsageError
        For a name of another form.

    Examples
    --------
    >>> names_of("seal-checks")
    {'NAME': 'seal-checks', 'MODULE': 'seal_checks', 'CODE': 'SEALCHEC101', 'TITLE': 'Seal Checks'}
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or len(re.sub("[^a-z]", "", name)) < 2:
        expected = "small letters, digits and hyphens, with at least two letters, as in 'seal-checks'"
        refuse([Fault("NAME", repr(name), expected, "choose such a name", UsageError)])
    letters = re.sub("[^a-z]", "", name).upper()[:8]
    title = name.replace("-", " ").title()
    return {"NAME": name, "MODULE": name.replace("-", "_"), "CODE": f"{letters}101", "TITLE": title}


def write_template(template: Path, folder: Path, names: Mapping[str, str]) -> list[Path]:
    """Write a template's files into a folder that is not there, or is empty.

    Parameters
    ----------
    template : Path
        The folder of the template.
    folder : Path
    names : mapping of str to str
        What takes the place of each ``@KEY@``, in the files and in their names.

    Returns
    -------
    list of Path
        The files that were written.

    Raises
    ------
    UsageError
        Where something stands in the folder.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        fix = "name a new folder, or move what is in it: nothing is replaced"
        refuse([Fault(str(folder), "something that is there already", "a new or an empty folder", fix, UsageError)])
    written = []
    for path in sorted(template.rglob(f"*{_END}")):
        named = _filled(path.relative_to(template).as_posix().removesuffix(_END), names)
        out = folder / named
        out.parent.mkdir(parents=True, exist_ok=True)
        write_text(out, [_filled(path.read_text("utf-8"), names)])
        written.append(out)
    return written


def _filled(text: str, names: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda match: names[match[1]], text)
