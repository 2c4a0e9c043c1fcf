"""From one custodian to the next: every change of custody of every container, measured or open.

A container's rows are taken in the order of their times, those of all containers side by side. A change is measured
where both of its sides are logged: the time from the one to the other, whichever came first. Any other change is open,
and names the two rows between which something is not logged.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from atmp_logistics.core.columns import Column, Index, Mask
from atmp_logistics.core.short_repr import ShortRepr
from atmp_logistics.evidence.events.custody_rows import (
    ARRIVES,
    HAS,
    LETS_GO,
    PASSES,
    SETS_OUT,
    TAKES,
    CustodyRows,
)

#: What became of a change: measured, or why it is open.
(
    MEASURED, PASSED, NO_HANDOVER, NO_RELEASE, NO_RECEIPT, NOT_HELD, HAS_AGAIN, TWICE, NO_NAME, NO_TIME, NOT_NAMED,
) = range(11)  # fmt: skip
NO_ROW = -1


@dataclass(frozen=True, slots=True, repr=False)
class CustodyChanges(ShortRepr):
    """Changes of custody: of which container, what became of each, its two rows, and bounds on its length in seconds.

    A row is its place in the event table, `NO_ROW` where there is none.
    """

    place: Index
    kind: Index
    one: Index
    other: Index
    lower: Column
    upper: Column

    def of(self, container: int) -> CustodyChanges:
        """Return those of one container."""
        own = self.place == container
        return CustodyChanges(*(getattr(self, name)[own] for name in self.__slots__))

    def joined(self, more: CustodyChanges) -> CustodyChanges:
        """Return these and some more."""
        return CustodyChanges(*(np.concatenate([getattr(self, name), getattr(more, name)]) for name in self.__slots__))


def custody_changes(rows: CustodyRows, count: int) -> CustodyChanges:
    """Return every change of custody.

    Parameters
    ----------
    rows : CustodyRows
    count : int
        How many containers there are.

    Returns
    -------
    CustodyChanges
    """
    walk = _Walk(rows, count)
    untimed = np.isnan(rows.low)
    several = _several(rows, count)
    lost = untimed & (rows.act < SETS_OUT) & several[rows.place]
    walk.always[rows.place[untimed & (rows.act >= SETS_OUT)]] = True
    open_ = np.zeros(count, bool)
    open_[rows.place[lost]] = True
    at = np.nonzero(lost)[0]
    walk.emit(NO_TIME, at, at * 0 + NO_ROW)
    for step in _steps(rows, ~untimed & ~open_[rows.place]):
        walk.step(step)
    walk.end()
    return walk.found()


def _several(rows: CustodyRows, count: int) -> Mask:
    """Say of which containers more is said than that one custodian has them."""
    own = rows.act < SETS_OUT
    place, who = rows.place[own], rows.who[own]
    least, most = np.full(count, len(rows.names)), np.full(count, -1)
    np.minimum.at(least, place, who)
    np.maximum.at(most, place, who)
    out = np.asarray(least < most, bool)
    out[place[rows.sided[own] | (rows.whence[own] > 0)]] = True
    return out


def _steps(rows: CustodyRows, own: Mask) -> list[Index]:
    """Return the first row of each container, then the second of each that has one, and so on."""
    at = np.nonzero(own)[0]
    place = rows.place[at]
    rank = np.arange(len(at)) - np.searchsorted(place, place)
    order = np.argsort(rank, kind="stable")
    return np.split(at[order], np.cumsum(np.bincount(rank))[:-1]) if len(at) else []


@dataclass(slots=True, repr=False)
class _Walk:
    """The state of every container while its rows are gone through.

    `holder` has it, as the row `last` says; `let_go` is the row by which it was let go, `parted` one by which
    a transport of the holder's ended, `waiting` the custodian before, of whom no release is logged yet, since `taken`.
    """

    rows: CustodyRows
    count: int
    holder: Index = field(init=False)
    last: Index = field(init=False)
    let_go: Index = field(init=False)
    parted: Index = field(init=False)
    waiting: Index = field(init=False)
    waiting_last: Index = field(init=False)
    taken: Index = field(init=False)
    seen: Mask = field(init=False)
    sided: Mask = field(init=False)
    moving: Mask = field(init=False)
    carried: Mask = field(init=False)
    always: Mask = field(init=False)
    out: list[tuple[NDArray[np.generic], ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name in ("holder", "waiting"):
            setattr(self, name, np.zeros(self.count, np.int64))
        for name in ("last", "let_go", "parted", "waiting_last", "taken"):
            setattr(self, name, np.full(self.count, NO_ROW))
        for name in ("seen", "sided", "moving", "carried", "always"):
            setattr(self, name, np.zeros(self.count, bool))

    def step(self, at: Index) -> None:
        """Take one row of each of some containers."""
        place = self.rows.place[at]
        act = self._act(at, place)
        for kind, take in (
            (SETS_OUT, self._sets_out), (ARRIVES, self._arrives), (HAS, self._has), (LETS_GO, self._lets_go),
            (TAKES, self._takes), (PASSES, self._passes),
        ):  # fmt: skip
            own = at[act == kind]
            if len(own):
                take(own, self.rows.place[own])

    def _act(self, at: Index, place: Index) -> NDArray[np.int8]:
        """Return what each row does: what passes from one to another is only taken where it was let go before."""
        rows, holder = self.rows, self.holder[place]
        act, who, whence = rows.act[at].copy(), rows.who[at], rows.whence[at]
        own = (act == PASSES) & (who > 0) & (holder > 0) & ((whence == 0) | (whence == holder))
        act[own & (self.let_go[place] != NO_ROW)] = TAKES
        act[(act == LETS_GO) & (who == 0)] = PASSES
        act[(act == TAKES) & (who == 0)] = PASSES
        return act

    def emit(
        self, kind: int, one: Index, other: Index, lower: Column | None = None, upper: Column | None = None
    ) -> None:
        """Note a change of some containers, between two rows each; it is open where no bounds are given."""
        if not len(one):
            return
        rows = self.rows.row
        place = self.rows.place[np.where(one == NO_ROW, other, one)]
        first, second = (np.where(side == NO_ROW, NO_ROW, rows[side]) for side in (one, other))
        low = np.zeros(len(one)) if lower is None else lower
        self.out.append(
            (place, np.full(len(one), kind), first, second, low, np.full(len(one), np.inf) if upper is None else upper)
        )

    def _sets_out(self, at: Index, place: Index) -> None:
        del at
        self.moving[place] = True
        self.carried[place] |= self.let_go[place] != NO_ROW

    def _arrives(self, at: Index, place: Index) -> None:
        del at
        self.moving[place] = False
        self.carried[place] |= self.let_go[place] != NO_ROW

    def _hold(self, at: Index, place: Index) -> None:
        """Make the custodian of a row the one who has the container."""
        self.holder[place], self.last[place] = self.rows.who[at], at
        self.let_go[place] = self.parted[place] = NO_ROW
        self.sided[place] = self.rows.sided[at] & (self.rows.act[at] == TAKES)
        self.seen[place], self.carried[place] = True, self.always[place]

    def _settle_waiting(self, place: Index) -> None:
        """Leave open the change from a custodian of whom no release came."""
        own = place[self.waiting[place] > 0]
        self.emit(NO_RELEASE, self.waiting_last[own], self.taken[own])
        self.waiting[own] = 0

    def _has(self, at: Index, place: Index) -> None:
        holder, same = self.holder[place], self.holder[place] == self.rows.who[at]
        gone = self.let_go[place] != NO_ROW
        again, new = same & gone, ~same & (holder > 0)
        self.emit(HAS_AGAIN, self.let_go[place[again]], at[again])
        self.emit(NO_RECEIPT, self.let_go[place[new & gone]], at[new & gone])
        self.emit(NO_HANDOVER, self.last[place[new & ~gone]], at[new & ~gone])
        self._settle_waiting(place[new])
        sided = self.sided[place]
        self._hold(at, place)
        self.sided[place] = sided & same
        ended = self.rows.transported[at] & same
        self.parted[place] = np.where(ended, at, NO_ROW)

    def _lets_go(self, at: Index, place: Index) -> None:
        who, holder, gone = self.rows.who[at], self.holder[place], self.let_go[place] != NO_ROW
        late = (who != holder) & (who == self.waiting[place])
        self._measure(at[late], self.taken[place[late]], place[late])
        self.waiting[place[late]] = 0
        twice, other = (who == holder) & gone, (who != holder) & ~late & (holder > 0)
        self.emit(TWICE, self.let_go[place[twice]], at[twice])
        self.emit(NOT_HELD, self.last[place[other]], at[other])
        self._settle_waiting(place[other])
        self.seen[place[(who != holder) & ~late]] = False
        doubtful = (other | (self.waiting[place] > 0))[~late]
        at, place = at[~late], place[~late]
        self.holder[place], self.last[place], self.let_go[place] = self.rows.who[at], at, at
        self.parted[place], self.carried[place] = NO_ROW, self.moving[place] | self.always[place] | doubtful

    def _takes(self, at: Index, place: Index) -> None:
        who, holder, gone = self.rows.who[at], self.holder[place], self.let_go[place] != NO_ROW
        first, same = (holder == 0) & self.rows.sided[at], (who == holder) & ~gone
        self.emit(NO_RELEASE, np.full(first.sum(), NO_ROW), at[first])
        twice = same & self.rows.sided[at] & self.sided[place]
        self.emit(TWICE, self.last[place[twice]], at[twice])
        self._measure(self.let_go[place[gone]], at[gone], place[gone])
        backwards = gone & (who == holder) & ~self.seen[place]
        self.emit(NOT_HELD, at[backwards], self.let_go[place[backwards]])
        parted = ~gone & ~same & (self.parted[place] != NO_ROW)
        self._measure(self.parted[place[parted]], at[parted], place[parted])
        new = ~gone & ~same & ~parted & (holder > 0)
        self._settle_waiting(place[~same])
        waiting = place[new]
        before, last = holder[new], self.last[waiting]
        sided = self.sided[place]
        self._hold(at, place)
        self.sided[place] |= sided & same
        self.waiting[waiting], self.waiting_last[waiting], self.taken[waiting] = before, last, at[new]

    def _passes(self, at: Index, place: Index) -> None:
        """Take a hand-over in one row, of a container that its custodian had until then."""
        rows, holder = self.rows, self.holder[place]
        who, whence = rows.who[at], rows.whence[at]
        nameless = (who == 0) | (whence == 0)
        self.emit(NO_NAME, self.last[place[nameless]], at[nameless])
        other = ~nameless & (holder > 0) & (whence != holder)
        self.emit(NO_HANDOVER, self.last[place[other]], at[other])
        passed = ~nameless & ~other
        self.emit(PASSED, at[passed], at[passed], np.zeros(passed.sum()), np.zeros(passed.sum()))
        self._settle_waiting(place)
        named = who > 0
        self._hold(at[named], place[named])

    def _measure(self, one: Index, other: Index, place: Index) -> None:
        """Note how long it took from one side of a hand-over to the other."""
        lower, upper = self.rows.size_s(one, other)
        rows, unseen = self.rows, ~self.seen[place]
        doubtful = rows.by_then[other] | rows.transported[one] | self.carried[place]
        doubtful |= unseen & (rows.who[one] == rows.who[other])
        lower = np.where(doubtful, 0.0, lower)
        self.emit(MEASURED, one, other, lower, upper)

    def end(self) -> None:
        """Leave open what the last rows of containers leave open."""
        self._settle_waiting(np.nonzero(self.waiting > 0)[0])
        gone = self.let_go[self.let_go != NO_ROW]
        self.emit(NO_RECEIPT, gone, np.full(len(gone), NO_ROW))

    def found(self) -> CustodyChanges:
        """Return every change, each container's together."""
        none = (np.empty(0, np.int64),) * 4 + (np.empty(0),) * 2
        columns = [np.concatenate(each) for each in zip(*self.out, none, strict=True)]
        order = np.argsort(columns[0], kind="stable")
        return CustodyChanges(*(column[order] for column in columns))
