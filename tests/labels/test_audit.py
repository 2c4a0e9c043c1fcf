"""A product file beside a label's own text: what is in both, in one alone, and what contradicts."""

import os
from pathlib import Path

import pytest
from made_up_label import SMPC, label_text

import atmp_logistics as atmp
from atmp_logistics.core.errors import LabelError
from atmp_logistics.labels import audit as audits
from atmp_logistics.labels.audit import audit_label
from atmp_logistics.labels.read_label import read_label


@pytest.fixture
def audit(tmp_path):
    def audit(*changes, product="tecartus-uk", text=None):
        path = tmp_path / "label.txt"
        path.write_text(text or label_text(*changes), "utf-8")
        return audit_label(atmp.load_product(product), read_label(path))

    return audit


def numbers(result, status):
    return [one.quantity.text for one in result.numbers if one.status == status]


def limits(result, status):
    return [
        f"{one.limit.code}{f': {one.number}' if one.number else ''}" for one in result.limits if one.status == status
    ]


def test_a_label_with_these_limits_alone_differs_in_nothing(audit):
    result = audit()
    assert not result.differs
    assert {one.status for one in result.numbers} == {audits.IN_FILE}
    assert {one.status for one in result.limits} == {audits.FOUND}
    assert "25 of 25 limits are in the label; of its 11 numbers 11 are in the file" in str(result).replace("\n", " ")


def test_a_limit_that_the_label_no_longer_has_is_named(audit):
    result = audit(("for up to 90 days", "for some time"), ("Do not refreeze.", ""))
    assert limits(result, audits.NOT_FOUND) == ["single-minus-80: at_most 90 d", "refreeze"]
    assert result.differs


def test_a_number_that_the_file_does_not_have_is_named_with_its_place(audit):
    result = audit(("It must not be washed.", "It must not be washed. Thaw at 37 °C, for 2?5 min."))
    assert numbers(result, audits.NOT_IN_FILE) == ["37 °C"]
    assert numbers(result, audits.UNREADABLE) == ["5 min"]
    one = next(one for one in result.numbers if one.status == audits.NOT_IN_FILE)
    assert (one.sentence.section.number, one.sentence.text) == ("6.6", "Thaw at 37 °C, for 2?5 min.")
    assert result.differs


def test_another_number_for_the_same_events_contradicts(audit):
    result = audit(("infuse within 3 hours", "infuse within 4 hours"))
    (one,) = [one for one in result.numbers if one.status == audits.CONTRADICTS]
    assert (one.quantity.text, str(one.numbers[0]), one.numbers[0].limit.code) == (
        "within 4 hours",
        "at_most 3 h",
        "post-thaw",
    )
    assert "post-thaw: at_most 3 h" in limits(result, audits.NOT_FOUND)
    assert "within 4 hours, the file has post-thaw: at_most 3 h" in str(result)


@pytest.mark.parametrize(
    "change",
    [
        ("After thawing, infuse within 3 hours at", "Use it within 4 hours, at"),  # no event is named
        ("infuse within 3 hours", "infuse after at least 4 hours"),  # the other side
        ("infuse within 3 hours", "infuse within about 4 hours"),  # approximate
        ("infuse within 3 hours", "infuse within 4 hours or within 5 hours"),  # which of them?
        ("infuse within 3 hours", "infuse within 4 days of 3 hours"),  # the limit's own number is there
    ],
)
def test_what_is_not_clear_does_not_contradict(audit, change):
    result = audit(change)
    assert numbers(result, audits.CONTRADICTS) == []
    assert result.differs


def test_the_same_number_as_a_bound_of_the_other_side_is_another(audit):
    result = audit(("infuse within 3 hours", "infuse after at least 3 hours"))
    assert numbers(result, audits.NOT_IN_FILE) == ["at least 3 hours"]
    assert limits(result, audits.NOT_FOUND) == ["post-thaw: at_most 3 h"]


def test_hours_are_no_calendar_days_and_a_temperature_is_no_duration(audit):
    result = audit(("more than 2 weeks", "more than 336 hours"), ("within 3 hours", "within 3 °C"))
    assert (
        limits(result, audits.NOT_FOUND)
        == ["post-thaw: at_most 3 h", "lymphodepletion-repeat: at_most_days 14 days"][:1]
    )
    where = next(one for one in result.limits if one.limit.code == "lymphodepletion-repeat")
    assert where.why == "in another section than the file cites"


