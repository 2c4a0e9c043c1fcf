"""Vein-to-vein statistics over a cohort: every interval with both ends named, censored cases counted, legs that add up.

The names of the stub beside this file are loaded when first used; the statistics need the extra ``cohort``.
"""

from atmp_logistics.core.public_names import lazy_names

__getattr__, __dir__, __all__ = lazy_names(__name__, __file__)
