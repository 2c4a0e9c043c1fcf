"""What the rule of a plug-in may import.

A rule is a module with a docstring, `CODE`, and `judge(evidence, exposure)`, which yields one table of findings for
each limit: what `finding_table` returns, the way in which the library's own rules answer.

========================  ============================================================================
`Evidence`                what is known of every container: bounds on each event, and what its rows state
`Exposure`                the temperatures that each container met
`finding_table`           columns of bounds, compared with a limit, as findings
`FindingTable`            what it returns
`Limit`                   what is allowed, from a lower to an upper end
`compare`                 bounds against a limit: `CONFORMS`, `INDETERMINATE` or `DEVIATES`, as columns
`Requirement`             a limit of no product file, as of a procedure: it takes verdicts away, and gives none
`OwnLimit`                a limit of the rule's own table in a product file: it binds as a label's limit does
`Citation`                where a limit was read
`TomlTable`               one table of a product file being read, for `read_limit`
`filed_cells`             what the rows of an event file in a column: a seal, a batch, a name
`missing_events`          the events that a container's record lacks, in words
`in_words`                an event's name in words
`clock`, `duration`       an instant, and a duration, in words
`degrees`                 a temperature in words
========================  ============================================================================

Examples
--------
A rule that asks whether two events of a container lie no further apart than a procedure of the hospital says:

>>> import numpy as np
>>> from atmp_logistics.plugins.rules import Citation, Limit, Requirement, finding_table, in_words
>>> SOP = Requirement(code="receipt-to-store", citation=Citation("SOP 12", "4.2"))
>>> def judge(evidence, exposure):
...     least, most = evidence.elapsed_us("product_received", "storage_in")
...     measured = least / 1e6, most / 1e6
...     words = lambda row: ("from receipt to store", f"log {in_words('storage_in')}")
...     yield finding_table(
...         "STORE101", SOP, Limit(upper=1800.0), measured, evidence=evidence, words=words,
...         events=["product_received", "storage_in"],
...     )
>>> from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
>>> record = "A: product_received 08:00, storage_in 08:20; B: product_received 08:00, storage_in 09:00"
>>> part = assess_sandbox(sandbox_product(""), record).parts[0]
>>> [table] = judge(part.evidence, part.exposure)
>>> table.verdict.tolist()
[0, 2]
"""

from __future__ import annotations

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.limits import OwnLimit
from atmp_logistics.core.requirement import Requirement
from atmp_logistics.core.toml_table import TomlTable
from atmp_logistics.core.verdict import CONFORMS, DEVIATES, INDETERMINATE, Limit, compare
from atmp_logistics.core.wording import clock, degrees, duration
from atmp_logistics.core.wording import event as in_words
from atmp_logistics.evidence.events.evidence import Evidence
from atmp_logistics.evidence.events.filed_cells import filed_cells
from atmp_logistics.evidence.temperature.exposure import Exposure
from atmp_logistics.rules.finding_words import missing_events
from atmp_logistics.rules.findings import FindingTable, finding_table

__all__ = [
    "CONFORMS",
    "DEVIATES",
    "INDETERMINATE",
    "Citation",
    "Evidence",
    "Exposure",
    "FindingTable",
    "Limit",
    "OwnLimit",
    "Requirement",
    "TomlTable",
    "clock",
    "compare",
    "degrees",
    "duration",
    "filed_cells",
    "finding_table",
    "in_words",
    "missing_events",
]
