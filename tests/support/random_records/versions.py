"""Records near the midnight at which a label changes: two versions of it, and the day of use in doubt or not."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from tomllib import loads

from atmp_logistics.assessment.sandbox import _HEAD
from atmp_logistics.catalogue.catalogue import Catalogue, load_catalogue
from atmp_logistics.catalogue.product_in_python import parse_product
from atmp_logistics.core.product import Product
from random_records.drawing import record_of
from random_records.record import Drawn

CHANGE = "2026-11-10"


@dataclass(frozen=True)
class Changed:
    """A record, and what the label says before a day and from it on."""

    record: Drawn
    before: str
    after: str

    def texts(self):
        for i, (text, dates) in enumerate(
            [(self.before, "in_force_until = 2026-11-09"), (self.after, f"in_force_from = {CHANGE}")]
        ):
            head = _HEAD.replace('evidence = "local"', f'evidence = "local"\n{dates}')
            yield f"trial@{i + 1}.toml", head.replace('revision = "1"', f'revision = "{i + 1}"') + text

    def products(self) -> list[Product]:
        return [parse_product(loads(text), name) for name, text in self.texts()]

    def catalogue(self, folder: Path) -> Catalogue:
        for name, text in self.texts():
            (folder / name).write_text(text, "utf-8")
        return load_catalogue(folder)


def changed_of(number: int) -> Changed:
    """Return the record with this number near a midnight, and two versions of its label."""
    chance = Random(number)  # noqa: S311  the same number, the same record
    drawn = record_of(number)
    drawn = replace(drawn, site=replace(drawn.site, bands=(), loggers=()), when=(), files=())
    given = [one.second for one in drawn.lines if one.event == "administration_start" and one.second is not None]
    # Midnight in UTC falls on the first use, beside it, or some minutes or hours away.
    away = (given[0] if given else 8 * 3600) + 60 * chance.choice([0, 0, 1, -1, 5, 60, -60, 300, -600])
    lines = [one if one.second is None else replace(one, second=one.second - away) for one in drawn.lines]
    lines = [replace(one, expiry="") for one in lines]
    if chance.random() < 0.3:
        lines.append(
            replace(lines[-1], event="response_assessment", second=30 * 86400, stated=(), logger="", container="")
        )
    text = drawn.limits
    after = re.sub(r"'(\d+) min'", lambda found: f"'{max(int(found[1]) // chance.choice([1, 2, 3]), 1)} min'", text)
    one, two = (text, after) if chance.random() < 0.5 else (after, text)
    return Changed(replace(drawn, lines=tuple(lines), site=replace(drawn.site, tz="UTC")), one, two)
