"""Every notebook runs from top to bottom without an error, and says what its text says."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


def run(path: Path) -> list[str]:
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    return ["".join(map(shown, cell.outputs)) for cell in notebook.cells if cell.cell_type == "code"]


def shown(output) -> str:
    return output.get("text") or output.get("data", {}).get("text/plain", "")


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path):
    said = run(path)
    assert said, "a notebook that shows nothing"
    if path.stem == "01_first_check":
        assert said[0] == "<Verdict.CONFORMS: 'conforms'>"
        whatif = said[-1].splitlines()
        assert [line.split()[3] for line in whatif] == ["conforms", "indeterminate", "indeterminate", "deviates"]
