"""A product with what completions of it close, correct and confirm; limits that they do not name stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from atmp_logistics.catalogue.completion import Completion, Item
from atmp_logistics.catalogue.completion_conflicts import closed_twice, read_too_early
from atmp_logistics.catalogue.confirmed_numbers import SECOND_HAND, confirmable, repeated
from atmp_logistics.catalogue.gap_answers import (
    KINDS,
    answers,
    binds_less,
    faults_in_place,
    holds_in_each_case,
    open_case,
)
from atmp_logistics.catalogue.schema import READERS
from atmp_logistics.core.condition_values import both
from atmp_logistics.core.errors import AtmpError, CatalogueError, Fault, nearest, refuse
from atmp_logistics.core.limits import Requirement, StorageCondition, UnreadLimit, When
from atmp_logistics.core.product import Product
from atmp_logistics.core.product_checks import seal
from atmp_logistics.core.toml_table import TomlTable


def is_stale(completion: Completion, product: Product) -> bool:
    """Say whether a product's label has another revision than when the completion was written."""
    return completion.base_revision != product.citation.revision


def completed(product: Product, completions: Iterable[Completion]) -> Product:
    """Return a product with its completions; one written against another revision of the label changes nothing.

    Raises
    ------
    CatalogueError
        With every table that names no gap or no limit at second hand, and every number that is not the one confirmed.
    """
    current = [one for one in completions if not is_stale(one, product)]
    if not current:
        return product
    faults: list[Fault] = [*closed_twice(current), *read_too_early(product, current)]
    refuse(faults)
    parts = _Parts(product, faults)
    for one in current:
        parts.apply(one)
    parts.storage_is_stated()
    refuse(faults)
    return _sealed(parts, current)


def _sealed(parts: _Parts, current: Sequence[Completion]) -> Product:
    product = parts.product
    files = [one.file for one in current if one.file is not None]
    fields: dict[str, Any] = {name: tuple(limits) for name, limits in parts.fields.items() if name != "expiry"}
    fields["expiry"] = next(iter(parts.fields["expiry"]), None)
    try:
        found = replace(product, citation=_unsealed(product.citation), **fields)
    except AtmpError as error:
        named = " and ".join(one.source for one in current)
        refuse(replace(fault, where=f"{product.slug} with {named}, {fault.where}") for fault in error.faults)
        raise
    seal(found, [*product.files, *files] if len(files) == len(current) else ())
    return found


