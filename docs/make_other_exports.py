"""Write the beginnings of every made-up logger file: what no other family may recognise (`atmp_logistics.testing`)."""

import json
from pathlib import Path

ROOT = Path(__file__).parent.parent
OUT = ROOT / "atmp_logistics" / "testing" / "data" / "other_exports.json"
LINES, SIGNS = 40, 4000


def render() -> str:
    """Return the first lines of each file, by its name."""
    files = sorted((ROOT / "tests" / "data" / "loggers").iterdir())
    texts = {path.name: path.read_bytes().decode("utf-8", "ignore") for path in files if path.suffix != ".xlsx"}
    heads = {name: "".join(text.splitlines(keepends=True)[:LINES])[:SIGNS] for name, text in texts.items()}
    return json.dumps(heads, ensure_ascii=False, indent=0) + "\n"


if __name__ == "__main__":
    OUT.write_text(render(), "utf-8")
