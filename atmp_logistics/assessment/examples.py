"""Example cases beside product files: a small record and the verdict that its author expects of it.

A hospital tests its product files as the library tests its catalogue: every example in the folder's `*.examples.toml`
is judged, and an example fails where its verdict differs from the expected verdict. Its times are exact unless its
`site` states a resolution.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.result import Assessment
from atmp_logistics.catalogue.catalogue import Catalogue
from atmp_logistics.catalogue.product_folder import example_files
from atmp_logistics.core.errors import AtmpError, CatalogueError, Fault, refuse
from atmp_logistics.core.toml_file import read_toml
from atmp_logistics.core.toml_table import TomlTable
from atmp_logistics.ingest import read_events, read_readings
from atmp_logistics.records.read_site import parse_site
from atmp_logistics.records.site_profile import Site

VERDICTS = ("conforms", "deviates", "indeterminate", "refused")


@dataclass(frozen=True, slots=True)
class Example:
    """One small record: events and readings as CSV text, and the verdict expected."""

    name: str
    product: str
    verdict: str
    events: str
    readings: str
    when: dict[str, str]
    site: Site
    source: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of an example: its verdict, and the findings that do not conform, in words."""

    example: Example
    verdict: str
    why: str

    @property
    def holds(self) -> bool:
        """Whether the verdict is the expected verdict."""
        return self.verdict == self.example.verdict


def read_examples(folder: str | Path) -> list[Example]:
    """Read every example of a folder, or of one file.

    Returns
    -------
    list of Example

    Raises
    ------
    CatalogueError
        With every fault of every file.
    """
    root = Path(folder)
    faults: list[Fault] = []
    files = [root] if root.is_file() else example_files(root, faults)
    examples = [example for path in files for example in _read(path, faults)]
    refuse(faults)
    return examples


def _read(path: Path, faults: list[Fault]) -> Iterator[Example]:
    try:
        table, _ = read_toml(path, CatalogueError)
    except CatalogueError as error:
        faults += error.faults
        return
    top = TomlTable(table, path.name, faults)
    for item in top.tables("example"):
        yield Example(
            name=item.text("name", required=True),
            product=item.text("product", required=True),
            verdict=item.text("verdict", required=True, one_of=VERDICTS),
            events=item.text("events", required=True),
            readings=item.text("readings"),
            when={key: values[0] for key, values in item.when().items()},
            site=_site(item.take("site", default={}), f"{path.name}, site", faults),
            source=path.name,
        )
        item.done()
    top.done()


def _site(table: object, source: str, faults: list[Fault]) -> Site:
    """Return an example's site: its times are exact unless it states how finely they are written."""
    try:
        site = parse_site(table if isinstance(table, dict) else {"site": table}, source)
        return site if site.resolution_s is not None else replace(site, resolution_s=0.0)
    except AtmpError as error:
        faults += error.faults
        return Site()


def run_example(example: Example, catalogue: Catalogue) -> Outcome:
    """Judge one example.

    Returns
    -------
    Outcome
        A record that is refused is an outcome too, with the refusal in its words.

    Examples
    --------
    >>> from atmp_logistics import load_catalogue
    >>> rows = "therapy_id,event,time\\nT,thaw_end,2026-11-10T10:00Z\\nT,administration_end,2026-11-10T10:40Z"
    >>> slow = Example("slow", "kymriah-eu", "deviates", rows, "", {}, Site(), "doc")
    >>> run_example(slow, load_catalogue()).holds
    True
    """
    try:
        result = _judge(example, catalogue)
    except AtmpError as error:
        return Outcome(example, "refused", str(error))
    entering = result.findings[result.findings["obligation"] == "shall"]
    reasons = [
        f"{row.rule} {row.code} {row.verdict}: {row.why}" for row in entering.itertuples() if row.verdict != "conforms"
    ]
    return Outcome(example, result.verdict.value, "; ".join(reasons[:3]))


def _judge(example: Example, catalogue: Catalogue) -> Assessment:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        events, readings = Path(folder, "events.csv"), Path(folder, "readings.csv")
        events.write_text(example.events, "utf-8")
        readings.write_text(example.readings, "utf-8")
        log = read_events(events, site=example.site, conditions=catalogue.condition_names)
        logger = read_readings(readings, site=example.site) if example.readings else None
    return assess(log, logger, example.product, site=example.site, when=example.when, catalogue=catalogue)
