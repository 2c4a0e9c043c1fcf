"""A completion: what a hospital read in the label in its hand, which closes gaps and confirms limits of a product file.

A completion `extends` a product file and repeats nothing of it. Here it is read; `apply_completion` applies it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from atmp_logistics.catalogue.schema import READERS, read_common
from atmp_logistics.core.checks import being_read
from atmp_logistics.core.citation import Citation
from atmp_logistics.core.errors import CatalogueError, Fault, refuse
from atmp_logistics.core.instants import CalendarPeriod
from atmp_logistics.core.limits import Instruction
from atmp_logistics.core.product_file import ProductFile
from atmp_logistics.core.requirement import Requirement, When
from atmp_logistics.core.toml_file import read_toml
from atmp_logistics.core.toml_table import TomlTable


@dataclass(frozen=True, slots=True)
class Item:
    """One table of a completion.

    Attributes
    ----------
    kind : str
        The name of its table, such as ``window``, ``shelf_life``, ``none`` or ``confirm``.
    path : str
        Its place in the file.
    closes : tuple of str
        The codes of the gaps that it closes.
    replaces : str
        The code of the limit that it corrects or confirms.
    when : mapping
        The condition under which it holds.
    section : str
    limit : Requirement or None
        The limit that was read.
    storage : str
        Of a shelf life: the code of the storage.
    life : CalendarPeriod, float or None
    numbers : mapping
        Of a confirmation: the numbers as they were repeated.
    """

    kind: str
    path: str
    closes: tuple[str, ...] = ()
    replaces: str = ""
    when: When | None = None
    section: str = ""
    limit: Requirement | None = None
    storage: str = ""
    life: CalendarPeriod | float | None = None
    numbers: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """What one file states about the product that it extends.

    Attributes
    ----------
    slug : str
        The product.
    base_revision : str
        The revision of the label in the product file when the completion was written.
    citation : Citation
        The label in the reader's hand, who read it and when.
    items : tuple of Item
    source : str
        The file's name.
    file : ProductFile or None
        The file with its origin and hash; None where it was made in Python.
    """

    slug: str
    base_revision: str
    citation: Citation
    items: tuple[Item, ...]
    source: str
    file: ProductFile | None = None


def is_completion(path: Path) -> bool:
    """Say whether a file is a completion, also where `extends` is misspelled: no product file has a `base_revision`.

    What cannot be read is none, and its other reader says why.
    """
    try:
        return not {"extends", "base_revision"}.isdisjoint(read_toml(path, CatalogueError)[0])
    except CatalogueError:
        return False


def read_completion(path: Path, origin: str) -> Completion:
    """Return the completion in one file.

    Raises
    ------
    CatalogueError
        With every fault of the file, each with its path inside the file.
    """
    table, data = read_toml(path, CatalogueError)
    found = parse_completion(table, path.name)
    return replace(found, file=ProductFile(path.name, origin, sha256(data).hexdigest(), "completion"))


def parse_completion(table: Mapping[str, Any], source: str) -> Completion:
    """Return a completion from a parsed TOML table.

    Returns
    -------
    Completion

    Raises
    ------
    CatalogueError
        With every fault at once.

    Examples
    --------
    >>> read = {"by": "A. Berg", "on": __import__("datetime").date(2026, 11, 22)}
    >>> label = {"title": "SmPC", "revision": "7"}
    >>> parse_completion({"extends": "x-eu", "base_revision": "6", "label": label, "read": read}, "x.toml").slug
    'x-eu'
    """
    faults: list[Fault] = []
    top = TomlTable(table, source, faults)
    slug, revision = top.text("extends", required=True), top.text("base_revision", required=True)
    citation = _citation(top)
    with being_read():
        items = tuple(_items(top, citation))
    top.done()
    refuse(faults)
    return Completion(slug, revision, citation, items, source)


def _citation(top: TomlTable) -> Citation:
    """Return the label in the reader's hand, with the people who read it."""
    label, read = top.table("label", required=True), top.table("read", required=True)
    by, again, day = read.text("by", required=True), read.take("again_by", ""), read.day("on", required=True)
    if not isinstance(again, str):
        read.fault("again_by", repr(again), "a text, empty where nobody read it again", "write again_by = ''")
        again = ""
    names = tuple(name.strip() for name in (by, again) if name.strip())
    if len(names) == 2 and _folded(names[0]) == _folded(names[1]):
        fix = "leave again_by empty until somebody else has read it"
        read.fault("again_by", repr(again), "another person than by", fix)
    url = label.take("url", "")
    if not isinstance(url, str):
        label.fault("url", repr(url), "a text", "write url = ''")
    found = Citation(
        label=label.text("title", required=True),
        revision=label.text("revision", required=True),
        url=url if isinstance(url, str) else "",
        evidence="local",
        read_by=names,
        read_on=day,
    )
    label.done()
    read.done()
    return found


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _items(top: TomlTable, citation: Citation) -> Iterator[Item]:
    for kind in (*READERS, "shelf_life", "none", "confirm"):
        tables = top.take(kind, [])
        if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
            top.fault(kind, repr(tables)[:60], "tables", f"write each as [[{kind}]]")
            continue
        for i, one in enumerate(tables):
            yield _item(TomlTable(one, f"{top.path}.{kind}[{i}]", top.faults), kind, one, citation)


