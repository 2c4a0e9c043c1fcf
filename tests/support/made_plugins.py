"""Plug-ins made up for a test: a package as an installation leaves it, or a folder."""

import sys

RULE = '''"""Is {code} asked?

Why it matters
--------------
It is.
"""
import numpy as np
from atmp_logistics.plugins.rules import *
CODE = {code!r}
OWN = Requirement(code="own", citation=Citation("SOP 1"))
def judge(evidence, exposure):
    n = len(evidence)
    {body}
'''
FINDS = (
    "yield finding_table(CODE, OWN, Limit(upper=0.0, unit='x'), (np.{lower}(n), np.{upper}(n)), evidence=evidence, "
    "events=['thaw_end'], words=lambda row: ('because', None), unit='x')"
)
FAMILY = '''"""A family."""
from atmp_logistics.plugins.loggers import *
NAME = {name!r}
def recognises(text):
    {recognises}
def read(text, name):
    {read}
'''


def rule(code="TEST101", body=""):
    return RULE.format(code=code, body=body or FINDS.format(lower="zeros", upper="zeros"))


def family(name="Coldlog", recognises="return text.startswith('Coldlog')", read="return []"):
    return FAMILY.format(name=name, recognises=recognises, read=read)


def folder_of(place, **files):
    """Write a folder of plug-ins; `rules__seal` is rules/seal.py."""
    for name, text in files.items():
        path = place.joinpath(*name.split("__")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return place


def installed(place, name, group, files, value=None, version="1.0"):
    """Leave a package in a folder on `sys.path`, with the metadata that an installation leaves."""
    module = name.replace("-", "_")
    for path, text in {"__init__.py": "", **files}.items():
        file = place / module / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    info = place / f"{module}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[atmp_logistics.{group}]\nown = {value or module + '.own'}\n", "utf-8")


def forget(before):
    """Take out of `sys.modules` what a test imported of made-up packages."""
    for module in set(sys.modules) - before:
        if module.startswith("made_"):
            del sys.modules[module]
