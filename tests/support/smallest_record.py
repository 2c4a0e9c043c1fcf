"""The smallest record on which the core and the reference differ as on one: `python tests/support/smallest_record.py NUMBER [RULE]`."""

import sys
from dataclasses import replace

from compare_records import differences
from random_records import Drawn, record_of


def smaller(drawn: Drawn):
    """Yield records with a little less."""
    tables = drawn.limits.split("\n[[")
    for i in range(len(tables)):
        rest = [one if k == 0 else "[[" + one for k, one in enumerate(tables) if k != i]
        yield replace(drawn, limits="\n".join(rest))
    for i in range(len(drawn.lines)):
        yield replace(drawn, lines=drawn.lines[:i] + drawn.lines[i + 1 :])
        one = drawn.lines[i]
        for less in (replace(one, logger=""), replace(one, expiry=""), replace(one, stated=())):
            if less != one:
                yield replace(drawn, lines=(*drawn.lines[:i], less, *drawn.lines[i + 1 :]))
    for i, one in enumerate(drawn.files):
        yield replace(drawn, files=drawn.files[:i] + drawn.files[i + 1 :])
        count = len(one.readings)
        for size in (count // 2, count // 4, 4, 2, 1):
            for at in range(0, count, size) if size else ():
                rest = one.readings[:at] + one.readings[at + size :]
                if rest:
                    yield replace(drawn, files=(*drawn.files[:i], replace(one, readings=rest), *drawn.files[i + 1 :]))
    site = drawn.site
    for change in (
        {"loggers": ()}, {"bands": ()}, {"spacing": ()}, {"accuracy_degC": 0.0, "decision_rule": "simple"}, {"tz": "UTC"},
        {"resolution_s": 0.0}, {"max_gap_s": None},
    ):  # fmt: skip
        if replace(site, **change) != site:
            yield replace(drawn, site=replace(site, **change))
    if drawn.when:
        yield replace(drawn, when=())


def kinds(drawn: Drawn, rule):
    try:
        return {one.kind for one in differences(0, drawn) or () if rule in {"", one.key[2]}}
    except Exception as error:  # noqa: BLE001  a record too small is none
        del error
        return set()


def smallest(drawn: Drawn, rule=""):
    """Leave out what does not matter."""
    wanted = kinds(drawn, rule)
    wanted = {min(wanted)} if wanted else wanted
    again = bool(wanted)
    while again:
        again = False
        for less in smaller(drawn):
            if wanted <= kinds(less, rule):
                drawn, again = less, True
                break
    return drawn


def main(number, rule=""):
    drawn = smallest(record_of(int(number)), rule)
    print(drawn)
    for one in differences(0, drawn) or ():
        core, slow = (found and (found.verdict, found.lower, found.upper) for found in (one.core, one.slow))
        print(one.key, "\n core     ", core, "\n reference", slow)


if __name__ == "__main__":
    main(*sys.argv[1:])
