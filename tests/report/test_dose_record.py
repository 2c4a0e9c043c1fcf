"""A dose record holds every field or names it as lacking, is one page without script or request, and never overwrites."""

import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

import matplotlib as mpl
import pandas as pd
import pytest
from how_many import spread
from places import real
from recorded_cases import NAMES, RECORDED, of_fridge, of_qtag, stored

import atmp_logistics as atmp
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.core.errors import NaiveTime, UsageError
from atmp_logistics.core.lookup_errors import UnknownContainer
from atmp_logistics.core.phrases_by_key import phrases_of
from atmp_logistics.core.record_id import is_unchanged, record_id_of
from atmp_logistics.core.translatable import phrase_table
from atmp_logistics.core.verdict import Bounds, Limit, Verdict
from atmp_logistics.records.device_summary import PRINTED
from atmp_logistics.report.dose_record.record_names import file_names
from atmp_logistics.report.dose_record.record_parts import FIELDS
from atmp_logistics.report.dose_record.record_words import Words

#: What has to be filed of a dose: in our words, from laws, labels' traceability sections and forms of registries.
ASKED = [
    "title",
    "site",
    "made_at",
    "made_by",
    "library",
    "catalogue",
    "label_revision",
    "label_read",
    "page",
    "record_id",
    "therapy_id",
    "chain_of_identity",
    "patient",
    "product",
    "batch",
    "container_id",
    "donation_number",
    "expiry",
    "container_number",
    "verdict",
    "not_assessed",
    "event",
    "time",
    "zone",
    "offset",
    "doubt",
    "performed_by",
    "witnessed_by",
    "custodian",
    "note",
    "row",
    "limit",
    "start",
    "end",
    "measured",
    "margin",
    "limit_verdict",
    "section",
    "serial",
    "family",
    "interval",
    "accuracy",
    "calibration",
    "first_reading",
    "last_reading",
    "gaps",
    "lowest",
    "highest",
    "mean",
    "mkt",
    "device_summary",
    "picture",
    "number",
    "excursion_start",
    "excursion_end",
    "duration",
    "extreme",
    "band",
    "budget_before",
    "budget_after",
    "decides",
    "statements",
    "file",
    "sha256",
    "comment",
    "prepared_by",
    "checked_by",
    "date",
    "last_verification",
    "therapy_line",
    "decision",
    "decided_by",
    "decided_at",
    "decision_reason",
    "verdict_then",
    "verdict_now",
]
#: Phrases that are asked for by a word of a table.
_BY_VALUE = ("warmer", "colder", "asideshould", "asideinformation")
MADE = {"made_at": "2026-12-01 08:00Z", "made_by": "A. Pharmacist"}
_VOID = {"meta", "br", "img", "line", "path", "rect"}


class Page(HTMLParser):
    """A page's elements: each with its attributes and the headings of the sections around it, and all text."""

    def __init__(self, page):
        super().__init__()
        self.open, self.elements, self.text, self.headings, self.heading = [], [], [], [], None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), [*self.headings]))
        if tag in ("section", "article"):
            self.headings.append("")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in _VOID:
            assert self.open.pop() == tag
        if tag in ("section", "article"):
            self.headings.pop()

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.text.append(data)
        if {"h2", "h3"} & {*self.open} and self.headings:
            self.headings[-1] += data

    @property
    def said(self):
        return " ".join("".join(self.text).split())

    def fields(self, name="data-field"):
        return {field for _, attrs, _ in self.elements if name in attrs for field in attrs[name].split()}


@pytest.fixture(scope="module")
def made():
    mpl.use("Agg")
    results = cache(lambda name: RECORDED[name]())

    @cache
    def page_of(name, **how):
        result = results(name)
        return result.record(result.consignments["therapy_id"][0], **(how or MADE))

    return page_of


def first(result, **how):
    return Page(result.record(result.consignments["therapy_id"][0], **how))


@pytest.mark.parametrize("name", spread(RECORDED, 3))
def test_each_field_is_on_the_record_or_named_as_lacking(name, made):
    page = Page(made(name))
    held, absent = page.fields(), page.fields("data-absent")
    assert set(ASKED) <= held | absent
    assert held & absent == set()
    assert set(ASKED) <= {field for fields in FIELDS.values() for field in fields}


