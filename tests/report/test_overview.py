"""Many containers: a row each, the gravest first, with what decided; counts by place; what files share said once."""

import re

import pandas as pd
import pytest
from browser import BROWSER, measured

from atmp_logistics import assess, read_events, read_readings
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.core.verdict import Verdict
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.report.assessment import html, quiet_lines, text
from atmp_logistics.report.assessment.files_read import files_read, when_of
from atmp_logistics.report.assessment.overview import overview_rows
from atmp_logistics.report.assessment.places import counts_by_place

WINDOW = "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\n"
OTHER = WINDOW.replace("post-thaw", "after-thaw").replace("30 min", "20 min")
LATE, KEPT, OPEN = ("10:00", "11:00"), ("10:00", "10:10"), ("10:00", None)
HEADINGS = ["therapy_id", "container_id", "event", "time", "location", "custodian"]


def _rows(case, place="", custodian=""):
    """Return the rows of one container: its name, and the times of thaw and infusion."""
    therapy, container, (thaw, end) = case
    for event, time in (("thaw_end", thaw), ("administration_end", end)):
        if time:
            yield therapy, container, event, f"2026-11-10T{time}Z", place, custodian


def _judged(cases, limits=WINDOW, places=None, tz=None, errors="raise"):
    places = places or [("", "")] * len(cases)
    rows = [row for case, where in zip(cases, places, strict=True) for row in _rows(case, *where)]
    events = read_events(pd.DataFrame(rows, columns=HEADINGS), tz=tz, errors=errors)
    return assess(events, product=sandbox_product(limits), errors=errors)


MANY = [("T1", "A", KEPT), ("T1", "B", OPEN), ("T2", "A", LATE), ("T3", "A", KEPT)]


@pytest.mark.parametrize(
    ("times", "limits", "verdict", "decided", "why"),
    [
        (LATE, WINDOW, "deviates", "W201 post-thaw", "28 min over"),
        (LATE, WINDOW + OTHER, "deviates", "W201 after-thaw and 1 more", "38 min over"),
        (OPEN, WINDOW, "indeterminate", "W201 post-thaw", "an unknown time"),
        (KEPT, WINDOW, "conforms", "1 limit kept", ""),
        (KEPT, WINDOW + OTHER, "conforms", "2 limits kept", ""),
        (KEPT, "", "indeterminate", "no limit that binds was asked about", ""),
        (LATE, "obligation".join(WINDOW.rsplit("at_most", 1)).replace("='30 min'", "='should'\nat_most='30 min'"),
         "indeterminate", "no limit that binds was asked about", ""),
        (("11:00", "10:00"), WINDOW, "indeterminate", "W201 post-thaw", "contradicts itself"),
    ],
)  # fmt: skip
def test_a_row_says_what_decided(times, limits, verdict, decided, why):
    (row,) = overview_rows(_judged([("T1", "A", times)], limits))
    assert (row.verdict.value, row.decided) == (verdict, decided)
    assert why in row.why
    assert bool(row.why) == bool(why)


def test_each_reason_is_that_of_a_finding_of_the_container_with_its_verdict():
    result = _judged(MANY, WINDOW + OTHER)
    found = {(f"{one.therapy_id} / {one.container_id}", one.verdict, one.why) for one in result}
    rows = [*overview_rows(result)]
    assert [row.verdict.value for row in rows] == ["deviates", "indeterminate", "conforms", "conforms"]
    assert all((row.container, row.verdict, row.why) in found for row in rows if row.why)
    assert [row.container for row in overview_rows(result, most=2)] == ["T2 / A", "T1 / B"]
    assert [row.container for row in overview_rows(result, {Verdict.CONFORMS})] == ["T1 / A", "T3 / A"]


def test_the_record_decides_where_no_limit_does():
    rows = pd.DataFrame([*_rows(("T1", "A", KEPT))], columns=HEADINGS)
    result = assess(read_events(rows), product=sandbox_product(""), containers=[("T1", "Z")])
    found = {row.container: (row.decided, row.why) for row in overview_rows(result)}
    assert found["T1 / Z"][0] == "D502 expected-container"
    assert found["T1 / Z"][1].startswith("expected, and no event of it is in the record")


