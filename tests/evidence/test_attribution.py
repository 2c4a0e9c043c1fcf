"""Whom each row of an event table is about: the columns against the rule said row by row."""

import numpy as np
import pandas as pd
import pytest
from how_many import draws
from hypothesis import given, settings
from hypothesis import strategies as st

from atmp_logistics.core.errors import ConflictingRecord
from atmp_logistics.core.event_kinds import EVENTS
from atmp_logistics.evidence.events.consignments import products, roster_of
from atmp_logistics.evidence.events.roster import Roster
from atmp_logistics.evidence.events.row_statements import stated_values
from atmp_logistics.ingest import read_events

#: One event of each scope, and one that recurs.
KINDS = ["collection_end", "lymphodepletion_end", "thaw_end", "storage_in"]
DOSE = next(name for name, kind in EVENTS.items() if kind.scope == "dose")
ROWS = st.lists(
    st.tuples(st.sampled_from("TUV"), st.sampled_from(["", "", "A", "B"]), st.sampled_from([*KINDS, DOSE]), st.sampled_from(["", "p"])),
    max_size=8,
)  # fmt: skip
MORE = st.lists(st.tuples(st.sampled_from("TUW"), st.sampled_from(["", "A", "C"])), max_size=3)


def table_of(rows, categorical):
    frame = pd.DataFrame(rows, columns=["therapy_id", "container_id", "event", "logger_id"], dtype=object)
    frame["time"], frame["row"] = np.arange(float(len(rows))), np.arange(2, len(rows) + 2)
    return (
        frame.astype(dict.fromkeys(["therapy_id", "container_id", "event", "logger_id"], "category"))
        if categorical
        else frame
    )


def containers(rows, more):
    """Return the containers, a therapy's together, therapies as they come."""
    named = [(therapy, own) for therapy, own, event, _ in rows if own and EVENTS[event].scope != "material"]
    named += [who for who in more if who[1]]
    therapies = dict.fromkeys([row[0] for row in rows] + [therapy for therapy, _ in more])
    return [who for one in therapies for who in (dict.fromkeys(p for p in named if p[0] == one) or [(one, "")])]


def happened_to(row, who):
    therapy, own, event, _ = row
    scope, theirs = EVENTS[event].scope, [one for one in who if one[0] == therapy]
    if scope == "container" or (scope == "dose" and own):
        return [one for one in theirs if one[1] == own]
    return theirs


def stated_of(row, who):
    therapy, own, event, _ = row
    theirs = [one for one in who if one[0] == therapy]
    return [one for one in theirs if one[1] == own] if own and EVENTS[event].scope != "material" else theirs


@settings(max_examples=draws(300), derandomize=True, deadline=None)
@given(ROWS, MORE, st.booleans(), st.data())
def test_a_roll_says_whom_each_row_is_about(rows, more, categorical, data):
    table = table_of(rows, categorical)
    roll, who = Roster.of(table, more), containers(rows, more)
    assert list(zip(roll.therapy_id, roll.container_id, strict=True)) == who
    kept = data.draw(st.lists(st.integers(0, max(len(who) - 1, 0)), unique=True).map(sorted)) if who else []
    for own, some in ((roll, who), (roll.among(np.array(kept, np.int64)), [who[i] for i in kept])):
        asked = data.draw(st.sampled_from([slice(0, len(rows)), np.arange(len(rows))]))
        row, at = own.of_events(asked)
        row = np.arange(len(rows)) if isinstance(row, slice) else row
        found = {(int(i), some[k]) for i, k in zip(row, at, strict=True)}
        assert found == {(i, one) for i, line in enumerate(rows) for one in happened_to(line, some)}
        assert own.group.tolist() == [list(dict.fromkeys(t for t, _ in some)).index(t) for t, _ in some]
        said = stated_values(table, own, "logger_id")
        meant = {
            (i, one) for i, line in enumerate(rows) if line[3] and EVENTS[line[2]].scope != "material" for one in stated_of(line, some)
        }  # fmt: skip
        assert {(int(i), some[k]) for i, k in zip(said.row, said.place, strict=True)} == meant


def test_a_name_that_no_event_has_is_an_error_and_not_passed_over():
    table = table_of([("T", "", "thaw_end", "")], categorical=False)
    with pytest.raises(KeyError, match="thawing"):
        Roster.of(table.assign(event="thawing"))


def test_a_missing_container_is_one_left_empty():
    table = table_of([("T", "", "thaw_end", "")], categorical=False)
    assert Roster.of(table.assign(container_id=[None])).container_id.tolist() == [""]


def test_two_products_of_one_container_are_named_with_their_rows():
    rows = [
        ("T1", "B1", "thaw_start", "2026-11-10T10:00Z", "one"),
        ("T1", "B1", "thaw_end", "2026-11-10T10:04Z", "two"),
    ]
    events = read_events(pd.DataFrame(rows, columns=["therapy_id", "container_id", "event", "time", "product"]))
    with pytest.raises(
        ConflictingRecord, match=r"rows 0, 1, column product.*'one' and 'two' for container B1 of therapy T1"
    ):
        products(events, roster_of(events), None)
