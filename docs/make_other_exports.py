"""Write the beginnings of every made-up logger file: what no other family may recognise (`atmp_logistics.testing`)."""

import json
from pathlib import Path

from atmp_logistics.ingest.files.file import open_file
from atmp_logistics.ingest.loggers import our_dialects

ROOT = Path(__file__).parent.parent
OUT = ROOT / "atmp_logistics" / "testing" / "data" / "other_exports.json"
LINES, SIGNS = 40, 4000


def render() -> str:
    """Return the family and the first lines of each file, by its name."""
    files = sorted((ROOT / "tests" / "data" / "loggers").iterdir())
    texts = {path.name: open_file(path).text()[0] for path in files if path.suffix != ".xlsx"}
    heads = {name: "".join(text.splitlines(keepends=True)[:LINES])[:SIGNS] for name, text in texts.items()}
    known = {name: [one.NAME for one in our_dialects() if one.recognises(texts[name])] for name in texts}
    heads = {name: [known[name][0], head] for name, head in heads.items()}
    return json.dumps(heads, ensure_ascii=False, indent=0) + "\n"


if __name__ == "__main__":
    OUT.write_text(render(), "utf-8")
