"""Between readings: the rhythm of a stretch, and the straight lines that may be drawn (DESIGN 7)."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isnan

from reference.values import HOUR, Logger, S, exact

#: "Nothing longer than 2 h is joined unless a person states `max_gap`."
LONGEST = 2 * HOUR
#: "The lower median of up to 20 steps on each side."
STEPS = 20


@dataclass(frozen=True)
class Line:
    """The temperature between two instants, straight."""

    start: int
    end: int
    first: Fraction
    last: Fraction

    def at(self, t):
        if t == self.start or self.first == self.last:
            return self.first
        if t == self.end:
            return self.last
        return self.first + (self.last - self.first) * Fraction(t - self.start, self.end - self.start)

    def cut(self, since, until):
        a, b = max(self.start, since), min(self.end, until)
        if (a, b) == (self.start, self.end):
            return self if a < b else None
        return Line(a, b, self.at(a), self.at(b)) if a <= b and self.start < self.end else None


@dataclass
class Log:
    """One logger: its readings as points, the lines between those near enough, and how far an edge may be from one.

    `before` and `after` hold for each point for how long it may stand for the time before it, and after it.
    """

    name: str
    points: list[tuple[int, Fraction]]
    lines: list[Line]
    before: dict[int, Fraction]
    after: dict[int, Fraction]


@dataclass
class Rhythm:
    """One logger's readings row by row, with the file that each is from."""

    logger: Logger
    stated_s: float | None

    def __post_init__(self):
        self.times = [t for t, _ in self.logger.readings]
        self.files = self.logger.files or (0,) * len(self.times)
        self.declared = self.logger.declared or (self.logger.declared_s,)

    def interval(self, one, other):
        """The interval of the stretch between two rows; None where it is not known.

        "Declared by its own file, else the lower median of up to 20 steps on each side, the smaller of the two, never
        across files." Readings of two files are joined "only where both show an interval that allows it" (docs/reading.md).
        """
        sides = [self._side(one, -1), self._side(other, 1)]
        if self.files[one] == self.files[other] and self.declared[self.files[one]] is not None:
            return Fraction(round(self.declared[self.files[one]] * S))
        known = [side for side in sides if side is not None]
        if self.files[one] != self.files[other] and len(known) < 2:
            return None
        return min(known, default=None)

    def _side(self, row, step):
        """The declared interval of the row's file, or the lower median of the steps on one side of it."""
        own = self.declared[self.files[row]]
        if own is not None:
            return Fraction(round(own * S))
        rows = [row]
        while 0 <= rows[-1] + step < len(self.times) and len(rows) <= STEPS:
            if self.files[rows[-1] + step] != self.files[row]:
                break
            rows.append(rows[-1] + step)
        steps = sorted(abs(self.times[b] - self.times[a]) for a, b in pairwise(rows))
        return steps[(len(steps) - 1) // 2] if steps else None

    def joined(self, one, other):
        """Whether a straight line is drawn between two readings.

        "Two readings no further apart than `max_gap` are joined. `max_gap` = 1.5 x the interval of that stretch; nothing
        longer than 2 h is joined unless a person states `max_gap`; or as the user states."
        """
        apart = self.times[other] - self.times[one]
        if self.stated_s is not None:
            return apart <= round(self.stated_s * S)
        interval = self.interval(one, other)
        return interval is not None and apart <= min(Fraction(3, 2) * interval, LONGEST)

    def reach(self, row, side):
        """For how long a reading holds up to an edge of its logger's stand: less than one interval; 0 if not known."""
        interval = self._side(row, side) if 0 <= row < len(self.times) else None
        beyond = row - side
        if 0 <= beyond < len(self.times) and self.files[beyond] == self.files[row]:
            interval = self.interval(*sorted([row, beyond]))
        if interval is None:
            return Fraction(0)
        interval = min(interval, LONGEST if self.stated_s is None else interval)
        return min(interval, Fraction(round(self.stated_s * S))) if self.stated_s is not None else interval


def log_of(logger: Logger, stated_s) -> Log:
    """What one logger knows."""
    rhythm = Rhythm(logger, stated_s)
    known = [(i, t, exact(value)) for i, (t, value) in enumerate(logger.readings) if not isnan(value)]
    lines = [Line(t, u, a, b) for (i, t, a), (k, u, b) in pairwise(known) if rhythm.joined(i, k)]
    before = {t: rhythm.reach(i, 1) for i, t, _ in known}
    after = {t: rhythm.reach(i, -1) for i, t, _ in known}
    return Log(logger.name, [(t, value) for _, t, value in known], lines, before, after)
