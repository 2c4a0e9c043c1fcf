"""The ward's names of products: the profile says which product of the catalogue each means; nothing is guessed."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from atmp_logistics import assess, deadlines, load_catalogue, load_product, plan, read_events, simulate
from atmp_logistics.assessment.streaming.assess_files import assess_files
from atmp_logistics.catalogue.product_suggestions import suggested_products
from atmp_logistics.cli.app import app
from atmp_logistics.core.errors import AtmpError, ConflictingRecord, SiteError, UnknownProduct
from atmp_logistics.estimates.cohort.cohort_of_events import cohort_of
from atmp_logistics.records.event_log import EventLog
from atmp_logistics.records.product_names import with_slugs
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.read_site import parse_site
from atmp_logistics.records.site_profile import Site

SITE = parse_site(
    {"jurisdiction": "EU", "products": {"Tisa-påse": "kymriah-eu", "Yescarta 1": "yescarta-eu"}}, "site.toml"
)
ROWS = [("T1", "thaw_end", "2026-11-10T10:04Z"), ("T1", "administration_end", "2026-11-10T10:40Z")]
STEPS = {"thaw": "2 to 4 min", "thaw_end -> administration_start": "3 to 10 min", "administration": "5 to 15 min"}


def table(*products):
    return pd.DataFrame(
        [(*row, name) for row, name in zip(ROWS, products, strict=True)],
        columns=["therapy_id", "event", "time", "product"],
    )


def events(*products, site=SITE):
    return read_events(table(*products), site=site)


def by_hand(*products):
    return read_events(table(*products))


def refused(call, *args, error=SiteError, **options):
    with pytest.raises(error) as found:
        call(*args, **options)
    return str(found.value)


def slug_of(result):
    return {part.evidence.product.slug for part in result.parts}


def test_events_are_read_with_the_slugs_that_the_wards_names_mean():
    assert events("Tisa-påse", " TISA-PÅSE ").table["product"].tolist() == ["kymriah-eu"] * 2
    assert events("yescarta-eu", "Yescarta 1").table["product"].tolist() == ["yescarta-eu"] * 2
    assert events("Tisa", "").table["product"].tolist() == ["Tisa", ""]


def test_a_file_that_is_read_in_one_go_has_the_slugs_too(tmp_path):
    file = tmp_path / "events.csv"
    file.write_text("therapy_id,event,time,product\nT1,thaw_end,2026-11-10T10:04Z,Tisa-påse\n", "utf-8")
    assert read_events(file, site=SITE).table["product"].tolist() == ["kymriah-eu"]


def test_events_that_were_read_without_the_profile_are_judged_with_it():
    log = by_hand("Tisa-påse", "kymriah-eu")
    assert slug_of(assess(log, site=SITE)) == {"kymriah-eu"}
    assert slug_of(assess_files(log, site=SITE)) == {"kymriah-eu"}
    assert deadlines(log, now="2026-11-10T10:45Z", site=SITE).therapies[0].product.slug == "kymriah-eu"
    assert list(cohort_of(log, site=SITE).product) == ["kymriah-eu"]


def test_events_without_a_name_of_the_profile_stay_as_they_are():
    log = by_hand("kymriah-eu", "")
    assert with_slugs(log, SITE.products) is log
    assert with_slugs(log, Site().products) is log
    bare = EventLog(log.table.drop(columns="product"), Provenance("x"))
    assert with_slugs(bare, SITE.products) is bare


def test_the_product_of_a_call_may_be_a_wards_name_in_every_call():
    log = by_hand("", "")
    assert slug_of(assess(log, product="tisa-påse", site=SITE)) == {"kymriah-eu"}
    assert slug_of(assess_files(log, None, "tisa-påse", site=SITE)) == {"kymriah-eu"}
    assert deadlines(log, "tisa-påse", now="2026-11-10T10:45Z", site=SITE).therapies[0].product.slug == "kymriah-eu"
    planned = plan("Tisa-påse", {"administration_start": "2026-11-24T13:00Z"}, tz="UTC", site=SITE)
    assert planned.product.slug == "kymriah-eu"
    assert simulate("Tisa-påse", STEPS, n=10, site=SITE, seed=1).request.product.slug == "kymriah-eu"
    assert load_product("Tisa-påse", site=SITE).slug == "kymriah-eu"


def test_another_product_in_the_events_than_in_the_call_is_refused_by_slugs():
    said = refused(assess, by_hand("Yescarta 1", ""), product="Tisa-påse", site=SITE, error=ConflictingRecord)
    assert "found the product 'yescarta-eu', expected 'kymriah-eu', as called" in said


def test_the_verdict_is_that_of_the_slug_in_memory_and_streamed():
    log, named = by_hand("kymriah-eu", ""), by_hand("Tisa-påse", "")
    for judge in (assess, assess_files):
        one, other = judge(log, site=SITE), judge(named, site=SITE)
        assert one.findings.drop(columns="id").equals(other.findings.drop(columns="id"))
        assert one.statements == other.statements


def test_the_result_says_what_each_name_means_and_the_jurisdiction():
    said = assess(events("Tisa-påse", ""), site=SITE).statements
    assert "products: 'Tisa-påse' means kymriah-eu, 'Yescarta 1' means yescarta-eu" in said


UNKNOWN = parse_site({"products": {"Kymriah": "kymria-eu"}}, "site.toml")


@pytest.mark.parametrize(
    "call",
    [
        lambda: assess(by_hand("Kymriah", ""), site=UNKNOWN),
        lambda: assess(by_hand("Kymriah", "kymriah-eu"), site=UNKNOWN),
        lambda: assess(by_hand("", ""), product="kymriah-eu", site=UNKNOWN),
        lambda: assess_files(by_hand("Kymriah", ""), site=UNKNOWN),
        lambda: deadlines(by_hand("Kymriah", ""), now="2026-11-10T10:45Z", site=UNKNOWN),
        lambda: plan("Kymriah", {"administration_start": "2026-11-24T13:00Z"}, tz="UTC", site=UNKNOWN),
        lambda: simulate("Kymriah", STEPS, n=10, site=UNKNOWN, seed=1),
    ],
)
def test_a_name_that_means_no_product_is_a_fault_of_the_profile(call):
    said = refused(call)
    assert said.startswith("site.toml.products.Kymriah: found 'kymria-eu', expected a product of the catalogue")
    assert "did you mean 'kymriah-eu'?" in said


def test_a_product_of_your_own_folder_may_be_meant(tmp_path):
    text = next(iter(load_catalogue()["kymriah-eu"])).read_text("utf-8")
    (tmp_path / "ours.toml").write_text(text.replace('slug = "kymriah-eu"', 'slug = "ours-se"'), "utf-8")
    site = Site(products={"Our bag": "ours-se"})
    assert slug_of(assess(events("our bag", "", site=site), site=site, catalogue=load_catalogue(tmp_path))) == {
        "ours-se"
    }
    assert refused(assess, events("our bag", "", site=site), site=site).startswith(
        "site.products.Our bag: found 'ours-se'"
    )


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ({"Kymriah": ""}, "site.toml.products.Kymriah: found ''"),
        ({"Kymriah": 3}, "site.toml.products.Kymriah: found 3"),
        ({"Kymriah": "kymriah-eu", "KYMRIAH ": "kymriah-us"}, "kymriah-eu and kymriah-us, expected one meaning"),
        ({" ": "kymriah-eu"}, "a product for cells left empty"),
        ({"Kym\u200briah": "kymriah-eu"}, "U+200B"),
    ],
)
def test_names_that_cannot_be_meant_are_refused_with_the_profile(names, words):
    assert words in refused(parse_site, {"products": names}, "site.toml")


def test_the_slug_of_a_product_cannot_mean_another_one():
    site = parse_site({"products": {"Kymriah-EU": "kymriah-us"}}, "site.toml")
    said = refused(assess, by_hand("kymriah-eu", ""), site=site)
    assert said.startswith(
        "site.toml.products.Kymriah-EU: found 'kymriah-us', expected 'kymriah-eu', as the name is the slug"
    )
    same = parse_site({"products": {"Kymriah-EU": "kymriah-eu"}}, "site.toml")
    assert slug_of(assess(by_hand("KYMRIAH-EU", ""), site=same)) == {"kymriah-eu"}


# ---- an unknown product ----------------------------------------------------------------------------------------------

KNOWN = [load_product(slug) for slug in ("tecartus-us", "tecartus-eu", "tecartus-ch", "carvykti-eu", "yescarta-eu")]


@pytest.mark.parametrize(
    ("word", "jurisdiction", "slugs"),
    [
        ("Tecartus", "", ["tecartus-ch", "tecartus-eu", "tecartus-us"]),
        ("TECARTUS ", "US", ["tecartus-us", "tecartus-ch", "tecartus-eu"]),
        ("tec", "eu", ["tecartus-eu", "tecartus-ch", "tecartus-us"]),
        ("brexucabtagene", "", ["tecartus-ch", "tecartus-eu", "tecartus-us"]),
        ("Tecartus infusion bag", "", ["tecartus-ch", "tecartus-eu", "tecartus-us"]),
        ("tecartus-e", "", ["tecartus-eu"]),
        ("tecartis-eu", "", ["tecartus-eu"]),
        ("Tekartus", "", ["tecartus-ch", "tecartus-eu", "tecartus-us"]),
        ("ciltacabtagene", "", ["carvykti-eu"]),
        ("aspirin", "EU", []),
        ("", "EU", []),
    ],
)
def test_every_product_that_may_be_meant_is_suggested_that_of_the_sites_jurisdiction_first(word, jurisdiction, slugs):
    said = suggested_products(word, KNOWN, jurisdiction)
    assert [part for part in said.split("'") if "-" in part] == slugs


def test_the_product_of_a_row_is_suggested_with_its_place():
    said = refused(assess, by_hand("Tecartus", "Tecartus"), site=Site(jurisdiction="UK"), error=UnknownProduct)
    assert "rows 0, 1, column product: found 'Tecartus'" in said
    assert "did you mean 'tecartus-uk', 'tecartus-ch'" in said


@pytest.mark.parametrize("slug", [3, None, ["kymriah-eu"]])
def test_what_is_no_text_is_no_product(slug):
    expected = "a product of the catalogue" if slug is None else "a product, its slug, or the path of its file"
    assert f"expected {expected}" in refused(load_product, slug, error=AtmpError)


# ---- at the command line ---------------------------------------------------------------------------------------------


@pytest.fixture
def ward(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site.toml").write_text('jurisdiction = "UK"\n[products]\n"Tisa-påse" = "kymriah-eu"\n', "utf-8")
    (tmp_path / "bad.toml").write_text('[products]\n"Tisa-påse" = "kymria-eu"\n', "utf-8")
    rows = "".join(f"{','.join(row)},Tisa-påse\n" for row in ROWS)
    (tmp_path / "events.csv").write_text(f"therapy_id,event,time,product\n{rows}", "utf-8")
    return tmp_path


CALLS = [
    ["validate", "events.csv", "--rules", "W201"],
    ["validate", "events.csv", "--rules", "W201", "--product", "tisa-påse"],
    ["plan", "Tisa-påse", "--at", "administration_start=2026-11-24T13:00Z", "--tz", "UTC"],
    [
        "simulate",
        "Tisa-påse",
        *(word for name, span in STEPS.items() for word in ("--step", f"{name}={span}")),
        "--n",
        "10",
    ],
    ["deadlines", "events.csv", "--now", "2026-11-10T10:45Z"],
    ["deadlines", "events.csv", "--now", "2026-11-10T10:45Z", "--product", "tisa-påse"],
]


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
@pytest.mark.usefixtures("ward")
def test_every_command_takes_the_wards_name(words):
    run = CliRunner().invoke(app, [*words, "--site", "site.toml"])
    assert "kymriah-eu" in run.output
    assert run.exit_code != 2
    refused_run = CliRunner().invoke(app, [*words, "--site", "bad.toml"])
    assert refused_run.exit_code == 2
    assert "bad.toml.products.Tisa-påse: found 'kymria-eu'" in refused_run.stderr
    assert CliRunner().invoke(app, words).exit_code == 2
