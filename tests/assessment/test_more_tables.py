"""Excursions, events and gaps of a result: beside its findings, in whole records drawn by their numbers, and by hand."""

import os
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from compare_streams import streamed
from how_many import spread
from random_records import record_of

from atmp_logistics import Assessment, assess, assess_files, read_events, read_readings
from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product
from atmp_logistics.core.errors import AtmpError, UsageError
from atmp_logistics.core.verdict import DEVIATES

MANY = int(os.environ.get("ATMP_RECORDS", "20000"))
STORE = "[[storage]]\ncode='cold'\nfrom='product_received'\nuntil='storage_out'\nlower='2 degC'\nupper='8 degC'\n"
PERMITS = "[[allowance]]\ncode='short'\nstorage='cold'\nupper='15 degC'\nat_most='12 min'\ntimes=2\n"
SECONDARY = "source={title='Register', revision='1', url='https://example.org/r', evidence='secondary'}\n"
BAND = "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='2 h'\nwithin=['2 degC','25 degC']\n"
RECORD = "product_received 08:00, storage_out 09:00"
ONCE = "08:00 5, 08:10 5, 08:20 11, 08:30 5, 08:40 5, 08:50 5, 09:00 5"


def judged(number):
    drawn = record_of(number)
    with tempfile.TemporaryDirectory() as folder:
        try:
            return drawn, drawn.assess(drawn.log(drawn.written(Path(folder))))
        except AtmpError:
            return drawn, None


def deviations(result):
    """The storages and windows whose temperature deviates, as (therapy, container, code, phase), of all judged."""
    found = {}
    for part in result.parts:
        storage_of = {one.code: one.storage for one in part.evidence.product.allowances}
        for table in part.judged:
            if table.rule in ("T101", "T102", "T103"):
                code = storage_of[table.code] if table.rule == "T103" else table.code
                for row, verdict in zip(table.rows, table.verdict, strict=True):
                    who = str(part.evidence.therapy[row]), str(part.evidence.container[row])
                    key = (*who, code, "window" if table.rule == "T102" else "storage")
                    found[key] = found.get(key, False) or verdict == DEVIATES
    return found


def compared(numbers):
    """In how many phases a temperature deviates; each has an excursion for sure that nothing permits, and no other has."""
    count = 0
    for number in numbers:
        drawn, result = judged(number)
        if result is None:
            continue
        table = result.excursions
        counts = table["certain"] & (table["permitted"] == "no") & (table["applies"] == "yes")
        broken = set(map(tuple, table.loc[counts, ["therapy_id", "container_id", "code", "phase"]].to_numpy()))
        for key, deviates in deviations(result).items():
            if deviates and drawn.site.bands:
                continue
            assert deviates == (key in broken), (number, key)
            count += deviates
        lengths(result)
        checked_gaps(result)
        checked_events(result)
    return count


def lengths(result):
    """The worst excursion of a deviating storage is what its finding measured."""
    found, table = result.findings, result.excursions
    for one in found[(found["rule"] == "T101") & (found["verdict"] == "deviates")].itertuples():
        own = table[table["certain"] & (table["code"] == one.code) & (table["container_id"] == one.container_id)]
        own = own[own["therapy_id"] == one.therapy_id]
        near = own["extreme_lower_degC"].where(own["side"] == "warmer", own["extreme_upper_degC"])
        measured = {one.measured_lower, one.measured_upper, one.other_side_lower, one.other_side_upper}
        assert own.empty or near.isin(measured).any()
    assert (table["duration_lower_s"] <= table["duration_upper_s"]).all()
    assert (table["duration_lower_s"] > 0).sum() <= table["certain"].sum()


def checked_gaps(result):
    """What lies without readings in a phase adds up to what D501 measured at most."""
    found, table = result.findings, result.gaps
    sums = table.groupby(["therapy_id", "container_id", "code", "phase"])["duration_s"].sum()
    for one in found[found["rule"] == "D501"].itertuples():
        own = sums[
            sums.index.isin([(one.therapy_id, one.container_id, one.code, kind) for kind in ("storage", "window")])
        ]
        assert np.isinf(one.measured_upper) or one.measured_upper in [0.0, *own.round(6)] or len(own) > 1


def checked_events(result):
    """Each row of an event stands in the table once for each container that it is about, and bounds hold what is written."""
    table = result.events
    for part in result.parts:
        rows = [part.evidence.event_rows.rows(name) for name in table["event"].unique()]
        own = table[table["source"] != "inferred"]
        assert len(own) >= max((len(np.unique(one.place)) for one in rows), default=0)
        assert set(own["row"]) == set(
            part.evidence.event_rows.table["row"].iloc[np.concatenate([one.row for one in rows])]
        )
    known = table.dropna(subset=["earliest", "latest"])
    assert (known["earliest"] <= known["latest"]).all()
    assert known["row"].isna().equals(known["source"] == "inferred")


