"""Every public call with every kind of wrong value: refused in our words with what is accepted, never a raw error."""

import inspect

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from how_many import spread

import atmp_logistics as atmp
from atmp_logistics.core.errors import AtmpError
from atmp_logistics.estimates.models.thaw import EVA_50_mL

mpl.use("agg")

#: Values that hardly any argument means; one that an argument takes all the same is no fault.
WRONG = {
    "None": None,
    "whole number": 3,
    "negative number": -1,
    "number": 3.5,
    "object": object(),
    "list": [],
    "mapping": {},
    "bytes": b"",
    "empty text": "",
    "blank text": " ",
    "function": lambda *_: (),
    "array": np.array([1.0, 2.0]),
    "empty array": np.array([]),
    "DataFrame": pd.DataFrame({"a": [1, 2]}),
    "Series": pd.Series([1.0, 2.0]),
    "NaN": float("nan"),
    "infinity": float("inf"),
    "NaT": pd.NaT,
    "NA": pd.NA,
    "nan in words": "nan",
    "class": dict,
    "list of objects": [object(), None],
    "mapping of objects": {3: object(), None: None},
    "mapping of texts": {"thaw": "soon", "administration_end": "later"},
    "set": {1, "two"},
    "huge number": 10**30,
    "surrogate": "\ud800",
    "zero byte": "a\x00b",
    "timedelta64": np.timedelta64(3),
    "datetime64": np.datetime64("NaT"),
    "True": True,
}
STEPS = {"thaw": "2 to 4 min", "thaw_end -> administration_start": "3 to 10 min", "administration": "5 to 15 min"}
SLOT = {"administration_end": {"latest": "2026-11-24 11:30"}}
ROWS = [("T1", "B1", "thaw_start", "2026-11-24T09:32Z"), ("T1", "B1", "thaw_end", "2026-11-24T09:36Z")]


@pytest.fixture(scope="module")
def valid(tmp_path_factory):
    """Return a call of each public function that works."""
    folder = tmp_path_factory.mktemp("calls")
    frame = pd.DataFrame(ROWS, columns=["therapy_id", "container_id", "event", "time"])
    frame.to_csv(folder / "events.csv", index=False)
    log, site = folder / "log.csv", folder / "site.toml"
    log.write_text("time,temperature [°C]\n2026-11-24T08:00Z,4.4\n2026-11-24T08:10Z,4.5\n", "utf-8")
    site.write_text('tz = "Europe/Stockholm"', "utf-8")
    events, planned = atmp.read_events(frame), atmp.plan("kymriah-eu", SLOT, tz="UTC", steps=STEPS)
    scenario = atmp.simulate("kymriah-eu", STEPS, n=50)
    return {
        "assess": {"events": events, "product": "kymriah-eu"},
        "assess_files": {"events": folder / "events.csv", "readings": log, "product": "kymriah-eu"},
        "compare": {"scenarios": [scenario, scenario.named("other")]},
        "deadlines": {"events": events, "product": "kymriah-eu", "now": "2026-11-24T09:40Z"},
        "export": {"events": events, "to": "csv", "path": folder / "export.csv"},
        "list_products": {},
        "load_catalogue": {},
        "load_product": {"slug": "kymriah-eu"},
        "load_site": {"path": site},
        "parse_site": {"site": 'tz = "UTC"'},
        "parse_product": {"product": atmp.load_product("kymriah-eu").to_toml()},
        "overlaps": {"plans": {"T1": planned, "T2": planned}},
        "plot_estimates": {"estimates": [EVA_50_mL.predict("20 mL")]},
        "plot_misfit": {"misses": EVA_50_mL.misfit()},
        "plan": {"product": "kymriah-eu", "anchors": SLOT, "tz": "UTC", "steps": STEPS},
        "read_events": {"source": frame},
        "new_key": {"path": folder / "a" / "key"},
        "pseudonymise": {"events": events, "key": folder / "key"},
        "read_identifier": {"identifier": "=G123498654321"},
        "read_label": {"path": log},
        "read_readings": {"source": log},
        "read_summary": {"source": log},
        "risk": {"plan": planned, "n": 50, "seed": 1},
        "simulate": {"product": "kymriah-eu", "steps": STEPS, "n": 50},
        "size_limit": {"max_size_MB": 3},
    }


