"""What a site states of identity: checks of its own, whether every record must say whose it is, unique containers."""

from __future__ import annotations

from atmp_logistics.core.citation import Citation
from atmp_logistics.core.identity_check import Check
from atmp_logistics.core.identity_check_words import check_of_identity
from atmp_logistics.core.product_checks import IDENTIFIERS
from atmp_logistics.core.toml_table import TomlTable
from atmp_logistics.core.translatable import said

#: Where a site's own check was read.
BY_SITE = Citation("the site's profile")


def read_site_checks(top: TomlTable) -> tuple[Check, ...]:
    """Read the checks of a site's profile, `[[check]]`; a code that stands twice is a fault."""
    found: list[Check] = []
    for item in top.tables("check"):
        persons = item.number("persons", least=1)
        if persons is not None and persons > 2:
            item.fault("persons", repr(persons), "1 or 2", "leave it out where any number will do")
        code, at = item.text("code", required=True), item.moment("at")
        identifiers = item.words("identifiers", IDENTIFIERS) if "identifiers" in item else ("patient identity",)
        if code in {one.code for one in found}:
            item.fault("code", repr(code), "each code once", "name one of them otherwise")
        item.done()
        found.append(Check(code=code, citation=BY_SITE, at=at, identifiers=identifiers, persons=persons))
    return tuple(found)


def read_identity(top: TomlTable) -> tuple[bool, bool]:
    """Read `[identity] required` and `unique_containers` of a site's profile."""
    item = top.table("identity")
    required, unique = item.flag("required"), item.flag("unique_containers")
    item.done()
    return required, unique


def words_on_identity(checks: tuple[Check, ...], *, required: bool, unique: bool = False) -> list[str]:
    """Return what a site states, a sentence each.

    Examples
    --------
    >>> words_on_identity((), required=True)
    ["identity is demanded of every record, and the label's checks with it"]
    """
    demanded = [said("records", "site.identity")] if required else []
    demanded += [said("records", "site.unique")] if unique else []
    each = (said("records", "site.check", code=one.code, check=check_of_identity(one)) for one in checks)
    return [*demanded, *each]
