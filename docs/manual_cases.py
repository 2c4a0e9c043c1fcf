"""Record what the tests of the rules ask: which limits, which record, which readings, and what was found.

Pytest runs those tests, and each call of `assess` in them is written down. `make_manual.py` turns the calls into pages.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from atmp_logistics import Assessment
from atmp_logistics.assessment import sandbox
from atmp_logistics.records.site_profile import Site
from atmp_logistics.records.temperature_log import TemperatureLog

TESTS = Path(__file__).parents[1] / "tests" / "rules"


@dataclass(frozen=True)
class Case:
    """One call of `assess` in a test: what was given, and the result."""

    test: str
    rule: str
    limits: str
    events: pd.DataFrame
    readings: TemperatureLog | None
    prints: str
    site: Site
    when: dict[str, str]
    result: Assessment


class Recorder:
    """A plugin of pytest that puts its own functions in the place of those that the tests call."""

    def __init__(self) -> None:
        self.cases: list[Case] = []
        self.test = ""
        self.made: dict[int, tuple[Any, Any]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out the properties, whose records are drawn at random, and record what the others call."""
        items[:] = [item for item in items if not getattr(getattr(item, "obj", None), "is_hypothesis_test", False)]
        for module in (sandbox, *{item.module: None for item in items if isinstance(item, pytest.Function)}):
            self._replace(module)

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Remember which test runs."""
        self.test = getattr(item, "originalname", item.name)

    def _replace(self, module: Any) -> None:
        for name in ("sandbox_product", "read_events", "_device"):
            if hasattr(module, name):
                setattr(module, name, self._remembered(getattr(module, name)))
        if hasattr(module, "assess"):
            module.assess = self._recorded(module.assess)

    def _remembered(self, make: Callable[..., Any]) -> Callable[..., Any]:
        def remembered(source: Any, *args: Any, **options: Any) -> Any:
            made = make(source, *args, **options)
            self.made[id(made)] = made, source
            return made

        return remembered

    def _source(self, made: object) -> Any:
        return self.made.get(id(made), (None, None))[1]

    def _recorded(self, assess: Callable[..., Assessment]) -> Callable[..., Assessment]:
        def recorded(events: Any, readings: Any = None, product: Any = None, **options: Any) -> Assessment:
            result = assess(events, readings, product, **options)
            rules, limits, table = options.get("rules") or (), self._source(product), self._source(events)
            if len(tuple(rules)) == 1 and isinstance(limits, str) and isinstance(table, pd.DataFrame):
                device = next(iter(readings.devices.values()), None) if readings is not None else None
                given = limits, table, readings, self._source(device) or ""
                stated = options.get("site") or Site(), options.get("when") or {}
                self.cases.append(Case(self.test, next(iter(rules)), *given, *stated, result))
            return result

        return recorded


def recorded_cases(tests: Path = TESTS) -> Iterator[Case]:
    """Yield every case of the tests of the rules, in the order of the files and their tests.

    Raises
    ------
    SystemExit
        Where a test does not pass: what it shows is then not what the library finds.
    """
    recorder = Recorder()
    first = [tests / name for name in ("test_spec.py", "test_shapes.py", "test_noted.py")]
    files = [*first, *sorted(tests.glob("test_[a-z][0-9][0-9][0-9]*.py"))]
    quiet = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "--no-summary", "-k", "not losing"]
    with redirect_stdout(sys.stderr):
        code = pytest.main([*quiet, *map(str, files)], plugins=[recorder])
    if code:
        raise SystemExit(f"the tests of the rules do not pass: {code!r}")
    yield from recorder.cases
