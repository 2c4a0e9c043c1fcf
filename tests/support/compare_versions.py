"""Compare versions of a label with the reference: `python tests/support/compare_versions.py FIRST COUNT`."""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from compare_records import COMPARED
from random_records.versions import Changed, changed_of
from reference import WORST, by_versions

from atmp_logistics.assessment.assess import assess
from atmp_logistics.core.errors import AtmpError, CatalogueError
from atmp_logistics.core.instants import zone


def differences(changed: Changed):
    """Each rule and code of a container of which the two say otherwise; None where the record is refused."""
    drawn = changed.record
    try:
        versions = changed.products()
        with tempfile.TemporaryDirectory() as folder:
            known = changed.catalogue(Path(folder))
            result = assess(drawn.events(), None, "trial", catalogue=known, site=drawn.site)
    except (AtmpError, CatalogueError):
        return None
    core: dict[tuple, str] = {}
    for one in result:
        key = one.therapy_id, one.container_id, one.rule, one.code
        if one.rule in COMPARED:
            core[key] = max(core.get(key, "conforms"), one.verdict.value, key=WORST.index)
    slow = by_versions(versions, drawn.rows(), (), drawn.site, zone("UTC"))
    return {
        (key, core.get(key), slow.get(key))
        for key in {*core, *slow}
        if core.get(key) != slow.get(key) and key[2] in COMPARED
    }


def main(first=0, count=200):
    kinds, examples, judged = Counter(), {}, 0
    for number in range(first, first + count):
        found = differences(changed_of(number))
        judged += found is not None
        for key, one, other in found or ():
            kinds[key[2], one, other] += 1
            examples.setdefault((key[2], one, other), []).append(number)
        if found and count == 1:
            print(changed_of(number), *found, sep="\n")
    print(f"{judged} of {count} records judged")
    for kind, times in kinds.most_common():
        print(times, *kind, examples[kind][:8])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
