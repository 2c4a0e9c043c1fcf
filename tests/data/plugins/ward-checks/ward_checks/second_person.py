"""Was each step seen by a second person?

Why it matters
--------------
Of two people who look at one label, one sees what the other reads over. One person who signs twice is one person.

Sources
-------
The table `[[x.second-person]]` of the product file, with its section; the names that are filed beside the event.

Common causes
-------------
A night shift alone; the second signature added later by the first.

What to do
----------
Deviates: report it, and ask who was there. Indeterminate: add both names from the paper record.

Examples
--------
A thaw that one person did and another saw conforms; that one person signed twice deviates; without a name it is
indeterminate.
"""

import numpy as np

from atmp_logistics.plugins.rules import Limit, filed_cells, finding_table, in_words

CODE = "WARD101"
TABLE = "second-person"
NOT_ALONE = Limit(upper=0.0, unit="steps done alone")


def read_limit(item):
    """Take the event that two people must have been at."""
    return {"at": item.moment("at", stage=False)}


def judge(evidence, exposure):
    """Compare who did a step with who saw it."""
    for limit in evidence.product.own_limits:
        if limit.table == TABLE:
            yield _answer(limit, evidence)


def _answer(limit, evidence):
    event = limit.values["at"]
    did, saw = (filed_cells(evidence, event, column) for column in ("performed_by", "witnessed_by"))
    known = np.array([bool(one) and bool(two) for one, two in zip(did, saw, strict=True)], bool)
    alone = np.array([_names(one) == _names(two) for one, two in zip(did, saw, strict=True)], bool)
    least, most = (known & alone).astype(float), (~known | alone).astype(float)

    def words(row):
        if not known[row]:
            return f"who did and who saw {in_words(event)} is not known", f"log both names beside {in_words(event)}"
        return f"{in_words(event)}: done by {', '.join(did[row])}, seen by {', '.join(saw[row])}", None

    return finding_table(
        CODE, limit, NOT_ALONE, (least, most), evidence=evidence, events=[event], unit=NOT_ALONE.unit, words=words
    )


def _names(texts):
    return {" ".join(text.split()).casefold() for text in texts}
