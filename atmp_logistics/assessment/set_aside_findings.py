"""What is said of a therapy that is set aside."""

from __future__ import annotations

from math import inf

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.fault_lines import summary
from atmp_logistics.core.finding import Finding
from atmp_logistics.core.verdict import Bounds, Verdict
from atmp_logistics.records.set_aside import SetAside

_CITED = Citation("the record, as it was read")


def finding_of(aside: SetAside) -> Finding:
    """Return what is said of a therapy that is set aside: no rule asks anything of it, and it is undecided.

    Returns
    -------
    Finding

    Examples
    --------
    >>> from atmp_logistics.core.errors import Fault
    >>> fault = Fault("events.csv, row 2", "'soon'", "a time", "write it")
    >>> finding = finding_of(SetAside("T2", (fault,)))
    >>> finding.verdict.value, finding.why
    ('indeterminate', "set aside and not judged: events.csv, row 2: found 'soon', expected a time. Fix: write it.")
    """
    return Finding(
        therapy_id=aside.therapy_id,
        container_id=None,
        product="",
        rule="D502",
        code="set-aside",
        verdict=Verdict.INDETERMINATE,
        limit=None,
        measured=Bounds(-inf, inf),
        unit="events",
        start=None,
        end=None,
        events=(),
        why=f"set aside and not judged: {' '.join(summary(aside.faults))}",
        decide_by="mend its rows, and judge the record again",
        citation=_CITED,
    )
