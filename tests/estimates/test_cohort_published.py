"""The published table: every row cited, and never compared where the intervals differ."""

from pathlib import Path

import numpy as np
import pytest
from cohort_tables import cohort
from places import SHARED

from atmp_logistics.core.errors import UsageError
from atmp_logistics.core.event_kinds import is_moment
from atmp_logistics.estimates.cohort import (
    compare_with_published,
    interval_between,
    interval_statistics,
    published_intervals,
    vein_to_vein_time,
)
from atmp_logistics.estimates.cohort.published import DIFFER, not_compared

TEXT = "\n".join(f"T{i}: collected {i}, released {i + 20}, infused {i + 30 + i}" for i in range(21))


def statistics(starts="collection_end", ends="administration_start", **asked):
    return interval_statistics(interval_between(cohort(TEXT), starts, ends, container="first"), **asked)


@pytest.mark.parametrize("figure", published_intervals(), ids=lambda figure: figure.id)
def test_every_row_is_cited_and_names_both_ends(figure):
    assert figure.source.startswith("http")
    assert figure.source_kind
    assert figure.starts
    assert figure.ends
    assert figure.kind
    assert figure.cohort
    assert figure.value > 0
    assert all(event == "" or is_moment(event) for event in figure.events)
    assert (figure.n is None) == (figure.n_of == "")


def test_every_row_has_its_own_name_and_what_is_not_compared_says_why():
    names = [figure.id for figure in published_intervals()] + [row["id"] for row in not_compared()]
    assert len(names) == len(set(names))
    assert all(
        set(row) == {"id", "what", "why", "source"} and row["source"].startswith("http") for row in not_compared()
    )


def not_in_the_facts(facts, figures, rows):
    """Return the ids of what is compared, and of what is not, whose address or figure the text does not hold."""
    unknown = [row["id"] for row in rows if row["source"] not in facts]
    return unknown + [one.id for one in figures if one.source not in facts or f"{one.value:g}" not in facts]


def test_a_figure_that_a_text_does_not_hold_is_shown():
    figures, rows = published_intervals("axi-cel"), not_compared()
    lines = [f"- {one.id}: {one.value:g} days, {one.source}" for one in figures]
    text = "\n".join([*lines, *(row["source"] for row in rows)])
    assert not_in_the_facts(text, figures, rows) == []
    assert not_in_the_facts(text.replace(lines[0], ""), figures[:1], []) == [figures[0].id]
    assert not_in_the_facts("", figures, rows) == [row["id"] for row in rows] + [one.id for one in figures]


@pytest.mark.skipif(not SHARED, reason="ATMP_SHARED names no folder with the facts")
def test_every_figure_and_address_stands_in_the_facts():
    facts = Path(SHARED, "facts", "domain.md").read_text("utf-8")
    assert not_in_the_facts(facts, published_intervals(), not_compared()) == []


def test_the_review_by_region_is_the_one_that_was_read():
    by_region = {figure.cohort: figure.value for figure in published_intervals("axi-cel") if "only" in figure.cohort}
    assert by_region == {"systematic review, United States only": 27.0, "systematic review, Europe only": 38.0}


def test_what_has_the_same_ends_is_subtracted():
    # 31, 32, ... the median of 30 + i for i in 0 to 20 is 40.
    table = compare_with_published(statistics(), published_intervals("axi-cel")).table.set_index("id")
    row = table.loc["axi-cel-review-europe"]
    assert (row["ours_least_d"], row["ours_most_d"], row["published_d"]) == (40.0, 40.0, 38.0)
    assert (row["difference_least_d"], row["difference_most_d"]) == (2.0, 2.0)
    assert row["difference_ci_lower_d"] < 2.0 < row["difference_ci_upper_d"]
    assert row["definition"] == "same, as far as published: leukapheresis to infusion"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("tisa-cel-eliana-ensign", "enrolment to infusion"),
        ("tisa-cel-uk", "screening to infusion"),
        ("axi-cel-europe-2018-release", "apheresis to release by the qualified person"),
        ("axi-cel-europe-2020-disposition", "leukapheresis to disposition"),
        ("us-academic-centre-admission", "leukapheresis to admission"),
        ("tisa-cel-registry-lymphodepletion", "start of lymphodepletion to infusion"),
    ],
)
def test_what_has_other_ends_is_not_compared_and_says_so(name, words):
    row = compare_with_published(statistics()).table.set_index("id").loc[name]
    assert row["definition"] == f"{DIFFER}: {words}"
    assert row[[column for column in row.index if column.startswith(("ours", "difference"))]].isna().all()


def test_the_same_row_compares_with_the_interval_that_it_is_about():
    release = compare_with_published(statistics(ends="product_released")).table.set_index("id")
    assert release.loc["axi-cel-europe-2018-release", "difference_least_d"] == -5.0
    assert release.loc["axi-cel-review", "definition"].startswith(DIFFER)


def test_an_end_that_the_publication_does_say_must_be_that_end():
    marrow = published_intervals("bone marrow of unrelated donors")[0]
    assert marrow.definition("collection_end", "administration_start").startswith("same")
    assert marrow.definition("collection_start", "administration_start").startswith(DIFFER)
    assert marrow.value_s == 14 * 3600


def test_other_units_are_converted_and_groups_are_compared_each():
    hours = compare_with_published(statistics(unit="h"), published_intervals("axi-cel")[:1]).table
    assert hours["published_h"].tolist() == pytest.approx([30.4 * 24])
    centres = {f"T{i}": "Lund" if i % 2 else "Umeå" for i in range(21)}
    found = interval_statistics(vein_to_vein_time(cohort(TEXT, centre=centres), container="first"), by="centre")
    table = compare_with_published(found, published_intervals("cilta-cel")).table
    assert table["centre"].tolist() == ["Lund", "Umeå"]
    assert np.allclose(table["ours_least_d"], [40.0, 40.0])


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(UsageError, match="did you mean 'axi-cel'"):
        published_intervals("axi-sel")
    with pytest.raises(UsageError, match="no median"):
        compare_with_published(statistics(quantiles=(0.9,)))


def test_it_shows_itself_and_the_page_names_every_source():
    found = compare_with_published(statistics())
    assert max(map(len, str(found).splitlines())) <= 80
    folded = " ".join(str(found).split())
    assert "interval definitions differ" in folded
    assert "where the kind is not 'median', the published figure is another statistic than ours" in folded
    page = found._repr_html_()
    assert all(figure.source.replace("&", "&amp;") in page for figure in published_intervals())
