"""The tree of modules: no import circle, no module name twice, no long module, and no submodule behind a public name."""

from collections import Counter, defaultdict
from pathlib import Path
from statistics import median

import grimp
import networkx as nx
import pytest
from places import ROOT

import atmp_logistics
from atmp_logistics.estimates import cohort

PACKAGE = Path(atmp_logistics.__file__).parent
#: A reader of one kind of result is called as those of the other kinds are.
READERS = {"text", "html", "json", "csv", "frame", "files", "plot"}


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph("atmp_logistics", cache_dir=None)


def imports_of(graph):
    return nx.DiGraph(
        (module, imported) for module in graph.modules for imported in graph.find_modules_directly_imported_by(module)
    )


def circles(imports):
    return [sorted(members) for members in nx.strongly_connected_components(imports) if len(members) > 1]


def test_no_modules_import_each_other(graph):
    """Imports inside functions and those for typing count as well."""
    imports = imports_of(graph)
    assert imports.has_edge("atmp_logistics.assessment.result", "atmp_logistics.core.verdict")
    assert circles(imports) == []


def test_a_circle_is_seen(graph):
    imports = imports_of(graph)
    imports.add_edge("atmp_logistics.core.verdict", "atmp_logistics.assessment.result")
    assert circles(imports) != []


def names_that_may_repeat(path):
    room, *_ = path.relative_to(PACKAGE).parts
    return path.stem == "__init__" or room == "cli" or (room == "report" and path.stem in READERS)


def test_no_module_name_stands_twice():
    places = defaultdict(list)
    for path in PACKAGE.rglob("*.py"):
        if not names_that_may_repeat(path):
            places[path.stem].append(path.relative_to(PACKAGE).as_posix())
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


@pytest.mark.parametrize("package", [atmp_logistics, cohort], ids=lambda package: package.__name__)
def test_every_public_name_is_loaded_and_no_module_hides_it(package):
    """A submodule of the name of a function takes its place in the package as soon as it is imported."""
    submodules = {
        path.stem for path in Path(package.__file__).parent.iterdir() if path.suffix == ".py" or path.is_dir()
    }
    assert submodules.isdisjoint(package.__all__)
    for name in package.__all__:
        assert getattr(package, name) is not None
        assert name in dir(package)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = package.nothing


def test_no_module_is_long_and_most_are_short():
    """Docstrings count: a module whose docstrings are long has too many functions."""
    lines = {
        str(path.relative_to(PACKAGE)): len(path.read_text("utf-8").splitlines()) for path in PACKAGE.rglob("*.py")
    }
    assert not {name: count for name, count in lines.items() if count > 300}
    assert median(lines.values()) <= 130


def test_no_two_modules_of_tests_share_a_name():
    """Modules that lie in no package are imported by their name alone."""
    modules = (ROOT / "tests").rglob("test_*.py")
    names = Counter(path.name for path in modules if not (path.parent / "__init__.py").exists())
    assert not {name: count for name, count in names.items() if count > 1}
