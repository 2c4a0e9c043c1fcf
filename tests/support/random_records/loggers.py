"""Files of readings, and who says that their loggers stand for what: the events, the call, the profile, or nobody."""

from dataclasses import replace
from itertools import pairwise
from random import Random

from atmp_logistics.records.logger_places import LoggerPlace
from random_records.labels import Label
from random_records.record import Drawn, File

DEGREES = (1.5, 2.0, 5.0, 5.0, 5.0, 8.0, 8.5, 10.0, 22.0, 25.0, 26.0)
NAMES = ("L", "M", "N")


def files_of(chance: Random, label: Label, drawn: Drawn) -> Drawn:
    """Return the record with files of readings, and with statements of what their loggers stand for."""
    count = chance.choice([0, 1, 1, 1, 1, 2, 2, 3])
    files = [one for i in range(count) for one in _of_one(chance, NAMES[i])]
    if count == 1 and chance.random() < 0.4:
        files = [replace(one, logger="") for one in files[:1]]
    drawn = replace(drawn, files=tuple(files))
    names = list(dict.fromkeys(drawn.name_of(i) for i in range(len(files))))
    if not names or not label.codes:
        return drawn
    for way in chance.choice(
        [[], ["events"], ["events"], ["call"], ["profile"], ["profile", "events"], ["call", "profile"]]
    ):
        drawn = {"events": _by_events, "call": _by_call, "profile": _by_profile}[way](chance, label, drawn, names)
    chance.shuffle(files)
    order = list(range(len(drawn.files)))
    if "" not in {one.logger for one in drawn.files}:
        chance.shuffle(order)
    return replace(drawn, files=tuple(drawn.files[i] for i in order))


def _of_one(chance: Random, name) -> list[File]:
    """One logger's readings, now and then in two files, which may overlap."""
    step = chance.choice([60, 300, 300, 600, 600])
    start, stop = (
        3600 * 5 + 60 * chance.choice([0, 0, 30, 75]) + chance.choice([0, 0, 30]),
        3600 * chance.choice([8, 9, 10, 12]),
    )
    usual = chance.choice([5.0, 5.0, 5.0, 22.0, chance.choice(DEGREES)])
    rows = [(at, usual) for at in range(start, stop, step)]
    for _ in range(chance.choice([0, 0, 1, 3])):
        at = chance.randrange(len(rows))
        rows[at] = rows[at][0], chance.choice(DEGREES)
    if chance.random() < 0.3:
        rows = _change(chance, rows)
    for _ in range(chance.choice([0, 0, 0, 1, 2])):
        at = chance.randrange(len(rows))
        rows[at : at + 1] = [] if chance.random() < 0.7 and len(rows) > 1 else [(rows[at][0], float("nan"))]
    declared = step if chance.random() < 0.3 else None
    if chance.random() < 0.75 or len(rows) < 8:
        return [_file(name, rows, declared)]
    cut = chance.randrange(2, len(rows) - 2)
    back = chance.choice([0, 0, 2])
    other = declared if back else chance.choice([declared, None, 2 * step])
    return [_file(name, rows[:cut], declared), _file(name, rows[cut - back :], other)]


def _file(name, rows, declared) -> File:
    """A file that declares an interval only where most of its steps are as long: another one is refused."""
    steps = [later - earlier for (earlier, _), (later, _) in pairwise(rows)]
    shorter = [step for step in steps if declared and 3 * step < 2 * declared]
    return File(name, tuple(rows), declared if 2 * len(shorter) <= len(steps) else None)


def _change(chance: Random, rows):
    """From somewhere on warm, or at another pace."""
    at = chance.randrange(len(rows))
    if chance.random() < 0.5:
        warm = chance.choice(DEGREES)
        return [*rows[:at], *((t, warm) for t, _ in rows[at:])]
    return [*rows[:at], *rows[at :: chance.choice([2, 3])]]


def _by_events(chance: Random, _: Label, drawn: Drawn, names) -> Drawn:
    """Name loggers on events; for some containers, with `none` at the end, or one that nobody read."""
    lines = list(drawn.lines)
    for who in dict.fromkeys((one.therapy, one.container) for one in lines):
        own = [i for i, one in enumerate(lines) if (one.therapy, one.container) == who]
        if chance.random() < 0.75:
            places = sorted(chance.sample(own, min(len(own), chance.choice([1, 1, 2, 2, 3]))))
            if chance.random() < 0.6:
                places[0] = own[0]
            for n, i in enumerate(dict.fromkeys(places)):
                name = chance.choice([*names, names[0], "X"]) if n == 0 else chance.choice([*names, "none", "none"])
                lines[i] = replace(lines[i], logger=name)
    return replace(drawn, lines=tuple(lines))


def _codes(chance: Random, label: Label):
    return chance.choice([("everywhere",), *[(code,) for code in label.codes] * 3, tuple(dict.fromkeys(label.codes))])


def _by_call(chance: Random, label: Label, drawn: Drawn, names) -> Drawn:
    """Say with the file what its logger stands for."""
    own = {name: _codes(chance, label) for name in names if chance.random() < 0.7}
    files = tuple(replace(one, codes=own.get(drawn.name_of(i), ())) for i, one in enumerate(drawn.files))
    return replace(drawn, files=files)


def _by_profile(chance: Random, label: Label, drawn: Drawn, names) -> Drawn:
    """Say in the profile what loggers stand for, also one that is not there."""
    places = tuple(
        LoggerPlace.of(name, _codes(chance, label), "the site profile")
        for name in [*names, "Y"]
        if chance.random() < 0.7
    )
    return replace(drawn, site=replace(drawn.site, loggers=places))
