"""Which files of a folder of plug-ins are plug-ins: the modules in its folders `rules`, `loggers` and `messages`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from atmp_logistics.core.errors import Fault, PluginError

Kind = Literal["rules", "loggers", "messages"]
KINDS: tuple[Kind, ...] = ("rules", "loggers", "messages")
_PLACES = "rules/*.py, loggers/*.py or messages/*.py"


def plugin_files(folder: Path, faults: list[Fault]) -> dict[Kind, tuple[Path, ...]]:
    """Return the files of each kind in a folder of plug-ins; a module that lies elsewhere in it is a fault.

    A folder of tests, and whatever has a name that begins with a dot or an underscore, is left alone.

    Parameters
    ----------
    folder : Path
    faults : list of Fault
        Where faults are added.
    """
    if not folder.is_dir():
        faults.append(Fault(str(folder), "no folder", "a folder of plug-ins", "check its name", PluginError))
        return dict.fromkeys(KINDS, ())
    try:
        found = {kind: tuple(_modules(folder / kind)) for kind in KINDS}
        elsewhere = [path for place in [folder, *_other_folders(folder)] for path in _modules(place)]
    except OSError as error:
        fix = "see that it can be read"
        faults.append(
            Fault(str(folder), f"{type(error).__name__}: {error}", "files that can be listed", fix, PluginError)
        )
        return dict.fromkeys(KINDS, ())
    fix = "move it there, or begin its name with an underscore where it is no plug-in"
    faults += [Fault(str(path), "a module that would be left out", _PLACES, fix, PluginError) for path in elsewhere]
    if not any(found.values()) and not elsewhere:
        fix = "name the folder that holds these folders; product files go into a folder for --catalogue"
        faults.append(Fault(str(folder), "no plug-in", _PLACES, fix, PluginError))
    return found


def _modules(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.py") if not path.name.startswith(("_", ".")))


def _other_folders(folder: Path) -> list[Path]:
    known = {*KINDS, "tests"}
    return sorted(one for one in folder.iterdir() if one.is_dir() and one.name not in known and one.name[0] not in "._")