def test_a_limit_goes_before_what_is_said_of_the_record():
    result = assess_sandbox(
        sandbox_product("[[storage]]\ncode='cold'\nfrom='product_received'\nuntil='storage_out'\nupper='8 degC'\n"),
        "product_received 08:00, storage_out 09:00",
        "08:00 4, 08:10 4, 08:50 4, 09:00 4",
    )
    (row,) = overview_rows(result)
    assert row.limit == "T101 cold"
    assert row.verdict is Verdict.INDETERMINATE


def test_a_therapy_set_aside_is_a_row_with_its_first_fault():
    rows = [*_rows(("T1", "A", KEPT)), ("T9", "A", "thaw_end", "soon", "", ""), *_rows(("T2", "A", KEPT))]
    events = read_events(pd.DataFrame(rows, columns=HEADINGS), errors="collect")
    result = assess(events, product=sandbox_product(WINDOW), errors="collect")
    first = next(iter(overview_rows(result)))
    assert (first.container, first.decided) == ("therapy T9", "set aside, not judged")
    assert "1 fault in its rows; the first:" in first.why
    assert "'soon'" in first.why
    page, said = html.render_html(result), text.render_text(result)
    assert "3 containers of 3 therapies" in page
    assert "Set aside, not judged" in page
    assert "Set aside, not judged" in said
    for shown in (html.render_html(result, {Verdict.CONFORMS}), text.render_text(result, 80, {Verdict.CONFORMS})):
        assert "Set aside, not judged" not in shown
        assert "Left out here" in shown


def test_a_product_is_named_where_there_are_several():
    other = sandbox_product(WINDOW)
    rows = [*_rows(MANY[0]), *_rows(MANY[2])]
    table = pd.DataFrame(rows, columns=HEADINGS).assign(product=["kymriah-eu"] * 2 + ["yescarta-eu"] * 2)
    names = [row.container for row in overview_rows(assess(read_events(table)))]
    assert sorted(names) == ["T1 / A (kymriah-eu)", "T2 / A (yescarta-eu)"]
    assert other.slug not in names[0]


def test_a_terminal_shows_the_overview_of_three_and_none_of_two():
    few, many = text.render_text(_judged(MANY[:2])), text.render_text(_judged(MANY))
    assert "the gravest first" not in few
    lines = many.splitlines()
    assert lines[0] == "DEVIATES: deviates from a limit"
    start = lines.index("Containers, the gravest first")
    assert [line.split()[0] for line in lines[start + 1 : start + 5]] == [
        "deviates", "indeterminate", "conforms", "conforms",
    ]  # fmt: skip
    assert start < next(i for i, line in enumerate(lines) if line.startswith("T1 / A"))
    assert max(map(len, lines)) <= 80


def test_more_containers_than_lines_are_counted():
    result = _judged([(f"T{i}", "A", KEPT) for i in range(50)])
    assert "... and 10 more: --quiet prints a line for each" in text.render_text(result)
    assert quiet_lines.render_text(result).count("1 limit kept") == 50


def test_a_long_name_is_shown_whole():
    name = "N" * 300
    result = _judged([(name, "A", LATE), *MANY])
    assert f"{name} / A  W201 post-thaw\n" in quiet_lines.render_text(result)
    joined = "".join(text.render_text(result).split())
    assert name in joined.split("Containers,thegravestfirst")[1].split("T2/A")[0]
    assert f">{name} / A</a>" in html.render_html(result)


def test_quiet_is_one_line_a_container_by_either_way_of_printing():
    result = _judged(MANY)
    lines = quiet_lines.render_text(result).splitlines()
    assert lines == [
        "DEVIATES: deviates from a limit",
        "4 containers: 1 deviates, 1 indeterminate, 2 conforms",
        "deviates       T2 / A  W201 post-thaw",
        "indeterminate  T1 / B  W201 post-thaw",
        "conforms       T1 / A  1 limit kept",
        "conforms       T3 / A  1 limit kept",
    ]
    assert [line.plain for line in quiet_lines.rich_text(result)] == lines


