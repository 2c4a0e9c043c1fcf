"""Compare the core with the reference on records by their numbers: `python tests/support/compare_records.py FIRST COUNT`."""

import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from random_records import Drawn, record_of
from reference import WORST
from strategies import answers

from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.core.errors import AtmpError, CatalogueError

C, I, D = "conforms", "indeterminate", "deviates"
COMPARED = ("T101", "T102", "T103", "T104", "W201", "W202", "W203", "W204", "P401", "S301", "D501", "D504")


@dataclass(frozen=True)
class Difference:
    """One answer of the core's that is not the reference's; `grave` where the core is surer than the reference."""

    number: int
    key: tuple
    core: object
    slow: object

    @property
    def kind(self):
        core = self.core.verdict if self.core else "nothing"
        slow = self.slow.verdict if self.slow else "nothing"
        return self.key[2], core, slow

    @property
    def grave(self):
        return self.kind[1] in {C, D}


def differences(number: int, drawn: Drawn) -> list[Difference] | None:
    """Every answer that differs; None where the record is refused, or leaves more open than can be tried."""
    try:
        sandbox_product(drawn.limits)
    except CatalogueError:
        return None
    with tempfile.TemporaryDirectory() as folder:
        try:
            result = drawn.assess(drawn.log(drawn.written(Path(folder))))
        except AtmpError:
            return None
    core = worst(
        {key: one for key, one in answers(result).items() if key[2] in COMPARED or key[2:4] == ("C403", "receipt")}
    )
    slow = worst({one.key: one for one in drawn.reference()})
    if any("too-many-logger" in one.open for one in slow.values()):
        return None
    keys = dict.fromkeys([*core, *slow])
    pairs = [(key, core.get(key), slow.get(key)) for key in keys]
    return [Difference(number, *pair) for pair in pairs if not agree(*pair[1:])]


def agree(core, slow):
    """Whether two answers are one; where a logger comes or goes at a doubtful time the core may know less.

    Of a band that gives way to a logger that may have stood, the core may ask for readings where the reference does not.
    """
    if core is None or slow is None:
        return slow is None and core.verdict == I and core.of_record
    less = slow.open & ({"hand-over", "gap", "edge"} if slow.verdict == D else {"hand-over", "gap"})
    return core.verdict == slow.verdict or (core.verdict == I and bool(less))


def worst(found):
    """Findings by their keys; of an allowance, which may be of several storages and sizes, and of expiries the worst."""
    out = {}
    for key, one in found.items():
        short = (
            (*key[:4], "", (), key[6]) if key[2] == "T103" else (*key[:3], "", "", (), "") if key[2] == "S301" else key
        )
        if short not in out or WORST.index(one.verdict) > WORST.index(out[short].verdict):
            out[short] = one
    return out


def said(found):
    """Differences as text, the graver first."""
    lines = [
        f"{one.number} {one.key}\n  core {one.core}\n  reference {one.slow and (one.slow.verdict, one.slow.lower, one.slow.upper)}"
        for one in sorted(found, key=lambda one: not one.grave)
    ]
    return "\n".join(lines[:20])


def main(first=0, count=200):
    kinds, examples, judged = Counter(), {}, 0
    for number in range(first, first + count):
        found = differences(number, record_of(number))
        judged += found is not None
        for one in found or ():
            kinds[one.kind] += 1
            examples.setdefault(one.kind, []).append(number)
        if found and count == 1:
            print(record_of(number), said(found), sep="\n")
    print(f"{judged} of {count} records judged")
    for kind, times in kinds.most_common():
        print(times, *kind, examples[kind][:8])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
