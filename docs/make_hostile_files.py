"""Write docs/hostile_files.md from what was measured: `python docs/make_hostile_files.py`. A test fails when it is old.

The measuring itself is `python tests/hostile/measure.py`.
"""

from __future__ import annotations

import json
from pathlib import Path

from atmp_logistics.core.size_limit import MOST_BYTES
from atmp_logistics.core.toml_file import DEEPEST, MOST_ENTRIES
from atmp_logistics.ingest.files.table import MOST_COLUMNS
from atmp_logistics.ingest.sheet_rows import MOST_HEADINGS
from atmp_logistics.ingest.sheet_words import MOST_WORDS

ROOT = Path(__file__).parents[1]
RECORD = ROOT / "tests" / "hostile" / "measured.json"
HEAD = """# Files from strangers

Written from `tests/hostile/measured.json` by `docs/make_hostile_files.py`.

A file may come from anybody. What it holds is bounded before it is unpacked, and each of the files below, which are
made to end a program or to fill its memory, is refused: exit code 2, the file, the place in it, and the bound where it
is one. Where the exit is 3, the file was read, and what in it is no temperature was left
out, which the result says; where it is 0, `site new` wrote a profile of its headings, and judged nothing.
None takes more than 5 seconds of a processor or 1 GiB.

| what | at most | where a real file is larger |
|---|---|---|
| a workbook, unpacked | {workbook} MB, and {elements:,} cells, texts and formats | `--max-size` |
| the cells of a sheet, filled or not | {area:,} | `--max-size`, or delete what stands far from the table |
| Parquet, unpacked | {parquet} MB; 8 bytes a cell that is read as stored, 64 as text | `--max-size` |
| a text that is read cell by cell, a message | {cells} MB | `--max-size`, or divide it |
| a plain table of readings (time, temperature, logger) | {text} MB; larger ones are read in batches | `--max-size` |
| the columns of a table | {columns:,} | keep those that say something |
| a sheet for `site new` | {headings} headings; {words:,} words of events, products or loggers | divide it |
| TOML | 1 MiB, {entries:,} entries, {deepest} levels | divide it |
| a label | 32 MB | `label show --max-size` |

`--max-size MB` holds for every file of its call; in Python:

```python
import atmp_logistics as atmp

with atmp.size_limit(200):
    pass  # atmp.read_events("large.xlsx", tz="Europe/Stockholm")
```

A text takes memory and time in proportion to its size: up to some twenty times its bytes where each row is a few signs.
A file name that is no text in UTF-8 is refused, as no result can hold it. What pyarrow, openpyxl and xlrd raise of a
damaged file is named in the refusal.

## What was tried

Seconds of the processor and memory of the whole call, rounded up, through the first command that reads such a file. The
nightly test (`tests/hostile`) calls every command that reads it; `make mutants`, in
each run of CI, reads a hundred thousand mutants of all formats.

| file | bytes | command | exit | seconds, below | MB, below |
|---|---|---|---|---|---|
"""


def render() -> str:
    """Return the page."""
    sizes = {kind: size // 10**6 for kind, size in MOST_BYTES.items()}
    head = HEAD.format(
        workbook=sizes["xlsx"],
        elements=MOST_BYTES["xlsx"] // 50,
        area=MOST_BYTES["xlsx"] // 16,
        parquet=sizes["parquet"],
        cells=sizes["cells"],
        text=sizes["text"],
        columns=MOST_COLUMNS,
        headings=MOST_HEADINGS,
        words=MOST_WORDS,
        entries=MOST_ENTRIES,
        deepest=DEEPEST,
    )
    rows = json.loads(RECORD.read_text("utf-8"))
    return head + "".join(
        f"| {name} | {one['bytes']:,} | {one['command']} | {one['exit']} | {one['seconds']} | {one['MB']:,} |\n"
        for name, one in rows.items()
    )


if __name__ == "__main__":
    Path(__file__).with_name("hostile_files.md").write_text(render(), "utf-8", newline="\n")
