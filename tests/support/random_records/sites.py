"""Small site profiles: how exactly times are written, how far readings may be joined, stated facts."""

from random import Random

from atmp_logistics.core.temperature_range import TemperatureRange
from atmp_logistics.records.site_profile import BandFact, Site
from atmp_logistics.records.spacing_facts import SpacingFact
from random_records.labels import CONDITION, Label


def site_of(chance: Random, label: Label) -> Site:
    """Return a site."""
    guarded = chance.random() < 0.12
    bands = ()
    if label.bands and chance.random() < 0.3:
        ranges = [TemperatureRange(2.0, 8.0), TemperatureRange(5.0, 10.0), TemperatureRange(20.0, 25.0)]
        when = {CONDITION: (chance.choice(label.named),)} if label.named and chance.random() < 0.5 else {}
        bands = (BandFact(chance.choice(label.bands), chance.choice(ranges), "drawn", when=when),)
    spacing = ()
    if chance.random() < 0.08:
        spacing = (SpacingFact("thaw_start", "thaw_end", None, 900.0, "drawn"),)
    return Site(
        tz=chance.choice(["UTC", "UTC", "Europe/Stockholm"]),
        resolution_s=chance.choice([*RESOLUTIONS, 0.0, 0.0, 60.0, 300.0]),
        max_gap_s=chance.choice([None, None, None, 300.0, 900.0]),
        accuracy_degC=0.5 if guarded else 0.0,
        decision_rule="guarded" if guarded else "simple",
        spacing=spacing,
        bands=bands,
    )


#: As written: each time by itself.
RESOLUTIONS: tuple[float | None, ...] = (Site().resolution_s,) * 3
