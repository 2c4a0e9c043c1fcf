"""Temperatures, durations and counts as labels write them: read as bounds, or marked; never repaired."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from atmp_logistics.labels.quantities import quantities


def seen(text):
    return [str(one) for one in quantities(text)]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("≤ -120 °C", "≤ -120 °C"),
        ("stored at ≤-130°C", "≤ -130 °C"),
        ("minus 120°C", "-120 °C"),
        ("below -130 °C", "< -130 °C"),
        ("at or below -120 °C", "≤ -120 °C"),
        ("-120 °C or below", "≤ -120 °C"),
        ("-120 °C oder darunter", "≤ -120 °C"),
        ("vid högst -130 °C", "≤ -130 °C"),
        ("a una temperatura inferior a -150 °C", "< -150 °C"),
        ("Do not store above 25 °C", "≤ 25 °C"),
        ("Nicht über 25 °C lagern", "≤ 25 °C"),
        ("-120 ºC", "-120 °C"),
        ("(\u221280 ℃)", "-80 °C"),
        ("2 °C to 8 °C", "2 to 8 °C"),
        ("2-8°C", "2 to 8 °C"),
        ("2 °C – 8 °C", "2 to 8 °C"),
        ("20°C-25°C", "20 to 25 °C"),
        ("+2 °C to +8 °C", "2 to 8 °C"),
        ("20° to 25°C", "20 to 25 °C"),
        ("15 to 30 degrees C", "15 to 30 °C"),
        ("68 °F to 77 °F", "20 to 25 °C"),
        ("37 ± 2 °C", "35 to 39 °C"),
        ("-80 °C (± 10 °C)", "-90 to -70 °C"),
        ("-25 °C to -15 °C", "-25 to -15 °C"),
        ("-15 to -25 °C", "-25 to -15 °C"),
        ("-25 - -15 °C", "-25 to -15 °C"),
        ("\u221225–\u221215 °C", "-25 to -15 °C"),
        ("between -90 °C and -60 °C", "-90 to -60 °C"),
        ("entre 2 °C y 8 °C", "2 to 8 °C"),
        ("approximately 37 °C", "about 37 °C"),
        ("30 minutes", "1800 s"),
        ("30min", "1800 s"),
        ("within 30 minutes", "≤ 1800 s"),
        ("2,5 time", "9000 s"),
        ("2.5 hours", "9000 s"),
        ("up to 3 hours", "≤ 10800 s"),
        ("högst 3 timmar", "≤ 10800 s"),
        ("72 h", "259200 s"),
        ("1 h 30 min", "5400 s"),
        ("2 hours and 15 minutes", "8100 s"),
        ("30 minutes to 2 hours", "1800 to 7200 s"),
        ("12 months", "12 months"),
        ("1 year", "12 months"),
        ("9 månader", "9 months"),
        ("14 jours", "14 days"),
        ("90 días", "90 days"),
        ("2 weeks", "14 days"),
        ("the 90-day period", "90 days"),
        ("2 to 14 days", "2 to 14 days"),
        ("between 2 and 9 days", "2 to 9 days"),
        ("at least 3 days", "≥ 3 days"),
        ("3 Tage oder mehr", "≥ 3 days"),
        ("Day -4", "-4 day number"),
        ("days -5 to -3", "-5 to -3 day number"),
        ("the 2nd day", "2 day number"),
        ("one hour", "3600 s"),
        ("en timme", "3600 s"),
        ("eine Stunde", "3600 s"),
        ("thirty minutes", "1800 s"),
        ("frozen once.", "1 times"),
        ("a single time", "1 times"),
        ("zweimal", "2 times"),
        ("3 times", "3 times"),
        ("two bags", "2 bag"),
        ("one infusion bag", "1 bag"),
        ("At least 1 dose of", "≥ 1 dose"),
        ("bag 1 of 2", "1 of 2"),
        ("ved eller under -135 °C", "≤ -135 °C"),
        ("igual ou inferior a -135 °C", "≤ -135 °C"),
        ("må ikke overstige 40 °C", "≤ 40 °C"),
        ("op til to år", "≤ 24 months"),
        ("Ét hætteglas ad gangen", "1 vial"),
        ("mere end én infusionspose", "> 1 bag"),
        ("senest 3 timer efter", "≤ 10800 s"),
        ("dentro de los 2 meses", "≤ 2 months"),
        ("a una temperatura máxima de 25 °C", "≤ 25 °C"),
        ("children under 4 years", "< 48 months"),
        ("under 30 minuter", "1800 s"),
        ("under 30 minutter", "< 1800 s"),
        ("durante un periodo máximo de 14 días", "≤ 14 days"),
        ("durante, pelo menos, 4 semanas", "≥ 28 days"),
        ("no período de 20 minutos", "≤ 1200 s"),
        ("beyond one year", "> 12 months"),
        ("on or beyond day 30", "≥ 30 day number"),
        ("não conservar a uma temperatura superior a 25 °C", "≤ 25 °C"),
        ("65 år eller ældre", "≥ 780 months"),
        ("It should not be used in children below 18 years", "< 216 months"),
        ("tres años de edad o mayores", "≥ 36 months"),
        ("cannot exceed 3 hours", "≤ 10800 s"),
        ("mustn't be kept for more than 3 hours", "≤ 10800 s"),
        ("durante al menos 28 días", "≥ 28 days"),
        ("au moins 3 heures", "≥ 10800 s"),
        ("al menos 25 °C", "≥ 25 °C"),
        ("Do not drive until at least 8 weeks after", "≥ 56 days"),
        ("not later than 3 hours", "≤ 10800 s"),
        ("lower than or equal to -130 °C", "≤ -130 °C"),
        ("equal to or above 2 °C", "≥ 2 °C"),
        ("> or = 3 h", "≥ 10800 s"),
        ("< = -130 °C", "≤ -130 °C"),
        ("~37 °C", "about 37 °C"),
        ("bei unter -130 °C", "< -130 °C"),
        ("almeno 3 ore", "≥ 10800 s"),
    ],
)
def test_read(text, read):
    assert seen(text) == [read]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("?120 °C", "a sign was lost"),
        ("stored at ? 120 °C", "a sign was lost"),
        ("2?C", "a sign was lost"),
        ("patients GREATER-THAN-OR-EQUAL-TO-BE-REPLACED 12 years", "a sign was lost"),
        ("\ufffd 120 °C", "a sign was lost"),
        ("□120 °C", "a sign was lost"),
        ("\uf0a3 -120 °C", "a sign was lost"),
        ("stored at £ 8 °C", "a sign was lost"),
        ("1\ufffd0 °C", "a sign was lost"),
        ("12\ufffd °C", "a sign was lost"),
        ("2 t\ufffd 8 °C", "a sign was lost"),
        ("at -2-8 °C", "the hyphen may be"),
        ("2 -8 °C", "the hyphen may be"),
        ("2- 8 °C", "the hyphen may be"),
        ("cryo-80 °C", "the hyphen may be"),
        ("frozen - 80 °C", "the hyphen may be"),
        ("at -\n80 °C", "the hyphen may be"),
        ("2 °C\n-8 °C", "the hyphen may be"),
        ("2-8-12 °C", "the hyphen may be"),
        ("Day-4", "the hyphen may be"),
        ("minus 25 to 15 °C", "the sign may belong"),
        ("min 80 °C", "minus or minimum"),
        ("1,234 h", "thousands or of decimals"),
        ("1.000 hours", "thousands or of decimals"),
        ("12O °C", "a letter stands among"),
        ("l2 min", "a letter stands among"),
        ("-1 °C to O °C", "a letter stands among"),
        ("O °C", "a letter stands among"),
        ("120 C", "without a degree sign"),
        ("12oC", "a degree sign or a zero"),
        ("at 25° in", "without a scale"),
        ("1 °C/min", "a rate"),
        ("1 °C per minute", "a rate"),
        ("1 time", "an hour in Danish"),
        ("2 8 °C", "side by side"),
        ("do not expose to heat or store at temperatures above 49 °C", "a denial stands before it"),
        ("must not be left out of the refrigerator at ambient for more than 3 hours", "a denial stands before it"),
        ("frozen or below 5 °C", "before the word for or"),
        ("4 to under 6 years", "the other end of the range"),
        ("2 to below 8 °C", "the other end of the range"),
        ("see section 6.3 30 minutes", "side by side"),
        ("2 līdz 8 °C", "the word between"),
        ("2 ÷ 8 °C", "the mark between"),
        ("twenty-four hours", "a part of a longer"),
        ("treinta y seis horas", "a part of a longer"),
        ("10:30 h", "a part of a longer"),
        ("1/2 hour", "a part of a longer"),
        ("1.234.567 h", "a part of a longer"),
        ("CD19 h", "beside the digits"),
        ("1h30", "the last number has no unit"),
        ("2 °C to 8", "the second number has no unit"),
        ("8 to 2 °C", "the smaller one"),
        ("12 hours to 2 days", "two units"),
        ("37 °C ± ", "the tolerance has no number"),
        ("37 °C (± 2 °C", "the bracket does not end"),
        ("-1200 °C", "colder than absolute zero"),
        ("8 °C \ufffd", "a sign was lost"),
        ("diariosno se debe continuar más de 28 días", "runs into another"),
        ("storageno more than 28 days", "runs into another"),
        ("shouldnot exceed 3 hours", "runs into another"),
        ("notmore than 28 days", "runs into another"),
        ("stored belowminus 130 °C", "runs into another"),
        ("must not, once thawed, be left for more than 3 hours", "a denial stands before it"),
        ("must not (once thawed) be left for more than 3 hours", "a denial stands before it"),
        ("must not be shaken, frozen or kept at more than 25 °C", "a denial stands before it"),
        ("must not be stored for more than 2 years", "a denial stands before it"),
        ("without exceeding 3 hours", "a denial stands before it"),
        ("To avoid damage, store above 2 °C", "a denial stands before it"),
        ("keine länger als 3 Stunden", "a denial stands before it"),
        ("must not be given within 14 days", "a denial stands before it"),
        ("do not store at 25 °C or above", "a denial stands before it"),
        ("do not keep for 3 hours or more", "a denial stands before it"),
        ("from -80 up to -60 °C", "the other end of the range"),
        ("in its window (±2 days)", "a tolerance"),
        ("two hours and a half", "a half follows"),
        ("1 hour and 30.", "the last number has no unit"),
        ("-30 minutes", "makes no sign here"),
        ("total menos 80 °C", "minus or least"),
    ],
)
def test_marked_as_unreadable(text, why):
    found = quantities(text)
    assert found
    assert all(one.lower is one.upper is None for one in found if one.unreadable)
    assert any(why in one.unreadable for one in found), found
    assert not any(one.numbers for one in found), found


def test_of_a_list_the_last_number_alone_has_a_unit():
    assert seen("on the 5th, 4th and 3rd day") == [
        *["unreadable: a number of a list, without a unit of its own"] * 2,
        "3 day number",
    ]
    assert seen("after 2 or 4 hours")[1] == "14400 s"


@pytest.mark.parametrize(
    "text",
    [
        "Once thawed, infuse. Use once the bag is dry.", "2 × 10⁸ cells/kg, 30 mg/m², 500 to 1,000 mg", "see section 6.3",
        "turn by 45 degrees", "Frozen? Then wait.", "en horas", "3 mL/min", "2026-11-22", "",
    ],
)  # fmt: skip
def test_nothing_to_mark(text):
    assert quantities(text) == ()


def test_each_stands_where_it_says():
    text = "Store below -130 °C for up to 9 months; thaw one bag at 37 ± 2 °C, use within 1 h 30 min or 2?C."
    assert [text[one.start : one.end] for one in quantities(text)] == [one.text for one in quantities(text)]
    assert [one.kind for one in quantities(text)] == [
        "temperature",
        "duration",
        "count",
        "temperature",
        "duration",
        "temperature",
    ]


# Every wording and language: what is rendered is read back, and what is damaged is never another number.
TEMPERATURES = {
    "{a} °C": (1, 1), "{a}°C": (1, 1), "{a} ºC": (1, 1), "{a} degrees C": (1, 1), "≤ {a} °C": (0, 1), "≥ {a} °C": (1, 0),
    "below {a} °C": (0, 1), "{a} °C or below": (0, 1), "unter {a} °C": (0, 1), "högst {a} °C": (0, 1),
    "beneden {a} °C": (0, 1), "højst {a} °C": (0, 1), "au plus {a} °C": (0, 1), "como máximo {a} °C": (0, 1),
}  # fmt: skip
RANGES = {
    "{a} °C to {b} °C", "{a} to {b} °C", "{a} °C till {b} °C", "{a} °C bis {b} °C", "{a} °C tot {b} °C", "{a} °C à {b} °C",
    "{a} °C a {b} °C", "between {a} °C and {b} °C", "zwischen {a} °C und {b} °C", "{a} °C - {b} °C", "{a} °C – {b} °C",
    "mellan {a} °C och {b} °C", "entre {a} °C et {b} °C", "entre {a} °C y {b} °C", "tussen {a} °C en {b} °C",
}  # fmt: skip
UNITS = {
    "minutes": 60, "min": 60, "minuter": 60, "Minuten": 60, "minutos": 60, "hours": 3600, "h": 3600, "timmar": 3600,
    "timer": 3600, "uur": 3600, "Stunden": 3600, "heures": 3600, "horas": 3600, "ore": 3600, "tuntia": 3600, "days": 1,
    "dagar": 1, "dage": 1, "dagen": 1, "Tage": 1, "jours": 1, "días": 1, "giorni": 1, "päivää": 1, "months": 1,
    "månader": 1, "måneder": 1, "maanden": 1, "Monate": 1, "mois": 1, "meses": 1,
}  # fmt: skip
LANES = (
    "{n} {u}",
    "up to {n} {u}",
    "inom {n} {u}",
    "innerhalb von {n} {u}",
    "binnen {n} {u}",
    "{m} to {n} {u}",
    "{m}-{n} {u}",
)
celsius = st.integers(-196, 60)
minus = st.sampled_from(["-", "\u2212", "–", "minus "])


def written(number, sign="-"):
    return (sign if number < 0 else "") + str(abs(number))


@given(celsius, st.sampled_from(sorted(TEMPERATURES)), minus)
def test_a_temperature_is_read_back(a, wording, sign):
    (one,) = quantities("Store " + wording.format(a=written(a, sign)) + ".")
    lower, upper = TEMPERATURES[wording]
    assert (one.lower, one.upper) == (a if lower else None, a if upper else None), one


@given(celsius, celsius, st.sampled_from(sorted(RANGES)))
def test_a_range_is_read_back(a, b, wording):
    a, b = sorted((a, b))
    found = quantities("Store at " + wording.format(a=written(a), b=written(b)) + ".")
    assert [(one.lower, one.upper) for one in found] in ([(a, b)], [(None, None)])
    assert found[0].numbers or (a < 0 <= b and " - " in wording) or (a < 0 <= b and "–" in wording), found


@given(st.integers(2, 99), st.integers(1, 99), st.sampled_from(sorted(UNITS)), st.sampled_from(LANES))
def test_a_duration_is_read_back(n, less, unit, wording):
    m = max(1, n - less)
    (one,) = quantities("Use it " + wording.format(n=n, m=m, u=unit) + " after thaw.")
    lower = m * UNITS[unit] if "{m}" in wording else n * UNITS[unit] if wording == "{n} {u}" else None
    assert (one.lower, one.upper) == (lower, n * UNITS[unit])


SENTENCES = st.one_of(
    st.builds(lambda a, w: "Store " + w.format(a=written(a)) + " in the dark.", celsius, st.sampled_from(sorted(TEMPERATURES))),
    st.builds(
        lambda a, b, w: "Store at " + w.format(a=written(min(a, b)), b=written(max(a, b))) + ".",
        celsius, celsius, st.sampled_from(sorted(RANGES)),
    ),
    st.builds(
        lambda n, u, w: "Use " + w.format(n=n, m=n - 1, u=u) + " after.",
        st.integers(2, 99), st.sampled_from(sorted(UNITS)), st.sampled_from(LANES),
    ),
)  # fmt: skip
LOST = ["\ufffd", "□", "\uf0b3", "?", "\x03", "£", "(cid:163)"]
LOOKALIKE = {"0": "O", "1": "l"}


def sure(text):
    return {(one.kind, number, one.unit) for one in quantities(text) for number in one.numbers}


@given(SENTENCES, st.data())
def test_a_sign_that_is_lost_never_makes_another_number(sentence, data):
    first = next(i for i, letter in enumerate(sentence) if letter in "0123456789≤≥<-\u2212")
    last = max(i for i, letter in enumerate(sentence) if letter.isdigit() or letter in "°º")
    at = data.draw(st.integers(first, last))
    assume(sentence[at] != " ")
    mark = data.draw(st.sampled_from([LOOKALIKE[sentence[at]]] if sentence[at] in LOOKALIKE else LOST))
    damaged = sentence[:at] + mark + sentence[at + 1 :]
    assert sure(damaged) <= sure(sentence), damaged


SIDES = [
    "should not exceed {a}", "no more than {a}", "must not be kept for more than {a}", "nicht länger als {a}", "up to {a}",
    "ikke mere end {a}", "no más de {a}", "niet langer dan {a}", "inte längre än {a}", "non più di {a}", "at least {a}",
    "no se debe continuar más de {a}", "ne pas conserver plus de {a}", "at or below {a}", "al menos {a}", "au moins {a}",
    "cannot exceed {a}", "não mais de {a}", "below {a}", "less than or equal to {a}", "não superior a {a}",
]  # fmt: skip


@given(st.sampled_from(SIDES), st.sampled_from(["3 days", "25 °C", "minus 80 °C", "30 min"]), st.data())
def test_a_space_that_is_lost_never_makes_another_number_or_side(side, number, data):
    sentence = "The product " + side.format(a=number) + " after."
    at = data.draw(st.sampled_from([i for i, letter in enumerate(sentence) if letter == " "]))
    run_in = sentence[:at] + sentence[at + 1 :]
    read, whole = ([(one.lower, one.upper) for one in quantities(text) if one.numbers] for text in (run_in, sentence))
    assert set(read) <= set(whole), run_in


@given(celsius, celsius, st.sampled_from([" °C", ""]), st.sampled_from(["minutes", "°C", "days", "timmar"]))
def test_a_join_that_is_lost_never_makes_another_number(a, b, unit, other):
    if other != "°C":
        a, b, unit = abs(a), abs(b), ""
    found = sure(f"Store at {written(a)}{unit} {written(b)} {other}.")
    assert {number for _, number, _ in found} <= {a, b} if unit else not found


@given(st.text(st.sampled_from("0123456789 -–\u2212.,°CFOl?≤±()toandhmin\n"), max_size=40))
def test_any_text_is_read_in_order_and_within_itself(text):
    found = quantities(text)
    assert all(text[one.start : one.end] == one.text and one.text for one in found)
    assert all(bool(one.unreadable) != bool(one.numbers) for one in found)
    assert all(one.lower <= one.upper for one in found if one.lower is not None and one.upper is not None)


@pytest.mark.parametrize(("language", "read"), [("da", "≤ 3600 s"), ("nb-NO", "≤ 3600 s")])
def test_time_is_an_hour_where_the_label_states_its_language(language, read):
    assert [str(one) for one in quantities("inden for 1 time", language)] == [read]
    assert [str(one) for one in quantities("2 \ufffd 1 time", language)] == ["unreadable: a sign was lost"]
    assert quantities("inden for 1 time", "en")[0].unreadable


def test_a_letter_that_is_two_in_small_letters_moves_no_mark():
    (one,) = quantities("İİİ Up to 3 h")
    assert (one.text, one.start) == ("Up to 3 h", 4)
