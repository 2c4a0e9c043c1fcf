"""Plug-ins of a ward: who thawed and who saw it, and the logger of its freezer."""
