"""Reads `[label]` of a product file, and the `source` of what was read in another text: which text says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from atmp_logistics.core.citation import EVIDENCE, WHAT_IF, Citation
from atmp_logistics.core.toml_table import TomlTable


def read_label_table(label: TomlTable) -> dict[str, Any]:
    """Return what a product file says of its label, by the names that a `Product` has for it."""
    evidence = label.text("evidence", required=True, one_of=EVIDENCE)
    # What somebody changed stands in no text, which would have a revision and an address.
    in_text = evidence != WHAT_IF
    citation = Citation(
        label=label.text("title", required=True),
        revision=label.text("revision", required=True) if in_text else _text_or_none(label, "revision"),
        url=label.text("url", required=True) if in_text else _text_or_none(label, "url"),
        evidence=evidence,
        was=label.text("was", one_of=EVIDENCE),
    )
    _was_changed(label, citation)
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
    texts: dict[str, Any] = {"label": other.text("title")} if "title" in other else {}
    texts |= {key: _text_or_none(other, key) for key in ("section", "revision", "url") if key in other}
    texts |= {key: other.text(key, one_of=EVIDENCE) for key in ("evidence", "was") if key in other}
    if texts.get("evidence", WHAT_IF) != WHAT_IF:
        texts.setdefault("was", "")
    found = replace(label, **{key: text for key, text in texts.items() if text or key not in {"label", "evidence"}})
    _was_changed(other, found)
    other.done()
    return found


def _text_or_none(table: TomlTable, key: str) -> str:
    """Take a text that may be empty: the other text has none, whatever the label has."""
    if table.peek(key) == "":
        table.take(key)
        return ""
    return table.text(key)


def _was_changed(table: TomlTable, cited: Citation) -> None:
    """Fault what is said of the limit before it was changed, where nothing was."""
    if cited.was and not cited.is_what_if:
        table.fault("was", repr(cited.was), f"evidence = {WHAT_IF!r} beside it", "remove was")


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
