"""A suggestion is made at high likeness alone, and never crosses from a start to an end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atmp_logistics.core.event_kinds import EVENTS, NAMES, suggestion
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
    for close in likest(f"{stem}_{word}", NAMES, most=len(NAMES)):
        own = {part for part in close.split("_") if sides_of(part)}
        near = {one for part in own for one in (part, *(part[:i] + part[i + 1 :] for i in range(len(part))))}
        assert not own or any(len(part) > 1 for part in near)
        assert sides_of(close) <= sides_of(f"{stem}_{word}") | _nearly(word)


def _nearly(word: str) -> frozenset[str]:
    """Return the ends of which a word may be a slip."""
    from difflib import SequenceMatcher

    ends = {part for name in NAMES for part in name.split("_") if sides_of(part)}
    near = [part for part in ends if part in word or SequenceMatcher(None, word, part).ratio() >= 0.7]
    return frozenset().union(*map(sides_of, near))


@given(st.sampled_from(sorted(EVENTS)), st.data())
def test_one_letter_left_out_of_an_event_suggests_it_or_nothing_of_another_end(name, data):
    i = data.draw(st.integers(0, len(name) - 1))
    slip = name[:i] + name[i + 1 :]
    for close in likest(slip, EVENTS):
        assert sides_of(close) == sides_of(name)


@pytest.mark.parametrize(
    "word",
    [
        "Infusion slut",
        "Infusionsslut",
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
        ("infusie einde", "infusion_end"),
    ],
)
def test_a_slip_suggests_what_is_meant(slip, meant):
    assert suggestion(slip) == f"; did you mean {meant!r}?"
