"""A clock's time against its limits, in seconds or in calendar days."""

from datetime import timedelta
from math import ceil, floor, inf

from reference.record import Record
from reference.values import DAY, EPOCH, HOUR, WORST, judge, seconds


def clock_verdict(bounds, limits):
    """A clock against its limits; and it may not have run backwards."""
    return max(judge(*bounds, *limits), judge(*bounds, 0, None), key=WORST.index)


def stretch(start, end, took, record: Record, days):
    return days_of(start, end, took, record.tz) if days else tuple(map(seconds, took))


def days_of(start, end, took, tz):
    """Bounds on the calendar days between two moments, in a zone; without one, in any, an hour's change included.

    A clock that ran backwards within one day counts less than no day.
    """
    if tz is None:
        lower = floor((took[0] - HOUR) / DAY) if took[0] > -inf else -inf
        upper = ceil((took[1] + HOUR) / DAY) if took[1] < inf else inf
    else:
        lower, upper = (day_number(end[i], tz) - day_number(start[1 - i], tz) for i in (0, 1))
    return min(lower, took[0] / DAY) if took[0] < 0 else lower, min(upper, took[1] / DAY) if took[1] < 0 else upper


def day_number(t, tz):
    return t if t in (-inf, inf) else (EPOCH + timedelta(microseconds=int(t))).astimezone(tz).toordinal()
