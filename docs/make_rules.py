"""Write docs/rules.md from the rules' own docstrings: `python docs/make_rules.py`. A test fails when it is stale."""

from __future__ import annotations

from pathlib import Path

from atmp_logistics.rules import all_rules, explain

HEAD = """# The rules

Written from the rules themselves by `docs/make_rules.py`; `atmp-logistics explain CODE` prints the same.
A finding is as sure as the limit that decided it was read:
[which limit that is under each rule](product_file.md#how-near-to-the-label-a-limit-was-read).
"""


def render() -> str:
    """Return the page."""
    chapters = []
    for code in sorted(all_rules()):
        question, _, rest = explain(code).partition("\n")
        lines = rest.strip().splitlines()
        body = [f"**{line}.**" if lines[i + 1 : i + 2] == ["-" * len(line)] else line for i, line in enumerate(lines)]
        chapters.append(f"## {code}: {question}\n\n" + "\n".join(line for line in body if set(line) != {"-"}))
    return HEAD + "\n" + "\n\n".join(chapters) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("rules.md").write_text(render(), "utf-8", newline="\n")