def test_exact_days_of_the_file_are_hours_too(audit):
    assert not audit(("up to 90 days", "up to 2160 hours")).differs


def test_a_range_of_which_the_file_has_one_end_is_there_in_part(audit):
    result = audit(("at -70 °C or below", "at -80 °C (± 10 °C)"))
    assert numbers(result, audits.IN_PART) == ["-80 °C (± 10 °C)"]


def test_degrees_fahrenheit_in_brackets_repeat_the_number_before(audit):
    result = audit(("20 °C to 25 °C", "20 °C to 25 °C (68 °F to 77 °F)"), ("≤ -150 °C", "≤ -150 °C (≤ minus 238 °F)"))
    assert numbers(result, audits.RESTATES) == ["68 °F to 77 °F", "≤ minus 238 °F"]
    assert not result.differs
    assert numbers(audit(("20 °C to 25 °C", "20 °C to 25 °C (60 °F to 77 °F)")), audits.IN_PART) == ["60 °F to 77 °F"]


def test_what_the_label_demands_without_a_number_and_without_a_code_is_named(audit):
    result = audit(("It must not be washed.", "It must not be washed. Place it inside a second bag. Ne pas agiter."))
    assert [one.name for one in result.left_out] == ["second-bag", "shake"]
    assert result.left_out[0].sentences[0].text == "Place it inside a second bag."
    assert result.differs


def test_a_limit_without_a_number_and_without_known_words_is_not_compared(audit):
    result = audit(product="kymriah-us", text=SMPC.replace("Tecartus", "Kymriah"))
    assert limits(result, audits.NOT_CHECKED)
    assert "were not compared" in str(result)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (label_text(("Tecartus", "Kymriah")), "found 'Kymriah, made-up label', expected the label of Tecartus"),
        (
            label_text(("Tecartus", "Kymriah"), ("1 year.", "1 year. It is no Tecartus.")),
            "expected the label of Tecartus",
        ),
        (SMPC + SMPC, "2 SmPCs, of which 2 name it in section 1"),
    ],
)
def test_the_label_of_another_product_is_refused(audit, text, words):
    with pytest.raises(LabelError) as caught:
        audit(text=text)
    assert words in str(caught.value)


def test_of_two_labels_in_one_file_that_of_the_product_is_compared(audit):
    result = audit(text=label_text(("Tecartus", "Kymriah"), ("1 year", "9 months")) + SMPC)
    assert not result.differs
    assert result.notes == ("of the documents in the file, SmPC 2 alone was compared",)


def test_the_name_may_be_another_where_the_substance_is_the_same(audit):
    result = audit(("Tecartus", "Other (brexucabtagene autoleucel)"))
    assert result.notes == ("the name Tecartus is not in the label",)


def test_a_label_without_text_on_storage_is_refused(audit):
    text = (
        "".join(f"\n{n}.{k} Heading\n\nTecartus.\n" for n in (1, 2, 3) for k in (1, 2))
        + "\n6.3 Shelf\n\n6.5 Other\n\nTecartus.\n"
    )
    with pytest.raises(LabelError, match="no text in the sections on storage and use"):
        audit(text=text)


@pytest.mark.skipif("ATMP_SHARED" not in os.environ, reason="no folder of genuine labels")
@pytest.mark.parametrize("ending", ["pdf", "txt"])
def test_the_genuine_label_has_every_limit_of_tecartus_uk_and_three_instructions_that_the_file_leaves_out(ending):
    path = Path(os.environ["ATMP_SHARED"]) / "labels" / "smpc" / f"uk_brexucabtagene-autoleucel.{ending}"
    result = audit_label(atmp.load_product("tecartus-uk"), read_label(path))
    assert {one.status for one in result.limits} == {audits.FOUND}
    assert {one.why for one in result.limits} <= {"", "by its words"}
    assert numbers(result, audits.CONTRADICTS) == []
    assert {one.name for one in result.left_out} >= {"thaw-before-ready", "second-bag", "closed-container"}
    handling = {
        one.quantity.text
        for one in result.numbers
        if one.status == audits.NOT_IN_FILE and one.sentence.section.number == "6.6"
    }
    assert handling == {"approximately 37 °C", "approximately 3 to 5 minutes"}
