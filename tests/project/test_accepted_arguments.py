"""What a call takes for its arguments: the same meaning in every form that a script or a notebook has it in."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from dateutil import tz as dateutil_tz

import atmp_logistics as atmp
from atmp_logistics.core.arguments import container_names, day
from atmp_logistics.core.errors import AtmpError, NaiveTime, UnreadableTime, UsageError
from atmp_logistics.core.zone_argument import zone_name

pytz = pytest.importorskip("pytz")
STOCKHOLM = [
    "Europe/Stockholm",
    ZoneInfo("Europe/Stockholm"),
    pytz.timezone("Europe/Stockholm"),
    dateutil_tz.gettz("Europe/Stockholm"),
    pd.Timestamp("2026-01-01", tz="Europe/Stockholm").tz,
]
STEPS = {"thaw": "2 to 4 min", "thaw_end -> administration_start": "3 to 10 min", "administration": "5 to 15 min"}
ROWS = [("T1", "thaw_start", "2026-11-24 10:32"), ("T1", "thaw_end", "2026-11-24 10:36")]
FRAME = pd.DataFrame(ROWS, columns=["therapy_id", "event", "time"])


# ---------------------------------------------------------------- zones


@pytest.mark.parametrize("zone", STOCKHOLM, ids=lambda zone: type(zone).__module__)
def test_a_zone_is_taken_in_any_form(zone, tmp_path):
    log = tmp_path / "log.csv"
    log.write_text("time,temperature [°C]\n2026-11-24 08:00,4.4\n2026-11-24 08:10,4.5\n", "utf-8")
    events = atmp.read_events(FRAME, tz=zone)
    assert events.tz == "Europe/Stockholm"
    assert atmp.read_readings(log, tz=zone).provenance[0].first == "2026-11-24T07:00:00Z"
    plan = atmp.plan("kymriah-eu", {"administration_end": {"latest": "2026-11-24 11:30"}}, tz=zone, steps=STEPS)
    assert plan.tz == "Europe/Stockholm"
    assert atmp.simulate("kymriah-eu", STEPS, n=20, tz=zone).request.tz == "Europe/Stockholm"
    found = atmp.deadlines(atmp.read_events(FRAME, tz="UTC"), "kymriah-eu", now="2026-11-24 12:00", tz=zone)
    assert found.tz == "Europe/Stockholm"
    frame = tmp_path / "events.csv"
    FRAME.to_csv(frame, index=False)
    assert atmp.assess_files(frame, log, "kymriah-eu", tz=zone).tz == "Europe/Stockholm"


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        (UTC, "UTC"),
        (timezone(timedelta(hours=1)), "+01:00"),
        (timezone(timedelta(hours=-3.5)), "-03:30"),
        (timezone(timedelta(0), "odd"), "UTC"),
        (dateutil_tz.tzutc(), "UTC"),
        (dateutil_tz.tzoffset("ward", 3600), "+01:00"),
        (pytz.FixedOffset(60), "+01:00"),
        (pytz.utc, "UTC"),
        ("+01:00", "+01:00"),
        (None, None),
    ],
)
def test_an_offset_is_taken_in_any_form(zone, name):
    assert zone_name(zone, "tz") == name


class Nameless(tzinfo):
    def __repr__(self):
        return "Nameless()"

    def utcoffset(self, at):
        return None if at is None else timedelta(hours=1)


@pytest.mark.parametrize(
    "zone",
    [
        dateutil_tz.tzlocal(),
        dateutil_tz.tzstr("EST5EDT"),
        timezone(timedelta(seconds=61)),
        timezone(timedelta(hours=20)),
        Nameless(),
        "Mars/Base",
        " ",
        3,
    ],
    ids=repr,
)
def test_a_zone_without_a_name_is_refused(zone):
    with pytest.raises(UsageError, match="tz: found"):
        zone_name(zone, "tz")


# ---------------------------------------------------------------- days and moments


@pytest.mark.parametrize(
    "on",
    [
        date(2026, 11, 24),
        datetime(2026, 11, 24, 23, 30),
        pd.Timestamp("2026-11-24 23:30", tz="Europe/Stockholm"),
        np.datetime64("2026-11-24"),
        np.datetime64("2026-11-24T23:30:00.000000001"),
        "2026-11-24",
        " 2026-11-24 ",
    ],
)
def test_a_day_is_taken_in_any_form(on):
    assert day(on, "on") == date(2026, 11, 24)
    assert atmp.load_product("kymriah-eu", on=on).slug == "kymriah-eu"
    result = atmp.assess(atmp.read_events(FRAME, tz="UTC"), product="kymriah-eu", on=on)
    assert "judged by the label in force on 2026-11-24, as stated in the call" in result.statements


@pytest.mark.parametrize(
    "on", ["24.11.2026", "2026-11", np.datetime64("2026-11"), np.datetime64("NaT"), pd.NaT, 20261124]
)
def test_what_is_no_day_is_refused(on):
    with pytest.raises(UsageError, match=r"on: found .* expected a day"):
        day(on, "on")


NOW = "2026-11-24 10:44"
MOMENTS = [
    NOW,
    datetime(2026, 11, 24, 10, 44),
    pd.Timestamp(NOW),
    pd.Timestamp(NOW, tz="Europe/Stockholm"),
    np.datetime64("2026-11-24T10:44"),
    np.datetime64("2026-11-24T10:44:00.000000000"),
    datetime(2026, 11, 24, 9, 44, tzinfo=UTC),
]


@pytest.mark.parametrize("now", MOMENTS, ids=repr)
def test_a_moment_is_taken_in_any_form(now):
    found = atmp.deadlines(atmp.read_events(FRAME, tz="Europe/Stockholm"), "kymriah-eu", now=now, steps=STEPS)
    assert found.now_us == datetime(2026, 11, 24, 9, 44, tzinfo=UTC).timestamp() * 1e6
    plan = atmp.plan("kymriah-eu", {"administration_start": {"latest": now}}, tz="Europe/Stockholm", steps=STEPS)
    assert "10:44" in plan.anchors[0]


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (pd.Timestamp("2026-11-24T10:44:00.000000001"), UnreadableTime),
        (pd.Timestamp("2026-11-24T10:44:00.000000001Z"), UnreadableTime),
        (np.datetime64("2026-11-24T10:44:00.000000001"), UnreadableTime),
        ("2026-11-24T10:44:00.0000000019Z", AtmpError),
        (np.datetime64("NaT"), UsageError),
        (pd.NaT, UsageError),
        (date(2026, 11, 24), AtmpError),
        (20261124, UsageError),
    ],
)
def test_a_moment_is_never_rounded_or_guessed(now, kind):
    events = atmp.read_events(FRAME, tz="Europe/Stockholm")
    with pytest.raises(kind, match="now: found"):
        atmp.deadlines(events, "kymriah-eu", now=now)
    with pytest.raises(AtmpError, match="found"):
        atmp.plan("kymriah-eu", {"administration_start": now}, tz="UTC", steps=STEPS)


def test_a_moment_without_a_zone_is_refused():
    events = atmp.read_events(FRAME.assign(time=["2026-11-24T10:32Z", "2026-11-24T10:36Z"]))
    with pytest.raises((NaiveTime, UsageError)):
        atmp.deadlines(events, "kymriah-eu", now=np.datetime64("2026-11-24T10:44"))


# ---------------------------------------------------------------- site, catalogue, product


@pytest.fixture
def ward(tmp_path):
    """Return the paths of a profile, of a folder of product files, and of the file in it."""
    site, folder = tmp_path / "site.toml", tmp_path / "ward"
    folder.mkdir()
    site.write_text('tz = "Europe/Stockholm"', "utf-8")
    text = atmp.load_product("kymriah-eu").to_toml().replace('"kymriah-eu"', '"own-se"', 1)
    (folder / "own-se.toml").write_text(text, "utf-8")
    return site, folder, folder / "own-se.toml"


@pytest.mark.parametrize("form", [str, Path, atmp.load_site])
def test_a_profile_is_taken_in_any_form(ward, form):
    site = form(ward[0])
    events = atmp.read_events(FRAME, site=site)
    result = atmp.assess(events, product="kymriah-eu", site=site)
    assert (events.tz, result.profile.name) == ("Europe/Stockholm", "site.toml")
    assert len(result.profile.sha256) == 64
    plan = atmp.plan("kymriah-eu", {"administration_end": {"latest": "2026-11-24 11:30"}}, site=site, steps=STEPS)
    found = atmp.deadlines(events, "kymriah-eu", now=NOW, site=site)
    assert {plan.profile.sha256, found.profile.sha256} == {result.profile.sha256}


@pytest.mark.parametrize(
    "form", [str, Path, lambda folder: [folder], lambda folder: (str(folder),), atmp.load_catalogue]
)
def test_a_catalogue_is_taken_in_any_form(ward, form):
    catalogue, events = form(ward[1]), atmp.read_events(FRAME, tz="UTC")
    assert [file.origin for file in atmp.assess(events, product="own-se", catalogue=catalogue).files] == ["folder ward"]
    assert "own-se" in set(atmp.list_products(catalogue)["slug"])
    assert atmp.load_product("own-se", catalogue).slug == "own-se"
    assert atmp.simulate("own-se", STEPS, n=20, catalogue=catalogue).request.product.slug == "own-se"
    plan = atmp.plan(
        "own-se", {"administration_end": {"latest": "2026-11-24 11:30"}}, tz="UTC", steps=STEPS, catalogue=catalogue
    )
    assert plan.product.slug == "own-se"
    assert atmp.deadlines(events, "own-se", now="2026-11-24 12:00", catalogue=catalogue).therapies


@pytest.mark.parametrize("form", [str, Path, atmp.load_product])
def test_a_product_is_taken_in_any_form(ward, form):
    product, events = form(ward[2]), atmp.read_events(FRAME, tz="UTC")
    assert [(file.name, file.origin) for file in atmp.assess(events, product=product).files] == [
        ("own-se.toml", "folder ward")
    ]
    assert atmp.load_product(product).slug == "own-se"
    assert atmp.simulate(product, STEPS, n=20).request.product.slug == "own-se"
    slot = {"administration_end": {"latest": "2026-11-24 11:30"}}
    assert atmp.plan(product, slot, tz="UTC", steps=STEPS).product.slug == "own-se"
    assert atmp.deadlines(events, product, now="2026-11-24 12:00").therapies[0].product.slug == "own-se"


def test_a_file_that_is_no_product_is_refused(ward):
    with pytest.raises(AtmpError, match="site"):
        atmp.load_product(ward[0])
    with pytest.raises(AtmpError, match=r"nothing\.toml"):
        atmp.load_product("nothing.toml")


# ---------------------------------------------------------------- rules, containers


@pytest.mark.parametrize(
    "rules", ["W201,T101", ["W201", "T101"], ("W201", "T101"), {"W201", "T101"}, pd.Series(["W201", "T101"])]
)
def test_rules_are_taken_in_any_form(rules):
    result = atmp.assess(atmp.read_events(FRAME, tz="UTC"), product="kymriah-eu", rules=rules)
    assert "W201" not in result.not_assessed
    assert "W202" in result.not_assessed
    assert "W202" in atmp.assess(atmp.read_events(FRAME, tz="UTC"), product="kymriah-eu", rules="W201").not_assessed


PAIRS = [("T1", "B1"), ("T2", "B1")]
TABLE = pd.DataFrame(PAIRS, columns=["therapy_id", "container_id"])


@pytest.mark.parametrize(
    "containers",
    [
        PAIRS,
        set(PAIRS),
        iter(PAIRS),
        [["T1", "B1"], ["T2", "B1"]],
        TABLE,
        TABLE.assign(ward="4")[["ward", "container_id", "therapy_id"]],
        TABLE.set_index(["therapy_id", "container_id"]),
        pd.MultiIndex.from_frame(TABLE),
        np.array(PAIRS),
    ],
    ids=lambda containers: type(containers).__name__,
)
def test_containers_are_taken_in_any_form(containers):
    result = atmp.assess(
        atmp.read_events(FRAME.assign(container_id="B1"), tz="UTC"), product="kymriah-eu", containers=containers
    )
    assert result.consignments[["therapy_id", "container_id"]].to_numpy().tolist() == [["T1", "B1"], ["T2", "B1"]]


@pytest.mark.parametrize("container", [None, "", float("nan"), pd.NA])
def test_a_therapy_without_a_named_container_is_taken(container):
    assert container_names([("T1", container)], "containers") == (("T1", ""),)


@pytest.mark.parametrize(
    "wrong", [[("T1",)], [("T1", 3)], [("", "B1")], [(1, "B1")], "T1", {"T1": "B1"}, pd.DataFrame({"a": [1]})]
)
def test_what_names_no_containers_is_refused(wrong):
    with pytest.raises(UsageError, match=r"containers: found .* expected pairs"):
        container_names(wrong, "containers")


def test_all_faults_of_a_call_are_raised_at_once():
    events = atmp.read_events(FRAME, tz="UTC")
    with pytest.raises(UsageError) as error:
        atmp.assess(events, product=3, rules=3, on=3, containers=3, site=3, catalogue=3, when=3, progress=3)
    named = [fault.where for fault in error.value.faults]
    assert sorted(named) == ["catalogue", "containers", "on", "product", "progress", "rules", "site", "when"]


@pytest.mark.parametrize("resolution", ["1 min", timedelta(minutes=1), pd.Timedelta("1min"), np.timedelta64(1, "m")])
def test_a_resolution_is_taken_in_any_form(resolution):
    assert atmp.read_events(FRAME, tz="UTC", resolution=resolution).resolution_s == 60.0


@pytest.mark.parametrize(
    "lasts", [timedelta(minutes=4), pd.Timedelta("4min"), np.timedelta64(4, "m"), ("2 min", np.timedelta64(240, "s"))]
)
def test_a_step_is_taken_in_any_form(lasts):
    plan = atmp.plan(
        "kymriah-eu", {"administration_end": {"latest": "2026-11-24 11:30"}}, tz="UTC", steps={**STEPS, "thaw": lasts}
    )
    assert "thaw takes" in " ".join(plan.stated)


@pytest.mark.parametrize(
    "path", ["/usr/share/zoneinfo/Europe/Stockholm", "C:\\python\\zoneinfo\\Europe/Stockholm", "Europe/Stockholm"]
)
def test_a_zone_that_was_read_from_a_file_has_its_name(path):
    class FromFile(Nameless):
        """As older releases of dateutil keep where they read a zone."""

        _filename = path

    assert zone_name(FromFile(), "tz") == "Europe/Stockholm"
