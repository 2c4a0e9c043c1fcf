"""The limits of a product while completions are applied to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from atmp_logistics.catalogue.completion import Completion, Item
from atmp_logistics.catalogue.gap_answers import binds_less, holds_in_each_case
from atmp_logistics.catalogue.schema import READERS
from atmp_logistics.core.citation import SECOND_HAND
from atmp_logistics.core.condition_values import both
from atmp_logistics.core.errors import AtmpError, CatalogueError, Fault, refuse
from atmp_logistics.core.limits import StorageCondition, UnreadLimit
from atmp_logistics.core.product import Product
from atmp_logistics.core.product_checks import seal
from atmp_logistics.core.requirement import Requirement, When


class ProductParts:
    """The limits of a product by their fields, and the faults of the completions that change them."""

    def __init__(self, product: Product, faults: list[Fault]) -> None:
        self.product, self.faults = product, faults
        names = (*(field for field, _ in READERS.values()), "checks", "unread_limits")
        self.fields: dict[str, list[Any]] = {name: list(getattr(product, name)) for name in names}
        self.fields["expiry"] = [product.expiry] if product.expiry else []
        self.fields = {name: [_open(limit) for limit in limits] for name, limits in self.fields.items()}
        #: What `[[none]]` said of a storage temperature: the table, its gap, and the condition under which it holds.
        self.no_storage: list[tuple[Item, UnreadLimit, When]] = []

    def fault(self, item: Item, key: str, found: str, expected: str, fix: str) -> None:
        """Add a fault of one table of a completion."""
        where = f"{item.path}.{key}" if key else item.path
        self.faults.append(Fault(where, found, expected, fix, CatalogueError))

    @property
    def copy_instead(self) -> str:
        """How to change a limit that no completion can."""
        slug = self.product.slug
        return f"a completion changes no such limit: `atmp-logistics catalogue copy {slug}` writes the file to change"

    def give_life(self, item: Item, completion: Completion, gaps: Sequence[UnreadLimit] = ()) -> When | None:
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
            self.fault(item, "life", "a second shelf life of that storage", "a storage without one", self.copy_instead)
            return None
        if any(binds_less(held[0], gap) or both(held[0].when, gap.when) is None for gap in gaps):
            expected = "a storage that binds as the gap does, under its condition"
            self.fault(item, "storage", repr(held[0].code), expected, "name the storage that the gap is about")
            return None
        read = replace(completion.citation, section=item.section)
        stores[at] = replace(held[0], shelf_life=item.life, shelf_life_citation=read)
        return held[0].when

    def storage_is_stated(self) -> None:
        """Fault what leaves a product without any storage temperature: nothing would be asked of its storage."""
        for item, gap, when in self.no_storage:
            stores = [one for one in self.fields["storage"] if not binds_less(one, gap)]
            if not holds_in_each_case(when, [one.when for one in stores], self.product.conditions):
                found, expected = f"{gap.code!r} by [[none]], and no other storage temperature", "a storage temperature"
                fix = "write [[storage]] with the numbers of your label; where it states none, leave the gap open"
                self.fault(item, "closes", found, expected, fix)

    def allowances_fit(self, completion: Completion) -> None:
        """Fault an allowance of a storage that the product has not."""
        codes = [one.code for one in self.fields["storage"]]
        for one in self.fields["allowances"]:
            if one.storage not in codes:
                found, fix = f"the allowance {one.code!r} of {one.storage!r}", "name one of them"
                expected = f"the code of a storage ({', '.join(codes) or 'none'})"
                self.faults.append(Fault(completion.source, found, expected, fix, CatalogueError))

    def product_with(self, current: Sequence[Completion]) -> Product:
        """Return the product with its limits as they are now, and the files of the completions."""
        files = [one.file for one in current if one.file is not None]
        fields: dict[str, Any] = {name: tuple(limits) for name, limits in self.fields.items() if name != "expiry"}
        fields["expiry"] = next(iter(self.fields["expiry"]), None)
        try:
            found = replace(self.product, citation=_unsealed(self.product.citation), **fields)
        except AtmpError as error:
            named = " and ".join(one.source for one in current)
            refuse(replace(fault, where=f"{self.product.slug} with {named}, {fault.where}") for fault in error.faults)
            raise
        seal(found, [*self.product.files, *files] if len(files) == len(current) else ())
        return found


def _open(limit: Requirement) -> Requirement:
    """Return a limit of which the citation is not bound to it while it is being completed."""
    cited = {"citation": _unsealed(limit.citation)}
    if isinstance(limit, StorageCondition) and limit.shelf_life_citation:
        cited["shelf_life_citation"] = _unsealed(limit.shelf_life_citation)
    return replace(limit, **cited)


def _unsealed(cited: Any) -> Any:
    return replace(cited, seal="")
