"""A page brings its own ink and ground: a notebook with dark colours changes neither, in text or in tables."""

import re

from atmp_logistics.report.shared.page import STYLE
from atmp_logistics.report.shared.style import INK


def test_ink_and_ground_are_stated_for_text_and_for_cells():
    for of in (r"\.atmp", r"\.atmp th, \.atmp td"):
        rules = " ".join(re.findall(rf"^{of} \{{(.*?)\}}", STYLE, re.MULTILINE | re.DOTALL))
        assert f"color: {INK}" in rules
        assert "background: white" in rules
