"""D502: what the limits name and the record does not hold. The table is the rule."""

import pytest

from atmp_logistics.assessment.sandbox import assess_sandbox, sandbox_product, try_rule

WINDOW = "[[window]]\ncode='post-thaw'\nstarts='thaw_end'\nends='administration_end'\nat_most='30 min'\n"
STORE = "[[storage]]\ncode='frozen'\nfrom='product_received'\nuntil='storage_out'\nupper='-120 degC'\n"


@pytest.mark.parametrize(
    ("limits", "events", "found"),
    [
        (WINDOW, "thaw_end 10:04, administration_end 10:34", "conforms [0, 0]"),
        (WINDOW, "thaw_start 10:00, administration_end 10:34", "indeterminate [1, 1]"),
        (WINDOW, "handover 10:00", "indeterminate [2, 2]"),
        (STORE + WINDOW, "product_received 08:00, thaw_end 10:04, administration_end 10:34", "indeterminate [1, 1]"),
        (WINDOW + "obligation='should'\n", "handover 10:00", "conforms [0, 0]"),
    ],
)
def test_d502_counts_the_events_that_binding_limits_name(limits, events, found):
    assert try_rule("D502", limits, events) == f"record {found} events"


def test_d502_is_shown_and_does_not_enter_the_verdict():
    """The end was not logged; the start of the administration already came too late."""
    result = assess_sandbox(sandbox_product(WINDOW), "thaw_end 10:00, administration_start 10:31")
    (said,) = [one.why for one in result if one.rule == "D502"]
    assert (said, result.verdict.value) == ("not logged: administration end", "deviates")