@pytest.mark.parametrize(
    ("only", "said"),
    [
        ({Verdict.DEVIATES}, "by --only deviates: 1 indeterminate, 2 conforms."),
        ({Verdict.CONFORMS, Verdict.DEVIATES}, "by --only deviates --only conforms: 1 indeterminate."),
        (frozenset(Verdict), ""),
    ],
)
def test_what_a_choice_leaves_out_is_counted(only, said):
    result = _judged(MANY)
    for shown in (
        " ".join(text.render_text(result, 80, only).split()),
        quiet_lines.render_text(result, 400, only),
        html.render_html(result, only),
    ):
        assert said in shown
        assert ("Left out here" in shown) == bool(said)
        for name, _, verdict in (("T2 / A", 0, Verdict.DEVIATES), ("T1 / B", 0, Verdict.INDETERMINATE)):
            assert (name in shown) == (verdict in only)


def test_a_choice_that_leaves_nothing_says_so():
    result = _judged([("T1", "A", KEPT), ("T2", "A", KEPT), ("T3", "A", KEPT)])
    for shown in (text.render_text(result, 400, {Verdict.DEVIATES}), html.render_html(result, {Verdict.DEVIATES})):
        assert "Left out here, by --only deviates: 3 conforms." in shown
        assert "the gravest first" not in shown


def test_no_verdict_of_one_patient_heads_a_page_of_several():
    page = html.render_html(_judged(MANY))
    head = page[: page.index("<h2>")]
    assert "<h1>4 containers of 3 therapies</h1>" in head
    assert '<div class="verdict">' in head
    assert "1 deviates" in head
    assert "<title>4 containers: 1 deviates, 1 indeterminate, 2 conforms: DataFrame</title>" in head
    assert re.findall(r"<h3>([^:]*): <span class=\"(\w+)\"", page) == [
        ("T1 / A", "conforms"), ("T1 / B", "indeterminate"), ("T2 / A", "deviates"), ("T3 / A", "conforms"),
    ]  # fmt: skip
    assert "<h1>2 containers of 2 therapies</h1>" in html.render_html(_judged([MANY[0], MANY[3]]))
    alone = html.render_html(_judged(MANY[:2]))
    assert ">INDETERMINATE</h1>" in alone
    assert "the gravest first" not in alone


def test_rows_lead_to_the_containers_that_the_page_holds():
    result = _judged([(f"T{i}", "A", KEPT) for i in range(html.SHOWN + 5)])
    page = html.render_html(result)
    links, places = re.findall(r'href="#([^"]*)"', page), re.findall(r' id="([^"]*)"', page)
    assert links == places
    assert len(links) == html.SHOWN
    assert page.count("1 limit kept") == html.SHOWN + 5
    assert not re.search(r' id="container', html.render_fragment(result))


def test_rows_beyond_the_most_are_counted(monkeypatch):
    monkeypatch.setattr(html, "ROWS", 3)
    assert "… and 1 more: the JSON and CSV files hold all" in html.render_html(_judged(MANY))
    shown = html.render_fragment(_judged([(f"T{i}", "A", KEPT) for i in range(50)]))
    assert "… and 10 more: result.consignments and result.findings hold all" in shown


PLACES = [("Lund", ""), ("Lund", ""), ("Uppsala", ""), ("", "")]


@pytest.mark.parametrize(
    ("places", "basis"),
    [
        (PLACES, "the location of administration end, else of thaw end"),
        ([("", one) for one, _ in PLACES], "the custodian of administration end, else of thaw end"),
    ],
)
def test_counts_by_centre_rest_on_what_events_name(places, basis):
    (one,) = counts_by_place(_judged(MANY, places=places))
    assert (one.kind, one.basis) == ("centre", basis)
    assert one.rows == (("Uppsala", 1, 1, 0, 0), ("Lund", 2, 0, 1, 1), ("not named", 1, 0, 0, 1))
    assert one.headings == ("centre", "containers", "deviates", "indeterminate", "conforms")


def test_without_a_named_place_nothing_is_counted_by_it():
    assert not [*counts_by_place(_judged(MANY))]
    assert "By centre" not in text.render_text(_judged(MANY))


def _shipped(*places):
    """Return a judged record of therapies, each sent from a place to a place."""
    rows = []
    for i, (start, end) in enumerate(places):
        rows.append((f"T{i}", "A", "product_dispatched", "2026-11-01T10:00Z", start, ""))
        rows.append((f"T{i}", "A", "product_received", "2026-11-02T10:00Z", end, ""))
    return assess(read_events(pd.DataFrame(rows, columns=HEADINGS)), product=sandbox_product(WINDOW))


