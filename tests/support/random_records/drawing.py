"""One record by its number: what kind it is, its label, its events, its loggers, its site."""

from dataclasses import replace
from random import Random

from random_records.events import events_of
from random_records.labels import label_of
from random_records.loggers import files_of
from random_records.record import Drawn
from random_records.sites import site_of


def record_of(number: int) -> Drawn:
    """Return the record with this number."""
    chance = Random(number)  # noqa: S311  the same number, the same record
    label = label_of(chance)
    lines = events_of(chance, label)
    drawn = Drawn(label.text, lines, when=label.called)
    drawn = replace(drawn, site=site_of(chance, label))
    return files_of(chance, label, drawn)
