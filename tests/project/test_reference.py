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


def faults(path, *, without=()):
    return [f"{code}: {text}" for code, text in validate(path)["errors"] if code in ASKED - set(without)]


@pytest.mark.parametrize("item", FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_public_function_says_what_it_takes_returns_and_raises(item):
    assert faults(place(item)) == []
    assert re.search(r"^    Raises\n    ------$", item.__doc__, re.MULTILINE), "no Raises section"
    assert re.search(r"^    Examples\n    --------$", item.__doc__, re.MULTILINE), "no example"


@pytest.mark.parametrize("path", MEMBERS)
def test_a_public_method_says_what_it_takes_and_returns(path):
    value = not inspect.isroutine(MEMBERS[path]) and not isinstance(MEMBERS[path], classmethod | staticmethod)
    assert faults(path, without=("RT01", "RT03") if value else ()) == []


@pytest.mark.parametrize("owner", CLASSES.values(), ids=CLASSES)
def test_a_public_class_says_what_its_fields_are(owner):
    assert (owner.__doc__ or "").strip()
    documented = {
        name.strip()
        for section in ("Parameters", "Attributes")
        for field in ClassDoc(owner, config={"show_class_members": False})[section]
        for name in field.name.split(",")
    }
    held = [field for field in fields(owner) if field.repr or field.compare] if is_dataclass(owner) else []
    assert {field.name for field in held if not field.name.startswith("_")} - documented == set()


def test_the_reference_lists_every_public_name_once():
    listed = re.findall(r"^   (\w+)$", (ROOT / "docs" / "api.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(path.rpartition(".")[2] for path in PUBLIC)
    assert {name for name in atmp.__all__ if not name.startswith("__")} <= set(listed)
