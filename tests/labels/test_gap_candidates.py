"""What a label may say of each gap: comments with quantity, section, place and sentence, and never a limit."""

import tomllib
from dataclasses import replace

import pytest
from made_up_label import SMPC

import atmp_logistics as atmp
from atmp_logistics.core.citation import Citation
from atmp_logistics.core.errors import LabelError
from atmp_logistics.core.limits import UnreadLimit
from atmp_logistics.labels.gap_candidates import gap_candidates
from atmp_logistics.labels.read_label import read_label


@pytest.fixture
def candidates(tmp_path):
    def candidates(rule, section, text=SMPC):
        (tmp_path / "label.txt").write_text(text, "utf-8")
        product = atmp.load_product("tecartus-uk")
        gap = UnreadLimit(code="asked", rule=rule, citation=Citation("Made-up label", section))
        return gap_candidates(replace(product, unread_limits=(gap,)), read_label(tmp_path / "label.txt"))[0]

    return candidates


def test_a_gap_is_answered_from_the_sections_that_it_cites_by_quantities_of_its_kind(candidates):
    assert candidates("S301", "6.3") == (
        "candidate: 1 year -> 12 months; section 6.3, line 25: 1 year.",
        "candidate: within 3 hours -> ≤ 3 h; section 6.3, line 27: After thawing, infuse within 3 hours at 20 °C to 25 °C.",
        "candidate: within 30 minutes -> ≤ 30 min; section 6.3, line 27: The infusion begins within 30 minutes of thaw.",
    )
    assert [line.split(";")[0] for line in candidates("T101", "6.4")] == [
        "candidate: ≤ -150 °C -> ≤ -150 °C", "candidate: -70 °C or below -> ≤ -70 °C",
    ]  # fmt: skip


def test_a_gap_without_a_known_section_is_answered_from_those_on_storage_and_use(candidates):
    first, *others = candidates("T102", "6.5")
    assert candidates("T102", "") == tuple(others)
    assert len(others) == 3
    assert first == "nothing was found in 6.5 of this label; the next are from elsewhere in it"


def test_every_line_is_a_comment_that_toml_can_hold(candidates):
    lines = candidates("T101", "6.4", SMPC.replace("\u2264 -150", "\x03 -150"))
    assert "unreadable: a sign was lost" in lines[0]
    assert tomllib.loads("".join(f"# {line}\n" for line in lines)) == {}


def test_the_label_of_another_product_answers_nothing(candidates):
    with pytest.raises(LabelError, match="expected the label of Tecartus"):
        candidates("T101", "6.4", SMPC.replace("Tecartus", "Kymriah"))
