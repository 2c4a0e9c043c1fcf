"""A rule of somebody else: what it may answer, and what becomes of a container where it does not answer.

A rule that raises an error decides nothing, and lets nothing conform: its containers are indeterminate, with the
reason. An answer that is none (columns of other lengths, a verdict that its own bounds deny) refuses the call, since
nobody knows what such a rule says elsewhere. A finding that rests on no limit of the rule's own table in the product
file is one about the record: it can take a verdict away, and gives none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from typing import Any

import numpy as np

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.columns import Index, Mask
from atmp_logistics.core.errors import Fault, PluginError, refuse
from atmp_logistics.core.limits import OwnLimit
from atmp_logistics.core.plugins import Plugin, PluginSource
from atmp_logistics.core.printable import in_one_line
from atmp_logistics.core.product import Product
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.verdict import INDETERMINATE
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.known_events import NO
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.finding_words import words_on_contradiction
from atmp_logistics.rules.findings import FindingTable, Words, finding_table, ground_of
from atmp_logistics.rules.limit_numbers import numbers_of
from atmp_logistics.rules.plugin_answers import answer_faults

#: The code of the finding on containers that a rule gave no answer on.
NO_ANSWER = "no-answer"
_NOTHING = Requirement(code=NO_ANSWER, citation=Citation("what the plug-in's rule answers"))
#: So much of an error's text is shown.
_MOST = 200


class PluginRule:
    """A plug-in's rule, held to what a rule may answer.

    Parameters
    ----------
    plugin : Plugin
    """

    def __init__(self, plugin: Plugin) -> None:
        self.source: PluginSource = plugin.source
        self.CODE: str = plugin.source.name
        self.TABLE: str | None = getattr(plugin.module, "TABLE", None)
        self.__doc__ = plugin.module.__doc__
        self._judge: Callable[[Evidence, Exposure], Any] = plugin.module.judge

    def judge(self, evidence: Evidence, exposure: Exposure) -> Iterator[FindingTable]:
        """Ask the rule; see the module.

        Raises
        ------
        PluginError
            For an answer that is none.
        """
        try:
            with _unchangeable(evidence):
                found = list(self._judge(evidence, exposure))
        except (Exception, SystemExit) as error:  # noqa: BLE001  whatever the code of others raises
            yield self._no_answer(evidence, np.arange(len(evidence)), _raised(error))
            return
        faults = [fault for table in found for fault in answer_faults(table, self.CODE, evidence)]
        where, fix = f"plug-in {self.source}", "report it to its author, and leave the rule out"
        refuse(Fault(where, said, expected, fix, PluginError) for said, expected in faults)
        yield from (self._held(table, evidence) for table in found)
        yield from self._left_open(found, evidence)

    def _held(self, table: FindingTable, evidence: Evidence) -> FindingTable:
        """Return an answer; where the record contradicts itself, or the rule has no words, it decides nothing."""
        said = [self._words_or_error(table, i) for i in range(len(table.rows))]
        mute = np.array([isinstance(one, str) for one in said], bool)
        unsound = ~evidence.sound[table.rows]

        def words(i: int) -> Words:
            if unsound[i] and (contradicting := words_on_contradiction(evidence, int(table.rows[i]))):
                return contradicting
            again = self._words_or_error(table, i)
            if mute[i] or isinstance(again, str):
                return self._words_on(str(said[i]) if mute[i] else str(again))
            return again

        verdict = np.where(mute | unsound, INDETERMINATE, table.verdict).astype(np.int8)
        return replace(table, verdict=verdict, words=words, **self._standing(table, evidence.product))

    def _standing(self, table: FindingTable, product: Product) -> dict[str, Any]:
        """Return what a finding counts for: by a limit of the rule's own table, or of the library's, or by none."""
        limit = table.requirement
        if limit is None or not any(limit == one for one in product.requirements()):
            return {"of_record": True}
        if isinstance(limit, OwnLimit) and limit.table == self.TABLE:
            return {}
        return {"of_record": True, "rests_on": (ground_of(limit, numbers_of(limit, table.limit)),)}

    def _words_or_error(self, table: FindingTable, i: int) -> Words | str:
        """Return a finding's words, or in words why there are none."""
        try:
            why, decide_by = table.words(i)
        except (Exception, SystemExit) as error:  # noqa: BLE001  as above
            return _raised(error)
        if isinstance(why, str) and why.strip() and isinstance(decide_by, str | None):
            return why, decide_by
        return f"gave {in_one_line(repr((why, decide_by)))[:_MOST]} for words"

    def _left_open(self, found: list[FindingTable], evidence: Evidence) -> Iterator[FindingTable]:
        """Yield the containers for which one of the rule's own limits holds, or may, and was not answered."""
        for limit in evidence.product.own_limits:
            if limit.table == self.TABLE and limit.obligation == "shall":
                rows = np.nonzero((evidence.applies(limit) != NO) & ~_answered(limit, found, evidence))[0]
                if len(rows):
                    yield self._no_answer(evidence, rows, f"gave no answer on the limit {limit.code}")

    def _no_answer(self, evidence: Evidence, rows: Index, why: str) -> FindingTable:
        nothing, open_ = np.full(len(rows), np.nan), np.full(len(rows), INDETERMINATE, np.int8)
        return finding_table(
            self.CODE, _NOTHING, None, (nothing, nothing), open_, evidence=evidence, extent=(nothing, nothing),
            events=(), words=lambda _: self._words_on(why), unit="answers", of_record=True, rows=rows,
        )  # fmt: skip

    def _words_on(self, why: str) -> Words:
        return f"the {self.source} {why}, so it decides nothing", "mend the plug-in, or leave the rule out (--rules)"


def _raised(error: BaseException) -> str:
    return f"raised {type(error).__name__}: {in_one_line(str(error))[:_MOST]}"


def _answered(limit: OwnLimit, found: list[FindingTable], evidence: Evidence) -> Mask:
    """Say of which containers a rule answered on a limit."""
    out = np.zeros(len(evidence), bool)
    for table in found:
        if table.requirement == limit:
            out[table.rows] = True
    return out


@contextmanager
def _unchangeable(evidence: Evidence) -> Iterator[None]:
    """Keep a rule from writing into the columns that other rules read."""
    held = [getattr(evidence, one.name) for one in fields(evidence)]
    open_ = [one for one in held if isinstance(one, np.ndarray) and one.flags.writeable]
    for one in open_:
        one.flags.writeable = False
    try:
        yield
    finally:
        for one in open_:
            one.flags.writeable = True