@pytest.mark.parametrize("first", spread(range(0, 80, 20), 4))
def test_an_excursion_that_nothing_permits_is_a_deviation_and_the_other_way_round(first):
    assert compared(range(first, first + 20)) > 1


@pytest.mark.nightly
@pytest.mark.parametrize("first", range(0, MANY, 500))
def test_excursions_beside_findings_all_night(first):
    compared(range(first, first + 500))


ONE_DAY = pd.Timestamp("2026-11-10", tz="UTC")


def at(clock):
    return pd.NaT if clock is None else pd.Timestamp(f"2026-11-10 {clock}", tz="UTC")


def excursion(label, readings, record=RECORD, **how):
    return assess_sandbox(sandbox_product(label), record, readings, **how).excursions


@pytest.mark.parametrize(
    ("label", "readings", "permitted"),
    [
        (STORE, ONCE, ["no"]),
        (STORE + PERMITS, ONCE, ["yes"]),
        (STORE + PERMITS, ONCE.replace("11", "16"), ["no"]),
        (STORE + PERMITS, ONCE.replace("08:30 5", "08:30 11"), ["no"]),
        (STORE + PERMITS, ONCE.replace("08:40 5", "08:40 9"), ["yes", "yes"]),
        (STORE + PERMITS.replace("times=2", "times=1"), ONCE.replace("08:40 5", "08:40 9"), ["no", "no"]),
        (STORE + PERMITS, ONCE.replace("11", "1"), ["no"]),
        (STORE + PERMITS.replace("at_most='12 min'\n", ""), ONCE.replace("08:30 5", "08:30 11"), ["yes"]),
        (STORE + PERMITS.replace("times=2\n", ""), ONCE, ["yes"]),
        (STORE + PERMITS.replace("at_most='12 min'\n", "at_most='50 min'\nuntil_end=true\n"), ONCE, ["yes"]),
        (STORE + PERMITS.replace("at_most='12 min'\n", "at_most='30 min'\nuntil_end=true\n"), ONCE, ["no"]),
        (STORE + PERMITS + SECONDARY, ONCE, ["not known"]),
        (STORE + PERMITS + "obligation='should'\n", ONCE, ["no"]),
        (STORE + PERMITS + "when={dose='1'}\n" + PERMITS.replace("short", "other") + "when={dose='2'}\n", ONCE, ["not known"]),
        (STORE + PERMITS + "when={dose='1'}\n" + PERMITS.replace("12", "1").replace("short", "other") + "when={dose='2'}\n", ONCE, ["not known"]),
        (STORE + PERMITS, ONCE.replace(", 08:30 5", ""), ["not known"]),
    ],
)  # fmt: skip
def test_what_a_label_permits(label, readings, permitted):
    assert excursion(label, readings)["permitted"].tolist() == permitted


def test_a_condition_that_is_stated_leaves_out_what_does_not_hold():
    label = STORE + PERMITS + "when={dose='1'}\n" + PERMITS.replace("short", "other") + "when={dose='2'}\n"
    assert excursion(label, ONCE, RECORD.replace("08:00", "08:00 dose=2"))["permitted"].tolist() == ["yes"]
    two = (
        STORE
        + "when={dose='1'}\n"
        + STORE.replace("8 degC", "15 degC").replace("'cold'", "'warm'")
        + "when={dose='2'}\n"
    )
    assert excursion(two, ONCE, RECORD.replace("08:00", "08:00 dose=2")).empty
    assert excursion(two, ONCE)["applies"].tolist() == ["not known"]


def test_how_often_is_not_known_where_no_rule_counted():
    events = assess_sandbox(sandbox_product(STORE + PERMITS), RECORD, ONCE)
    only = assess_sandbox(sandbox_product(STORE + PERMITS), RECORD, ONCE, rules=["W201"])
    assert [*events.excursions["permitted"], *only.excursions["permitted"]] == ["yes", "not known"]


def test_one_excursion_and_its_bounds():
    (row,) = excursion(STORE, ONCE).to_dict("records")
    assert (row["code"], row["phase"], row["side"], row["limit_degC"]) == ("cold", "storage", "warmer", 8.0)
    assert (row["certain"], row["open"], row["applies"]) == (True, "closed", "yes")
    for name, clock in (("start", "08:15"), ("end", "08:25")):
        assert row[name] == row[f"{name}_earliest"] == row[f"{name}_latest"] == at(clock)
    assert row["duration_lower_s"] == row["duration_upper_s"] == 600.0
    assert row["extreme_lower_degC"] == row["extreme_upper_degC"] == 11.0


