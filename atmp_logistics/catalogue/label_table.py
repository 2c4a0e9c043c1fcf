"""Reads `[label]` of a product file, and the `source` of what was read in another text: which text says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from atmp_logistics.core.toml_table import TomlTable
from atmp_logistics.core.verdict import EVIDENCE, Citation


def read_label_table(label: TomlTable) -> dict[str, Any]:
    """Return what a product file says of its label, by the names that a `Product` has for it."""
    citation = Citation(
        label=label.text("title", required=True),
        revision=label.text("revision", required=True),
        url=label.text("url", required=True),
        evidence=label.text("evidence", required=True, one_of=EVIDENCE),
    )
    found: dict[str, Any] = {"citation": citation, "retrieved": label.day("retrieved", required=True) or date.min}
    found |= {key: label.day(key) for key in ("in_force_from", "in_force_until", "authorisation_ended")}
    if found["in_force_from"] and found["in_force_until"] and found["in_force_from"] > found["in_force_until"]:
        label.fault("in_force_until", str(found["in_force_until"]), "a day after in_force_from", "exchange the two")
    found["authorisation_source"] = _authorisation(label, citation, ended=found["authorisation_ended"] is not None)
    found["later_revision"] = _later(label, citation)
    label.done()
    return found


def _authorisation(label: TomlTable, citation: Citation, *, ended: bool) -> Citation | None:
    """Return where the end of the authorisation was read: the label's own text where no other is named."""
    if "authorisation_source" not in label:
        return None
    if not ended:
        fix = "add authorisation_ended = 2024-12-13, or remove the source"
        label.fault("authorisation_source", "a source of nothing", "authorisation_ended beside it", fix)
    return cited(label.table("authorisation_source"), citation)


def _later(label: TomlTable, citation: Citation) -> Citation | None:
    """Return a later revision of the label that is known and was not read."""
    if "later_revision" not in label:
        return None
    item = label.table("later_revision")
    missing = [key for key in ("revision", "url") if key not in item]
    for key in missing:
        item.fault(key, "nothing", "a text", f"add {key} = '...'")
    later = cited(item, citation)
    if later.revision == citation.revision and "revision" not in missing:
        item.fault("revision", repr(later.revision), "another revision than the one read", "remove later_revision")
    return later


def cited(other: TomlTable, label: Citation) -> Citation:
    """Return the label's citation, or the other text's where something was read in another."""
    keys = (("label", "title"), ("section", "section"), ("revision", "revision"), ("url", "url"))
    texts: dict[str, Any] = {key: other.text(name) for key, name in keys}
    texts["evidence"] = other.text("evidence", one_of=EVIDENCE)
    other.done()
    return replace(label, **{key: text for key, text in texts.items() if text})


def cited_limit(other: TomlTable, label: Citation) -> Citation:
    """Return the citation of a limit, which counts: another text says how near it is, and the same is no nearer."""
    names_text, says_evidence = "title" in other, "evidence" in other
    found = cited(other, label)
    if names_text and not says_evidence:
        fix = "add evidence = 'secondary', or what the text is"
        other.fault("evidence", "nothing", f"one of {', '.join(EVIDENCE)}: another text than the label is named", fix)
    elif not names_text and (found.lets_conform, found.decides) > (label.lets_conform, label.decides):
        other.fault("title", "nothing", f"the text that is {found.evidence}", "add title = '...', or remove evidence")
    return found
