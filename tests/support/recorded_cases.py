"""Results of which dose records are made: the sample, a real log, nothing decided, two bags, names of every kind."""

import pandas as pd
from pictured_cases import CASES
from places import SHARED

import atmp_logistics as atmp
from atmp_logistics.assessment.sandbox import sandbox_product

FRIDGE = """
[[storage]]
code = 'fridge'
from = 'product_received'
until = 'storage_out'
lower = '2 degC'
upper = '8 degC'
section = '6.4'
[[window]]
code = 'at-room'
starts = 'storage_out'
ends = 'administration_end'
at_most = '4 h'
"""
STOCKHOLM = "Europe/Stockholm"
#: Identifiers that markup, a file's name, a line or a direction of writing could break.
NAMES = {
    "long": "N" * 300,
    "markup": "</style></title><script>alert('1')</script>&\"",
    "right to left": "مريض ١",
    "chinese": "患者一号",
    "path": "../../etc/passwd",
}


def of_fridge(rows, readings=None, **columns):
    """Return a result of rows of (therapy, container, event, time), each with the same further columns."""
    table = pd.DataFrame(rows, columns=["therapy_id", "container_id", "event", "time"]).assign(**columns)
    return atmp.assess(atmp.read_events(table, tz=STOCKHOLM), readings, sandbox_product(FRIDGE))


def stored(therapy, container=""):
    """Return the rows of a container that was in a fridge for two hours."""
    return [
        (therapy, container, "product_received", "2022-11-08 06:00"),
        (therapy, container, "storage_out", "2022-11-08 08:00"),
        (therapy, container, "administration_end", "2022-11-08 08:40"),
    ]


def of_qtag():
    """Return what a real Q-tag's log says of a product in a fridge."""
    log = atmp.read_readings(f"{SHARED}/loggers/berlinger_qtag/qtag_CLm_doc_LR_RCPJ00010_02.txt", tz=STOCKHOLM)
    beside = {"batch": "B-77", "performed_by": "A. Ward", "witnessed_by": "B. Nurse", "note": "door <b>open</b>"}
    return of_fridge(stored("T1"), log, expiry="2022-12", **beside)


def of_names():
    """Return a result of therapies and containers with names of every kind."""
    return of_fridge([row for name in NAMES.values() for row in stored(name, f"袋 <i> {name[:200]}")])


#: The records that are looked at, each with what makes its result.
RECORDED = {
    "sample": CASES["sample"],
    "indeterminate": CASES["indeterminate"],
    "two bags": CASES["two_bags"],
    "permitted": CASES["permitted"],
    "names": of_names,
} | ({"qtag": of_qtag} if SHARED else {})