def test_counts_by_lane_say_from_where_to_where():
    result = _shipped(("Leiden", "Lund"), ("Leiden", "Lund"), ("Leiden", ""), ("", ""))
    centre, lane = counts_by_place(result)
    assert centre.basis == "the location of product received"
    assert lane.basis == "from the location of product dispatched to that of product received"
    assert [row[:2] for row in lane.rows] == [("Leiden to Lund", 2), ("Leiden to not named", 1), ("not named", 1)]
    said = text.render_text(result)
    assert "By lane (from the location of product dispatched to that of product received)" in said
    assert said.index("By lane") < said.index("the gravest first")
    assert 'data-label="containers">2</td>' in html.render_html(result)


def test_many_places_are_counted_in_a_terminal_and_whole_in_a_page():
    result = _shipped(*(("Leiden", f"Ward {i:02d}") for i in range(15)))
    assert text.render_text(result).count("... and 5 more: --html shows all") == 2
    assert html.render_html(result).count("<b>Ward ") == 15


def _source(name, *notes):
    return Provenance(name, "0" * 64, "csv", 2, "2026-07-01T10:00:00Z", "2026-11-10T10:00:30Z", notes)


def test_what_several_files_share_is_said_once_with_their_count():
    files = [_source(f"{i}.csv", "unit °C", f"serial {i}", *(["dates dmy"] if i < 5 else [])) for i in range(8)]
    found = files_read(files)
    assert found.shared == ("of all 8 files: unit °C", "of 5 files (0.csv, 1.csv, 2.csv and 2 more): dates dmy")
    assert [notes for _, notes in found.files] == [(f"serial {i}",) for i in range(8)]
    few = files_read(files[:2])
    assert few.shared == ()
    assert few.files[0][1] == ("unit °C", "serial 0", "dates dmy")


def test_files_of_one_name_are_several():
    assert files_read([_source("a.csv", "x")] * 3).shared == ("of all 3 files: x",)


@pytest.mark.parametrize(
    ("tz", "said"),
    [
        ("Europe/Stockholm", ", 2026-07-01 12:00+02:00 to 2026-11-10 11:00:30+01:00"),
        (None, ", 2026-07-01 10:00Z to 2026-11-10 10:00:30Z"),
    ],
)
def test_when_a_file_is_from_is_said_in_the_zone(tz, said):
    assert when_of(_source("a.csv"), tz) == said
    assert when_of(Provenance("a.csv"), tz) == ""


@pytest.mark.skipif(BROWSER is None, reason="no browser to look at the page")
@pytest.mark.parametrize("width", [390, 1200])
def test_a_page_of_many_runs_off_nowhere_and_each_text_stands_out(width, tmp_path):
    cases = [(f"PATIENT-{i:04d}", "BAG-1", (LATE, OPEN, KEPT)[i % 3]) for i in range(12)]
    page = html.render_html(_judged(cases, places=[("Universitetssjukhuset", "")] * 12))
    framed = page.replace('<div class="atmp">', f'<div class="atmp cell" id="page" style="width: {width - 40}px">', 1)
    found = measured(framed, tmp_path, max(width, 500))
    assert not found["wide"]
    assert len(found["texts"]) > 100
    assert not [text for text in found["texts"] if text["contrast"] < 4.5]


@pytest.mark.parametrize(
    ("tz", "when"),
    [
        ("Europe/Stockholm", "from 2026-11-10 09:00+01:00 to 2026-11-11 09:00+01:00"),
        (None, "from 2026-11-10 08:00Z to 2026-11-11 08:00Z"),
    ],
)
def test_a_sensor_that_stands_still_does_so_in_the_zone(tz, when):
    times = pd.date_range("2026-11-10T08:00Z", "2026-11-11T08:00Z", freq="10min")
    readings = read_readings(pd.DataFrame({"time": times, "temperature [°C]": -160.0}))
    ends = [("T1", "A", "product_received", str(times[0])), ("T1", "A", "storage_out", str(times[-1]))]
    events = read_events(pd.DataFrame(ends, columns=HEADINGS[:4]), tz=tz)
    store = "[[storage]]\ncode='frozen'\nfrom='product_received'\nuntil='storage_out'\nupper='-120 degC'\n"
    (note,) = (one for one in assess(events, readings, sandbox_product(store)).statements if "never changed" in one)
    assert when in note
