"""Measure each hostile file through the first command that reads it: `python tests/hostile/measure.py` writes measured.json.

A call is a process of its own; of it the exit code, the seconds of the processor and the peak of its memory are taken.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from hostile_files import EVENTS, EVERY, call

RECORD = Path(__file__).with_name("measured.json")
#: Between the caller, which is large, and the call: what a process inherits of its parent's memory is counted as its own.
_LAUNCH = """
import json, os, sys
child = os.fork()
if not child:
    os.dup2(os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT, 0o600), 2)
    os.dup2(2, 1)
    os.execv(sys.argv[2], sys.argv[2:])
_, status, used = os.wait4(child, 0)
print(json.dumps([os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""


class Measured(NamedTuple):
    """A call's exit code, seconds of the processor, MiB of memory, what it printed, and the bytes of its file."""

    code: int
    seconds: float
    mebibytes: float
    printed: str
    size: int


def measured(name: str, command: str) -> Measured:
    """Make a hostile file, and call a command that reads it."""
    with tempfile.TemporaryDirectory() as folder:
        one, there = EVERY[name], Path(folder)
        (there / one.file).write_bytes(one.made())
        (there / "events.csv").write_text(EVENTS, "utf-8")
        program = [sys.executable, "-m", "atmp_logistics", *call(command, one.file)]
        run = subprocess.run(
            [sys.executable, "-c", _LAUNCH, "printed.txt", *program],
            cwd=there,
            capture_output=True,
            check=True,
            env=_environment(),
        )
        printed = (there / "printed.txt").read_text("utf-8", "replace")
        return Measured(*json.loads(run.stdout), printed, (there / one.file).stat().st_size)


def _environment() -> dict[str, str]:
    root = str(Path(__file__).parents[2])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))}


def _rounded(one: Measured, command: str) -> dict[str, object]:
    """What is recorded, so coarse that it stays."""
    tens = 10 ** max(0, len(str(one.size)) - 2)
    return {
        "command": command,
        "bytes": round(one.size / tens) * tens,
        "exit": one.code,
        "seconds": int(one.seconds) + 1,
        "MB": (int(one.mebibytes) // 100 + 1) * 100,
    }


if __name__ == "__main__":
    found = {}
    for name, one in EVERY.items():
        found[name] = _rounded(measured(name, one.commands[0]), one.commands[0])
        print(name, found[name], flush=True)
    RECORD.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
