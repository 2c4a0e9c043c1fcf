"""Custody of one container, row by row, written from docs/custody.md: slow, and one row at a time.

A row is (minute or None, event, custodian, from_custodian). The answer is the verdict, in plain words.
"""

from math import inf

SIDES = ("handover_released", "handover_received")
BY_THEN = ("material_dispatched", "product_dispatched", "transport_start", "dispensed", "received_at_bedside")
TAKES = ("handover_received", "product_received", "material_received", *BY_THEN)
BEGINS, ENDS = (
    ("material_dispatched", "product_dispatched", "transport_start"),
    ("material_received", "product_received", "transport_end"),
)
TRANSPORTS = BEGINS + ENDS


class Custody:
    """What is known of one container while its rows are read."""

    def __init__(self, doubt, at_most):
        self.doubt, self.at_most = doubt, at_most
        self.worst, self.sure = 0, 0
        self.holder = self.gone = self.ended = self.waiting = None
        self.known = self.explicit = self.moving = self.carried = self.always = False

    def open(self):
        self.worst = inf

    def measure(self, one, other, sure=True):
        """The time from one row to another, as bounds; a row with both sides is one time."""
        apart = abs(one[0] - other[0]) * 60
        least, most = max(0, apart - 2 * self.doubt), apart + 2 * self.doubt
        self.sure = max(self.sure, least if sure else 0)
        self.worst = max(self.worst, most)

    def forget_waiting(self):
        if self.waiting:
            self.open()
        self.waiting = None

    def hold(self, who, *, explicit=False):
        self.holder, self.gone, self.ended = who, None, None
        self.known, self.explicit, self.carried = True, explicit, self.always

    def read(self, row):
        _, event, who, before = row
        if not who and not before and event in TRANSPORTS:
            self.moving = event in BEGINS
            self.carried |= self.gone is not None
        elif event == "handover_released":
            self.lets_go(row, before or who)
        elif before and before != who:
            self.passes(row, who, before)
        elif event in TAKES:
            self.takes(row, who) if who else self.open()
        elif event == "handover":
            self.passes(row, who, before)
        else:
            self.has(row, who)

    def has(self, row, who):
        same = who == self.holder
        if self.holder and (self.gone or not same):
            self.open()
        if not same:
            self.forget_waiting()
        self.hold(who, explicit=self.explicit and same)
        self.ended = row if row[1] == "transport_end" and same else None

    def lets_go(self, row, who):
        if not who:
            return self.open()
        if who != self.holder and self.waiting and who == self.waiting[0]:
            self.measure(row, self.waiting[1], self.waiting[1][1] not in BY_THEN and not self.carried)
            self.waiting = None
            return None
        doubtful = self.waiting is not None
        if who == self.holder:
            if self.gone:
                self.open()
        else:
            if self.holder:
                self.open()
                doubtful = True
            self.forget_waiting()
            self.known = False
        self.holder, self.gone, self.ended = who, row, None
        self.carried = self.moving or self.always or doubtful
        return None

    def takes(self, row, who):
        same, sided = who == self.holder, row[1] in SIDES
        waiting = None
        if self.holder is None:
            if sided:
                self.open()
        elif self.gone:
            unknown = same and not self.known
            if unknown:
                self.open()
            self.measure(self.gone, row, not (unknown or self.carried or row[1] in BY_THEN))
        elif same:
            if sided and self.explicit:
                self.open()
        elif self.ended:
            self.measure(self.ended, row, sure=False)
        else:
            waiting = (self.holder, row)
        explicit = sided or (self.explicit and same and not self.gone)
        if not (same and not self.gone):
            self.forget_waiting()
            self.waiting = waiting
        self.hold(who, explicit=explicit)

    def passes(self, row, who, before):
        if who and self.holder and self.gone and (not before or before == self.holder):
            return self.takes(row, who)
        if not who or not before or (self.holder and before != self.holder):
            self.open()
        self.forget_waiting()
        if who:
            self.hold(who)
        return None

    def verdict(self):
        if self.waiting or self.gone:
            self.open()
        return "deviates" if self.sure > self.at_most else "conforms" if self.worst <= self.at_most else "indeterminate"


def custody(rows, doubt=0, at_most=0):
    """The verdict on one container; None where nothing is asked."""
    named = [row for row in rows if row[2] or row[3]]
    if not named and not any(row[1] in SIDES for row in rows):
        return None
    own = [row for row in rows if row[2] or row[3] or row[1] == "handover" or row[1] in SIDES]
    one_alone = len({row[2] for row in own}) < 2 and not any(
        row[3] or row[1] == "handover" or row[1] in SIDES for row in own
    )
    unnamed = [row for row in rows if row not in own and row[1] in TRANSPORTS]
    if any(row[0] is None for row in own) and not one_alone:
        return "indeterminate"
    found = Custody(doubt, at_most)
    found.always = found.carried = any(row[0] is None for row in unnamed)
    for row in in_order([row for row in own + unnamed if row[0] is not None]):
        found.read(row)
    return found.verdict()


def in_order(rows):
    """Rows by their times; of one time, first those of whom the record names first."""

    def who(row):
        return (row[3] or row[2]) if row[1] == "handover_released" else row[2]

    def first(row):
        return min(one[0] - (one[1] == "handover_released") / 1e6 for one in rows if who(one) == who(row))

    def rank(row):
        if row[1] == "handover_released":
            return 3
        if not row[2] and not row[3] and row[1] in TRANSPORTS:
            return 4 + (row[1] in ENDS)
        if row[3] and row[3] != row[2]:
            return 0
        return 1 if row[1] in TAKES else 0 if row[1] == "handover" else 2

    return sorted(rows, key=lambda row: (row[0], first(row), rank(row), who(row)))
