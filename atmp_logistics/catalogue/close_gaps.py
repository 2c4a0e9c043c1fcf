"""The gaps of a product, each closed by what a completion states of it in every case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from atmp_logistics.catalogue.completion import Completion, Item
from atmp_logistics.catalogue.gap_answers import KINDS, answers, binds_less, open_case
from atmp_logistics.catalogue.product_parts import ProductParts
from atmp_logistics.catalogue.schema import READERS
from atmp_logistics.core.condition_values import both
from atmp_logistics.core.errors import CatalogueError, Fault
from atmp_logistics.core.likeness import nearest
from atmp_logistics.core.limits import UnreadLimit
from atmp_logistics.core.requirement import When


class OpenGaps:
    """The gaps of a product while one completion closes some of them."""

    def __init__(self, parts: ProductParts, completion: Completion) -> None:
        self.parts, self.completion = parts, completion
        self.gaps: list[UnreadLimit] = list(parts.fields["unread_limits"])
        self.closed: dict[int, list[tuple[Item, When]]] = {}

    def close(self, item: Item) -> None:
        """Close the gaps that a table names."""
        found = [self._gap(item, code) for code in item.closes]
        named = [gap for gap in found if gap is not None]
        if len(named) == len(found) and (held := self._add(item, named)) is not None:
            for gap in named:
                self.closed.setdefault(self.gaps.index(gap), []).append((item, both(gap.when, held) or {}))

    def settle(self) -> None:
        """Take the closed gaps out of the product."""
        self._covered()
        self.parts.fields["unread_limits"] = [gap for i, gap in enumerate(self.gaps) if i not in self.closed]

    def _gap(self, item: Item, code: str) -> UnreadLimit | None:
        """Return the gap that a table closes, None with a fault where there is none or the table is of no use to it."""
        named = [gap for gap in self.gaps if gap.code == code]
        meant = named if item.when is None else [gap for gap in named if both(gap.when, item.when) is not None]
        if len(meant) != 1:
            known = [gap.code for gap in self.gaps]
            expected = f"a gap of {self.parts.product.slug} ({', '.join(known) or 'none is left'})"
            fix = f"name one; where our file has that limit by now, remove this table{nearest(code, known)}"
            found = f"{code!r}, which is {len(meant)} gaps" if named else repr(code)
            self.parts.fault(item, "closes", found, expected, "tell them apart by when" if named else fix)
            return None
        if not answers(item, meant[0].rule):
            tables = " or ".join(f"[[{kind}]]" for kind in KINDS[meant[0].rule])
            expected = f"what {meant[0].rule} asks: {tables} with its numbers"
            self.parts.fault(
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
            self.parts.fault(item, "obligation", repr(item.limit.obligation), expected, fix)
            return None
        return meant[0]

    def _add(self, item: Item, gaps: Sequence[UnreadLimit]) -> When | None:
        """Add what closes gaps; return the condition under which it does, None with a fault."""
        if item.kind == "shelf_life":
            return self.parts.give_life(item, self.completion, gaps)
        if any(dict(gap.when) != dict(gaps[0].when) for gap in gaps):
            found, expected = " and ".join(gap.code for gap in gaps), "gaps under one condition"
            self.parts.fault(item, "closes", found, expected, "write a table for each gap")
            return None
        when = gaps[0].when if item.when is None else both(gaps[0].when, item.when) or {}
        if item.kind == "none":
            stated = [replace(item.limit, code=gap.code, when=when, states_none_of=gap.rule) for gap in gaps]  # type: ignore[type-var]
            self.parts.fields["instructions"] += stated
            self.parts.no_storage += [(item, gap, when) for gap in gaps if gap.rule == "T101"]
        else:
            self.parts.fields[READERS[item.kind][0]].append(replace(item.limit, when=when))  # type: ignore[type-var]
        return item.when or {}

    def _covered(self) -> None:
        """Fault a gap of which one case is left without a word, or is both stated and denied."""
        for i, tables in self.closed.items():
            code = self.gaps[i].code
            for item in [item for item, when in tables if item.kind == "none" and _is_stated(when, tables)]:
                found, fix = f"{code!r} by [[none]], and another table states it", "keep the one that the label says"
                self.parts.fault(item, "closes", found, "one of the two", fix)
            if left := open_case(self.gaps[i].when, [when for _, when in tables], self.parts.product.conditions):
                where, found = (
                    f"{self.completion.source}.closes",
                    f"the gap {code!r} closed, and nothing said of {left}",
                )
                expected, fix = (
                    "what the label says in every case",
                    f"add what it says of {left}, or [[none]] with that when",
                )
                self.parts.faults.append(Fault(where, found, expected, fix, CatalogueError))


def _is_stated(when: When, tables: Sequence[tuple[Item, When]]) -> bool:
    """Say whether in some case under a condition a table states a limit."""
    return any(item.kind != "none" and both(when, other) is not None for item, other in tables)
