"""What goes in and what comes out of the reference, and the one comparison of an interval with a limit.

Instants are whole microseconds or ±inf, temperatures are fractions of a degree Celsius.
"""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import inf
from pathlib import Path

import atmp_logistics

VOCABULARY = tomllib.loads((Path(atmp_logistics.__file__).parent / "core" / "event_kinds.toml").read_text("utf-8"))
C, I, D = "conforms", "indeterminate", "deviates"
WORST = [C, I, D]
S, MINUTE, HOUR, DAY = 10**6, 60 * 10**6, 3600 * 10**6, 86400 * 10**6
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """One logged event; `at` is None where it happened and nobody wrote when.

    `minute` says that its time was written without seconds. `by` bounds from above a time that is taken as not logged.
    """

    therapy: str
    container: str
    event: str
    at: int | None
    logger: str = ""
    expiry: str = ""
    stated: tuple[tuple[str, str], ...] = ()
    minute: bool = False
    by: float = inf


@dataclass(frozen=True)
class Logger:
    """One logger's readings in time order, NaN where it had none, and the interval that it declares.

    `files` holds for each reading which file it is from, where there are several; `declared` each file's own interval.
    """

    name: str
    readings: tuple[tuple[int, float], ...]
    declared_s: float | None = None
    files: tuple[int, ...] = ()
    declared: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Found:
    """One finding; `open` names the questions it rests on that the core is known to answer otherwise.

    `side` tells a limit's two findings apart where the shortest and the longest of several stretches are judged.
    """

    therapy: str
    container: str
    rule: str
    code: str
    unit: str
    verdict: str
    lower: float
    upper: float
    requirement: object = None
    open: frozenset[str] = frozenset()
    side: str = ""

    @property
    def key(self):
        when = tuple(sorted(self.requirement.when.items())) if self.requirement else ()
        return self.therapy, self.container, self.rule, self.code, self.unit, when, self.side


def judge(lower, upper, least, most, inclusive=True):
    """Surely inside conforms, surely outside deviates, anything else is indeterminate (DESIGN 1)."""
    if lower > upper or (least is None and most is None):
        return I
    least, most = (-inf if least is None else exact(least)), (inf if most is None else exact(most))
    if inclusive:
        outside, inside = lower > most or upper < least, lower >= least and upper <= most
    else:
        outside, inside = lower >= most or upper <= least, lower > least and upper < most
    return D if outside else C if inside else I


def exact(number):
    """A number as it is written in decimals: 0.7 is seven tenths, and 4 - 3.3 is too (DESIGN 3: round once)."""
    return number if isinstance(number, Fraction | int) or number in (-inf, inf) else Fraction(repr(float(number)))


def seconds(microseconds):
    """Whole microseconds, or their fractions, as seconds without a rounding."""
    return microseconds if microseconds in (-inf, inf) else Fraction(microseconds) / S


def moment(t):
    return EPOCH + timedelta(microseconds=int(t))


def instant(at):
    return (at - EPOCH) // timedelta(microseconds=1)


def recurs(kind):
    return VOCABULARY[kind].get("recurs", False)


def scope(row):
    """Whose event it is; a dose's is the named container's, or everyone's."""
    own = VOCABULARY[row.event]["scope"]
    return own if own != "dose" else "container" if row.container else "therapy"


def ends(name):
    """A stage without its end means its start or its end (DESIGN 5: `ends = "administration"`)."""
    if name not in VOCABULARY and f"{name}_start" in VOCABULARY:
        return f"{name}_start", f"{name}_end"
    return name, name
