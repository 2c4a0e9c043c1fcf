"""What a folder of product files is held to."""

from __future__ import annotations

from pathlib import Path

from atmp_logistics.assessment.examples import read_examples, run_example
from atmp_logistics.catalogue.catalogue import load_catalogue
from atmp_logistics.testing.expectations import expect


def check_products(folder: str | Path) -> None:
    """Check a folder of product files as `atmp-logistics catalogue check` does: each is read, each example holds.

    Parameters
    ----------
    folder : path
        Product files, and beside them examples: files whose names end in ``.examples.toml``.

    Raises
    ------
    CatalogueError
        With every fault of every file.
    AssertionError
        Where there is no example, or one falls short.

    Examples
    --------
    >>> check_products("nowhere")
    Traceback (most recent call last):
    atmp_logistics.core.errors.CatalogueError: nowhere: found no product file, expected a folder with *.toml files. \
Fix: name that folder.
    """
    known = load_catalogue(folder)
    outcomes = [run_example(example, known) for example in read_examples(Path(folder))]
    expect(outcomes, "no example: add a file of examples, NAME.examples.toml, one for each verdict")
    short = [str(outcome) for outcome in outcomes if not outcome.holds]
    expect(not short, f"examples fall short: {'; '.join(short)}")
