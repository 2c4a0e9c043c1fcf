"""The commented product file that a hospital fills in for a product of its own."""

from __future__ import annotations

from pathlib import Path

from atmp_logistics.core.errors import CatalogueError, Fault, refuse
from atmp_logistics.core.whole_files import write_text

TEMPLATE = """# {slug}: fill in what your protocol or label says; remove what it does not say.
# Check it: atmp-logistics catalogue check FOLDER. Every fault is named with its path.
# Temperatures and durations are text with their unit. Copy numbers and sections, never sentences.
schema = 1
slug = "{slug}"
name = ""                      # the product's name
inn = ""                       # its substance
jurisdiction = ""              # such as "SE"
atmp_class = ""                # somatic cell therapy | gene therapy | tissue engineered | combined
pathway = ""                   # marketing authorisation | hospital exemption | clinical trial | named patient
origin = ""                    # autologous | allogeneic | not cell-based
container = ""                 # such as "infusion bag"
# device = ""                  # the device part, of a combined ATMP alone

[label]                        # the text in which the numbers were read
title = ""
revision = ""
retrieved = ""                 # a date without quotes: 2026-11-22
url = ""
evidence = "local"             # regulator | manufacturer | secondary | other-jurisdiction | local
# in_force_from = 2026-01-01   # where several versions of one label stand side by side
# in_force_until = 2026-12-31
# authorisation_ended = 2026-12-31   # shown with every verdict; judges nothing
# later_revision = {{ revision = "", url = "" }}  # one that is known and was not read; shown

[[storage]]                    # a phase between two events (docs/vocabulary.md), and the range to keep in it
code = "storage"
from = "product_received"
until = "storage_out"
upper = ""                     # such as "-120 degC"; lower, upper or both
# shelf_life = {{ months = 9 }}  # or an exact "72 h"; from manufacturing_end, unless an expiry is printed
section = ""

[expiry]                       # the event that must come before a printed expiry, or a shelf life, has ended
by = "administration"          # "administration_start", "administration_end"; "administration" where the text does not
section = ""                   # say which end counts; without this table, when the storage ends

[[window]]                     # a clock between two events
code = "in-use"
starts = "preparation_end"
ends = "administration_end"    # "administration" where the text does not say which end counts
at_most = ""                   # such as "30 min"; at_least; at_most_days and at_least_days for calendar days
# within = ["20 degC", "25 degC"]
section = ""

# [[precondition]]             # `after` may not happen until `before` has
# code = "one-at-a-time"
# before = "administration_end"
# after = "thaw_start"
# scope = "next container"

# [[budget]]                   # time in a band, all times together
# code = "room"
# band = ["8 degC", "25 degC"]
# from = "storage_out"
# until = "administration_end"
# at_most = "2 h"

# [[rate]]                     # the volume given in a time; columns volume and body_weight in the events
# code = "hourly"
# at_most = "2.6 mL/kg/h"
# over = "1 h"

# [[prohibition]]
# code = "refreeze"
# forbids = ["refrozen"]       # events that would show it, where there are any
# after = "thaw_start"

# [[instruction]]              # what the text demands and no record shows
# code = "filter"

# [[check]]                    # a check of identity that the text demands
# code = "patient-before-thaw"
# at = "thaw_start"
# identifiers = ["patient identity", "product label"]   # the words are in docs/product_file.md
# persons = 2                  # where the text says so

# [[gap]]                      # a limit that the text does not give and that a check needs
# code = "shelf-life"
# rule = "S301"
"""

EXAMPLES = '''# Examples for {slug}: small records and the verdict you expect. `catalogue check` judges them.
# Their times are exact unless an example states otherwise, as in: site = {{ resolution = "1 min" }}
# [[example]]
# name = "in time"
# product = "{slug}"
# verdict = "conforms"           # conforms | deviates | indeterminate | refused
# events = """
# therapy_id,event,time
# T1,preparation_end,2026-11-10T10:00+01:00
# T1,administration_end,2026-11-10T10:20+01:00
# """
# readings = """
# time,temperature [°C]
# 2026-11-10T10:00+01:00,5.0
# """
'''


def write_template(slug: str, folder: str | Path = ".") -> tuple[Path, Path]:
    """Write a product file to fill in, and an empty file of examples beside it; write over nothing.

    Raises
    ------
    CatalogueError
        For a slug that is no name of a file, and when either file is there already.
    """
    fault = CatalogueError
    if not slug or not slug.replace("-", "").isalnum() or slug != slug.lower():
        refuse([Fault("slug", repr(slug), "small letters, digits and hyphens", "write it as brand-se", fault)])
    if not Path(folder).is_dir():
        refuse([Fault(str(folder), "no folder", "a folder to write into", "make it first", fault)])
    paths = Path(folder, f"{slug}.toml"), Path(folder, f"{slug}.examples.toml")
    there = [path for path in paths if path.exists()]
    refuse(
        Fault(str(path), "a file that is there already", "a new one", "choose another slug", fault) for path in there
    )
    for path, text in zip(paths, (TEMPLATE, EXAMPLES), strict=True):
        write_text(path, text.format(slug=slug))
    return paths
