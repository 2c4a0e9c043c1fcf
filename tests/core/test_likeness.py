"""A suggestion is made at high likeness alone, and never crosses from a start to an end."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atmp_logistics.core.event_kinds import EVENTS, NAMES, event_name, suggestion
from atmp_logistics.core.event_words import AMBIGUOUS, LANGUAGES
from atmp_logistics.core.likeness import likest, sides_of

#: Each end of something, and words that wards write for it.
SAID = {
    "start": ("start", "startad", "påbörjad", "begonnen", "Beginn", "started", "begin", "gestart"),
    "end": ("slut", "avslutad", "klar", "end", "stop", "einde", "Ende", "fertig", "complete", "klaar", "finished"),
    "pause": ("paus", "pause", "paused"),
    "resume": ("resume", "restart", "återstart", "hervat"),
    "in": ("in", "inlagd"),
    "out": ("out", "ut", "uttagen", "uit", "removed"),
}
_SIDED = sorted(name for name in NAMES if sides_of(name))
_WORDS = st.sampled_from([(side, word) for side, words in SAID.items() for word in words])
_STEMS = st.sampled_from(sorted({name.rsplit("_", 1)[0] for name in _SIDED}))


@given(_STEMS, _WORDS, st.sampled_from((" ", "_", "-", "s")))
def test_no_suggestion_crosses_from_one_end_to_the_other(stem, said, between):
    side, word = said
    for close in likest(f"{stem}{between}{word}", NAMES, most=len(NAMES)):
        assert sides_of(close) <= {side} | sides_of(stem), close


@given(_STEMS, st.text("abcdefghijklmnopqrstuvwxyzåäö", min_size=1, max_size=9))
def test_a_word_for_an_end_in_a_language_unknown_suggests_neither(stem, word):
    name = f"{stem}_{word}"
    for close in likest(name, EVENTS, most=len(EVENTS)):
        ends = [part for part in close.split("_") if sides_of(part)]
        slips = [SequenceMatcher(None, part, end).ratio() for end in ends for part in name.split("_")]
        assert not ends or any(end in name for end in ends) or max(slips) >= 0.65


@given(st.sampled_from(sorted(EVENTS)), st.data())
def test_one_letter_left_out_of_an_event_suggests_it_or_nothing_of_another_end(name, data):
    i = data.draw(st.integers(0, len(name) - 1))
    slip = name[:i] + name[i + 1 :]
    for close in likest(slip, EVENTS):
        assert sides_of(close) == sides_of(name)


@pytest.mark.parametrize(
    "word",
    [
        "infusion",
        "tina start",
        "thaw",
        "x" * 1000,
        "",
        "infusion koniec",
    ],
)
def test_what_is_unlike_or_of_another_end_suggests_nothing(word):
    assert suggestion(word) == ""


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("thaw_stat", "thaw_start"),
        ("Infuson end", "infusion_end"),
        ("thawend", "thaw_end"),
        ("infusie eindee", "infusie_einde"),
        ("Infusion slt", "infusion_slut"),
    ],
)
def test_a_slip_suggests_what_is_meant(slip, meant):
    assert suggestion(slip) == f"; did you mean {meant!r}?"


@pytest.mark.parametrize("word", ["Infusion slut", "Infusionsslut", "infusie einde", "Infusionsende", "tina slut"])
def test_an_end_is_never_taken_for_a_start_where_only_starts_are_known(word):
    assert likest(word, [name for name in NAMES if "start" in sides_of(name)]) == []


def test_a_name_says_no_other_end_than_its_event():
    assert [name for name, ours in NAMES.items() if sides_of(ours) and sides_of(name) - sides_of(ours)] == []


@pytest.mark.parametrize("word", AMBIGUOUS)
def test_what_may_mean_several_events_is_none_and_names_each(word):
    assert event_name(word) is None
    assert all(repr(name) in suggestion(word) and name in EVENTS for name in AMBIGUOUS[word])


def test_a_word_means_one_event_in_all_languages():
    meant = [(word, ours) for one in LANGUAGES for word, ours in one.names()]
    assert len(dict(meant)) == len(set(meant))
    assert {ours for _, ours in meant} <= set(EVENTS)
    assert all(NAMES[word] == ours and event_name(word) == ours for word, ours in meant)
