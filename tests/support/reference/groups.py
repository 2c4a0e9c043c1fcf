"""The first and the last of an event among some of a therapy's containers."""

from reference.containers import Container
from reference.record import Record
from reference.when import UNKNOWN, earliest, either, latest


def first_and_last(record: Record, container: Container, name, which, side=None):
    """Bounds on the first and on the last of an event among the containers named, of the instance that counts of each.

    Every way is tried to have those that nobody described be some of them or not; a way in which nobody is leaves
    everything open.
    """
    group = record.therapy(container)
    sure = [one for one in group if record.belongs(which, one)]
    unsure = [one for one in group if record.belongs(which, one) is None]
    firsts, lasts = [], []
    for chosen in range(2 ** len(unsure)):
        those = sure + [one for i, one in enumerate(unsure) if chosen >> i & 1]
        if not those:
            return UNKNOWN, UNKNOWN
        firsts.append(earliest(one.at(name, side or "first") for one in those))
        lasts.append(latest(one.at(name, side or "last") for one in those))
    return either(firsts), either(lasts)
