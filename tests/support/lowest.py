"""The lowest versions that pyproject states, as pip takes them: `python tests/support/lowest.py`."""

import tomllib
from pathlib import Path

#: The extras that the library itself asks for; the others are tools of those who work on it.
EXTRAS = ("cohort", "dask", "labels", "scenarios", "signatures", "xes")


def lowest():
    """Return what the library needs, each in the lowest version that is stated."""
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [*project["dependencies"], *(one for extra in EXTRAS for one in project["optional-dependencies"][extra])]
    return [one.partition(";")[0].strip().replace(">=", "==") for one in needed]


if __name__ == "__main__":
    print(*lowest())