def _item(table: TomlTable, kind: str, raw: Mapping[str, Any], citation: Citation) -> Item:
    if kind == "confirm":
        return _confirmation(table, raw)
    closes, replaces = _closes(table), table.text("replaces")
    if bool(closes) == bool(replaces):
        fix = "add closes = 'the code of a gap', or replaces = 'the code of a limit read at second hand'"
        table.fault("closes", "both" if closes else "nothing", "one of closes and replaces", fix)
    for key in ("source", "shelf_life_source"):
        if key in table:
            table.take(key)
            table.fault(key, "another source", "numbers read in the label that [label] names", "remove it")
    stated = {key: raw[key] for key in table.keys()} | {"code": raw.get("code", (*closes, replaces, "")[0])}  # noqa: SIM118
    return _read(TomlTable(stated, table.path, table.faults), kind, closes, replaces, citation)


def _closes(table: TomlTable) -> tuple[str, ...]:
    """Return the codes of the gaps that a table closes: a text, or a list of texts."""
    value = table.take("closes", [])
    codes = [value] if isinstance(value, str) else value
    if isinstance(codes, list) and all(isinstance(one, str) and one for one in codes):
        return tuple(codes)
    table.fault("closes", repr(value)[:60], "the code of a gap", "write closes = 'shelf-life'")
    return ()


def _read(table: TomlTable, kind: str, closes: tuple[str, ...], replaces: str, citation: Citation) -> Item:
    stated_when = "when" in table
    if "section" not in table:
        table.fault("section", "nothing", "the section of the label", "add section = '6.3'")
    common = read_common(table, citation)
    given = {"path": table.path, "closes": closes, "replaces": replaces, "section": common["citation"].section}
    given["when"] = common["when"] if stated_when else None
    if kind in {"none", "shelf_life"} and common["obligation"] != "shall":
        table.fault("obligation", repr(common["obligation"]), "no obligation here", "remove it")
    if kind == "none":
        table.done()
        if replaces:
            table.fault("replaces", repr(replaces), "closes", "a limit read at second hand is corrected, not removed")
        note = common["note"] or "The label states none"
        limit = Instruction(**common | {"obligation": "information", "note": note})
        return Item(kind=kind, limit=limit, **given)
    if kind == "shelf_life":
        storage, life = table.text("storage"), table.period("life")
        if life is None:
            table.fault("life", "nothing", "a shelf life", "write life = { months = 12 }")
        table.done()
        return Item(kind=kind, storage=storage or replaces, life=life, **given)
    read = READERS[kind][1](table, common)
    table.done()
    return Item(kind=kind, limit=read, **given)


def _confirmation(table: TomlTable, raw: Mapping[str, Any]) -> Item:
    code, section = table.text("code", required=True), table.text("section", required=True)
    when = table.when() if "when" in table else None
    numbers = {key: raw[key] for key in table.keys()}  # noqa: SIM118
    return Item("confirm", table.path, replaces=code, when=when, section=section, numbers=numbers)