def test_a_field_that_is_lacking_is_named_and_one_that_is_there_is_not():
    bare = first(of_fridge(stored("T1")))
    assert {"site", "made_at", "batch", "expiry", "performed_by", "picture", "calibration"} <= bare.fields(
        "data-absent"
    )
    filled = first(of_fridge(stored("T1"), batch="L-1", expiry="2022-12", performed_by="A. Ward"), **MADE)
    assert not {"made_at", "made_by", "batch", "expiry", "performed_by"} & filled.fields("data-absent")
    assert all(word in filled.said for word in ("L-1", "2022-12", "A. Ward", "A. Pharmacist", "2026-12-01 09:00+01:00"))


@pytest.mark.parametrize("name", RECORDED)
def test_a_page_needs_no_other_file_and_runs_no_script(name, made):
    page = Page(made(name))
    assert page.open == []
    tags = {tag for tag, _, _ in page.elements}
    assert tags.isdisjoint({"script", "link", "iframe", "object", "embed", "form", "base"})
    for tag, attrs, _ in page.elements:
        assert not [key for key in attrs if key.startswith("on")]
        for key in ("src", "srcset", "data", "poster"):
            assert attrs.get(key, "data:image/svg+xml;base64,").startswith("data:image/svg+xml;base64,"), tag
        assert attrs.get("href", "https://").startswith(("https://", "http://"))
    style = made(name).partition("<style>")[2].partition("</style>")[0]
    assert "@import" not in style
    assert re.findall(r"url\(([^)]*)\)", style) == ["#slanted"]


@pytest.mark.parametrize("name", RECORDED)
def test_each_picture_has_words_and_stands_below_the_name_of_its_therapy(name, made):
    pictures = [(attrs, headings) for tag, attrs, headings in Page(made(name)).elements if tag == "img"]
    assert bool(pictures) == (name != "names")
    for attrs, headings in pictures:
        assert attrs["alt"].startswith("Readings of therapy ")
        therapy = attrs["alt"].removeprefix("Readings of therapy ").partition(",")[0]
        assert all(therapy in heading for heading in headings)
        assert len(headings) == 2


def test_the_same_input_gives_the_same_bytes_whatever_is_set(made, monkeypatch):
    before = made("two bags")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    with mpl.rc_context({"font.size": 20, "axes.facecolor": "black"}):
        result = RECORDED["two bags"]()
        assert result.record("T1", **MADE) == before


def test_the_identifier_is_a_hash_of_the_page(made):
    page = made("sample")
    own = record_id_of(page)
    assert is_unchanged(page)
    assert page.count(own) == 3
    assert not is_unchanged(page.replace("BAG-1", "BAG-2", 1))
    assert record_id_of(page.replace("A. Pharmacist", "B. Pharmacist")) == own
    assert record_id_of(made("sample", made_by="B.")) != own
    assert not is_unchanged("no record")


def test_the_verdict_is_that_of_the_therapy_alone():
    limit = "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'"
    rows = [("T1", "thaw_end", "10:00"), ("T1", "administration_end", "10:20"), ("T2", "thaw_end", "10:00"),
            ("T2", "administration_end", "10:50"), ("T3", "thaw_end", "10:00")]  # fmt: skip
    table = pd.DataFrame([(t, e, f"2026-11-10 {at}") for t, e, at in rows], columns=["therapy_id", "event", "time"])
    result = atmp.assess(atmp.read_events(table, tz="UTC"), None, sandbox_product(limit))
    for therapy, verdict in (("T1", "conforms"), ("T2", "deviates"), ("T3", "indeterminate")):
        page = Page(result.record(therapy))
        others = {"T1", "T2", "T3"} - {therapy}
        assert not [other for other in others if re.search(rf"\b{other}\b", page.said)]
        classes = [attrs["class"] for tag, attrs, _ in page.elements if "verdict" in attrs.get("class", "").split()]
        assert classes == [f"verdict {verdict}"]
        assert verdict.upper() in page.said


