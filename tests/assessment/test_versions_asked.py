"""Two versions of a label of which one asks nothing of what is asked about: what the day of use leaves open is said."""

import pandas as pd
from invented_label import PRODUCT

import atmp_logistics as atmp


def test_a_version_that_asks_nothing_lets_nothing_conform_where_it_may_judge(tmp_path):
    window = "[[window]]" + PRODUCT.partition("[[window]]")[2]
    old = PRODUCT.replace('evidence = "local"', 'evidence = "local"\nin_force_until = 2026-06-30')
    new = PRODUCT.replace('evidence = "local"', 'evidence = "local"\nin_force_from = 2026-07-01').replace(window, "")
    (tmp_path / "example-eu.1.toml").write_text(old, "utf-8")
    (tmp_path / "example-eu.2.toml").write_text(new, "utf-8")
    rows = {"therapy_id": ["T"], "event": ["preparation_start"], "time": ["2026-06-30T10:00Z"]}
    events = atmp.read_events(pd.DataFrame(rows))
    found = atmp.assess(events, None, "example-eu", rules=["W201"], catalogue=atmp.load_catalogue(tmp_path)).findings
    assert set(found["verdict"]) == {"indeterminate"}
    assert "a version of the label that may judge asks nothing of what is asked about" in set(found["why"])