@pytest.mark.parametrize(
    ("readings", "open_", "bounds"),
    [
        (ONCE, "closed", ("08:15", "08:25", 600.0)),
        ("08:00 11, 08:10 5, 08:20 5", "at its start", ("08:00", "08:05", 300.0)),
        ("08:40 5, 08:50 5, 09:00 11", "at its end", ("08:55", "09:00", 300.0)),
        ("08:00 11, 08:10 11, 08:20 11, 08:30 11, 08:40 11, 08:50 11, 09:00 11", "at both ends", ("08:00", "09:00", 3600.0)),
        ("08:00 5, 08:10 5, 08:20 11, 08:50 5, 09:00 5", "at its end", ("08:15", "08:50", 2100.0)),
    ],
)  # fmt: skip
def test_an_excursion_may_run_on_where_nobody_looked(readings, open_, bounds):
    (row,) = excursion(STORE, readings).to_dict("records")
    found = row["open"], (f"{row['start_earliest']:%H:%M}", f"{row['end_latest']:%H:%M}", row["duration_upper_s"])
    assert found == (open_, bounds)


def test_the_loggers_accuracy_makes_an_excursion_possible():
    guarded = "[readings]\naccuracy = '0.5 degC'\ndecision_rule = 'guarded'"
    from atmp_logistics import load_site

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "site.toml")
        path.write_text('tz = "UTC"\nresolution = "0 s"\n' + guarded + '\n[loggers]\n"" = "everywhere"\n', "utf-8")
        result = assess(
            read_events(pd.DataFrame({"therapy_id": "T1", "event": ["product_received", "storage_out"], "time": ["2026-11-10T08:00Z", "2026-11-10T09:00Z"]})),
            {"cold": read_readings(pd_readings(folder, ONCE.replace("11", "8.2")), tz="UTC")},
            sandbox_product(STORE), site=load_site(path),
        )  # fmt: skip
    (row,) = result.excursions.to_dict("records")
    assert not row["certain"]
    assert pd.isna(row["start_latest"])
    assert pd.isna(row["end_earliest"])
    assert (row["duration_lower_s"], row["extreme_lower_degC"], row["extreme_upper_degC"]) == (0.0, -np.inf, 8.7)


def pd_readings(folder, text):
    path = Path(folder, "log.csv")
    rows = [f"2026-11-10T{clock}Z,{value}" for clock, value in (one.split() for one in text.split(", "))]
    path.write_text("\n".join(["time,temperature [°C]", *rows]) + "\n", "utf-8")
    return path


def test_gaps_say_why():
    label, readings = sandbox_product(STORE + BAND), "08:10 5, 08:20 5, 08:30 5, 08:40 5, 09:00 5"
    record = "product_received 08:00, storage_out 09:10, thaw_end 09:20, administration_end 09:40"
    table = assess_sandbox(label, record, readings).gaps
    found = [
        (one.code, f"{one.start:%H:%M}", f"{one.end:%H:%M}", one.duration_s, one.why) for one in table.itertuples()
    ]
    assert found == [
        ("cold", "08:00", "08:10", 600.0, "from the start of the phase"),
        ("cold", "08:40", "09:10", 1800.0, "to the end of the phase"),
        ("post-thaw", "09:20", "09:40", 1200.0, "the whole phase"),
    ]


def test_events_have_their_rows_and_their_bounds():
    moves = [("transport_start", f"08:{minute}") for minute in (10, 20, 30)]
    rows = [("product_received", "08:00"), *moves, ("storage_out", None), ("administration_end", "09:00")]
    timed = [("T1", name, f"2026-11-10T{clock}:00Z" if clock else "") for name, clock in rows]
    events = read_events(pd.DataFrame(timed, columns=["therapy_id", "event", "time"]), resolution="0 s")
    table = assess(events, product=sandbox_product(STORE + BAND)).events
    found = {(one.event, one.instance): one for one in table.itertuples()}
    logged = found["product_received", ""]
    assert (logged.source, logged.earliest, logged.latest, logged.row) == ("logged", at("08:00"), at("08:00"), 0)
    for instance, clock, row in (("first", "08:10", 1), ("between", "08:20", 2), ("last", "08:30", 3)):
        one = found["transport_start", instance]
        assert (one.source, one.earliest, one.latest, one.row) == ("logged", at(clock), at(clock), row)
    assert found["storage_out", ""].source == "logged without its time"
    inferred = found["thaw_end", ""]
    assert (inferred.source, inferred.latest, pd.isna(inferred.row)) == ("inferred", at("09:00"), True)
    assert table["earliest"].dropna().is_monotonic_increasing


