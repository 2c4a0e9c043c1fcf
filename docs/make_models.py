"""Write docs/models.md from the models' own docstrings and misfits: `python docs/make_models.py`."""

from __future__ import annotations

from inspect import getdoc
from pathlib import Path

from atmp_logistics.estimates.models import all_models

HEAD = """# The models

Written from the models themselves by `docs/make_models.py`. Each is a module of `atmp_logistics.estimates.models` and
answers with an `Estimate`: `lower`, `central`, `upper`, `unit` (as pint quantities: `quantity`, `bounds`), `interval`
(what it is made of), `valid` and `doubts` (whether the data reach the question, and why not), `sources`, and
`misfit` (the model beside every measured point). `plot()` draws one estimate; `plot_estimates` and `plot_misfit` of
`atmp_logistics.report.models.plot` draw several, and the points missed. Quantities go in as text with a unit or as
pint quantities; a bare number is refused. Columns of your own measurements are plain numbers whose unit is in the name
(`time_s`).

What a model has no data for is refused, or answered with `valid` false and an interval as wide as nature allows.
**A model never feeds a verdict**: verdicts come from labels and records alone, and no rule can import a model. Fits to
your own data need scipy: `pip install 'atmp-logistics[scenarios]'`.
"""


def render() -> str:
    """Return the page."""
    return HEAD + "".join(f"\n{_chapter(name)}" for name in all_models())


def _chapter(name: str) -> str:
    model = all_models()[name]
    text, _, examples = (getdoc(model) or "").partition("\nExamples\n--------\n")
    question, _, rest = text.partition("\n")
    lines = rest.strip().splitlines()
    body = [f"**{line}.**" if lines[i + 1 : i + 2] == ["-" * len(line)] else line for i, line in enumerate(lines)]
    prose = "\n".join(line for line in body if not line or set(line) != {"-"})
    shown = examples.replace("  # doctest: +ELLIPSIS", "").replace("  # doctest: +NORMALIZE_WHITESPACE", "").rstrip()
    table = "".join(f"- {miss}\n" for miss in model.misfit())
    points = f"\n{table}" if table else ""
    return f"## {name}: {question}\n\n{prose}\n{points}\n```python\n{shown}\n```\n"


if __name__ == "__main__":
    Path(__file__).with_name("models.md").write_text(render(), "utf-8", newline="\n")