def test_limits_say_what_was_measured_and_by_how_much():
    limit = "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'"
    page = first(assess_sandbox(sandbox_product(limit), "thaw_end 10:00, administration_end 10:42"))
    assert "42 min at most 30 min 12 min beyond deviates" in page.said
    page = first(assess_sandbox(sandbox_product(limit), "thaw_end 10:00, administration_end 10:22"))
    assert "22 min at most 30 min 8 min within conforms" in page.said
    page = first(assess_sandbox(sandbox_product(limit), "thaw_end 10:00"))
    assert "not known at most 30 min not known indeterminate" in page.said
    assert "log administration end" in page.said


WORDS = Words(phrases_of("report/dose_record"), None, "UTC")


@pytest.mark.parametrize(
    ("measured", "limit", "words"),
    [
        (Bounds(0.0, 0.0), Limit(0.0, 8.0, "degC"), "0 °C within"),
        (Bounds(-3.0, -1.0), Limit(0.0, 8.0, "degC"), "3 °C beyond to 1 °C beyond"),
        (Bounds(60.0, 120.0), Limit(0.0, 100.0, "s"), "20 s beyond to 40 s within"),
        (Bounds(-60.0, 20.0), Limit(0.0, 100.0, "s"), "1 min beyond to 20 s within"),
        (Bounds(0.0), Limit(0.0, 100.0, "s"), "not known"),
        (Bounds(200.0), Limit(0.0, 100.0, "s"), "at most 1 min 40 s beyond"),
        (Bounds(upper=-130.0), Limit(upper=-120.0, unit="degC"), "at least 10 °C within"),
        (Bounds(3.0, 3.0), Limit(upper=2.0, unit="times"), "1 times beyond"),
        (Bounds(3.0, 3.0), Limit(2.0, 14.0, "d"), "1 d within"),
        (Bounds(3.0, 3.0), None, ""),
        (Bounds(), Limit(upper=2.0, unit="degC"), "not known"),
    ],
)
def test_a_margin_is_counted_to_the_nearer_end(measured, limit, words):
    one = next(iter(assess_sandbox(sandbox_product(""), "thaw_end 10:04")))
    unit = limit.unit if limit else "s"
    assert WORDS.margin(replace(one, measured=measured, limit=limit, unit=unit)) == words


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (Limit(0.0, 8.0, "degC"), "0 °C to 8 °C"),
        (Limit(0.0, 100.0), "at most 1 min 40 s"),
        (Limit(60.0, None), "at least 1 min"),
        (Limit(upper=8.0, unit="degC", inclusive=False), "at most 8 °C, the limit itself excluded"),
        (Limit(), "no bound known"),
    ],
)
def test_what_is_allowed(limit, words):
    assert WORDS.allowed(limit) == words


def test_bounds_on_an_instant():
    inf = float("inf")
    spans = [WORDS.span(*ends) for ends in ((0.0, 60e6), (0.0, 0.0), (0.0, inf), (-inf, 0.0), (-inf, inf))]
    assert spans == [
        "1970-01-01 00:00Z to 1970-01-01 00:01Z", "1970-01-01 00:00Z", "1970-01-01 00:00Z or later",
        "1970-01-01 00:00Z or earlier", "not known",
    ]  # fmt: skip


@real
def test_a_real_log_has_its_logger_and_what_that_prints_beside_our_numbers():
    page = first(of_qtag(), **MADE)
    for words in ("RCPJ00010", "Berlinger Q-tag", "10 min", "mean kinetic temperature 10.5 °C", "door <b>open</b>"):
        assert words in page.said
    assert page.fields() >= {"serial", "model", "family", "interval", "device_summary", "extreme", "lowest"}
    assert "mkt" in page.fields("data-absent")


def test_every_name_stands_whole_and_is_never_markup():
    result = RECORDED["names"]()
    for name in NAMES.values():
        page = Page(result.record(name))
        assert name in page.said
        assert f"袋 <i> {name[:200]}" in page.said
        assert {tag for tag, _, _ in page.elements}.isdisjoint({"script", "i"})


