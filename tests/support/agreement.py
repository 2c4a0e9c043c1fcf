"""How the core is held beside the slow reference: which answers must be the same, and where the core may know less."""

from hypothesis import assume
from reference import WORST
from strategies import answers, is_a_label

#: Where the core is known to answer otherwise, each with an example in `test_law.py` that is expected to fail. To close
#: one, take its name out here: its example must then pass, and the comparison no longer leaves such findings out.
KNOWN: frozenset[str] = frozenset()
COMPARED = ("T101", "T102", "T103", "T104", "W201", "W202", "W203", "W204", "P401", "S301", "D501")


def near(one, other):
    return one == other or abs(one - other) <= 1e-6


def agrees(core, slow):
    """Say whether the core's answer is the reference's.

    The reference tries every world that doubtful times allow, and knows no less than the core of what was met in them;
    beside a gap, an accuracy, or a logger that comes or goes at a doubtful time, the core may know less.
    """
    wide = core.lower <= slow.lower + 1e-6 and core.upper >= slow.upper - 1e-6
    if slow.open & {"gap", "hand-over"}:
        return wide and core.verdict in {slow.verdict, "indeterminate"}
    if slow.rule[0] == "T" or slow.rule == "D501":
        return wide and core.verdict == slow.verdict
    if slow.rule in {"W203", "C403"}:
        return core.verdict == slow.verdict
    return core.verdict == slow.verdict and near(core.lower, slow.lower) and near(core.upper, slow.upper)


def said_elsewhere(key, core, slow):
    """Say whether a printed expiry has no finding of its own, since one of a storage's shelf life says no less."""
    if key[2:4] != ("S301", "expiry") or (key in core and key in slow):
        return False
    one, other = (core, slow) if key in core else (slow, core)
    said = [found.verdict for own, found in other.items() if own[:3] == key[:3]]
    return any(WORST.index(verdict) >= WORST.index(one[key].verdict) for verdict in said)


def compare(case):
    assume(is_a_label(case))
    core = {
        key: one for key, one in answers(case.assess()).items() if key[2] in COMPARED or key[2:4] == ("C403", "receipt")
    }
    slow = {one.key: one for one in case.reference()}
    doubtful = {(key[0], key[2], key[3]) for key, one in slow.items() if one.open & KNOWN}
    for key in {*core, *slow}:
        if (key[0], key[2], key[3]) not in doubtful:
            if said_elsewhere(key, core, slow):
                continue
            assert key in core, f"the core has no {key}: {slow[key]}"
            assert key in slow, f"the reference has no {key}: {core[key]}"
            assert agrees(core[key], slow[key]), f"{key}\n core      {core[key]}\n reference {slow[key]}"
