"""One moment as far as it is known, and the time between two of them."""

from dataclasses import dataclass
from itertools import pairwise
from math import inf

from reference.values import MINUTE, S


@dataclass(frozen=True)
class When:
    """Bounds on a moment, and the minutes between which it was written, where those keep their order.

    "Two different minutes written in one file keep their order: 10:33 comes before 10:34" (DESIGN 1, issue B).
    """

    lo: float = -inf
    hi: float = inf
    first_minute: float = -inf
    last_minute: float = inf

    def __iter__(self):
        return iter((self.lo, self.hi))

    def __getitem__(self, side):
        return (self.lo, self.hi)[side]

    def comes_before(self, other):
        """Whether this was written in an earlier minute than the other, whichever second either was."""
        return self.last_minute < other.first_minute

    def surely_before(self, other):
        return self.hi < other.lo or self.comes_before(other)

    def until(self, other):
        """Bounds on how long after this the other was."""
        lower, upper = other.lo - self.hi, other.hi - self.lo
        if self.comes_before(other):
            lower = max(lower, 0)
        if other.comes_before(self):
            upper = min(upper, 0)
        return lower, upper


UNKNOWN = When()


def earliest(moments):
    return _fold(min, list(moments))


def latest(moments):
    return _fold(max, list(moments))


def _fold(pick, moments):
    sides = ("lo", "hi", "first_minute", "last_minute")
    return When(*(pick(getattr(one, side) for one in moments) for side in sides))


def either(moments):
    """One of these, nobody knows which."""
    moments = list(moments)
    return When(
        min(one.lo for one in moments),
        max(one.hi for one in moments),
        min(one.first_minute for one in moments),
        max(one.last_minute for one in moments),
    )


@dataclass(frozen=True)
class Clock:
    """How exactly the times of one file are written."""

    stated_us: float | None
    by_the_minute: bool

    @classmethod
    def of(cls, rows, site):
        """Stated by the call or the profile, else as written (DESIGN 6, `resolution`).

        "Seconds not written, or a column whose seconds are all 0, is to the minute"; "0 s" is exact.
        """
        stated = site.resolution_s
        times = [row.at for row in rows if row.at is not None]
        return cls(None if stated is None else round(stated * S), all(at % MINUTE == 0 for at in times))

    def doubt(self, row):
        """How far a written time may lie from the true one."""
        if self.stated_us is not None:
            return self.stated_us
        return MINUTE if self.by_the_minute or row.minute else 0

    @property
    def keeps_order(self):
        """A stated resolution wider than a minute is a clock's doubt, and keeps no order of minutes (issue B)."""
        return self.stated_us is None or self.stated_us <= MINUTE

    def when(self, row):
        """The moment of one row."""
        if row.at is None:
            return When(hi=row.by)
        doubt = self.doubt(row)
        minute = row.at // MINUTE
        return When(row.at - doubt, row.at + doubt, *((minute, minute) if self.keeps_order else ()))

    def known(self, rows):
        return [self.when(row) for row in rows if row.at is not None]


def times_in_order(moments):
    """Pairs of neighbours, as they are written."""
    return list(pairwise(sorted(moments, key=lambda one: (one.lo, one.hi))))
