"""What every rule and every logger family is held to."""

from pathlib import Path

from atmp_logistics.testing import check_logger, check_rule

LIMITS = '[[x.second-person]]\ncode="two-people"\nat="thaw_start"\nsection="5.1"'


def test_the_rule():
    check_rule(
        "WARD101",
        LIMITS,
        {
            "conforms": "A: thaw_start 08:00 performed_by=Ada witnessed_by=Bo; B: thaw_start 09:00 performed_by=Bo witnessed_by=Ada",
            "deviates": "A: thaw_start 08:00 performed_by=Ada witnessed_by=ada; B: thaw_start 09:00",
            "indeterminate": "A: thaw_start 08:00 performed_by=Ada",
        },
        draws=50,
    )


def test_the_logger_family():
    check_logger(
        "Frostline",
        Path(__file__).with_name("frostline.txt"),
        rows=4,
        first="2031-10-14T03:00:00Z",
        last="2031-10-14T03:30:00Z",
        lowest=-151.25,
        highest=-149.75,
        tz=None,
    )