def test_files_are_named_safely_and_told_apart(tmp_path):
    result = RECORDED["names"]()
    paths = result.to_record(tmp_path / "new" / "folder")
    assert len({path.name.casefold() for path in paths}) == len(NAMES) == len(list(tmp_path.rglob("*.html")))
    assert all(re.fullmatch(r"record-[A-Za-z0-9_~-]{1,80}\.html", path.name) for path in paths)
    assert all(path.parent == tmp_path / "new" / "folder" for path in paths)


def test_no_two_identifiers_share_a_file():
    every = [
        "T1",
        "t1",
        "T 1",
        "T-1",
        "t_1",
        "患者",
        "病人",
        "...",
        "con",
        "a" * 80,
        "a" * 81,
        "etc~f7f9121fdb53",
        "../etc",
    ]
    names = file_names([*every, *every])
    assert list(names) == every
    assert len({name.casefold() for name in names.values()}) == len(every)
    assert names["con"] == "record-con.html"


def test_a_record_that_is_there_is_replaced_only_where_somebody_says_so(tmp_path):
    result = of_fridge(stored("T1") + stored("T2"))
    (tmp_path / "record-T2.html").write_text("signed")
    with pytest.raises(UsageError, match=r"record-T2\.html: found a record that is there already"):
        result.to_record(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["record-T2.html"]
    assert (tmp_path / "record-T2.html").read_text() == "signed"
    one, two = result.to_record(tmp_path, overwrite=True)
    assert two.read_text("utf-8") == result.record("T2")
    assert {*tmp_path.iterdir()} == {one, two}


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"folder": 3}, "folder: found 3"),
        ({"overwrite": "yes"}, "overwrite: found 'yes', expected True or False"),
        ({"made_by": 4}, "made_by: found 4"),
        ({"made_at": "tomorrow"}, "made_at: found 'tomorrow'"),
    ],
)
def test_refused(how, words, tmp_path):
    result = of_fridge(stored("T1"))
    with pytest.raises(atmp.AtmpError, match=re.escape(words)):
        result.to_record(**{"folder": tmp_path} | how)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="found a file, expected a folder"):
        of_fridge(stored("T1")).to_record(tmp_path / "file")


def test_a_therapy_that_is_not_there_and_a_time_without_a_zone_are_refused():
    with pytest.raises(UnknownContainer):
        of_fridge(stored("T1")).record("T9")
    with pytest.raises(NaiveTime):
        assess_sandbox(sandbox_product(""), "thaw_end 10:04").record("T1", made_at="2026-12-01 08:00")


def test_a_therapy_that_is_set_aside_has_a_record_of_its_faults(tmp_path):
    rows = [*stored("T1"), ("T2", "", "thaw_end", "no time")]
    table = pd.DataFrame(rows, columns=["therapy_id", "container_id", "event", "time"])
    log = atmp.read_events(table, tz="Europe/Stockholm", errors="collect")
    result = atmp.assess(log, None, sandbox_product(""), errors="collect")
    page = Page(result.record("T2"))
    assert "This therapy was not judged" in page.said
    assert "'no time'" in page.said
    assert "INDETERMINATE" in page.said
    assert len(result.to_record(tmp_path)) == 2


def test_what_if_limits_are_said_first():
    product = atmp.load_product("kymriah-eu").with_limit("post-thaw", at_most="90 min")
    rows = [("T1", "", "thaw_end", "2026-11-24 10:00"), ("T1", "", "administration_end", "2026-11-24 10:40")]
    table = pd.DataFrame(rows, columns=["therapy_id", "container_id", "event", "time"])
    page = first(atmp.assess(atmp.read_events(table, tz="UTC"), None, product, when={"indication": "ALL"}))
    assert "By limits that somebody changed (what-if)" in page.said.partition("Identity")[0]


def test_a_result_without_readings_says_so(tmp_path):
    (tmp_path / "log.csv").write_text("time,temperature [°C]\n2022-11-08T05:00Z,4.0\n2022-11-08T05:10Z,4.1\n")
    table = pd.DataFrame(stored("T1"), columns=["therapy_id", "container_id", "event", "time"])
    events = atmp.read_events(table, tz="Europe/Stockholm")
    result = atmp.assess_files(events, tmp_path / "log.csv", sandbox_product(""))
    page = first(result)
    assert "holds no readings" in page.said
    assert {"number", "gaps"} <= page.fields("data-absent")


