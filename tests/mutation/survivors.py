"""Run the mutants of what judges, and compare those that survive with survivors.txt: `make mutation`.

A mutant is one small change of the code (another comparison, another number, another word). It is killed where a test
fails for it. One that survives shows a line that no test holds. `survivors.txt` lists them by file; a mutant that survives
and is not in the list of its file fails the run. A file without a heading there is only counted. `--record` writes the
list anew for the files that were run. `--keep` reads the results of the last run, without another. Names of mutants, as
in `atmp_logistics.core.verdict*`, run and compare these alone.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIST = Path(__file__).with_suffix(".txt")
HEAD = """# Mutants that survive, by file; written by `make mutation-record`, compared by `make mutation`.
# A heading is: file, mutants, killed. A line is: function, what stands there -> what the mutant puts in its place.
"""
#: What mutmut writes for a test that failed, and for one that came to no end.
KILLED = {1, 3, 36, 24, -24, 152, 255, -11, -9}
UNTESTED = {5, 33}


def results(names: list[str]) -> dict[str, dict[str, int | None]]:
    """Return, by file, the exit code of each of its mutants that `names` mean; all where there are none."""
    found = {}
    for meta in sorted((ROOT / "mutants" / "atmp_logistics").rglob("*.meta")):
        codes = json.loads(meta.read_text("utf-8"))["exit_code_by_key"]
        chosen = {key: code for key, code in codes.items() if not names or any(fnmatch(key, name) for name in names)}
        if chosen:
            found[meta.relative_to(ROOT / "mutants").as_posix().removesuffix(".meta")] = chosen
    return found


def described(mutant: str, file: str, code: int | None) -> str:
    """Return one line that stays the same while its function does."""
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    lines = get_diff_for_mutant(mutant, path=Path(file)).splitlines()
    old, new = (" ".join(" ".join(_own(lines, sign)).split()) for sign in "-+")
    name = mutant.rpartition(".")[2].rpartition("__mutmut_")[0]
    name = name.replace("xǁ", "").replace("ǁ", ".").removeprefix("x_")
    return f"{name}: {old} -> {new}" + (" (no test comes here)" if code in UNTESTED else "")


def _own(lines: list[str], sign: str) -> list[str]:
    return [line[1:] for line in lines if line.startswith(sign) and not line.startswith(3 * sign)]


def survivors(found: dict[str, dict[str, int | None]]) -> dict[str, list[str]]:
    """Return the survivors' lines by the heading of their file."""
    said = {}
    for file, codes in found.items():
        killed = sum(code in KILLED for code in codes.values())
        own = sorted(described(key, file, code) for key, code in codes.items() if code not in KILLED)
        said[f"## {file}: {len(codes)} mutants, {killed} killed"] = own
    return said


def written(said: dict[str, list[str]]) -> str:
    """Return the list as a text."""
    return HEAD + "".join("\n" + "\n".join([heading, *lines]) + "\n" for heading, lines in said.items())


def read(text: str) -> Counter[tuple[str, str]]:
    """Return how often the list names each survivor, by file; a file is there without one too.

    Examples
    --------
    >>> read("# about\\n## a.py: 3 mutants, 2 killed\\nf: x < 1 -> x <= 1")
    Counter({('a.py', ''): 1, ('a.py', 'f: x < 1 -> x <= 1'): 1})
    """
    listed: Counter[tuple[str, str]] = Counter()
    file = ""
    for line in text.splitlines():
        if line.startswith("## "):
            file = line.removeprefix("## ").partition(":")[0]
            listed[file, ""] += 1
        elif line and not line.startswith("#"):
            listed[file, line] += 1
    return listed


def compared(before: Counter[tuple[str, str]], now: Counter[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """Return what survives and is not in the list, and what the list names and no longer survives.

    Files that the list has no heading for, or that were not run, are in neither.

    Examples
    --------
    >>> before, now = (read("## a.py: 3 mutants, 2 killed\\nf: " + what) for what in ("1 -> 2", "3 -> 4"))
    >>> compared(before, now)
    (['a.py, f: 3 -> 4'], ['a.py, f: 1 -> 2'])
    """
    files = {file for file, _ in before} & {file for file, _ in now}
    new, gone = (
        sorted(f"{file}, {line}" for file, line in some.elements() if line and file in files)
        for some in (now - before, before - now)
    )
    return new, gone


def _merged(said: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the list as it stands, with these files in the place of their former selves."""
    kept: dict[str, list[str]] = {}
    heading = ""
    for line in LIST.read_text("utf-8").splitlines() if LIST.is_file() else ():
        if line.startswith("## "):
            heading = line
            kept[heading] = []
        elif line and not line.startswith("#"):
            kept[heading].append(line)
    files = {heading.partition(":")[0] for heading in said}
    kept = {heading: lines for heading, lines in kept.items() if heading.partition(":")[0] not in files} | said
    return dict(sorted(kept.items()))


def main() -> int:
    """Run, then compare or record."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("names", nargs="*")
    options.add_argument("--jobs", default="2")
    options.add_argument("--record", action="store_true")
    options.add_argument("--keep", action="store_true")
    given = options.parse_args()
    os.chdir(ROOT)
    if not given.keep:
        # Hypothesis draws the same examples each time, and sets no deadline, where the environment says CI.
        run = [Path(sys.executable).with_name("mutmut"), "run", "--max-children", given.jobs, *given.names]
        subprocess.run(run, check=True, env=os.environ | {"CI": "1"})
    said = survivors(results(given.names))
    if given.record:
        LIST.write_text(written(_merged(said)), "utf-8", newline="\n")
    new, gone = compared(read(LIST.read_text("utf-8")), read(written(said)))
    for heading in said:
        print(heading.removeprefix("## "))
    for what, lines in (("survives and is not in the list", new), ("no longer survives: take it off the list", gone)):
        print(*(f"{what}: {line}" for line in lines), sep="\n")
    return bool(new)


if __name__ == "__main__":
    sys.exit(main())