def test_times_of_a_form_are_not_taken_and_files_are_named(tmp_path):
    label = sandbox_product(BAND + BAND.replace("post-thaw", "rest").replace("thaw_end", "thaw_start"))
    rows = [("T1", name, "2026-11-10T10:04Z") for name in ("thaw_start", "thaw_end", "administration_end")]
    for name, own in (("a.csv", rows), ("b.csv", [("T1", "product_received", "2026-11-10T08:00Z")])):
        pd.DataFrame(own, columns=["therapy_id", "event", "time"]).to_csv(tmp_path / name, index=False)
    result = assess(read_events([tmp_path / "a.csv", tmp_path / "b.csv"]), product=label)
    found = result.events.set_index("event")
    assert found.loc["thaw_end", ["source", "file", "row"]].tolist() == ["logged, its time not taken", "a.csv", 3]
    assert found.loc["product_received", ["source", "file", "row"]].tolist() == ["logged", "b.csv", 2]


TABLES = ("consignments", "findings", "excursions", "events", "gaps")


def test_tables_have_their_types_without_a_row_and_join_without_a_word():
    none = Assessment((), (), (), ())
    some = assess_sandbox(sandbox_product(STORE + BAND), RECORD, ONCE)
    for name in TABLES:
        empty, filled = getattr(none, name), getattr(some, name)
        assert len(filled) > 0
        assert empty.empty
        assert empty.dtypes.equals(filled.dtypes), name
        for pair in ([empty, filled], [filled, empty], [filled.iloc[:0], filled]):
            assert pd.concat(pair, ignore_index=True).equals(filled)
        assert not any(str(kind) == "object" for kind in filled.dtypes)
        filled.iloc[:, 0] = "changed"
        assert not getattr(some, name).equals(filled)


def test_a_view_has_the_rows_of_its_container():
    record = "; ".join(f"{name}: {RECORD}" for name in "AB")
    result = assess_sandbox(sandbox_product(STORE), record, ONCE)
    view = result["T1", "B"]
    for name in TABLES:
        whole = getattr(result, name)
        assert getattr(view, name).equals(whole[whole["container_id"] == "B"].reset_index(drop=True))


def test_a_streamed_result_has_its_events_and_says_why_it_has_no_excursions():
    drawn = record_of(3)
    with tempfile.TemporaryDirectory() as folder:
        placed, label, events = drawn.written(Path(folder)), sandbox_product(drawn.limits), drawn.events()
        whole = assess(events, drawn.log(placed), label, when=dict(drawn.when), site=drawn.site)
        result = streamed(3, drawn, events, placed, label)
    assert result.events.equals(whole.events)
    for name in ("excursions", "gaps"):
        for asked in (result, result[result.consignments["therapy_id"][0]]):
            with pytest.raises(UsageError, match="a result of assess_files, which holds no readings"):
                getattr(asked, name)
    without = assess_files(events, None, label, when=dict(drawn.when), site=drawn.site)
    assert without.excursions.empty
    assert set(without.gaps["why"]) <= {"the whole phase"}


def test_a_gap_beyond_the_loggers_scale_is_called_so_and_a_range_has_the_sides_that_it_has(tmp_path):
    rows = [f"2026-11-10T08:{minute:02}Z,{'HI' if minute == 30 else 5}" for minute in range(0, 60, 10)]
    (tmp_path / "log.csv").write_text(
        "\n".join(["time,temperature [°C]", *rows, "2026-11-10T09:00Z,9"]) + "\n", "utf-8"
    )
    logged = {
        "therapy_id": "T1",
        "event": ["product_received", "storage_out"],
        "time": ["2026-11-10T08:00Z", "2026-11-10T09:00Z"],
    }
    events = read_events(pd.DataFrame(logged), resolution="0 s")
    label = sandbox_product(STORE.replace("lower='2 degC'\n", ""))
    result = assess(events, {"cold": read_readings(tmp_path / "log.csv")}, label)
    (gap,) = result.gaps.itertuples()
    assert (gap.start, gap.end, gap.why) == (at("08:20"), at("08:40"), "between readings, beyond the logger's scale")
    assert gap.logger_id == "log.csv"
    assert result.excursions[["side", "logger_id"]].to_numpy().tolist() == [["warmer", "log.csv"]]
