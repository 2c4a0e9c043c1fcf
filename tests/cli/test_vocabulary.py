"""`vocabulary` lists what is known, says what a word means, and names what an unknown one may mean."""

from __future__ import annotations

import json

import pytest
from test_cli import call

from atmp_logistics.core.vocabulary import likely_meanings, meanings, vocabulary


def test_the_list_holds_every_event_column_and_condition():
    done = call("vocabulary")
    assert done.exit_code == 0
    words = done.stdout.split()
    assert all(one.name in words for one in vocabulary())


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("Infusion slut", ["the event administration_end", "Swedish: infusion"]),
        ("thaw", ["the event thaw_start", "the event thaw_end", "comes after: product_received"]),
        ("storage", ["storage_in", "storage_out"]),
        ("Påse", ["the column of events container_id"]),
        ("temperatuur", ["the column of readings temperature"]),
        ("batch", ["the column of events batch", "the condition batch"]),
    ],
)
def test_a_word_is_explained(word, said):
    done = call("vocabulary", word)
    assert done.exit_code == 0
    assert [one for one in said if one not in " ".join(done.stdout.split())] == []


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("Infusion klar", ["preparation_end (event: ", " or administration_end (event: "]),
        ("thaw_stat", ["may mean thaw_start"]),
        ("tank", ["storage_in", "storage_out"]),
        ("Signatur", ["custodian", "performed_by"]),
        ("kaffe", ["state in the site profile what your ward means by it."]),
        ("", ["a word of the vocabulary"]),
    ],
)
def test_an_unknown_word_is_refused_with_what_it_may_mean(word, said):
    done = call("vocabulary", word)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert [one for one in said if one not in done.stderr] == []


def test_the_vocabulary_is_written_as_json(tmp_path):
    path = tmp_path / "vocabulary.json"
    assert call("vocabulary", "--json", path).exit_code == 0
    written = json.loads(path.read_text("utf-8"))
    assert written["schema"] == "atmp-logistics/vocabulary/1"
    assert [one["name"] for one in written["entries"]] == [one.name for one in vocabulary()]


def test_every_name_means_its_entry_and_no_known_word_is_only_likely():
    for one in vocabulary():
        assert all(one in meanings(name) for name in one.names)
    assert likely_meanings("") == ()
