"""Whatever is done to an export's bytes, reading it gives a record or a refusal of ours, and no other error."""

import random
import re

import pytest
from exported import ALL, LOGS, ROWS, events_of, written

from atmp_logistics import read_events, read_readings
from atmp_logistics.core.errors import AtmpError

STRANGE = (
    b"",
    b"\x00",
    b"\xff",
    b"null",
    b"-1",
    b"1e999",
    b"{}",
    b"[",
    b'"',
    b"<",
    b"&#0;",
    b",",
    b"\n",
    b"2026-02-30T25:61:00Z",
    b"NaN",
    b"'",
)


def mutant(data, how):
    """Return an export of which a piece was lost, doubled, put elsewhere, or has something strange in its place."""
    pieces = re.split(rb"(?<=[,<>\n:{}\[\]\"])", data)
    first, second = (how.randrange(len(pieces)) for _ in range(2))
    kind = how.randrange(5)
    if kind == 0:
        del pieces[first : first + how.randrange(1, 4)]
    elif kind == 1:
        pieces.insert(first, pieces[second])
    elif kind == 2:
        pieces[first], pieces[second] = pieces[second], pieces[first]
    elif kind == 3:
        pieces[first] = how.choice(STRANGE) + pieces[first][-1:]
    else:
        whole = bytearray(data)
        whole[how.randrange(len(whole))] = how.randrange(256)
        return bytes(whole)
    return b"".join(pieces)


def every_mutant_is_read_or_refused(folder, to, count, seed):
    how = random.Random(seed)  # noqa: S311
    events = events_of(ROWS["two therapies, mixed"] + ROWS["what a pharmacy files"])
    paths = written(folder, to, events, LOGS["all of it"]).paths
    whole = {path: path.read_bytes() for path in paths}
    outcomes = set()
    for _ in range(count):
        path = how.choice(paths)
        path.write_bytes(mutant(whole[path], how))
        for read in (read_events, read_readings):
            try:
                outcomes.add(len(read(path)) > 0)
            except AtmpError:
                outcomes.add(False)
    assert False in outcomes


@pytest.mark.parametrize("to", ALL)
def test_a_mutant_is_read_or_refused(to, tmp_path):
    every_mutant_is_read_or_refused(tmp_path, to, 12, f"few {to}")


@pytest.mark.nightly
@pytest.mark.parametrize("to", ALL)
def test_many_mutants_are_read_or_refused(to, tmp_path):
    every_mutant_is_read_or_refused(tmp_path, to, 4000, f"many {to}")