FUNCTIONS = [name for name in sorted(atmp.__all__) if inspect.isfunction(getattr(atmp, name))]
#: What is tested elsewhere: a path that an export would write to.
ELSEWHERE: set[tuple[str, str]] = {("export", "path"), ("new_key", "path")}
#: Three processes take long to start, and as long as they are asked to.
SLOW = {("assess_files", "workers"): {"whole number"}}
CALLS = [
    (name, parameter)
    for name in FUNCTIONS
    for parameter in inspect.signature(getattr(atmp, name)).parameters
    if (name, parameter) not in ELSEWHERE
]


def raw_errors(call, words):
    """Return what a call raises that is none of ours, by the wrong value that it was given."""
    found = {}
    for word, value in words.items():
        try:
            call(value)
        except AtmpError as error:
            if not str(error).strip():
                found[word] = "no words"
        except Exception as error:  # noqa: BLE001  any other is a finding
            found[word] = f"{type(error).__name__}: {error}"[:110]
    return found


@pytest.mark.parametrize(("name", "parameter"), spread(CALLS, 4))
def test_a_wrong_argument_is_refused_in_our_words(valid, name, parameter):
    function = getattr(atmp, name)
    kind = inspect.signature(function).parameters[parameter].kind

    def call(value):
        if kind is inspect.Parameter.VAR_POSITIONAL:
            return function(value)
        try:
            found = function(**{**valid[name], parameter: value})
        finally:
            plt.close("all")
        if name == "size_limit":
            with found:
                pass
        return found

    slow = SLOW.get((name, parameter), set())
    assert raw_errors(call, {word: value for word, value in WRONG.items() if word not in slow}) == {}


@pytest.fixture(scope="module")
def results(valid):
    """Return an object of each kind whose public methods take arguments."""
    planned = atmp.plan(**valid["plan"])
    return {
        "Assessment": atmp.assess(**valid["assess"]),
        "Comparison": atmp.compare(**valid["compare"]),
        "Deadlines": atmp.deadlines(**valid["deadlines"]),
        "EventLog": valid["assess"]["events"],
        "Plan": planned,
        "Product": atmp.load_product("kymriah-eu"),
        "Risk": atmp.risk(planned, n=50, seed=1),
        "Scenario": valid["compare"]["scenarios"][0],
        "Site": atmp.load_site(valid["load_site"]["path"]),
        "TemperatureLog": atmp.read_readings(valid["read_readings"]["source"]),
    }


#: The methods whose arguments are looked at: what they take is what calls take.
METHODS = [
    ("Assessment", "plot"), ("Assessment", "to_csv"), ("Assessment", "to_html"), ("Assessment", "to_json"),
    ("Comparison", "paired"), ("Deadlines", "plot"), ("Deadlines", "to_json"), ("Plan", "plot"), ("Plan", "to_html"),
    ("Plan", "to_json"), ("Product", "in_force"), ("Product", "with_limit"),
    ("Risk", "at"), ("Risk", "to_json"), ("Scenario", "kept"), ("Scenario", "left_open"), ("Scenario", "records"),
    ("Scenario", "to_json"), ("Scenario", "with_start"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name"), spread(METHODS, 4))
def test_a_wrong_argument_of_a_result_is_refused_in_our_words(results, kind, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    held = results[kind]
    for parameter in inspect.signature(getattr(held, name)).parameters.values():
        if parameter.name in {"changes", "ax", "fig"}:
            continue

        def call(value, parameter=parameter):
            try:
                return getattr(held, name)(**{parameter.name: value})
            finally:
                plt.close("all")

        assert raw_errors(call, WRONG) == {}