def test_forms_saved_at_once_and_events_without_a_time_are_told_from_logged_ones():
    rows = [("T1", "", "product_received", "2026-11-10 08:00"), ("T1", "", "storage_out", ""),
            ("T1", "", "thaw_end", "2026-11-10 10:00"), ("T1", "", "administration_start", "2026-11-10 10:00"),
            ("T1", "", "administration_end", "2026-11-10 10:00")]  # fmt: skip
    limit = (
        "[[window]]\ncode='a'\nstarts='thaw_end'\nends='administration_start'\nat_most='30 min'\n"
        "[[window]]\ncode='b'\nstarts='administration_start'\nends='administration_end'\nat_most='30 min'"
    )
    table = pd.DataFrame(rows, columns=["therapy_id", "container_id", "event", "time"])
    page = first(atmp.assess(atmp.read_events(table, tz="UTC"), None, sandbox_product(limit)))
    assert "a form that was saved at once" in page.said
    assert "logged without its time" in page.said


def test_no_word_of_the_record_stands_in_its_template():
    from atmp_logistics.report.dose_record import record_page

    template = (record_page.Path(record_page.__file__).with_name("templates") / "record.html").read_text("utf-8")
    plain = re.sub(r"<[^>]*>", " ", re.sub(r"\{[{%].*?[%}]\}|<style>.*?</style>", " ", template, flags=re.DOTALL))
    assert re.findall(r"[A-Za-z]{3,}", plain) == []


def test_every_phrase_is_used_and_every_field_has_its_name():
    from atmp_logistics.report.dose_record import record_page

    folder = record_page.Path(record_page.__file__).parent
    code = "".join(path.read_text("utf-8") for path in [*folder.glob("*.py"), *folder.glob("templates/*")])
    table = phrases_of("report/dose_record").table
    for key in phrase_table("report/dose_record", "en"):
        part, _, name = key.partition(".")
        composed = part in ("field", "section", "verdict")
        if part in ("summary", "instance", "account", "decision"):
            continue
        name = name.removeprefix("says_").replace("aside_", "aside")
        assert key in code or (composed and name in code) or name in _BY_VALUE, key
    assert {f"field.{name}" for names in FIELDS.values() for name in names} <= set(table)
    assert {f"verdict.{verdict.value}" for verdict in Verdict} | {f"summary.{key}" for key in PRINTED} <= set(table)


def test_a_band_that_the_site_states_stands_in_the_place_of_readings(made):
    _, _, phases = Page(made("sample")).said.partition("Temperatures by phase")
    found = "stated by the site: during post-thaw the temperature is 20 to 25 °C"
    assert phases.partition("Excursions")[0].count(found) == 2


def test_the_ledger_says_what_was_allowed_spent_and_left():
    budget = (
        "[[budget]]\ncode='room'\nband=['8 degC', '25 degC']\nfrom='storage_out'\nuntil='administration_end'\n"
        "at_most='2 h'"
    )
    readings = "10:00 20, 10:10 20, 10:20 20, 10:30 20, 10:40 20"
    result = assess_sandbox(sandbox_product(budget), "storage_out 10:00, administration_end 10:40", readings)
    page, (revision,) = first(result), set(result.ledger["revision"])
    for shown, heads, budget_word in (
        (page, "account label revision what is counted", "budget"),
        (first(result, language="sv"), "konto märkningens version vad som räknas", "tidsbudget"),
    ):
        assert f"room ({budget_word}) {revision} " in shown.said.partition(heads)[2]
    assert "2 h 40 min 1 h 20 min" in page.said
    assert {"budget_before", "budget_after"} <= page.fields()


def test_an_excursion_has_its_bounds_its_extreme_and_the_time_of_it(made):
    said = Page(made("two bags")).said
    assert "28 min to 45 min -160 °C at 2026-11-10 09:40Z colder than 20 °C yes no" in said


WARD = (
    "therapy_id;container_id;event;date;time;pseudonym\nT1;B1;dispensed;24.11.2026;09.00;PSN-7\n"
    "T1;B1;thaw_end;24.11.2026;10.10;PSN-7\nT1;B1;administration_end;24.11.2026;10.59;PSN-7\n"
)


