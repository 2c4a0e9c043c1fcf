"""The judgement once more, slow and obvious: one container at a time, lists and loops, whole microseconds, fractions.

Written from DESIGN, from the contracts of each change and from the rules' docstrings, not from the columns it checks.
Instants are whole microseconds or ±inf, temperatures are fractions. A finding carries the names of the open questions
that it rests on (`open`): where the core is known to answer otherwise, `test_law.py` says so by an example, and the
comparison leaves it out.
"""

from reference.containers import Container
from reference.judging import reference
from reference.loggers import surely_standing
from reference.record import Record, of_several
from reference.values import VOCABULARY, WORST, C, D, Found, I, Logger, Row, judge, recurs
from reference.versions import by_versions
from reference.worlds import TooManyWorlds

__all__ = [
    "VOCABULARY", "WORST", "C", "Container", "D", "Found", "I", "Logger", "Record", "Row", "TooManyWorlds",
    "by_versions", "judge", "of_several", "recurs", "reference", "surely_standing",
]  # fmt: skip
