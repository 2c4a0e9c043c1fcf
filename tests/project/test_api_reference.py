"""Every public name has a docstring, and each function and method says what it takes, returns and raises, as numpydoc asks."""

import inspect
import re
import runpy
from dataclasses import fields, is_dataclass

import pytest
from places import ROOT

import atmp_logistics as atmp

validate = pytest.importorskip("numpydoc.validate", reason="numpydoc belongs to the extra docs").validate
ClassDoc = pytest.importorskip("numpydoc.docscrape").ClassDoc

#: What numpydoc looks for: a docstring and its first line; parameters all named, in order, with types and descriptions; what is
#: returned, and yielded; and nothing that is empty.
ASKED = {"GL08", "SS01", "SS04", "PR01", "PR02", "PR03", "PR04", "PR07", "RT01", "RT03", "YD01"}
PUBLIC = runpy.run_path(str(ROOT / "docs" / "site" / "api_pages.py"))["public_names"]()
CLASSES = {path: item for path, item in PUBLIC.items() if inspect.isclass(item)}
FUNCTIONS = {path: item for path, item in PUBLIC.items() if callable(item) and not inspect.isclass(item)}


def place(item):
    return f"{item.__module__}.{item.__qualname__}"


def members(owner):
    """Return the public methods and properties of a class that are ours, each by the class that defines it."""
    found = {}
    for name in dir(owner):
        where = next((one for one in owner.__mro__ if name in vars(one)), object)
        member = inspect.getattr_static(owner, name)
        kinds = (property, staticmethod, classmethod)
        is_method = inspect.isfunction(member) or isinstance(member, kinds) or hasattr(member, "func")
        if not name.startswith("_") and where.__module__.startswith("atmp_logistics") and is_method:
            found[f"{place(where)}.{name}"] = inspect.getattr_static(where, name)
    return found


MEMBERS = {path: member for owner in CLASSES.values() for path, member in members(owner).items()}
#: A plug-in is promised what its page names; what else the same classes have is for the library itself.
OWN = {name for path, owner in CLASSES.items() if ".plugins." not in path for name in members(owner)}
PROMISED = set(re.findall(r"`(?:\w+\.)?(\w+)(?:\([^`]*\))?`", (ROOT / "docs" / "plugins.md").read_text("utf-8")))


def faults(path, *, without=()):
    return [f"{code}: {text}" for code, text in validate(path)["errors"] if code in ASKED - set(without)]


@pytest.mark.parametrize("path", FUNCTIONS)
def test_a_public_function_says_what_it_takes_returns_and_raises(path):
    item = FUNCTIONS[path]
    assert faults(place(item)) == []
    sections = re.findall(r"^ *(\w+)\n *-+$", item.__doc__, re.MULTILINE)
    assert "Raises" in sections or path.startswith("atmp_logistics.plugins."), "plug-ins' helpers alone refuse nothing"
    assert "Examples" in sections or path.startswith("atmp_logistics.testing."), "docs/plugins.md has those of checks"


@pytest.mark.parametrize("path", MEMBERS)
def test_a_public_method_says_what_it_takes_and_returns(path):
    value = not inspect.isroutine(MEMBERS[path]) and not isinstance(MEMBERS[path], classmethod | staticmethod)
    shown = path in OWN or path.rpartition(".")[2] in PROMISED
    without = ("RT01", "RT03") if value else ()
    assert faults(path, without=without if shown else ASKED - {"GL08", "SS01", "SS04"}) == []


#: What a plug-in asks by the methods that docs/plugins.md names; their fields are the library's own.
ASKED_BY_METHODS = {"Evidence", "Exposure", "FindingTable", "Message", "MessageDraft"}


def documented(owner):
    """Return the names of the parameters and attributes that a class or what it stands on describes."""
    docs = [ClassDoc(one, config={"show_class_members": False}) for one in owner.__mro__ if one is not object]
    described = [field.name for doc in docs for section in ("Parameters", "Attributes") for field in doc[section]]
    return {name.strip() for names in described for name in names.split(",")}


@pytest.mark.parametrize("owner", CLASSES.values(), ids=CLASSES)
def test_a_public_class_says_what_its_fields_are(owner):
    assert (owner.__doc__ or "").strip()
    if is_dataclass(owner) and owner.__name__ not in ASKED_BY_METHODS:
        held = {field.name for field in fields(owner) if field.repr or field.compare}
        assert {name for name in held if not name.startswith("_")} - documented(owner) == set()


def test_the_reference_lists_every_public_name_once():
    listed = re.findall(r"^   (\w+)$", (ROOT / "docs" / "api.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(path.rpartition(".")[2] for path in PUBLIC)
    assert {name for name in atmp.__all__ if not name.startswith("__")} <= set(listed)
    assert {"bounds", "extremes", "text", "children", "add"} <= PROMISED
