"""Every folder of phrases holds each language, with the same keys and braces, and no word that says more than we know."""

import copy
import pickle
import re
import tomllib
from pathlib import Path

import pytest

import atmp_logistics as atmp
from atmp_logistics.core.errors import SiteError, UsageError
from atmp_logistics.core.event_kinds import EVENTS, STAGES
from atmp_logistics.core.phrases_by_key import language_name, languages, phrases_of
from atmp_logistics.core.translatable import English, Number, joined, phrase_table, prose, said
from atmp_logistics.core.verdict import Verdict

PACKAGE = Path(atmp.__file__).parent
ROOMS = sorted(path.parent.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("phrases") if path.is_dir())
#: What no language says of a product.
_TOO_MUCH = r"\b(safe(?! by\b)|usable|compliant|validated|säker|säkert|godkänd|godkänt|frisläppt|validerad)\b"


def braces(text):
    return sorted(re.findall(r"\{(\w*)\}", text))


def test_there_are_rooms_and_languages():
    assert {"core", "report/dose_record"} <= set(ROOMS)
    assert languages() == ("en", "sv")


@pytest.mark.parametrize("room", ROOMS)
def test_each_language_holds_the_same_keys_and_braces(room):
    found = sorted(file.name for file in Path(PACKAGE, room, "phrases").iterdir())
    assert found == sorted(f"{name}.toml" for name in languages())
    english = phrase_table(room, "en")
    for name in languages()[1:]:
        other = phrase_table(room, name)
        assert list(other) == list(english)
        assert {key: braces(other[key]) for key in english} == {key: braces(english[key]) for key in english}


@pytest.mark.parametrize("room", ROOMS)
def test_no_phrase_is_empty_or_says_too_much(room):
    for name in languages():
        for key, text in phrase_table(room, name).items():
            assert text.strip(), (name, key)
            assert not re.search(_TOO_MUCH, text, re.IGNORECASE), (name, key, text)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_nothing_twice_that_core_says(room):
    assert room == "core" or not set(phrase_table(room, "en")) & set(phrase_table("core", "en"))


@pytest.mark.parametrize("language", languages())
def test_every_event_and_verdict_has_its_words(language):
    table = phrase_table("core", language)
    assert {key for key in table if key.startswith("event.")} == {f"event.{name}" for name in (*EVENTS, *STAGES)}
    assert {f"verdict.{one.value}" for one in Verdict} <= set(table)


def test_the_words_of_events_tell_them_apart():
    for language in languages():
        table = phrase_table("core", language)
        words = [table[key] for key in table if key.startswith("event.")]
        assert len(set(words)) == len(words)


def test_english_words_of_events_are_their_names():
    say = phrases_of("core")
    assert [say.event(name) for name in EVENTS] == [name.replace("_", " ") for name in EVENTS]
    assert phrases_of("core", "sv").event("event_of_a_plugin") == "event of a plugin"


def test_a_phrase_is_filled_with_what_its_language_says():
    say = phrases_of("core", "sv")
    degrees = said("core", "unit.degC", value=Number("24.3"))
    assert say("unit.h", count=degrees) == "24,3 °C h"
    assert (say.said(English("bags")), say.is_known(English("bags")), say.is_known("bags")) == ("bags", False, False)
    assert say.is_known(degrees)
    assert phrases_of("core").is_known("bags")
    assert (say.number(1.5), phrases_of("core").number(1.5), say.number(2.0, ".8g")) == ("1,5", "1.5", "2")


def test_a_message_whose_part_is_english_alone_is_so_too():
    known = said("core", "verdict.deviates")
    assert joined("; ", [known, Number("1.5")]).in_language("sv") == "avviker; 1,5"
    assert joined("; ", [known, prose("two bags")]).in_language("sv") is None
    assert said("core", "unit.h", count=prose("two")).in_language("sv") is None
    assert (prose("two").in_language("en"), prose(known) is known) == ("two", True)


def test_messages_are_kept_by_pickle_and_copy():
    message = joined("; ", [said("core", "unit.degC", value=Number("24.3")), English("x"), "y"])
    for same in (pickle.loads(pickle.dumps(message)), copy.deepcopy(message)):  # noqa: S301
        assert (str(same), same.parts[0].in_language("sv"), same.in_language("sv")) == (
            "24.3 °C; x; y",
            "24,3 °C",
            None,
        )


@pytest.mark.parametrize("value", ["", "tlh", "SV", 3, ["sv"]])
def test_an_unknown_language_is_refused_with_those_that_are_there(value):
    with pytest.raises(UsageError, match=r"language: found .*, expected one of 'en', 'sv'"):
        language_name(value)


def test_a_profile_states_its_language_and_the_call_goes_before_it():
    site = atmp.parse_site('language = "sv"')
    assert site.statements() == (
        "dose records, run sheets and calendars are in the language sv, where the call states none",
    )
    with pytest.raises(SiteError, match=r"site\.language: found 'fi'"):
        atmp.parse_site('language = "fi"')
    with pytest.raises(SiteError, match="one of en, sv"):
        atmp.Site(language="fi")


def test_the_files_are_plain_tables_of_texts():
    for room in ROOMS:
        for name in languages():
            tables = tomllib.loads(Path(PACKAGE, room, "phrases", f"{name}.toml").read_text("utf-8"))
            assert all(isinstance(text, str) for table in tables.values() for text in table.values())
