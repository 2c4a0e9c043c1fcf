"""A profile made in Python: of a mapping as of a text, with values of Python, and with the faults of a file."""

from dataclasses import replace
from datetime import timedelta

import pint
import pytest

import atmp_logistics as atmp
from atmp_logistics.core.errors import SiteError, UsageError

TEXT = """
tz = "Europe/Stockholm"
resolution = "1 min"
[columns]
"Tid (lokal)" = "time"
[loggers]
"TANK-3" = "frozen"
"ROOM-2" = ["post-thaw", "infusion-duration"]
[readings]
max_gap = "15 min"
[[fact]]
window = "post-thaw"
within = ["20 degC", "25 degC"]
basis = "room"
"""
MAPPING = {
    "tz": "Europe/Stockholm",
    "resolution": timedelta(minutes=1),
    "columns": {"Tid (lokal)": "time"},
    "loggers": {"TANK-3": "frozen", "ROOM-2": ("post-thaw", "infusion-duration")},
    "readings": {"max_gap": pint.Quantity(15, "min")},
    "fact": [{"window": "post-thaw", "within": (pint.Quantity(20, "degC"), "25 degC"), "basis": "room"}],
}


def test_a_mapping_states_what_a_text_and_a_file_do(tmp_path):
    (tmp_path / "site.toml").write_text(TEXT, "utf-8")
    read, made = atmp.load_site(tmp_path / "site.toml"), atmp.parse_site(MAPPING)
    assert made == atmp.parse_site(TEXT)
    assert made.sha256 == "" != read.sha256
    assert replace(read, source="site", sha256="").statements() == made.statements()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"resolution": 60}, "ward.resolution: found 60 without a unit"),
        ({"zone": "UTC"}, "ward.zone: found an unknown key"),
        ({"resolution": 60, "zone": "UTC"}, "ward.zone"),
        ("tz = ", "ward"),
        ({"resolution": pint.Quantity(3, "degC")}, "found 3 degree_Celsius, expected a duration with its unit"),
        ({"readings": {"decision_rule": "guarded"}}, "accuracy: found nothing"),
        ({"readings": {"decision_rule": "guarded", "accuracy": "0 degC"}}, "accuracy: found 0 °C"),
    ],
)
def test_its_faults_are_those_of_a_file(wrong, said):
    with pytest.raises(SiteError) as refusal:
        atmp.parse_site(wrong, "ward")
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"readings": {"decision_rule": "guarded", "accuracy": 3}}, "found 3 without a unit"),
        (
            {"fact": [{"starts": "thaw_start", "ends": "thaw_end", "at_most": 15, "basis": "x"}]},
            "found 15 without a unit",
        ),
        ({"fact": [{"starts": "thaw_start", "ends": "thaw_end", "basis": "x"}]}, "found no duration"),
    ],
)
def test_what_is_stated_wrongly_is_not_said_to_be_absent_too(wrong, said):
    with pytest.raises(SiteError) as refusal:
        atmp.parse_site(wrong)
    (fault,) = refusal.value.faults
    assert said in str(fault)


@pytest.mark.parametrize("wrong", [None, 3, ["tz"], object()])
def test_what_is_no_profile_is_refused(wrong):
    with pytest.raises(UsageError, match="the text of a profile, or a mapping with its keys"):
        atmp.parse_site(wrong)


def test_a_profile_made_field_by_field_names_the_other_way():
    with pytest.raises(SiteError, match="parse_site takes a mapping with the keys of a profile"):
        atmp.Site(loggers={"TANK-3": "frozen"})