@pytest.fixture
def ward(tmp_path):
    """Return the folder and the result of a ward's file of one deviation."""
    (tmp_path / "events.csv").write_text(WARD)
    events = atmp.read_events(tmp_path / "events.csv", tz="Europe/Stockholm")
    return tmp_path, atmp.assess(events, None, "kymriah-eu")


def test_times_stand_as_they_are_written_beside_local_times_and_the_patients_pseudonym(ward):
    page = Page(ward[1].record("T1"))
    assert "thaw end 24.11.2026 10.10 2026-11-24 10:10 +01:00 ± 1 min row 3" in page.said
    assert "PSN-7" in page.said
    assert {"time", "local", "patient"} <= page.fields()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-11-24T09:10Z", "2026-11-24T09:10Z 2026-11-24 10:10 +01:00"),
        ("2026-11-24T10:10+01:00", "2026-11-24T10:10+01:00 +01:00"),
        ("2026-11-24 10:10", "2026-11-24 10:10 +01:00"),
        ("2026-11-24 10:10:00", "2026-11-24 10:10:00 +01:00"),
        ("2026/11/24 10:10", "2026/11/24 10:10 2026-11-24 10:10 +01:00"),
    ],
)
def test_the_local_time_stands_beside_a_text_that_says_another(written, said, tmp_path):
    (tmp_path / "e.csv").write_text(f"therapy_id,event,time\nT1,thaw_end,{written}\n")
    result = atmp.assess(atmp.read_events(tmp_path / "e.csv", tz="Europe/Stockholm"), None, sandbox_product(""),
                         site=atmp.Site(tz="Europe/Stockholm"))  # fmt: skip
    assert f"thaw end {said} ± " in Page(result.record("T1")).said


def decide(ward, **fields):
    folder, result = ward
    (form,) = result.deviations()
    text = form.to_toml()
    given = {"decision": "accepted", "reason": "no other dose", "by": "N. N.", "at": "2026-11-25T10:00+01:00"}
    for key, value in (given | fields).items():
        text = text.replace(f'\n{key} = ""', f'\n{key} = "{value}"', 1)
    (folder / "d.toml").write_text(text.replace('verdict = "deviates"', 'verdict = "conforms"'), "utf-8")
    return result.with_decisions(folder / "d.toml")


def test_a_decision_stands_on_the_record_and_is_no_verdict(ward):
    said = Page(ward[1].record("T1")).said
    assert "No decision was given for a finding of this therapy." in said
    page = Page(decide(ward).record("T1"))
    head, _, rest = page.said.partition("Identity")
    assert "DEVIATES" in head
    assert "accepted" not in head
    assert "The verdict stays that of the evidence." in head
    row = "post-thaw (W201) accepted N. N. 2026-11-25 10:00+01:00 conforms"
    assert row in rest
    assert "no other dose" in rest
    # What a file says that the verdict was has no mark of a verdict: somebody may have written another word.
    marks = [attrs["class"] for tag, attrs, heads in page.elements if "mark" in attrs.get("class", "") and heads
             and heads[0].startswith("Decisions")]  # fmt: skip
    assert marks == ["mark deviates"]


def test_the_last_verification_stands_on_the_record_and_only_for_its_own_files(ward):
    folder, result = ward
    result.to_json(folder / "r.json")
    found = atmp.verify(folder / "r.json")
    page = Page(result.record("T1", verification=found))
    assert "among them each input of this record" in page.said
    assert "last_verification" in page.fields() - page.fields("data-absent")
    (folder / "else.csv").write_text(WARD.replace("10.59", "10.20"))
    other = atmp.assess(atmp.read_events(folder / "else.csv", tz="Europe/Stockholm"), None, "kymriah-eu")
    said = Page(other.record("T1", verification=found)).said
    assert "Not all of it is verified" in said
    assert "input else.csv: no link to it was found intact" in said
    (folder / "events.csv").write_text(WARD + " ")
    said = Page(result.record("T1", verification=atmp.verify(folder / "r.json"))).said
    assert "1 broken" in said
    assert "broken: input events.csv" in said
    with pytest.raises(UsageError, match="verification: found"):
        result.record("T1", verification="intact")
