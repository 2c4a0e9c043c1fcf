"""A label as a hospital would write it: a fridge, and minutes in use."""

PRODUCT = """schema = 1
slug = "example-eu"
name = "Example"
inn = "examplecel"
jurisdiction = "EU"
atmp_class = "gene therapy"
origin = "autologous"
container = "infusion bag"
[label]
title = "Invented label"
revision = "1"
retrieved = 2026-11-22
url = "https://example.org/an-address-that-is-longer-than-a-line-of-a-terminal-and-must-still-be-whole"
evidence = "local"
[[storage]]
code = "fridge"
from = "product_received"
until = "preparation_start"
lower = "2 degC"
upper = "8 degC"
section = "6.4"
[[window]]
code = "in-use"
starts = "preparation_end"
ends = "administration"
at_most = "8 h"
section = "6.3"
[[window]]
code = "observe"
starts = "administration_end"
ends = "discarded"
at_most = "1 h"
obligation = "information"
"""