class _Parts:
    """The limits of a product while completions are applied to it."""

    def __init__(self, product: Product, faults: list[Fault]) -> None:
        self.product, self.faults = product, faults
        names = [field for field, _ in READERS.values()]
        self.fields: dict[str, list[Any]] = {name: list(getattr(product, name)) for name in (*names, "unread_limits")}
        self.fields["expiry"] = [product.expiry] if product.expiry else []
        self.fields = {name: [_open(limit) for limit in limits] for name, limits in self.fields.items()}
        self._no_storage: list[tuple[Item, UnreadLimit, When]] = []

    def apply(self, completion: Completion) -> None:
        """Apply one completion: storages first, since a shelf life may belong to one of them."""
        gaps: list[UnreadLimit] = list(self.fields["unread_limits"])
        closed: dict[int, list[When]] = {}
        for item in sorted(completion.items, key=lambda one: one.kind != "storage"):
            found = [self._gap(item, code, gaps) for code in item.closes]
            if None in found:
                continue
            whole = [gap for gap in found if gap is not None]
            if item.replaces:
                self._replace(item, completion)
            elif (held := self._close(item, whole, completion)) is not None:
                for gap in whole:
                    closed.setdefault(gaps.index(gap), []).append(both(gap.when, held) or {})
        self._covered(completion, gaps, closed)
        self.fields["unread_limits"] = [gap for i, gap in enumerate(gaps) if i not in closed]
        self._allowances_fit(completion)

    def storage_is_stated(self) -> None:
        """Fault what leaves a product without any storage temperature: nothing would be asked of its storage."""
        for item, gap, when in self._no_storage:
            stores = [one for one in self.fields["storage"] if not binds_less(one, gap)]
            if not holds_in_each_case(when, [one.when for one in stores], self.product.conditions):
                found, expected = f"{gap.code!r} by [[none]], and no other storage temperature", "a storage temperature"
                fix = "write [[storage]] with the numbers of your label; where it states none, leave the gap open"
                self.fault(item, "closes", found, expected, fix)

    def fault(self, item: Item, key: str, found: str, expected: str, fix: str) -> None:
        where = f"{item.path}.{key}" if key else item.path
        self.faults.append(Fault(where, found, expected, fix, CatalogueError))

    def _gap(self, item: Item, code: str, gaps: Sequence[UnreadLimit]) -> UnreadLimit | None:
        """Return the gap that a table closes, None with a fault where there is none or the table is of no use to it."""
        named = [gap for gap in gaps if gap.code == code]
        meant = named if item.when is None else [gap for gap in named if both(gap.when, item.when) is not None]
        if len(meant) != 1:
            known = [gap.code for gap in gaps]
            expected = f"a gap of {self.product.slug} ({', '.join(known) or 'none is left'})"
            fix = f"name one; where our file has that limit by now, remove this table{nearest(code, known)}"
            found = f"{code!r}, which is {len(meant)} gaps" if named else repr(code)
            self.fault(item, "closes", found, expected, "tell them apart by when" if named else fix)
            return None
        if not answers(item, meant[0].rule):
            tables = " or ".join(f"[[{kind}]]" for kind in KINDS[meant[0].rule])
            expected = f"what {meant[0].rule} asks: {tables} with its numbers"
            self.fault(
                item,
                "closes",
                f"{code!r} by [[{item.kind}]]",
                expected,
                "write that, or [[none]] where the label states none",
            )
            return None
        if item.limit is not None and item.kind != "none" and binds_less(item.limit, meant[0]):
            expected = f"{meant[0].obligation!r}, as the gap has it"
            fix = "write it as the label binds; where it binds to nothing, write [[none]] with a note of what it says"
            self.fault(item, "obligation", repr(item.limit.obligation), expected, fix)
            return None
        return meant[0]

    def _close(self, item: Item, gaps: Sequence[UnreadLimit], completion: Completion) -> When | None:
        """Add what closes gaps; return the condition under which it does, None with a fault."""
        if item.kind == "shelf_life":
            return self._live(item, completion, gaps)
        if any(dict(gap.when) != dict(gaps[0].when) for gap in gaps):
            found, expected = " and ".join(gap.code for gap in gaps), "gaps under one condition"
            self.fault(item, "closes", found, expected, "write a table for each gap")
            return None
        when = gaps[0].when if item.when is None else both(gaps[0].when, item.when) or {}
        if item.kind == "none":
            stated = [replace(item.limit, code=gap.code, when=when, states_none_of=gap.rule) for gap in gaps]  # type: ignore[type-var]
            self.fields["instructions"] += stated
            self._no_storage += [(item, gap, when) for gap in gaps if gap.rule == "T101"]
        else:
            self.fields[READERS[item.kind][0]].append(replace(item.limit, when=when))  # type: ignore[type-var]
        return item.when or {}

    def _live(self, item: Item, completion: Completion, gaps: Sequence[UnreadLimit] = ()) -> When | None:
        """Give a storage its shelf life; return the condition of that storage, None with a fault."""
        stores: list[StorageCondition] = self.fields["storage"]
        named = [one for one in stores if one.code == item.storage or not item.storage]
        held = [one for one in named if item.when is None or dict(one.when) == dict(item.when)]
        if len(held) != 1:
            known = ", ".join(dict.fromkeys(one.code for one in stores)) or "none: close the gap of the storage first"
            found = repr(item.storage) if item.storage else f"{len(held)} storages"
            self.fault(item, "storage", found, f"the storage that it belongs to ({known})", "add storage = '...'")
            return None
        at = next(i for i, one in enumerate(stores) if one is held[0])
        cited = held[0].shelf_life_citation
        if held[0].shelf_life is not None and not (item.replaces and cited and cited.evidence in SECOND_HAND):
            self.fault(
                item, "life", "a second shelf life of that storage", "a storage without one", _copy(self.product)
            )
            return None
        if any(binds_less(held[0], gap) or both(held[0].when, gap.when) is None for gap in gaps):
            expected = "a storage that binds as the gap does, under its condition"
            self.fault(item, "storage", repr(held[0].code), expected, "name the storage that the gap is about")
            return None
        read = replace(completion.citation, section=item.section)
        stores[at] = replace(held[0], shelf_life=item.life, shelf_life_citation=read)
        return held[0].when

    def _replace(self, item: Item, completion: Completion) -> None:
        """Correct or confirm a limit that was read at second hand."""
        if item.kind == "shelf_life":
            self._live(item, completion)
            return
        if (place := self._second_hand(item)) is None:
            return
        name, at = place
        old = self.fields[name][at]
        if item.kind == "confirm":
            self.fields[name][at] = self._confirmed(item, old, completion)
        elif item.limit is not None:
            less = list(faults_in_place(item.limit, old, item))
            for key, found, expected in less:
                self.fault(item, key, found, expected, f"complete the table; {_copy(self.product)}")
            if not less:
                self.fields[name][at] = self._in_place_of(item, old)

    def _second_hand(self, item: Item) -> tuple[str, int] | None:
        """Return the place of the limit at second hand that a table names."""
        every = [
            (name, i, one)
            for name, held in self.fields.items()
            if name != "unread_limits"
            for i, one in enumerate(held)
        ]
        named = [each for each in every if each[2].code == item.replaces]
        if len(named) > 1 and item.when is not None:
            named = [each for each in named if dict(each[2].when) == dict(item.when)]
        key = "code" if item.kind == "confirm" else "replaces"
        if len(named) != 1:
            known = list(dict.fromkeys(one.code for _, _, one in every if confirmable(one)))
            expected = f"a limit read at second hand ({', '.join(known) or 'none is left'})"
            found = f"{item.replaces!r}, which is {len(named)} limits"
            self.fault(
                item,
                key,
                found,
                expected,
                f"name one, with its when where two share a code{nearest(item.replaces, known)}",
            )
            return None
        if not confirmable(named[0][2]) or (
            item.kind != "confirm" and named[0][2].citation.evidence not in SECOND_HAND
        ):
            found = f"{item.replaces!r}, read at evidence {named[0][2].citation.evidence!r}"
            self.fault(item, key, found, "a limit read at second hand", _copy(self.product))
            return None
        return named[0][0], named[0][1]

    def _in_place_of(self, item: Item, old: Requirement) -> Requirement:
        """Return a corrected limit: under the old condition, with the old shelf life where it states none."""
        new: Requirement = replace(item.limit, when=old.when)  # type: ignore[assignment, type-var]
        if not isinstance(new, StorageCondition) or not isinstance(old, StorageCondition) or old.shelf_life is None:
            return new
        cited = old.shelf_life_citation
        if new.shelf_life is not None and not (cited and cited.evidence in SECOND_HAND):
            self.fault(
                item, "shelf_life", str(new.shelf_life), "none, as ours was read in the label", _copy(self.product)
            )
        if new.shelf_life is not None:
            return new
        return replace(new, shelf_life=old.shelf_life, shelf_life_citation=cited)

    def _confirmed(self, item: Item, old: Requirement, completion: Completion) -> Requirement:
        table = TomlTable(item.numbers or {}, item.path, self.faults)
        parts = confirmable(old)
        chosen = [one for one in parts if any(key in table for key in one[1])] or list(parts[:1])
        for part, _ in chosen:
            repeated(old, table, part)
        table.done()
        read = replace(completion.citation, section=item.section)
        return replace(old, **{part: read for part, _ in chosen})  # type: ignore[arg-type]

    def _covered(self, completion: Completion, gaps: Sequence[UnreadLimit], closed: dict[int, list[When]]) -> None:
        """Fault a gap that is closed under some conditions and left without a word under others."""
        for i, whens in closed.items():
            if left := open_case(gaps[i].when, whens, self.product.conditions):
                found = f"the gap {gaps[i].code!r} closed, and nothing said of {left}"
                fix = f"add what it says of {left}, or [[none]] with that when"
                where, expected = f"{completion.source}.closes", "what the label says in every case"
                self.faults.append(Fault(where, found, expected, fix, CatalogueError))

    def _allowances_fit(self, completion: Completion) -> None:
        codes = [one.code for one in self.fields["storage"]]
        for one in self.fields["allowances"]:
            if one.storage not in codes:
                found, fix = f"the allowance {one.code!r} of {one.storage!r}", "name one of them"
                expected = f"the code of a storage ({', '.join(codes) or 'none'})"
                self.faults.append(Fault(completion.source, found, expected, fix, CatalogueError))


def _open(limit: Requirement) -> Requirement:
    """Return a limit of which the citation is not bound to it while it is being completed."""
    cited = {"citation": _unsealed(limit.citation)}
    if isinstance(limit, StorageCondition) and limit.shelf_life_citation:
        cited["shelf_life_citation"] = _unsealed(limit.shelf_life_citation)
    return replace(limit, **cited)


def _unsealed(cited: Any) -> Any:
    return replace(cited, seal="")


def _copy(product: Product) -> str:
    return (
        f"a completion changes no such limit: `atmp-logistics catalogue copy {product.slug}` writes the file to change"
    )
