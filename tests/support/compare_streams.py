"""Compare records judged in memory with the same judged in shards: `python tests/support/compare_streams.py FIRST COUNT`."""

import sys
import tempfile
from pathlib import Path
from random import Random

from random_records import Drawn, record_of

from atmp_logistics.assessment.assess import assess
from atmp_logistics.assessment.sandbox import sandbox_product
from atmp_logistics.assessment.streaming.assess_files import FilesCall
from atmp_logistics.assessment.streaming.assess_shard import LoadedCatalogue, ShardRequest
from atmp_logistics.assessment.streaming.resources import BatchSizes, Resources, ShardLimits
from atmp_logistics.catalogue.catalogue import load_catalogue
from atmp_logistics.core.errors import AtmpError, CatalogueError
from atmp_logistics.ingest.answers import Answers
from atmp_logistics.report.assessment.json import render_json


def written(ask):
    """What a call comes to, as its JSON; or its refusal."""
    try:
        return render_json(ask())
    except AtmpError as error:
        return f"refused: {error}"


def streamed(number: int, drawn: Drawn, events, placed, label):
    """Judge it in shards as small as its number says."""
    chance = Random(number)  # noqa: S311  the same number, the same shards
    asked = ShardRequest(label, drawn.site, dict(drawn.when), (), LoadedCatalogue({}), None)
    room = ShardLimits(chance.choice([1, 10, 1000]), chance.choice([1, 5, 1000]), 10**6)
    sizes = BatchSizes(chance.choice([1, 60, 200, 10**6]), chance.choice([1, 3, 10, 10**6]), 10**9)
    call = FilesCall(events, placed or None, Answers(tz=drawn.site.zone), asked, load_catalogue(), (), None)
    return call.assess(Resources(sizes, room, 1), None)


def same(number: int, drawn: Drawn) -> str:
    """Say what differs: nothing, where both give the same bytes."""
    try:
        label, events = sandbox_product(drawn.limits), drawn.events()
    except (AtmpError, CatalogueError):
        return ""
    with tempfile.TemporaryDirectory() as folder:
        placed = drawn.written(Path(folder))
        whole = written(lambda: assess(events, drawn.log(placed), label, when=dict(drawn.when), site=drawn.site))
        parts = written(lambda: streamed(number, drawn, events, placed, label))
    if whole == parts:
        return ""
    at = next((i for i, (a, b) in enumerate(zip(whole, parts, strict=False)) if a != b), min(len(whole), len(parts)))
    return f"in memory  ...{whole[max(at - 80, 0) : at + 120]}\n streamed  ...{parts[max(at - 80, 0) : at + 120]}"


def main(first=0, count=200):
    different = 0
    for number in range(first, first + count):
        said = same(number, record_of(number))
        different += bool(said)
        if said and different <= 10:
            print(number, said)
    print(f"{different} of {count} records differ")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
